"""What all tests share: the database, a Chromium where there is one, and the archive sample."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from articles.models import Source

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
PROJECT = Path(__file__).resolve().parent.parent
CORPUS = PROJECT.parent / "shared" / "corpus"


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: object) -> None:
    """Let each test store pictures in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "images"  # type: ignore[attr-defined]


@pytest.fixture
def outlet(db: None) -> "Source":
    """An outlet without posts."""
    from articles.models import Source

    return Source.objects.create(name="潮汐日报")


@pytest.fixture
def desk(db: None) -> "Client":
    """A browser in which somebody has signed in who may do everything."""
    from tests.desk import superuser

    return superuser()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one the browser tests are skipped, or fail where required."""
    if CHROMIUM:
        return CHROMIUM
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail("no Chromium on this machine, and REQUIRE_BROWSER=1")
    pytest.skip("no Chromium on this machine: the browser tests were not run")


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked archive sample, which lies beside the project and is not part of it."""
    archive = CORPUS / "archive-sample.tar.xz"
    if not archive.exists():
        pytest.skip("the archive sample does not lie beside the project")
    import tarfile

    folder = tmp_path_factory.mktemp("corpus")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="session")
def seed_post() -> bytes:
    """The real post that the project started from; it lies beside the project."""
    path = CORPUS / "seed-post.md"
    if not path.exists():
        pytest.skip("the seed post does not lie beside the project")
    return path.read_bytes()
