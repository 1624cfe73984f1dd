"""The three roles of the desk, as groups; what they may do at the time of this migration.

Django makes permissions behind the last migration, and leaves alone those that are there: what a group
needs is made here, and found there.
"""

from django.db import migrations, models

_EDITING = {
    "post": ("add", "change", "delete", "view", "publish"),
    "image": ("add", "change", "delete", "view"),
    "tag": ("add", "change", "delete", "view"),
    "source": ("view",),
}
_ROLES = {
    "Writer": {"post": ("add", "change"), "image": ("add", "view"), "source": ("view",)},
    "Editor": _EDITING,
    "Administrator": {
        **_EDITING,
        "source": ("add", "change", "delete", "view"),
        "importrun": ("add", "view"),
        "user": ("add", "change", "delete", "view"),
    },
}
_PUBLISH = "Can publish, withdraw and change all posts"


def add(apps, schema_editor):
    database = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(database)
    for role, models_ in _ROLES.items():
        group, _ = groups.get_or_create(name=role)
        for model, verbs in models_.items():
            group.permissions.add(*(_permission(apps, database, model, verb) for verb in verbs))


def _permission(apps, database, model, verb):
    label = "auth" if model == "user" else "articles"
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(database)
    kind, _ = kinds.get_or_create(app_label=label, model=model)
    words = apps.get_model(label, model)._meta.verbose_name
    name = _PUBLISH if verb == "publish" else f"Can {verb} {words}"
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    permission, _ = permissions.get_or_create(
        content_type=kind, codename=f"{verb}_{model}", defaults={"name": name}
    )
    return permission


def remove(apps, schema_editor):
    database = schema_editor.connection.alias
    apps.get_model("auth", "Group").objects.using(database).filter(name__in=_ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0009_originals_by_export"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.AlterModelOptions(
            name="post",
            options={
                "permissions": [("publish_post", _PUBLISH)],
                "verbose_name": "post",
                "verbose_name_plural": "posts",
            },
        ),
        migrations.AlterField(
            model_name="historicalpost",
            name="history_change_reason",
            field=models.TextField(null=True),
        ),
        migrations.RunPython(add, remove),
    ]
