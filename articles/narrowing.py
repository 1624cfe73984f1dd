"""What narrows a search, and how it can be narrowed further: counts, facets and chips of the search page.

Each leads to an address of the search page. What to offer where nothing is found is for `articles.suggesting`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.core.cache import cache
from django.http import QueryDict
from django.utils.translation import gettext as _

from articles import search
from articles.asking import Asked
from articles.models import Source, Tag
from articles.querysets import CountedQuerySet
from articles.search import Facets, Search
from articles.search.query import Days, days, text_of

_KEPT = 60  # seconds for which the counts of a search are kept: each page of its hits shows them
_FIRST = 10  # of a facet
_MOST = 50  # of a facet, with those that are shown when asked for

Values = str | list[str] | None
_Row = tuple[str, Mapping[str, Values], int]


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to narrow or widen a search.

    :ivar query: of the address, with its question mark.
    :ivar share: of the largest count of its kind, in percent.
    """

    label: str
    query: str
    count: int = 0
    share: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """Ways to narrow a search by one kind of thing.

    :ivar rest: those that are shown when asked for.
    """

    name: str
    title: str
    choices: list[Choice]
    rest: list[Choice]


def counted(asked: Search) -> Facets:
    """Return the counts of a search; kept for a moment, since every hit is looked at for them."""
    key = f"facets-{blake2b(repr(asked).encode('utf-8', 'replace'), digest_size=16).hexdigest()}"
    kept: Facets | None = cache.get(key)
    if kept is None:
        kept = search.facets(asked)
        cache.set(key, kept, _KEPT)
    return kept


def changed(form: QueryDict, changes: Mapping[str, Values]) -> QueryDict:
    """Return the form of a search with other values, and without the place in the list.

    :param changes: by name; None and nothing take a name out.
    """
    other = copy(form)  # not its own, which copies each value: a page does it forty times
    for name, value in ({"after": None} | dict(changes)).items():
        if value:
            other.setlist(name, value if isinstance(value, list) else [value])
        else:
            other.pop(name, None)
    return other


def address(form: QueryDict) -> str:
    """Return the query of the address of a search."""
    return f"?{form.urlencode()}"


def facets(form: QueryDict, asked: Asked, counts: Facets) -> list[Facet]:
    """Return the ways to narrow a search, each of which leaves out something.

    :param counts: those of the search.
    """
    outlets = _most(Source.objects.all(), counts.sources, counts.total)
    subjects = _most(Tag.objects.all(), counts.tags, counts.total)
    years = sorted((y for y, n in counts.years.items() if n < counts.total), reverse=True)
    chosen = form.getlist("tag")
    kinds: list[tuple[str, str, list[_Row]]] = [
        ("source", _("Outlets"), [(name, {"source": slug}, n) for name, slug, n in outlets]),
        ("tag", _("Subjects"), [(name, {"tag": [*chosen, slug]}, n) for name, slug, n in subjects]),
        ("year", _("Years"), [(str(y), _within(y, form, asked), counts.years[y]) for y in years]),
    ]
    found = ((name, title, _choices(form, rows)) for name, title, rows in kinds)
    return [
        Facet(name, title, choices[:_FIRST], choices[_FIRST:])
        for name, title, choices in found
        if choices
    ]


def _most(
    named: CountedQuerySet[Any], counts: Mapping[int, int], total: int
) -> list[tuple[str, str, int]]:
    """Return name and slug of the rows with most hits, but not all, and how many each has."""
    some = [pair for pair in counts.items() if pair[1] < total]
    most = sorted(some, key=lambda pair: -pair[1])[:_MOST]
    rows = named.filter(pk__in=[pk for pk, _count in most]).values_list("pk", "name", "slug")
    names = {pk: (name, slug) for pk, name, slug in rows}
    return [(*names[pk], count) for pk, count in most if pk in names]


def _choices(form: QueryDict, rows: list[_Row]) -> list[Choice]:
    largest = max((count for _label, _changes, count in rows), default=1)
    return [
        Choice(label, address(changed(form, changes)), count, round(100 * count / largest))
        for label, changes, count in rows
    ]


def _within(year: int, form: QueryDict, asked: Asked) -> dict[str, Values]:
    """Return the days of a year, but for those that the form leaves out already."""
    begins_within = asked.since and asked.since.first > dt.date(year, 1, 1)
    ends_within = asked.until and asked.until.last < dt.date(year, 12, 31)
    return {
        "from": form.get("from", "") if begins_within else f"{year:04}",
        "to": form.get("to", "") if ends_within else f"{year:04}",
    }


def chips(form: QueryDict, asked: Asked) -> Iterator[Choice]:
    """Give what narrows a search, typed or in the form, each with the search without it."""
    parts = asked.search.words.parts
    for text in dict.fromkeys(part.text for part in parts if part.role == "filter"):
        left = text_of(part for part in parts if part.text != text)
        yield Choice(text, address(changed(form, {"q": left})))
    for one in asked.named:
        name, value = one.given.name, one.given.value
        if not one.given.text:
            label = one.rows[0].name if one.rows else value
            others = [other for other in form.getlist(name) if other != value]
            yield Choice(label, address(changed(form, {name: others})))
    if asked.since or asked.until:
        label = _span(asked.since, asked.until)
        yield Choice(label, address(changed(form, {"from": None, "to": None})))


def _span(since: Days | None, until: Days | None) -> str:
    """Return days as one says them: a year, a month or a day where they are one, else the first and the last."""
    first, last = since and since.first.isoformat(), until and until.last.isoformat()
    if since and until:
        for said in (since.first.isoformat()[:length] for length in (4, 7, 10)):
            if days(said) == (since.first, until.end):
                return said
    return f"{first or '…'} – {last or '…'}"
