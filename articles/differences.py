"""What changed between two texts: lines in, runs of kept, removed and added words out. Pure.

Lines are compared first, then the sentences of those that changed, then their words: characters in
Chinese and Japanese, runs of letters elsewhere. Kept words that are too few to be read between two
changes count as changed, so that phrases come out and not confetti. Which texts are compared is for
`articles.versions` to say, how much of them is shown for `articles.folding`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from articles.search.terms import CJK, class_of

Kind = Literal["same", "removed", "added", "cut"]

# What one comparison may cost: some 0.1 s. What differs more is shown whole, one after the other.
MOST_STEPS = 100_000
_MUCH = 0.4  # of the letters of the shorter one: with less in common they are two texts
_NEAR = 40  # characters: the most that a change is moved, or that is counted between two
PARAGRAPH_SIGN = "¶"  # a paragraph was parted or joined here
_cjk = class_of(CJK)
# Of ASCII, Latin 1, and the blocks of general, Chinese and full-width punctuation.
_signs = (
    r"!-/:-@\[-`{-~\u00a0-\u00bf\u2000-\u206f\u3000-\u303f\u30fb\ufe30-\ufe6f"
    r"\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_LETTER = re.compile(rf"[^\s{_signs}]")
_CJK = re.compile(rf"[{_cjk}]")
_CUTS = (
    re.compile(r"[^\n]*\n|[^\n]+"),
    re.compile(r"[^。！？!?\n]+[。！？!?\n”’」』）]*|[。！？!?\n”’」』）]+"),
    re.compile(rf"[{_cjk}]|\d+(?:[.,:]\d+)*|[^\s\d{_cjk}{_signs}]+|\n|[^\S\n]+|.", re.DOTALL),
)
# How good a place is for a change to begin, by what stands before it.
_BEGINNINGS = tuple(map(re.compile, (r"\n\Z", r"[。！？!?.]\s?\Z", r"[\s，、；：,;:”’」』）)]\Z")))


_Stretch = tuple[int, int, int]  # where it begins in the one, where in the other, how long it is


class Run(NamedTuple):
    """Words that stand together, and what became of them; `cut` stands for kept words left out."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of either text, or of both; or what stands in the place of several.

    :ivar folded: how many lines, all kept, are left out here; then it has no runs.
    :ivar hidden: lines of one kind that go on for long, for those who ask; then it has no runs.
    """

    runs: tuple[Run, ...] = ()
    folded: int = 0
    hidden: tuple["Paragraph", ...] = ()

    @property
    def kind(self) -> Kind | None:
        """What became of all its words; None where that differs."""
        kinds = {run.kind for run in (self.hidden[0].runs if self.hidden else self.runs)}
        return kinds.pop() if len(kinds) == 1 else None


class _Change(NamedTuple):
    """What was taken out at a place, what was put in, and what follows unchanged."""

    removed: str
    added: str
    kept: str


def compare_words(before: str, after: str) -> list[Run]:
    """Return the runs of two lines: without those added they are `before`, without those removed `after`."""
    return [run for change in _Comparison().changes(before, after) for run in _runs(*change)]


def compare_lines(before: Sequence[str], after: Sequence[str]) -> list[Paragraph]:
    """Return the lines of two texts, each once, with what changed in them."""
    texts = ("".join(f"{line}\n" for line in lines) for lines in (before, after))
    return list(_paragraphs(_Comparison().changes(*texts)))


class _Comparison:
    """One comparison of two texts, which may take so many steps and no more."""

    def __init__(self) -> None:
        self._steps = MOST_STEPS

    def changes(self, before: str, after: str) -> list[_Change]:
        """Return the changes in order; together they are both texts."""
        found = _slid(_joined(self._compared(before, after, _CUTS)))
        return [change for change in found if any(change)]

    def _compared(
        self, before: str, after: str, cuts: Sequence[re.Pattern[str]]
    ) -> Iterator[_Change]:
        """Compare by the first of the cuts, and what differs by the others."""
        old, new = cuts[0].findall(before), cuts[0].findall(after)
        shared = self._shared(old, new)
        finer = cuts[1:] if self._steps >= 0 else ()
        if len(cuts) == 1 and _have_little_in_common(old, new, shared):
            shared = []
        at_old = at_new = 0
        for from_old, from_new, length in [*shared, (len(old), len(new), 0)]:
            removed, added = "".join(old[at_old:from_old]), "".join(new[at_new:from_new])
            at_old, at_new = from_old + length, from_new + length
            if removed and added and finer:
                yield from self._compared(removed, added, finer)
            else:
                yield _Change(removed, added, "")
            yield _Change("", "", "".join(old[from_old:at_old]))

    def _shared(self, old: list[str], new: list[str]) -> list[_Stretch]:
        """Return the stretches that two lists share; only their ends where the steps do not suffice."""
        shorter = min(len(old), len(new))
        start = next((at for at in range(shorter) if old[at] != new[at]), shorter)
        rest = shorter - start
        end = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
        # What only one of them has is no part of any stretch, and makes the search slow.
        common = set(old[start : len(old) - end]) & set(new[start : len(new) - end])
        in_old = [at for at in range(start, len(old) - end) if old[at] in common]
        in_new = [at for at in range(start, len(new) - end) if new[at] in common]
        numbers = {text: number for number, text in enumerate(common)}
        middle = self._middle(
            [numbers[old[at]] for at in in_old], [numbers[new[at]] for at in in_new]
        )
        singles = [
            (in_old[at + step], in_new[other + step], 1)
            for at, other, length in middle
            for step in range(length)
        ]
        return [(0, 0, start), *singles, (len(old) - end, len(new) - end, end)]

    def _middle(self, a: list[int], b: list[int]) -> list[_Stretch]:
        """Return the stretches of a shortest edit script: Myers, “An O(ND) Difference Algorithm” (1986).

        On each diagonal it is kept how far one comes, and by which stretches.
        """
        if not a or not b:
            return []
        furthest: dict[int, tuple[int, Any]] = {1: (0, None)}
        unknown = (-1, None)
        for edits in range(len(a) + len(b) + 1):
            low = -edits + 2 * max(0, edits - len(b))
            high = edits - 2 * max(0, edits - len(a))
            for diagonal in range(low, high + 1, 2):
                left, above = (
                    furthest.get(diagonal - 1, unknown),
                    furthest.get(diagonal + 1, unknown),
                )
                x, path = above if left[0] < above[0] else (left[0] + 1, left[1])
                begin = x
                while x < len(a) and x - diagonal < len(b) and a[x] == b[x - diagonal]:
                    x += 1
                if x > begin:
                    path = (begin, begin - diagonal, x - begin, path)
                furthest[diagonal] = x, path
                self._steps -= x - begin + 1
                if x >= len(a) and x - diagonal >= len(b):
                    return _unwound(path)
            if self._steps < 0:
                break
        return []


def _have_little_in_common(old: list[str], new: list[str], shared: list[_Stretch]) -> bool:
    kept = [text for at, _, length in shared for text in old[at : at + length]]
    in_kept, *in_each = (sum(map(bool, map(_LETTER.match, texts))) for texts in (kept, old, new))
    return in_kept < _MUCH * min(in_each)


def _unwound(path: Any) -> list[_Stretch]:
    stretches: list[_Stretch] = []
    while path:
        *stretch, path = path
        stretches.append((stretch[0], stretch[1], stretch[2]))
    return stretches[::-1]


def _joined(changes: Iterable[_Change]) -> list[_Change]:
    """Return neighbouring changes as one, and those with next to nothing kept between them."""
    found = [_Change("", "", "")]
    for change in changes:
        found.append(change)
        while len(found) > 1 and _belong_together(found[-2], found[-1]):
            behind, before = found.pop(), found.pop()
            is_kept = not (behind.removed or behind.added)
            between = "" if is_kept else before.kept
            found.append(
                _Change(
                    before.removed + between + behind.removed,
                    before.added + between + behind.added,
                    (before.kept if is_kept else "") + behind.kept,
                )
            )
    return found


def _belong_together(before: _Change, behind: _Change) -> bool:
    """Return whether two changes are read as one."""
    if not before.kept or not (behind.removed or behind.added):
        return True
    if not (before.removed or before.added) or "\n" in before.kept:
        return False
    has_both = (before.removed or behind.removed) and (before.added or behind.added)
    letters = len(_LETTER.findall(before.kept[:_NEAR])) if has_both else _NEAR
    return letters <= 1 or letters < min(
        max(len(c.removed), len(c.added)) for c in (before, behind)
    )


def _slid(changes: list[_Change]) -> list[_Change]:
    """Move what was only added or only removed to where its sentence begins.

    Words that were put in before others that begin alike can be told from them in several ways.
    """
    found = [_Change("", "", "")]
    for removed, added, kept in changes:
        if bool(removed) == bool(added):
            found.append(_Change(removed, added, kept))
            continue
        before = found.pop()
        left, words, right = _best_place(before.kept, removed or added, kept)
        found.append(before._replace(kept=left))
        found.append(_Change(words if removed else "", words if added else "", right))
    return found


def _best_place(before: str, words: str, behind: str) -> tuple[str, str, str]:
    places = [(before, words, behind)]
    while before and before[-1] == words[-1] and len(places) < _NEAR:
        before, words, behind = before[:-1], before[-1] + words[:-1], words[-1] + behind
        places.append((before, words, behind))
    before, words, behind = places[0]
    while behind and behind[0] == words[0] and len(places) < 2 * _NEAR:
        before, words, behind = before + words[0], words[1:] + behind[0], behind[1:]
        places.append((before, words, behind))
    return min(places, key=_worth)


def _worth(place: tuple[str, str, str]) -> int:
    before, words, _ = place
    for worth, beginning in enumerate(_BEGINNINGS):
        if not before or beginning.search(before[-2:]):
            return worth
    parts_a_word = not (_CJK.match(before[-1]) or _CJK.match(words[0]))
    return len(_BEGINNINGS) + parts_a_word


def _runs(removed: str, added: str, kept: str) -> Iterator[Run]:
    runs = (Run("removed", removed), Run("added", added), Run("same", kept))
    return (run for run in runs if run.text)


def _paragraphs(changes: Iterable[_Change]) -> Iterator[Paragraph]:
    """Give the lines of both texts: what was removed at a place before what was added there."""
    line: list[Run] = []
    for removed, added, kept in changes:
        old, new, same = (text.split("\n") for text in (removed, added, kept))
        ends: list[tuple[Kind, tuple[str, str, str]]] = []
        if len(old) > 1 and len(new) > 1:
            ends.append(("same", (old.pop(0), new.pop(0), "")))
        ends += [("removed", (text, "", "")) for text in old[:-1]]
        ends += [("added", ("", text, "")) for text in new[:-1]]
        ends += [("same", (old[-1], new[-1], same[0]))] if len(same) > 1 else []
        ends += [("same", ("", "", text)) for text in same[1:-1]]
        for kind, texts in ends:
            yield from _ended([*line, *_runs(*texts)], kind)
            line = []
        line += _runs("", "", same[-1]) if len(same) > 1 else _runs(old[-1], new[-1], same[-1])
    yield from _ended(line, "same")


def _ended(line: list[Run], kind: Kind) -> Iterator[Paragraph]:
    """Give a line; where only its end was added or removed, a sign says so."""
    if kind != "same" and any(run.kind != kind for run in line):
        line = [*line, Run(kind, PARAGRAPH_SIGN)]
    if line:
        yield Paragraph(tuple(line))
