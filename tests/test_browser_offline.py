"""Reading without a network: what a browser keeps of the pages that were opened in it."""

from urllib.parse import unquote

import pytest
from django.core.servers.basehttp import WSGIRequestHandler
from django.test.utils import override_settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Post, Source
from tests.browsing import open_context
from tests.desk import NOON, made

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLES = ["第一篇", "第二篇", "第三篇"]


@pytest.fixture
def posts(live_server: LiveServer) -> list[Post]:
    """Posts of one outlet, the newest first."""
    outlet = Source.objects.create(name="潮汐日报")
    return [
        made(outlet, title, published_at=NOON.replace(minute=59 - minute))
        for minute, title in enumerate(TITLES)
    ]


def kept(page: Page) -> list[str]:
    """Return the paths of the pages that the browser keeps, in order."""
    return [
        unquote(path)
        for path in page.evaluate(
            "caches.open('pages').then((pages) => pages.keys())"
            ".then((all) => all.map(({ url }) => new URL(url).pathname))"
        )
    ]


def wait_until_kept(page: Page, count: int, last: str) -> None:
    """Wait until so many pages are kept, and one is the last of them."""
    for _ in range(100):
        paths = kept(page)
        if len(paths) == count and unquote(paths[-1]) == unquote(last):
            return
        page.wait_for_timeout(50)
    raise AssertionError(paths)


def test_pages_that_were_opened_are_read_when_the_site_is_gone(
    browser: Browser, posts: list[Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A connection that is kept open would be answered after the server has stopped.
    monkeypatch.setattr(WSGIRequestHandler, "handle", WSGIRequestHandler.handle_one_request)
    server = LiveServer("127.0.0.1")
    context = browser.new_context(base_url=server.url, locale="en")
    try:
        with override_settings(ALLOWED_HOSTS=["127.0.0.1"], SITE_URL=server.url):
            page = context.new_page()
            first, second, never = (post.get_absolute_url() for post in posts)
            page.goto(first)  # before there is a worker
            wait_until_kept(page, 1, first)
            page.goto("/")
            wait_until_kept(page, 2, "/")
            page.goto(second)
            page.goto("/admin/login/")
            page.goto("/sources/")
            wait_until_kept(page, 3, second)
    finally:
        server.stop()

    page.goto(first)
    expect(page.locator("h1")).to_have_text(TITLES[0])
    assert page.evaluate("getComputedStyle(document.querySelector('.post')).maxWidth") != "none"
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.goto("/")
    expect(page.locator(".lead-title")).to_have_text(TITLES[0])
    page.goto(never)
    expect(page.locator("h1")).to_have_text("Without a network")
    links = page.locator(".kept-posts a")
    expect(links).to_have_text([TITLES[1], "Newsroom", TITLES[0]])
    assert links.first.get_attribute("lang") == "zh-Hans"
    links.first.click()
    expect(page.locator("h1")).to_have_text(TITLES[1])
    page.goto("/offline/")
    page.get_by_role("button", name="Forget them").click()
    expect(page.locator(".kept-posts")).to_be_hidden()
    page.goto(first)
    expect(page.locator("h1")).to_have_text("Without a network")
    context.close()


def test_only_the_last_posts_are_kept_and_none_that_was_withdrawn(
    browser: Browser, live_server: LiveServer, posts: list[Post]
) -> None:
    context = open_context(browser, live_server.url, locale="en")
    page = context.new_page()
    first, second = (post.get_absolute_url() for post in posts[:2])
    page.goto(first)
    wait_until_kept(page, 1, first)
    # As many as that again, without opening each.
    page.evaluate(
        "async () => { const pages = await caches.open('pages');"
        " for (let n = 0; n < 60; n++) await pages.put(`/2020/01/01/${n}/`, new Response('')); }"
    )
    page.goto(second)
    wait_until_kept(page, 50, second)
    posts[1].status = Post.Status.WITHDRAWN
    posts[1].save()
    page.goto(second)
    wait_until_kept(page, 49, "/2020/01/01/59/")
    context.close()
