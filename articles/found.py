"""The search page: the hits with where the words stand in them, how many there are of what, and ways on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any, NamedTuple

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles import markup, search
from articles.asking import Asked, asked_by
from articles.models import Post, Source, Tag
from articles.search import Facets, Search, Sort
from articles.search.query import Phrase, Query
from articles.search.snippets import Marker, Piece
from articles.search.terms import other_script

PER_PAGE = 20
TAGS_BESIDE = 24
_KEPT = 60  # seconds for which the counts of a search are kept: each page of its hits shows them
_SHOWN = 10  # of a facet
_LONGEST = 100  # words of which the other spelling is said


class Hit(NamedTuple):
    """A post in the list, with its title and a part of its text in pieces."""

    post: Post
    title: list[Piece]
    snippet: list[Piece]


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
    """Ways to narrow a search by one kind of thing."""

    name: str
    title: str
    choices: list[Choice]


def find(request: HttpRequest) -> HttpResponse:
    """The search page."""
    form, asked = request.GET, asked_by(request.GET)
    sort: Sort = "best" if form.get("sort") == "best" else "newest"
    after = form.get("after")
    page = search.find(asked.search, after=after, limit=PER_PAGE, sort=sort)
    counted = _counted(asked.search)
    context = {
        "query": asked.text,
        "asked": asked,
        "sort": sort,
        "can_rank": bool(asked.search.words.wanted),
        "hits": hits_of(page.ids, asked.search.words),
        "total": counted.total,
        "next": page.next,
        "is_first": not after,
        "is_asked": not asked.search.is_empty,
        "facets": _facets(form, asked, counted),
        "chosen": _chosen(form, asked),
        "also": other_script(asked.text) if len(asked.text) <= _LONGEST else "",
        "feed_query": _with(form, sort=None, after=None),
    }
    if not page.ids:
        context |= {
            "tags": Tag.objects.with_posts()[:TAGS_BESIDE],
            "alone": _alone(form, asked),
            "wider": _wider(form, asked),
            "example": Source.objects.with_posts().first(),
        }
    response = render(request, "search.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def hits_of(ids: Iterable[int], words: Query) -> list[Hit]:
    """Return the public posts with these ids, with their words marked; bodies are read for these alone."""
    marker = Marker(words)
    posts = Post.objects.select_related("source", "lead_image").defer("extra")
    return [
        Hit(post, marker.marked(post.title), marker.snippet(markup.lines(post.body)))
        for post in posts.published_in_order(ids)
    ]


def _counted(asked: Search) -> Facets:
    """Return the counts of a search; kept for a moment, since every hit is looked at for them."""
    key = f"facets-{blake2b(repr(asked).encode('utf-8', 'replace'), digest_size=16).hexdigest()}"
    counted: Facets | None = cache.get(key)
    if counted is None:
        counted = search.facets(asked)
        cache.set(key, counted, _KEPT)
    return counted


def _with(form: QueryDict, **changes: str | list[str] | None) -> str:
    """Return the query of the address with other values, and without the place in the list."""
    changed = form.copy()
    for name, value in ({"after": None} | changes).items():
        if value is None:
            changed.pop(name, None)
        else:
            changed.setlist(name, value if isinstance(value, list) else [value])
    return f"?{changed.urlencode()}"


def _facets(form: QueryDict, asked: Asked, counted: Facets) -> list[Facet]:
    """Return the ways to narrow a search: those that leave out something."""
    sources = Source.objects.in_bulk(_most(counted.sources))
    tags = Tag.objects.in_bulk(_most(counted.tags))
    chosen = {tag.slug for tag in asked.tags}
    found = [
        Facet(
            "source",
            _("Outlets"),
            _choices(
                (sources[pk].name, _with(form, source=sources[pk].slug), count)
                for pk, count in _most(counted.sources).items()
                if pk in sources and sources[pk] != asked.source
            ),
        ),
        Facet(
            "tag",
            _("Subjects"),
            _choices(
                (tags[pk].name, _with(form, tag=[*form.getlist("tag"), tags[pk].slug]), count)
                for pk, count in _most(counted.tags).items()
                if pk in tags and tags[pk].slug not in chosen
            ),
        ),
        Facet(
            "year",
            _("Years"),
            _choices(
                (str(year), _with(form, **{"from": f"{year}-01-01", "to": f"{year}-12-31"}), count)
                for year, count in sorted(counted.years.items(), reverse=True)
            ),
        ),
    ]
    return [
        facet
        for facet in found
        if len(facet.choices) > 1 or any(choice.count < counted.total for choice in facet.choices)
    ]


def _most(counts: dict[int, int]) -> dict[int, int]:
    return dict(sorted(counts.items(), key=lambda one: -one[1])[:_SHOWN])


def _choices(rows: Iterable[tuple[str, str, int]]) -> list[Choice]:
    found = list(rows)
    largest = max((count for _, _, count in found), default=1)
    return [
        Choice(label, query, count, round(100 * count / largest)) for label, query, count in found
    ]


def _chosen(form: QueryDict, asked: Asked) -> list[Choice]:
    """Return what the form narrows by, each with the search without it."""
    chosen = [Choice(asked.source.name, _with(form, source=None))] if asked.source else []
    for tag in asked.tags:
        left = [slug for slug in form.getlist("tag") if slug != tag.slug]
        chosen.append(Choice(tag.name, _with(form, tag=left)))
    if asked.first or asked.last:
        days = f"{asked.first or '…'} – {asked.last or '…'}"
        chosen.append(Choice(days, _with(form, **{"from": None, "to": None})))
    return chosen


def _alone(form: QueryDict, asked: Asked) -> list[Choice]:
    """Return the words of a search that finds nothing, each by itself, with how much it finds."""
    words = asked.search.words
    if len(words.wanted) < 2:
        return []
    found = []
    for group in words.wanted[:_SHOWN]:
        total = _counted(replace(asked.search, words=Query((group,)))).total
        if total:
            text = " OR ".join(map(_typed, group))
            found.append(Choice(text, _with(form, q=text), total))
    return found


def _typed(phrase: Phrase) -> str:
    """Return a phrase as one would type it."""
    text = " ".join(phrase.runs)
    name = {"byline": "author:", "title": "title:"}.get(phrase.field, "")
    return f'{name}"{text}"' if len(phrase.runs) > 1 else f"{name}{text}"


def _wider(form: QueryDict, asked: Asked) -> Choice | None:
    """Return the same words without what narrows them, where that finds something."""
    if not (asked.is_narrowed and asked.search.words.wanted):
        return None
    text = " ".join(" OR ".join(map(_typed, group)) for group in asked.search.words.wanted)
    total = _counted(asked.words.search).total
    query = {"q": text, "sort": form.get("sort")}
    everything: dict[str, Any] = dict.fromkeys(form) | query
    return Choice(text, _with(form, **everything), total) if total else None
