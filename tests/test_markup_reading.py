"""How long a body takes to read: by characters in Chinese, by words elsewhere."""

import pytest

from articles.markup import reading_minutes


@pytest.mark.parametrize(
    ("html", "minutes"),
    [
        ("", 1),
        ("<p>短。</p>", 1),
        (f"<p>{'字' * 4000}</p>", 10),
        (f"<p>{'word ' * 2300}</p>", 10),
        (f"<p>{'字' * 400}</p><p>{'word ' * 230}</p>", 2),
        (f'<p><a href="https://tide.example/{"word-" * 2300}">近</a></p>', 1),
    ],
    ids=["nothing", "a line", "Chinese", "English", "both", "an address"],
)
def test_what_a_reader_sees_takes_its_time(html: str, minutes: int) -> None:
    assert reading_minutes(html) == minutes
