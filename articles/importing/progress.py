"""How a run is shown: a bar on a terminal, plain lines elsewhere, a summary at the end."""

import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from tqdm import tqdm

from articles.importing.differences import differences
from articles.importing.draft import Draft, Rejected
from articles.importing.reading import Result
from articles.importing.sources import Note
from articles.importing.store import Settled
from articles.importing.summary import OUTCOMES, Summary

SECONDS_BETWEEN_LINES = 5
OUTLETS_SHOWN = 20
_NAME_WIDTH = 32  # columns of the terminal

Write = Callable[[str], Any]  # takes a line without its end
Paint = Callable[[str, str], str]  # takes an outcome and a text, gives the text in its colour


def plain(_outcome: str, text: str) -> str:
    """Paint nothing."""
    return text


class Progress:
    """Tells a person how far the run is and which files have trouble. It is a run's `Listener`.

    :param out: takes lines of progress where there is no terminal.
    :param err: takes a line for each file that was rejected or gave a warning.
    :param shown: whether progress is shown; trouble always is.
    :param each: whether each file is named with its outcome.
    :param dry_run: whether nothing is written; what a named file would change is shown then.
    :param paint: colours the outcomes.
    """

    def __init__(
        self,
        out: Write,
        err: Write,
        *,
        shown: bool,
        each: bool = False,
        dry_run: bool = False,
        paint: Paint = plain,
    ) -> None:
        self._out, self._err, self._shown = out, err, shown
        self._each, self._dry_run, self._paint = each, dry_run, paint
        self._total = 0
        self._last_line = time.monotonic()
        self._bar: tqdm[Any] | None = None

    def start(self, total: int) -> None:
        """Begin, with the number of files."""
        self._total = total
        if self._shown and sys.stderr.isatty():
            self._bar = tqdm(total=total, unit=" posts", dynamic_ncols=True, smoothing=0.1)

    def note(self, notes: Sequence[Note]) -> None:
        """Say what must be known of other things than posts."""
        for line in (line for note in notes for line in trouble(note)):
            self._say(self._err, line, sys.stderr)

    def batch(self, summary: Summary, settled: Sequence[tuple[Result, Settled]]) -> None:
        """Go on after a batch: the summary so far, and what became of each file of the batch."""
        changes = differences(settled) if self._each and self._dry_run else {}
        for result, became in settled:
            if self._each and became.outcome != "rejected":
                outcome = self._paint(became.outcome, f"{became.outcome:9}")
                self._say(self._out, f"{outcome} {visible(result.path)}", sys.stdout)
                if not isinstance(result, Rejected):
                    for line in changes.get(result.hash, ()):
                        self._say(self._out, self._coloured(visible(line)), sys.stdout)
            for line in trouble(result):
                self._say(self._err, line, sys.stderr)
        if self._bar is not None:
            self._bar.update(summary.files - self._bar.n)
        elif self._shown and time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            self._out(self._line(summary))

    def _coloured(self, line: str) -> str:
        kind = {"+": "new", "-": "rejected"}.get(line[:1], "")
        return self._paint(kind, f"    {line}")

    def _say(self, write: Write, line: str, stream: Any) -> None:
        """Write a line, above the bar where there is one."""
        if self._bar is None:
            write(line)
        else:
            self._bar.write(line, file=stream)

    def _line(self, summary: Summary) -> str:
        left = (self._total - summary.files) / summary.rate if summary.rate else 0
        return (
            f"{summary.files:,} of {self._total:,} files, {summary.rate:,.0f} a second, "
            f"about {left:.0f} s left"
        )

    def sum_up(self, summary: Summary) -> None:
        """Say at the end what was done, by outlet and altogether."""
        last = last_line(summary, dry_run=self._dry_run, paint=self._paint)
        self._out("\n".join([*table(summary, self._paint), last]))

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._bar is not None:
            self._bar.close()


def trouble(result: Result | Note) -> list[str]:
    """Return what a person must know of a file: where, and what is wrong."""
    if isinstance(result, Rejected):
        return [f"{_place(result.path, result.line)}: rejected: {visible(result.reason)}"]
    if isinstance(result, Note):
        return [f"{_place(result.path, result.line)}: {visible(result.reason)}"]
    if isinstance(result, Draft):
        return [f"{visible(result.path)}: {visible(warning)}" for warning in result.warnings]
    return []


def _place(path: str, line: int) -> str:
    return f"{visible(path)}:{line}" if line else visible(path)


def visible(text: str) -> str:
    r"""Return a text as a line of a terminal: what would move or colour it is written out (`\x1b`)."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def table(summary: Summary, paint: Paint = plain) -> list[str]:
    """Return the counts by outlet, the largest first: a line for each, and one for the rest."""
    rows = summary.by_outlet()
    rest: Counter[str] = sum((counts for _, counts in rows[OUTLETS_SHOWN:]), Counter())
    shown = rows[:OUTLETS_SHOWN]
    if rest:
        shown.append((f"{len(rows) - OUTLETS_SHOWN:,} more outlets", rest))
    if summary.counts["rejected"]:
        shown.append(("(of no outlet)", Counter(rejected=summary.counts["rejected"])))
    if not shown:
        return []
    head = _padded("outlet") + "".join(f"{name:>11}" for name in OUTCOMES)
    return [head, *(_padded(name) + _numbers(counts, paint) for name, counts in shown)]


def _numbers(counts: Counter[str], paint: Paint) -> str:
    cells = ((name, f"{counts[name]:,}") for name in OUTCOMES)
    return "".join(
        f"{'·':>11}" if number == "0" else paint(name, f"{number:>11}") for name, number in cells
    )


def _padded(name: str) -> str:
    """Return a name in a column of the terminal."""
    kept = visible(name)
    while _width(kept) > _NAME_WIDTH:
        kept = kept.removesuffix("…")[:-1] + "…"
    return kept + " " * (_NAME_WIDTH + 1 - _width(kept))


def _width(text: str) -> int:
    """Return the places that a text takes: a Chinese character takes two (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def last_line(summary: Summary, *, dry_run: bool, paint: Paint = plain) -> str:
    """Return the summary of a run: counts that add up to the files, seconds and rate."""
    counts = ", ".join(
        paint(name if summary.counts[name] else "", f"{summary.counts[name]:,} {name}")
        for name in OUTCOMES
    )
    tried = "Dry run, nothing was written: " if dry_run else ""
    warnings = f"; {summary.warnings:,} with warnings" if summary.warnings else ""
    return (
        f"{tried}{summary.files:,} files: {counts}{warnings}. "
        f"{summary.seconds:.1f} s, {summary.rate:,.0f} posts a second."
    )
