"""What the search page offers where nothing is found: similar names, words alone, the whole archive."""

from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client

from articles.models import Post
from tests.searching import FERRY, SCHOOL, shown, small_archive

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def archive() -> dict[str, Post]:
    return small_archive()


OFFERING = [
    {"q": "台风 海啸 学校"},
    {"q": "source:潮汐日报 typhoon 停课"},
    {"q": "tag:气象 来源：潮汐日报 typhoon 停课"},
    {"q": "from:2026 typhoon 停课"},
    {"q": "typhoon 停课 -停航"},
    {"q": "台风 海啸 -停航"},
    {"q": "台风 -停航 from:2027"},
    {"q": "颱風 OR 停航 -author:林小满 海啸"},
    {"q": "author:林小满 typhoon 台风"},
    {"q": "author:林小满 typhoon 停课"},
    {"q": "source:没有这家 typhoon 停课", "to": "2025"},
    {"q": '"OR" source:hill-evening 停航 台风'},
    {"q": "source:没有这家 台风 学校"},
    {"q": "台风 停航", "source": "hill-evening"},
    {"q": "台风", "source": "hill-evening", "from": "2026", "sort": "best", "after": ""},
    {"q": "tag:臺灣 停课 台风", "to": "2026-12"},
]


@pytest.mark.parametrize("form", OFFERING, ids=str)
def test_what_is_offered_where_nothing_is_found_leads_to_as_much_as_it_says(
    client: Client, archive: dict[str, Post], form: dict[str, str]
) -> None:
    page = client.get(f"/search/?{urlencode(form)}").context
    assert page["hits"] == []
    offered = [*page["alone"], *filter(None, [page["wider"]])]
    assert offered
    for choice in offered:
        assert choice.count > 0
        assert client.get(f"/search/{choice.query}").context["total"] == choice.count, choice


def test_words_are_offered_alone_as_they_were_typed_and_under_the_same_filters(
    client: Client, archive: dict[str, Post]
) -> None:
    page = client.get("/search/?q=颱風+source:潮汐日报+typhoon").context
    assert {one.label: one.count for one in page["alone"]} == {"颱風": 2}
    assert (page["wider"].label, page["wider"].count) == ("颱風 typhoon", 1)
    assert shown(client, q="颱風 source:潮汐日报") == [FERRY, SCHOOL]
