"""Bodies that older rules made are made again; nothing else of a post changes."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles import markup
from articles.models import Image, Original, Post, PostImage, PostTag, Source
from tests.archive import post, run, write
from tests.desk import made as made_at_desk
from tests.desk import png
from tests.finding import found

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
    assert found("船又开了") == [made.pk]
    assert not made.history.exists()


def test_a_body_of_today_is_left_alone(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post()}))
    Post.objects.update(body="<p>别动</p>")
    assert "0 posts" in render()
    assert Post.objects.get().body == "<p>别动</p>"


PICTURES = (
    '<p>台风来了</p><img src="https://tide.example/a.jpg"><img src="https://tide.example/b.jpg">'
)


def test_a_post_that_comes_out_as_it_was_is_left_alone(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post(body=PICTURES)}))
    Post.objects.update(rendered_by=0)
    before = rows()
    assert "1 posts: 1 from their originals" in render()
    assert rows() == before
    assert not Post.objects.stale(markup.RENDERED_BY).exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: Post.objects.update(title="旧"),
        lambda: Post.objects.update(extra={"old": "1"}),
        lambda: Post.objects.update(lead_image=None),
        lambda: PostTag.objects.filter(tag__name="天气").delete(),
        lambda: PostTag.objects.update(listed_at=None),
        lambda: PostImage.objects.filter(position=1).delete(),
    ],
)
def test_whatever_of_a_post_is_another_is_made_again(
    tmp_path: Path, spoil: Callable[[], object]
) -> None:
    run(write(tmp_path, {"a.md": post(body=PICTURES)}))
    before = shown()
    Post.objects.update(rendered_by=0)
    spoil()
    assert shown() != before
    render()
    assert shown() == before
    assert found("台风") == [Post.objects.get().pk]


def shown() -> list[list[tuple[object, ...]]]:
    """Return all that a render can make of the posts."""
    return [
        list(Post.objects.values_list("title", "body", "extra", "lead_image", "published_at")),
        sorted(PostTag.objects.values_list("tag__name", "listed_at")),
        list(PostImage.objects.order_by("position").values_list("image", "position")),
    ]


def rows() -> list[list[tuple[object, ...]]]:
    """Return what would show that a row was written again."""
    return [
        list(Post.objects.values_list("updated_at")),
        sorted(PostTag.objects.values_list("pk")),
        sorted(PostImage.objects.values_list("pk")),
    ]


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
    assert found("台风") == []


BANNER = '<p>船停了。</p><div class="banner">广告</div>'


def with_rules(source: Source, text: str) -> None:
    source.remove = text
    source.save()


def test_new_rules_of_an_outlet_make_its_stale_posts_again_and_no_others(tmp_path: Path) -> None:
    other = post(body=BANNER, source="别的", address="https://tide.example/b")
    edited = post(body=BANNER, address="https://tide.example/c")
    run(write(tmp_path, {"a.md": post(body=BANNER), "b.md": other, "c.md": edited}))
    Post.objects.filter(source_url__endswith="/c").update(edited=True)
    with_rules(Source.objects.get(name="潮汐日报"), ".banner")
    untouched = dict(Post.objects.filter(rendered_by=markup.RENDERED_BY).values_list("pk", "body"))
    assert len(untouched) == 2
    assert "1 posts: 1 from their originals, 0 from their bodies" in render()
    assert Post.objects.exclude(pk__in=untouched).get().body == "<p>船停了。</p>"
    assert dict(Post.objects.filter(pk__in=untouched).values_list("pk", "body")) == untouched
    assert not Post.objects.stale(markup.RENDERED_BY).exists()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_post_is_made_by_the_rules_of_the_row_that_it_belongs_to(
    tmp_path: Path, jobs: int
) -> None:
    moved = post(body=BANNER, address="https://tide.example/b")
    run(write(tmp_path, {"a.md": post(body=BANNER), "b.md": moved}))
    renamed, keeper = Source.objects.get(), Source.objects.create(name="收留的")
    Post.objects.filter(source_url__endswith="/b").update(source=keeper)
    renamed.name = "新潮汐"
    with_rules(renamed, ".banner")
    with_rules(keeper, "p")
    grown_old()
    render(jobs=jobs)
    assert set(Post.objects.values_list("source__name", "body")) == {
        ("新潮汐", "<p>船停了。</p>"),
        ("收留的", "<p>广告</p>"),
    }
    assert Source.objects.count() == 2


def test_a_change_of_comments_alone_makes_nothing_stale(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post(body=BANNER)}))
    with_rules(Source.objects.get(), ".banner")
    render()
    with_rules(Source.objects.get(), ".banner  /* a banner */")
    assert not Post.objects.stale(markup.RENDERED_BY).exists()


def test_what_an_editor_wrote_is_cleaned_by_no_rules_of_the_outlet(outlet: Source) -> None:
    with_rules(outlet, "p")
    assert made_at_desk(outlet, body="<p>编辑的话</p>").body == "<p>编辑的话</p>"
