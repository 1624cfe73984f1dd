"""The states of a post: what the outlet published when, and what a reader could see of the change."""

import datetime as dt
import zlib
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from articles import versions
from articles.models import Original, Post
from articles.versions import MOST_STATES, states_of, words_of_post
from tests.archive import imported, post

pytestmark = [pytest.mark.django_db, pytest.mark.database]

STAMP = 1_794_621_509_677
PICTURE = '<figure><img src="https://tide.example/{0}.jpg"><figcaption>{1}</figcaption></figure>'


def state(hours: int, **fields: str) -> str:
    """Return a file that was copied so many hours after the first."""
    return post(stamp=str(STAMP + hours * 3_600_000), **fields)


def states(tmp_path: Path, *files: str) -> list[versions.State]:
    imported(tmp_path, {f"{number}.md": text for number, text in enumerate(files)})
    return states_of(Post.objects.get())


def test_states_come_newest_first_each_with_what_differs_from_the_one_before(
    tmp_path: Path,
) -> None:
    newest, middle, first = states(
        tmp_path,
        state(2, title="港口夜间复航", body="<p>台风将在星期六抵达。</p>"),
        state(0),
        state(1, body="<p>台风将在星期六抵达。</p>"),
    )
    assert [(s.number, s.was_read) for s in (newest, middle, first)] == [
        (3, True),
        (2, True),
        (1, True),
    ]
    assert newest.crawled_at - first.crawled_at == dt.timedelta(hours=2)  # type: ignore[operator]
    assert first.difference is None
    assert middle.difference is not None
    assert newest.difference is not None
    assert (middle.difference.title, newest.difference.paragraphs) == (None, [])
    assert [run.text for run in newest.difference.title or []] == ["港口夜间", "停", "复", "航"]
    (paragraph,) = middle.difference.paragraphs
    assert [run.kind for run in paragraph.runs] == ["same", "removed", "added", "same"]


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({"author": "周远"}, {"byline"}),
        ({"date": "2026-11-15T01:58:29Z"}, {"dates"}),
        ({"body": f"<p>台风将在星期五抵达。</p>{PICTURE.format('a', '旧码头')}"}, {"added"}),
    ],
)
def test_each_thing_that_a_reader_sees_can_differ(
    tmp_path: Path, changed: dict[str, str], names: set[str]
) -> None:
    newest, _ = states(tmp_path, state(0), state(1, **changed))
    found = newest.difference
    assert found is not None
    assert found.is_visible
    assert {
        name
        for name in ("title", "byline", "dates", "paragraphs", "removed", "added")
        if getattr(found, name)
    } == names


@pytest.mark.parametrize(
    "changed",
    [
        {"body": "<div><p>台风将在 <b>星期五</b>抵达。</p></div>".replace(" ", "")},
        {"body": "<p>台风将在星期五抵达。</p>\n<script>count()</script>"},
        {"date": "2026-11-14T01:58:29.123Z"},
        {"tags": "潮汐日报, 海运"},
    ],
    ids=["bold", "a script", "milliseconds", "tags"],
)
def test_what_a_reader_does_not_see_is_no_visible_difference(
    tmp_path: Path, changed: dict[str, str]
) -> None:
    newest, _ = states(tmp_path, state(0), state(1, **changed))
    assert newest.difference is not None
    assert not newest.difference.is_visible


def test_a_picture_that_goes_or_comes_takes_its_caption_along(tmp_path: Path) -> None:
    body = "<p>台风将至。</p>"
    newest, _ = states(
        tmp_path,
        state(0, body=body + PICTURE.format("a", "旧码头")),
        state(1, body=body + PICTURE.format("b", "新码头")),
    )
    assert newest.difference is not None
    assert [picture.caption for picture in newest.difference.removed] == ["旧码头"]
    assert [picture.caption for picture in newest.difference.added] == ["新码头"]
    assert newest.difference.paragraphs == []


def test_a_state_without_a_crawl_time_is_the_first(tmp_path: Path) -> None:
    _, first = states(tmp_path, state(0), post(stamp="NaN", body="<p>无时间。</p>"))
    assert first.crawled_at is None


def test_originals_too_large_to_be_read_are_named_and_not_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(tmp_path, {"a.md": state(0), "b.md": state(1, body="<p>改。</p>")})
    newest = Original.objects.order_by("-crawled_at")[0]
    monkeypatch.setattr(versions, "MOST_BYTES", newest.size)
    after, before = states_of(Post.objects.get())
    assert (after.was_read, after.difference) == (True, None)
    assert (before.was_read, before.difference) == (False, None)


def test_a_state_of_too_many_lines_is_not_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "MOST_LINES", 2)
    after, before = states(tmp_path, state(0), state(1, body="<p>甲</p><p>乙</p><p>丙</p>"))
    assert (after.was_read, before.was_read) == (False, True)


def test_an_original_that_is_no_post_any_more_is_named_and_not_compared(tmp_path: Path) -> None:
    imported(tmp_path, {"a.md": state(0), "b.md": state(1, body="<p>改。</p>")})
    old = Original.objects.order_by("crawled_at")[0]
    Original.objects.filter(pk=old.pk).update(packed=zlib.compress(b"no front matter"))
    after, before = states_of(Post.objects.get())
    assert (after.was_read, after.difference, before.was_read) == (True, None, False)


def test_many_states_cost_as_much_as_a_page_can_bear(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    imported(
        tmp_path,
        {f"{n}.md": state(n, body=f"<p>第{n}次。</p>") for n in range(MOST_STATES + 3)},
    )
    saved = Post.objects.select_related("source").get()
    with django_assert_num_queries(2):
        found = states_of(saved)
    assert [s.number for s in found] == list(range(MOST_STATES + 3, 3, -1))
    assert [s.number for s in found if s.difference is None] == [4]


def test_the_words_of_a_post_are_those_that_it_shows_here(tmp_path: Path) -> None:
    newest, _ = states(tmp_path, state(0), state(1, body="<p>改。</p>"))
    saved = Post.objects.get()
    saved.body = f"<p>编辑的话。</p>{PICTURE.format('c', '灯塔')}"
    words = words_of_post(saved)
    assert words is not None
    assert words.lines == ("编辑的话。", "灯塔")
    assert [picture.url for picture in words.pictures] == ["https://tide.example/c.jpg"]
    assert newest.was_read
