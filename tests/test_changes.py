"""The page that shows what an outlet changed: for readers of every kind, of public posts alone."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.models import Post
from tests.archive import imported, post
from tests.desk import made

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ENGLISH = {"accept-language": "en"}
LATER = "1794700000000"


@pytest.fixture
def changed(tmp_path: Path) -> Post:
    """A post whose outlet changed it once."""
    later = post(stamp=LATER, title="港口夜间复航", body="<p>台风将在星期六抵达。</p>")
    imported(tmp_path, {"a.md": post(), "b.md": later})
    return Post.objects.get()


def main_of(client: Client, path: str) -> LexborNode:
    response = client.get(path, headers=ENGLISH)
    assert response.status_code == 200, path
    main = LexborHTMLParser(response.content.decode()).css_first("main")
    assert main is not None
    return main


def test_a_post_that_was_changed_says_how_often_and_leads_to_what(
    client: Client, changed: Post
) -> None:
    main = main_of(client, changed.get_absolute_url())
    links = main.css(f'a[href="{changed.get_changes_url()}"]')
    assert {link.text(strip=True) for link in links} == {"Changed once by the outlet"}
    assert all("nofollow" in (link.attributes["rel"] or "") for link in links)


def test_a_post_that_was_not_changed_says_nothing_of_it(client: Client, tmp_path: Path) -> None:
    imported(tmp_path, {"a.md": post(), "b.md": post() + "\n"})  # one state, kept twice
    imported(tmp_path, {"c.md": post(address="https://tide.example/b", title="另一篇")})
    other = Post.objects.get(title="另一篇")
    assert "by the outlet" not in main_of(client, other.get_absolute_url()).text()
    assert client.get(other.get_changes_url()).status_code == 404


def test_the_page_shows_each_state_and_the_words_that_changed(
    client: Client, changed: Post
) -> None:
    main = main_of(client, changed.get_changes_url())
    headings = [" ".join(node.text().split()) for node in main.css("h2")]
    assert [heading.split(" Nov")[0] for heading in headings] == ["Version 2", "Version 1"]
    times = [node.attributes["datetime"] for node in main.css("h2 time")]
    assert times == ["2026-11-14T23:46:40+0000", "2026-11-14T01:58:29+0000"]
    title = main.css_first(".difference-facts dd")
    assert title is not None
    assert title.text().strip() == "港口夜间removed: 停added: 复航"
    words = main.css_first(".difference")
    assert words is not None
    assert (words.attributes["lang"], words.attributes["dir"]) == ("zh-Hans", "ltr")
    assert [node.text() for node in words.css("ins, del")] == ["removed: 五", "added: 六"]
    link = main.css_first("h1 a")
    assert link is not None
    assert link.attributes["href"] == changed.get_absolute_url()


def test_a_change_of_markup_alone_is_said_to_be_one(client: Client, tmp_path: Path) -> None:
    bold = post(stamp=LATER, body="<p>台风将在<b>星期五</b>抵达。</p>")
    imported(tmp_path, {"a.md": post(), "b.md": bold})
    main = main_of(client, Post.objects.get().get_changes_url())
    assert "are the same" in main.text()
    assert main.css(".state ins, .state del") == []


def test_a_state_without_a_crawl_time_says_so(client: Client, tmp_path: Path) -> None:
    imported(tmp_path, {"a.md": post(), "b.md": post(stamp="NaN", body="<p>旧。</p>")})
    assert "time unknown" in main_of(client, Post.objects.get().get_changes_url()).text()


def test_whose_words_are_shown_is_said_where_an_editor_changed_the_post(
    client: Client, changed: Post
) -> None:
    assert "editors" not in main_of(client, changed.get_changes_url()).text()
    Post.objects.update(edited=True)
    assert "editors" in main_of(client, changed.get_changes_url()).text()


def test_what_the_outlet_wrote_is_text(client: Client, tmp_path: Path) -> None:
    nasty = "&lt;script&gt;alert(1)&lt;/script&gt;"
    body = f"<p>{nasty}</p><figure><img src='https://tide.example/a.jpg'><figcaption>{nasty}</figcaption></figure>"
    imported(tmp_path, {"a.md": post(), "b.md": post(stamp=LATER, author=f"'{nasty}'", body=body)})
    main = main_of(client, Post.objects.get().get_changes_url())
    assert main.css("script") == []
    assert "<script>alert(1)</script>" in main.text()


@pytest.mark.parametrize(
    ("status", "answer"), [("draft", 404), ("review", 404), ("withdrawn", 410)]
)
def test_only_a_public_post_has_the_page(
    client: Client, changed: Post, status: str, answer: int
) -> None:
    Post.objects.update(status=status, withdrawal_note="来源有误")
    response = client.get(changed.get_changes_url())
    assert response.status_code == answer
    assert ("来源有误" in response.content.decode()) == (answer == 410)
    assert "星期六" not in response.content.decode()


def test_the_page_moves_with_its_post(client: Client, changed: Post) -> None:
    before = changed.get_changes_url()
    changed.slug = "复航"
    changed.save()
    moved = client.get(before)
    assert (moved.status_code, moved["Location"]) == (301, changed.get_changes_url())
    assert client.get(changed.get_changes_url().rstrip("/")).status_code == 301
    assert client.get("/2026/11/14/nothing/changes/").status_code == 404
    assert client.get("/2026/13/14/nothing/changes/").status_code == 404


def test_the_page_is_kept_as_others_are_and_in_no_index(
    client: Client, changed: Post, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(4):
        response = client.get(changed.get_changes_url())
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    again = client.get(changed.get_changes_url(), headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_a_post_says_how_long_it_takes_to_read(client: Client, outlet: object) -> None:
    saved = made(outlet, body=f"<p>{'字' * 1000}</p>")  # type: ignore[arg-type]
    assert "3 min" in main_of(client, saved.get_absolute_url()).text()
