"""What every page with a list of posts does: a page of it by day, rendered."""

import datetime as dt
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Post
from articles.paging import ListPage


def by_day(posts: list[Post]) -> list[tuple[dt.date | None, list[Post]]]:
    """Return posts that are in order of time by their day."""
    return [(day, list(group)) for day, group in groupby(posts, key=lambda post: post.day)]


def render_list(
    request: HttpRequest, template: str, page: ListPage, **context: Any
) -> HttpResponse:
    """Render a page of a list; the template gets it as `page`, and its posts by day as `days`."""
    return render(request, template, {"page": page, "days": by_day(page.posts), **context})
