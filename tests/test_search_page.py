"""The search page, its feed and the desk's search: what is asked, found, counted and offered."""

import datetime as dt
import json
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from articles import search
from articles.admin import lists
from articles.asking import asked_for
from articles.found import PER_PAGE
from articles.models import Post, Source, Tag
from articles.search.query import MAX_QUERY
from tests.desk import NOON, POSTS, made, superuser
from tests.searching import ENGLISH, FERRY, HILL, SCHOOL, shown, small_archive

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def archive() -> dict[str, Post]:
    return small_archive()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("台风", [FERRY, SCHOOL, HILL]),
        ("颱風", [FERRY, SCHOOL, HILL]),
        ("台风 停航", [FERRY]),
        ("台风 -停航", [SCHOOL, HILL]),
        ("停航 OR typhoon", [FERRY, HILL]),
        ("“停航三天”", [FERRY]),
        ("source:潮汐日报 台风", [FERRY, SCHOOL]),
        ("source:潮汐日報 台风", [FERRY, SCHOOL]),
        ('source:"hill evening"', ["图书馆开门", HILL]),
        ("source:hill-evening 台风", [HILL]),
        ("source:潮汐日报 source:hill-evening 台风", [FERRY, SCHOOL, HILL]),
        ("source:潮汐日报 OR source:hill-evening 台风", [FERRY, SCHOOL, HILL]),
        ("-source:潮汐日报 台风", [HILL]),
        ("台风 tag:气象", [FERRY, SCHOOL]),
        ("台风 tag:台湾", [FERRY]),
        ("tag:气象 -tag:臺灣", [SCHOOL]),
        ("author:林小满", [FERRY]),
        ("title:台风", []),
        ("title:停航", [FERRY]),
        ("台风 from:2026", [FERRY, SCHOOL]),
        ("台风 to:2025", [HILL]),
        ("台风 from:2026-11-14 to:2026-11-14", [FERRY]),
        ("source:没有这家 台风", []),
        ("from:yesterday 台风", []),
        ("秘密", []),
    ],
)
def test_a_search_shows_what_it_asks_for(
    client: Client, archive: dict[str, Post], query: str, titles: list[str]
) -> None:
    assert shown(client, q=query) == titles


def test_the_form_narrows_by_outlet_subjects_and_days(
    client: Client, archive: dict[str, Post]
) -> None:
    weather, taiwan = Tag.objects.get(name="气象").slug, Tag.objects.get(name="臺灣").slug
    tide = archive["ferry"].source.slug
    assert shown(client, q="台风", source=tide) == [FERRY, SCHOOL]
    assert shown(client, source="hill-evening") == ["图书馆开门", HILL]
    assert shown(client, q="台风", tag=[weather, taiwan]) == [FERRY]
    assert shown(client, q="台风", **{"from": "2026-01-01", "to": "2026-11-13"}) == [SCHOOL]
    assert shown(client, **{"from": "2025-01-01", "to": "2025-12-31"}) == [HILL]
    assert shown(client, q="source:hill-evening", source=tide) == []
    assert shown(client, q="台风", source="", tag="", **{"from": "", "to": ""}) == [
        FERRY,
        SCHOOL,
        HILL,
    ]


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"q": "source:没有这家"}, "There is no outlet called “没有这家”."),
        ({"q": "tag:没有"}, "There is no subject called “没有”."),
        ({"source": "nowhere"}, "There is no outlet called “nowhere”."),
        ({"tag": "nothing"}, "There is no subject called “nothing”."),
        ({"q": "台风", "from": "2026-02-30"}, "“2026-02-30” is no day."),
        ({"q": "台风", "from": "2026", "to": "2025"}, "The first day is behind the last."),
        ({"q": "from:2026 to:2025"}, "The first day is behind the last."),
    ],
)
def test_what_cannot_be_meant_is_said(
    client: Client, archive: dict[str, Post], form: dict[str, str], problem: str
) -> None:
    page = client.get(f"/search/?{urlencode(form)}", headers=ENGLISH)
    assert page.status_code == 200
    assert problem in page.text


