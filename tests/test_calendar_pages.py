"""The archive by date: what a year, a month and a day show, and where they lead."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from articles.models import Post, Source
from tests.desk import NOON, made

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def days(outlet: Source) -> None:
    """One post on 1 November 2026 and two on the 14th; one in 2025 and one in 2027."""
    for day, title in ((1, "甲"), (14, "乙"), (14, "丙")):
        made(outlet, title, published_at=NOON.replace(day=day))
    made(outlet, "去年", published_at=NOON.replace(year=2025))
    made(outlet, "明年", published_at=NOON.replace(year=2027))


def page_of(client: Client, path: str, language: str = "en") -> LexborHTMLParser:
    response = client.get(path, headers={"accept-language": language})
    assert response.status_code == 200, path
    return LexborHTMLParser(response.content.decode())


def links(page: LexborHTMLParser, selector: str) -> list[tuple[str, str]]:
    """Return where links lead and what they are called."""
    for seen in page.css('[aria-hidden="true"]'):
        seen.decompose()
    return [(str(node.attributes["href"]), node.text()) for node in page.css(selector)]


@pytest.mark.usefixtures("days")
def test_each_day_with_posts_is_a_link_that_says_day_and_number(client: Client) -> None:
    for path in ("/2026/", "/2026/11/"):
        assert links(page_of(client, path), "td a") == [
            ("/2026/11/01/", "Nov. 1, 2026 · 1 post"),
            ("/2026/11/14/", "Nov. 14, 2026 · 2 posts"),
        ], path


@pytest.mark.usefixtures("days")
def test_a_year_counts_its_months_and_days_and_leads_to_all_years(client: Client) -> None:
    page = page_of(client, "/2026/")
    months = [" ".join(node.text().split()) for node in page.css("caption, .month-empty")]
    assert len(months) == 12
    assert months[9:] == ["October 0", "November 3", "December 0"]
    assert len(page.css("table")) == 1  # a month without posts is a line
    assert [path for path, _ in links(page, "caption a")] == ["/2026/11/"]
    assert "3 posts" in page.css_first(".page-facts").text()
    assert "2 days" in page.css_first(".page-facts").text()
    assert links(page, ".years a") == [
        ("/2027/", "2027 1"), ("/2026/", "2026 3"), ("/2025/", "2025 1"),
    ]  # fmt: skip


@pytest.mark.usefixtures("days")
def test_years_months_and_days_lead_from_one_to_the_next(client: Client) -> None:
    for path, after, before in (
        ("/2026/", "/2027/", "/2025/"),
        ("/2026/11/", "/2027/11/", "/2025/11/"),
        ("/2026/11/14/", "/2027/11/14/", "/2026/11/01/"),
    ):
        assert [path for path, _ in links(page_of(client, path), ".pages a")] == [after, before]
    day = client.get("/2026/11/14/").context
    assert {post.title for post in day["page"].posts} == {"乙", "丙"}


@pytest.mark.usefixtures("days")
def test_a_month_names_its_fullest_day(client: Client) -> None:
    assert links(page_of(client, "/2026/11/"), ".page-facts a") == [
        ("/2026/11/14/", "Nov. 14, 2026")
    ]


@pytest.mark.usefixtures("days")
def test_how_full_a_day_is_shows_in_its_level_and_the_legend_says_so(client: Client) -> None:
    page = page_of(client, "/2026/")
    levels = [str(node.attributes["class"]) for node in page.css("td a")]
    assert levels == ["heat heat-1", "heat heat-3"]
    legend = [" ".join(node.text().split()) for node in page.css(".legend-level")]
    assert legend == ["1", "2"]


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize(("language", "place"), [("en", 0), ("zh-hans", 6), ("zh-hant", 6)])
def test_a_week_begins_as_the_reader_knows_it(client: Client, language: str, place: int) -> None:
    page = page_of(client, "/2026/11/", language)
    row = [bool(node.text(strip=True)) for node in page.css("tbody tr")[0].css("td")]
    assert row.index(True) == place  # of 1 November 2026, a Sunday


def test_what_is_not_public_is_on_no_calendar(client: Client, outlet: Source) -> None:
    made(outlet, "甲")
    made(outlet, "乙", status=Post.Status.DRAFT)
    made(outlet, "丙", published_at=NOON.replace(day=2), status=Post.Status.WITHDRAWN)
    assert links(page_of(client, "/2026/11/"), "td a") == [
        ("/2026/11/14/", "Nov. 14, 2026 · 1 post")
    ]
    assert client.get("/2026/11/02/").status_code == 404


def test_a_year_costs_as_many_queries_for_one_day_as_for_many(
    client: Client, outlet: Source, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        made(outlet, f"第{number}篇", published_at=NOON - dt.timedelta(days=3 * number))
    for path in ("/2026/", "/2026/11/", "/2026/11/14/"):
        cache.clear()
        with django_assert_max_num_queries(7):
            client.get(path)
