"""The outlets: all of them with the time that each covers, and each with its posts."""

import datetime as dt
from collections.abc import Mapping
from itertools import groupby
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles.charts import chart_of
from articles.day_counts import months_of_source
from articles.lists import render_list
from articles.models import Post, Source, Tag
from articles.paging import paginate
from articles.querysets import PostQuerySet

SILENT = dt.timedelta(days=365)  # behind the newest post of the archive
TAGS_SHOWN = 16
_NEWEST = 500  # posts of which the tags are counted
_SEEN = 0.5  # percent: a single day is seen, too


class Row(NamedTuple):
    """An outlet in the index.

    :ivar left: where its time begins, in percent of the archive's.
    :ivar width: how long it is, in percent of the archive's.
    """

    source: Source
    first: dt.datetime
    last: dt.datetime
    left: float
    width: float


def sources(request: HttpRequest) -> HttpResponse:
    """The outlets, the largest first, those that fell silent apart."""
    rows = _rows()
    newest = max((row.last for row in rows), default=None)
    context = {
        "current": [row for row in rows if newest and row.last >= newest - SILENT],
        "silent": [row for row in rows if newest and row.last < newest - SILENT],
        "first": min((row.first for row in rows), default=None),
        "last": newest,
        "total": sum(row.source.post_count for row in rows),
    }
    return render(request, "sources.html", context)


def _rows() -> list[Row]:
    sources = Source.objects.with_posts()
    spans = sources.spans()
    if not spans:
        return []
    begin = min(first for first, _ in spans.values())
    whole = (max(last for _, last in spans.values()) - begin) or dt.timedelta(1)

    def place(moment: dt.datetime) -> float:
        return 100 * ((moment - begin) / whole)

    return [
        Row(
            source,
            first,
            last,
            left=min(place(first), 100 - _SEEN),
            width=max(place(last) - place(first), _SEEN),
        )
        for source in sources
        if source.pk in spans  # its posts may have gone since they were counted
        for first, last in [spans[source.pk]]
    ]


def source(request: HttpRequest, slug: str) -> HttpResponse:
    """An outlet: what it is, how much of it there is from when, and its posts."""
    found = get_object_or_404(Source, slug=slug)
    posts = Post.objects.published().from_source(found)
    page = paginate(posts, request.GET)
    months = months_of_source(found)
    return render_list(
        request,
        "source.html",
        page,
        source=found,
        chart=chart_of(months),
        months=_by_year(months),
        tags=_tags(found, posts),
        **_span(posts),
    )


def _span(posts: PostQuerySet) -> dict[str, dt.date | None]:
    days = posts.values_list("day", flat=True)
    return {
        "first": days.order_by("published_at").first(),
        "last": days.order_by("-published_at").first(),
    }


def _tags(source: Source, posts: PostQuerySet) -> list[Tag]:
    """Return the tags that the newest posts of an outlet carry most, its own name left out."""
    newest = posts.newest_first().values_list("pk", flat=True)[:_NEWEST]
    return list(Tag.objects.commonest_among(newest).exclude(key=source.key)[:TAGS_SHOWN])


def _by_year(
    months: Mapping[dt.date, int],
) -> list[tuple[dt.date, int, list[tuple[dt.date, dt.date, int]]]]:
    """Return years, the latest first: its first day, its posts and its months.

    A month is its first day, its last and its posts.
    """
    found = []
    for _, group in groupby(months.items(), key=lambda month: month[0].year):
        rows = [(first, _end(first), posts) for first, posts in group]
        found.append((rows[0][0], sum(posts for *_, posts in rows), rows))
    return found[::-1]


def _end(first: dt.date) -> dt.date:
    """Return the last day of the month that begins with a day."""
    return (first + dt.timedelta(31)).replace(day=1) - dt.timedelta(1)
