"""Feeds of site, outlet, tag and search: valid, whole, with pictures, and page by page to the oldest post."""

import datetime as dt
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.test import Client

from articles.authors import address_of
from articles.models import Image, Post, Source
from articles.paging import PER_PAGE
from articles.urls import PAGES
from tests.archive import run
from tests.desk import NOON, made
from tests.specifications import ATOM, broken_by_schema, broken_in_atom, broken_in_json_feed

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SITE = "http://testserver"
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
NASTY = "<b>a & b</b> \x08 \"'"
PICTURE = "https://tide.example/港 口.jpg"


def atom(client: Client, path: str = "/feed/") -> ElementTree.Element:
    """Return a feed, which breaks no rule."""
    response = client.get(path)
    assert response.status_code == 200, path
    assert broken_in_atom(response.content) == []
    assert broken_by_schema("atom", response.content) == []
    return ElementTree.fromstring(response.content)


def json_feed(client: Client, path: str = "/feed.json") -> dict[str, Any]:
    """Return a feed, which breaks no rule."""
    response = client.get(path)
    assert response.status_code == 200, path
    feed: dict[str, Any] = json.loads(response.content)
    assert broken_in_json_feed(feed) == []
    return feed


def links(element: ElementTree.Element) -> dict[str, str]:
    return {link.attrib["rel"]: link.attrib["href"] for link in element.findall(f"{ATOM}link")}


def entry_of(client: Client, path: str = "/feed/") -> ElementTree.Element:
    entry = atom(client, path).find(f"{ATOM}entry")
    assert entry is not None
    return entry


def kinds_of_feeds() -> dict[str, str]:
    """Return the address of every kind of feed, by the name of its route (`articles.urls`)."""
    post = Post.objects.published().newest_first().filter(byline__gt="", tags__isnull=False)[0]
    lists = {
        "feed": "/",
        "tag_feed": post.tags.all()[0].get_absolute_url(),
        "source_feed": post.source.get_absolute_url(),
        "author_feed": address_of(post.byline),
        "search_feed": "/search/",
    }
    asked = {"search_feed": f"?q={quote('的')}"}
    return {
        name + end: path + file + asked.get(name, "")
        for name, path in lists.items()
        for end, file in (("", "feed/"), ("_json", "feed.json"))
    }


def test_no_kind_of_feed_breaks_a_rule_up_to_its_last_page(client: Client) -> None:
    run(SAMPLES)
    feeds = kinds_of_feeds()
    assert feeds.keys() == {name for _, _, name in PAGES if "feed" in name}
    posts = dict.fromkeys(feeds, 0)
    for name, first in feeds.items():
        path = first
        while path:
            if name.endswith("_json"):
                page = json_feed(client, path)
                posts[name] += len(page["items"])
                path = page.get("next_url", "").removeprefix(SITE)
            else:
                feed = atom(client, path)
                posts[name] += len(feed.findall(f"{ATOM}entry"))
                path = links(feed).get("next", "").removeprefix(SITE)
    assert posts["feed"] == posts["feed_json"] == Post.objects.published().count()
    assert min(posts.values()) > 0


def test_whatever_is_written_somewhere_the_feeds_break_no_rule(client: Client) -> None:
    evil = Source.objects.create(name=NASTY)
    body = f'<p>{NASTY}</p><img src="{PICTURE}">'
    saved = made(evil, NASTY, byline=" \x08 ", summary=NASTY, body=body, language="zh-Hant")
    Post.objects.filter(pk=saved.pk).update(source_url="https://tide.example/70% b?q=港|\"<>'")
    saved.tags.add("a & <b>", "\x08x")
    entry = entry_of(client)
    assert entry.findtext(f"{ATOM}summary") == NASTY.replace("\x08", "")
    assert links(entry)["via"] == "https://tide.example/70%25%20b?q=%E6%B8%AF%7C%22%3C%3E'"
    assert json_feed(client)["items"][0]["summary"] == NASTY


def test_a_feed_without_posts_is_one_and_stays_the_same(client: Client, db: None) -> None:
    first, second = client.get("/feed/"), client.get("/feed/")
    assert atom(client).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"
    assert first["ETag"] == second["ETag"]
    assert json_feed(client)["items"] == []


