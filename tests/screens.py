"""Takes the pictures in docs/screens/: `make screens`. Not a test, but it needs the same archive and browser.

The clock stands still, so that the same code gives the same pictures.
"""

import datetime as dt
import io

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser

from articles.models import Post
from tests.browsing import open_context
from tests.conftest import PROJECT

pytestmark = pytest.mark.django_db(transaction=True)

SCREENS = PROJECT / "docs" / "screens"
TODAY = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)  # that of the newest sample
WIDTHS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
SCHEMES = ("light", "dark")
PAPER = {"width": 794, "height": 1123}  # A4 at 96 pixels an inch
MOST = 100_000  # bytes of one picture


@pytest.fixture
def still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: TODAY)


def pages() -> dict[str, str]:
    """Return where the pages are that are shown, by name."""
    post = Post.objects.published().filter(title__startswith="台风“青竹”").newest_first()[0]
    assert post.day
    return {
        "home": "/",
        "post": post.get_absolute_url(),
        "outlet": post.source.get_absolute_url(),
        "tag": post.tags.all()[0].get_absolute_url(),
        "archive": f"/{post.day:%Y/%m}/",
        "search": "/search/?q=渡轮 OR 台风",
    }


def keep(name: str, picture: bytes) -> None:
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").save(SCREENS / f"{name}.webp", quality=70, method=6)
    assert (SCREENS / f"{name}.webp").stat().st_size <= MOST, name


def test_take(still_clock: None, archive: str, browser: Browser, settings: object) -> None:
    settings.SITE_NAME = "海湾档案"  # type: ignore[attr-defined]
    for old in SCREENS.glob("*.webp"):
        old.unlink()
    shown = pages()
    for width, viewport in WIDTHS.items():
        for scheme in SCHEMES:
            context = open_context(
                browser, archive, viewport=viewport, color_scheme=scheme, reduced_motion="reduce",
                locale="zh-CN", device_scale_factor=1,
            )  # fmt: skip
            page = context.new_page()
            for name, path in shown.items():
                page.goto(path, wait_until="networkidle")
                keep(f"{name}-{width}-{scheme}", page.screenshot(animations="disabled"))
            context.close()
    page = open_context(browser, archive, viewport=PAPER, locale="zh-CN").new_page()
    page.emulate_media(media="print")
    page.goto(shown["post"], wait_until="networkidle")
    keep("post-print", page.screenshot())
