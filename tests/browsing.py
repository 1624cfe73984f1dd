"""What tests in a real browser share; the fixtures `browser` and `archive` are in conftest.py."""

from playwright.sync_api import Browser, BrowserContext, Request

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
