"""The search index with the outlet and year of each post, its byline apart, and closer row numbers.

Its terms fold Traditional to Simplified now, so it starts anew, empty: `manage.py rebuild_search` fills
it while the site is up, which takes minutes, and a migration must not.
"""

from django.db import migrations

from articles import search

_BEFORE = {
    "sqlite": (
        """CREATE TABLE articles_search_doc (
            doc integer PRIMARY KEY, post_id integer NOT NULL UNIQUE, public bool NOT NULL)""",
        "CREATE TABLE articles_search_number (last integer NOT NULL)",
        "INSERT INTO articles_search_number VALUES (0)",
        """CREATE VIRTUAL TABLE articles_search USING fts5(title, body, content='',
            tokenize='unicode61 remove_diacritics 0 categories ''L* M* N* P* S* Co Cn''')""",
    ),
    "postgresql": (
        "CREATE SEQUENCE articles_search_number",
        """CREATE TABLE articles_search_doc (post_id bigint PRIMARY KEY, doc bigint NOT NULL,
            public boolean NOT NULL, terms tsvector NOT NULL)""",
        "CREATE INDEX articles_search_doc_order ON articles_search_doc (doc DESC)",
        "CREATE INDEX articles_search_doc_terms ON articles_search_doc USING gin (terms)",
    ),
}


def renew(apps, schema_editor):
    search.drop_tables(schema_editor)
    search.create_tables(schema_editor)
    if apps.get_model("articles", "Post").objects.exists():
        search.outdate(schema_editor.connection)


def restore(apps, schema_editor):
    search.drop_tables(schema_editor)
    for statement in _BEFORE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_keys_of_escaped_addresses")]
    operations = [migrations.RunPython(renew, restore)]
