"""Bodies that older rules made are made again; nothing else of a post changes."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles import markup, search
from articles.models import Image, Original, Post, PostImage
from tests.archive import post, run, write
from tests.desk import png

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LATER = "1794708000000"


def render(**options: object) -> str:
    out = StringIO()
    call_command("render_posts", stdout=out, **({"jobs": 1} | options))
    return out.getvalue()


def grown_old(**fields: object) -> None:
    """Let the bodies be such as older rules made."""
    Post.objects.update(**({"rendered_by": 0, "body": "<p>老规则</p>"} | fields))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_stale_body_is_made_again_from_what_the_outlet_said_last(
    tmp_path: Path, jobs: int
) -> None:
    run(write(tmp_path, {"a.md": post(), "b.md": post(stamp=LATER, body="<p>船又开了</p>")}))
    grown_old()
    assert "1 posts: 1 from their originals, 0 from their bodies" in render(jobs=jobs)
    made = Post.objects.get()
    assert (made.body, made.rendered_by) == ("<p>船又开了</p>", markup.RENDERED_BY)
    assert search.find("船又开了").ids == [made.pk]
    assert not made.history.exists()


def test_a_body_of_today_is_left_alone(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post()}))
    Post.objects.update(body="<p>别动</p>")
    assert "0 posts" in render()
    assert Post.objects.get().body == "<p>别动</p>"


def test_pictures_of_the_archive_are_found_without_the_archive(tmp_path: Path) -> None:
    body = '<img src="/pictures/sea.png"><p>文</p><img src="../more.png">'
    folder = write(
        tmp_path / "archive",
        {"_posts/a.md": post(body=body), "pictures/sea.png": png(), "more.png": png("red")},
    )
    run(folder)
    made = Post.objects.get()
    before = made.body, list(PostImage.objects.values_list("image", "position"))
    assert made.body.count("/images/originals/") == 2
    assert Original.objects.get().pictures.keys() == {"/pictures/sea.png", "../more.png"}
    (folder / "more.png").unlink()
    grown_old()
    render()
    made.refresh_from_db()
    assert (made.body, list(PostImage.objects.values_list("image", "position"))) == before
    assert Image.objects.stored().count() == 2


def test_what_an_editor_changed_is_cleaned_from_itself(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post()}))
    grown_old(edited=True, body="<p>编辑的话<script>x</script></p>", title="编辑的标题")
    assert "0 from their originals, 1 from their bodies" in render()
    made = Post.objects.get()
    assert (made.title, made.body) == ("编辑的标题", "<p>编辑的话</p>")
    assert made.rendered_by == markup.RENDERED_BY
    assert not made.history.exists()


def test_status_address_and_withdrawal_stay(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post()}))
    made = Post.objects.get()
    made.status, made.withdrawal_note = Post.Status.WITHDRAWN, "来源有误"
    made.save()
    grown_old()
    render()
    after = Post.objects.get()
    assert (after.status, after.withdrawal_note) == ("withdrawn", "来源有误")
    assert after.get_absolute_url() == made.get_absolute_url()
    assert search.find("台风").ids == []
