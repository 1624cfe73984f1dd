"""Posts at the desk: an editor writes, changes, publishes, withdraws and restores them."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Post, Source, Tag
from tests.archive import imported, post, run
from tests.desk import NOON, POSTS, act, change, made, save, shown_form
from tests.finding import found

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def states() -> list[dict[str, object]]:
    """Return all that is known of all posts."""
    return [
        row
        | {
            "tags": sorted(Tag.objects.filter(post_tags__content_object=row["id"]).values_list()),
            "pictures": list(Post(pk=row["id"]).post_images.values_list("image", "position")),
            "revisions": Post.history.filter(id=row["id"]).count(),
        }
        for row in Post.objects.order_by("pk").values()
    ]


# Writing and publishing


def test_an_editor_writes_a_draft_that_nobody_sees_and_publishes_it(
    desk: Client, client: Client, outlet: Source
) -> None:
    written = {
        "title": "渔港的早晨",
        "source": outlet.pk,
        "body": "<p>天没亮，船就回来了。</p><script>alert(1)</script>",
        "tags": "渔港, 天气",
        "byline": "林小满",
    }
    assert save(desk, f"{POSTS}add/", **written) == ""
    draft = Post.objects.get()
    assert (draft.status, draft.slug, draft.day) == ("draft", "渔港的早晨", None)
    assert draft.body == "<p>天没亮，船就回来了。</p>"
    assert sorted(draft.tags.names()) == ["天气", "渔港"]
    assert found("船就回来") == []
    assert Tag.objects.filter(post_count__gt=0).count() == 0

    before = timezone.now().replace(microsecond=0)
    assert save(desk, change(draft), status="published") == ""
    draft.refresh_from_db()
    assert draft.published_at is not None
    assert before <= draft.published_at <= timezone.now()
    page = client.get(draft.get_absolute_url())
    assert "船就回来了" in page.content.decode()
    assert found("船就回来") == [draft.pk]
    assert dict(Tag.objects.values_list("name", "post_count")) == {"天气": 1, "渔港": 1}
    outlet.refresh_from_db()
    assert outlet.post_count == 1


def test_a_date_that_was_given_is_the_date_that_is_published(desk: Client, outlet: Source) -> None:
    saved = made(outlet, status="draft", published_at=None)
    moment = {"published_at_0": "2026-11-14", "published_at_1": "01:58:29"}
    assert save(desk, change(saved), status="published", **moment) == ""
    saved.refresh_from_db()
    assert saved.published_at == dt.datetime(2026, 11, 14, 1, 58, 29, tzinfo=dt.UTC)


def test_a_date_that_is_none_is_refused_and_not_replaced(desk: Client, outlet: Source) -> None:
    saved = made(outlet, status="draft", published_at=None)
    assert save(desk, change(saved), status="published", published_at_0="2026-02-30")
    saved.refresh_from_db()
    assert saved.status == "draft"


def test_a_post_is_sent_to_review(desk: Client, outlet: Source) -> None:
    saved = made(outlet, status="draft")
    save(desk, change(saved), status="review")
    assert list(Post.objects.filter(status="review")) == [saved]


def test_a_post_is_withdrawn_with_a_reason_and_comes_back(
    desk: Client, client: Client, outlet: Source
) -> None:
    saved = made(outlet)
    assert save(desk, change(saved), status="withdrawn", withdrawal_note=" \n") != ""
    assert client.get(saved.get_absolute_url()).status_code == 200
    assert save(desk, change(saved), status="withdrawn", withdrawal_note="来源有误") == ""
    gone = client.get(saved.get_absolute_url())
    assert gone.status_code == 410
    assert "来源有误" in gone.content.decode()
    assert found("台风") == []

    assert save(desk, change(saved), status="published") == ""
    assert client.get(saved.get_absolute_url()).status_code == 200
    assert found("台风") == [saved.pk]
    saved.refresh_from_db()
    assert (saved.withdrawal_note, saved.published_at) == ("来源有误", NOON)


def test_a_second_post_of_one_original_address_is_refused(desk: Client, outlet: Source) -> None:
    made(outlet, "原来的", source_url="https://tide.example/a")
    same = {"source_url": "http://www.tide.example/a/?utm_source=x", "title": "又一篇"}
    said = save(desk, f"{POSTS}add/", source=outlet.pk, **same)
    assert "原来的" in said
    assert Post.objects.count() == 1


@pytest.mark.parametrize("address", ["tide.example/a", "javascript:alert(1)", "/a"])
def test_an_original_address_that_leads_nowhere_is_refused(
    desk: Client, outlet: Source, address: str
) -> None:
    saved = made(outlet)
    assert "https://" in save(desk, change(saved), source_url=address)


def test_an_address_that_changes_leads_on(desk: Client, client: Client, outlet: Source) -> None:
    saved = made(outlet)
    before = saved.get_absolute_url()
    save(desk, change(saved), slug="渡轮停航")
    saved.refresh_from_db()
    moved = client.get(before)
    assert (moved.status_code, moved["Location"]) == (301, saved.get_absolute_url())
    assert "港口停航" in desk.get(change(saved)).content.decode()


# What opening and saving must not change


def test_no_sample_changes_by_being_opened_and_saved(desk: Client) -> None:
    run(SAMPLES)
    before = states()
    assert len(before) > 40
    posts = [f"{POSTS}{row['id']}/change/" for row in before]
    for path in posts:
        assert save(desk, path) == ""
    for language in ("zh-hant", "en"):  # each writes dates in a way of its own
        desk.cookies["django_language"] = language
        assert save(desk, posts[0]) == ""
    assert states() == before


def test_what_a_browser_cannot_send_back_is_no_change(desk: Client, outlet: Source) -> None:
    saved = made(outlet, tags=["天气"])
    kept = {
        "body": "<p>一</p>\n\n<pre>二\n 三</pre>\n",
        "summary": " 两行\r\n摘要 ",
        "title": "标题\u00a0",
        "published_at": NOON + dt.timedelta(seconds=7, microseconds=677_123),
        "source_url": "  https://tide.example/a ",
    }
    Post.objects.filter(pk=saved.pk).update(**kept)
    before = states()
    assert save(desk, change(saved)) == ""
    assert states() == before
    assert save(desk, change(saved), byline="林小满", status="review") == ""
    saved.refresh_from_db()
    assert saved.summary == kept["summary"]
    assert saved.published_at == kept["published_at"]
    assert saved.source_url == kept["source_url"]
    assert saved.edited


@pytest.mark.parametrize(
    ("field", "value", "edited"),
    [
        ("title", "新标题", True),
        ("body", "<p>改</p>", True),
        ("published_at_1", "12:00:01", True),
        ("status", "review", False),
        ("allow_comments", "on", True),
        ("tags", "渔港", True),
        ("slug", "x", False),
    ],
)
def test_a_post_counts_as_edited_where_a_newer_original_would_undo_it(
    desk: Client, outlet: Source, field: str, value: str, edited: bool
) -> None:
    saved = made(outlet)
    save(desk, change(saved), **{field: value})
    saved.refresh_from_db()
    assert saved.edited is edited


def test_the_text_of_a_newer_original_is_settled_by_an_edit(desk: Client, outlet: Source) -> None:
    saved = made(outlet)
    Post.objects.update(edited=True, newer_original=True)
    save(desk, change(saved), allow_comments="on")
    assert Post.objects.get().newer_original
    save(desk, change(saved), title="核对过的标题")
    assert not Post.objects.get().newer_original
    assert Post.objects.get().edited


# Tags


@pytest.mark.parametrize(
    "typed", ["天气，渡轮、渔港", "天气;渡轮；渔港", " 天气 , , 渡轮,渔港,天气 "]
)
def test_tags_are_parted_by_the_commas_of_any_keyboard(
    desk: Client, outlet: Source, typed: str
) -> None:
    saved = made(outlet)
    assert save(desk, change(saved), tags=typed) == ""
    assert sorted(saved.tags.names()) == ["天气", "渔港", "渡轮"]
    assert set(Tag.objects.values_list("post_count", flat=True)) == {1}


def test_a_tag_that_exists_in_another_spelling_is_that_tag(desk: Client, outlet: Source) -> None:
    Tag.objects.create(name="ＣＮＡ News")
    saved = made(outlet)
    save(desk, change(saved), tags="cna  news, 天气")
    assert sorted(saved.tags.names()) == ["天气", "ＣＮＡ News"]
    assert Tag.objects.count() == 2


def test_a_tag_that_is_taken_away_is_counted_anew(desk: Client, outlet: Source) -> None:
    saved, other = made(outlet), made(outlet, "另一篇")
    for row in (saved, other):
        save(desk, change(row), tags="天气, 渡轮")
    assert save(desk, change(saved), tags="渔港") == ""
    counts = dict(Tag.objects.values_list("name", "post_count"))
    assert counts == {"天气": 1, "渡轮": 1, "渔港": 1}


def test_a_name_with_a_comma_in_it_stays_one_tag(desk: Client, outlet: Source) -> None:
    saved = made(outlet)
    saved.tags.add("风、雨")
    assert shown_form(desk, change(saved))["tags"] == '"风、雨"'
    save(desk, change(saved), tags='"风、雨"，雪')
    assert sorted(saved.tags.names()) == ["雪", "风、雨"]


@pytest.mark.parametrize("name", ["长" * 101, "ﷺ" * 20])  # the second is long where it is compared
def test_a_name_that_is_too_long_for_a_tag_is_refused(
    desk: Client, outlet: Source, name: str
) -> None:
    saved = made(outlet)
    assert "100" in save(desk, change(saved), tags=f"天气, {name}")
    assert not Tag.objects.exists()


def test_tags_stay_as_they_were_typed_where_the_form_is_refused(
    desk: Client, outlet: Source
) -> None:
    saved = made(outlet)
    path = change(saved)
    typed = shown_form(desk, path) | {"title": "", "tags": "天气，雪"}
    assert 'value="天气，雪"' in desk.post(path, typed).content.decode()


# History


def test_the_state_that_was_imported_is_the_first_revision(desk: Client, tmp_path: Path) -> None:
    imported(tmp_path, {"a.md": post()})
    saved = Post.objects.get()
    save(desk, change(saved), title="改过的标题")
    save(desk, change(saved), title="又改过的标题")
    newest, second, first = saved.history.all()
    assert [row.title for row in (first, second, newest)] == [
        "港口夜间停航", "改过的标题", "又改过的标题",
    ]  # fmt: skip
    assert first.history_user is None
    assert first.history_date == saved.updated_at
    assert newest.history_user.username == "mei"


def test_an_action_keeps_the_state_that_was_imported_too(desk: Client, tmp_path: Path) -> None:
    imported(tmp_path, {"a.md": post()})
    saved = Post.objects.get()
    act(desk, POSTS, "send_to_review", saved)
    assert [row.status for row in saved.history.all()] == ["review", "published"]


def test_an_old_revision_is_restored(desk: Client, client: Client, tmp_path: Path) -> None:
    imported(tmp_path, {"a.md": post()})
    saved = Post.objects.get()
    save(desk, change(saved), body="<p>改坏了</p>", tags="错")
    first = saved.history.last()
    page = f"{POSTS}{saved.pk}/history/"
    assert f"{first.history_id}" in desk.get(page).content.decode()
    assert save(desk, f"{page}{first.history_id}/", tags="天气") == ""
    saved.refresh_from_db()
    assert saved.body == "<p>台风将在星期五抵达。</p>"
    assert saved.published_at == first.published_at
    assert saved.edited, "an editor chose this text: no import may change it"
    assert found("台风") == [saved.pk]
    assert found("改坏") == []
    assert dict(Tag.objects.values_list("name", "post_count"))["错"] == 0
    assert saved.history.count() == 3
    assert "台风" in client.get(saved.get_absolute_url()).content.decode()


def test_a_post_that_was_deleted_is_restored_from_its_history(
    desk: Client, client: Client, outlet: Source
) -> None:
    saved = made(outlet)
    revision = saved.history.get()
    desk.post(f"{POSTS}{saved.pk}/delete/", {"post": "yes"})
    assert save(desk, f"{POSTS}{saved.pk}/history/{revision.history_id}/") == ""
    assert client.get(saved.get_absolute_url()).status_code == 200
    assert found("台风") == [saved.pk]
