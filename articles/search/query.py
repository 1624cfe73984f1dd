"""What a reader types, as phrases to find and filters to pass. Pure.

Words are ANDed; `"a phrase"` (also “ ” 「 」 『 』) keeps its order; `-word` and `-"a phrase"` exclude;
`one OR two` takes either and binds tighter than AND. A word with several runs is a phrase of them.

Filters are a name, a colon and a value, in quotes where it has spaces: `source:` and `tag:`, which `-` turns
round; `author:` and `title:`, words in that field alone, which are joined and excluded as words are; `from:` and
`to:`, a year, month or day. Their Chinese names and full-width colons do as well.

All else is plain words: a quote never closed, an OR with nothing to join, `--`, a filter without a value or
with a date that is none. An OR beside a filter is dropped: several outlets are either/or
already. Nothing is an error. A query that only excludes has nothing to exclude from and finds nothing.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from operator import add
from typing import Literal, NamedTuple

from articles.search.terms import fold, runs, written_out

# A query is read up to here. Longer ones are pasted text; the cost of a phrase grows with its length.
MAX_QUERY = 300

# What opens or closes a phrase on a Chinese or European keyboard, all made `"`.
_QUOTES = str.maketrans(dict.fromkeys("“”„‟＂「」『』«»", '"') | dict.fromkeys("－−", "-"))
_PIECE = re.compile(r'(?P<minus>(?<!\S)-(?![-\s]))?(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))')
_FILTER = re.compile(
    r'(?<!\S)(?P<minus>-)?(?P<name>[^\W\d_]+)[:：](?:"(?P<quoted>[^"]+)"|(?P<bare>[^\s":：][^\s"]*))'
)
# A date as people write it: year, year and month, or all three.
_DATE = re.compile(r"(\d{4})(?:年?|[-/.年](\d{1,2})(?:月?|[-/.月](\d{1,2})日?))")
# The names of filters, folded, and what they are.
_NAMES = {
    name: meant
    for meant, names in {
        "source": ("source", "outlet", "来源", "媒体"),
        "tag": ("tag", "subject", "标签", "主题"),
        "byline": ("author", "byline", "作者"),
        "title": ("title", "标题"),
        "from": ("from", "since", "从", "自"),
        "to": ("to", "until", "到", "至"),
    }.items()
    for name in names
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that must stand next to each other; with `prefix`, the last one is only a beginning.

    :ivar field: `title` or `byline` where they must stand there, else empty.
    :ivar runs: the folded runs of characters that the terms were cut from, for who looks them up in a text.
    """

    terms: tuple[str, ...]
    prefix: bool = False
    field: str = ""
    runs: tuple[str, ...] = attribute(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Filter:
    """An outlet or a tag that a post must have, or must not.

    :ivar name: `source` or `tag`.
    :ivar value: its name as typed.
    :ivar text: the whole filter as typed, as its part of the query has it.
    """

    name: str
    value: str
    excluded: bool = False
    text: str = attribute(default="", compare=False, repr=False)


class Part(NamedTuple):
    """What stands in a query by itself; words joined by OR are one part.

    :ivar text: as typed, but so that parts with spaces between them are read as they were where they stood.
    :ivar role: it must be found, or must not, or bounds the search: to outlets, tags, authors or days.
    """

    text: str
    role: Literal["wanted", "unwanted", "filter"]


@dataclass(frozen=True, slots=True)
class Query:
    """What a post must hold: of every group in `wanted` one phrase, and none of `unwanted`.

    :ivar filters: outlets and tags by name; whether there are such is not known here.
    :ivar since: the first day (UTC), or None.
    :ivar until: the day behind the last (UTC), or None.
    :ivar parts: all that was typed, in its order, for who offers it changed.
    """

    wanted: tuple[tuple[Phrase, ...], ...] = ()
    unwanted: tuple[Phrase, ...] = ()
    filters: tuple[Filter, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    parts: tuple[Part, ...] = attribute(default=(), compare=False, repr=False)


class Days(NamedTuple):
    """A span of days: the first, and the one behind the last."""

    first: dt.date
    end: dt.date

    @property
    def last(self) -> dt.date:
        """The last day."""
        return self.end - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word, quoted phrase or filter as typed, before it is known what an OR beside it means."""

    text: str
    phrase: Phrase = Phrase(())  # a filter by name or date has none
    excluded: bool = False
    is_or: bool = False

    @property
    def is_filter(self) -> bool:
        """Whether it stands for a filter, beside which an OR is dropped."""
        return not self.phrase.terms

    @property
    def joinable(self) -> bool:
        """Whether an OR can take this as one of its sides."""
        return not (self.excluded or self.is_or or self.is_filter)


def parse(text: str) -> Query:
    """Read a query. Never raises; see the module's text.

    Only the first MAX_QUERY characters are read.
    """
    filters: list[Filter] = []
    # A lone surrogate has no UTF-8, and no database takes it as a name.
    text = text[:MAX_QUERY].encode("utf-8", "replace").decode()
    groups = _joined(list(_pieces(text, filters)))
    words = [group for group in groups if not group[0].is_filter]
    spans = [(one.name, span) for one in filters if (span := days(one.value))]
    return Query(
        tuple(tuple(one.phrase for one in group) for group in words if not group[0].excluded),
        tuple(group[0].phrase for group in words if group[0].excluded),
        tuple(one for one in filters if one.name in {"source", "tag"}),
        since=max((span.first for name, span in spans if name == "from"), default=None),
        until=min((span.end for name, span in spans if name == "to"), default=None),
        parts=tuple(map(_part, groups)),
    )


def in_title(query: Query) -> Query:
    """Return the query for the posts that have the words in the title; what names a field stays there."""
    groups = (
        tuple(one if one.field else replace(one, field="title") for one in group)
        for group in query.wanted
    )
    return Query(tuple(groups), query.unwanted)


def text_of(parts: Iterable[Part]) -> str:
    """Return parts of a query as one would type them."""
    return " ".join(part.text for part in parts)


def _joined(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Return the pieces, those that an OR joins in one list, without the ORs that are no words."""
    groups: list[list[_Piece]] = []
    joining = False
    for place, piece in enumerate(pieces):
        sides = [*_sides(pieces, place)] if piece.is_or else []
        if sides and all(side.joinable for side in sides):
            joining = True
        elif not any(side.is_filter for side in sides):
            if joining:
                groups[-1].append(piece)
            else:
                groups.append([piece])
            joining = False
    return groups


def _part(group: list[_Piece]) -> Part:
    text = " OR ".join(piece.text for piece in group)
    if all(piece.is_filter or piece.phrase.field == "byline" for piece in group):
        return Part(text, "filter")
    return Part(text, "unwanted" if group[0].excluded else "wanted")


def days(text: str) -> Days | None:
    """Return the days that a year, a month or a day means; None where it is none of them."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = dt.date(year or 0, month or 1, day or 1)
        if day:
            return Days(first, first + dt.timedelta(days=1))
        if month:
            return Days(first, dt.date(first.year + month // 12, month % 12 + 1, 1))
        return Days(first, dt.date(first.year + 1, 1, 1))
    except (ValueError, OverflowError):
        return None


def _pieces(typed: str, filters: list[Filter]) -> Iterator[_Piece]:
    """Give the words and phrases of a query; filters by name and by date go into `filters` as well."""
    text, place = typed.translate(_QUOTES), 0
    while found := _PIECE.search(text, place):
        place = found.end()
        given = _FILTER.match(text, found.start())
        piece = given and _filtered(given, typed[given.start() : given.end()], filters)
        if given and piece:
            place = given.end()
            yield piece
            continue
        bare = found["bare"]
        phrase = _phrase(found["quoted"] if bare is None else bare)
        if phrase.terms:
            excluded = found["minus"] is not None
            is_or = bare == "OR" and not excluded
            as_typed = typed[found.start() : found.end()]
            # What only its place makes a plain word would be a filter or an exclusion behind a space.
            glued = bare is not None and found.start() and not text[found.start() - 1].isspace()
            yield _Piece(f'"{bare}"' if is_or or glued else as_typed, phrase, excluded, is_or)


def _filtered(given: re.Match[str], typed: str, filters: list[Filter]) -> _Piece | None:
    """Return the piece that stands for a filter, or None where it is none."""
    name = _NAMES.get(fold(given["name"]))
    value = given["quoted"] or given["bare"]
    excluded = given["minus"] is not None
    if name in {"byline", "title"}:
        phrase = _phrase(value, name)
        return _Piece(typed, phrase, excluded) if phrase.terms else None
    is_date = name in {"from", "to"} and not excluded and days(value)
    if name in {"source", "tag"} or is_date:
        filters.append(Filter(name or "", value, excluded, typed))
        return _Piece(typed)
    return None


def _phrase(text: str, where: str = "") -> Phrase:
    """Return the terms of a piece of a query; its last run may go on in the text that is searched."""
    found = list(runs(text))
    if not found:
        return Phrase(())
    *closed, (cjk, last) = found
    terms = [term for run in closed for term in written_out(*run).split()]
    plain = tuple(run for _, run in found)
    if cjk and len(last) > 1:
        return Phrase((*terms, *map(add, last, last[1:])), field=where, runs=plain)
    return Phrase((*terms, last), prefix=cjk, field=where, runs=plain)


def _sides(pieces: list[_Piece], place: int) -> Iterator[_Piece]:
    """What stands before and after a place; where nothing does, the OR itself, which cannot join."""
    yield pieces[max(place - 1, 0)]
    yield pieces[min(place + 1, len(pieces) - 1)]
