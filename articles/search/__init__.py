"""Full-text search over posts: one interface, a backend for each database behind it.

Entries in, ids out: what a post is, and who may see it, is for the models. Every call writes in the
caller's transaction, so posts and index land together or not at all.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.search import postgresql, sqlite
from articles.search.terms import query_terms

_BACKENDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}

Sort = Literal["newest", "best"]
# A place in the index is a post's time in the high bits and a running number in the low ones, so that
# newest first is the order of the index itself. 24 bits tell 16.7 million entries of one second apart;
# seconds are counted from the year 1, which leaves 39 bits for them up to the year 9999.
_LOW_BITS = 24
_YEAR_1 = 62_135_596_800


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index holds of a post.

    :ivar order: seconds since 1970 (before it, negative) by which the newest comes first.
    :ivar public: whether readers may find it.
    :ivar title: terms of the title, from `articles.search.terms.index_terms`.
    :ivar body: terms of everything else.
    """

    post_id: int
    order: int
    public: bool
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of hits: ids of posts in their order, and the cursor of the next page or None."""

    ids: list[int]
    next: str | None


def _backend(database: BaseDatabaseWrapper | None = None) -> ModuleType:
    return _BACKENDS[(database or connection).vendor]


def create_tables(schema_editor: Any) -> None:
    """Make the index; for migrations."""
    for statement in _backend(schema_editor.connection).CREATE:
        schema_editor.execute(statement)


def drop_tables(schema_editor: Any) -> None:
    """Undo `create_tables`."""
    for statement in _backend(schema_editor.connection).DROP:
        schema_editor.execute(statement)


def index(entries: Sequence[Entry]) -> None:
    """Add posts to the index, or replace what it held of them."""
    if not entries:
        return
    with connection.cursor() as cursor:
        rows = []
        numbers = _backend().take_numbers(cursor, len(entries))
        for number, entry in zip(numbers, entries, strict=True):
            place = (entry.order + _YEAR_1) << _LOW_BITS | number % (1 << _LOW_BITS)
            rows.append((place, entry.post_id, entry.public, entry.title, entry.body))
        _backend().write(cursor, sorted(rows))


def remove(post_ids: Sequence[int]) -> None:
    """Take posts out of the index."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM articles_search_doc WHERE post_id = %s", [(pk,) for pk in post_ids]
        )


def clear() -> None:
    """Empty the index."""
    with connection.cursor() as cursor:
        for statement in _backend().CLEAR:
            cursor.execute(statement)


def find(
    query: str,
    *,
    public_only: bool = True,
    after: str | None = None,
    limit: int = 20,
    sort: Sort = "newest",
) -> Page:
    """Find posts.

    :param query: as a reader types it; whatever it holds, it is no error.
    :param public_only: only what readers may see.
    :param after: `next` of the page before; one that is none gives the first page.
    :param limit: the most ids to return, at least 1.
    :param sort: the newest, or those that the words fit best, first.
    """
    terms = query_terms(query)
    if not terms.wanted:
        return Page([], None)
    with connection.cursor() as cursor:
        rows = _backend().find(
            cursor, terms, public_only=public_only, after=_place(after), limit=limit + 1, sort=sort
        )
    more = len(rows) > limit
    rows = rows[:limit]
    cursor_text = f"{rows[-1][1]!r}_{rows[-1][2]}" if more else None
    return Page([row[0] for row in rows], cursor_text)


def _place(after: str | None) -> tuple[float, int] | None:
    """Return the rank and the place that a cursor names, unless no database could hold them."""
    rank, _, place = (after or "").partition("_")
    try:
        named = float(rank), int(place)
    except ValueError:
        return None
    return named if math.isfinite(named[0]) and abs(named[1]) < 1 << 63 else None
