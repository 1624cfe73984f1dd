"""The mark of an outlet: one letter on one colour, which everybody can read."""

import re

import pytest

from articles.marks import COLOURS, mark_of
from tests.conftest import PROJECT

STYLES = (PROJECT / "static/css/newsroom.css").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "letter"),
    [("潮汐日报", "潮"), ("(臺)中央社CNA", "中"), ("（台）公視", "公"), ("【快讯】潮", "潮"),
     ("bbc", "B"), ("«Le Monde»", "L"), ("(only)", "O"), ("ß", "S"), ("★", "·"), ("", "·")],
)  # fmt: skip
def test_the_letter_is_the_first_of_the_name(name: str, letter: str) -> None:
    assert mark_of(name).letter == letter


def test_the_colour_of_a_name_never_changes() -> None:
    assert [mark_of(name).colour for name in ("潮汐日报", "法广", "BBC")] == [5, 1, 5]
    assert {mark_of(str(number)).colour for number in range(400)} == set(range(COLOURS))


@pytest.mark.parametrize("colour", range(COLOURS))
def test_white_can_be_read_on_each_colour(colour: int) -> None:
    """WCAG 2.2 §1.4.3: 4.5 to 1."""
    found = re.search(rf"\.mark-{colour} {{ --mark: #([0-9a-f]{{6}}); }}", STYLES)
    assert found
    shares = [int(found[1][place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5
