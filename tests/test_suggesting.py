"""What the search page offers where nothing is found: similar names, words alone, the whole archive."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client

from articles.models import Post, Source, Tag
from tests.desk import made
from tests.searching import FERRY, SCHOOL, shown, small_archive

pytestmark = [pytest.mark.django_db, pytest.mark.database]


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


def alike(client: Client, **form: object) -> dict[str, list[str]]:
    page = client.get(f"/search/?{urlencode(form, doseq=True)}").context
    return {one.name: [choice.label for choice in one.choices] for one in page["similar"]}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("潮汐", ["潮汐日报"]),
        ("日报", ["潮汐日报"]),
        ("潮汐晚报", ["潮汐日报"]),
        ("潮夕日報", ["潮汐日报"]),
        ("潮汐日报中文网", ["潮汐日报"]),
        ("Hil Evenning", ["Hill Evening"]),
        ("hill-evenings", ["Hill Evening"]),
        ("ＨＩＬＬ", ["Hill Evening"]),
        ("没有这家", None),
        ("%", None),
        ("…", None),
    ],
)
def test_an_outlet_that_there_is_not_leads_to_those_of_similar_names(
    client: Client, archive: dict[str, Post], typed: str, names: list[str] | None
) -> None:
    expected = {typed: names} if names else {}
    assert alike(client, q=f'source:"{typed}" 台风') == expected
    assert alike(client, q="台风", source=typed) == expected


def test_a_subject_that_there_is_not_leads_to_those_of_similar_names(
    client: Client, archive: dict[str, Post]
) -> None:
    for name in ("气候", "气球", "自由新闻奖", "新闻自由"):
        archive["hill"].tags.add(name)
    archive["hill"].relist()
    assert alike(client, q="tag:气像") == {"气像": ["气象", "气候", "气球"]}
    assert alike(client, tag=["气像", "新聞"]) == {
        "气像": ["气象", "气候", "气球"],
        "新聞": ["新闻自由", "自由新闻奖"],
    }
    assert alike(client, q="tag:秘") == {}, "no post of it is public"


def test_a_similar_name_takes_the_place_of_the_one_that_there_is_not(
    client: Client, archive: dict[str, Post]
) -> None:
    weather = Tag.objects.get(name="气象").slug
    archive["ferry"].relist()

    def left(**form: object) -> dict[str, list[str]]:
        page = client.get(f"/search/?{urlencode(form, doseq=True)}")
        [one] = page.context["similar"]
        assert f"“{one.name}”" in page.text
        return dict(QueryDict(one.choices[0].query[1:]).lists())

    assert left(q="台风 来源：潮汐 -停航", sort="best") == {
        "q": ["台风 source:潮汐日报 -停航"],
        "sort": ["best"],
    }
    assert left(q="台风 -tag:气 tag:没有") == {"q": [f"台风 -tag:{weather} tag:没有"]}
    assert left(q="台风", tag=[weather, "臺"]) == {"q": ["台风"], "tag": [weather, "臺灣"]}
    assert left(q="台风", source="hill") == {"q": ["台风"], "source": ["hill-evening"]}


def test_at_most_five_similar_names_are_offered_and_for_three_names(
    client: Client, archive: dict[str, Post]
) -> None:
    for number in range(8):
        made(Source.objects.create(name=f"港口报{number}"))
    names = alike(client, q="source:港口 source:港 source:口报 source:报")
    assert [*names] == ["港口", "港", "口报"]
    assert all(len(of_one) == 5 for of_one in names.values())


def test_names_are_looked_for_only_where_nothing_is_found(
    client: Client, archive: dict[str, Post]
) -> None:
    for query in ("source:潮汐 source:潮汐日报 台风", "source:潮汐&after=0.0_1"):
        assert "similar" not in client.get(f"/search/?q={query}").context
