"""Addresses that lead to a post: by the address at its outlet, and by chance."""

from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import leading
from articles.models import Post, Source
from tests.desk import NOON, made

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ADDRESS = "https://www.tide.example/2026/潮汐/?id=7&page=2"
ENGLISH = {"accept-language": "en"}


@pytest.mark.parametrize(
    "asked",
    [
        ADDRESS,
        "http://tide.example/2026/潮汐?id=7&page=2",
        "tide.example/2026/%e6%bd%ae%E6%B1%90/?id=7&page=2",
        "  HTTPS://TIDE.example/2026//潮汐/?utm_source=x&id=7&page=2#top ",
        "https://web.archive.org/web/20261114120000/https://tide.example/2026/潮汐/?id=7&page=2",
        "https://web.archive.org/web/2026id_/tide.example/2026/潮汐/?id=7&page=2",
    ],
)
@pytest.mark.parametrize("path", ["/lookup", "/lookup/"])
def test_an_original_address_in_any_spelling_leads_to_the_copy(
    client: Client, outlet: Source, asked: str, path: str
) -> None:
    saved = made(outlet, source_url=ADDRESS)
    moved = client.get(f"{path}?url={quote(asked, safe='')}")
    assert (moved.status_code, moved.get("Location")) == (302, saved.get_absolute_url())


def test_an_address_that_is_pasted_in_unescaped_leads_there_too(
    client: Client, outlet: Source
) -> None:
    saved = made(outlet, source_url=ADDRESS)
    pasted = quote(ADDRESS, safe=":/?&=")  # as a browser sends what is typed into its bar
    assert client.get(f"/lookup?url={pasted}").get("Location") == saved.get_absolute_url()


def test_an_address_without_a_copy_is_named_and_search_is_offered(
    client: Client, outlet: Source
) -> None:
    hidden = made(outlet, source_url="https://tide.example/draft", status=Post.Status.DRAFT)
    for address in ("https://tide.example/a?b=<i>&c=1", hidden.source_url):
        response = client.get("/lookup", {"url": address}, headers=ENGLISH)
        page = response.content.decode()
        assert response.status_code == 404
        assert address.partition("?")[0] in page
        assert "<i>" not in page
        assert '<a href="/search/">' in page
        assert 'href="https://web.archive.org/web/https://tide.example/' in page
        assert '<form class="lookup" action="/lookup">' in page


def test_words_that_are_no_address_may_be_searched_for(client: Client, db: None) -> None:
    response = client.get("/lookup", {"url": "javascript:alert(1)"})
    assert response.status_code == 404
    assert 'href="javascript' not in response.content.decode()
    response = client.get("/lookup", {"url": "港口 停航"}, headers=ENGLISH)
    page = response.content.decode()
    assert "This is not an address of a web page." in page
    assert f'href="/search/?q={quote("港口 停航")}"' in page


def test_a_withdrawn_post_is_led_to_and_says_so(client: Client, outlet: Source) -> None:
    saved = made(outlet, source_url=ADDRESS, status=Post.Status.WITHDRAWN)
    assert client.get("/lookup", {"url": ADDRESS})["Location"] == saved.get_absolute_url()
    assert client.get(saved.get_absolute_url()).status_code == 410


def test_without_an_address_and_where_nothing_is_the_page_has_the_form(
    client: Client, db: None
) -> None:
    for path, status in (
        ("/lookup", 200),
        ("/lookup/", 200),
        ("/lookup?url=", 200),
        ("/none/", 404),
    ):
        response = client.get(path)
        assert response.status_code == status
        assert '<form class="lookup" action="/lookup">' in response.content.decode()


def test_chance_leads_to_public_posts_alone_and_is_never_kept(
    client: Client, outlet: Source, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    public = {made(outlet, f"第{number}篇").get_absolute_url() for number in range(3)}
    for status in (Post.Status.DRAFT, Post.Status.REVIEW, Post.Status.WITHDRAWN):
        made(outlet, status=status)
    found = set()
    for _ in range(40):
        with django_assert_max_num_queries(
            4
        ):  # two, and two more where no post that is drawn is public
            response = client.get("/random")
        assert response.status_code == 302
        assert "no-store" in response["Cache-Control"]
        found.add(response["Location"])
    assert found == public


def test_chance_finds_the_last_posts_that_are_public(
    client: Client, outlet: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leading, "_DRAWN", 0)
    made(outlet, published_at=NOON.replace(year=2020), status=Post.Status.DRAFT)
    two = [made(outlet, str(year), published_at=NOON.replace(year=year)) for year in (2020, 2021)]
    wanted = {post.get_absolute_url() for post in two}
    for chance in (0.0, 0.999):
        monkeypatch.setattr(leading.random, "random", lambda chance=chance: chance)
        assert client.get("/random/")["Location"] in wanted


def test_chance_finds_nothing_where_there_is_nothing(client: Client, outlet: Source) -> None:
    assert client.get("/random").status_code == 404
    made(outlet, status=Post.Status.DRAFT)
    assert client.get("/random").status_code == 404
