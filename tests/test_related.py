"""A post's page names other posts whose titles share its rarer words."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Post, Source
from articles.related import _COMMON, SHOWN, related
from tests.desk import made

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def outlet() -> Source:
    return Source.objects.create(name="潮汐日报")


def titles(post: Post) -> list[str]:
    return [other.title for other in related(post)]


def test_the_post_that_shares_most_comes_first_and_what_shares_nothing_not_at_all(
    outlet: Source,
) -> None:
    post = made(outlet, title="渡轮停航三天，学校停课")
    for title in ("渡轮停航，学生回家", "渡轮停航三天", "图书馆开门", "学校"):
        made(outlet, title=title)
    assert titles(post) == ["渡轮停航三天", "渡轮停航，学生回家"]


def test_a_longer_title_is_not_liker_for_being_longer(outlet: Source) -> None:
    post = made(outlet, title="渡轮停航")
    made(outlet, title="渡轮停航，" + "图书馆夜里也开门。" * 20)
    made(outlet, title="渡轮停航了")
    assert titles(post)[0] == "渡轮停航了"


def test_words_that_are_not_chinese_count_too(outlet: Source) -> None:
    post = made(outlet, title="Ferry service suspended")
    made(outlet, title="No ferry service today")
    made(outlet, title="Libraries open at night")
    assert titles(post) == ["No ferry service today"]


def test_words_of_the_text_do_not_count(outlet: Source) -> None:
    post = made(outlet, title="渡轮停航")
    made(outlet, title="别的", body="<p>渡轮停航</p>")
    assert titles(post) == []


def test_a_word_that_very_many_titles_have_says_nothing(outlet: Source) -> None:
    post = made(outlet, title="天气预报，渡轮停航")
    Post.objects.bulk_create(
        Post(title="天气预报", source=outlet, key=f"k{number}", slug=f"s{number}", day=post.day,
             published_at=post.published_at, status=Post.Status.PUBLISHED, body="")
        for number in range(_COMMON)
    )  # fmt: skip
    for other in Post.objects.exclude(pk=post.pk):
        other.relist("")
    made(outlet, title="渡轮停航了")
    assert titles(post) == ["渡轮停航了"]


@pytest.mark.parametrize("title", ["", "海", "！！", "港口 " * 60, "a" * 900])
def test_a_title_without_words_or_with_very_many_is_no_error(outlet: Source, title: str) -> None:
    made(outlet, title="渡轮停航")
    assert titles(made(outlet, title=title)) == []


def test_what_is_not_public_is_never_named(outlet: Source) -> None:
    post = made(outlet, title="渡轮停航")
    shown = [made(outlet, title=f"渡轮停航{number}") for number in range(3)]
    made(outlet, title="渡轮停航草稿", status=Post.Status.DRAFT)
    assert len(titles(post)) == 3
    # Also after the answer was kept.
    shown[0].status = Post.Status.WITHDRAWN
    shown[0].save()
    shown[1].delete()
    assert titles(post) == [shown[2].title]


def test_the_answer_is_kept_until_the_post_changes(outlet: Source) -> None:
    post = made(outlet, title="渡轮停航")
    made(outlet, title="渡轮停航了")
    assert titles(post) == ["渡轮停航了"]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        related(post)
    assert len(queries) == 1
    made(outlet, title="图书馆开门")
    post.title = "图书馆开门了"
    post.save()
    assert titles(post) == ["图书馆开门"]


def test_no_more_are_shown_than_fit_and_the_page_shows_them(outlet: Source, client: Client) -> None:
    post = made(outlet, title="渡轮停航")
    assert b'id="related"' not in client.get(post.get_absolute_url()).content
    cache.clear()
    for number in range(SHOWN + 5):
        made(outlet, title=f"渡轮停航{number}")
    assert len(titles(post)) == SHOWN
    page = client.get(post.get_absolute_url()).content.decode()
    part = page[page.index('id="related"') : page.index("</section>", page.index('id="related"'))]
    assert part.count('class="line"') == SHOWN
    assert "渡轮停航9" in part
