"""How a search is counted and narrowed: facets, and what is chosen already."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Post, Source, Tag
from tests.desk import NOON, made
from tests.searching import ENGLISH, shown, small_archive

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def archive() -> dict[str, Post]:
    return small_archive()


def facet(client: Client, name: str, **form: object) -> dict[str, int]:
    page = client.get(f"/search/?{urlencode(form, doseq=True)}")
    found = [one for one in page.context["facets"] if one.name == name]
    return {choice.label: choice.count for one in found for choice in one.choices}


def test_hits_are_counted_by_outlet_subject_and_year(
    client: Client, archive: dict[str, Post]
) -> None:
    assert facet(client, "source", q="台风") == {"潮汐日报": 2, "Hill Evening": 1}
    assert facet(client, "tag", q="台风") == {"气象": 2, "臺灣": 1}
    assert facet(client, "year", q="台风") == {"2026": 2, "2025": 1}
    # What would leave nothing out is not offered, nor what is chosen already.
    tide = archive["ferry"].source.slug
    assert facet(client, "source", q="台风", source=tide) == {}
    weather = Tag.objects.get(name="气象").slug
    assert facet(client, "tag", q="台风", tag=weather) == {"臺灣": 1}


def test_a_choice_leads_to_what_it_counts_and_back(
    client: Client, archive: dict[str, Post]
) -> None:
    page = client.get("/search/?q=台风&sort=best&after=0.0_99").context
    for one in page["facets"]:
        for choice in one.choices:
            narrowed = client.get(f"/search/{choice.query}").context
            assert narrowed["total"] == choice.count, (one.name, choice.label)
            assert narrowed["sort"] == "best"
            [chosen] = narrowed["chosen"]
            assert client.get(f"/search/{chosen.query}").context["total"] == 3


def test_counts_are_kept_for_all_pages_of_a_search(
    client: Client, archive: dict[str, Post]
) -> None:
    client.get("/search/?q=台风")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/search/?q=台风&sort=best")
    assert not [one for one in queries if "GROUP BY" in one["sql"]]


def test_choosing_a_year_gives_the_whole_year_within_the_days_of_the_form(
    client: Client, archive: dict[str, Post]
) -> None:
    def years(**form: str) -> dict[str, tuple[int, dict[str, str]]]:
        page = client.get(f"/search/?{urlencode(form)}").context
        choices = [one.choices for one in page["facets"] if one.name == "year"]
        return {
            choice.label: (choice.count, QueryDict(choice.query[1:]).dict())
            for choice in (choices[0] if choices else [])
        }

    plain = years(q="台风")
    assert plain["2025"] == (1, {"q": "台风", "from": "2025", "to": "2025"})
    assert [
        chip.label for chip in client.get("/search/?q=台风&from=2025&to=2025").context["chosen"]
    ] == ["2025"]
    cut = years(q="台风", **{"from": "2025-06", "to": "2026-11-13"})
    assert cut["2025"][1] == {"q": "台风", "from": "2025-06", "to": "2025"}
    assert cut["2026"] == (1, {"q": "台风", "from": "2026", "to": "2026-11-13"})
    for count, form in cut.values():
        assert len(shown(client, **form)) == count


def test_a_facet_shows_ten_and_the_others_when_asked_for(client: Client) -> None:
    for number in range(13):
        outlet = Source.objects.create(name=f"报{number}")
        for hour in range(number + 1):
            made(outlet, published_at=NOON - dt.timedelta(days=365 * number, hours=hour))
    page = client.get("/search/?q=台风", headers=ENGLISH)
    facets = {one.name: one for one in page.context["facets"]}
    assert [one.label for one in facets["source"].choices] == [f"报{n}" for n in range(12, 2, -1)]
    assert [one.label for one in facets["source"].rest] == ["报2", "报1", "报0"]
    assert facets["source"].rest[-1].share == 8
    assert [len(facets["year"].choices), len(facets["year"].rest)] == [10, 3]
    assert page.text.count("<details>") == 2
    for choice in (*facets["source"].rest, *facets["year"].rest):
        assert client.get(f"/search/{choice.query}").context["total"] == choice.count


@pytest.mark.parametrize(
    ("query", "without"),
    [
        ("台风 source:潮汐日报", {"source:潮汐日报": "台风"}),
        ("台风 -source:hill-evening 停航", {"-source:hill-evening": "台风 停航"}),
        ("source:潮汐日报 OR 来源：“Hill Evening” 台风", {
            "source:潮汐日报": "来源：“Hill Evening” 台风", "来源：“Hill Evening”": "source:潮汐日报 台风"}),
        ("tag:气象 from:2026 台风 to:2027", {
            "tag:气象": "from:2026 台风 to:2027", "from:2026": "tag:气象 台风 to:2027",
            "to:2027": "tag:气象 from:2026 台风"}),
        ("author:林小满 台风 -tag:没有", {"author:林小满": "台风 -tag:没有", "-tag:没有": "author:林小满 台风"}),
        ("title:台风 source:", {}),
        ("tag:气象", {"tag:气象": ""}),
    ],
)  # fmt: skip
def test_what_narrows_in_the_text_can_be_taken_out(
    client: Client, archive: dict[str, Post], query: str, without: dict[str, str]
) -> None:
    page = client.get(f"/search/?{urlencode({'q': query, 'sort': 'best'})}").context
    chips = {chip.label: QueryDict(chip.query[1:]) for chip in page["chosen"]}
    assert {label: form.get("q", "") for label, form in chips.items()} == without
    assert all(form["sort"] == "best" for form in chips.values())


def test_what_narrows_in_the_form_can_be_taken_out_also_what_there_is_not(
    client: Client, archive: dict[str, Post]
) -> None:
    weather = Tag.objects.get(name="气象").slug
    form = {"q": "台风", "source": "nowhere", "tag": [weather, "nothing"], "from": "2026-11"}
    page = client.get(f"/search/?{urlencode(form, doseq=True)}").context
    left = {chip.label: QueryDict(chip.query[1:]).dict() for chip in page["chosen"]}
    assert left["nowhere"] == {"q": "台风", "tag": "nothing", "from": "2026-11"}
    assert left["nothing"]["tag"] == weather
    assert left["气象"]["tag"] == "nothing"
    assert "from" not in left["2026-11-01 – …"]


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        ("2020", "2020", "2020"),
        ("2020-01-01", "2020-12-31", "2020"),
        ("2020-02", "2020-02-29", "2020-02"),
        ("2020-02-03", "2020-02-03", "2020-02-03"),
        ("2020", "2021", "2020-01-01 – 2021-12-31"),
        ("", "2021", "… – 2021-12-31"),
        ("2020", "yesterday", "2020-01-01 – …"),
        ("", "yesterday", None),
    ],
)
def test_days_of_the_form_are_one_chip_that_says_a_year_or_month_by_its_name(
    client: Client, first: str, last: str, label: str | None
) -> None:
    page = client.get(f"/search/?{urlencode({'q': '台风', 'from': first, 'to': last})}").context
    assert [chip.label for chip in page["chosen"]] == ([label] if label else [])
