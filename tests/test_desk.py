"""The desk as one place: its sections in the order of the work, and its colours."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.desk import POSTS, SOURCES, TAGS, staff

PROJECT = Path(__file__).resolve().parent.parent


def sections(client: Client, path: str = "/admin/") -> list[Any]:
    found: list[Any] = client.get(path).context["sections"]
    return found


@pytest.mark.django_db
def test_the_sections_stand_in_the_order_of_the_work(desk: Client) -> None:
    shown = sections(desk)
    assert [section.link.address for section in shown] == [
        "/admin/", POSTS, "/admin/articles/image/", SOURCES, TAGS, "/admin/articles/importrun/",
        "/admin/auth/user/",
    ]  # fmt: skip
    assert [link.address for link in shown[1].below] == [
        f"{POSTS}?status__exact=review", f"{POSTS}?status__exact=scheduled", f"{POSTS}?status__exact=draft",
    ]  # fmt: skip
    everything = {link.address for section in shown for link in (section.link, *section.below)}
    for model in ("auth/group", "axes/accessattempt", "axes/accesslog", "axes/accessfailurelog"):
        assert f"/admin/{model}/" in everything


@pytest.mark.django_db
def test_every_link_of_the_sidebar_leads_to_a_page(desk: Client) -> None:
    links = [link for section in sections(desk) for link in (section.link, *section.below)]
    for link in links:
        assert desk.get(link.address).status_code == 200
        here = sections(desk, link.address)
        marked = [one.address for row in here for one in (row.link, *row.below) if one.is_here]
        assert link.address in marked


@pytest.mark.django_db
def test_where_somebody_is_is_marked_and_nowhere_else(desk: Client) -> None:
    here = sections(desk, f"{POSTS}?status__exact=draft&language=en")
    links = [link for section in here for link in (section.link, *section.below)]
    assert [link.address for link in links if link.is_here] == [
        POSTS, f"{POSTS}?status__exact=draft",
    ]  # fmt: skip
    page = desk.get(f"{POSTS}add/").content.decode()
    assert page.count('aria-current="true"') == 1


@pytest.mark.django_db
def test_there_is_a_section_for_what_somebody_may_see_and_no_other() -> None:
    client = staff("view_tag")
    assert [section.link.address for section in sections(client)] == ["/admin/", TAGS]
    groups = Permission.objects.get(codename="view_group")
    User.objects.get(username="lin").user_permissions.add(groups)
    assert [section.link.address for section in sections(client)] == [
        "/admin/", TAGS, "/admin/auth/group/",
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_desk_has_the_name_of_the_site_and_the_way_to_it(desk: Client) -> None:
    page = desk.get("/admin/").content.decode()
    assert "Newsroom" in page
    assert '<a href="/">' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "word"), [("zh-hans", "文章"), ("zh-hant", "文章"), ("en", "Posts")]
)
def test_the_desk_speaks_what_the_browser_asks_for(desk: Client, asked: str, word: str) -> None:
    response = desk.get("/admin/", headers={"accept-language": asked})
    assert f'lang="{asked}"' in response.content.decode()
    assert word in str(response.context["sections"][1].link.label)


def test_the_desk_has_the_colours_of_the_site() -> None:
    site, desk = (
        (PROJECT / f"static/css/{name}.css").read_text("utf-8") for name in ("newsroom", "desk")
    )
    light, dark, *_ = re.findall(r":root \{([^}]*--paper[^}]*)\}", site)
    of_site = [dict(re.findall(r"--([\w-]+): (#\w+)", block)) for block in (light, dark)]
    of_desk = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", desk)
    shared = [name for name, *_ in of_desk if name in of_site[0]]
    assert len(shared) >= 10
    for name, *colours in of_desk:
        if name in of_site[0]:
            assert colours == [of_site[0][name], of_site[1][name]], name
