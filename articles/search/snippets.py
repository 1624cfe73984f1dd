"""Where the words of a query stand in a text, for a list of hits. Pure.

A text is folded here character by character, so that each place in it is known; what folds only together
with its neighbours (half-width Kana with their marks) is found by the index and not marked here. Words are
looked for as strings, not by a pattern made of the query: a reader could type one that takes minutes.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from articles.search.query import Query
from articles.search.terms import CJK, LETTER, MARKS, RUN, class_of, fold

LENGTH = 150  # characters of a snippet
_READ = 20_000  # characters of a text; what stands behind them is not shown
_FIRST = 3_000  # of them are read first: most often all words stand there, and folding takes time
_LOOKS = 1_000  # for a word in a text; a phrase of many words has fewer, for each may cost as much
_LONGEST = 300  # characters of a hit: between the words of a phrase a text may have blank lines
_BEFORE = 24  # characters of a window before its first hit
_WORD = 20  # characters by which a window is shortened so that no word is parted

_cjk = class_of(CJK)
_CJK = re.compile(rf"[{_cjk}]")
_SEPARATORS = re.compile(rf"[^\w{_cjk}]*")
# Two characters of one run, and an apostrophe that the terms drop: don't is dont.
_JOINED = re.compile(rf"[{_cjk}]{{2}}|(?:{LETTER}|[{MARKS}]){{2}}")
_APOSTROPHE = re.compile(rf"['’＇](?<={LETTER}.)(?={LETTER})")
_SENTENCE_END = re.compile(r"[。！？!?][”’」』）)]*\s*|\n\s*|[.]\s+")
_UNEVEN = "\0"


class Piece(NamedTuple):
    """A part of a text, and whether it is a hit."""

    text: str
    is_hit: bool


class _Hit(NamedTuple):
    start: int
    end: int
    word: int  # which of the phrases


class _Folded(dict[int, str]):
    """What a character becomes, for str.translate: one character, or _UNEVEN. It learns."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        self[code] = one = folded if len(folded) == 1 else _UNEVEN
        return one


@cache
def _fold(letter: str) -> str:
    """Return a character folded; a space where it is no part of a run."""
    folded = fold(letter)
    return folded if RUN.search(folded) or RUN.fullmatch(f"a{folded}") else " "


_folded = _Folded()
_CUT = Piece("…", is_hit=False)


class Marker:
    """Marks the words of a query.

    :param query: only what it wants is marked, and words of a byline are not.
    """

    def __init__(self, query: Query) -> None:
        phrases = [phrase for group in query.wanted for phrase in group if phrase.field != "byline"]
        self._phrases = list(dict.fromkeys(phrase.runs for phrase in phrases if phrase.runs))

    def marked(self, text: str) -> list[Piece]:
        """Return the whole text in pieces."""
        return list(_pieces(text, 0, len(text), self._hits(text)))

    def snippet(self, text: str, length: int = LENGTH) -> list[Piece]:
        """Return what stands around the hits; nothing where none is in the text.

        :param length: characters, about; where no window of them holds each word, two of half as many.
        """
        text = text[:_READ]
        hits = near = self._hits(text[:_FIRST])
        if len(text) > _FIRST:
            # Around those behind it a window could show what was not looked at.
            near = [hit for hit in hits if hit.end < _FIRST - 2 * length]
            if len({hit.word for hit in near}) < len(self._phrases):
                hits = near = self._hits(text)
        return list(_joined(text, _windows(text, near, length), hits)) if hits else []

    def _hits(self, text: str) -> list[_Hit]:
        """Return the hits in their order; of two that share a character the earlier or longer one."""
        if not self._phrases:
            return []
        flat, origin = _flattened(text)
        found = [
            _Hit(start, end, word)
            for word, runs in enumerate(self._phrases)
            for start, end in _places(flat, runs)
        ]
        if origin is not None:
            found = [
                _Hit(origin.of(hit.start), origin.of(hit.end - 1) + 1, hit.word) for hit in found
            ]
        hits: list[_Hit] = []
        for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
            is_free = not hits or hits[-1].end <= hit.start
            if is_free and hit.end - hit.start <= _LONGEST:
                hits.append(hit)
        return hits


class _Origin:
    """Where the characters of a folded text stand in the text: as far on as in the stretch they are of."""

    def __init__(self) -> None:
        self._begins: list[int] = []  # of stretches, in the folded text
        self._places: list[int] = []  # of their first characters, in the text
        self._wholes: list[bool] = []  # whether they are one letter of the text, made several

    def add(self, begin: int, place: int, *, is_one: bool) -> None:
        """Note a stretch; each begins behind the one before."""
        self._begins.append(begin)
        self._places.append(place)
        self._wholes.append(is_one)

    def of(self, place: int) -> int:
        """Return the place in the text of a character of the folded one."""
        stretch = bisect_right(self._begins, place) - 1
        further = 0 if self._wholes[stretch] else place - self._begins[stretch]
        return self._places[stretch] + further


