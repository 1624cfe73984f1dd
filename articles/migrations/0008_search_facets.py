"""What hits are counted by, in one column of the search index.

SQLite makes it of what is there, in a second for 150,000 posts; behind it the column may stay, as what came before
does not mind it. In PostgreSQL every vector and the index over them would be written anew, and searches wait:
there the index starts anew, empty, as in 0006.
"""

from importlib import import_module

from django.db import migrations

_COLUMNS = "doc, post_id, public, source_id, year, tags"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        _add_on_sqlite(schema_editor.connection)
    elif not _has_facets(schema_editor.connection):
        import_module("articles.migrations.0006_search_columns").renew(apps, schema_editor)


def _has_facets(connection):
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "articles_search_doc")
    return any(column.name == "facets" for column in columns)


def _add_on_sqlite(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_schema WHERE name GLOB 'articles_search*_doc'")
        for (table,) in cursor.fetchall():
            cursor.execute("SELECT 1 FROM pragma_table_xinfo(%s) WHERE name = 'facets'", [table])
            if cursor.fetchone() is None:
                _renew(cursor, table)


def _renew(cursor, table):
    # Without a new name for the table: the triggers that name it would follow.
    cursor.execute(f"CREATE TEMPORARY TABLE kept AS SELECT {_COLUMNS} FROM {table}")  # noqa: S608
    cursor.execute(f"DROP TABLE {table}")
    cursor.execute(
        f"""CREATE TABLE {table} (
            doc integer PRIMARY KEY, post_id integer NOT NULL UNIQUE, public bool NOT NULL,
            source_id integer NOT NULL, year integer NOT NULL, tags text NOT NULL,
            facets text NOT NULL GENERATED ALWAYS AS (year || '/' || source_id || ' ' || tags || ' ') STORED)"""
    )
    cursor.execute(f"INSERT INTO {table} ({_COLUMNS}) SELECT {_COLUMNS} FROM kept")  # noqa: S608
    cursor.execute("DROP TABLE kept")


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_posts_by_author")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
