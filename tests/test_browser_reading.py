"""What a reader can press: keys, share, cite and the size of the text."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Post, Source
from tests.browsing import open_context
from tests.desk import NOON, made

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 320, "height": 640}
TITLES = [f"第{number}篇" for number in range(40)]


@pytest.fixture
def posts(live_server: LiveServer, settings: object) -> list[Post]:
    """Posts of one outlet, the newest first."""
    settings.SITE_URL = live_server.url  # type: ignore[attr-defined]
    outlet = Source.objects.create(name="潮汐日报")
    return [
        made(outlet, title, published_at=NOON.replace(minute=59 - minute))
        for minute, title in enumerate(TITLES)
    ]


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, posts: list[Post]) -> Iterator[Page]:
    """A page that fails the test where a script fails."""
    context = open_context(browser, live_server.url, locale="en", service_workers="block")
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    assert troubles == []
    assert context.strange == []  # type: ignore[attr-defined]
    context.close()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_keys_walk_a_list_and_open_a_post(page: Page, posts: list[Post]) -> None:
    page.goto("/")
    for title in TITLES[:3]:
        page.keyboard.press("j")
        assert focused(page) == title
    page.keyboard.press("k")
    assert focused(page) == TITLES[1]
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(TITLES[1])


def test_brackets_go_to_the_newer_and_the_older_post_or_page(page: Page, posts: list[Post]) -> None:
    page.goto(posts[5].get_absolute_url())
    page.keyboard.press("]")
    expect(page.locator("h1")).to_have_text(TITLES[6])
    page.keyboard.press("[")
    expect(page.locator("h1")).to_have_text(TITLES[5])
    page.goto(posts[0].source.get_absolute_url())
    page.keyboard.press("]")
    page.wait_for_url("**?before=*")
    page.keyboard.press("[")
    page.wait_for_url("**?after=*")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url(lambda url: url.rstrip("/").count("/") == 2)


def test_a_key_that_is_typed_is_a_letter(page: Page, posts: list[Post]) -> None:
    page.goto("/")
    page.keyboard.press("/")
    field = page.locator("#q")
    expect(field).to_be_focused()
    page.keyboard.type("j?/gh[]")
    expect(field).to_have_value("j?/gh[]")
    expect(page.locator("#keys")).to_be_hidden()
    assert page.url.endswith("/")


def test_keys_with_modifiers_belong_to_the_browser(page: Page, posts: list[Post]) -> None:
    page.goto("/")
    for key in ("Control+j", "Alt+j", "Meta+j", "Shift+J"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement === document.body")


def test_a_dialog_names_the_keys_and_turns_them_off_for_good(page: Page, posts: list[Post]) -> None:
    page.goto(posts[5].get_absolute_url())
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").focus()
    page.keyboard.press("]")
    expect(dialog).to_be_visible()
    expect(page.locator("h1")).to_have_text(TITLES[5])
    dialog.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.reload()
    for key in ("j", "?", "/"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement === document.body")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Keys").click()
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Close").click()
    page.goto("/sources/")
    page.goto("/")
    page.keyboard.press("j")
    assert focused(page) == TITLES[0]


def test_a_browser_without_a_sheet_copies_the_link(page: Page, posts: list[Post]) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(posts[0].get_absolute_url())
    page.evaluate("delete Navigator.prototype.share")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    expect(page.locator("[data-share]")).to_be_hidden()


def test_a_browser_with_a_sheet_opens_it(page: Page, posts: list[Post]) -> None:
    page.add_init_script(
        "navigator.share = (what) => { window.shared = what; return Promise.resolve(); }"
    )
    page.goto(posts[0].get_absolute_url())
    page.get_by_role("button", name="Share").click()
    assert page.evaluate("window.shared") == {"title": TITLES[0], "url": page.url}


def test_a_citation_is_copied_as_it_stands(page: Page, posts: list[Post]) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(posts[0].get_absolute_url())
    expect(page.locator("#cite-3")).to_be_hidden()
    page.get_by_text("Cite this post").click()
    page.get_by_role("button", name="Copy BibTeX").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#cite-3").text_content()
    assert copied.startswith("@misc{")


def test_where_nothing_may_be_copied_a_reader_is_told(page: Page, posts: list[Post]) -> None:
    page.goto(posts[0].get_absolute_url())
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('no')))")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status")).to_have_text("The browser did not let it be copied.")


def test_the_size_of_the_text_is_remembered_and_set_before_anything_is_seen(
    page: Page, posts: list[Post]
) -> None:
    def size() -> float:
        return float(
            page.evaluate("parseFloat(getComputedStyle(document.querySelector('p')).fontSize)")
        )

    page.set_viewport_size(PHONE)
    page.goto(posts[0].get_absolute_url())
    usual = size()
    larger = page.locator(".tools").get_by_role("button", name="larger text")
    for _ in range(4):
        larger.click()
    expect(larger).to_be_disabled()
    largest = size()
    assert largest >= 1.7 * usual
    for path in (posts[1].get_absolute_url(), "/", "/sources/", "/search/?q=第", "/lookup"):
        page.goto(path, wait_until="commit")
        page.wait_for_function("document.body")
        assert page.evaluate("document.documentElement.dataset.size") == "4"
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    smaller = page.locator(".helps").get_by_role("button", name="smaller text")
    for _ in range(5):
        smaller.click()
    expect(smaller).to_be_disabled()
    page.goto(posts[0].get_absolute_url())
    assert size() < usual


def test_where_storage_is_shut_off_all_works_for_the_page(page: Page, posts: list[Post]) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('shut'); } })"
    )
    page.goto(posts[0].get_absolute_url())
    page.locator(".tools").get_by_role("button", name="larger text").click()
    assert page.evaluate("document.documentElement.dataset.size") == "1"
    page.keyboard.press("?")
    page.get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_without_scripts_a_post_is_whole_and_offers_nothing_that_does_not_work(
    browser: Browser, live_server: LiveServer, posts: list[Post]
) -> None:
    context = open_context(browser, live_server.url, locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto(posts[5].get_absolute_url())
    assert page.locator("main button:visible, footer button:visible").count() == 0
    expect(page.locator("dialog")).to_be_hidden()
    expect(page.locator(".post-body")).to_contain_text("台风")
    page.get_by_text("Cite this post").click()
    expect(page.locator("#cite-1")).to_be_visible()
    page.get_by_role("link", name="A post by chance").click()
    expect(page.locator("article.post")).to_be_visible()
    context.close()


SHIFT = """() => new Promise(done => {
    let shift = 0;
    new PerformanceObserver(list => { for (const one of list.getEntries()) shift += one.value; })
        .observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(shift), 300);
})"""


def test_nothing_moves_while_a_page_comes(browser: Browser, archive: str) -> None:
    page = open_context(browser, archive, viewport={"width": 390, "height": 844}).new_page()
    post = Post.objects.published().newest_first()[0]
    for path in ("/", post.get_absolute_url(), "/search/?q=的", "/tags/"):
        page.goto(path)
        assert page.evaluate(SHIFT) == 0, path
