"""Where the words of a query stand in a text, for a list of hits. Pure.

A text is folded here character by character, so that each place in it is known; what folds only together
with its neighbours (half-width Kana with their marks) is found by the index and not marked here.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from articles.search.query import Phrase, Query
from articles.search.terms import LETTER, fold

LENGTH = 150  # characters of a snippet
_READ = 20_000  # characters of a text; what stands behind them is not shown
_HITS = 200  # of a text are looked at
_BEFORE = 24  # characters of a window before its first hit
_ENDS = re.compile(r"[。！？!?\n]|[.]\s")


class Piece(NamedTuple):
    """A part of a text, and whether it is a hit."""

    text: str
    is_hit: bool


class _Hit(NamedTuple):
    start: int
    end: int
    word: int  # which of the phrases


class _Folded(dict[str, str]):
    """What each character folds to; it learns."""

    def __missing__(self, letter: str) -> str:
        # As in the terms: don't is dont.
        self[letter] = folded = "" if letter in "'’" else fold(letter)
        return folded


_folded = _Folded()


class Marker:
    """Marks the words of a query.

    :param query: only what it wants is marked, and words of a byline are not.
    """

    def __init__(self, query: Query) -> None:
        phrases = [phrase for group in query.wanted for phrase in group if phrase.field != "byline"]
        patterns = {_pattern(phrase): phrase for phrase in phrases}
        # Of two that begin at one place the longer one is meant.
        longest = sorted(patterns, key=len, reverse=True)
        self._words = re.compile("|".join(f"({one})" for one in longest)) if longest else None

    def marked(self, text: str) -> list[Piece]:
        """Return the whole text in pieces."""
        return _cut(text, 0, len(text), self._hits(text))

    def snippet(self, text: str, length: int = LENGTH) -> list[Piece]:
        """Return what stands around the hits, some `length` characters; nothing where none is in the text."""
        text = text[:_READ]
        hits = self._hits(text)
        if not hits:
            return []
        best = _densest(hits, length)
        found = {hit.word for hit in _within(hits, best, length)}
        rest = [hit for hit in hits if hit.word not in found]
        if not rest:
            return _window(text, best, length, hits)
        starts = sorted((best, _densest(rest, length // 2)))
        pieces: list[Piece] = []
        for start in starts:
            pieces += _window(text, start, length // 2, hits)
        return pieces

    def _hits(self, text: str) -> list[_Hit]:
        if self._words is None:
            return []
        folded = list(map(_folded.__getitem__, text))
        flat = "".join(folded)
        found: list[_Hit] = []
        for match in self._words.finditer(flat):
            found.append(_Hit(match.start(), match.end(), match.lastindex or 0))
            if len(found) == _HITS:
                break
        if set(map(len, folded)) == {1}:
            return found
        return _placed(found, folded)


def _pattern(phrase: Phrase) -> str:
    """Return what finds a phrase in a folded text: CJK anywhere, other words whole."""
    return r"[\W_]*".join(
        rf"(?<!{LETTER}){re.escape(run)}(?!{LETTER})" if re.match(LETTER, run) else re.escape(run)
        for run in phrase.runs
    )


def _placed(hits: Sequence[_Hit], folded: Sequence[str]) -> list[_Hit]:
    """Return hits of a folded text as places of the text before."""
    ends = list(accumulate(map(len, folded)))
    origin = [place for place, letter in enumerate(folded) for _ in letter]
    return [_Hit(origin[hit.start], origin[hit.end - 1] + 1, hit.word) for hit in hits if ends]


def _densest(hits: Sequence[_Hit], length: int) -> int:
    """Return the start of the hit behind which most different words, and then most hits, stand."""

    def weight(start: int) -> tuple[int, int]:
        near = _within(hits, start, length)
        return len({hit.word for hit in near}), len(near)

    return max((hit.start for hit in hits[:40]), key=weight)


def _within(hits: Iterable[_Hit], start: int, length: int) -> list[_Hit]:
    return [hit for hit in hits if start <= hit.start and hit.end <= start + length]


def _window(text: str, first: int, length: int, hits: Sequence[_Hit]) -> list[Piece]:
    """Return a piece of text with a hit near its beginning, from a sentence's where one is near."""
    start = max(first - _BEFORE, 0)
    for end in _ENDS.finditer(text, max(first - 2 * _BEFORE, 0), first):
        start = end.end()
    stop = max(start + length, *(hit.end for hit in hits if hit.start == first))
    pieces = _cut(text, start, min(stop, len(text)), hits)
    before = [Piece("…", is_hit=False)] if text[:start].strip() else []
    return before + pieces + ([Piece("…", is_hit=False)] if text[stop:].strip() else [])


def _cut(text: str, start: int, stop: int, hits: Sequence[_Hit]) -> list[Piece]:
    pieces: list[Piece] = []
    for hit in hits:
        if start <= hit.start and hit.end <= stop:
            if hit.start > start:
                pieces.append(Piece(text[start : hit.start], is_hit=False))
            pieces.append(Piece(text[hit.start : hit.end], is_hit=True))
            start = hit.end
    if start < stop:
        pieces.append(Piece(text[start:stop], is_hit=False))
    return pieces
