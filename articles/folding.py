"""A comparison cut to what changed and a few words around. Pure.

What changed is for `articles.differences` to say.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from articles.differences import Kind, Paragraph, Run
from articles.search.terms import CJK, class_of

CONTEXT = 40  # characters of kept words that stay beside a change; of letters, twice as many
MOST_ON_END = 8  # paragraphs that were removed or added, one after the other
_WORTH_A_CUT = 12  # characters
_CJK = re.compile(f"[{class_of(CJK)}]")


def fold(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs that changed with a few words around; the others are only counted.

    Of many that were removed or added on end the first ones stand for all.
    """
    shown: list[Paragraph] = []
    changed = [False, *(paragraph.kind != "same" for paragraph in paragraphs), False]
    for place, paragraph in enumerate(paragraphs, start=1):
        follows, precedes = changed[place - 1], changed[place + 1]
        if changed[place] or follows or precedes:
            shown.append(Paragraph(_shortened(paragraph.runs, follows=follows, precedes=precedes)))
        elif shown and shown[-1].folded:
            shown[-1] = Paragraph(folded=shown[-1].folded + 1)
        else:
            shown.append(Paragraph(folded=1))
    return [part for kind, group in groupby(shown, _whole) for part in _opened(kind, [*group])]


def _whole(paragraph: Paragraph) -> Kind | None:
    return paragraph.kind if paragraph.kind in {"removed", "added"} else None


def _opened(kind: Kind | None, group: list[Paragraph]) -> list[Paragraph]:
    if kind is None or len(group) <= 2 * MOST_ON_END:
        return group
    return [*group[:MOST_ON_END], Paragraph(hidden=tuple(group[MOST_ON_END:]))]


def _shortened(runs: Sequence[Run], *, follows: bool, precedes: bool) -> tuple[Run, ...]:
    """Return runs with long kept words cut but for their ends beside changes.

    :param follows: the paragraph before has changed; for one that has not.
    :param precedes: the same of the paragraph behind.
    """
    short: list[Run] = []
    last = len(runs) - 1
    for place, run in enumerate(runs):
        if run.kind != "same":
            short.append(run)
            continue
        begins = run.text[: _context(run.text)] if place or (not last and follows) else ""
        ending = run.text[::-1]
        ends = ending[: _context(ending)][::-1] if place < last or (not last and precedes) else ""
        if len(begins) + len(ends) + _WORTH_A_CUT > len(run.text):
            short.append(run)
        else:
            pieces = (Run("same", begins), Run("cut", "…"), Run("same", ends))
            short += [piece for piece in pieces if piece.text]
    return tuple(short)


def _context(text: str) -> int:
    """Return how many characters at the beginning of kept words are shown; no word is parted."""
    room = 2 * CONTEXT
    for place, character in enumerate(text):
        room -= 2 if _CJK.match(character) else 1
        if room < 0:
            between = text[:place].rfind(" ") + 1
            return between if between > CONTEXT and not _CJK.match(character) else place
    return len(text)