def test_hits_are_marked_as_they_were_written(client: Client, archive: dict[str, Post]) -> None:
    page = client.get("/search/?q=台风+停航", headers=ENGLISH).text
    assert "<mark>颱風</mark>來了。" in page
    assert "渡輪<mark>停航</mark>三天" in page
    assert ">渡輪<mark>停航</mark>" in page
    assert "1 post" in page
    assert "also as <bdi>颱風 停航</bdi>" in page


def test_what_the_text_lacks_shows_the_summary(client: Client, archive: dict[str, Post]) -> None:
    assert archive["ferry"].summary in client.get("/search/?q=author:林小满").text


def test_the_number_of_queries_does_not_grow_with_the_hits(client: Client) -> None:
    outlet = Source.objects.create(name="潮汐日报")

    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/search/?q=台风").status_code == 200
        return len(captured)

    for tag in ("气象", "渡轮"):
        made(outlet, "台风").tags.add(tag)
    before = queries()
    for number in range(PER_PAGE):
        made(outlet, f"台风{number}").tags.add("气象", f"第{number}")
    assert queries() == before


def test_search_turns_its_pages(client: Client) -> None:
    outlet = Source.objects.create(name="潮汐日报")
    for number in range(PER_PAGE + 3):
        made(outlet, f"第{number}篇", published_at=NOON - dt.timedelta(hours=number))
    for sort in ("", "&sort=best"):
        first = client.get(f"/search/?q=台风{sort}").context
        second = client.get(f"/search/?q=台风{sort}&after={first['next']}")
        pages = [[hit.post.pk for hit in one["hits"]] for one in (first, second.context)]
        assert [len(page) for page in pages] == [PER_PAGE, 3]
        assert len({*pages[0], *pages[1]}) == PER_PAGE + 3
        assert second.context["next"] is None
        assert (
            "First page"
            in client.get(
                second.request["PATH_INFO"] + "?" + second.request["QUERY_STRING"], headers=ENGLISH
            ).text
        )


def test_an_empty_page_and_one_without_hits_help(client: Client, archive: dict[str, Post]) -> None:
    empty = client.get("/search/", headers=ENGLISH)
    assert "How to search" in empty.text
    assert empty.context["hits"] == []
    assert empty.context["example"].name in {"潮汐日报", "Hill Evening"}
    assert f"source:&quot;{empty.context['example'].name}&quot;" in empty.text
    nothing = client.get("/search/?q=台风+海啸+学校", headers=ENGLISH)
    assert "No post holds all of this." in nothing.text
    assert {one.label: one.count for one in nothing.context["alone"]} == {"台风": 3, "学校": 1}
    for choice in nothing.context["alone"]:
        assert client.get(f"/search/{choice.query}").context["total"] == choice.count
    narrowed = client.get("/search/?q=台风&source=hill-evening&from=2026-01-01", headers=ENGLISH)
    assert narrowed.context["wider"].count == 3
    assert client.get(f"/search/{narrowed.context['wider'].query}").context["total"] == 3
    behind = client.get("/search/?q=台风&after=0.0_1", headers=ENGLISH)
    assert "That was the last page." in behind.text


@pytest.mark.parametrize(
    "name", ["form", "self", "changes", "after", "query", "name", "asked", "request"]
)
@pytest.mark.parametrize("query", ["台风", "台风 海啸", "台风 source:没有这家", ""])
def test_no_name_of_a_parameter_is_an_error(
    client: Client, archive: dict[str, Post], name: str, query: str
) -> None:
    for path in ("/search/", "/search/feed/"):
        address = f"{path}?{urlencode({'q': query, name: 'x', 'source': 'hill-evening'})}"
        assert client.get(address).status_code == 200


