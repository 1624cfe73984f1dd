"""Where the words of a query stand in a text, for a list of hits. Pure.

A text is folded here character by character, so that each place in it is known; what folds only together
with its neighbours (half-width Kana with their marks) is found by the index and not marked here.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate, takewhile
from typing import NamedTuple

from articles.search.query import Phrase, Query
from articles.search.terms import LETTER, fold

LENGTH = 150  # characters of a snippet
_READ = 20_000  # characters of a text; what stands behind them is not shown
_FIRST = (
    3_000  # are read at first: most often all words stand there, and folding is what takes the time
)
_HITS = 200  # of a text are looked at
_LOOKED_AT = 40  # of these a snippet may begin with
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
    """What each character folds to; it learns.

    :ivar uneven: the characters known that fold to none or to several.
    """

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, letter: str) -> str:
        # As in the terms: don't is dont.
        self[letter] = folded = "" if letter in "'’" else fold(letter)
        if len(folded) != 1:
            self.uneven.add(letter)
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
        self._number = len(longest)
        self._words = re.compile("|".join(f"({one})" for one in longest)) if longest else None

    def marked(self, text: str) -> list[Piece]:
        """Return the whole text in pieces."""
        return _cut(text, 0, len(text), self._hits(text))

    def snippet(self, text: str, length: int = LENGTH) -> list[Piece]:
        """Return what stands around the hits, some `length` characters; nothing where none is in the text."""
        text = text[:_READ]
        hits = self._hits(text[:_FIRST])
        if len(text) > _FIRST:
            # What ends where the reading does may be the beginning of another word.
            hits = [hit for hit in hits if hit.end < _FIRST]
            if len({hit.word for hit in hits}) < self._number:
                hits = self._hits(text)
        if not hits:
            return []
        best = _densest(hits, length)
        found = {hit.word for hit in _within(hits, best, length)}
        rest = [hit for hit in hits if hit.word not in found]
        if not rest:
            return _window(text, best, length, hits)
        starts = sorted((best, _densest(rest, length // 2)))
        if starts[1] - starts[0] < length // 2 + 2 * _BEFORE:  # they would overlap
            return _window(text, starts[0], length, hits)
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
        # A look for each of a few dozen characters is cheaper than one at each place of the text.
        if found and any(letter in text for letter in _folded.uneven):
            return _placed(found, folded)
        return found


def _pattern(phrase: Phrase) -> str:
    """Return what finds a phrase in a folded text: CJK anywhere, other words whole."""
    return r"[\W_]*".join(
        # The word first: a pattern that begins with plain characters is searched four times as fast.
        rf"{re.escape(run)}(?<!{LETTER}{re.escape(run)})(?!{LETTER})"
        if re.match(LETTER, run)
        else re.escape(run)
        for run in phrase.runs
    )


def _placed(hits: Sequence[_Hit], folded: Sequence[str]) -> list[_Hit]:
    """Return hits of a folded text as places of the text before."""
    ends = list(accumulate(map(len, folded)))
    return [_Hit(bisect(ends, hit.start), bisect(ends, hit.end - 1) + 1, hit.word) for hit in hits]


def _densest(hits: Sequence[_Hit], length: int) -> int:
    """Return the start of the hit behind which most different words, and then most hits, stand."""

    def weight(number: int) -> tuple[int, int]:
        near = _within(hits[number:], hits[number].start, length)
        return len({hit.word for hit in near}), len(near)

    return hits[max(range(min(len(hits), _LOOKED_AT)), key=weight)].start


def _within(hits: Iterable[_Hit], start: int, length: int) -> list[_Hit]:
    near = takewhile(lambda hit: hit.start < start + length, hits)
    return [hit for hit in near if start <= hit.start and hit.end <= start + length]


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
