"""Which originals are exports of ours. SQLite writes their table anew; the column then lies before the content."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_search_facets")]
    operations = [
        migrations.AddField(
            model_name="original",
            name="exported",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
