"""The outlets: the index with the time that each covers, and an outlet's page."""

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from articles.day_counts import months_of_source
from articles.models import Post, Source
from tests.desk import NOON, made

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def page_of(client: Client, path: str) -> LexborHTMLParser:
    response = client.get(path, headers={"accept-language": "en"})
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def words(page: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(selector)]


def test_the_index_says_of_each_outlet_how_much_it_has_and_from_when_to_when(
    client: Client, outlet: Source
) -> None:
    made(outlet, "甲", published_at=NOON.replace(year=2024, month=3))
    made(outlet, "乙")
    page = page_of(client, "/sources/")
    assert words(page, ".outlet-name") == ["潮汐日报"]
    assert words(page, ".outlet-posts") == ["2 posts"]
    assert words(page, ".outlet-span") == ["March 2024 – Nov. 14, 2026, noon"]


def test_an_outlet_stands_in_the_time_of_the_archive_where_its_posts_do(
    client: Client, outlet: Source
) -> None:
    for days in (0, 1000):
        made(outlet, f"{days}", published_at=NOON - dt.timedelta(days=days))
    other = Source.objects.create(name="别家")
    for days in (250, 500):
        made(other, f"{days}", published_at=NOON - dt.timedelta(days=days))
    rows = client.get("/sources/").context["current"]
    places = {row.source: (row.left, row.width) for row in rows}
    assert places == {outlet: (0, 100), other: (50, 25)}


def test_an_outlet_of_a_single_post_is_seen(client: Client, outlet: Source) -> None:
    for days in (0, 10_000):
        made(outlet, f"{days}", published_at=NOON - dt.timedelta(days=days))
    made(Source.objects.create(name="别家"), "一篇")
    (row,) = (row for row in client.get("/sources/").context["current"] if row.source != outlet)
    assert row.width > 0.1
    assert row.left + row.width <= 100


def test_outlets_that_fell_silent_stand_apart(client: Client, outlet: Source) -> None:
    made(outlet)
    silent = Source.objects.create(name="停刊报")
    made(silent, "终刊", published_at=NOON - dt.timedelta(days=366))
    almost = Source.objects.create(name="将停报")
    made(almost, "近况", published_at=NOON - dt.timedelta(days=364))
    Source.objects.create(name="空报")
    context = client.get("/sources/").context
    assert {row.source for row in context["current"]} == {outlet, almost}
    assert [row.source for row in context["silent"]] == [silent]


def test_an_index_without_outlets_says_so(client: Client, db: None) -> None:
    assert words(page_of(client, "/sources/"), ".nothing") != []


def test_posts_are_counted_by_the_month_of_their_utc_date(outlet: Source, settings: object) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"  # type: ignore[attr-defined]
    end = dt.datetime(2026, 1, 31, 23, 59, 59, 999_999, tzinfo=dt.UTC)
    made(outlet, "甲", published_at=end)
    made(outlet, "乙", published_at=end + dt.timedelta(microseconds=1))
    made(outlet, "丙", published_at=end + dt.timedelta(hours=5))
    made(outlet, "丁", published_at=end, status=Post.Status.DRAFT)
    made(Source.objects.create(name="别家"), "戊", published_at=end)
    assert list(months_of_source(outlet).items()) == [
        (dt.date(2026, 1, 1), 1), (dt.date(2026, 2, 1), 2),
    ]  # fmt: skip


def test_an_outlets_chart_is_said_in_numbers_that_lead_to_the_posts(
    client: Client, outlet: Source
) -> None:
    for title, date in (("甲", NOON), ("乙", NOON), ("丙", NOON.replace(year=2025, month=2))):
        made(outlet, title, published_at=date)
    page = page_of(client, outlet.get_absolute_url())
    assert len(page.css(".bars rect")) == 2
    assert words(page, ".bars-table h2") == ["2026 2", "2025 1"]
    link = page.css_first(".bars-table a")
    assert " ".join(link.text().split()) == "November 2"
    query = str(link.attributes["href"])
    assert query.endswith("&from=2026-11-01&to=2026-11-30")
    found = client.get(query)
    assert found.context["total"] == 2
    assert words(page, ".page-facts") == [
        "3 posts Feb. 14, 2025 – Nov. 14, 2026 Atom feed"
    ]  # fmt: skip


def test_an_outlets_commonest_subjects_are_named_without_its_own_name(
    client: Client, outlet: Source
) -> None:
    for title, tags in (("甲", ["天气", "潮汐日报"]), ("乙", ["天气", "渡轮", "潮汐日报"])):
        saved = made(outlet, title)
        saved.tags.add(*tags)
        saved.relist()
    other = made(Source.objects.create(name="别家"), "丙")
    other.tags.add("山")
    other.relist()
    tags = client.get(outlet.get_absolute_url()).context["tags"]
    assert [(tag.name, tag.shared) for tag in tags] == [("天气", 2), ("渡轮", 1)]


def test_an_outlet_without_posts_has_a_page_that_helps(client: Client, outlet: Source) -> None:
    page = page_of(client, outlet.get_absolute_url())
    assert page.css(".bars") == []
    assert page.css(".nothing a")


def test_an_outlets_pages_cost_as_many_queries_for_many_posts(
    client: Client, outlet: Source, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        made(Source.objects.create(name=f"第{number}家"), f"甲{number}")
        saved = made(outlet, f"第{number}篇", published_at=NOON - dt.timedelta(days=20 * number))
        saved.tags.add(f"标签{number}")
        saved.relist()
    with django_assert_max_num_queries(10):
        client.get(outlet.get_absolute_url())
    with django_assert_max_num_queries(4):
        client.get("/sources/")
