"""The search index, which each database keeps in its own way."""

from django.db import migrations

from articles import search


def create(apps, schema_editor):
    search.create_tables(schema_editor)


def drop(apps, schema_editor):
    search.drop_tables(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
