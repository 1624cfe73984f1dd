"""Cleaning rules of one outlet: selectors in lines of text, checked before an engine sees them.

Only a part of CSS is taken. The engine tries again at every ancestor for each space in a selector and
at every neighbour for each `~`: `.a div div div` takes minutes on a post of 300 nested elements. What
is taken here costs no more than the tree itself does. What the selectors do is for `articles.markup`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple, Self

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

MAX_SELECTORS = 50  # of a kind
MAX_LENGTH = 200  # characters of a selector
_MAX_STEPS = 6  # elements that a selector names one behind the other

_NAME = r"-?[^\W\d][\w-]*"
_TEXT = r"""(?:"[^"\\]*"|'[^'\\]*')"""
_TAG = r"(?:[a-zA-Z][\w-]*|\*)"
_VALUE = rf"[~|^$*]?=\s*(?:{_TEXT}(?:\s*i)?|{_NAME}(?:\s+i)?)\s*"
_PLAIN = rf"(?:[#.]{_NAME}|\[\s*[\w-]+\s*(?:{_VALUE})?\])"
_BARE = rf"(?:{_TAG}{_PLAIN}*|{_PLAIN}+)"
_NEXT = r"\s*[>+]\s*"
_PLACE = rf"(?::(?:first-child|last-child|only-child|empty|not\(\s*{_BARE}\s*\)))"
_INSIDE = rf"(?::(?:has\({_NEXT}{_BARE}(?:{_NEXT}{_BARE})*\s*\)|lexbor-contains\(\s*{_TEXT}\s*\)))"
_BEFORE = re.compile(rf"({_TAG}(?:{_PLAIN}|{_PLACE})*|(?:{_PLAIN}|{_PLACE})+)({_NEXT}|\s+)")
# Only the last element may be asked what is in it: any other one is asked once for each of its children.
_LAST = re.compile(rf"{_TAG}(?:{_PLAIN}|{_PLACE}|{_INSIDE})*|(?:{_PLAIN}|{_PLACE}|{_INSIDE})+")
_COMMENT = re.compile(r"/\*[^*]*\*/\s*$")  # at the end of a line, as CSS writes it
_EVERYTHING = frozenset({"*", "html", "body"})


class Why(Enum):
    """What is wrong with a line."""

    TOO_MANY = auto()
    TOO_LONG = auto()
    TOO_SLOW = auto()
    NOT_UNDERSTOOD = auto()
    EVERYTHING = auto()


class Fault(NamedTuple):
    """A line that is not taken, counted from 1."""

    line: int
    selector: str
    why: Why


@dataclass(frozen=True, slots=True)
class Rules:
    """Selectors of one outlet, by what they are for.

    :ivar remove: elements that are no part of an article; they go with all they hold.
    :ivar bylines: elements that name the author; the first one with words counts.
    :ivar captions: elements that are the caption of the picture before them.
    :ivar credits: elements that say who made the picture before them.
    """

    remove: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Self:
        """Return the rules that lines of text hold, by the names of KINDS; faulty lines do nothing."""
        return cls(**{kind: selectors(texts.get(kind, "")) for kind in KINDS})


KINDS = ("remove", "bylines", "captions", "credits")
NO_RULES = Rules()


def selectors(text: str) -> tuple[str, ...]:
    """Return the selectors of a text, one a line, without comments and what is faulty."""
    return tuple(selector for _, selector, why in _read(text) if why is None)


def faults(text: str) -> list[Fault]:
    """Return the lines of a text that are not taken, and why."""
    return [Fault(line, selector, why) for line, selector, why in _read(text) if why]


def _read(text: str) -> Iterator[tuple[int, str, Why | None]]:
    """Give each line that says something with its number and what is wrong with it."""
    taken = 0
    for number, line in enumerate(text.splitlines(), 1):
        selector = _COMMENT.sub("", line).strip()
        if not selector:
            continue
        if taken == MAX_SELECTORS:
            yield number, selector[:MAX_LENGTH], Why.TOO_MANY
            return
        taken += 1
        yield number, selector[:MAX_LENGTH], _fault(selector)


def _fault(selector: str) -> Why | None:
    """Return what is wrong with a selector."""
    if len(selector) > MAX_LENGTH:
        return Why.TOO_LONG
    rest, steps, spaces = selector, 1, 0
    while before := _BEFORE.match(rest):
        rest, steps, spaces = rest[before.end() :], steps + 1, spaces + before[2].isspace()
    if not _LAST.fullmatch(rest) or not _parses(selector):
        return Why.NOT_UNDERSTOOD
    if steps > _MAX_STEPS or spaces > 1:
        return Why.TOO_SLOW
    return Why.EVERYTHING if rest.lower() in _EVERYTHING else None


def _parses(selector: str) -> bool:
    """Return whether the engine takes a selector that has passed all else."""
    try:
        LexborHTMLParser("<p>").css(selector)
    except SelectolaxError:
        return False
    return True
