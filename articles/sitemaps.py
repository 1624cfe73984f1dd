"""Sitemaps (https://www.sitemaps.org/protocol.html): an index, and a file for each month.

By month, so that the address of a post's file never moves and old files never change.
"""

import datetime as dt

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Post

MOST_ADDRESSES = 50_000  # the protocol's bound for one file
_TYPE = "application/xml; charset=utf-8"


def index(request: HttpRequest) -> HttpResponse:
    """The months that have posts, and when one of their posts last changed."""
    days = Post.objects.published().order_by("day").values_list("day")
    months: dict[dt.date, dt.datetime] = {}
    # By month only here: SQLite would call a function of Python for the month of each post.
    for day, changed in days.annotate(changed=Max("updated_at")):
        month = day.replace(day=1)
        months[month] = max(changed, months.get(month, changed))
    context = {"months": months.items()}
    return render(request, "sitemap_index.xml", context, content_type=_TYPE)


def section(request: HttpRequest, month: str) -> HttpResponse:
    """The addresses of a month's posts.

    :raises Http404: there is no such month, or it has no posts.
    """
    try:
        first = dt.datetime.strptime(month, "%Y-%m").replace(tzinfo=dt.UTC).date()
    except ValueError:
        raise Http404("there is no such month") from None
    posts = Post.objects.published().in_month(first).only("day", "slug", "updated_at")
    pages = [
        (settings.SITE_URL + post.get_absolute_url(), post.updated_at)
        for post in posts.newest_first()[:MOST_ADDRESSES]
    ]
    if not pages:
        raise Http404("no posts in this month")
    return render(request, "sitemap.xml", {"pages": pages}, content_type=_TYPE)
