"""Sitemaps name every public post once, in files that crawlers take, and robots are told of them."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from articles import sitemaps
from articles.models import Post, Source
from tests.archive import run
from tests.desk import NOON, made
from tests.specifications import NEWS, SITEMAP, broken_by_schema, broken_in_sitemap
from tests.test_feeds import SAMPLES

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SITE = "http://testserver"


def taken(client: Client, path: str) -> ElementTree.Element:
    """Return a sitemap, which breaks no rule."""
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    assert broken_in_sitemap(response.content, SITE) == []
    assert broken_by_schema("sitemap", response.content) == []
    return ElementTree.fromstring(response.content)


def addresses(client: Client, path: str) -> list[str]:
    """Return the paths that a sitemap names."""
    return [str(row.findtext(f"{SITEMAP}loc")).removeprefix(SITE) for row in taken(client, path)]


def named(client: Client) -> list[str]:
    """Return all paths that the files of the index name."""
    return [path for file in addresses(client, "/sitemap.xml") for path in addresses(client, file)]


def test_every_public_post_is_named_once(client: Client, outlet: Source) -> None:
    posts = [
        made(outlet, title, published_at=NOON.replace(month=month))
        for title, month in (("甲", 1), ("乙", 1), ("丙 & 丁", 2))
    ]
    made(outlet, "稿", status=Post.Status.DRAFT)
    files = addresses(client, "/sitemap.xml")
    assert files == ["/sitemaps/2026-01.xml", "/sitemaps/2026-02.xml"]
    assert sorted(named(client)) == sorted(post.get_absolute_url() for post in posts)


def test_an_archive_without_posts_has_no_sitemap(client: Client, outlet: Source) -> None:
    assert client.get("/sitemap.xml").status_code == 404


def test_the_sitemaps_of_the_sample_archive_break_no_rule(client: Client) -> None:
    run(SAMPLES)
    wanted = {post.get_absolute_url() for post in Post.objects.published()}
    assert set(named(client)) == wanted
    assert set(addresses(client, "/sitemaps/news.xml")) < wanted


def test_a_file_says_when_a_post_last_changed(client: Client, outlet: Source) -> None:
    first, last = made(outlet, "甲"), made(outlet, "乙")
    Post.objects.filter(pk=first.pk).update(updated_at=NOON)
    Post.objects.filter(pk=last.pk).update(updated_at=NOON + dt.timedelta(days=1))
    changed = [
        [row.findtext(f"{SITEMAP}lastmod") for row in taken(client, path)]
        for path in ("/sitemap.xml", "/sitemaps/2026-11.xml")
    ]
    assert changed == [
        ["2026-11-15T12:00:00+00:00"],
        ["2026-11-14T12:00:00+00:00", "2026-11-15T12:00:00+00:00"],
    ]


def test_a_month_that_is_too_large_for_a_file_has_several(
    client: Client, outlet: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "MOST_ADDRESSES", 2)
    posts = [made(outlet, f"第{number}篇") for number in range(4)]
    posts.append(made(outlet, "前一天", published_at=NOON - dt.timedelta(days=1)))
    made(outlet, "下月", published_at=NOON.replace(month=12))
    assert addresses(client, "/sitemap.xml") == [
        "/sitemaps/2026-11.xml", "/sitemaps/2026-11-2.xml", "/sitemaps/2026-11-3.xml",
        "/sitemaps/2026-12.xml",
    ]  # fmt: skip
    assert addresses(client, "/sitemaps/2026-11.xml")[0] == posts[-1].get_absolute_url()
    paths = [path for path in named(client) if "/2026/11/" in path]
    assert sorted(paths) == sorted(post.get_absolute_url() for post in posts)


@pytest.mark.parametrize(
    "name", ["2026-11-1", "2026-11-2", "2026-11-02", "2026-13", "0000-01", "2026-11-99999", "x"]
)
def test_a_file_that_there_is_not_leads_nowhere(client: Client, outlet: Source, name: str) -> None:
    made(outlet)
    assert client.get(f"/sitemaps/{name}.xml").status_code == 404


def news(client: Client) -> list[str | None]:
    """Return the titles that the news sitemap tells."""
    rows = taken(client, "/sitemaps/news.xml")
    return [row.findtext(f"{NEWS}news/{NEWS}title") for row in rows]


def test_news_are_those_of_the_last_two_days_of_the_archive(client: Client, outlet: Source) -> None:
    assert client.get("/sitemaps/news.xml").status_code == 404
    for title, hours in (("新", 0), ("还新", 47), ("旧", 48)):
        made(outlet, title, published_at=NOON.replace(year=2025) - dt.timedelta(hours=hours))
    made(outlet, "来自未来", published_at=timezone.now() + dt.timedelta(hours=1))
    assert news(client) == ["新", "还新"]


def test_no_more_news_are_told_than_may_be(
    client: Client, outlet: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 2)
    for number in range(3):
        made(outlet, f"第{number}篇", published_at=NOON.replace(year=2025, minute=number))
    assert news(client) == ["第2篇", "第1篇"]


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh-Hans", "zh-cn"), ("zh-Hant", "zh-tw"), ("en-GB", "en"), ("ug", "ug")],
)
def test_news_say_who_published_what_when_and_in_which_language(
    client: Client, language: str, told: str
) -> None:
    outlet = Source.objects.create(name="潮汐 & \x08<日报>")
    made(outlet, "<港口> & \x08", language=language, published_at=NOON.replace(year=2025))
    found = taken(client, "/sitemaps/news.xml").find(f"{SITEMAP}url/{NEWS}news")
    assert found is not None
    assert [text.strip() for text in found.itertext() if text.strip()] == [
        "潮汐 & <日报>", told, "2025-11-14T12:00:00+00:00", "<港口> &",
    ]  # fmt: skip


def test_robots_are_told_where_to_look(client: Client, outlet: Source) -> None:
    made(outlet, published_at=NOON.replace(year=2025))
    robots = client.get("/robots.txt").content.decode().splitlines()
    refused = ["/admin/", "/search/*?", "/*/search/*?"]  # the last in each language
    assert robots[:4] == ["User-agent: *", *(f"Disallow: {path}" for path in refused)]
    found = [line.removeprefix(f"Sitemap: {SITE}") for line in robots[4:]]
    assert found == ["/sitemap.xml", "/sitemaps/news.xml"]
    for path in found:
        taken(client, path)


def test_the_rules_find_what_is_broken() -> None:
    bad = (
        f'<urlset xmlns="{SITEMAP[1:-1]}" xmlns:n="{NEWS[1:-1]}">'
        "<url><lastmod>2026</lastmod><loc>http://other/</loc></url>"
        "<url><loc>http://other/</loc><n:news><n:title/></n:news></url></urlset>"
    )
    assert broken_by_schema("sitemap", bad.encode()) != []
    order = [f"{SITEMAP}lastmod", f"{SITEMAP}loc"]
    assert broken_in_sitemap(bad.encode(), SITE) == [
        f"the elements of an address stand in the order {order}",
        "loc: 'http://other/'", "lastmod: '2026'", "loc: 'http://other/'",
        "an address stands twice",
        "news: not publication, publication_date, title", "news: no name", "news: language ''",
        "news: no date", "news: no title",
    ]  # fmt: skip
