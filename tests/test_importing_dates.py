"""Dates as people write them, and what the name of a file says."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing.dates import from_name, parse_date


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-01-02 03:04:05 +0800", "2024-01-02T03:04:05+08:00"),
        ("2024-01-02 03:04:05 UTC", "2024-01-02T03:04:05+00:00"),
        ("2024-1-2", "2024-01-02T00:00:00+00:00"),
        ("2024/1/2", "2024-01-02T00:00:00+00:00"),
        ("2024/1/2 3:04", "2024-01-02T03:04:00+00:00"),
        ("2024.01.02", "2024-01-02T00:00:00+00:00"),
        ("Jan 2, 2024", "2024-01-02T00:00:00+00:00"),
        ("January 2nd, 2024 3:04 pm", "2024-01-02T15:04:00+00:00"),
        ("2 January 2024", "2024-01-02T00:00:00+00:00"),
        ("2 Jan 2024 12:30 AM", "2024-01-02T00:30:00+00:00"),
        ("Sunday, March 3, 2024", "2024-03-03T00:00:00+00:00"),
        ("2024年1月2日", "2024-01-02T00:00:00+00:00"),
        ("2024年1月2日 03:04", "2024-01-02T03:04:00+00:00"),
        ("2024年1月2日03:04:05", "2024-01-02T03:04:05+00:00"),
        ("1704164645", "2024-01-02T03:04:05+00:00"),
        ("1704164645000", "2024-01-02T03:04:05+00:00"),
        ("Tue, 02 Jan 2024 03:04:05 GMT", "2024-01-02T03:04:05+00:00"),
        ("Tue Jan 02 2024 03:04:05 GMT-0330 (NST)", "2024-01-02T03:04:05-03:30"),
    ],
)
def test_a_date_is_read_as_it_was_meant(written: str, moment: str) -> None:
    assert parse_date(written) == dt.datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "written",
    ["0000-01-01", "99999-01-01", "2024-02-30", "2024-01-02 25:00", "2024", "1/2/2024", "x" * 200,
     "2024-01-02 03:04 +9900", "0001-01-01T00:00:00+08:00"],
)  # fmt: skip
def test_what_is_no_moment_or_two_is_none(written: str) -> None:
    assert parse_date(written) is None


@given(st.text())
def test_no_text_raises_an_error(written: str) -> None:
    moment = parse_date(written)
    assert moment is None or moment.tzinfo is dt.UTC


@pytest.mark.parametrize(
    ("path", "day", "title"),
    [
        ("_posts/2024-1-2-my-first-post.md", dt.date(2024, 1, 2), "My First Post"),
        ("_posts/2024-01-02-渔-港.md", dt.date(2024, 1, 2), "渔-港"),
        ("content/2024-01-02-tide/index.md", dt.date(2024, 1, 2), "tide"),
        ("content/渔港/index.zip.md", None, "index.zip"),
        ("2024-01-02.md", dt.date(2024, 1, 2), "2024-01-02"),
        ("2024-13-02-tide.md", None, "2024-13-02-tide"),
        ("notes/tide.md", None, "tide"),
        ("index.md", None, "index"),
    ],
)
def test_the_name_of_a_file_says_date_and_title(path: str, day: dt.date | None, title: str) -> None:
    named = from_name(path)
    assert (named.date.date() if named.date else None) == day
    assert named.title == title


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-01-02 07:00:00", "2024-01-01T23:00:00+00:00"),
        ("2024-01-02T07:00", "2024-01-01T23:00:00+00:00"),
        ("Jan 2, 2024 7:00 am", "2024-01-01T23:00:00+00:00"),
        ("2024年1月2日 07:00", "2024-01-01T23:00:00+00:00"),
        ("2024-01-02 07:00 +0100", "2024-01-02T06:00:00+00:00"),
        ("2024-01-02 07:00 GMT", "2024-01-02T07:00:00+00:00"),
        ("2024-01-02T07:00:00Z", "2024-01-02T07:00:00+00:00"),
        # A bare date is that day, wherever its site is.
        ("2024-01-02", "2024-01-02T00:00:00+00:00"),
        ("2024年1月2日", "2024-01-02T00:00:00+00:00"),
        ("1704178800", "2024-01-02T07:00:00+00:00"),
    ],
)
def test_a_time_without_a_zone_is_in_that_of_its_site(written: str, moment: str) -> None:
    assert parse_date(written, ZoneInfo("Asia/Shanghai")) == dt.datetime.fromisoformat(moment)
