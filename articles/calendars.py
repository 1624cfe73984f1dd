"""Days laid out as calendars, with how much each holds against the others; pure.

What is counted comes from `articles.calendar_pages`, and how it looks is in templates/parts/month.html.
"""

import calendar
import datetime as dt
import statistics
from collections.abc import Collection, Mapping
from typing import NamedTuple

LEVELS = 4  # of ink: the eye tells no more apart in a cell of 24 px


class Day(NamedTuple):
    """A cell of a calendar; in a strip of months `date` is the first day of one.

    :ivar level: 0 without posts, else 1 to LEVELS.
    """

    date: dt.date
    posts: int
    level: int


class Month(NamedTuple):
    """A month in weeks of seven cells; None where a week belongs to the month beside it."""

    first: dt.date
    posts: int
    weeks: list[list[Day | None]]


class Level(NamedTuple):
    """What a level says: days with `fewest` to `most` posts."""

    number: int
    fewest: int
    most: int


class Scale:
    """How much a day holds against the other days, by quantiles, so that one great day hides nothing."""

    def __init__(self, counts: Collection[int]) -> None:
        """Divide the counts of the days that have posts."""
        self._counts = sorted(counts)
        # Twice, for it takes two numbers to lie between.
        twice = 2 * (self._counts or [0])
        self._edges = statistics.quantiles(twice, n=LEVELS, method="inclusive")

    def level(self, posts: int) -> int:
        """Return the level of a day with so many posts; days with equal counts have equal levels."""
        return 1 + sum(posts > edge for edge in self._edges) if posts else 0

    def legend(self) -> list[Level]:
        """Return the levels that some day has, the lowest first."""
        found: dict[int, list[int]] = {}
        for posts in self._counts:
            found.setdefault(self.level(posts), []).append(posts)
        return [Level(number, posts[0], posts[-1]) for number, posts in found.items()]


def month_of(
    first: dt.date, counts: Mapping[dt.date, int], scale: Scale, first_weekday: int
) -> Month:
    """Return a month laid out.

    :param first: its first day.
    :param counts: how many posts days have; those of other months are left out.
    :param first_weekday: the day that a week begins with, 0 for Monday.
    """
    weeks = [
        [_day(first.replace(day=number), counts, scale) if number else None for number in week]
        for week in calendar.Calendar(first_weekday).monthdayscalendar(first.year, first.month)
    ]
    posts = sum(day.posts for week in weeks for day in week if day)
    return Month(first, posts, weeks)


def _day(date: dt.date, counts: Mapping[dt.date, int], scale: Scale) -> Day:
    posts = counts.get(date, 0)
    return Day(date, posts, scale.level(posts))


def year_of(first: dt.date, counts: Mapping[dt.date, int], first_weekday: int) -> list[Month]:
    """Return the twelve months of a year, all by one scale."""
    scale = Scale(list(counts.values()))
    return [
        month_of(first.replace(month=month), counts, scale, first_weekday) for month in range(1, 13)
    ]


def strip_of(year: int, months: Mapping[dt.date, int]) -> list[Day]:
    """Return the twelve months of a year.

    :param months: how many posts months have, by their first day; those of other years are left out.
    """
    scale = Scale([posts for month, posts in months.items() if month.year == year])
    return [_day(dt.date(year, month, 1), months, scale) for month in range(1, 13)]


def years_before(day: dt.date, years: int) -> list[dt.date]:
    """Return the same day of earlier years, the latest first; 29 February has only leap years."""
    return [
        day.replace(year=year)
        for year in range(day.year - 1, max(day.year - 1 - years, 0), -1)
        if day.day <= calendar.monthrange(year, day.month)[1]
    ]
