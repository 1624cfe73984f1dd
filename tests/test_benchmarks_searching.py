"""The benchmark of search: archives multiplied in the database, questions drawn from them, a table of times."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Count

from articles.models import Original, Post, Source, Tag
from benchmarks import asking
from benchmarks.multiplying import multiply
from benchmarks.questions import FREQUENT, OF_A_KIND, draw
from tests.archive import imported, post, run
from tests.finding import found

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
COLUMNS = 12


def rebuild() -> None:
    call_command("rebuild_search", jobs=1, no_progress=True)


def test_posts_are_multiplied_with_tags_addresses_and_dates_of_their_own(tmp_path: Path) -> None:
    imported(tmp_path, {
        "a.md": post(title="地震来了", address="https://tide.example/a"),
        "b.md": post(title="渡轮停航", address="https://tide.example/b", date="2024-01-02T00:00:00Z"),
    })  # fmt: skip
    multiply(7)
    rebuild()
    posts = Post.objects.published().select_related("source")
    assert len(posts) == 7
    assert len({post.key for post in posts}) == len({(post.day, post.slug) for post in posts}) == 7
    assert all(post.day == post.published_at.date() for post in posts)
    moments = [post.published_at for post in posts.filter(pk__in=Original.objects.values("post"))]
    assert all(min(moments) <= post.published_at <= max(moments) for post in posts)
    assert Source.objects.get().post_count == Tag.objects.get(name="天气").post_count == 7
    tags = posts.annotate(number=Count("post_tags")).values_list("number", flat=True)
    assert set(tags) == {2}
    assert len(found("地震")) == 4
    assert len(found("渡轮")) == 3
    multiply(5)
    assert Post.objects.count() == 7


def test_the_same_is_asked_of_an_archive_and_of_its_multiple() -> None:
    run(SAMPLES)
    drawn = draw()
    multiply(150)
    assert draw() == drawn
    # Of so few posts no word is rare.
    assert {kind for kind, asked in drawn.items() if not asked} == {
        "two characters, rare",
        "no hit",
    }
    assert all(len(asked) <= OF_A_KIND for asked in drawn.values())


def test_a_row_of_times_is_printed_for_each_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    run(SAMPLES)
    multiply(400)
    rebuild()
    capsys.readouterr()
    asking.main(str(tmp_path / "questions.json"), "one character", FREQUENT)
    sizes, _, head, _, *rows = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"400 posts; index [\d,]+, database [\d,]+ bytes a post\.", sizes)
    assert {row.count("|") for row in [head, *rows]} == {COLUMNS + 1}
    assert len(rows) == 3
    cells = {row.split("|")[1].strip(): row.split("|")[2:-1] for row in rows}
    assert int(cells[FREQUENT][0]) >= 80
    assert all(float(cell) >= 0 for cell in cells[FREQUENT])
    assert all(float(cell) > 0 for cell in cells[FREQUENT][-4:])
    assert all(float(cell) > 0 for cell in cells[f"{FREQUENT}, page 3"][-4:])
