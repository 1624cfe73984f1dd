"""The subjects: an index by size and one by name, and each with its posts and the ones beside it.

The index by name is sorted here and not by the database: PostgreSQL sorts as its own language does, and both
must come to the order that the headings (`articles.initials`) follow.
"""

from bisect import bisect_left
from typing import Any

from django.core.cache import cache
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles.initials import grouped, initial
from articles.lists import render_list
from articles.models import Tag
from articles.paging import newest_of_tag, paginate_tag

PER_PAGE = 500
LISTED = 20_000  # by name: the largest; what is smaller still is found by size and by search
RELATED = 16
_NEWEST = 500  # posts of a tag whose other tags are its related ones
_KEPT = 60  # seconds for which names are kept in order: 20,000 of them take 60 ms
_SIZES = (0.5, 0.2, 0.05, 0.01)  # of the largest tag: the sizes of type in the index by size

Name = tuple[str, int]  # key, primary key


def tags(request: HttpRequest) -> HttpResponse:
    """The index of the tags, a page of it that begins behind the tag named in `after`."""
    by_name = request.GET.get("by") == "name"
    slug = request.GET.get("after", "")
    after = get_object_or_404(Tag, slug=slug) if slug else None
    context = _named(after, request.GET.get("from", "")) if by_name else _sized(after)
    return render(
        request,
        "tags.html",
        {"by_name": by_name, "is_first": not (after or request.GET.get("from")), **context},
    )


def _sized(after: Tag | None) -> dict[str, Any]:
    """Return a page of the tags, the largest first, each with a size of type from 1 to 5."""
    rows = Tag.objects.with_posts()
    largest = rows.values_list("post_count", flat=True).first() or 1
    if after:
        smaller = Q(post_count__lt=after.post_count) | Q(name__gt=after.name)
        rows = rows.filter(post_count__lte=after.post_count).filter(smaller)
    found = list(rows[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    sized = [(tag, 1 + sum(tag.post_count >= part * largest for part in _SIZES)) for tag in page]
    return {"tags": sized, "last": page[-1] if len(found) > PER_PAGE else None}


def _named(after: Tag | None, first: str) -> dict[str, Any]:
    """Return a page of the tags by name, in groups, and the headings of all groups.

    :param first: the heading that the page begins with.
    """
    names, headings = _index()
    if first and first not in headings:
        raise Http404("no tag has this initial")
    begin = bisect_left(names, (headings.get(first, ""), 0))
    if after:
        begin = bisect_left(names, (after.key, after.pk + 1))
    wanted = [pk for _, pk in names[begin : begin + PER_PAGE]]
    found = Tag.objects.with_posts().in_bulk(wanted)
    page = [found[pk] for pk in wanted if pk in found]
    more = begin + PER_PAGE < len(names)
    return {"groups": grouped(page), "headings": list(headings), "last": page[-1] if more else None}


def _index() -> tuple[list[Name], dict[str, str]]:
    """Return the names of the largest tags by Unicode's order, and the first key below each heading."""
    index: tuple[list[Name], dict[str, str]] | None = cache.get("tags-by-name")
    if index is None:
        names = sorted(Tag.objects.with_posts().values_list("key", "pk")[:LISTED])
        headings: dict[str, str] = {}
        for key, _ in names:
            headings.setdefault(initial(key), key)
        cache.set("tags-by-name", index := (names, headings), _KEPT)
    return index


def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """A tag: its posts, and the tags that its newest posts carry besides."""
    found = get_object_or_404(Tag, slug=slug)
    beside = Tag.objects.commonest_among(newest_of_tag(found, _NEWEST)).exclude(pk=found.pk)
    page = paginate_tag(found, request.GET)
    return render_list(request, "tag.html", page, tag=found, related=beside[:RELATED])
