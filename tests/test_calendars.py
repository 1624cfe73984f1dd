"""Days in calendars: weeks as the reader's country has them, and how full a day is."""

import datetime as dt

import pytest

from articles.calendars import LEVELS, Level, Scale, month_of, strip_of, year_of, years_before

MARCH = dt.date(2024, 3, 1)  # a Friday


def numbers(month: object) -> list[list[int]]:
    return [[day.date.day if day else 0 for day in week] for week in month.weeks]  # type: ignore[attr-defined]


def test_a_week_begins_with_the_day_it_is_told_to() -> None:
    monday, sunday = (numbers(month_of(MARCH, {}, Scale([]), first)) for first in (0, 6))
    assert monday[0] == [0, 0, 0, 0, 1, 2, 3]
    assert sunday[0] == [0, 0, 0, 0, 0, 1, 2]
    assert [day for week in monday for day in week if day] == list(range(1, 32))


def test_a_month_counts_its_own_days_alone() -> None:
    counts = {MARCH: 3, dt.date(2024, 3, 31): 4, dt.date(2024, 4, 1): 100}
    month = month_of(MARCH, counts, Scale(list(counts.values())), 0)
    days = {day.date.day: day.posts for week in month.weeks for day in week if day and day.posts}
    assert (month.posts, days) == (7, {1: 3, 31: 4})


def test_levels_are_quarters_of_the_days_and_one_great_day_hides_nothing() -> None:
    scale = Scale([1, 2, 3, 4, 5, 6, 7, 5000])
    assert [scale.level(posts) for posts in (0, 1, 2, 3, 4, 5, 6, 7, 5000)] == [
        0, 1, 1, 2, 2, 3, 3, 4, 4
    ]  # fmt: skip
    assert scale.legend() == [Level(1, 1, 2), Level(2, 3, 4), Level(3, 5, 6), Level(4, 7, 5000)]


@pytest.mark.parametrize("counts", [[5], [5, 5], [5] * 40])
def test_days_that_are_equal_have_one_level(counts: list[int]) -> None:
    assert Scale(counts).legend() == [Level(1, 5, 5)]


def test_a_scale_of_no_days_has_no_levels() -> None:
    assert Scale([]).legend() == []
    assert 1 <= Scale([]).level(3) <= LEVELS


def test_the_months_of_a_year_share_one_scale() -> None:
    counts = {dt.date(2024, 1, 1): 1, dt.date(2024, 2, 1): 2, dt.date(2024, 3, 1): 9}
    months = year_of(dt.date(2024, 1, 1), counts, 0)
    levels = [max(day.level for week in month.weeks for day in week if day) for month in months]
    assert [month.first.month for month in months] == list(range(1, 13))
    assert levels[:4] == [1, 2, 4, 0]


def test_a_strip_has_the_months_of_one_year() -> None:
    months = {dt.date(2023, 5, 1): 900, dt.date(2024, 5, 1): 1, dt.date(2024, 6, 1): 2}
    strip = strip_of(2024, months)
    assert [day.date.month for day in strip] == list(range(1, 13))
    assert [day.posts for day in strip[3:7]] == [0, 1, 2, 0]
    assert strip[5].level > strip[4].level > strip[3].level == 0


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (dt.date(2024, 3, 1), [2023, 2022, 2021, 2020, 2019]),
        (dt.date(2024, 2, 29), [2020]),
        (dt.date(3, 5, 5), [2, 1]),
    ],
)
def test_a_day_is_found_in_earlier_years_that_have_it(day: dt.date, years: list[int]) -> None:
    found = years_before(day, 5)
    assert [one.year for one in found] == years
    assert {(one.month, one.day) for one in found} == {(day.month, day.day)}


@pytest.mark.parametrize("year", [1000, 9998])
def test_the_first_and_the_last_year_can_be_laid_out(year: int) -> None:
    assert len(year_of(dt.date(year, 1, 1), {}, 6)) == 12