def test_a_year_or_month_in_the_form_comes_back_as_its_first_or_last_day(
    client: Client, archive: dict[str, Post]
) -> None:
    page = client.get("/search/?q=台风&from=2025&to=2026-02&source=潮汐日报&sort=best").text
    assert '<input type="date" name="from" value="2025-01-01">' in page
    assert '<input type="date" name="to" value="2026-02-28">' in page
    for name, value in (("q", "台风"), ("source", "潮汐日报"), ("sort", "best")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page


@pytest.mark.parametrize(("length", "is_said"), [(MAX_QUERY, False), (MAX_QUERY + 1, True)])
def test_that_a_long_query_is_cut_is_said(client: Client, length: int, is_said: bool) -> None:
    text = client.get(f"/search/?q={'a' * length}", headers=ENGLISH).text
    assert ("Only the first 300 characters are searched for." in text) == is_said


def test_that_best_first_leaves_hits_out_is_said(
    client: Client, archive: dict[str, Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Best first chooses among"
    for most, is_said in ((2, True), (3, False)):
        monkeypatch.setattr(search, "MOST_WEIGHED", most)
        assert (words in client.get("/search/?q=台风&sort=best", headers=ENGLISH).text) == is_said
        assert words not in client.get("/search/?q=台风", headers=ENGLISH).text
        assert words not in client.get("/search/?q=tag:气象&sort=best", headers=ENGLISH).text


def test_a_page_with_hits_asks_no_more_of_the_database_than_it_did(
    client: Client, archive: dict[str, Post], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Hits, their posts, the counts, the names of the facets and the newest day, on every page."""
    told = 0 if connection.vendor == "sqlite" else 6  # PostgreSQL is told of both, in a transaction
    client.get("/search/?q=台风")
    for form, names in (
        ({"q": "台风"}, 0),
        ({"q": "台风", "sort": "best"}, 0),
        ({"q": "台风 source:潮汐日报 source:hill-evening -tag:没有"}, 2),
        ({"q": "台风", "source": "潮汐日报"}, 0),
    ):
        cache.clear()
        with django_assert_num_queries(6 + told + names):
            assert client.get(f"/search/?{urlencode(form)}").context["hits"]


def test_nothing_that_is_not_public_is_found_counted_or_suggested(
    client: Client, archive: dict[str, Post]
) -> None:
    words = ("台风", "草稿", "撤下", "tag:气象", "title:台风", "tag:秘密", "author:林")
    pages = [
        *(f"/search/?q={quote(word)}" for word in words),
        *(f"/search/{kind}?q={quote(word)}" for word in words for kind in ("feed/", "feed.json")),
        "/search/", "/search/?q=台风+撤下+草稿", "/search/?sort=best&q=台风",
    ]  # fmt: skip
    for path in pages:
        text = client.get(path).text
        for secret in ("台风草稿", "台风撤下", "台风无日期", "<bdi>秘密</bdi>"):
            assert secret not in text, path
    assert client.get("/search/?q=tag:气象").context["total"] == 2
    offered = client.get("/search/?q=撤下+台风").context["alone"]
    assert {choice.label: choice.count for choice in offered} == {"台风": 3}
    assert client.get(f"/search/?tag={Tag.objects.get(name='秘密').slug}").context["total"] == 0


def test_what_the_row_says_is_not_public_is_not_shown_whatever_the_index_says(
    client: Client, archive: dict[str, Post]
) -> None:
    Post.objects.filter(pk=archive["ferry"].pk).update(status=Post.Status.WITHDRAWN)
    Post.objects.filter(pk=archive["hill"].pk).update(published_at=None)
    assert shown(client, q="台风") == [SCHOOL]
    for kind in ("feed/", "feed.json"):
        text = client.get(f"/search/{kind}?q=台风").text
        assert SCHOOL in text
        assert FERRY not in text
        assert HILL not in text


def test_robots_stay_away_from_what_was_asked(client: Client, archive: dict[str, Post]) -> None:
    for path in ("/search/?q=台风", "/search/feed/?q=台风", "/search/feed.json?q=台风"):
        assert client.get(path)["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in client.get("/search/?q=台风").text


def test_robots_may_find_the_page_of_search(client: Client, archive: dict[str, Post]) -> None:
    page = client.get("/search/")
    assert "X-Robots-Tag" not in page
    assert "noindex" not in page.text


def test_hits_lead_to_what_narrows_them_which_stands_below_them_on_a_phone(
    client: Client, archive: dict[str, Post]
) -> None:
    page = LexborHTMLParser(client.get("/search/?q=台风").content.decode())
    link = page.css_first(".to-narrow a")
    assert page.css_matches(f".facets{link.attributes['href']}")


def test_any_search_is_a_feed(client: Client, archive: dict[str, Post]) -> None:
    path = f"/search/feed/?{urlencode({'q': '台风', 'source': archive['ferry'].source.slug})}"
    assert path.replace("&", "&amp;") in client.get(path.replace("feed/", "")).text
    feed = client.get(path)
    assert feed["Content-Type"] == "application/atom+xml; charset=utf-8"
    tree = ElementTree.fromstring(feed.content)
    assert [entry.text for entry in tree.findall("a:entry/a:title", ATOM)] == [FERRY, SCHOOL]
    links = {link.get("rel"): link.get("href") for link in tree.findall("a:link", ATOM)}
    assert links["self"] == f"http://testserver{path}"
    assert links["alternate"] == f"http://testserver{path.replace('feed/', '')}"
    items = json.loads(client.get(path.replace("feed/", "feed.json")).content)["items"]
    assert [item["title"] for item in items] == [FERRY, SCHOOL]
    assert not ElementTree.fromstring(client.get("/search/feed/").content).findall("a:entry", ATOM)


def test_a_browser_is_offered_the_search_and_its_feed(client: Client) -> None:
    tree = ElementTree.fromstring(client.get("/opensearch.xml").content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    templates = {url.get("type"): url.get("template") for url in tree.findall(f"{space}Url")}
    assert templates == {
        "text/html": "http://testserver/search/?q={searchTerms}",
        "application/atom+xml": "http://testserver/search/feed/?q={searchTerms}",
    }


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("台风", ["台风草稿", "台风撤下", "台风无日期", FERRY, SCHOOL, HILL]),
        ("source:hill-evening", ["图书馆开门", HILL]),
        ("tag:秘密", ["台风撤下"]),
        ("author:林小满 from:2026", [FERRY]),
        ("没有这个词", []),
    ],
)
def test_the_desk_searches_as_readers_do_and_finds_all(
    archive: dict[str, Post], query: str, titles: list[str]
) -> None:
    page = superuser().get(f"{POSTS}?{urlencode({'q': query})}")
    assert {post.title for post in page.context["cl"].result_list} == set(titles)


def test_the_desk_finds_more_than_a_page_and_narrows_the_hits(archive: dict[str, Post]) -> None:
    outlet = archive["ferry"].source
    for number in range(60):
        made(outlet, f"台风第{number}号")
    desk = superuser()
    assert desk.get(f"{POSTS}?q=台风").context["cl"].result_count == 66
    drafts = desk.get(f"{POSTS}?q=台风&status__exact=draft").context["cl"]
    assert [post.title for post in drafts.result_list] == ["台风草稿"]


def test_the_desk_says_where_its_list_leaves_hits_out(
    archive: dict[str, Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_COUNTED", 5)
    desk = superuser()
    for query, left_out in (("台风", True), ("停航", False), ("", False)):
        page = desk.get(f"{POSTS}?q={query}", headers=ENGLISH)
        assert ("The search finds more: these are the newest 5." in page.text) == left_out, query


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite needs to be told nothing")
def test_the_desk_searches_with_the_settings_of_a_search(archive: dict[str, Post]) -> None:
    desk = superuser()
    with CaptureQueriesContext(connection) as queries:
        desk.get(f"{POSTS}?q=台风")
    asked = [one["sql"] for one in queries]
    searches = [place for place, sql in enumerate(asked) if "tsquery" in sql]
    assert any("enable_seqscan" in sql for sql in asked[: searches[0]])
    assert "RELEASE SAVEPOINT" in " ".join(asked[searches[-1] :])


NASTY = ["", " ", '"', "source:", "tag::", "from:", "to:9999-99", "\ud800", "%", "+", "&", "<script>", "'", "—",
         "source:\"", "-source:x", "tag:'; --", "from:0001 to:9998", "𠮷" * 400, "OR OR", "author:“”"]  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*NASTY, "台风", "source:潮汐日报", "tag:气象", "from:2024"]), max_size=4),
       st.sampled_from(["", *NASTY, "2026-01-01"]), st.sampled_from(["", *NASTY]))  # fmt: skip
def test_no_search_is_an_error(client: Client, words: list[str], day: str, slug: str) -> None:
    form = {"q": " ".join(words), "from": day, "to": day, "source": slug, "tag": slug, "sort": slug}
    query = urlencode({name: value.encode("utf-8", "replace") for name, value in form.items()})
    for path in ("/search/", "/search/feed/"):
        assert client.get(f"{path}?{query}").status_code == 200
    asked_for(form["q"])


def test_a_name_that_no_database_takes_is_one_that_there_is_not() -> None:
    assert asked_for('source:"\ud800"').problems
