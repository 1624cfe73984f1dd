"""The front page: what leads, this day in earlier years, and what was last added."""

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from articles import front
from articles.models import Post, Source
from articles.paging import PER_PAGE
from tests.desk import NOON, made

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TODAY = dt.date(2026, 11, 14)
PICTURE = '<p><img src="https://tide.example/a.png">台风将至。</p>'


def titles(client: Client, selector: str, path: str = "/") -> list[str]:
    page = LexborHTMLParser(client.get(path).content.decode())
    return [node.text(strip=True) for node in page.css(selector)]


def several(outlet: Source, count: int, **fields: object) -> list[Post]:
    """Return posts named 第0篇, the newest, 第1篇 …, an hour apart."""
    return [
        made(outlet, f"第{n}篇", published_at=NOON - dt.timedelta(hours=n), **fields)
        for n in range(count)
    ]


def test_the_newest_with_a_picture_leads_and_no_post_stands_twice(
    client: Client, outlet: Source
) -> None:
    several(outlet, 6)
    made(outlet, "有图", body=PICTURE, published_at=NOON - dt.timedelta(minutes=90))
    assert titles(client, ".lead-title") == ["有图"]
    assert titles(client, ".second-title") == ["第0篇", "第1篇", "第2篇"]
    assert titles(client, ".day .line-title") == ["第3篇", "第4篇", "第5篇"]
    assert titles(client, ".front-plain") == []


def test_without_a_picture_the_newest_leads(
    client: Client, outlet: Source, settings: object
) -> None:
    settings.HOTLINK_IMAGES = False  # type: ignore[attr-defined]
    several(outlet, 2, body=PICTURE)
    assert titles(client, ".front-plain .lead-title") == ["第0篇"]
    assert titles(client, ".second-title") == ["第1篇"]
    assert titles(client, ".lead-picture") == []


def test_a_picture_far_down_does_not_lead(client: Client, outlet: Source) -> None:
    several(outlet, 9)
    made(outlet, "有图", body=PICTURE, published_at=NOON - dt.timedelta(days=1))
    assert titles(client, ".lead-title") == ["第0篇"]


def test_pages_behind_the_front_are_lists(client: Client, outlet: Source) -> None:
    several(outlet, PER_PAGE + 2)
    older = client.get("/").context["page"].older
    assert titles(client, ".lead-title, .second-title, #anniversaries", f"/{older}") == []
    assert titles(client, ".day .line-title", f"/{older}") == ["第30篇", "第31篇"]


def test_an_empty_archive_has_a_front_page_that_helps(client: Client, db: None) -> None:
    assert titles(client, ".nothing a[href='/admin/']")
    assert titles(client, ".lead-title, .month, .years, #anniversaries") == []


def test_behind_the_last_page_a_link_leads_to_the_first(client: Client, outlet: Source) -> None:
    made(outlet)
    assert titles(client, ".nothing a[href='/']", "/?before=0-1")


def test_this_day_has_a_few_posts_of_each_of_five_earlier_years(
    outlet: Source, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for year in (2012, *range(2019, 2027)):
        for hour in range(5):
            made(outlet, f"{year}-{hour}", published_at=NOON.replace(year=year, hour=hour))
        made(outlet, f"{year} 明日", published_at=NOON.replace(year=year, day=15))
    with django_assert_max_num_queries(7):
        found = front.on_this_day(TODAY)
    assert [(one.day.year, one.total) for one in found] == [
        (year, 5) for year in (2025, 2024, 2023, 2022, 2021)
    ]
    assert [post.title for post in found[0].posts] == ["2025-4", "2025-3", "2025-2"]
    with django_assert_max_num_queries(1):
        front.on_this_day(TODAY)


def test_years_without_this_day_are_passed_over(outlet: Source) -> None:
    for year in (1990, 2019, 2026):
        made(outlet, f"{year}", published_at=NOON.replace(year=year))
    assert [one.day.year for one in front.on_this_day(TODAY)] == [2019, 1990]


def test_a_post_that_is_withdrawn_leaves_this_day_at_once(outlet: Source) -> None:
    kept, other = (made(outlet, title, published_at=NOON.replace(year=2020)) for title in "甲乙")
    assert len(front.on_this_day(TODAY)[0].posts) == 2
    other.status = Post.Status.WITHDRAWN
    other.save()
    assert front.on_this_day(TODAY)[0].posts == [kept]
    kept.status = Post.Status.DRAFT
    kept.save()
    assert front.on_this_day(TODAY) == []


def test_what_was_last_added_comes_first_whenever_it_was_published(outlet: Source) -> None:
    old, older = (made(outlet, title, published_at=NOON.replace(year=1999)) for title in "甲乙")
    made(outlet, "丙", status=Post.Status.DRAFT)
    assert front.last_added() == [older, old]


def test_the_calendar_shows_the_month_of_the_first_post_its_year_and_all_years(
    client: Client, outlet: Source
) -> None:
    several(outlet, 2)
    made(outlet, "夏天", published_at=NOON.replace(month=7))
    made(outlet, "旧闻", published_at=NOON.replace(year=2019))
    page = LexborHTMLParser(client.get("/").content.decode())
    paths = [
        str(node.attributes["href"]) for node in page.css(".month a, .strip a, .years a")
    ]  # fmt: skip
    assert paths == [
        "/2026/11/", "/2026/11/14/", "/2026/07/", "/2026/11/", "/2026/", "/2019/",
    ]  # fmt: skip


def test_a_subject_that_is_an_outlets_name_stands_among_the_outlets_alone(
    client: Client, outlet: Source
) -> None:
    saved = made(outlet)
    saved.tags.add("潮汐日报", "天气")
    saved.relist()
    assert [tag.name for tag in client.get("/").context["tags"]] == ["天气"]


def test_the_front_page_costs_as_many_queries_for_one_post_as_for_many(
    client: Client, outlet: Source, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    today = dt.datetime.now(dt.UTC).replace(month=3, day=3)
    for year in range(1, 30):
        saved = made(outlet, f"{year}", published_at=today.replace(year=today.year - year))
        saved.tags.add(f"标签{year}")
        saved.relist()
    with django_assert_max_num_queries(17):
        client.get("/")
    with django_assert_max_num_queries(10):
        client.get("/")
