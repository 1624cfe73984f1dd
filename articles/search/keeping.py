"""What the index holds: posts in and out of it, and a second index that takes its place.

An index is two tables: one of words, and `…_doc`, which says of each row of it which post it is, whether
readers may find it, and by what hits are counted; its tags follow those of the post by triggers. (In PostgreSQL
the tables are one.) `begin_rebuild` makes a second index beside the live one; from then on every write goes into
both, until `finish_rebuild` puts it in the place of the first. Every call writes in the caller's transaction.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.search import postgresql, sqlite

_BACKENDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}

# Raised where a text gives other terms than before: the index then has to be made again.
TERMS_VERSION = 3
LIVE, REBUILT = "articles_search", "articles_search_new"
# A place in the index is a post's time in the high bits and a number in the low ones, so that newest
# first is the order of the index itself; seconds are counted from the year 1, before which is no date.
_YEAR_1 = 62_135_596_800
_1970 = dt.datetime(1970, 1, 1)  # noqa: DTZ001  (in UTC, as all that is reckoned from it)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index holds of a post.

    :ivar moment: seconds since 1970 (before it, negative) by which the newest comes first.
    :ivar public: whether readers may find it.
    :ivar source_id: the outlet.
    :ivar title: terms of the title, from `articles.search.terms.index_terms`.
    :ivar byline: terms of the byline.
    :ivar body: terms of everything else.
    """

    post_id: int
    moment: int
    public: bool
    source_id: int
    title: str
    byline: str
    body: str


class Held(NamedTuple):
    """What the index says of a post; the moment may be a little later than that of its entry."""

    post_id: int
    moment: int
    public: bool
    source_id: int
    tags: list[int]  # primary keys, ascending


def backend(database: BaseDatabaseWrapper | None = None) -> ModuleType:
    """Return the module for a database, by default the one that is connected."""
    return _BACKENDS[(database or connection).vendor]


def create_tables(schema_editor: Any) -> None:
    """Make the index; for migrations."""
    database = backend(schema_editor.connection)
    for statement in (*database.ONCE, *database.CREATE, *database.CREATE_AFTER):
        schema_editor.execute(statement.format(index=LIVE, version=TERMS_VERSION, concurrently=""))


def drop_tables(schema_editor: Any) -> None:
    """Undo `create_tables`, and what the index was made of before."""
    for statement in backend(schema_editor.connection).DROP_ALL:
        schema_editor.execute(statement)


def outdate(database: BaseDatabaseWrapper) -> None:
    """Note that the index must be made again; for migrations."""
    with database.cursor() as cursor:
        cursor.execute("UPDATE articles_search_state SET version = 0")


def index(entries: Sequence[Entry]) -> None:
    """Add posts to the index, or replace what it held of them."""
    if entries:
        with connection.cursor() as cursor:
            for name in _indexes(cursor):
                _write(cursor, name, entries)


def remove(post_ids: Sequence[int]) -> None:
    """Take posts out of the index."""
    with connection.cursor() as cursor:
        for name in _indexes(cursor):
            sql = f"DELETE FROM {name}_doc WHERE post_id = %s"  # noqa: S608  (names of our own)
            cursor.executemany(sql, [(pk,) for pk in post_ids])


def begin_rebuild() -> None:
    """Make an empty index beside the live one, in place of one that was not finished."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_search_state SET rebuilding = %s", [True])
        _execute_all(cursor, backend().DROP, REBUILT)
        _execute_all(cursor, backend().CREATE, REBUILT)


def index_rebuilt(entries: Sequence[Entry]) -> None:
    """Add posts to the index that is being made.

    Who calls it holds what it read of the posts locked until the transaction ends, so that nothing older
    is written over what an editor has saved meanwhile.
    """
    if entries:
        with connection.cursor() as cursor:
            _write(cursor, REBUILT, entries)


def complete_rebuild() -> None:
    """Make what is sooner made of all rows than row by row.

    Outside of a transaction it holds nobody up who writes meanwhile, and takes a while.
    """
    how = "" if connection.in_atomic_block else "CONCURRENTLY"
    with connection.cursor() as cursor:
        for statement in backend().CREATE_AFTER:
            cursor.execute(statement.format(index=REBUILT, concurrently=how))


def finish_rebuild() -> None:
    """Put the new index, which is complete, in the place of the live one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_search_state SET rebuilding = %s, version = %s", [False, TERMS_VERSION]
        )
        _execute_all(cursor, backend().DROP, LIVE)
        _execute_all(cursor, backend().RENAME, REBUILT, LIVE)


def is_current() -> bool:
    """Whether the index holds the terms that texts and queries are cut into today."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM articles_search_state")
        return bool(cursor.fetchone() == (TERMS_VERSION,))


def held() -> Iterator[Held]:
    """Give what the index says of each post."""
    low_bits, tags_of = backend().LOW_BITS, backend().tags_of
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT post_id, doc, public, source_id, tags FROM {LIVE}_doc")  # noqa: S608
        while rows := cursor.fetchmany(5_000):
            for pk, place, public, source, tags in rows:
                yield Held(pk, (place >> low_bits) - _YEAR_1, bool(public), source, tags_of(tags))


def first_place(moment: int) -> int:
    """Return the first place of a moment, in seconds since 1970."""
    return int(max(moment + _YEAR_1, 0) << backend().LOW_BITS)


def _indexes(cursor: Any) -> list[str]:
    """Return the indexes that are to be written: the live one, and the one that is being made.

    A rebuild begins and ends by changing this row, so none does while the caller's transaction is open.
    """
    cursor.execute(f"SELECT rebuilding FROM articles_search_state{backend().LOCK}")  # noqa: S608
    return [LIVE, REBUILT] if cursor.fetchone()[0] else [LIVE]


def _write(cursor: Any, index: str, entries: Sequence[Entry]) -> None:
    places = backend().places(cursor, index, [first_place(entry.moment) for entry in entries])
    rows = [
        (place, e.post_id, e.public, e.source_id, _year(e.moment), e.title, e.byline, e.body)
        for place, e in zip(places, entries, strict=True)
    ]
    backend().write(cursor, index, sorted(rows))


def _year(moment: int) -> int:
    return (_1970 + dt.timedelta(seconds=moment)).year


def _execute_all(cursor: Any, statements: Iterable[str], index: str, to: str = "") -> None:
    for statement in statements:
        cursor.execute(statement.format(index=index, to=to))
