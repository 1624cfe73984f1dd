"""What machines are told of each kind of page: one address, neighbours, cards, and data that are JSON."""

import datetime as dt
import json
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from articles.models import Image, OldAddress, Post, Source
from articles.paging import PER_PAGE
from tests.archive import imported, post, run
from tests.desk import NOON, made
from tests.test_feeds import PICTURE, SAMPLES

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SITE = "http://testserver"


class Head:
    """The head of a page."""

    def __init__(self, client: Client, path: str, language: str = "en") -> None:
        response = client.get(path, headers={"accept-language": language})
        assert response.status_code == 200, path
        self.page = response.content.decode()
        self.tree = LexborHTMLParser(self.page)

    def links(self) -> dict[str, str | None]:
        found = self.tree.css("head > link[rel]")
        return {str(one.attributes["rel"]): one.attributes["href"] for one in found}

    def meta(self, name: str) -> list[str | None]:
        found = self.tree.css(f'head > meta[name="{name}"], head > meta[property="{name}"]')
        return [one.attributes["content"] for one in found]

    def things(self) -> dict[str, Any]:
        """Return what is told in JSON-LD, by type."""
        (script,) = self.tree.css('script[type="application/ld+json"]')
        assert script.attributes == {"type": "application/ld+json"}
        data = json.loads(script.text())
        assert data["@context"] == "https://schema.org"
        return {thing["@type"]: thing for thing in data["@graph"]}


