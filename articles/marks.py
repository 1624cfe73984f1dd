"""The mark of an outlet that has no logo: the first letter of its name on a colour of its own."""

import hashlib
import re
from dataclasses import dataclass

COLOURS = 12  # as many as the style sheet has (`.mark-0` and on)
_BRACKETED = re.compile(r"^\s*[(\[（［【〔][^)\]）］】〕]*[)\]）］】〕]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A letter, and the number of a colour."""

    letter: str
    colour: int


def mark_of(name: str) -> Mark:
    """Return the mark of a name: the same wherever and whenever it is drawn.

    What stands in brackets before a name, as in `（臺）中央社`, is none of it.
    """
    letters = (c for text in (_BRACKETED.sub("", name), name) for c in text if c.isalnum())
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=2).digest()
    return Mark(next(letters, "·").upper()[:1], int.from_bytes(digest) % COLOURS)
