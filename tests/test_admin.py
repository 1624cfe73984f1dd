"""The desk as a whole: who gets in, that every page of it opens, and what each may cost."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.admin.lists import BoundedPaginator
from articles.models import Image, ImportRun, OldAddress, Original, Post, Source, Tag
from tests.archive import post
from tests.desk import POSTS, change, made, staff, superuser

pytestmark = [pytest.mark.django_db, pytest.mark.database]

OURS = [Post, Source, Image, Tag, ImportRun]
MOST_QUERIES = 16  # sign-in takes two, a list three more
MADE_HERE = {Post, Source, Image, Tag, ImportRun}


def fill(numbers: range) -> None:
    """Make posts that have whatever a post can have, each of its own outlet."""
    for number in numbers:
        run = ImportRun.objects.create(
            rejections=[{"path": f"{number}.md", "line": 1, "reason": "no front matter"}] * 30
        )
        outlet = Source.objects.create(name=f"报{number}", hosts=["tide.example"])
        saved = made(
            outlet, f"第{number}篇",
            body=f'<p>台风</p><img src="https://tide.example/{number}.png"><p>完</p>',
            source_url=f"https://tide.example/{number}", extra={"mood": number},
        )  # fmt: skip
        saved.lead_image = saved.images.get()
        saved.save()
        saved.tags.add("天气", f"标签{number}")
        OldAddress.objects.keep(f"/old/{number}", saved)
        Original.objects.create(
            post=saved, run=run, hash=str(number), size=1, packed=post().encode()
        )


@contextmanager
def queries() -> Iterator[list[str]]:
    """Give the statements that are sent meanwhile."""
    sent: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield sent
    sent += [query["sql"] for query in captured.captured_queries]


def pages() -> list[str]:
    """Return the pages of the desk: each list, each empty form, and those of one row of each kind."""
    found = ["/admin/"]
    for model in admin.site._registry:
        home = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        found += [home, f"{home}?q=x", f"{home}?all=", f"{home}?p=1&_facets=True"]
        if model in MADE_HERE:
            found += [f"{home}add/"]
        row = model._default_manager.first()
        if row:
            found += [f"{home}{row.pk}/{page}/" for page in ("change", "history")]
            found += [f"{home}{row.pk}/delete/"] if model in {Post, Image, Tag} else []
    post = Post.objects.first()
    return [
        *found,
        f"{POSTS}{post.pk}/preview/",
        f"{POSTS}{post.pk}/history/{post.history.first().pk}/",
    ]


def test_every_page_opens_for_as_many_queries_with_one_row_as_with_thirty() -> None:
    desk = superuser()
    fill(range(1))
    paths = pages()
    assert len(paths) > 40
    counts = {}
    for path in paths:
        with queries() as sent:
            assert desk.get(path).status_code == 200, path
        assert len(sent) <= MOST_QUERIES, (path, sent)
        counts[path] = len(sent)
    fill(range(1, 30))
    for path in paths:
        with queries() as sent:
            assert desk.get(path).status_code == 200, path
        assert len(sent) <= counts[path], (path, sent)


@pytest.mark.parametrize(
    "query",
    [
        "", "p=1", "q=台风", "q=https://tide.example/1", "status__exact=published", "source=1",
        "language=zh-Hans", "edited__exact=1", "newer_original__exact=0", "o=2.-5", "all=",
        "_facets=True",
    ],
)  # fmt: skip
def test_no_list_of_posts_loads_bodies_or_looks_through_the_table(query: str) -> None:
    fill(range(2))
    desk = superuser()
    with queries() as sent:
        assert desk.get(f"{POSTS}?{query}").status_code == 200
    asked = [sql for sql in sent if "articles_post" in sql]
    assert asked
    for sql in asked:
        assert '"body"' not in sql
        assert '"extra"' not in sql
        assert "DISTINCT" not in sql
        assert "COUNT(" not in sql or "LIMIT 10000" in sql, sql


def test_the_list_of_runs_does_not_load_what_they_refused() -> None:
    fill(range(1))
    desk = superuser()
    with queries() as sent:
        desk.get("/admin/articles/importrun/")
    assert not [sql for sql in sent if "rejections" in sql]


def test_a_list_is_counted_no_further_than_anybody_turns_its_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("articles.admin.lists.MOST_COUNTED", 3)
    for number in range(5):
        Tag.objects.create(name=str(number))
    assert BoundedPaginator(Tag.objects.all(), 2).num_pages == 2
    assert BoundedPaginator(Tag.objects.filter(name="1"), 2).count == 1


def test_a_question_before_a_deletion_loads_nothing_that_hangs_on_the_rows() -> None:
    fill(range(2))
    desk = superuser()
    for row in (Post.objects.first(), Tag.objects.get(name="天气"), Image.objects.first()):
        with queries() as sent:
            page = desk.get(change(row).replace("change", "delete")).content.decode()
        assert str(row) in page
        assert not [
            sql for sql in sent if "packed" in sql or "posttag" in sql or "postimage" in sql
        ]


# Who gets in


def test_whoever_has_not_signed_in_is_asked_to(client: Client) -> None:
    fill(range(1))
    reader = Client()
    reader.force_login(User.objects.create_user("reader"))
    original = Original.objects.get()
    for path in [*pages(), f"{POSTS}originals/{original.pk}/"]:
        for visitor in (client, reader):
            answer = visitor.get(path)
            assert answer.status_code == 302, path
            assert answer["Location"].startswith("/admin/login/?next="), path
    assert 'name="password"' in client.get("/admin/login/").content.decode()


def test_whoever_may_nothing_sees_nothing() -> None:
    fill(range(1))
    nobody = staff()
    for path in pages():
        assert nobody.get(path).status_code == (200 if path == "/admin/" else 403), path
    assert "/admin/articles/" not in nobody.get("/admin/").content.decode()


@pytest.mark.parametrize("model", OURS)
def test_whoever_may_look_looks_and_changes_nothing(model: type) -> None:
    fill(range(1))
    row = model._default_manager.first()  # type: ignore[attr-defined]
    name = model.__name__.lower()
    guest = staff(f"view_{name}")
    assert guest.get(f"/admin/articles/{name}/").status_code == 200
    page = guest.get(change(row)).content.decode()
    assert 'name="_save"' not in page
    for path in (
        change(row),
        f"/admin/articles/{name}/add/",
        change(row).replace("change", "delete"),
    ):
        assert guest.post(path, {"post": "yes", "title": "x", "name": "x"}).status_code == 403, path
    before = Post.objects.get()
    guest.post(POSTS, {"action": "withdraw", "_selected_action": [before.pk], "reason": "x"})
    assert Post.objects.get().status == "published"


def test_who_may_write_and_not_delete_does_not() -> None:
    fill(range(1))
    writer = staff("view_post", "change_post", "publish_post")
    saved = Post.objects.get()
    delete = {"action": "delete_selected", "_selected_action": [saved.pk], "post": "yes"}
    writer.post(POSTS, delete)
    assert writer.post(f"{POSTS}{saved.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Post.objects.exists()
    writer.post(POSTS, {"action": "send_to_review", "_selected_action": [saved.pk]})
    assert Post.objects.get().status == "review"


def test_the_desk_leads_to_all_that_is_edited() -> None:
    page = superuser().get("/admin/").content.decode()
    for model in OURS:
        assert f'href="/admin/articles/{model.__name__.lower()}/"' in page
    assert "taggit" not in page  # its tags are not ours