def test_an_entry_has_all_that_is_known_of_a_post(client: Client, outlet: Source) -> None:
    saved = made(outlet, summary="一 < 二", source_url="https://tide.example/1", byline="林小满")
    saved.tags.add("天气")
    entry = entry_of(client)
    told = {name: entry.findtext(ATOM + name) for name in ("title", "summary", "content")}
    assert told == {"title": "港口停航", "summary": "一 < 二", "content": "<p>台风将至。</p>"}
    types = [entry.find(ATOM + name).get("type") for name in ("summary", "content")]  # type: ignore[union-attr]
    assert types == ["text", "html"]
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "林小满"
    assert [one.get("term") for one in entry.findall(f"{ATOM}category")] == ["天气"]
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"
    assert entry.findtext(f"{ATOM}published") == NOON.isoformat()
    assert entry.findtext(f"{ATOM}updated") == saved.updated_at.isoformat()
    page = f"{SITE}{saved.get_absolute_url()}"
    assert links(entry) == {"alternate": page, "via": "https://tide.example/1"}
    assert json_feed(client)["items"] == [
        {
            "id": entry.findtext(f"{ATOM}id"),
            "url": page,
            "external_url": "https://tide.example/1",
            "title": "港口停航",
            "summary": "一 < 二",
            "content_html": "<p>台风将至。</p>",
            "date_published": NOON.isoformat(),
            "date_modified": saved.updated_at.isoformat(),
            "authors": [{"name": "林小满"}],
            "tags": ["天气"],
            "language": "zh-Hans",
        }
    ]


def test_where_nobody_is_named_the_outlet_is_the_author(client: Client, outlet: Source) -> None:
    made(outlet)
    page = f"{SITE}{outlet.get_absolute_url()}"
    author = entry_of(client).find(f"{ATOM}author")
    assert author is not None
    assert [child.text for child in author] == [outlet.name, page]
    assert json_feed(client)["items"][0]["authors"] == [{"name": outlet.name, "url": page}]


def test_a_post_is_the_same_to_readers_whatever_its_address_becomes(
    client: Client, outlet: Source
) -> None:
    saved = made(outlet, source_url="javascript:alert(1)")
    before = json_feed(client)["items"][0]
    assert "external_url" not in before
    assert "via" not in links(entry_of(client))
    saved.slug = "x"
    saved.save()
    after = json_feed(client)["items"][0]
    assert (after["id"], after["url"] == before["url"]) == (before["id"], False)


def test_pictures_come_from_here_or_from_where_that_is_allowed(
    client: Client, outlet: Source, settings: object
) -> None:
    made(outlet, body=f'<p>一</p><img src="{PICTURE}">')
    far = "https://tide.example/%E6%B8%AF%20%E5%8F%A3.jpg"
    enclosure = atom(client).find(f"{ATOM}entry/{ATOM}link[@rel='enclosure']")
    assert enclosure is not None
    assert (enclosure.get("href"), enclosure.get("type")) == (far, "image/jpeg")
    assert json_feed(client)["items"][0]["image"] == far
    settings.HOTLINK_IMAGES = False  # type: ignore[attr-defined]
    item = json_feed(client)["items"][0]
    assert "image" not in item
    assert "<img" not in item["content_html"]
    assert "enclosure" not in links(entry_of(client))
    Image.objects.update(file="originals/ab/港.png", width=40, height=30)
    ours = f"{SITE}/images/originals/ab/%E6%B8%AF.png"
    item = json_feed(client)["items"][0]
    assert item["image"] == ours
    assert f'src="{ours}"' in item["content_html"]
    assert links(entry_of(client))["enclosure"] == ours


def pages(client: Client, path: str) -> list[list[str]]:
    """Return the addresses in each page of an Atom and a JSON feed, which are the same."""
    found: list[list[str]] = []
    last = ""
    while path:
        feed, other = atom(client, path), json_feed(client, path.replace("feed/", "feed.json"))
        entries = [links(entry)["alternate"] for entry in feed.findall(f"{ATOM}entry")]
        assert entries == [item["url"] for item in other["items"]]
        ways = links(feed)
        assert (ways["self"], ways.get("previous", "") == "") == (
            SITE + path,
            not found or not last,
        )
        assert ways["first"].partition("&after")[0] == ways["first"]
        found.append(entries)
        assert other.get("next_url", "").replace("feed.json", "feed/") == ways.get("next", "")
        last, path = path, ways.get("next", "").removeprefix(SITE)
        assert len(found) < 9
    return found


