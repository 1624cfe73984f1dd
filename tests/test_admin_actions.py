"""Posts at the desk, many at once: published, sent to review, withdrawn, deleted."""

from pathlib import Path

import pytest
from django.test import Client

from articles.models import Post, Source, Tag
from tests.archive import imported, post
from tests.desk import POSTS, act, change, made, save
from tests.finding import found

pytestmark = [pytest.mark.django_db, pytest.mark.database]


# Deletion


def test_a_deleted_post_leaves_search_and_counts(
    desk: Client, client: Client, outlet: Source
) -> None:
    saved = made(outlet)
    save(desk, change(saved), tags="天气")
    question = desk.get(f"{POSTS}{saved.pk}/delete/")
    assert "港口停航" in question.content.decode()
    desk.post(f"{POSTS}{saved.pk}/delete/", {"post": "yes"})
    assert client.get(saved.get_absolute_url()).status_code == 404
    assert found("台风", public_only=False) == []
    assert Tag.objects.get().post_count == Source.objects.get().post_count == 0


def test_many_posts_are_deleted_after_a_question_that_names_them(
    desk: Client, outlet: Source
) -> None:
    posts = [made(outlet, f"第{number}篇") for number in range(3)]
    asked = act(desk, POSTS, "delete_selected", *posts[:2])
    assert "第0篇" in asked.content.decode()
    assert Post.objects.count() == 3
    act(desk, POSTS, "delete_selected", *posts[:2], post="yes")
    assert [row.pk for row in Post.objects.all()] == found("台风") == [posts[2].pk]
    assert Source.objects.get().post_count == 1
    assert Post.history.filter(history_type="-").count() == 2


def test_what_came_from_the_archive_is_not_deleted(
    desk: Client, outlet: Source, tmp_path: Path
) -> None:
    imported(tmp_path, {"a.md": post()})
    archived = Post.objects.get()
    written = made(outlet, "本站写的")
    for path in (f"{POSTS}{archived.pk}/delete/", POSTS):
        asked = (
            act(desk, POSTS, "delete_selected", archived, written)
            if path == POSTS
            else desk.get(path)
        )
        page = asked.content.decode()
        assert archived.title in page
        assert 'type="submit" value="' not in page.partition('name="post"')[2]
        desk.post(path, {"post": "yes"})
    act(desk, POSTS, "delete_selected", archived, written, post="yes")
    assert Post.objects.count() == 2


# Actions


def test_posts_are_published_and_sent_to_review_from_the_list(desk: Client, outlet: Source) -> None:
    public = made(outlet, "公开的")
    drafts = [made(outlet, title, status="draft", published_at=None) for title in "甲乙"]
    said = act(desk, POSTS, "publish", public, *drafts)
    assert "2" in str(*said.context["messages"])
    assert Post.objects.published().count() == 3
    assert Source.objects.get().post_count == 3
    assert public.history.count() == 1  # nothing changed
    assert drafts[0].history.first().history_user.username == "mei"
    act(desk, POSTS, "send_to_review", public)
    assert list(Post.objects.filter(status="review")) == [public]


def test_the_date_that_publishing_gave_is_not_taken_back_by_an_import(
    desk: Client, tmp_path: Path
) -> None:
    undated = "---\ntitle: 无日期\n---\n"
    imported(tmp_path, {"a.md": f"{undated}文"})
    act(desk, POSTS, "publish", Post.objects.get())
    imported(tmp_path, {"a.md": f"{undated}改"})
    assert Post.objects.published().count() == 1


def test_posts_are_withdrawn_from_the_list_for_a_reason(
    desk: Client, client: Client, outlet: Source
) -> None:
    posts = [made(outlet, title) for title in "甲乙"]
    for reason in ({}, {"reason": " "}):
        asked = act(desk, POSTS, "withdraw", *posts, **reason)
        assert asked.context["asked"] == bool(reason)
        assert 'name="reason"' in asked.content.decode()
    assert Post.objects.published().count() == 2
    act(desk, POSTS, "withdraw", *posts, reason="律师函")
    assert client.get(posts[0].get_absolute_url()).status_code == 410
    assert set(Post.objects.values_list("withdrawal_note", flat=True)) == {"律师函"}
    act(desk, POSTS, "publish", *posts)
    assert Post.objects.published().count() == 2


def test_a_choice_across_pages_is_kept_by_the_question(
    desk: Client, outlet: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.admin.post.PostAdmin.list_per_page", 2)
    monkeypatch.setattr("articles.admin.post._NAMED_AT_MOST", 3)
    posts = [made(outlet, f"第{number}篇") for number in range(5)]
    asked = act(desk, POSTS, "withdraw", posts[0], select_across="1", index="0")
    assert sorted(asked.context["selected"]) == [row.pk for row in posts]
    page = asked.content.decode()
    assert ("第4篇" in page, "第0篇" in page) == (True, False)  # the newest three are named
    act(desk, POSTS, "withdraw", posts[0], select_across="1", reason="律师函")
    assert Post.objects.withdrawn().count() == 5


@pytest.mark.parametrize("action", ["publish", "withdraw", "delete_selected"])
def test_more_posts_than_can_be_meant_are_not_touched(
    desk: Client, outlet: Source, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    monkeypatch.setattr("articles.admin.lists.MOST_AT_ONCE", 2)
    posts = [made(outlet, f"第{number}篇", status="draft") for number in range(3)]
    said = act(desk, POSTS, action, posts[0], select_across="1", index="0", post="yes", reason="x")
    assert "2" in str(*said.context["messages"])
    assert Post.objects.filter(status="draft").count() == 3
    act(desk, f"{POSTS}?q=第0篇", "publish", posts[0], select_across="1", index="0")
    assert list(Post.objects.published()) == [posts[0]]
