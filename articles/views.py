"""The public pages: find, decide, render. Every page starts from `Post.objects.published()`.

The page of a post, feeds and sitemaps are modules of their own; what a page looks like is in templates/.
"""

import datetime as dt
from collections import Counter
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import resolve
from django.utils.functional import SimpleLazyObject

from articles.languages import languages_of
from articles.models import OldAddress, Post, Source, Tag, slug_or_digest
from articles.paging import ListPage, paginate, paginate_tag
from articles.picturing import has_picture
from articles.querysets import PostQuerySet

_OF_OLD_SITES = frozenset({"old_address", "jekyll_post"})  # routes that any path may have
TAGS_BESIDE = 24  # on a page of something else
TAGS_SHOWN = 500  # by size: the rest is found by search


def site(request: HttpRequest) -> dict[str, Any]:
    """Give every template what it says of the site; a context processor."""
    posts = Post.objects.published().newest_first()
    return {
        "newest_day": SimpleLazyObject(lambda: posts.values_list("day", flat=True).first()),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "site_description": settings.SITE_DESCRIPTION,
        "hotlink": settings.HOTLINK_IMAGES,
        "languages": languages_of(request),
    }


def public_posts() -> PostQuerySet:
    """Return the posts that a list may show, without what lists do not need."""
    return Post.objects.published().for_lists()


def _by_day(posts: list[Post]) -> list[tuple[dt.date | None, list[Post]]]:
    return [(day, list(group)) for day, group in groupby(posts, key=lambda post: post.day)]


def list_page(request: HttpRequest, template: str, page: ListPage, **context: Any) -> HttpResponse:
    """Render a page of a list, grouped by day."""
    return render(request, template, {"page": page, "days": _by_day(page.posts), **context})


def home(request: HttpRequest) -> HttpResponse:
    """The newest posts; the first with a picture leads."""
    page = paginate(Post.objects.published(), request.GET)
    lead = None
    if not page.newer:
        lead = next((post for post in page.posts[:8] if has_picture(post)), None)
        page.posts[:] = [post for post in page.posts if post != lead]
    sources = Source.objects.with_posts()[:12]
    tags = Tag.objects.with_posts()[:TAGS_BESIDE]
    return list_page(request, "home.html", page, lead=lead, sources=sources, tags=tags)


def date_of(year: str, month: str = "1", day: str = "1") -> dt.date:
    """Return the day that an address names.

    :raises Http404: there is no such day.
    """
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise Http404("there is no such day") from None


def _by_days(posts: PostQuerySet) -> dict[dt.date, int]:
    """Return the days of some posts, and how many each has."""
    return dict(posts.order_by("day").values_list("day").annotate(posts=Count("pk")))


def year(request: HttpRequest, year: str) -> HttpResponse:
    """A year: its months, and how many posts each has."""
    first = date_of(year)
    months: Counter[dt.date] = Counter()
    # By month only here: SQLite would call a function of Python for the month of each post.
    last = first.replace(month=12, day=31)
    for day, posts in _by_days(Post.objects.published().between(first, last)).items():
        months[day.replace(day=1)] += posts
    if not months:
        raise Http404("no posts in this year")
    context = {"first": first, "months": list(months.items()), **_days_around(first, last)}
    return render(request, "year.html", context)


def _days_around(first: dt.date, last: dt.date) -> dict[str, dt.date | None]:
    """Return the nearest days with posts before and after a span of days."""
    days = Post.objects.published().values_list("day", flat=True)
    return {
        "before": days.filter(day__lt=first).order_by("-day").first(),
        "after": days.filter(day__gt=last).order_by("day").first(),
    }


def month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """A month: its days, and how many posts each has."""
    first = date_of(year, month)
    days = _by_days(Post.objects.published().in_month(first))
    if not days:
        raise Http404("no posts in this month")
    return render(request, "month.html", {"first": first, "days": list(days.items())})


def day(request: HttpRequest, year: str, month: str, day: str) -> HttpResponse:
    """A day: its posts."""
    date = date_of(year, month, day)
    page = paginate(Post.objects.published().on_day(date), request.GET)
    if not page.posts:
        raise Http404("no posts on this day")
    return list_page(request, "day.html", page, date=date, **_days_around(date, date))


def tags(request: HttpRequest) -> HttpResponse:
    """The tags, the largest first."""
    return render(request, "tags.html", {"tags": Tag.objects.with_posts()[:TAGS_SHOWN]})


def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """A tag: its posts."""
    found = get_object_or_404(Tag, slug=slug)
    return list_page(request, "tag.html", paginate_tag(found, request.GET), tag=found)


def sources(request: HttpRequest) -> HttpResponse:
    """The outlets, the largest first."""
    return render(request, "sources.html", {"sources": Source.objects.with_posts()})


def source(request: HttpRequest, slug: str) -> HttpResponse:
    """An outlet: what it is, and its posts."""
    found = get_object_or_404(Source, slug=slug)
    posts = Post.objects.published().from_source(found)
    first = posts.order_by("published_at").values_list("day", flat=True).first()
    last = posts.order_by("-published_at").values_list("day", flat=True).first()
    page = paginate(posts, request.GET)
    return list_page(request, "source.html", page, source=found, first=first, last=last)


def old_address(request: HttpRequest, path: str) -> HttpResponse:
    """Send an address that a post had once to the one it has now (301).

    A page of ours that was asked for without its last slash is sent there too.
    """
    bare = path.rstrip("/")
    spellings = {f"/{path}", f"/{bare}", f"/{bare}/", f"/{bare.removesuffix('.html')}/"}
    old = OldAddress.objects.filter(path__in=spellings).first()
    if old is not None and old.post.has_page:
        return HttpResponsePermanentRedirect(old.post.get_absolute_url())
    if not path.endswith("/") and resolve(f"/{path}/").url_name not in _OF_OLD_SITES:
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    raise Http404("no such page")


def jekyll_post(request: HttpRequest, date: str, title: str) -> HttpResponse:
    """Send an address of the mirrored Jekyll sites, `/2020-08-05/<title>/`, to ours (301)."""
    posts = Post.objects.on_day(date_of(*date.split("-"))).filter(slug=slug_or_digest(title))
    found = posts.only("day", "slug", "status", "published_at").first()
    if found is None or not found.has_page:
        return old_address(request, request.path_info.lstrip("/"))
    return HttpResponsePermanentRedirect(found.get_absolute_url())


def opensearch(request: HttpRequest) -> HttpResponse:
    """The description by which a browser offers our search (OpenSearch 1.1)."""
    content_type = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "opensearch.xml", content_type=content_type)


def healthz(_request: HttpRequest) -> HttpResponse:
    """Whether the site can answer: 200 where the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
