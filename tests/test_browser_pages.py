"""What every kind of public page does in a browser, whatever stands on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, FloatRect, Page, expect

from articles.models import Post
from tests.browsing import is_wider, open_context, wait_until
from tests.page_kinds import Kind, kinds_of_pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 320, "height": 640}


@pytest.fixture
def kinds(archive: str, tmp_path: Path) -> list[Kind]:
    """Every kind of page, on a server that runs."""
    return kinds_of_pages(tmp_path)


@pytest.fixture
def page(browser: Browser, archive: str) -> Iterator[Page]:
    """A page on a phone, which fails the test where it asks anything of a stranger."""
    context = open_context(browser, archive, viewport=PHONE, service_workers="block")
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    yield page
    assert context.strange == []  # type: ignore[attr-defined]
    context.close()


def test_no_page_scrolls_sideways_with_the_largest_text(page: Page, kinds: list[Kind]) -> None:
    page.add_init_script("localStorage.setItem('size', '4')")
    posts = [post.get_absolute_url() for post in Post.objects.published()]
    wide = []
    for path in dict.fromkeys([*(kind.path for kind in kinds), *posts]):
        page.goto(path)
        assert page.evaluate("document.documentElement.dataset.size") == "4"
        for width in (1440, PHONE["width"]):
            page.set_viewport_size({"width": width, "height": 900})
            wide += [(path, width)] if is_wider(page, width) else []
    assert wide == []


# Without what scripts show.
WORDS = """() => {
    const offered = "[data-share], [data-copy], [data-copy-of], [data-step], [data-kept]";
    for (const part of document.querySelectorAll(`main :is(${offered})`)) part.hidden = true;
    return document.querySelector('main').innerText;
}"""


def test_every_page_is_quiet_obeys_arrow_keys_and_says_the_same_without_scripts(
    browser: Browser, archive: str, kinds: list[Kind]
) -> None:
    """With the worker that keeps pages. No request leaves the site, and only the sign-in sets a cookie."""
    with_scripts = open_context(browser, archive, viewport=PHONE, color_scheme="dark")
    without = open_context(browser, archive, viewport=PHONE, java_script_enabled=False)
    page, plain = with_scripts.new_page(), without.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # Of a page that is none the browser says so.
        expected = kind.status >= 400 and message.location["url"] == page.url
        if not (expected and f"status of {kind.status}" in message.text):
            complaints.append(f"{kind.name}: {message.text}")

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(f"{kind.name}: {error}"))
    page.emulate_media(reduced_motion="reduce")
    for kind in [*kinds, Kind("sign-in", "", "/admin/login/")]:
        page.goto(kind.path)
        if kind.route:
            page.keyboard.press("ArrowDown")
            wait_until(page, "scrollY > 0")
            plain.goto(kind.path)
            words = plain.inner_text("main")
            assert words.strip()
            assert words == page.evaluate(WORDS), kind.name
    assert complaints == []
    for context in (with_scripts, without):
        assert context.strange == []  # type: ignore[attr-defined]
        assert {cookie["name"] for cookie in context.cookies()} <= {"csrftoken"}
        context.close()


def test_back_and_forward_lead_to_where_the_reader_was(page: Page, kinds: list[Kind]) -> None:
    page.goto("/en/")
    link = page.locator(".day .line-title a").nth(3)
    title = link.inner_text()
    link.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    assert place > 0
    link.click()
    expect(page.locator("article h1")).to_have_text(title)
    page.locator("#q").fill("的")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    page.locator(".facet-year a").first.click()
    page.wait_for_url("**from=*")
    page.go_back()
    page.wait_for_url(lambda url: "from=" not in url)
    expect(page.locator("#q")).to_have_value("的")
    page.go_back()
    expect(page.locator("article h1")).to_have_text(title)
    page.go_back()
    page.wait_for_url("**/en/")
    wait_until(page, f"scrollY === {place}")
    page.go_forward()
    expect(page.locator("article h1")).to_have_text(title)
    page.go_forward()
    page.go_forward()
    page.wait_for_url("**from=*")


def test_a_table_wider_than_the_page_is_scrolled_by_arrow_keys(
    page: Page, kinds: list[Kind]
) -> None:
    page.goto(next(kind.path for kind in kinds if kind.name == "post of every shape"))
    page.locator("table").first.focus()
    page.keyboard.press("ArrowRight")
    wait_until(page, "document.querySelector('table').scrollLeft > 0")


def box(page: Page, selector: str) -> FloatRect:
    found = page.locator(selector).last.bounding_box()
    assert found is not None, selector
    return found


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_the_way_back_to_the_top_is_at_hand_on_long_pages_and_covers_nothing(
    page: Page, kinds: list[Kind], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    top = page.locator(".to-top a")
    page.goto("/")
    expect(top).not_to_be_in_viewport()
    for place in ("1.5 * innerHeight", "document.body.scrollHeight / 2"):
        page.evaluate(f"scrollTo(0, {place})")
        expect(top).to_be_in_viewport(ratio=1)
        beside, main = box(page, ".to-top a"), box(page, "main")
        assert main["x"] + main["width"] <= beside["x"]
        assert beside["width"] >= 24  # WCAG 2.2, 2.5.8
    top.click()
    wait_until(page, "scrollY === 0")
    page.goto("/lookup")
    expect(top).to_be_hidden()
