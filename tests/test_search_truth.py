"""Search finds the posts that say a term, all of them and no others: held against a reading of the posts."""

from pathlib import Path

import pytest

from articles import search
from articles.importing.progress import Progress
from articles.importing.run import Options, import_posts
from articles.models import Post
from articles.search.terms import index_terms
from benchmarks.truth import Result, compare, draw, faults, in_runs, said
from tests.archive import imported, post, some_of, write

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
TERMS = 240
LEAST = 0.999


def fill(folder: Path) -> None:
    """Import a folder of posts."""
    quiet = Progress(lambda _: None, lambda _: None, shown=False)
    import_posts([folder], Options(source="本站"), quiet)


def assert_true(results: dict[str, Result]) -> None:
    """Fail with the terms that found too much or too little."""
    wrong = "\n".join(faults(results))
    assert sum(result.terms for result in results.values()) >= 200
    for kind, result in results.items():
        assert result.said > 0, kind
        assert min(result.recall, result.precision) >= LEAST, wrong


def test_of_the_samples_search_finds_what_they_say() -> None:
    fill(SAMPLES)
    assert Post.objects.published().count() > 40
    assert_true(compare(TERMS))


@pytest.mark.corpus
def test_of_the_archive_search_finds_what_it_says(corpus: Path, tmp_path: Path) -> None:
    fill(write(tmp_path, some_of(corpus)))
    assert Post.objects.published().count() > 700
    assert_true(compare(TERMS))


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("住香港，police too", "住香港|police|too"),
        ("香港police香港", "香港|police|香港"),
        ("2024年8月", "2024|年|8|月"),
        ("they don’t 'quote'", "they|dont|quote"),
        ("यह कि वह", "यह|कि|वह"),
        ("a_b … 𠮷野家・ラーメン", "a_b|𠮷野家|ラーメン"),
        ("", ""),
        ("……", ""),
    ],
)
def test_the_reading_cuts_a_text_into_runs(text: str, runs: str) -> None:
    assert "|".join(in_runs(text).strip("\x1f").split("\x1f")) == runs


def test_the_reading_sees_words_across_inline_elements_and_not_across_lines(tmp_path: Path) -> None:
    body = "<p>台<b>风</b>将至</p><p>渡轮<br>停航 <i>Pr</i>ess</p>"
    imported(tmp_path, {"a.md": post(title="港口", author="林小满", body=body)})
    (one,) = said()
    assert one.runs.strip("\x1f").split("\x1f") == [
        "港口", "\x1e", "林小满", "\x1e", "台风将至", "渡轮", "停航", "press"
    ]  # fmt: skip


def test_a_post_that_the_index_lacks_or_misquotes_is_reported(tmp_path: Path) -> None:
    imported(tmp_path, {
        "a.md": post(title="台风将至", address="https://tide.example/a"),
        "b.md": post(title="渡轮停航", address="https://tide.example/b"),
    })  # fmt: skip
    one, other = Post.objects.order_by("pk")
    assert faults(compare(TERMS)) == []
    search.remove([one.pk])
    missed = compare(TERMS)
    assert min(result.recall for result in missed.values()) < LEAST
    assert min(result.precision for result in missed.values()) == 1
    assert any(f"misses 1 posts: [{one.pk}]" in fault for fault in faults(missed))
    entry = search.Entry(
        other.pk, 0, True, other.source_id, *map(index_terms, ("台风将至", "", ""))
    )
    search.index([entry])
    wrong = compare(TERMS)
    assert min(result.precision for result in wrong.values()) < LEAST
    assert any(f"wrongly finds 1 posts: [{other.pk}]" in fault for fault in faults(wrong))


def test_the_draw_is_the_same_each_time_and_of_every_kind(tmp_path: Path) -> None:
    imported(tmp_path, {"a.md": post(body="<p>台灣的颱風 press freedom, 渡轮停航。</p>")})
    posts = list(said())
    drawn = draw(posts, 60)
    assert drawn == draw(posts, 60)
    assert all(drawn.values())
