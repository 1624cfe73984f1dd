"""What a browser takes for a page beside its pictures: at most 35 KB, compressed as the server sends it."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from tests.archive import run
from tests.page_kinds import kinds_of_pages
from tests.test_feeds import SAMPLES

pytestmark = pytest.mark.django_db

MOST = 35_000  # bytes
PARTS = 'link[rel="stylesheet"], script[src], link[rel="icon"]'


def test_no_kind_of_page_is_heavier_than_35_kb(client: Client, tmp_path: Path) -> None:
    run(SAMPLES)
    for kind in kinds_of_pages(tmp_path):
        page = client.get(kind.path, headers={"accept-encoding": "gzip"})
        assert page["Content-Encoding"] == "gzip", kind
        head = LexborHTMLParser(gzip.decompress(page.content).decode()).css(PARTS)
        parts = [node.attributes.get("href") or node.attributes.get("src") or "" for node in head]
        assert len(parts) >= 4, kind
        files = [finders.find(part.removeprefix("/static/")) for part in parts]
        weight = len(page.content) + sum(compressed(file) for file in files)
        assert weight <= MOST, f"{kind.name}: {weight} bytes"


def compressed(file: object) -> int:
    """Return the bytes of a static file as WhiteNoise compresses it."""
    return len(gzip.compress(Path(str(file)).read_bytes()))
