"""Under which heading a name stands in an index; pure.

Latin names stand by their first letter, Chinese ones by the radical of their first character, as in a
dictionary. Pinyin or strokes would take a table of 40,000 characters, and readers of Traditional and
Simplified Chinese, of Cantonese and Mandarin would look for one word at different places. The radical needs
none: Unicode lists the ideographs by radical and strokes (The Unicode Standard, §18.1), and each radical is the
first character of its own.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from itertools import groupby
from typing import Protocol, TypeVar

_IDEOGRAPHS = range(
    0x4E00, 0x9FA6
)  # the block as of Unicode 1.1; what came later stands in no order
# The 214 radicals of Kangxi (U+2F00 to U+2FD5), as ordinary characters.
_RADICALS = sorted(unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6))
DIGITS = "0–9"
OTHERS = "…"


class Named(Protocol):
    """What stands in an index."""

    @property
    def key(self) -> str:
        """Its name, as `articles.names.name_key` spells it."""


_Row = TypeVar("_Row", bound=Named)


def grouped(rows: Iterable[_Row]) -> list[tuple[str, list[_Row]]]:
    """Return rows below their headings.

    :param rows: in the order of their keys.
    """
    return [
        (heading, list(group)) for heading, group in groupby(rows, key=lambda row: initial(row.key))
    ]


def initial(name: str) -> str:
    """Return the heading of a name: a radical, a letter, DIGITS or OTHERS.

    :param name: as `articles.names.name_key` spells it.
    """
    first = name[:1]
    if first and ord(first) in _IDEOGRAPHS:
        return _RADICALS[bisect_right(_RADICALS, first) - 1]
    if first.isdigit():
        return DIGITS
    is_letter = first.isalpha() and not unicodedata.name(first, "").startswith("CJK")
    return first.upper() if is_letter else OTHERS
