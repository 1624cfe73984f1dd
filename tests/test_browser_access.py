"""Every kind of public page in every language: axe-core finds nothing, and nothing scrolls sideways."""

import os
from itertools import cycle, product
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.browsing import AXE_SCRIPT, is_wider, open_context, what_axe_finds
from tests.page_kinds import kinds_of_pages

SCHEMES = ("light", "dark")
WIDTHS = (320, 768, 1440)
BETWEEN = (384, 720, 768, 1440)  # with the wider two at 200 %: what the first is widened to
LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)
# To each kind of page axe is put three times, so that it has had each scheme, width and language; which of them
# together changes from kind to kind, through all 18. All of them for each kind take minutes: AXE_ALL=1.
ALL = list(product(SCHEMES, WIDTHS, LANGUAGES))
TURNS = [
    [(SCHEMES[(n + turn) % 2], WIDTHS[(n + turn // 2) % 3], LANGUAGES[n]) for n in range(3)]
    for turn in range(6)
]


def test_every_combination_comes_by() -> None:
    assert {seen for turn in TURNS for seen in turn} == set(ALL)
    for turn in TURNS:
        assert [set(one) for one in zip(*turn, strict=True)] == [
            set(SCHEMES), set(WIDTHS), set(LANGUAGES),
        ]  # fmt: skip


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_every_kind_of_page_is_open_to_all_and_fits_its_screen(
    browser: Browser, archive: str, tmp_path: Path
) -> None:
    context = open_context(browser, archive, service_workers="block")
    context.add_init_script(AXE_SCRIPT)
    page = context.new_page()
    troubles = []
    for kind, turn in zip(kinds_of_pages(tmp_path), cycle(TURNS), strict=False):
        for scheme, width, language in ALL if os.environ.get("AXE_ALL") == "1" else turn:
            here = f"{kind.name}, {language}, {scheme}"
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"/{language}{kind.path}")
            troubles += [f"{here}, {width} px: {line}" for line in what_axe_finds(page)]
            for wide in (width, *(BETWEEN if width == WIDTHS[0] else ())):
                page.set_viewport_size({"width": wide, "height": 900})
                troubles += [f"{here}: wider than {wide} px"] if is_wider(page, wide) else []
    assert troubles == []
    assert context.strange == []  # type: ignore[attr-defined]
    context.close()
