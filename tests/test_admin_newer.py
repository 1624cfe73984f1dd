"""A post that an editor changed and then the outlet: three states side by side, and the decision."""

import zlib
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.models import OldAddress, Original, Post, Tag
from tests.archive import imported, post, run
from tests.desk import POSTS, change, save, staff
from tests.finding import found

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ENGLISH = {"accept-language": "en"}
LATER = "1794700000000"
NEWER = {"title": "港口夜间复航", "body": "<p>台风已经过去。</p>", "author": "周远"}


@pytest.fixture
def asking(desk: Client, tmp_path: Path) -> Post:
    """A post that an editor changed, and its outlet after that."""
    imported(tmp_path / "first", {"a.md": post()})
    save(desk, change(Post.objects.get()), body="<p>台风将在星期五夜里抵达。</p>", tags="编辑选")
    imported(tmp_path / "second", {"b.md": post(stamp=LATER, tags="海运", **NEWER)})
    saved = Post.objects.get()
    assert (saved.edited, saved.newer_original) == (True, True)
    return saved


def newer(post: Post) -> str:
    return f"{POSTS}{post.pk}/newer/"


def page_of(client: Client, path: str) -> LexborHTMLParser:
    response = client.get(path, headers=ENGLISH)
    assert response.status_code == 200, path
    return LexborHTMLParser(response.content.decode())


def decide(client: Client, post: Post, choice: str, **fields: object) -> str:
    """Press a button of the page and then the one that asks; return what the desk says in the end."""
    shown = page_of(client, newer(post)).css_first("input[name=newest]")
    assert shown is not None
    sent = {"choice": choice, "newest": shown.attributes["value"]}
    asked = client.post(newer(post), sent | fields)
    assert asked.status_code == 200
    assert 'name="sure"' in asked.content.decode()
    return client.post(
        newer(post), sent | {"sure": ""}, follow=True, headers=ENGLISH
    ).content.decode()


def words(column: LexborNode, selector: str) -> list[str]:
    return [node.text().split(": ")[-1] for node in column.css(selector)]


def test_the_form_of_such_a_post_leads_to_the_page(desk: Client, asking: Post) -> None:
    assert page_of(desk, change(asking)).css(f'.newer-notice a[href="{newer(asking)}"]')
    Post.objects.update(newer_original=False)
    assert not page_of(desk, change(asking)).css(".newer-notice")


def test_three_states_stand_side_by_side_with_what_differs_from_the_earlier(
    desk: Client, asking: Post
) -> None:
    earlier, ours, theirs = page_of(desk, newer(asking)).css(".newer section")
    assert words(earlier, "ins, del") == []
    assert "台风将在星期五抵达。" in earlier.text()
    assert (words(ours, "del"), words(ours, "ins")) == ([], ["夜里"])
    assert "周远" in words(theirs, "ins")
    assert theirs.css_first("h3 ins").text() == "added: 复"  # type: ignore[union-attr]
    assert [bool(column.css_first(".newer-original")) for column in (earlier, ours, theirs)] == [
        True, False, True,
    ]  # fmt: skip


def test_the_earlier_state_is_what_the_editor_had_in_hand(
    desk: Client, asking: Post, tmp_path: Path
) -> None:
    third = post(stamp="1794800000000", body="<p>又一次。</p>")
    imported(tmp_path / "third", {"c.md": third})
    earlier, _, theirs = page_of(desk, newer(asking)).css(".newer section")
    assert "星期五抵达" in earlier.text()
    assert "又一次" in theirs.text()


def test_a_post_of_the_desk_that_an_outlet_publishes_later_has_no_earlier_state(
    desk: Client, asking: Post
) -> None:
    newest = Original.objects.order_by("-crawled_at")[0]
    Original.objects.exclude(pk=newest.pk).delete()
    earlier, ours, theirs = page_of(desk, newer(asking)).css(".newer section")
    assert "There is none" in earlier.text()
    assert words(ours, "ins, del") == []
    assert words(theirs, "ins, del") != []


def test_ours_is_kept_and_a_still_newer_state_asks_again(
    desk: Client, asking: Post, tmp_path: Path
) -> None:
    before = Post.objects.values().get()
    assert "kept as edited here" in decide(desk, asking, "keep")
    assert Post.objects.values().get() == before | {"newer_original": False}
    assert asking.history.first().history_change_reason.startswith("kept as edited")  # type: ignore[union-attr]
    assert LogEntry.objects.filter(object_id=str(asking.pk)).exists()
    imported(tmp_path / "third", {"c.md": post(stamp="1794800000000", body="<p>又一次。</p>")})
    asking.refresh_from_db()
    assert (asking.newer_original, asking.body) == (True, before["body"])


