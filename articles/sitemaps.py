"""Sitemaps (https://www.sitemaps.org/protocol.html), and robots.txt, which says where they are.

An index, a file for each month, and the newest posts as news. By month, so that the address of a post's file
never moves and old files never change; a month of more posts than a file may name has several.
"""

import datetime as dt
import re
from collections import Counter
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import quote

from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from articles.models import Post
from articles.picturing import absolute
from articles.syndication import xml_text

MOST_ADDRESSES = 50_000  # the protocol's bound for one file
# Google's bounds for news (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).
MOST_NEWS = 1_000
NEWS_SPAN = dt.timedelta(days=2)
# ISO 639, but for the two that the same page names; "zh" alone would not say which.
_NEWS_LANGUAGES = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}
_FILE = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])(?:-([2-9]|[1-9][0-9]{1,3}))?")
_TYPE = "application/xml; charset=utf-8"


class Address(NamedTuple):
    """What a sitemap says of a page: where it is, and when it last changed."""

    loc: str
    changed: str


def index(request: HttpRequest) -> HttpResponse:
    """The files of each month that has posts, and when one of the month's posts last changed.

    :raises Http404: the archive has no posts, and an index names one file at least.
    """
    days = Post.objects.published().order_by("day").values_list("day")
    changes: dict[dt.date, dt.datetime] = {}
    posts: Counter[dt.date] = Counter()
    # By month only here: SQLite would call a function of Python for the month of each post.
    for day, changed, count in days.annotate(Max("updated_at"), Count("pk")):
        month = day.replace(day=1)
        changes[month] = max(changed, changes.get(month, changed))
        posts[month] += count
    if not posts:
        raise Http404("no posts")
    files = [
        Address(absolute(_file_of(month, part)), changed.isoformat())
        for month, changed in changes.items()
        for part in range(1, 2 + (posts[month] - 1) // MOST_ADDRESSES)
    ]
    return render(request, "sitemap_index.xml", {"files": files}, content_type=_TYPE)


def _file_of(month: dt.date, part: int) -> str:
    name = f"{month:%Y-%m}" if part == 1 else f"{month:%Y-%m}-{part}"
    return reverse("sitemap_section", args=[name])


def section(request: HttpRequest, name: str) -> HttpResponse:
    """The addresses of a month's posts, the oldest first: `2026-11`, and behind 50,000 `2026-11-2`.

    :raises Http404: there is no such month, or it has not so many posts.
    """
    match = _FILE.fullmatch(name)
    if not match or match[1] == "0000":
        raise Http404("there is no such file")
    month, part = dt.date(int(match[1]), int(match[2]), 1), int(match[3] or 1)
    posts = (
        Post.objects.published().in_month(month).order_by("day", "published_at", "updated_at", "pk")
    )
    begin = (part - 1) * MOST_ADDRESSES
    # Counted and not by key: the index that has these columns is walked to where a part begins.
    rows = posts.values_list("day", "slug", "updated_at")[begin : begin + MOST_ADDRESSES]
    # An address is that of its day and the slug: to ask for each takes four times as long.
    pages = [
        Address(f"{path}{quote(slug)}/", changed.isoformat())
        for day, found in groupby(rows.iterator(), key=itemgetter(0))
        for path in [absolute(reverse("day", args=day.isoformat().split("-")))]
        for _, slug, changed in found
    ]
    if not pages:
        raise Http404("no posts in this file")
    return render(request, "sitemap.xml", {"pages": pages}, content_type=_TYPE)


def news(request: HttpRequest) -> HttpResponse:
    """The posts of the last two days as news, at most 1,000 of them.

    The days are those of the archive's own clock: an archive that stands still goes on to tell of its newest
    posts, and a post from the future is none of them.

    :raises Http404: the archive has no posts, and a sitemap names one at least.
    """
    past = Post.objects.published().newest_first().filter(published_at__lte=timezone.now())
    newest = past.values_list("published_at", flat=True).first()
    if newest is None:
        raise Http404("no posts")
    posts = past.filter(published_at__gt=newest - NEWS_SPAN).select_related("source")
    columns = ("day", "slug", "title", "language", "published_at", "source__name")
    return render(
        request,
        "sitemap_news.xml",
        {"news": [_news_of(post) for post in posts.only(*columns)[:MOST_NEWS]]},
        content_type=_TYPE,
    )


def _news_of(post: Post) -> dict[str, str]:
    assert post.published_at is not None
    address = absolute(post.get_absolute_url())
    language = post.language.lower()
    return {
        "loc": address,
        "publication": xml_text(post.source.name),
        "language": _NEWS_LANGUAGES.get(language, language.partition("-")[0]),
        "published": post.published_at.isoformat(),
        "title": xml_text(post.title).strip() or address,
    }


def robots(_request: HttpRequest) -> HttpResponse:
    """What robots may read (RFC 9309), and where the sitemaps are."""
    refused = ("/admin/", "/search/*?", "/*/search/*?")  # the page of search itself may be found
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in refused)]
    lines += [f"Sitemap: {absolute(reverse(name))}" for name in ("sitemap", "sitemap_news")]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
