"""What a person does, in a real browser: read the site from end to end, and edit a post."""

from urllib.parse import quote, unquote

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from articles.models import Post
from tests.browsing import open_context

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 320, "height": 640}


def go_by_link(page: Page, selector: str) -> str:
    """Click the first link that a selector finds and return the path it leads to."""
    link = page.locator(selector).first
    path = unquote(str(link.get_attribute("href")))
    link.click()
    page.wait_for_url(lambda url: path in unquote(url))
    return path


def test_a_reader_walks_the_site_and_an_editor_changes_it(browser: Browser, archive: str) -> None:
    User.objects.create_superuser("editor", password="quiet harbour 7")
    context = open_context(browser, archive, java_script_enabled=False)
    page = context.new_page()
    newest = Post.objects.published().filter(language="zh-Hans").newest_first()[0]

    page.goto("/")
    expect(page.get_by_role("link", name=newest.title).first).to_be_visible()
    path = go_by_link(page, f'main a[href="{quote(unquote(newest.get_absolute_url()))}"]')
    expect(page.locator("article h1")).to_have_text(newest.title)
    go_by_link(page, 'article a[rel~="tag"]')
    expect(page.get_by_role("link", name=newest.title).first).to_be_visible()
    page.go_back()
    go_by_link(page, 'article a[href^="/sources/"]')
    expect(page.locator("main h1")).to_contain_text(newest.source.name)
    page.goto(f"/{newest.day:%Y}/{newest.day:%m}/")
    go_by_link(page, f'main a[href="/{newest.day:%Y/%m/%d}/"]')
    expect(page.get_by_role("link", name=newest.title).first).to_be_visible()
    page.locator('input[name="q"]').first.fill(newest.title[:2])
    page.locator('input[name="q"]').first.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.get_by_role("link", name=newest.title).first).to_be_visible()

    editing = open_context(browser, archive).new_page()
    editing.goto("/admin/")
    editing.fill('input[name="username"]', "editor")
    editing.fill('input[name="password"]', "quiet harbour 7")
    editing.click('[type="submit"]')
    editing.goto(f"/admin/articles/post/{newest.pk}/change/")
    editing.fill('input[name="title"], textarea[name="title"]', "编辑改过的标题")
    editing.click('[name="_save"]')
    expect(editing.locator(".messagelist .success")).to_be_visible()
    editing.goto("/admin/articles/post/add/")
    editing.fill('input[name="title"], textarea[name="title"]', "码头的新钟")
    editing.locator(".ProseMirror").fill("每天中午敲十二下。")
    editing.evaluate(
        "([name, id]) => { const s = document.querySelector('select[name=source]');"
        " s.add(new Option(name, id, true, true)) }",
        [newest.source.name, newest.source_id],
    )
    editing.click('[name="_save"]')
    expect(editing.locator(".messagelist .success")).to_be_visible()
    draft = Post.objects.get(title="码头的新钟")
    assert draft.status == Post.Status.DRAFT
    editing.goto(f"/admin/articles/post/?q={quote('码头的新钟')}")
    editing.check(f'input[name="_selected_action"][value="{draft.pk}"]')
    editing.select_option('select[name="action"]', "publish")
    editing.click('button[name="index"]')
    expect(editing.locator(".messagelist .success")).to_be_visible()

    page.goto(path)
    expect(page.locator("article h1")).to_have_text("编辑改过的标题")
    page.goto("/")
    expect(page.get_by_role("link", name="码头的新钟").first).to_be_visible()
    assert context.strange == []  # type: ignore[attr-defined]


def test_a_reader_narrows_a_search_and_widens_it_again(browser: Browser, archive: str) -> None:
    """Without scripts, on a phone."""
    context = open_context(browser, archive, java_script_enabled=False, viewport=PHONE, locale="en")
    page = context.new_page()

    def count() -> int:
        return int(page.locator(".search-count").inner_text().split()[0])

    page.goto("/")
    page.locator('input[name="q"]').first.fill("的")
    page.locator('input[name="q"]').first.press("Enter")
    page.wait_for_url("**/search/?q=*")
    whole = count()
    assert page.locator("mark").first.inner_text() == "的"
    narrower = page.locator(".facet-year a").first
    promised = int(narrower.locator(".count").inner_text())
    narrower.click()
    page.wait_for_url("**from=*")
    assert count() == promised < whole
    page.locator(".chosen a").first.click()
    page.wait_for_url(lambda url: "from=" not in url)
    assert count() == whole
    page.get_by_role("link", name="Best first").click()
    page.wait_for_url("**sort=best*")
    expect(page.locator('[aria-current="true"]', has_text="Best first")).to_be_visible()
    first = page.locator(".hits h2").first.inner_text()
    page.get_by_role("link", name="More").click()
    page.wait_for_url("**after=*")
    assert page.locator(".hits h2").first.inner_text() != first
    page.go_back()
    assert page.locator(".hits h2").first.inner_text() == first
    page.locator('input[name="from"]').fill("2026-01-01")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**from=2026-01-01*")
    assert "sort=best" in page.url
    assert context.strange == []  # type: ignore[attr-defined]


CONTRAST = """mark => {
    const [ink, paper] = ["color", "backgroundColor"].map(name => {
        const parts = getComputedStyle(mark)[name].match(/[0-9.]+/g).map(Number);
        if (parts.length > 3) throw Error("see-through");
        const [red, green, blue] = parts.map(part => part / 255).map(
            part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    });
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_marked_word_is_as_easy_to_read_as_the_best(
    browser: Browser, archive: str, scheme: str
) -> None:
    """A contrast of 7:1 (WCAG 2.2, 1.4.6), in titles and in the quiet lines below them."""
    page = open_context(browser, archive, color_scheme=scheme).new_page()
    page.goto("/search/?q=渡轮 OR 台风")
    for place in (".line-title mark", ".hit-text mark"):
        assert page.locator(place).first.evaluate(CONTRAST) >= 7


def test_a_reader_goes_into_the_past_by_keyboard(browser: Browser, archive: str) -> None:
    context = open_context(browser, archive, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    newest = Post.objects.published().newest_first()[0].day
    assert newest is not None

    def follow(path: str) -> None:
        link = page.locator(f'main a[href="{path}"]').first
        link.focus()
        box = link.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24, path  # WCAG 2.2, 2.5.8
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{path}")

    page.goto("/")
    follow(f"/{newest:%Y}/")
    follow(f"/{newest:%Y/%m}/")
    follow(f"/{newest:%Y/%m/%d}/")
    expect(page.locator(".lines .line").first).to_be_visible()
