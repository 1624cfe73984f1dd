"""The archive by date: a year, a month and a day, each with the way to the ones beside it."""

import calendar
import datetime as dt
from collections import Counter
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format, get_format
from django.utils.translation import ngettext, pgettext_lazy

from articles.calendars import Day, Month, Scale, month_of, strip_of, year_of
from articles.day_counts import days_around, days_of, months_of_archive
from articles.lists import render_list
from articles.models import Post
from articles.paging import paginate

# As long as fits above a column of 24 px.
WEEKDAYS = (
    pgettext_lazy("narrow weekday", "Mo"),
    pgettext_lazy("narrow weekday", "Tu"),
    pgettext_lazy("narrow weekday", "We"),
    pgettext_lazy("narrow weekday", "Th"),
    pgettext_lazy("narrow weekday", "Fr"),
    pgettext_lazy("narrow weekday", "Sa"),
    pgettext_lazy("narrow weekday", "Su"),
)


class Cell(NamedTuple):
    """A day as a page shows it; `path` and `label` say where it leads, and are empty without posts."""

    number: int
    posts: int
    level: int
    path: str = ""
    label: str = ""


class Sheet(NamedTuple):
    """A month as a page shows it."""

    first: dt.date
    posts: int
    path: str
    weeks: list[list[Cell | None]]


def date_or_404(year: str, month: str = "1", day: str = "1") -> dt.date:
    """Return the date that an address names.

    :raises Http404: there is no such day.
    """
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise Http404("there is no such day") from None


def first_weekday() -> int:
    """Return the day that a week begins with where the reader's language is spoken, 0 for Monday."""
    return (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7  # Django counts from Sunday


def weekdays() -> list[str]:
    """Return the narrow names of the days of a week, in its order."""
    first = first_weekday()
    return [str(name) for name in WEEKDAYS[first:] + WEEKDAYS[:first]]


def sheet_of(month: Month) -> Sheet:
    """Return a month with addresses and words, of which a template would take 0.2 ms a day to make."""
    path = reverse("month", args=[f"{month.first.year:04}", f"{month.first.month:02}"])
    weeks = [[day and _cell(day, path) for day in week] for week in month.weeks]
    return Sheet(month.first, month.posts, path, weeks)


def _cell(day: Day, month: str) -> Cell:
    if not day.posts:
        return Cell(day.date.day, 0, 0)
    # In the words of the lists: one message for all.
    posts = ngettext("%(counter)s post", "%(counter)s posts", day.posts) % {"counter": day.posts}
    label = f"{date_format(day.date)} · {posts}"
    return Cell(day.date.day, day.posts, day.level, f"{month}{day.date.day:02}/", label)


def small_calendar(day: dt.date | None) -> dict[str, object]:
    """Return the way into the past as the front page shows it: the month of a day, its year, all years.

    :param day: None shows the years alone.
    """
    archive = months_of_archive()
    if day is None:
        return {"years": years(archive)}
    counts = days_of(Post.objects.published().in_month(day))
    scale = Scale(list(counts.values()))
    return {
        "month": sheet_of(month_of(day.replace(day=1), counts, scale, first_weekday())),
        "weekdays": weekdays(),
        "strip": strip_of(day.year, archive),
        "years": years(archive),
    }


def years(archive: Counter[dt.date]) -> list[tuple[dt.date, int]]:
    """Return the years that have posts, the latest first, and how many each has."""
    found: Counter[dt.date] = Counter()
    for month, posts in archive.items():
        found[month.replace(month=1)] += posts
    return sorted(found.items(), reverse=True)


def year(request: HttpRequest, year: str) -> HttpResponse:
    """A year: each of its days, and how many posts it has."""
    first = date_or_404(year)
    last = first.replace(month=12, day=31)
    counts = days_of(Post.objects.published().between(first, last))
    if not counts:
        raise Http404("no posts in this year")
    context = {
        "first": first,
        "months": [sheet_of(month) for month in year_of(first, counts, first_weekday())],
        "weekdays": weekdays(),
        "legend": Scale(list(counts.values())).legend(),
        "total": sum(counts.values()),
        "days": len(counts),
        "years": years(months_of_archive()),
        **days_around(first, last),
    }
    return render(request, "year.html", context)


def month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """A month: its days, and how many posts each has."""
    first = date_or_404(year, month)
    counts = days_of(Post.objects.published().in_month(first))
    if not counts:
        raise Http404("no posts in this month")
    scale = Scale(list(counts.values()))
    _, length = calendar.monthrange(first.year, first.month)
    context = {
        "first": first,
        "month": sheet_of(month_of(first, counts, scale, first_weekday())),
        "weekdays": weekdays(),
        "legend": scale.legend(),
        "days": len(counts),
        "fullest": max(counts, key=lambda day: (counts[day], day)),
        **days_around(first, first.replace(day=length)),
    }
    return render(request, "month.html", context)


def day(request: HttpRequest, year: str, month: str, day: str) -> HttpResponse:
    """A day: its posts."""
    date = date_or_404(year, month, day)
    posts = Post.objects.published().on_day(date)
    page = paginate(posts, request.GET)
    if not page.posts:
        raise Http404("no posts on this day")
    total = posts.count()
    return render_list(request, "day.html", page, date=date, total=total, **days_around(date, date))
