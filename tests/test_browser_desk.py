"""The desk in a real browser: the way around it, its content policy, and what axe-core finds on its pages."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from articles.models import Original, Post
from tests.browsing import AXE_SCRIPT, is_wider, open_context, what_axe_finds
from tests.desk import POSTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The box that looks for outlets is Select2 as Django ships it: its parts have no names of their own.
GRAVE = ("serious", "critical")  # templates of Django's have some minor ones
PASSWORD = "quiet harbour 7"


def signed_in(context: BrowserContext) -> Page:
    """Return a page on which somebody has signed in who may do everything."""
    User.objects.create_superuser("editor", password=PASSWORD)
    page = context.new_page()
    page.goto("/admin/")
    page.fill('input[name="username"]', "editor")
    page.fill('input[name="password"]', PASSWORD)
    page.click('[type="submit"]')
    expect(page.locator("#waiting")).to_be_visible()
    return page


def pages() -> list[str]:
    """Return the pages of the desk that differ from each other."""
    post, original = Post.objects.newest_first()[0], Original.objects.first()
    assert original is not None
    Post.objects.filter(pk=original.post_id).update(newer_original=True)
    return [
        "/admin/", POSTS, f"{POSTS}?q=的&status__exact=published", f"{POSTS}add/",
        f"{POSTS}{post.pk}/change/", f"{POSTS}{post.pk}/history/", f"{POSTS}{post.pk}/delete/",
        f"{POSTS}{original.post_id}/newer/", "/admin/articles/image/", "/admin/articles/source/",
        f"/admin/articles/source/{post.source_id}/change/",
        f"/admin/articles/source/{post.source_id}/rules/", "/admin/articles/tag/",
        "/admin/articles/importrun/", "/admin/articles/importrun/add/", "/admin/auth/user/",
        "/admin/password_change/",
    ]  # fmt: skip


def test_an_editor_finds_the_way_from_the_first_page(browser: Browser, archive: str) -> None:
    """Nothing is asked of anybody else, and nothing breaks the content policy."""
    context = open_context(browser, archive, locale="en")
    complaints: list[str] = []
    # What begins so is Chromium's advice on forms of passwords, and no complaint.
    context.on(
        "console",
        lambda said: None if said.text.startswith("[DOM]") else complaints.append(said.text),
    )
    page = signed_in(context)
    Post.objects.filter(pk=Post.objects.newest_first()[0].pk).update(status="draft")
    came = Post.objects.archived(timezone.now().replace(hour=0, minute=0)).count()

    page.reload()
    page.locator(".numbers a", has_text="all drafts").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.locator(".sections").get_by_role("link", name="Dashboard").click()
    page.locator(".bars a").last.click()
    expect(page.locator("#toolbar .quiet")).to_contain_text(f"{came} results")
    page.locator(".sections").get_by_role("link", name="Tags").click()
    expect(page.locator('.sections [aria-current="true"]')).to_have_text("Tags")
    page.locator(".sections").get_by_role("link", name="Import runs").click()
    expect(page.locator("#result_list")).to_be_visible()
    page.get_by_role("link", name="View site").click()
    expect(page.locator(".masthead")).to_be_visible()
    for path in pages():
        page.goto(path)
    assert complaints == []
    assert context.strange == []  # type: ignore[attr-defined]
    context.close()


def test_the_first_page_says_all_without_scripts(browser: Browser, archive: str) -> None:
    context = open_context(browser, archive, java_script_enabled=False)
    page = signed_in(context)
    for part in (".sections", ".numbers", ".bars", ".lines"):
        expect(page.locator(part).first).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave_and_no_page_scrolls_sideways(
    browser: Browser, archive: str, scheme: str
) -> None:
    context = open_context(browser, archive, color_scheme=scheme)
    context.add_init_script(AXE_SCRIPT)
    page = signed_in(context)
    troubles = []
    for path in pages():
        page.goto(path)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            troubles += [
                f"{path}, {width} px: {line}"
                for line in what_axe_finds(page, *GRAVE)
                if "select2-" not in line
            ]
            troubles += [f"{path}: wider than {width} px"] if is_wider(page, width) else []
    assert not troubles, "\n".join(troubles)
    context.close()
