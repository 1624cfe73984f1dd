"""Writing at the desk: nobody's words are lost, and what to look at before a post is published is said."""

import datetime as dt
import json
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from articles.admin.roles import EDITOR
from articles.models import Image, OpenForm, Post, Source
from tests.desk import NOON, POSTS, change, client_of, in_role, made, png, save, shown_form, staff

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ENGLISH = {"accept-language": "en"}
NEW = 0


@pytest.fixture
def colleague() -> Client:
    """Another editor's browser."""
    return client_of(in_role(EDITOR, "lin"))


def beside(post: Post | None, what: str) -> str:
    return f"{POSTS}{post.pk if post else NEW}/{what}/"


def said(client: Client, post: Post | None, **typed: object) -> str:
    """Type in the form of a post, wait, and return what is said beside it."""
    sent = shown_form(client, change(post) if post else f"{POSTS}add/") | typed
    response = client.post(beside(post, "notes"), sent, headers=ENGLISH)
    assert response.status_code == 200
    return " ".join((LexborHTMLParser(response.content.decode()).text() or "").split())


# No update is lost


def test_the_second_save_is_refused_and_shows_what_differs(
    desk: Client, colleague: Client, outlet: Source
) -> None:
    post = made(outlet, body="<p>台风将至。</p>\n<p>港口停航。</p>")
    mine = shown_form(desk, change(post))
    assert save(colleague, change(post), body="<p>台风将至。</p>\n<p>港口已经停航。</p>") == ""

    typed = mine | {"body": "<p>台风已至。</p>\n<p>港口停航。</p>", "summary": "我的摘要"}
    refused = desk.post(change(post), typed, headers=ENGLISH)
    assert refused.status_code == 200
    assert "港口已经停航" in Post.objects.get().body
    page = LexborHTMLParser(refused.content.decode())
    shown = page.css_first("[aria-labelledby=conflict]")
    assert shown is not None
    assert "lin" in shown.text()
    assert "Summary" in shown.text().title()
    assert [node.text().split(": ")[-1] for node in shown.css(".difference del")] == ["将", "已经"]
    assert [node.text().split(": ")[-1] for node in shown.css(".difference ins")] == ["已"]
    kept = page.css_first("textarea[name=body]")
    assert kept is not None
    assert "台风已至" in kept.text()

    # Who has seen it may save: the form knows the newer state now.
    again = page.css_first("input[name=version]")
    assert again is not None
    answer = desk.post(change(post), typed | {"version": again.attributes["value"]})
    assert answer.status_code == 302
    assert Post.objects.get().summary == "我的摘要"


def test_a_save_over_the_same_words_is_no_conflict(
    desk: Client, colleague: Client, outlet: Source
) -> None:
    post = made(outlet)
    mine = shown_form(desk, change(post))
    assert save(colleague, change(post), summary="同样的") == ""
    assert desk.post(change(post), mine | {"summary": "同样的"}).status_code == 302


def test_who_else_has_a_post_open_is_said_until_they_leave(
    desk: Client, colleague: Client, outlet: Source
) -> None:
    post = made(outlet)
    assert "Also open" not in said(colleague, post)
    assert "Also open at: lin" in said(desk, post)
    assert "Also open at: lin" in desk.get(change(post), headers=ENGLISH).content.decode()
    OpenForm.objects.update(seen_at=timezone.now() - dt.timedelta(minutes=2))
    assert "Also open" not in said(desk, post)


def test_that_a_post_was_saved_meanwhile_is_said_before_one_saves(
    desk: Client, colleague: Client, outlet: Source
) -> None:
    post = made(outlet)
    mine = shown_form(desk, change(post))
    save(colleague, change(post), title="同事的标题")
    response = desk.post(beside(post, "notes"), mine | {"body": "<p>我的。</p>"}, headers=ENGLISH)
    assert "saved by somebody else" in response.content.decode()


# Nothing typed is lost


def test_what_was_typed_and_not_saved_is_offered_again(desk: Client, outlet: Source) -> None:
    post = made(outlet)
    said(desk, post, body="<p>写到一半</p>", title="新标题", tags="渔港, 天气")
    assert Post.objects.get().title == "港口停航"

    assert "?unsaved=1" in desk.get(change(post)).content.decode()
    taken = shown_form(desk, f"{change(post)}?unsaved=1")
    assert (taken["body"], taken["title"], taken["tags"]) == (
        "<p>写到一半</p>",
        "新标题",
        "渔港, 天气",
    )
    assert desk.post(change(post), taken).status_code == 302
    assert Post.objects.get().title == "新标题"
    assert not OpenForm.objects.exists()
    assert "?unsaved=1" not in desk.get(change(post)).content.decode()


