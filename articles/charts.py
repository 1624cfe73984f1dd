"""Numbers over time as bars; pure. How they look is in templates/parts/bars.html."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

_MONTHS = 180  # bars that can be told apart on a phone; a longer span has a bar a year
_YEAR_WIDTH = 15  # percent: four digits, where the chart is at its narrowest


class Bar(NamedTuple):
    """A bar, in percent of the width and height of the chart; `first` is the first day of its span."""

    first: dt.date
    posts: int
    left: float
    width: float
    top: float
    height: float


class Chart(NamedTuple):
    """Bars, and below them the years that are written, each with the place where it begins.

    :ivar is_monthly: whether a bar is a month; else it is a year.
    :ivar most: the bar with the most posts, the latest of them.
    """

    bars: list[Bar]
    marks: list[tuple[int, float]]
    is_monthly: bool
    most: Bar


def chart_of(months: Mapping[dt.date, int]) -> Chart | None:
    """Return the bars of a span of months, or of years where these are too many.

    :param months: by their first day, in order, those with posts.
    :returns: None without a month.
    """
    if not months:
        return None
    first, last = min(months), max(months)
    is_monthly = _months_between(first, last) < _MONTHS
    spans = _months(first, last) if is_monthly else _years(first, last)
    posts: dict[dt.date, int] = dict.fromkeys(spans, 0)
    for month, count in months.items():
        posts[month if is_monthly else month.replace(month=1)] += count
    bars = bars_of(posts)
    most = max(bars, key=lambda bar: (bar.posts, bar.first))
    return Chart(bars, _marks(bars), is_monthly, most)


def _months_between(first: dt.date, last: dt.date) -> int:
    return 12 * (last.year - first.year) + last.month - first.month


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    numbers = range(first.month - 1, first.month + _months_between(first, last))
    return [dt.date(first.year + number // 12, number % 12 + 1, 1) for number in numbers]


def _years(first: dt.date, last: dt.date) -> list[dt.date]:
    return [dt.date(year, 1, 1) for year in range(first.year, last.year + 1)]


def bars_of(posts: Mapping[dt.date, int]) -> list[Bar]:
    """Return a bar for each span that has posts, at its place among all spans.

    :param posts: of each span in order, by its first day; at least one has some.
    """
    highest = max(posts.values())
    step = 100 / len(posts)
    # A gap of a quarter to the next bar; what has posts at all is seen.
    heights = {count: max(100 * count / highest, 1.5) for count in posts.values()}
    return [
        Bar(first, count, number * step, step * 0.75, 100 - heights[count], heights[count])
        for number, (first, count) in enumerate(posts.items())
        if count
    ]


def _marks(bars: list[Bar]) -> list[tuple[int, float]]:
    """Return the years that have room below the chart, each where its first bar stands."""
    marks: list[tuple[int, float]] = []
    for bar in bars:
        year, room_from = bar.first.year, marks[-1][1] + _YEAR_WIDTH if marks else 0
        if room_from <= bar.left <= 100 - _YEAR_WIDTH and year not in dict(marks):
            marks.append((year, bar.left))
    return marks