def _flattened(text: str) -> tuple[str, _Origin | None]:
    """Return a text folded, and where its characters stand in the text; None where they stand as they did."""
    flat = text.translate(_folded)
    odd = {found.start(): "" for found in _APOSTROPHE.finditer(text)}
    place = flat.find(_UNEVEN)
    while place >= 0:
        odd.setdefault(place, _fold(text[place]))
        place = flat.find(_UNEVEN, place + 1)
    if not odd:
        return flat, None
    origin, parts, length, done = _Origin(), [], 0, 0
    for place in sorted(odd):
        for part, is_one, begin in ((flat[done:place], False, done), (odd[place], True, place)):
            if part:
                origin.add(length, begin, is_one=is_one)
                parts.append(part)
                length += len(part)
        done = place + 1
    origin.add(length, done, is_one=False)
    parts.append(flat[done:])
    return "".join(parts), origin


def _places(flat: str, runs: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give where a phrase begins and ends in a folded text."""
    start = flat.find(runs[0])
    for _ in range(2 * _LOOKS // (1 + len(runs))):
        if start < 0:
            return
        end = _end(flat, start, runs)
        if end:
            yield start, end
        start = flat.find(runs[0], end or start + 1)


def _end(flat: str, place: int, runs: Sequence[str]) -> int:
    """Return where the phrase that may begin at a place ends; 0 where it is not there.

    Words are whole; CJK may begin and end within a run, but not where another run follows or precedes.
    """
    if not _CJK.match(runs[0]) and _goes_on(flat, place):
        return 0
    for number, run in enumerate(runs, start=1):
        separators = _SEPARATORS.match(flat, place)
        place = separators.end() if separators else place
        if not flat.startswith(run, place):
            return 0
        place += len(run)
        if (number < len(runs) or not _CJK.match(run)) and _goes_on(flat, place):
            return 0
    return place


def _goes_on(text: str, place: int) -> bool:
    """Return whether the characters before and behind a place are of one run."""
    return place > 0 and _JOINED.match(text, place - 1, place + 1) is not None


def _within(hits: Sequence[_Hit], start: int, stop: int) -> list[_Hit]:
    return [hit for hit in hits if start <= hit.start and hit.end <= stop]


def _windows(text: str, hits: Sequence[_Hit], length: int) -> list[tuple[int, int]]:
    """Return the window that shows each word, or two of half its length."""
    window = _window(text, hits, length)
    shown = {hit.word for hit in _within(hits, *window)}
    if all(hit.word in shown for hit in hits):
        return [window]
    first = _window(text, hits, length // 2)
    shown = {hit.word for hit in _within(hits, *first)}
    rest = [hit for hit in hits if hit.word not in shown]
    return _apart([first, _window(text, rest, length // 2)])


def _window(text: str, hits: Sequence[_Hit], length: int) -> tuple[int, int]:
    """Return where to begin and stop so that most different words, and then most hits, are shown."""
    before = min(_BEFORE, length // 4)
    near = _densest(hits, length - before)
    first, last = near[0].start, near[-1].end
    start = max(first - before, 0)
    ends = [*_SENTENCE_END.finditer(text, max(first - 2 * before, 0), first)]
    if ends:
        start = ends[-1].end()
    elif start:
        start = next((at for at in range(start, first) if not _parts(text, at)), first)
    stop = min(max(start + length, last), len(text))
    ends = [*_SENTENCE_END.finditer(text, max(stop - length // 3, last), stop)]
    if stop < len(text) and ends:
        stop = ends[-1].end()
    shorter = range(stop, max(last, stop - _WORD) - 1, -1)
    stop = next((at for at in shorter if not _parts(text, at)), stop)
    # Nor is a hit parted.
    stop = max(stop, *(hit.end for hit in hits if hit.start < stop))
    return start, len(text[:stop].rstrip())


def _densest(hits: Sequence[_Hit], room: int) -> Sequence[_Hit]:
    """Return the hits that follow each other within so many characters, of most different words."""
    best: Sequence[_Hit] = hits[:1]
    most = (0, 0)
    near: Counter[int] = Counter()
    last = 0
    for first, hit in enumerate(hits):
        while last < len(hits) and (last <= first or hits[last].end <= hit.start + room):
            near[hits[last].word] += 1
            last += 1
        weight = (len(near), last - first)
        if weight > most:
            most, best = weight, hits[first:last]
        near[hit.word] -= 1
        if not near[hit.word]:
            del near[hit.word]
    return best


def _parts(text: str, place: int) -> bool:
    """Return whether a word of letters would be parted here."""
    return _goes_on(text, place) and not _CJK.match(text, place)


def _apart(windows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return windows in their order, those that meet as one."""
    apart: list[tuple[int, int]] = []
    for start, stop in sorted(windows):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(stop, apart[-1][1]))
        else:
            apart.append((start, stop))
    return apart


def _joined(text: str, windows: Sequence[tuple[int, int]], hits: Sequence[_Hit]) -> Iterator[Piece]:
    """Give the pieces of windows, with a sign where the text goes on between and beside them."""
    shown = 0
    for start, stop in windows:
        if text[shown:start].strip():
            yield _CUT
        yield from _pieces(text, start, stop, hits)
        shown = stop
    if text[shown:].strip():
        yield _CUT


def _pieces(text: str, start: int, stop: int, hits: Sequence[_Hit]) -> Iterator[Piece]:
    for hit in _within(hits, start, stop):
        if hit.start > start:
            yield Piece(text[start : hit.start], is_hit=False)
        yield Piece(text[hit.start : hit.end], is_hit=True)
        start = hit.end
    if start < stop:
        yield Piece(text[start:stop], is_hit=False)
