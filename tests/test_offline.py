"""The worker that keeps pages, and how little a reader loads of scripts."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from articles import offline
from tests.conftest import PROJECT

SCRIPTS = sorted((PROJECT / "static/js").glob("*.js"))
ALL_OF_THEM = 15 * 1024  # bytes, before compression


def test_the_worker_has_the_say_over_the_whole_site(client: Client) -> None:
    response = client.get("/sw.js")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert 'importScripts("/static/js/worker.js");' in response.content.decode()


def test_a_static_file_that_changed_makes_another_worker(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get("/sw.js").content.decode()
    monkeypatch.setattr(offline, "static", lambda name: f"/static/changed/{name}")
    after = client.get("/sw.js").content.decode()
    version = re.compile(r'"version": "(\w+)"')
    assert version.findall(before) != version.findall(after)


@pytest.mark.django_db
def test_what_a_kept_page_is_drawn_with_is_there(client: Client) -> None:
    script = client.get("/sw.js").content.decode()
    page, *files = re.findall(r'"(/[^"]+)"', script.partition("\n")[0])
    assert client.get(page).status_code == 200
    assert all(finders.find(path.removeprefix("/static/")) for path in files)
    shown = set(re.findall(r'"(/static/(?:css|js)/[^"]+)"', client.get("/").content.decode()))
    assert shown <= set(files)


def test_scripts_are_small_and_of_our_own() -> None:
    assert sum(path.stat().st_size for path in SCRIPTS) <= ALL_OF_THEM
    for path in SCRIPTS:
        script = path.read_text("utf-8")
        assert not re.search(r"https?://|innerHTML|document\.write|\beval\(", script), path.name


def test_no_script_stands_in_a_template() -> None:
    for path in (PROJECT / "templates").rglob("*.html"):
        source = path.read_text("utf-8")
        data = '<script type="application/ld+json">'  # is not run
        source = source.replace(data, "")
        assert not re.search(r"<script(?![^>]* src=)|<\w[^>{]*\son\w+=", source), path.name
