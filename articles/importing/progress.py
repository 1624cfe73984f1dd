"""How a run is shown: a bar on a terminal, plain lines elsewhere, a summary at the end."""

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from tqdm import tqdm

from articles.importing.draft import Draft, Rejected
from articles.importing.run import Summary

SECONDS_BETWEEN_LINES = 5

Write = Callable[[str], Any]  # takes a line without its end


class Progress:
    """Tells a person how far the run is and which files have trouble. It is a run's `Listener`.

    :param out: takes lines of progress where there is no terminal.
    :param err: takes a line for each file that was rejected or gave a warning.
    :param shown: whether progress is shown; trouble always is.
    """

    def __init__(self, out: Write, err: Write, *, shown: bool) -> None:
        self._out, self._err, self._shown = out, err, shown
        self._total = 0
        self._last_line = time.monotonic()
        self._bar: tqdm[Any] | None = None

    def start(self, total: int) -> None:
        """Begin, with the number of files."""
        self._total = total
        if self._shown and sys.stderr.isatty():
            self._bar = tqdm(total=total, unit=" posts", dynamic_ncols=True, smoothing=0.1)

    def batch(self, summary: Summary, noted: Sequence[Rejected | Draft]) -> None:
        """Go on after a batch: the summary so far, and the files of the batch that have trouble."""
        for line in (line for result in noted for line in trouble(result)):
            if self._bar is None:
                self._err(line)
            else:
                self._bar.write(line, file=sys.stderr)
        if self._bar is not None:
            self._bar.update(summary.files - self._bar.n)
        elif self._shown and time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            self._out(self._line(summary))

    def _line(self, summary: Summary) -> str:
        left = (self._total - summary.files) / summary.rate if summary.rate else 0
        return (
            f"{summary.files:,} of {self._total:,} files, {summary.rate:,.0f} a second, "
            f"about {left:.0f} s left"
        )

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._bar is not None:
            self._bar.close()


def trouble(result: Rejected | Draft) -> list[str]:
    """Return what a person must know of a file: where, and what is wrong."""
    if isinstance(result, Rejected):
        where = f"{result.path}:{result.line}" if result.line else result.path
        return [f"{where}: rejected: {result.reason}"]
    return [f"{result.path}: {warning}" for warning in result.warnings]


def last_line(summary: Summary, *, dry_run: bool) -> str:
    """Return the summary of a run: counts that add up to the files, seconds and rate."""
    counts = ", ".join(
        f"{summary.counts[name]:,} {name}"
        for name in ("new", "changed", "unchanged", "duplicate", "rejected")
    )
    tried = "Dry run, nothing was written: " if dry_run else ""
    warnings = f"; {summary.warnings:,} with warnings" if summary.warnings else ""
    return (
        f"{tried}{summary.files:,} files: {counts}{warnings}. "
        f"{summary.seconds:.1f} s, {summary.rate:,.0f} posts a second."
    )
