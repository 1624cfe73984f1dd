"""Many rows at once, as plain values: what `bulk_create` and `bulk_update` do in a third of their time.

Half of an import's writing went into making a model of each row and asking each of its fields in turn; of
making bodies again two thirds went into one expression for each value.
Nothing here knows what a row means; defaults and `auto_now` are for the caller to give.
"""

import functools
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

# Values that both databases take as they are.
_PLAIN = frozenset({str, int, bool, type(None)})


def reserve(model: type[models.Model], count: int) -> list[int]:
    """Return primary keys that no row of a model has or will have.

    To be called in the transaction that writes the rows.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sql, [table, count])
            return [pk for (pk,) in cursor.fetchall()]
        # Nobody else writes in SQLite while a transaction does. The table counts on by itself.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone() or (0,)
    return list(range(last[0] + 1, last[0] + 1 + count))


def insert(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    ignore_conflicts: bool = False,
) -> None:
    """Insert rows.

    :param names: the fields that are given; a foreign key's value is the primary key.
    :param rows: a value for each of them.
    :param ignore_conflicts: leave out what a unique column has already.
    """
    fields, quote = _fields(model, names), connection.ops.quote_name
    sql = (
        f"INSERT INTO {quote(model._meta.db_table)} "  # noqa: S608  (names of our own)
        f"({', '.join(quote(field.column) for field in fields)}) "
        f"VALUES ({', '.join(['%s'] * len(fields))})"
        f"{' ON CONFLICT DO NOTHING' if ignore_conflicts else ''}"
    )
    _execute(sql, fields, rows)


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Change rows.

    :param names: the fields that change, as for `insert`.
    :param rows: a value for each of them, and behind these the primary key.
    """
    fields, quote = _fields(model, [*names, "pk"]), connection.ops.quote_name
    columns = [f"{quote(field.column)} = %s" for field in fields]
    table = quote(model._meta.db_table)
    sql = f"UPDATE {table} SET {', '.join(columns[:-1])} WHERE {columns[-1]}"  # noqa: S608
    _execute(sql, fields, rows)


def _fields(model: type[models.Model], names: Iterable[str]) -> list[Any]:
    meta = model._meta
    return [meta.pk if name == "pk" else meta.get_field(name) for name in names]


def _execute(sql: str, fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    prepare = [_preparer(field) for field in fields]
    values = [
        [
            value if type(value) in _PLAIN else prepared(value)
            for value, prepared in zip(row, prepare, strict=True)
        ]
        for row in rows
    ]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)


def _preparer(field: Any) -> Any:
    """Return what makes a value of a field one that the database takes.

    Times and JSON are asked of the database itself: the field would look at each value three times more.
    """
    database = connection.ops
    if isinstance(field, models.DateTimeField):
        return functools.cache(database.adapt_datetimefield_value)  # they come again and again
    if isinstance(field, models.DateField):
        return functools.cache(database.adapt_datefield_value)
    if isinstance(field, models.JSONField):
        return functools.partial(database.adapt_json_value, encoder=field.encoder)
    return functools.partial(field.get_db_prep_save, connection=connection)
