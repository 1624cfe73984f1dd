"""The subjects: the index by size and by name, page by page, and what stands beside one."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from articles import tag_pages
from articles.models import Post, Source, Tag
from articles.names import name_key
from tests.desk import made

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def tags_of(**counts: int) -> None:
    """Make tags that have so many posts."""
    Tag.objects.bulk_create(
        Tag(name=name, key=name_key(name), slug=name, post_count=count)
        for name, count in counts.items()
    )


def shown(client: Client, path: str, selector: str = ".cloud bdi, .initial bdi") -> list[str]:
    page = LexborHTMLParser(client.get(path).content.decode())
    return [node.text() for node in page.css(selector)]


def walked(client: Client, path: str) -> list[list[str]]:
    """Return the names on each page of an index, following its links."""
    pages = []
    for _ in range(20):
        response = client.get(path)
        page = LexborHTMLParser(response.content.decode())
        pages.append([node.text() for node in page.css(".cloud bdi, .initial bdi")])
        link = page.css_first('.pages a[rel="next"]')
        if link is None:
            return pages
        path = f"/tags/{link.attributes['href']}"
    raise AssertionError("the index has no end")


def tagged(outlet: Source, title: str, *tags: str, **fields: object) -> Post:
    saved = made(outlet, title, **fields)
    saved.tags.add(*tags)
    saved.relist()
    return saved


def test_the_largest_subjects_come_first_and_stand_largest(client: Client) -> None:
    tags_of(天气=100, 渡轮=60, 山=3, 空=0)
    assert shown(client, "/tags/") == ["天气", "渡轮", "山"]
    sizes = [size for _, size in client.get("/tags/").context["tags"]]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 5 > sizes[2]


def test_by_name_subjects_stand_under_their_initials(client: Client) -> None:
    tags_of(**{"港口": 1, "BBC": 2, "安全": 3, "水": 4, "bay": 5, "2024": 6, "空": 0})
    page = client.get("/tags/?by=name").context
    assert [(heading, [tag.name for tag in tags]) for heading, tags in page["groups"]] == [
        ("0–9", ["2024"]), ("B", ["bay", "BBC"]), ("宀", ["安全"]), ("水", ["水", "港口"]),
    ]  # fmt: skip
    assert page["headings"] == ["0–9", "B", "宀", "水"]


def test_an_initial_leads_to_its_place_in_the_index(client: Client) -> None:
    tags_of(港口=1, BBC=2, 安全=3)
    assert shown(client, "/tags/?by=name&from=宀") == ["安全", "港口"]
    assert client.get("/tags/?by=name&from=火").status_code == 404


@pytest.mark.parametrize("order", ["", "?by=name"])
def test_an_index_is_walked_to_its_end_without_loss(
    client: Client, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_pages, "PER_PAGE", 3)
    tags_of(**{f"标签{number}": 1 + number // 3 for number in range(10)})
    pages = walked(client, f"/tags/{order}")
    assert [len(page) for page in pages] == [3, 3, 3, 1]
    names = [name for page in pages for name in page]
    assert sorted(names) == [f"标签{number}" for number in range(10)]
    if order:
        assert names == sorted(names)


def test_a_page_behind_a_subject_that_is_not_there_is_not_found(client: Client, db: None) -> None:
    for path in ("/tags/?after=nothing", "/tags/?by=name&after=nothing"):
        assert client.get(path).status_code == 404


def test_the_index_by_name_is_bounded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tag_pages, "LISTED", 2)
    tags_of(甲=1, 乙=2, 丙=3)
    assert sorted(shown(client, "/tags/?by=name")) == sorted(["丙", "乙"])


@pytest.mark.parametrize("path", ["/tags/", "/tags/?by=name"])
def test_an_index_without_subjects_leads_on(client: Client, db: None, path: str) -> None:
    assert shown(client, path, ".nothing a")


def test_related_subjects_are_those_that_share_most_posts(client: Client, outlet: Source) -> None:
    tagged(outlet, "甲", "天气", "台风", "渡轮")
    tagged(outlet, "乙", "天气", "渡轮")
    tagged(outlet, "丙", "山", "台风")
    tagged(outlet, "丁", "天气", "秘密", status=Post.Status.DRAFT)
    related = client.get(Tag.objects.get(name="天气").get_absolute_url()).context["related"]
    assert [(tag.name, tag.shared) for tag in related] == [("渡轮", 2), ("台风", 1)]


def test_related_subjects_are_those_of_the_newest_posts(
    client: Client, outlet: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_pages, "_NEWEST", 1)
    tagged(outlet, "甲", "天气", "台风")
    tagged(outlet, "乙", "天气", "渡轮")
    related = client.get(Tag.objects.get(name="天气").get_absolute_url()).context["related"]
    assert [tag.name for tag in related] == ["渡轮"]


def test_an_index_costs_as_many_queries_for_many_subjects(
    client: Client, outlet: Source, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    tags_of(**{f"标签{number}": number for number in range(50)})
    tagged(outlet, "甲", *(f"标签{number}" for number in range(30)))
    for path in ("/tags/", "/tags/?by=name", "/tags/标签20/"):
        with django_assert_max_num_queries(7):
            assert client.get(path).status_code == 200
