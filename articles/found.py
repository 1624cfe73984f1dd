"""The search page: what is asked, found and shown.

How a search is narrowed is for `articles.narrowing`, what is offered in place of hits for `articles.suggesting`.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles import markup, search
from articles.asking import asked_by
from articles.models import Post, Source, Tag
from articles.narrowing import address, changed, chips, counted, facets
from articles.search import Sort
from articles.search.query import Query
from articles.search.snippets import Marker, Piece
from articles.search.terms import other_script
from articles.suggesting import alone, similar, wider

PER_PAGE = 20
TAGS_BESIDE = 24
_KEPT = ("q", "source", "tag", "sort")  # while days are chosen
_LONGEST = 100  # words of which the other spelling is said


class Hit(NamedTuple):
    """A post in the list, with its title and a part of its text in pieces."""

    post: Post
    title: list[Piece]
    snippet: list[Piece]


def find(request: HttpRequest) -> HttpResponse:
    """The search page."""
    form, asked = request.GET, asked_by(request.GET)
    sort: Sort = "best" if form.get("sort") == "best" else "newest"
    after = form.get("after")
    page = search.find(asked.search, after=after, limit=PER_PAGE, sort=sort)
    counts = counted(asked.search)
    can_rank = bool(asked.search.words.wanted)
    leaves_out = sort == "best" and can_rank and counts.total > search.MOST_WEIGHED
    context = {
        "query": asked.text,
        "asked": asked,
        "sort": sort,
        "can_rank": can_rank,
        "weighed": search.MOST_WEIGHED if leaves_out else None,
        "hits": hits_of(page.ids, asked.search.words),
        "total": counts.total,
        "next": page.next,
        "is_first": not after,
        "is_asked": not asked.search.is_empty,
        "facets": facets(form, asked, counts),
        "chosen": [*chips(form, asked)],
        "also": other_script(asked.text) if len(asked.text) <= _LONGEST else "",
        "feed_query": address(changed(form, {"sort": None})),
        "kept": [(name, value) for name in _KEPT for value in form.getlist(name)],
    }
    if not (page.ids or after):
        context |= {
            "tags": Tag.objects.with_posts()[:TAGS_BESIDE],
            "similar": similar(form, asked),
            "alone": alone(form, asked),
            "wider": wider(form, asked),
            "example": Source.objects.with_posts().first(),
        }
    response = render(request, "search.html", context)
    if request.GET:  # there are as many such pages as searches
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
