"""What the front page shows around the news: this day in earlier years, and what was last added.

Only ids are kept, never words: whether a post may be read is asked each time.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone

from articles.calendar_pages import small_calendar
from articles.calendars import years_before
from articles.models import Post, Source, Tag
from articles.picturing import has_picture

SOURCES_BESIDE = 16
TAGS_BESIDE = 24
SECONDS = 3  # posts beside the one that leads
ADDED = 5
_LEADS = 8  # of the newest posts one that has a picture may lead
_ADDED_AMONG = 20  # of the rows that came last, some are drafts
_LOOKED_BACK = 60  # years, each a look into an index
_YEARS = 5
_A_YEAR = 3  # posts
_KEPT = 600


class Anniversary(NamedTuple):
    """This day in an earlier year: some of its posts, and how many it has."""

    day: dt.date
    total: int
    posts: list[Post]


def take_leads(posts: list[Post]) -> dict[str, Any]:
    """Take the post that leads and those beside it out of the newest; the first with a picture leads."""
    if not posts:
        return {}
    lead = next(filter(has_picture, posts[:_LEADS]), posts[0])
    posts.remove(lead)
    seconds = posts[:SECONDS]
    del posts[:SECONDS]
    return {"lead": lead, "has_picture": has_picture(lead), "seconds": seconds}


def beside(day: dt.date | None) -> dict[str, Any]:
    """Return what stands beside the news on each page of them: calendar, outlets and subjects.

    A subject that is an outlet's name is left out: the outlets stand above it.

    :param day: of the first post on the page.
    """
    tags = Tag.objects.with_posts().exclude(key__in=Source.objects.values("key"))
    return {
        "sources": Source.objects.with_posts()[:SOURCES_BESIDE],
        "tags": tags[:TAGS_BESIDE],
        **small_calendar(day),
    }


def on_this_day(today: dt.date | None = None) -> list[Anniversary]:
    """Return this day in earlier years, the latest first: at most 5 years, a few posts of each.

    :param today: the day; today by default (UTC, as days in addresses are).
    """
    today = today or timezone.now().astimezone(dt.UTC).date()
    key = f"on-this-day-{today}"
    kept: tuple[dict[dt.date, int], list[int]] | None = cache.get(key)
    if kept is None:
        totals = _days_with_posts(today)
        kept = (totals, [pk for day in totals for pk in _newest_of(day)])
        cache.set(key, kept, _KEPT)
    totals, pks = kept
    return _by_year(totals, Post.objects.for_lists().published_in_order(pks))


def _days_with_posts(today: dt.date) -> dict[dt.date, int]:
    """Return the days of earlier years that have posts, the latest first, and how many."""
    posts = Post.objects.published().filter(day__in=years_before(today, _LOOKED_BACK))
    days = posts.order_by("-day").values_list("day").annotate(posts=Count("pk"))
    return dict(days[:_YEARS])


def _newest_of(day: dt.date) -> list[int]:
    posts = Post.objects.published().on_day(day).order_by("-published_at")
    return list(posts.values_list("pk", flat=True)[:_A_YEAR])


def _by_year(totals: Mapping[dt.date, int], posts: list[Post]) -> list[Anniversary]:
    found = [
        Anniversary(day, total, [post for post in posts if post.day == day])
        for day, total in totals.items()
    ]
    return [anniversary for anniversary in found if anniversary.posts]


def last_added() -> list[Post]:
    """Return the public posts that came into the archive last, the last first.

    Found by id, which grows as rows are made: the date of that has no index and needs none.
    """
    pks = Post.objects.order_by("-pk").values_list("pk", flat=True)[:_ADDED_AMONG]
    return Post.objects.for_lists().published_in_order(pks)[:ADDED]
