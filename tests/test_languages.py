"""The beginning of an address says the language of a page, and all links on it lead on in it."""

import re

import pytest
from django.test import Client
from django.urls import get_script_prefix

from articles.models import OldAddress, Post, Source
from tests.desk import made

pytestmark = pytest.mark.django_db
SEARCH = {"zh-hans": "搜索", "zh-hant": "搜尋", "en": "Search"}


@pytest.fixture
def post() -> Post:
    return made(Source.objects.create(name="潮汐日报"), title="开海第一网")


def links(page: str) -> set[str]:
    """Return where a page leads within the site, the switch of languages and files apart."""
    page = re.sub(r"<nav class=.languages.*?</nav>", "", page, flags=re.DOTALL)
    page = re.sub(r"<link rel=.alternate. hreflang[^>]*>", "", page)
    found = re.findall(r'(?:href|action)="(/[^"]*)"', page)
    return {link for link in found if not link.startswith(("/static/", "/images/"))}


@pytest.mark.parametrize("language", SEARCH)
def test_an_address_says_its_language_whatever_the_browser_asks_for(
    client: Client, post: Post, language: str
) -> None:
    for accepted in (*SEARCH, "fr"):
        page = client.get(
            f"/{language}{post.get_absolute_url()}", headers={"accept-language": accepted}
        )
        assert page["Content-Language"] == language
        text = page.content.decode()
        assert f'<button type="submit">{SEARCH[language]}</button>' in text
        assert links(text)
        assert all(link.startswith(f"/{language}/") for link in links(text)), links(text)


def test_links_of_a_bare_address_are_bare_also_behind_another(client: Client, post: Post) -> None:
    client.get("/en/")
    page = client.get(post.get_absolute_url(), headers={"accept-language": "en"})
    assert not any(link.startswith("/en") for link in links(page.content.decode()))
    assert get_script_prefix() == "/"


@pytest.mark.parametrize(
    "path", ["/", "/tags/", "/sources/", "/2026/", "/search/", "/feed/", "/feed.json"]
)
def test_every_kind_of_page_has_its_languages(client: Client, post: Post, path: str) -> None:
    assert client.get(f"/en{path}").status_code == 200


def test_each_language_of_a_page_names_all_of_them(client: Client, post: Post) -> None:
    address = post.get_absolute_url()
    alternates = {"x-default": address} | {code: f"/{code}{address}" for code in SEARCH}
    for start in ("", "/en", "/zh-hant"):
        page = client.get(start + address).content.decode()
        named = re.findall(r'hreflang="([^"]*)" href="http://[^/"]*([^"]*)"', page)
        assert dict(named) == alternates
        assert f'<link rel="canonical" href="http://testserver{start}{address}">' in page


def test_the_switch_keeps_the_page_and_its_query(client: Client, post: Post) -> None:
    page = client.get("/en/search/?q=开海&sort=best").content.decode()
    switch = re.search(r"<nav class=.languages.*?</nav>", page, re.DOTALL)
    assert switch
    query = "?q=%E5%BC%80%E6%B5%B7&amp;sort=best"
    expected = [f"/{code}/search/{query}" for code in SEARCH] + [f"/search/{query}"]
    assert re.findall('href="([^"]*)"', switch[0]) == expected
    assert switch[0].count("aria-current") == 1
    for address in expected:
        assert "开海" in client.get(address.replace("&amp;", "&")).content.decode()


def test_former_addresses_lead_on_in_their_language(client: Client, post: Post) -> None:
    OldAddress.objects.create(path="/alt/", post=post)
    for path in ("/en/alt/", "/en/alt", f"/en{post.get_absolute_url().rstrip('/')}"):
        assert client.get(path)["Location"] == f"/en{post.get_absolute_url()}", path
    assert client.get("/en/tags")["Location"] == "/en/tags/"
    assert client.get("/en")["Location"] == "/en/"


@pytest.mark.parametrize(
    "path", ["/en/admin/", "/en/en/", "/fr/", "/english/", "/en/healthz", "/en/nothing/"]
)
def test_what_is_no_page_of_readers_is_none_in_any_language(client: Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 404
    assert "hreflang=" not in re.sub(
        r"<nav class=.languages.*?</nav>", "", page.content.decode(), flags=re.DOTALL
    )


def test_no_page_of_readers_sets_a_cookie(client: Client, post: Post) -> None:
    for path in ("/", "/en/", f"/zh-hant{post.get_absolute_url()}"):
        assert not client.get(path).cookies
