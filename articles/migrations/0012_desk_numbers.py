from django.db import migrations, models
from django.db.models import F, OrderBy, Q, Value
from django.db.models.functions import Coalesce, Length
from django.db.models.lookups import LessThan

AT_DESK = (
    OrderBy(Coalesce("published_at", "created_at"), descending=True),
    OrderBy(F("id"), descending=True),
)


class Migration(migrations.Migration):
    """Along what the numbers of the desk's first page are counted."""

    dependencies = [("articles", "0011_open_forms")]

    operations = [
        migrations.AddIndex(
            model_name="image",
            index=models.Index(fields=["-id"], condition=Q(file=""), name="picture_not_stored"),
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(fields=["-id"], condition=Q(alt=""), name="picture_without_alt"),
        ),
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(
                fields=["-id"], condition=~Q(outcome="finished"), name="run_not_finished"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                *AT_DESK,
                condition=Q(LessThan(Length("summary"), Value(20))),
                name="post_desk_short",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["created_at", "source"], name="post_archived"),
        ),
    ]
