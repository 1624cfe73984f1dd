"""Pictures that the site serves itself, where no nginx stands in front."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db  # the page for what is not there asks it

ADDRESS = "/images/originals/ab/abcd.webp"


@pytest.fixture(autouse=True)
def stored(settings: Any) -> Path:
    """The file of a stored picture."""
    file = settings.MEDIA_ROOT / "originals" / "ab" / "abcd.webp"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"RIFF....WEBP")
    return file


def test_a_picture_is_kept_for_ever_and_is_what_it_says(client: Client) -> None:
    answer = client.get(ADDRESS)
    assert b"".join(answer) == b"RIFF....WEBP"
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    kept = {part.strip() for part in answer["Cache-Control"].split(",")}
    assert kept == {"public", "max-age=31536000", "immutable"}


def test_a_picture_that_is_not_there_is_not_kept(client: Client) -> None:
    answer = client.get(ADDRESS.replace("abcd", "none"))
    assert answer.status_code == 404
    assert "immutable" not in answer.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["", "ab/", "../beside", "%2e%2e/beside", "ab/../../beside"])
def test_nothing_but_pictures_is_served(client: Client, stored: Path, path: str) -> None:
    (stored.parents[2] / "beside").write_text("no picture")
    assert client.get(f"/images/originals/{path}").status_code in {400, 404}


def test_a_picture_is_only_read(client: Client) -> None:
    assert client.post(ADDRESS).status_code == 405
    assert client.head(ADDRESS).status_code == 200


def test_a_system_without_a_list_of_types_knows_ours() -> None:
    source = (
        "import mimetypes; mimetypes.knownfiles.clear()\n"
        "import tests.settings, django; django.setup(); import newsroom.urls\n"
        "for e in 'jpg png gif webp avif'.split(): print(mimetypes.guess_type('a.' + e)[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=Path(__file__).parent.parent,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    kinds = "jpeg png gif webp avif".split()
    assert done.stdout.split() == [f"image/{kind}" for kind in kinds]
