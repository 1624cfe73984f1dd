"""The search index is made again from the posts beside the live one, and both can be compared."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles import search
from articles.importing import indexing
from articles.importing.alone import LOCKS
from articles.importing.progress import Progress
from articles.models import Post, Source
from tests.desk import NOON, made
from tests.finding import found

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def outlet() -> Source:
    return Source.objects.create(name="潮汐日报")


def rebuild(**options: Any) -> str:
    out = StringIO()
    call_command("rebuild_search", stdout=out, stderr=out, **({"jobs": 1} | options))
    return out.getvalue()


def forget() -> None:
    search.begin_rebuild()
    search.complete_rebuild()
    search.finish_rebuild()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_rebuild_finds_all_that_was_found_before(outlet: Source, jobs: int) -> None:
    posts = [
        made(outlet, title=f"台风{number}", body=f"<p>停航<b>{number}</b></p>", byline="林小满",
             published_at=NOON - dt.timedelta(days=number % 3))
        for number in range(5)
    ]  # fmt: skip
    made(outlet, title="草稿", status=Post.Status.DRAFT)
    before = [
        found(query, public_only=False) for query in ("台风", "停航", "停航3", "林小满", "草稿")
    ]
    forget()
    assert found("台风") == []
    assert "6 posts indexed" in rebuild(jobs=jobs)
    now = [found(query, public_only=False) for query in ("台风", "停航", "停航3", "林小满", "草稿")]
    assert [set(hits) for hits in now] == [set(hits) for hits in before]
    assert (
        found("台风")
        == sorted(
            (post.pk for post in posts), key=lambda pk: (Post.objects.get(pk=pk).published_at, pk)
        )[::-1]
    )
    assert found("草稿") == []


def test_what_is_saved_while_the_index_is_made_counts(
    outlet: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the reading of a batch and its writing a post is changed, one deleted, one is new."""
    changed, deleted, moved = (
        made(outlet, title=f"台风{number}", body="<p>正文</p>") for number in range(3)
    )
    other = Source.objects.create(name="山城晚报")

    def meanwhile(made_terms: Any) -> None:
        changed.title = "地震"
        changed.save()
        deleted.delete()
        made(outlet, title="台风新")
        # What changes no words says nothing of its time.
        Post.objects.filter(pk=moved.pk).update(status=Post.Status.WITHDRAWN, source=other)
        monkeypatch.undo()
        indexing._write(made_terms)

    monkeypatch.setattr(indexing, "_write", meanwhile)
    rebuild()
    assert found("地震") == [changed.pk]
    assert found("台风") == [Post.objects.get(title="台风新").pk]
    assert moved.pk in found("台风", public_only=False)
    assert indexing.agreement().faults() == []


def test_a_rebuild_that_breaks_off_leaves_the_index_as_it_was(
    outlet: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = made(outlet, title="台风")

    def broken(_made: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(indexing, "_write", broken)
    with pytest.raises(RuntimeError):
        indexing.rebuild_search(1, Progress(print, print, shown=False))
    assert found("台风") == [post.pk]
    other = made(outlet, title="台风")
    monkeypatch.undo()
    rebuild()
    assert sorted(found("台风")) == [post.pk, other.pk]


def test_only_an_index_of_older_terms_is_made_again_where_that_is_asked(outlet: Source) -> None:
    made(outlet)
    assert rebuild(if_stale=True) == ""
    search.outdate(connection)
    with pytest.raises(CommandError, match="of older terms"):
        rebuild(check=True)
    assert "1 posts indexed" in rebuild(if_stale=True)
    assert rebuild(if_stale=True) == ""


def test_the_check_says_what_differs(outlet: Source) -> None:
    other = Source.objects.create(name="山城晚报")
    missing, withdrawn, moved, dated, unsaid, _ = (
        made(outlet, title=f"台风{number}") for number in range(6)
    )
    assert "agrees with 6 posts" in rebuild(check=True)
    search.remove([missing.pk])
    Post.objects.filter(pk=withdrawn.pk).update(status=Post.Status.WITHDRAWN)
    Post.objects.filter(pk=moved.pk).update(source=other)
    Post.objects.filter(pk=dated.pk).update(published_at=NOON - dt.timedelta(days=1))
    Post.objects.filter(pk=unsaid.pk).update(title="地震")
    search.index([search.Entry(777, 0, True, outlet.pk, "台风", "", "")])
    result = indexing.agreement()
    assert len(result.faults()) == 4
    assert result.posts == 6
    assert result.missing == [missing.pk]
    assert result.different == [withdrawn.pk, moved.pk, dated.pk]
    assert result.gone == [777]
    assert result.unsaid == [missing.pk, unsaid.pk]
    with pytest.raises(CommandError) as error:
        rebuild(check=True)
    assert f"1 posts are not in the index: {missing.pk}\n" in str(error.value)
    assert (
        f"3 posts have another outlet, date, publicity or tags in the index: {withdrawn.pk}"
        in str(error.value)
    )
    rebuild()
    assert "agrees with 6 posts" in rebuild(check=True)


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_outside_of_a_transaction_finds_the_same(outlet: Source) -> None:
    post = made(outlet, title="台风")
    rebuild()
    assert found("台风") == [post.pk]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexname FROM pg_indexes WHERE tablename = 'articles_search_doc'"
            )
            names = {name for (name,) in cursor.fetchall()}
        assert names == {f"articles_search_{name}" for name in ("post", "order", "terms")}


def test_a_full_second_is_no_disagreement(outlet: Source) -> None:
    for number in range(40):
        made(outlet, title=f"台风{number}")
    rebuild()
    assert indexing.agreement().faults() == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_a_second_rebuild_at_once_is_refused(outlet: Source) -> None:
    made(outlet)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCKS["rebuild"]])
        with pytest.raises(CommandError, match="another rebuild is running"):
            rebuild()
        # The server may notice a closed connection late.
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCKS["rebuild"]])
    finally:
        other.close()
    assert "1 posts" in rebuild()
