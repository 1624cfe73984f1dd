"""What a reader or editor asks of the search: text and form, with names of outlets and tags made into rows."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from articles.models import Source, Tag
from articles.names import name_key
from articles.search import Search
from articles.search.query import Filter, Query, days, parse
from articles.search.terms import fold, other_script

_Row = TypeVar("_Row", Source, Tag)


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it was asked for.

    :ivar text: as typed.
    :ivar search: what it means.
    :ivar source: the outlet that the form names, or None.
    :ivar tags: the tags that the form names.
    :ivar first: the first day that the form names, as given, or empty.
    :ivar last: the last day that the form names, as given, or empty.
    :ivar problems: what must be said of it, in words for the reader.
    """

    text: str
    search: Search
    source: Source | None = None
    tags: list[Tag] = field(default_factory=list)
    first: str = ""
    last: str = ""
    problems: list[str] = field(default_factory=list)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words bounds the hits."""
        return self.search != Search(self.search.words, self.search.public_only)

    @property
    def words(self) -> "Asked":
        """The same words without anything that narrows."""
        return replace(self, search=Search(self.search.words, self.search.public_only))


def asked_for(text: str, *, public_only: bool = True) -> Asked:
    """Return what a text in a search box asks for; whatever it holds, it is no error."""
    query = parse(text)
    asked = Asked(text, Search(query, public_only))
    asked = replace(asked, search=_named(query, asked))
    return _between(asked, query.since, query.until)


def asked_by(form: QueryDict) -> Asked:
    """Return what the form of the search page asks for (`q`, `source`, `tag`, `from`, `to`).

    An outlet or tag is given by its slug; what there is not finds nothing, and a day that is none is left out.
    Both are said.
    """
    asked = asked_for(form.get("q", "").strip())
    search = asked.search
    source, tags = None, list(Tag.objects.filter(slug__in=form.getlist("tag")))
    if slug := form.get("source"):
        source = Source.objects.filter(slug=slug).first()
        mine = {source.pk} if source else set()
        if source is None:
            asked.problems.append(_("There is no outlet called “%s”.") % slug)
        both = mine if search.sources is None else mine & set(search.sources)
        search = replace(search, sources=tuple(both))
    for slug in dict.fromkeys(form.getlist("tag")):
        pks = tuple(tag.pk for tag in tags if tag.slug == slug)
        if slug and not pks:
            asked.problems.append(_("There is no subject called “%s”.") % slug)
        search = replace(search, tags=(*search.tags, pks) if slug else search.tags)
    first, last = form.get("from", "").strip(), form.get("to", "").strip()
    spans = {given: days(given) for given in (first, last) if given}
    for given, span in spans.items():
        if span is None:
            asked.problems.append(_("“%s” is no day.") % given)
    since, until = spans.get(first), spans.get(last)
    asked = replace(asked, search=search, source=source, tags=tags, first=first, last=last)
    return _between(asked, since and since.first, until and until.end)


def spellings(text: str) -> Iterable[str]:
    """Return a name and how else it may be written: in the other script, as keys of rows."""
    return {name_key(text), name_key(other_script(text)), name_key(fold(text))} - {""}


def _named(query: Query, asked: Asked) -> Search:
    """Return the search with the rows that the filters of a query name."""
    search = asked.search
    sources = [one for one in query.filters if one.name == "source"]
    wanted = [one for one in sources if not one.excluded]
    if wanted:
        search = replace(search, sources=tuple(_keys(Source, wanted, asked)))
    without = _keys(Source, [one for one in sources if one.excluded], asked)
    without_tags: list[int] = []
    for one in query.filters:
        if one.name == "tag":
            pks = tuple(_keys(Tag, [one], asked))
            if one.excluded:
                without_tags += pks
            else:
                search = replace(search, tags=(*search.tags, pks))
    return replace(search, without_sources=tuple(without), without_tags=tuple(without_tags))


def _keys(model: type[_Row], filters: Iterable[Filter], asked: Asked) -> list[int]:
    """Return the rows (primary keys) that filters name, and note those that there are not."""
    found: list[int] = []
    for one in filters:
        rows = model._default_manager.filter(key__in=spellings(one.value)) | (
            model._default_manager.filter(slug=one.value)
        )
        pks = list(rows.values_list("pk", flat=True))
        found += pks
        if not pks:
            unknown = {
                Source: _("There is no outlet called “%s”."),
                Tag: _("There is no subject called “%s”."),
            }
            asked.problems.append(unknown[model] % one.value)
    return found


def _between(asked: Asked, first: dt.date | None, end: dt.date | None) -> Asked:
    """Return the search within days as well: from `first` on, and before `end`."""
    since, until = asked.search.since, asked.search.until
    if first:
        since = max(_seconds(first), since if since is not None else _seconds(first))
    if end:
        until = min(_seconds(end), until if until is not None else _seconds(end))
    if since is not None and until is not None and since >= until and (first or end):
        asked.problems.append(_("The first day is behind the last."))
    return replace(asked, search=replace(asked.search, since=since, until=until))


def _seconds(day: dt.date) -> int:
    """Return the first second of a day (UTC), since 1970."""
    return (day - dt.date(1970, 1, 1)).days * 86_400