def test_the_outlets_is_taken_as_the_import_would_and_can_be_undone(
    desk: Client, client: Client, asking: Post, tmp_path: Path
) -> None:
    Post.objects.update(status="published")
    edited = Post.objects.get()
    assert "newer version was taken" in decide(desk, asking, "take")
    taken = Post.objects.get()
    assert (taken.title, taken.body, taken.byline) == (
        "港口夜间复航", "<p>台风已经过去。</p>", "周远",
    )  # fmt: skip
    assert (taken.edited, taken.newer_original, taken.slug) == (False, False, edited.slug)
    assert list(taken.tags.names()) == ["海运"]
    assert dict(Tag.objects.values_list("name", "post_count"))["编辑选"] == 0
    assert found("已经过去") == [taken.pk]
    assert "台风已经过去" in client.get(taken.get_absolute_url()).content.decode()
    last, before = asking.history.all()[:2]
    assert last.history_change_reason == "the outlet's newer version was taken"
    assert (last.body, before.body) == (taken.body, edited.body)
    assert last.history_user.username == "mei"

    assert save(desk, f"{POSTS}{taken.pk}/history/{before.pk}/") == ""
    undone = Post.objects.get()
    assert (undone.body, undone.edited) == (edited.body, True)


def test_after_taking_the_outlet_is_followed_again(
    desk: Client, asking: Post, tmp_path: Path
) -> None:
    decide(desk, asking, "take")
    imported(tmp_path / "third", {"c.md": post(stamp="1794800000000", body="<p>又一次。</p>")})
    assert Post.objects.get().body == "<p>又一次。</p>"


def test_a_withdrawn_post_stays_withdrawn_whatever_is_taken(desk: Client, asking: Post) -> None:
    Post.objects.update(status="withdrawn", withdrawal_note="来源有误")
    decide(desk, asking, "take")
    taken = Post.objects.get()
    assert (taken.status, taken.body) == ("withdrawn", "<p>台风已经过去。</p>")


def test_a_date_that_the_outlet_changed_moves_the_address(
    desk: Client, client: Client, asking: Post, tmp_path: Path
) -> None:
    Post.objects.update(newer_original=True)
    imported(tmp_path / "third", {"c.md": post(stamp="1794800000000", date="2026-11-15T08:00:00Z")})
    decide(desk, asking, "take")
    taken = Post.objects.get()
    assert str(taken.day) == "2026-11-15"
    assert OldAddress.objects.filter(post=taken).exists()
    assert client.get(asking.get_absolute_url())["Location"] == taken.get_absolute_url()


def test_a_decision_about_a_state_that_is_not_the_newest_any_more_is_none(
    desk: Client, asking: Post, tmp_path: Path
) -> None:
    newest = Original.objects.order_by("-crawled_at")[0]
    imported(tmp_path / "third", {"c.md": post(stamp="1794800000000", body="<p>又一次。</p>")})
    before = Post.objects.values().get()
    sent = {"choice": "take", "newest": newest.pk, "sure": ""}
    response = desk.post(newer(asking), sent, headers=ENGLISH)
    assert "once more" in response.content.decode()
    assert Post.objects.values().get() == before


def test_an_outlets_words_that_cannot_be_read_any_more_change_nothing(
    desk: Client, asking: Post
) -> None:
    newest = Original.objects.order_by("-crawled_at")[0]
    Original.objects.filter(pk=newest.pk).update(packed=zlib.compress(b"nothing"))
    before = Post.objects.values().get()
    revisions = asking.history.count()
    assert "There is none" in page_of(desk, newer(asking)).css(".newer section")[2].text()
    assert "cannot be read" in decide(desk, asking, "take")
    assert Post.objects.values().get() == before
    assert asking.history.count() == revisions


def test_where_there_is_nothing_to_decide_nothing_is_done(desk: Client, asking: Post) -> None:
    Post.objects.update(newer_original=False)
    newest = Original.objects.order_by("-crawled_at")[0]
    before = Post.objects.values().get()
    for method in (desk.get, desk.post):
        response = method(newer(asking), {"choice": "take", "newest": newest.pk, "sure": ""})
        assert response["Location"] == change(asking)
    assert Post.objects.values().get() == before
    assert desk.get(f"{POSTS}999999/newer/").status_code == 404


@pytest.mark.parametrize("permissions", [(), ("view_post",)])
def test_only_who_may_change_posts_decides(asking: Post, permissions: tuple[str, ...]) -> None:
    client = staff(*permissions)
    for method in (client.get, client.post):
        assert method(newer(asking), {"choice": "keep"}).status_code == 403
    if permissions:
        assert not page_of(client, change(asking)).css(".newer-notice")
    assert Client().get(newer(asking)).status_code == 302


def test_a_button_that_was_not_on_the_page_does_nothing(asking: Post) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(asking.history.first().history_user)  # type: ignore[union-attr]
    assert client.post(newer(asking), {"choice": "take", "sure": ""}).status_code == 403


def test_what_anybody_wrote_is_text(desk: Client, asking: Post, tmp_path: Path) -> None:
    nasty = "&lt;script&gt;alert(1)&lt;/script&gt;"
    run(imported_folder(tmp_path / "x", nasty))
    main = page_of(desk, newer(asking)).css_first(".newer")
    assert main is not None
    assert main.css("script") == []
    assert "<script>alert(1)</script>" in main.text()


def imported_folder(folder: Path, words: str) -> Path:
    folder.mkdir()
    text = post(stamp="1794900000000", author=f"'{words}'", body=f"<p>{words}</p>")
    (folder / "n.md").write_text(text, "utf-8")
    return folder
