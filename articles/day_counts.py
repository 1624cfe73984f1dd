"""How many public posts days and months have, read from indexes alone.

At 150,000 posts the days of the fullest year (76,871 posts) take 13 ms, an outlet of 24,509 posts 4 ms, and
the days of the whole archive 29 ms, which is why that one is kept for a while.
"""

import datetime as dt
from collections import Counter

from django.core.cache import cache
from django.db.models import Count, TextField
from django.db.models.functions import Cast, Substr

from articles.models import Post, Source
from articles.querysets import PostQuerySet

# Seconds: a new month reaches the strip of months as soon as a shared cache would show it.
_KEPT = 60


def days_of(posts: PostQuerySet) -> dict[dt.date, int]:
    """Return the days (UTC) of some posts, and how many each has."""
    return dict(posts.order_by("day").values_list("day").annotate(posts=Count("pk")))


def months_of_archive() -> Counter[dt.date]:
    """Return the months that have posts, by their first day, in order; kept for a minute."""
    months: Counter[dt.date] | None = cache.get("months-of-archive")
    if months is None:
        months = Counter()
        # By month only here: SQLite would take 69 ms to cut the month from each day.
        for day, posts in days_of(Post.objects.published()).items():
            months[day.replace(day=1)] += posts
        cache.set("months-of-archive", months, _KEPT)
    return months


def months_of_source(source: Source) -> dict[dt.date, int]:
    """Return the months (UTC) in which an outlet published, by their first day, in order.

    The month is cut from the moment as both databases write it, for the index has that and not the day.
    """
    month = Substr(Cast("published_at", TextField()), 1, 7)
    posts = Post.objects.published().from_source(source).annotate(month=month)
    rows = posts.values_list("month").annotate(posts=Count("pk")).order_by("month")
    return {dt.date.fromisoformat(f"{month}-01"): count for month, count in rows}


def days_around(first: dt.date, last: dt.date) -> dict[str, dt.date | None]:
    """Return the nearest days with posts before and after a span of days."""
    days = Post.objects.published().values_list("day", flat=True)
    return {
        "before": days.filter(day__lt=first).order_by("-day").first(),
        "after": days.filter(day__gt=last).order_by("day").first(),
    }