def test_what_was_typed_over_an_older_state_is_still_a_conflict(
    desk: Client, colleague: Client, outlet: Source
) -> None:
    post = made(outlet)
    said(desk, post, body="<p>写到一半</p>")
    save(colleague, change(post), body="<p>同事写的</p>")
    taken = shown_form(desk, f"{change(post)}?unsaved=1")
    assert desk.post(change(post), taken).status_code == 200
    assert Post.objects.get().body == "<p>同事写的</p>"


def test_a_new_post_that_was_not_saved_is_offered_again_to_who_wrote_it(
    desk: Client, colleague: Client
) -> None:
    said(desk, None, title="没写完", body="<p>写到一半</p>")
    taken = shown_form(desk, f"{POSTS}add/?unsaved=1")
    assert (taken["title"], taken["body"]) == ("没写完", "<p>写到一半</p>")
    assert "?unsaved=1" not in colleague.get(f"{POSTS}add/").content.decode()


def test_a_form_that_was_only_opened_leaves_nothing_to_take_up(
    desk: Client, outlet: Source
) -> None:
    post = made(outlet)
    said(desk, post)
    assert "?unsaved=1" not in desk.get(change(post)).content.decode()


def test_older_words_stay_until_it_is_decided_what_becomes_of_them(
    desk: Client, outlet: Source
) -> None:
    post = made(outlet)
    said(desk, post, body="<p>先写的</p>")
    said(desk, post, body="<p>后写的</p>")  # the form offers the older ones, undecided
    assert shown_form(desk, f"{change(post)}?unsaved=1")["body"] == "<p>先写的</p>"
    desk.post(beside(post, "forget"))
    assert not OpenForm.objects.exists()


# What to look at


def test_what_to_look_at_before_publishing_is_said_and_stands_in_no_ones_way(
    desk: Client, outlet: Source
) -> None:
    hidden = made(outlet, "草稿", status="draft")
    public = made(outlet, "公开的")
    body = (
        f'<p><a href="{hidden.get_absolute_url()}">一</a> <a href="{public.get_absolute_url()}">二</a> '
        '<a href="/no/such/page/">三</a> <a href="/tags/">四</a></p>'
        '<figure><img src="https://tide.example/a.jpg"></figure>'
        '<figure><img src="https://tide.example/b.jpg" alt="船"></figure>'
    )
    post = made(outlet, "要发的", body=body, status="draft")
    remarks = said(desk, post, summary="")
    assert "1 picture has no alternative text" in remarks
    assert "There is no summary" in remarks
    assert remarks.count("A link leads nowhere") == 2
    assert "/no/such/page/" in remarks
    assert save(desk, change(post), status="published") == ""


def test_a_post_that_is_there_already_is_named(desk: Client, outlet: Source) -> None:
    made(outlet, "港口夜间停航", source_url="https://tide.example/a")
    assert "Another post has this title" in said(desk, None, title="港口夜间停航")
    assert "Another post" not in said(desk, None, title="港口夜间停航了")
    named = said(desk, None, source_url="http://www.tide.example/a/?utm_source=x")
    assert "Another post has this original address: 港口夜间停航" in named


def test_a_writer_hears_of_posts_that_are_there_where_they_may_see_them(outlet: Source) -> None:
    public = made(outlet, "公开的", source_url="https://tide.example/a")
    made(outlet, "别人的草稿", source_url="https://tide.example/b", status="draft")
    writer = staff("add_post", "change_post")
    page = said(writer, None, source_url="https://tide.example/b")
    assert "Another post" not in page
    sent = shown_form(writer, f"{POSTS}add/") | {"source_url": "https://tide.example/a"}
    page = writer.post(beside(None, "notes"), sent).content.decode()
    assert unquote(public.get_absolute_url()) in unquote(page)


