"""The tags that the index keeps of a post follow the post's, whoever changes them in whatever way."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from articles import search
from articles.admin.reference import merge_tags
from articles.importing import indexing
from articles.models import Post, PostTag, Source, Tag
from articles.search import Search
from articles.search.query import parse
from tests.desk import made

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WORDS = Search(parse("台风"))


@pytest.fixture
def posts() -> list[Post]:
    outlet = Source.objects.create(name="潮汐日报")
    found = [made(outlet, title=f"台风{number}") for number in range(3)]
    for post, tags in zip(found, ("甲", "甲 乙", "乙"), strict=True):
        post.tags.add(*tags.split())
    return found


def counted() -> dict[str, int]:
    """Return how many hits the index counts of each tag, having looked whether the filter finds as many."""
    names = {tag.pk: tag.name for tag in Tag.objects.all()}
    counts = search.facets(WORDS).tags
    for tag, count in counts.items():
        assert len(search.find(Search(WORDS.words, tags=((tag,),))).ids) == count
    return {names[tag]: count for tag, count in counts.items()}


def tag(name: str) -> Tag:
    return Tag.objects.get(name=name)


CHANGES: dict[str, tuple[Callable[[list[Post]], object], dict[str, int]]] = {
    "none": (lambda _: None, {"甲": 2, "乙": 2}),
    "given": (lambda posts: posts[0].tags.add("乙"), {"甲": 2, "乙": 3}),
    "taken": (lambda posts: posts[1].tags.remove("乙"), {"甲": 2, "乙": 1}),
    "set": (lambda posts: posts[2].tags.set(["丙"]), {"甲": 2, "乙": 1, "丙": 1}),
    "cleared": (lambda posts: posts[1].tags.clear(), {"甲": 1, "乙": 1}),
    "merged": (lambda _: merge_tags(tag("甲"), [tag("乙")]), {"甲": 3}),
    "tag deleted": (lambda _: tag("甲").delete(), {"乙": 2}),
    "post deleted": (lambda posts: posts[0].delete(), {"甲": 1, "乙": 2}),
    "many rows deleted": (lambda _: PostTag.objects.all().delete(), {}),
    "a row given to another post": (
        lambda posts: PostTag.objects.filter(content_object=posts[0]).update(content_object=posts[2]),
        {"甲": 2, "乙": 2},
    ),
    "many rows made": (
        lambda posts: PostTag.objects.bulk_create(
            [PostTag(content_object=post, tag=Tag.objects.create(name="丁")) for post in posts[:1]]
        ),
        {"甲": 2, "乙": 2, "丁": 1},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "counts"), CHANGES.values(), ids=CHANGES)
def test_tags_are_counted_as_they_are(
    posts: list[Post], change: Callable[[list[Post]], object], counts: dict[str, int]
) -> None:
    change(posts)
    assert counted() == counts
    assert indexing.agreement().faults() == []


@pytest.mark.parametrize(("change", "counts"), CHANGES.values(), ids=CHANGES)
def test_tags_that_change_while_the_index_is_made_again_are_counted_as_they_are(
    posts: list[Post], change: Callable[[list[Post]], object], counts: dict[str, int]
) -> None:
    search.begin_rebuild()
    for post in posts:
        post.save()  # writes it into both
    change(posts)
    assert counted() == counts
    search.complete_rebuild()
    search.finish_rebuild()
    assert counted() == counts
    if posts[2].pk in set(Post.objects.values_list("pk", flat=True)):
        posts[2].tags.add("戊")
        assert counted() == counts | {"戊": 1}


def test_tags_that_the_index_has_otherwise_are_told(posts: list[Post]) -> None:
    nothing = "''" if connection.vendor == "sqlite" else "'{}'"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE articles_search_doc SET tags = {nothing}")
    assert indexing.agreement().different == [post.pk for post in posts]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
@pytest.mark.django_db(transaction=True)
def test_tags_given_to_one_post_at_the_same_time_are_all_counted(posts: list[Post]) -> None:
    def give() -> None:
        try:
            with transaction.atomic():
                posts[0].tags.add("丙")
        finally:
            connection.close()

    other = threading.Thread(target=give)
    with transaction.atomic():
        posts[0].tags.add("丁")
        other.start()
        other.join(0.5)
        assert other.is_alive()  # waits for this one
    other.join()
    assert counted() == {"甲": 2, "乙": 2, "丙": 1, "丁": 1}
