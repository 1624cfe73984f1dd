"""The pages of authors: the posts of a byline as it stands, with feeds, linked from the post."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from articles import authors
from articles.authors import address_of
from articles.models import Post, Source
from articles.paging import PER_PAGE
from tests.desk import NOON, made

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ATOM = "{http://www.w3.org/2005/Atom}"


def titles(client: Client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200, path
    return [post.title for post in response.context["page"].posts]


def test_an_author_has_the_public_posts_of_this_byline_the_newest_first(
    client: Client, outlet: Source
) -> None:
    other = Source.objects.create(name="晚报")
    made(outlet, "甲", byline="林小满")
    made(other, "乙", byline="林小满", published_at=NOON + dt.timedelta(days=1))
    made(outlet, "丙", byline="林小满、阿海")
    made(outlet, "丁")
    for status in (Post.Status.DRAFT, Post.Status.REVIEW, Post.Status.WITHDRAWN):
        made(outlet, status.value, byline="林小满", status=status)
    assert titles(client, "/authors/林小满/") == ["乙", "甲"]
    page = client.get("/authors/林小满/").content.decode()
    assert "<h1><bdi>林小满</bdi></h1>" in page
    assert "晚报" in page


@pytest.mark.parametrize(
    "byline",
    ["林小满", "文/林小满", "廠妹&男閨蜜 ChinaMaid", "Ye Ming, Yan Cong & more", "100%", "a?b#c", "//x",
     "<i>\"'", "林\u3000小满", "x" * 500],
)  # fmt: skip
def test_the_byline_of_a_post_leads_to_its_author_whatever_it_holds(
    client: Client, outlet: Source, byline: str
) -> None:
    saved = made(outlet, byline=byline)
    link = client.get(saved.get_absolute_url()).content.decode()
    if "//" in byline:
        assert 'rel="author"' not in link
        return
    address = address_of(byline)
    assert f'<a rel="author" href="{escape(address)}">' in link
    assert titles(client, address) == [saved.title]
    for feed in ("feed/", "feed.json"):
        assert client.get(address + feed).status_code == 200


@pytest.mark.parametrize("byline", ["", ".", "..", "a/../b", "a/", "/a"])
def test_a_byline_that_no_path_can_hold_is_no_link(
    client: Client, outlet: Source, byline: str
) -> None:
    assert address_of(byline) == ""
    saved = made(outlet, byline=byline)
    assert 'rel="author"' not in client.get(saved.get_absolute_url()).content.decode()


def test_an_author_without_public_posts_has_no_page(client: Client, outlet: Source) -> None:
    made(outlet, byline="阿海", status=Post.Status.DRAFT)
    for path in (
        "/authors/阿海/",
        "/authors/阿海/feed/",
        "/authors/阿海/feed.json",
        "/authors/x/y/",
    ):
        assert client.get(path).status_code == 404, path


def test_feeds_of_an_author_hold_what_the_page_shows(client: Client, outlet: Source) -> None:
    made(outlet, "甲", byline="林小满")
    made(outlet, "乙", byline="阿海")
    page = client.get("/authors/林小满/").content.decode()
    for name in ("feed/", "feed.json"):
        assert f'href="/authors/{quote("林小满")}/{name}"' in page
    atom = ElementTree.fromstring(client.get("/authors/林小满/feed/").content)
    assert [node.text for node in atom.iterfind(f"{ATOM}entry/{ATOM}title")] == ["甲"]
    assert atom.findtext(f"{ATOM}title") == "林小满 · Newsroom"
    items = client.get("/authors/林小满/feed.json").json()["items"]
    assert [item["title"] for item in items] == ["甲"]


def test_a_long_list_is_paged_by_key_and_costs_the_same(
    client: Client, outlet: Source, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(PER_PAGE + 2):
        moment = NOON - dt.timedelta(minutes=number)
        made(outlet, f"第{number}篇", byline="林小满", published_at=moment)
    with django_assert_max_num_queries(3):
        page = client.get("/authors/林小满/").context["page"]
    assert len(page.posts) == PER_PAGE
    older = client.get(f"/authors/林小满/{page.older}").context["page"]
    assert [post.title for post in older.posts] == [f"第{PER_PAGE}篇", f"第{PER_PAGE + 1}篇"]
    assert client.get("/authors/林小满/?before=0-1").status_code == 404


def listed(client: Client) -> list[tuple[str, list[tuple[str, int]]]]:
    groups = client.get("/authors/").context["groups"]
    return [(heading, [(one.name, one.post_count) for one in rows]) for heading, rows in groups]


def test_authors_are_listed_by_name_with_the_number_of_their_public_posts(
    client: Client, outlet: Source
) -> None:
    for number, byline in enumerate(["林小满", "阿海", "林小满", "wei", "Ann", "", "a/../b"]):
        made(outlet, f"第{number}篇", byline=byline)
    for status in (Post.Status.DRAFT, Post.Status.REVIEW, Post.Status.WITHDRAWN):
        made(outlet, status.value, byline="阿海", status=status)
        made(outlet, f"{status.value}二", byline="无人", status=status)
    made(outlet, "无日期", byline="无日期", published_at=None)
    assert listed(client) == [
        ("A", [("Ann", 1)]), ("W", [("wei", 1)]), ("木", [("林小满", 2)]), ("阜", [("阿海", 1)]),
    ]  # fmt: skip
    page = client.get("/authors/").content.decode()
    assert f'<a href="/authors/{quote("林小满")}/"><bdi>林小满</bdi>' in page
    assert 'href="/authors/"' in client.get("/authors/wei/").content.decode()


def test_an_archive_without_authors_says_so(client: Client, db: None) -> None:
    page = client.get("/authors/", headers={"accept-language": "en"}).content.decode()
    assert "There are no posts here yet." in page


def test_the_list_of_authors_ends_with_those_that_have_the_most_posts(
    client: Client, outlet: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authors, "LISTED", 2)
    for number, byline in enumerate(["Ann", "Ben", "Ben", "Cid", "Cid"]):
        made(outlet, f"第{number}篇", byline=byline)
    assert listed(client) == [("B", [("Ben", 2)]), ("C", [("Cid", 2)])]


def plan_of(query: Callable[[], object]) -> str:
    """Return how SQLite would do what a function asks first."""
    with CaptureQueriesContext(connection) as queries:
        query()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql'].replace('林', 'x')}")
        return " ".join(str(row) for row in cursor.fetchall())


@pytest.mark.parametrize(
    "query",
    [
        Post.objects.bylines,
        lambda: list(Post.objects.published().by_author("林").newest_first().values_list("pk")[:3]),
    ],
)
def test_authors_and_the_list_of_one_are_one_walk_of_an_index(
    outlet: Source, query: Callable[[], object]
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a table this small as a whole")
    plan = plan_of(query)
    assert "COVERING INDEX post_author" in plan
    assert "TEMP B-TREE" not in plan