def test_the_preview_shows_what_is_typed_as_a_reader_will_see_it(
    desk: Client, client: Client, outlet: Source
) -> None:
    post = made(outlet)
    typed = shown_form(desk, change(post)) | {
        "title": "预览的标题",
        "body": "<p>预览的字</p><script>alert(1)</script>",
    }
    page = desk.post(beside(post, "live"), typed).content.decode()
    assert "<h1>预览的标题</h1>" in page
    assert "<p>预览的字</p>" in page
    assert "alert(1)" not in page
    assert Post.objects.get().title == "港口停航"
    new = shown_form(desk, f"{POSTS}add/") | {"title": "还没有的", "body": "<p>新的</p>"}
    assert "<h1>还没有的</h1>" in desk.post(beside(None, "live"), new).content.decode()
    assert Post.objects.count() == 1


# Pictures


def chosen(client: Client, **sent: object) -> str:
    """Send the dialog of the pictures and return the figure that it gives, or nothing."""
    response = client.post(f"{POSTS}pictures/", sent)
    assert response.status_code == 200
    node = LexborHTMLParser(response.content.decode()).css_first("[data-chosen]")
    return node.inner_html or "" if node else ""


def test_a_picture_is_put_in_only_with_words_for_who_does_not_see_it(desk: Client) -> None:
    file = SimpleUploadedFile("a.png", png(), "image/png")
    assert chosen(desk, file=file) == ""
    assert not Image.objects.exists()
    file.seek(0)
    figure = chosen(desk, file=file, alt='船 "一"', caption="夜里", credit="林小满")
    image = Image.objects.get()
    assert image.url == f"/images/{image.file.name}"
    assert 'alt="船 &quot;一&quot;" width="40" height="30"' in figure
    assert "<figcaption>夜里 <small>林小满</small></figcaption>" in figure
    file.seek(0)
    assert chosen(desk, file=file, alt="又一次") != ""
    assert Image.objects.count() == 1


def test_a_picture_of_the_library_is_put_in_with_its_words(desk: Client, outlet: Source) -> None:
    made(outlet, body='<figure><img src="https://tide.example/a.jpg" alt="码头"></figure>')
    image = Image.objects.get()
    assert "码头" in desk.get(f"{POSTS}pictures/?q=码头").content.decode()
    assert f'value="{image.pk}"' not in desk.get(f"{POSTS}pictures/?q=没有").content.decode()
    assert chosen(desk, image=image.pk) == ""
    assert 'src="https://tide.example/a.jpg" alt="码头"' in chosen(desk, image=image.pk, alt="码头")


def test_a_file_that_is_no_picture_is_refused(desk: Client) -> None:
    assert chosen(desk, file=SimpleUploadedFile("a.png", b"<svg>", "image/png"), alt="船") == ""
    assert not Image.objects.exists()


def test_the_form_says_where_pictures_are_that_are_kept_here(desk: Client, outlet: Source) -> None:
    post = made(outlet, body='<figure><img src="https://tide.example/a.jpg" alt="码头"></figure>')
    Image.objects.update(file="originals/a.png", width=40, height=30)
    live = LexborHTMLParser(desk.get(change(post)).content.decode()).css_first("#desk-live")
    assert live is not None
    stored = json.loads(live.attributes["data-stored"] or "")
    assert list(stored) == ["https://tide.example/a.jpg"]
    assert stored["https://tide.example/a.jpg"].startswith("/images/")


def test_the_form_asks_the_database_little(
    desk: Client, outlet: Source, django_assert_max_num_queries: object
) -> None:
    linked = made(outlet, "别处")
    body = f'<p><a href="{linked.get_absolute_url()}">一</a> <a href="/gone/">二</a></p>'
    post = made(outlet, body=body)
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        desk.get(change(post))


# Who may


@pytest.mark.parametrize("what", ["notes", "live", "forget"])
def test_what_is_beside_a_form_is_for_who_may_change_the_post(outlet: Source, what: str) -> None:
    post = made(outlet, published_at=NOON)
    reader = staff("view_post")
    assert reader.post(beside(post, what)).status_code == 403
    assert reader.post(f"{POSTS}clean/", {"body": "x"}).status_code == 403
    assert reader.get(f"{POSTS}pictures/").status_code == 403
    assert reader.get(change(post)).status_code == 200
    assert not OpenForm.objects.exists()


def test_a_body_is_cleaned_as_saving_would(desk: Client) -> None:
    body = "<h1>新</h1>\r\n<p onclick='x()'>加的</p><script>alert(1)</script>"
    answer = desk.post(f"{POSTS}clean/", {"body": body})
    assert answer.content.decode() == "<h2>新</h2>\n<p>加的</p>"
    assert answer["Content-Type"].startswith("text/plain")
