"""What all tests share: the database, a Chromium where there is one, and the archive sample."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as properties

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from articles.models import Source

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
PROJECT = Path(__file__).resolve().parent.parent
CORPUS = PROJECT.parent / "shared" / "corpus"

# How long an example takes says more of the machine than of the code.
properties.register_profile("untimed", deadline=None)
properties.load_profile("untimed")


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: object) -> None:
    """Let each test store pictures in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "images"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _own_cache() -> None:
    """Let each test find nothing that another kept."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _own_index(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave no post of a test in the search index: it is no table of a model, so that no flush empties it."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from articles import search

    search.remove([held.post_id for held in search.held()])


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
def nu_checker() -> str:
    """The path of a Java for the Nu HTML checker; without one its tests are skipped, or fail where required."""
    java = shutil.which("java")
    if java:
        return java
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail("no Java on this machine, and REQUIRE_ALL=1")
    pytest.skip("no Java on this machine: pages were not checked by the Nu HTML checker")


@pytest.fixture(scope="module")
def browser(chromium: str) -> "Iterator[Browser]":
    """A Chromium that runs without a window."""
    from playwright.sync_api import sync_playwright

    from tests.browsing import FLAGS

    # Playwright keeps an event loop in this thread; Django would refuse the database beside one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def archive(live_server: "LiveServer", settings: object) -> str:
    """The sample archive on a running server; the address of the site."""
    from tests.archive import run

    settings.HOTLINK_IMAGES = False  # type: ignore[attr-defined]
    settings.SITE_URL = live_server.url  # type: ignore[attr-defined]
    run(PROJECT / "samples")
    return str(live_server.url)


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
