"""The title of a post where its body says it again.

How a title is cleaned is for `articles.markup.plain`.
"""

import re
import unicodedata
from collections.abc import Iterable

_HEADINGS_AMONG = 12  # headings and paragraphs within which a heading may repeat the title
_WORDS_AMONG = 1  # the same for a paragraph
# What feeds put around a title and the article's own heading does not have: `[World] …`, `… - outlet`.
_SURROUNDINGS = re.compile(r"^\s*\[[^\]]{1,20}\]|\s[-|–—]\s[^-|–—]{1,20}$")


class Title:
    """Knows the title again, at the beginning of one body that is read in its order."""

    def __init__(self, title: str) -> None:
        bare = _SURROUNDINGS.sub("", title)
        self._wanted = {folded(title), folded(bare)} - {""}
        self._kept = 0  # headings and paragraphs so far that are no title

    def is_repeated(self, lines: Iterable[str], *, heading: bool) -> bool:
        """Return whether the next heading or paragraph of the body only repeats the title."""
        among = _HEADINGS_AMONG if heading else _WORDS_AMONG
        if self._kept < among and folded("".join(lines)) in self._wanted:
            return True
        self._kept += 1
        return False


def folded(text: str) -> str:
    """Return a text as titles are compared: letters and digits alone, case and width folded."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