def trail(head: Head) -> list[tuple[str, str]]:
    steps = head.things()["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
    return [(step["name"], step["item"].removeprefix(SITE)) for step in steps]


def kinds_of_pages(saved: Post) -> list[str]:
    tag = saved.tags.all()[0].get_absolute_url()
    return [
        "/", "/2026/", "/2026/11/", "/2026/11/14/", saved.get_absolute_url(), "/tags/", tag,
        "/sources/", saved.source.get_absolute_url(), "/authors/", "/search/", "/search/?q=%E5%8F%B0%E9%A3%8E",
    ]  # fmt: skip


def tagged(outlet: Source, **fields: Any) -> Post:
    saved = made(outlet, **fields)
    saved.tags.add("天气")
    saved.relist()
    return saved


def test_every_kind_of_page_says_where_and_what_it_is(client: Client, outlet: Source) -> None:
    titles = set()
    for path in kinds_of_pages(tagged(outlet)):
        for asked in (path, f"{path}{'&' if '?' in path else '?'}utm_source=x"):
            head = Head(client, asked)
            assert head.links()["canonical"] == SITE + path, asked
            assert head.meta("og:url") == [SITE + path]
            assert len(head.meta("description")) == 1, asked
            for name in ("description", "og:title", "og:description"):
                assert all(head.meta(name)), (asked, name)
            assert head.things()
        title = head.tree.css_first("title").text()
        assert title.endswith("Newsroom"), asked
        titles.add(title)
    assert len(titles) == len(kinds_of_pages(tagged(outlet)))


def test_what_is_no_page_of_its_own_has_no_address_of_its_own(
    client: Client, outlet: Source
) -> None:
    gone = made(outlet, status=Post.Status.WITHDRAWN)
    for path in ("/nothing-here/", gone.get_absolute_url()):
        page = client.get(path).content.decode()
        assert "canonical" not in page
        assert '<meta name="robots" content="noindex">' in page


def test_where_a_post_moved_its_new_address_is_told(client: Client, outlet: Source) -> None:
    saved = made(outlet)
    OldAddress.objects.keep("/news/harbour/", saved)
    found = client.get("/news/harbour/", follow=True).content.decode()
    assert f'<link rel="canonical" href="{SITE}{saved.get_absolute_url()}">' in found


@pytest.mark.parametrize("kind", ["home", "outlet", "tag", "day"])
def test_pages_of_a_list_say_where_they_and_those_around_them_are(
    client: Client, outlet: Source, kind: str
) -> None:
    for number in range(2 * PER_PAGE + 1):
        saved = tagged(outlet, title=f"第{number}篇")
    path = {
        "home": "/",
        "outlet": outlet.get_absolute_url(),
        "tag": saved.tags.all()[0].get_absolute_url(),
        "day": "/2026/11/14/",
    }[kind]
    first = Head(client, path).links()
    assert (first["canonical"], "prev" in first) == (SITE + path, False)
    second = Head(client, str(first["next"])).links()
    assert second["canonical"] == SITE + str(first["next"])
    third = Head(client, str(second["next"])).links()
    assert "next" not in third
    assert Head(client, str(third["prev"])).links()["canonical"] == SITE + str(third["prev"])
    assert "before=" not in str(third["prev"])


def test_a_search_says_where_its_pages_are(client: Client, outlet: Source) -> None:
    for number in range(21):
        made(outlet, f"第{number}篇")
    first = Head(client, "/search/?x=1&sort=best&q=台风").links()
    path = f"/search/?q={quote('台风')}&sort=best"
    assert first["canonical"] == SITE + path
    assert str(first["next"]).startswith(f"{path}&after=")
    assert Head(client, str(first["next"])).links()["canonical"] == SITE + str(first["next"])
    assert Head(client, path).meta("robots") == ["noindex"]


def test_a_post_is_told_as_an_article_of_its_outlet(client: Client) -> None:
    outlet = Source.objects.create(name="潮汐日报", homepage="https://tide.example/")
    saved = tagged(outlet, byline="林小满", summary="一句话", source_url="https://tide.example/1")
    head = Head(client, saved.get_absolute_url())
    page = SITE + saved.get_absolute_url()
    paper = {"@type": "Organization", "name": "潮汐日报", "url": "https://tide.example/"}
    assert head.things()["NewsArticle"] == {
        "@type": "NewsArticle",
        "headline": "港口停航",
        "description": "一句话",
        "inLanguage": "zh-Hans",
        "datePublished": NOON.isoformat(),
        "dateModified": saved.updated_at.isoformat(),
        "author": {"@type": "Person", "name": "林小满"},
        "publisher": paper,
        "provider": {"@type": "Organization", "name": "Newsroom", "url": SITE},
        "mainEntityOfPage": page,
        "isBasedOn": "https://tide.example/1",
        "keywords": ["天气"],
    }
    assert trail(head) == [
        ("Newsroom", "/"),
        ("Outlets", "/sources/"),
        ("潮汐日报", outlet.get_absolute_url()),
        ("港口停航", saved.get_absolute_url()),
    ]
    assert head.meta("og:type") == ["article"]
    assert head.meta("og:site_name") == ["Newsroom"]
    assert head.meta("article:published_time") == [NOON.isoformat()]
    saved.byline = ""
    saved.save()
    assert Head(client, saved.get_absolute_url()).things()["NewsArticle"]["author"] == paper


def test_pages_say_which_pages_they_are_below(client: Client, outlet: Source) -> None:
    saved = tagged(outlet, byline="Lin")
    tag = saved.tags.all()[0].get_absolute_url()
    year, month = ("2026", "/2026/"), ("November 2026", "/2026/11/")
    for path, above in {
        "/2026/": [year],
        "/2026/11/": [year, month],
        "/2026/11/14/": [year, month, ("Nov. 14, 2026", "/2026/11/14/")],
        "/tags/": [("Subjects", "/tags/")],
        tag: [("Subjects", "/tags/"), ("天气", tag)],
        "/authors/": [("Authors", "/authors/")],
        "/authors/Lin/": [("Authors", "/authors/"), ("Lin", "/authors/Lin/")],
        outlet.get_absolute_url(): [
            ("Outlets", "/sources/"),
            ("潮汐日报", outlet.get_absolute_url()),
        ],
    }.items():
        assert trail(Head(client, path)) == [("Newsroom", "/"), *above]


def test_the_front_page_says_how_to_search_the_site(client: Client, outlet: Source) -> None:
    for number in range(PER_PAGE + 1):
        made(outlet, f"第{number}篇")
    head = Head(client, "/")
    assert head.things() == {
        "WebSite": {
            "@type": "WebSite",
            "name": "Newsroom",
            "url": f"{SITE}/",
            "potentialAction": {
                "@type": "SearchAction",
                "target": f"{SITE}/search/?q={{search_term_string}}",
                "query-input": "required name=search_term_string",
            },
        }
    }
    assert "WebSite" not in Head(client, str(head.links()["next"])).things()


def test_a_card_shows_a_picture_that_others_may_load(
    client: Client, outlet: Source, settings: object
) -> None:
    saved = made(outlet, body=f'<p>一</p><img src="{PICTURE}" alt="港口">')
    path, far = saved.get_absolute_url(), "https://tide.example/%E6%B8%AF%20%E5%8F%A3.jpg"

    def told() -> tuple[list[str | None], ...]:
        head = Head(client, path)
        image = head.things()["NewsArticle"].get("image")
        assert head.meta("og:image") == head.meta("twitter:image") == [image] * bool(image)
        names = ("og:image", "og:image:width", "og:image:alt", "twitter:card")
        return tuple(head.meta(name) for name in names)

    assert told() == ([far], [], ["港口"], ["summary_large_image"])
    settings.HOTLINK_IMAGES = False  # type: ignore[attr-defined]
    assert told() == ([], [], [], ["summary"])
    Image.objects.update(file="originals/ab/kept.png", width=40, height=30)
    ours = f"{SITE}/images/originals/ab/kept.png"
    assert told() == ([ours], ["40"], ["港口"], ["summary"])
    Image.objects.update(width=1200, height=750)
    assert told() == ([ours], ["1200"], ["港口"], ["summary_large_image"])


def test_the_still_of_a_player_is_no_card_unless_it_is_kept(client: Client, outlet: Source) -> None:
    saved = made(outlet, source_url="https://youtu.be/abcdefghijk")
    assert Head(client, saved.get_absolute_url()).meta("og:image") == []


def test_no_word_of_a_post_ends_the_data_about_it(client: Client, outlet: Source) -> None:
    title = "</script><!--<script>alert(1)</SCRIPT >&amp;\u2028\"'"
    saved = made(outlet, title, byline=title, summary=title)
    head = Head(client, saved.get_absolute_url())
    article = head.things()["NewsArticle"]
    kept = [saved.title, saved.byline, saved.summary]
    assert [article["headline"], article["author"]["name"], article["description"]] == kept
    own = head.page.count('<script src="')
    assert head.page.count("<script") == head.page.count("</script") == own + 1
    assert "<!--" not in head.page


def test_what_the_outlet_changed_is_described_too(client: Client, tmp_path: Any) -> None:
    imported(tmp_path, {"a.md": post()})
    imported(tmp_path, {"b.md": post(stamp="1794621509999", body="<p>改期。</p>")})
    path = Post.objects.get().get_changes_url()
    head = Head(client, path)
    assert head.links()["canonical"] == SITE + path
    assert head.meta("description") == ["What the outlet changed in “港口夜间停航”, and when."]
    assert head.meta("robots") == ["noindex"]


def test_to_describe_a_page_asks_the_database_nothing_more(client: Client, outlet: Source) -> None:
    for number in range(30):  # so that no two lists of the front page happen to hold the same
        made(outlet, f"旧闻{number}", published_at=NOON - dt.timedelta(days=number + 1))
    saved = tagged(outlet, body=f'<img src="{PICTURE}">')
    for path in ("/", saved.get_absolute_url()):
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(path)
        asked = [query["sql"] for query in queries.captured_queries]
        assert len(asked) == len(set(asked)), path


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_page_of_the_sample_archive_is_described(client: Client, language: str) -> None:
    run(SAMPLES)
    for saved in Post.objects.published().newest_first()[:60]:
        head = Head(client, saved.get_absolute_url(), language)
        things = head.things()
        assert things["NewsArticle"]["headline"] == saved.title
        assert head.meta("description") != [""]


@pytest.mark.parametrize(
    ("language", "told"), [("zh-Hans", ["zh_CN"]), ("zh-Hant", ["zh_TW"]), ("ug", [])]
)
def test_a_card_says_the_language_of_a_post_and_of_other_pages_theirs(
    client: Client, outlet: Source, language: str, told: list[str]
) -> None:
    saved = made(outlet, language=language)
    assert Head(client, f"/en{saved.get_absolute_url()}").meta("og:locale") == told
    assert Head(client, "/zh-hant/").meta("og:locale") == ["zh_TW"]
