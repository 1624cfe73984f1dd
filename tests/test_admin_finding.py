"""Posts at the desk are found, previewed and read in the form in which they came."""

from pathlib import Path

import pytest
from django.test import Client

from articles.models import OldAddress, Post, Source
from tests.archive import imported, post
from tests.desk import POSTS, change, made, staff

pytestmark = [pytest.mark.django_db, pytest.mark.database]


# The list


@pytest.mark.parametrize(
    "text",
    [
        "台风将至",
        "/2026/11/14/港口停航/",
        "http://testserver/2026/11/14/%E6%B8%AF%E5%8F%A3%E5%81%9C%E8%88%AA/",
        "https://tide.example/harbour",
        " http://www.tide.example/harbour/?utm_source=x ",
        "/old/harbour.html",
        "https://mirror.example/old/harbour.html",
        "/2026-11-14/港口停航.html",
        "/2026/11/13/从前的名字/",
    ],
)
def test_the_search_box_takes_words_and_every_address_of_a_post(
    desk: Client, outlet: Source, text: str
) -> None:
    saved = made(outlet, source_url="https://tide.example/harbour")
    made(outlet, "另一篇", body="<p>晴</p>", source_url="https://tide.example/other")
    OldAddress.objects.keep("/old/harbour.html", saved)
    OldAddress.objects.keep("/2026/11/13/从前的名字/", saved)
    assert list(desk.get(POSTS, {"q": text}).context["cl"].result_list) == [saved]


@pytest.mark.parametrize(
    "text",
    ["/2026/13/45/x/", "https://[broken", "//[", "/", "https://tide.example/no", '"('],
)
def test_a_search_that_finds_nothing_is_an_empty_list(
    desk: Client, outlet: Source, text: str
) -> None:
    made(outlet)
    response = desk.get(POSTS, {"q": text})
    assert response.status_code == 200
    assert len(response.context["cl"].result_list) == 0


def test_the_search_box_finds_drafts_and_keeps_the_filters(desk: Client, outlet: Source) -> None:
    draft = made(outlet, status="draft", published_at=None)
    made(outlet)
    found = desk.get(POSTS, {"q": "台风", "status__exact": "draft"}).context["cl"].result_list
    assert list(found) == [draft]


def test_the_list_is_filtered_by_what_an_editor_looks_for(desk: Client, outlet: Source) -> None:
    other = Source.objects.create(name="别家")
    posts = {
        "status__exact=review": made(outlet, "待审", status="review"),
        f"source={other.pk}": made(other, "外人"),
        "language=ug": made(outlet, "维文", language="ug"),
        "edited__exact=1": made(outlet, "改过", edited=True),
        "newer_original__exact=1": made(outlet, "有新", newer_original=True),
    }
    page = desk.get(POSTS).content.decode()
    for query, wanted in posts.items():
        response = desk.get(f"{POSTS}?{query}")
        assert list(response.context["cl"].result_list) == [wanted], query
        assert f"?{query}" in page, query
    assert "ئۇيغۇرچە" in page
    for query in ("source=x", "language=xx", "all=", "p=0", f"source={10**30}"):
        assert desk.get(f"{POSTS}?{query}").status_code == 200, query


def test_the_list_says_what_needs_an_editor(desk: Client, outlet: Source) -> None:
    made(outlet, edited=True, newer_original=True)
    page = desk.get(POSTS, headers={"accept-language": "en"}).content.decode()
    assert "edited here · the outlet changed it since" in page


# Preview and originals


def test_a_draft_is_previewed_by_those_who_may_see_it(
    desk: Client, client: Client, outlet: Source
) -> None:
    draft = made(outlet, status="draft", published_at=None)
    preview = f"{POSTS}{draft.pk}/preview/"
    assert preview in desk.get(change(draft)).content.decode()
    assert "台风将至" in desk.get(preview).content.decode()
    assert client.get(preview).status_code == 302
    assert staff("change_tag").get(preview).status_code == 403


def test_an_original_is_given_byte_for_byte_to_those_who_may_see_it(
    desk: Client, client: Client, tmp_path: Path
) -> None:
    content = post(body="<p>一\r\n二</p>").encode() + b"\r\n<!-- \xff -->"
    imported(tmp_path, {"a.md": content})
    original = Post.objects.get().originals.get()
    path = f"{POSTS}originals/{original.pk}/"
    assert path in desk.get(change(original.post)).content.decode()
    given = desk.get(path)
    assert given.content == content
    assert given["Content-Disposition"] == f'attachment; filename="{original.hash}.md"'
    assert given["Content-Type"].startswith("text/plain")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert client.get(path).status_code == 302
    reader = staff("view_post")
    assert reader.get(path).content == content
    for number in (original.pk + 1, 10**30):
        assert reader.get(f"{POSTS}originals/{number}/").status_code == 404


def test_an_original_is_not_given_to_those_who_may_not(tmp_path: Path) -> None:
    imported(tmp_path, {"a.md": post()})
    original = Post.objects.get().originals.get()
    assert staff("view_source").get(f"{POSTS}originals/{original.pk}/").status_code == 403


def test_the_form_shows_what_else_the_archive_knows(desk: Client, tmp_path: Path) -> None:
    text = post(body='<p><img src="https://tide.example/a.png" alt="海"></p><p>文</p>')
    text = text.replace("layout: post", "layout: post\npermalink: /old/a.html\nmood: [calm, 风]")
    imported(tmp_path, {"a.md": text})
    saved = Post.objects.get()
    page = desk.get(change(saved)).content.decode()
    picture = saved.images.get()
    assert f'<a href="{change(picture)}">海</a>' in page
    assert "/old/a.html" in page
    assert "mood: [&quot;calm&quot;, &quot;风&quot;]" in page
    assert saved.get_absolute_url() in page