@pytest.mark.parametrize("kind", ["site", "outlet", "tag", "search"])
def test_a_feed_is_walked_to_its_oldest_post(client: Client, outlet: Source, kind: str) -> None:
    for number in range(2 * PER_PAGE + 1):
        saved = made(outlet, f"第{number}篇", published_at=NOON - dt.timedelta(minutes=number // 2))
        saved.tags.add("天气")
        saved.relist()
    path = {
        "site": "/feed/",
        "outlet": f"{outlet.get_absolute_url()}feed/",
        "tag": f"{saved.tags.all()[0].get_absolute_url()}feed/",
        "search": f"/search/feed/?q={quote('台风')}",
    }[kind]
    found = pages(client, path) if kind != "search" else search_pages(client, path)
    assert [len(page) for page in found] == [PER_PAGE, PER_PAGE, 1]
    wanted = [f"{SITE}{one.get_absolute_url()}" for one in Post.objects.published().newest_first()]
    assert [address for page in found for address in page] == wanted


def search_pages(client: Client, path: str) -> list[list[str]]:
    found = []
    while path:
        feed = atom(client, path)
        assert links(feed)["self"] == SITE + path
        found.append([links(entry)["alternate"] for entry in feed.findall(f"{ATOM}entry")])
        path = links(feed).get("next", "").removeprefix(SITE)
    return found


def test_a_page_leads_back_to_the_first(client: Client, outlet: Source) -> None:
    for number in range(PER_PAGE + 1):
        made(outlet, f"第{number}篇")
    second = links(atom(client))["next"].removeprefix(SITE)
    ways = links(atom(client, second))
    assert ways["first"] == f"{SITE}/feed/"
    assert (
        len(atom(client, ways["previous"].removeprefix(SITE)).findall(f"{ATOM}entry")) == PER_PAGE
    )
    assert ways["alternate"] == f"{SITE}/"
    assert atom(client).findtext(f"{ATOM}id") == atom(client, second).findtext(f"{ATOM}id")


@pytest.mark.parametrize(
    ("asked", "own"),
    [
        ("/feed/?utm_source=x&fbclid=1", "/feed/"),
        ("/feed/?x=1&before=001700000000000000-1", "/feed/?before=1700000000000000-1"),
        ("/feed/?after=001700000000000000-1&x", "/feed/?after=1700000000000000-1"),
        ("/search/feed/?utm_source=x&tag=&q=台风", f"/search/feed/?q={quote('台风')}"),
        ("/search/feed/?x", "/search/feed/"),
    ],
)
def test_a_feed_says_where_it_is_without_what_was_added_to_its_address(
    client: Client, outlet: Source, asked: str, own: str
) -> None:
    made(outlet)
    assert links(atom(client, asked))["self"] == SITE + own
    feed = json_feed(client, asked.replace("feed/", "feed.json"))
    assert feed["feed_url"] == SITE + own.replace("feed/", "feed.json")


def test_a_reader_who_has_a_feed_is_told_so_until_a_post_changes(
    client: Client, outlet: Source
) -> None:
    saved = made(outlet)
    Post.objects.update(updated_at=NOON)
    for path in ("/feed/", "/feed.json"):
        answer = client.get(path)
        assert answer["Last-Modified"] == "Sat, 14 Nov 2026 12:00:00 GMT"
        for header, value in (("if-none-match", answer["ETag"]),
                              ("if-modified-since", answer["Last-Modified"])):  # fmt: skip
            again = client.get(path, headers={header: value})
            assert (again.status_code, again.content) == (304, b""), header
    saved.title = "港口复航"
    saved.save()
    moved = client.get("/feed/", headers={"if-modified-since": "Sat, 14 Nov 2026 12:00:00 GMT"})
    assert moved.status_code == 200


def test_a_feed_is_the_same_in_every_language(client: Client, outlet: Source) -> None:
    made(outlet)
    for path in ("/feed/", f"/search/feed/?source={outlet.slug}"):
        told = {
            client.get(path, headers={"accept-language": one}).content for one in ("en", "zh-hant")
        }
        assert len(told) == 1
        assert b'xml:lang="zh-hans"' in told.pop()


def test_the_rules_find_what_is_broken() -> None:
    bad = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title/><id>x y</id><updated>2026</updated>'
        b'<entry><title type="x"/><id>a:b</id><link href="/a"/><author><name/></author></entry></feed>'
    )
    assert sorted({line.partition(":")[0] for line in broken_in_atom(bad)}) == [
        "§2", "§3.1", "§3.2.1", "§3.3", "§4.1", "§4.1.1", "§4.1.1, §4.1.2", "§4.2.6", "§4.2.7.1",
    ]  # fmt: skip
    assert broken_by_schema("atom", bad) != []
    item = {"id": "", "date_published": "2026", "tags": [1], "authors": [{}], "more": 1}
    assert sorted(broken_in_json_feed({"version": "1", "items": [item]})) == [
        "authors: nothing is said of one", "date_published: '2026' is no moment",
        "items: a tag is no text", "items: neither HTML nor text", "items: no id",
        "more is not known", "top level: no version", "top level: title and items are required",
    ]  # fmt: skip
