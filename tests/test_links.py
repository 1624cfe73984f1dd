"""Links between posts: they lead to the archive's copy where it has one, on the page alone."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.markup import Copy, present
from articles.markup.presenting import MOST_LINKS
from articles.models import Post, Source
from articles.related import related
from tests.archive import imported, post
from tests.desk import made

OUTSIDE = '<a href="{}" rel="nofollow noopener noreferrer">{}</a>'
KEPT = Copy("/2026/11/14/x/", "港口 & 停航")


def presented(html: str, copies: dict[str, Copy]) -> str:
    return present(html, {}, hotlink=False, find_copies=lambda _: copies, original="原文")


def links_of(html: str) -> list[LexborNode]:
    return LexborHTMLParser(html).css("a")


def test_a_link_leads_to_the_copy_and_one_beside_it_to_the_original() -> None:
    address = "https://tide.example/a?b=1&amp;c=2"
    plain = address.replace("&amp;", "&")
    page = presented(f"<p>见{OUTSIDE.format(address, '<b>此</b>文')}。</p>", {plain: KEPT})
    copy, original = links_of(page)
    assert copy.attributes == {"href": KEPT.url, "title": KEPT.title, "class": "archived"}
    assert copy.html is not None
    assert "<b>此</b>文" in copy.html
    assert (original.attributes["href"], original.attributes["title"]) == (plain, plain)
    assert original.attributes["aria-label"] == "原文: tide.example"
    assert original.attributes["rel"] == "nofollow noopener noreferrer"


def test_a_link_of_older_rules_leads_to_the_copy_too() -> None:
    (copy, _) = links_of(
        presented('<p><a href="https://a.example/">文</a></p>', {"https://a.example/": KEPT})
    )
    assert copy.attributes["href"] == KEPT.url


def test_other_links_stay_as_they_are() -> None:
    html = (
        f"<p>{OUTSIDE.format('https://tide.example/b', '外')}"
        '<a href="/2026/" rel="nofollow noopener noreferrer">内</a></p>'
    )
    assert presented(html, {"https://tide.example/a": KEPT}) == html
    assert presented(html, {}) == html


@pytest.mark.parametrize("nasty", ['"><script>alert(1)</script>', "' onclick='x", "&quot;"])
def test_titles_and_addresses_are_text(nasty: str) -> None:
    html = f"<p>{OUTSIDE.format('https://tide.example/a', '文')}</p>"
    page = presented(html, {"https://tide.example/a": Copy("/x/", nasty)})
    assert [sorted(link.attributes) for link in links_of(page)] == [
        ["class", "href", "title"], ["aria-label", "class", "href", "rel", "title"],
    ]  # fmt: skip
    assert links_of(page)[0].attributes["title"] == nasty
    assert "<script" not in page


def test_copies_are_asked_for_once_and_not_where_there_are_no_links() -> None:
    asked: list[Sequence[str]] = []

    def find(addresses: Sequence[str]) -> dict[str, Copy]:
        asked.append(addresses)
        return {}

    present("<p>没有链接。</p>", {}, hotlink=False, find_copies=find)
    assert asked == []
    links = [OUTSIDE.format(f"https://tide.example/{n}", n) for n in range(MOST_LINKS + 50)]
    present(f"<p>{links[0]}{''.join(links)}</p>", {}, hotlink=False, find_copies=find)
    assert [len(addresses) for addresses in asked] == [MOST_LINKS - 1]


def body_with(*addresses: str) -> str:
    return "".join(f'<p>见<a href="{address}">此文</a>。</p>' for address in addresses)


@pytest.mark.django_db
@pytest.mark.database
def test_a_link_finds_a_post_that_was_imported_later_by_any_spelling_of_its_address(
    client: Client, tmp_path: Path
) -> None:
    spelling = "http://www.tide.example/2026/11/pier/?utm_source=x#top"
    imported(tmp_path, {"a.md": post(body=body_with(spelling, "https://tide.example/none"))})
    first = Post.objects.get()
    stored = first.body
    assert "archived" not in client.get(first.get_absolute_url()).content.decode()
    later = post(address="https://tide.example/2026/11/pier", title="旧码头")
    imported(tmp_path, {"b.md": later})
    second = Post.objects.exclude(pk=first.pk).get()
    page = client.get(first.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    body = LexborHTMLParser(page).css_first(".post-body")
    assert body is not None
    copy, original, other = body.css("a")
    assert copy.attributes["href"] == second.get_absolute_url()
    assert copy.attributes["title"] == "旧码头"
    assert original.attributes["href"] == spelling
    assert original.attributes["aria-label"] == "Original: www.tide.example"
    assert other.attributes["href"] == "https://tide.example/none"
    first.refresh_from_db()
    assert first.body == stored


@pytest.mark.django_db
@pytest.mark.database
def test_a_link_to_the_post_itself_or_to_one_that_is_not_public_leads_outside(
    client: Client, outlet: Source
) -> None:
    own, hidden = "https://tide.example/own", "https://tide.example/hidden"
    saved = made(outlet, source_url=own, body=body_with(own, hidden))
    for status in ("draft", "review", "withdrawn"):
        Post.objects.filter(source_url=hidden).delete()
        made(outlet, "秘密港口", source_url=hidden, status=status)
        page = client.get(saved.get_absolute_url()).content.decode()
        assert "archived" not in page, status
        assert "秘密港口" not in page, status


@pytest.mark.django_db
@pytest.mark.database
def test_many_links_cost_one_query(
    client: Client, outlet: Source, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    addresses = [f"https://tide.example/{number}" for number in range(30)]
    for address in addresses:
        made(outlet, source_url=address)
    saved = made(
        outlet, body=body_with(*addresses) + '<p><img src="https://tide.example/a.png"></p>'
    )
    related(saved)  # what is kept of them is for its own tests
    with django_assert_max_num_queries(9):
        page = client.get(saved.get_absolute_url()).content.decode()
    assert page.count('class="archived"') == 30
