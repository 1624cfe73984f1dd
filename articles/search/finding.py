"""What is looked for, found and counted in the index."""

import contextlib
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from django.db import connection, transaction

from articles.search.hits import Hits
from articles.search.keeping import LIVE, backend, first_place
from articles.search.query import Query

Sort = Literal["newest", "best"]
_TAGS = "articles_posttag"


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: words, and what else must be true of a post.

    :ivar words: from `articles.search.query.parse`; its filters by name and its days are not looked at.
    :ivar public_only: only what readers may see.
    :ivar sources: the outlets (primary keys) of which a post must have one, or None for any.
    :ivar without_sources: the outlets that it must not have.
    :ivar tags: the tags (primary keys) that a post must have, of each group one.
    :ivar without_tags: the tags of which it must have none.
    :ivar since: seconds since 1970, the first moment.
    :ivar until: seconds since 1970, the moment behind the last.
    """

    words: Query = field(default_factory=Query)
    public_only: bool = True
    sources: tuple[int, ...] | None = None
    without_sources: tuple[int, ...] = ()
    tags: tuple[tuple[int, ...], ...] = ()
    without_tags: tuple[int, ...] = ()
    since: int | None = None
    until: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing at all, or only for what is not to be found."""
        asked = self.words.wanted or self.tags or self.sources is not None
        return not asked and self.since is None and self.until is None


class Page(NamedTuple):
    """A page of hits: ids of posts in their order, and the cursor of the next page or None."""

    ids: list[int]
    next: str | None


@dataclass(frozen=True, slots=True)
class Facets:
    """How many hits there are in all, by outlet and tag (primary keys), and by year (UTC)."""

    total: int
    sources: dict[int, int]
    tags: dict[int, int]
    years: dict[int, int]


def find(
    search: Search, *, after: str | None = None, limit: int = 20, sort: Sort = "newest"
) -> Page:
    """Find posts.

    :param after: `next` of the page before; one that is none gives the first page.
    :param limit: the most ids to return, at least 1.
    :param sort: the newest, or those that the words fit best, first; where there are no words the newest.
    """
    if search.is_empty:
        return Page([], None)
    by_rank = sort == "best" and bool(search.words.wanted)
    hits = _hits(search)
    before = _place(after)
    if before and not by_rank:
        hits.demand(f"{hits.place} < %s", before[1])
    if search.words.wanted:
        sql, values = backend().select(hits, search.words, by_rank=by_rank)
    else:
        sql = f"SELECT d.post_id, 0.0 AS score, d.doc AS place {hits.sql}"
        values = hits.values
    if before and by_rank:
        sql = f"SELECT * FROM ({sql}) h WHERE score > %s OR (score = %s AND place < %s)"  # noqa: S608
        values = [*values, before[0], before[0], before[1]]
    order = "score, place DESC" if by_rank else "place DESC"
    with reading() as cursor:
        cursor.execute(f"{sql} ORDER BY {order} LIMIT %s", [*values, limit + 1])
        rows = cursor.fetchall()
    more = len(rows) > limit
    rows = rows[:limit]
    next_page = f"{float(rows[-1][1])!r}_{rows[-1][2]}" if more else None
    return Page([row[0] for row in rows], next_page)


@contextlib.contextmanager
def reading() -> Iterator[Any]:
    """Give a cursor, and let the database know of searches what it does not know by itself.

    For who asks by `hits_in_sql`; behind it the database has forgotten.
    """
    settings = backend().SETTINGS
    with (
        transaction.atomic() if settings else contextlib.nullcontext(),
        connection.cursor() as cursor,
    ):
        if settings:
            cursor.execute(settings)
        yield cursor


def facets(search: Search, most_tags: int = 20) -> Facets:
    """Count the hits.

    :param most_tags: how many tags to count at most, the most frequent of the hits.
    """
    if search.is_empty:
        return Facets(0, {}, {}, {})
    sources, tags, years = Counter[int](), Counter[int](), Counter[int]()
    with reading() as cursor:
        counted = backend().counted(cursor, _hits(search))
    for facets_of_some, count in counted.items():
        year, _, rest = facets_of_some.partition("/")
        source, *tags_of_some = map(int, rest.split())
        sources[source] += count
        years[int(year)] += count
        for tag in tags_of_some:
            tags[tag] += count
    return Facets(years.total(), sources, dict(tags.most_common(most_tags)), years)


def hits_in_sql(search: Search) -> tuple[str, list[Any]]:
    """Return a SELECT of the posts (primary keys) that a search finds, all of them, and its values.

    For a list that has an order and conditions of its own.
    """
    if search.is_empty:
        return "SELECT 0 WHERE FALSE", []
    hits = _hits(search)
    return f"SELECT d.post_id {hits.sql}", hits.values


def holds(post_id: int, words: Query) -> bool:
    """Return whether the index finds a post by these words."""
    hits = _hits(Search(words, public_only=False))
    hits.demand("d.post_id = %s", post_id)
    with reading() as cursor:
        cursor.execute(f"SELECT 1 {hits.sql}", hits.values)
        return cursor.fetchone() is not None


def _hits(search: Search) -> Hits:
    """Return what a search means in SQL."""
    words = backend()
    if search.words.wanted:
        hits = Hits(words.TABLES, words.PLACE, words.MATCHES, words.match(search.words))
    else:
        hits = Hits(f"{LIVE}_doc d", "d.doc")
        if search.words.unwanted:
            hits.demand(words.LACKS, words.match(Query(wanted=(search.words.unwanted,))))
    if search.public_only:
        hits.demand("d.public")
    for operator, sources in (("IN", search.sources), ("NOT IN", search.without_sources or None)):
        if sources is not None:
            hits.demand(f"d.source_id {operator} {_list(len(sources))}", *sources)
    for tags in search.tags:
        hits.demand(_has_tag(search, tags), *tags)
    if search.without_tags:
        hits.demand(f"NOT {_has_tag(search, search.without_tags)}", *search.without_tags)
    for comparison, moment in ((">=", search.since), ("<", search.until)):
        if moment is not None:
            hits.demand(f"{hits.place} {comparison} %s", first_place(moment))
    return hits


def _has_tag(search: Search, tags: tuple[int, ...]) -> str:
    """Return the condition that a post has one of some tags.

    With words each hit is looked at; without them the posts of the tags are.
    """
    if search.words.wanted:
        return str(backend().tagged(len(tags)))
    return f"d.post_id IN (SELECT x.post_id FROM {_TAGS} x WHERE x.tag_id IN {_list(len(tags))})"  # noqa: S608


def _list(length: int) -> str:
    """Return the placeholders of a list; of an empty one, in which nothing is, a NULL."""
    return f"({', '.join(['%s'] * length) or 'NULL'})"


def _place(after: str | None) -> tuple[float, int] | None:
    """Return the rank and the place that a cursor names, unless no database could hold them."""
    rank, _, place = (after or "").partition("_")
    try:
        named = float(rank), int(place)
    except ValueError:
        return None
    return named if math.isfinite(named[0]) and abs(named[1]) < 1 << 63 else None
