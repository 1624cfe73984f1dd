"""How long a body takes to read."""

import math
import re

from selectolax.lexbor import LexborHTMLParser

CHARACTERS_A_MINUTE = 400  # Chinese, Japanese and Korean
WORDS_A_MINUTE = 230
_CHARACTER = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
)
_WORD = re.compile(r"\w+")


def reading_minutes(html: str) -> int:
    """Return how many minutes a clean body takes to read, at least 1."""
    body = LexborHTMLParser(html).body
    text = (body.text(deep=True, separator=" ") or "") if body is not None else ""
    rest, characters = _CHARACTER.subn(" ", text)
    words = sum(1 for _ in _WORD.finditer(rest))
    return max(1, math.ceil(characters / CHARACTERS_A_MINUTE + words / WORDS_A_MINUTE))
