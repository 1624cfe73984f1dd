"""What a reader or editor asks of the search: text and form, with names of outlets and tags made into rows."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.models import Source, Tag
from articles.names import name_key
from articles.search import Search
from articles.search.query import MAX_QUERY, Days, Filter, days, parse
from articles.search.terms import fold, other_script

# What a search is asked by, in the order of its address.
PARAMETERS = ("q", "source", "tag", "from", "to")


class _Kind(NamedTuple):
    """Where a filter by name looks, and what is said where there is no such row."""

    find: Callable[[Q], Iterable[Source | Tag]]
    unknown: str


_KINDS = {
    "source": _Kind(Source.objects.filter, gettext_noop("There is no outlet called “%s”.")),
    "tag": _Kind(Tag.objects.filter, gettext_noop("There is no subject called “%s”.")),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A filter of a search that names an outlet or a subject.

    :ivar given: the filter; one of the form has no text, and its value is a slug.
    :ivar rows: what has that name; nothing where there is no such.
    """

    given: Filter
    rows: Sequence[Source | Tag]

    @property
    def keys(self) -> tuple[int, ...]:
        """The primary keys of its rows."""
        return tuple(row.pk for row in self.rows)


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it was asked for.

    :ivar text: as typed.
    :ivar search: what it means.
    :ivar named: the outlets and subjects that text and form name.
    :ivar since: the days that the form begins with: one, or those of a month or year; or None.
    :ivar until: the days that the form ends with, or None.
    :ivar problems: what must be said of it, in words for the reader.
    """

    text: str
    search: Search
    named: Sequence[Named] = ()
    since: Days | None = None
    until: Days | None = None
    problems: Sequence[str] = ()


def asked_for(text: str, *, public_only: bool = True) -> Asked:
    """Return what a text in a search box asks for; whatever it holds, it is no error."""
    return _asked(text, QueryDict(), public_only=public_only)


def asked_by(form: QueryDict) -> Asked:
    """Return what the form of the search page asks for (`q`, `source`, `tag`, `from`, `to`).

    An outlet or tag is given by its slug; what there is not finds nothing, and a day that is none is left out.
    Both are said.
    """
    return _asked(form.get("q", "").strip(), form, public_only=True)


def query_of(form: QueryDict, after: str | None = None, sort: str = "newest") -> str:
    """Return the query of a search's address: what it is asked by, and nothing else; or an empty string.

    :param after: the cursor of a page behind the first.
    :param sort: the order, which the address names unless it is the usual one.
    """
    query = QueryDict(mutable=True)
    for name in PARAMETERS:
        query.setlist(name, [value for value in form.getlist(name) if value])
    if sort != "newest":
        query["sort"] = sort
    if after:
        query["after"] = after
    return f"?{query.urlencode()}" if any(query.values()) else ""


def _asked(text: str, form: QueryDict, *, public_only: bool) -> Asked:
    query = parse(text)
    named = [one for name in _KINDS for one in _named(name, query.filters, form)]
    since, until = (days(form.get(name, "")) for name in ("from", "to"))
    search = Search(
        query,
        public_only,
        sources=_sources(named),
        without_sources=_without("source", named),
        tags=tuple(one.keys for one in named if one.given.name == "tag" and not one.given.excluded),
        without_tags=_without("tag", named),
        since=_bound(max, query.since, since and since.first),
        until=_bound(min, query.until, until and until.end),
    )
    return Asked(text, search, named, since, until, [*_problems(text, form, named, search)])


def _named(name: str, filters: Iterable[Filter], form: QueryDict) -> list[Named]:
    """Return the filters of a kind, those of the text first, with the rows that they name; one query.

    The form names one outlet, the last, and any number of tags.
    """
    slugs = form.getlist(name) if name == "tag" else [form.get(name, "")]
    given = [one for one in filters if one.name == name]
    given += [Filter(name, slug) for slug in dict.fromkeys(slugs) if slug]
    if not given:
        return []
    keys = [spellings(one.value) if one.text else set() for one in given]
    wanted = Q(slug__in=[one.value for one in given]) | Q(key__in=set().union(*keys))
    rows = list(_KINDS[name].find(wanted))
    return [
        Named(one, [row for row in rows if row.slug == one.value or row.key in also])
        for one, also in zip(given, keys, strict=True)
    ]


def spellings(text: str) -> set[str]:
    """Return a name and how else it may be written: in the other script, as keys of rows."""
    return {name_key(text), name_key(other_script(text)), name_key(fold(text))} - {""}


def _sources(named: Iterable[Named]) -> tuple[int, ...] | None:
    """Return the outlets of which a post must have one: one of those typed, and that of the form."""
    wanted = [one for one in named if one.given.name == "source" and not one.given.excluded]
    typed = [one for one in wanted if one.given.text]
    chosen = [one for one in wanted if not one.given.text]
    bounds = [{key for one in some for key in one.keys} for some in (typed, chosen) if some]
    return tuple(sorted(set.intersection(*bounds))) if bounds else None


def _without(name: str, named: Iterable[Named]) -> tuple[int, ...]:
    excluded = (one for one in named if one.given.name == name and one.given.excluded)
    return tuple(key for one in excluded for key in one.keys)


def _bound(choose: Callable[[Iterable[dt.date]], dt.date], *given: dt.date | None) -> int | None:
    """Return the first second (UTC, since 1970) of the day that bounds a search, if there is one."""
    known = [day for day in given if day]
    return (choose(known) - dt.date(1970, 1, 1)).days * 86_400 if known else None


def _problems(text: str, form: QueryDict, named: Iterable[Named], search: Search) -> Iterator[str]:
    """Give what must be said of a search that cannot be meant as it was asked for."""
    for one in named:
        if not one.rows:
            yield _(_KINDS[one.given.name].unknown) % one.given.value
    for day in dict.fromkeys(form.get(name, "").strip() for name in ("from", "to")):
        if day and days(day) is None:
            yield _("“%s” is no day.") % day
    if search.since is not None and search.until is not None and search.since >= search.until:
        yield _("The first day is behind the last.")
    if len(text) > MAX_QUERY:
        yield _("Only the first %d characters are searched for.") % MAX_QUERY
