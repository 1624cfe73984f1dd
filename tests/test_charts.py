"""Bars of posts over time."""

import datetime as dt
from itertools import pairwise

from articles.charts import chart_of


def month(year: int, number: int = 1) -> dt.date:
    return dt.date(year, number, 1)


def test_a_bar_stands_at_its_month_and_is_as_high_as_its_share_of_the_fullest() -> None:
    chart = chart_of({month(2023, 11): 5, month(2024, 2): 10})
    assert chart is not None
    assert chart.is_monthly
    assert [(bar.first, bar.left, bar.width, bar.height) for bar in chart.bars] == [
        (month(2023, 11), 0, 18.75, 50),
        (month(2024, 2), 75, 18.75, 100),
    ]
    assert all(bar.top + bar.height == 100 for bar in chart.bars)
    assert (chart.most.first, chart.most.posts) == (month(2024, 2), 10)


def test_a_month_with_one_post_among_thousands_is_seen() -> None:
    chart = chart_of({month(2024, 1): 1, month(2024, 2): 10_000})
    assert chart is not None
    assert chart.bars[0].height > 1


def test_a_long_span_has_a_bar_a_year() -> None:
    months = {month(1998, 3): 1, month(1998, 4): 2, month(2024, 2): 2}
    chart = chart_of(months)
    assert chart is not None
    assert not chart.is_monthly
    assert [(bar.first.year, bar.posts) for bar in chart.bars] == [(1998, 3), (2024, 2)]


def test_years_are_written_where_they_have_room() -> None:
    chart = chart_of({month(year): 1 for year in range(1900, 2024)})
    assert chart is not None
    places = [left for _, left in chart.marks]
    assert chart.marks[0] == (1900, 0)
    assert len(places) > 3
    assert all(after - before >= 15 for before, after in pairwise(places))
    assert places[-1] <= 85


def test_a_year_is_written_once() -> None:
    chart = chart_of({month(2023, number): 1 for number in range(1, 13)})
    assert chart is not None
    assert chart.marks == [(2023, 0)]


def test_no_month_is_no_chart_and_one_month_fills_it() -> None:
    assert chart_of({}) is None
    chart = chart_of({month(2024, 12): 3})
    assert chart is not None
    assert [(bar.left, bar.height) for bar in chart.bars] == [(0, 100)]


def test_the_span_from_the_first_to_the_last_year_has_bounded_bars() -> None:
    chart = chart_of({month(1000): 1, month(9998, 12): 2})
    assert chart is not None
    assert len(chart.bars) == 2
