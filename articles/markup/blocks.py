"""What a body is made of while it is written: a line of words, blocks, and the containers around them.

Which element becomes which of these is for `articles.markup.writer`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from articles.markup import tables

# A no-break space, a soft hyphen and what has no width: nothing that a reader would see.
_WORD = re.compile("[^\\s\u00a0\u200b-\u200f\u2060\ufeff\u00ad]")


@dataclass(slots=True)
class Line:
    """Words on their way to a paragraph, with the inline elements that are open around them."""

    parts: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    open: list[tuple[str, str]] = field(default_factory=list)  # name, start tag
    breaks: int = 0  # line breaks since the last word
    has_words: bool = False  # whether a reader would see anything of it

    def add(self, html: str, text: str) -> None:
        """Add words, as they are written and as they are read."""
        self.parts.append(html)
        self.words.append(text)
        self.has_words = self.has_words or _WORD.search(text) is not None

    def in_link(self) -> bool:
        """Return whether the next word stands in a link."""
        return bool(self.open) and any(name == "a" for name, _ in self.open)


class Block(NamedTuple):
    """What is written. A paragraph has its `p` still to come, and the lines of the text it holds.

    A container has the name of its element.
    """

    html: str
    is_paragraph: bool = False
    lines: range = range(0)
    name: str = ""


@dataclass
class Frame:
    """A container that is being written: its start tag, and the blocks in it so far."""

    name: str
    start: str
    blocks: list[Block] = field(default_factory=list)

    def inside(self) -> str:
        """Return the blocks one below the other, words as paragraphs; in an item of a list they may stand bare."""
        bare = self.name in tables.FLOW and sum(b.is_paragraph for b in self.blocks) <= 1
        listed = self._listed() if any(b.name in tables.LISTS for b in self.blocks) else self.blocks
        return ("" if bare else "\n").join(
            f"<p>{b.html}</p>" if b.is_paragraph and not bare else b.html for b in listed
        )

    def _listed(self) -> Iterator[Block]:
        """Give the blocks, those in a list that are of one."""
        for name, group in groupby(self.blocks, key=self._list_around):
            if name:
                yield Block(f"<{name}>" + "\n".join(b.html for b in group) + f"</{name}>")
            else:
                yield from group

    def _list_around(self, block: Block) -> str:
        """Return the list that a block is of and does not stand in, or nothing."""
        is_at_home = block.name in tables.STRUCTURE.get(self.name, ())
        return "" if is_at_home else tables.LISTS.get(block.name, "")
