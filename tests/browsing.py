"""What tests in a real browser share; the fixtures `browser` and `archive` are in conftest.py."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Request

__all__ = ["AXE_SCRIPT"]

# All that a program can see of WCAG 2.2, A and AA, and what axe-core's authors advise besides.
AXE = """() => axe.run({
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'],
}).then((found) => found.violations)"""
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def open_context(browser: Browser, address: str, **options: object) -> BrowserContext:
    """Return a context that fails the test's network where it leaves the site."""
    context = browser.new_context(base_url=address, **options)  # type: ignore[arg-type]
    context.strange = []  # type: ignore[attr-defined]

    def watch(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            context.strange.append(request.url)  # type: ignore[attr-defined]

    context.on("request", watch)
    return context


def is_wider(page: Page, width: int) -> bool:
    """Return whether a page scrolls sideways in a window so many CSS pixels wide."""
    return bool(page.evaluate("document.documentElement.scrollWidth") > width)


def wait_until(page: Page, condition: str) -> None:
    """Wait until an expression is true in a page whose content policy forbids `wait_for_function` to try again."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(20)
    raise AssertionError(condition)


def what_axe_finds(page: Page, *impacts: str) -> list[str]:
    """Return what axe-core finds on a page whose context has AXE_SCRIPT, a line for each element.

    :param impacts: those that count (`serious`); all of them where none is given.
    """
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in page.evaluate(AXE)
        for node in rule["nodes"]
        if not impacts or rule["impact"] in impacts
    ]
