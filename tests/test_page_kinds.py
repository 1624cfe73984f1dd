"""The table of kinds of pages that the tests in a browser walk: no page is missing, and each is what it says."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import resolve

from articles import urls
from tests.archive import run
from tests.conftest import PROJECT
from tests.page_kinds import NOT_PAGES, kinds_of_pages

pytestmark = pytest.mark.django_db


def test_every_public_route_has_a_kind_of_page_or_is_none(tmp_path: Path) -> None:
    run(PROJECT / "samples")
    shown = {kind.route for kind in kinds_of_pages(tmp_path)}
    assert shown | NOT_PAGES == {pattern.name for pattern in urls.urlpatterns}
    assert not shown & NOT_PAGES


def test_every_kind_of_page_is_answered_by_its_route_as_it_says(
    client: Client, tmp_path: Path
) -> None:
    run(PROJECT / "samples")
    for kind in kinds_of_pages(tmp_path):
        answer = client.get(kind.path)
        assert answer.status_code == kind.status, kind
        assert answer["Content-Type"].startswith("text/html"), kind
        assert resolve(kind.path.partition("?")[0]).url_name == kind.route, kind
