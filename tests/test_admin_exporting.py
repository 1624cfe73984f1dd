"""Posts taken along from their list: a .zip, for whoever may see them."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client

from articles.models import Post, Source
from tests.archive import run
from tests.desk import POSTS, made, staff

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def taken(client: Client, *posts: Post, **fields: object) -> bytes:
    """Return the file that the action gives."""
    chosen = {"action": "export", "_selected_action": [post.pk for post in posts]}
    response = client.post(POSTS, chosen | fields)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"].startswith('attachment; filename="posts-20')
    return b"".join(response.streaming_content)


def test_the_posts_that_were_chosen_come_as_a_zip_that_the_import_takes(
    outlet: Source, tmp_path: Path
) -> None:
    one, two = made(outlet, "甲"), made(outlet, "乙", status="draft")
    made(outlet, "丙")
    (tmp_path / "a.zip").write_bytes(taken(staff("view_post"), one, two))
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == ["_posts/2026-11-14-甲.md", "_posts/2026-11-14-乙.md"]
    assert run(tmp_path / "a.zip").counts["changed"] == 2
    assert Post.objects.count() == 3


def test_all_posts_of_a_list_are_taken_unless_they_are_very_many(
    outlet: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = [made(outlet, f"第{number}篇") for number in range(3)]
    client = staff("view_post")
    with zipfile.ZipFile(BytesIO(taken(client, posts[0], select_across="1"))) as archive:
        assert len(archive.namelist()) == 3
    monkeypatch.setattr("articles.admin.lists.MOST_AT_ONCE", 2)
    chosen = {"action": "export", "_selected_action": [posts[0].pk], "select_across": "1"}
    assert client.post(POSTS, chosen).status_code == 302


def test_who_may_not_see_posts_takes_none(outlet: Source) -> None:
    post = made(outlet)
    chosen = {"action": "export", "_selected_action": [post.pk]}
    assert staff("view_tag").post(POSTS, chosen).status_code == 403
    assert Client().post(POSTS, chosen).status_code == 302
    unsafe = Client(enforce_csrf_checks=True)
    unsafe.cookies = staff_cookies()
    assert unsafe.post(POSTS, chosen).status_code == 403


def staff_cookies() -> object:
    from tests.desk import superuser

    return superuser().cookies
