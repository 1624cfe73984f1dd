"""What stays of a run: its row, kept up to date while it goes on, and its report, a line a file."""

import contextlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from django.db import DatabaseError
from django.utils import timezone

from articles.importing.draft import Draft, Rejected
from articles.importing.reading import Result
from articles.importing.sources import InputError, Note
from articles.importing.store import Settled
from articles.importing.summary import OUTCOMES, Summary
from articles.models import ImportRun

SECONDS_BETWEEN = 3  # writes of the counts, so that a long run can be watched
OUTLETS_KEPT = 200  # on the row


class Record:
    """The row of a run: made or taken up when it begins, closed however it ends.

    :param row: that of a run that somebody has asked for, such as at the desk, or None.
    :param summary: of the run, which is read again each time.
    """

    def __init__(self, row: ImportRun | None, summary: Summary) -> None:
        self.row = row
        self._summary = summary
        self._written = time.monotonic()

    def begin(self, row: ImportRun | None, total: int, report: Path | None) -> None:
        """Note what will be read.

        :param row: a new one for a run that has none yet; None where none is to be kept (a dry run).
        """
        self.row = self.row or row
        if self.row is not None:
            self.row.total, self.row.report = total, str(report or "")
            self.row.save()
            self._summary.run_id = self.row.pk

    def settle_others(self) -> None:
        """Say of runs that never ended that they were killed: this one holds the one place."""
        # One that has found no files yet may be about to be refused, and will say so itself.
        running = ImportRun.objects.filter(outcome=ImportRun.Outcome.RUNNING, dry_run=False)
        others = running.filter(total__gt=0)
        others.exclude(pk=self._summary.run_id or 0).update(outcome=ImportRun.Outcome.KILLED)

    def update(self) -> None:
        """Write the counts, now and then."""
        if self.row is not None and time.monotonic() - self._written >= SECONDS_BETWEEN:
            self._write()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self.row is None:
            return
        stopped = error is not None or self._summary.stopped
        self.row.outcome = ImportRun.Outcome.STOPPED if stopped else ImportRun.Outcome.FINISHED
        self.row.finished_at = timezone.now()
        if stopped:
            asked = error is None or isinstance(error, KeyboardInterrupt)
            self.row.reason = "somebody stopped it" if asked else str(error)
        # What stopped it may be the database itself, and is what must be said.
        with contextlib.suppress(*([DatabaseError] if error is not None else [])):
            self._write()

    def _write(self) -> None:
        assert self.row is not None
        row, summary = self.row, self._summary
        row.files, row.warned, row.seen_at = summary.files, summary.warnings, timezone.now()
        for name in OUTCOMES:
            setattr(row, name, summary.counts[name])
        row.rejections = [_row(rejected) for rejected in summary.rejections]
        row.warnings = [_row(note) for note in summary.notes]
        row.outlets = [[name, dict(counts)] for name, counts in summary.by_outlet()[:OUTLETS_KEPT]]
        row.save()
        self._written = time.monotonic()


def _row(said: Rejected | Note) -> dict[str, object]:
    return {"path": said.path, "line": said.line, "reason": said.reason}


def opened_report(path: Path) -> IO[str]:
    """Open the file of a report.

    :raises InputError: it cannot be written.
    """
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: the report cannot be written: {error.strerror}") from None


def report_lines(
    settled: Sequence[tuple[Result, Settled]], notes: Sequence[Note] = ()
) -> list[str]:
    """Return one line of the report for each file, a JSON object (https://jsonlines.org)."""
    lines = [{"path": note.path, "outcome": "noted", "line": note.line, "reason": note.reason}
             for note in notes]  # fmt: skip
    return [
        json.dumps(line, ensure_ascii=False) + "\n"
        for line in [*lines, *(_report_line(*pair) for pair in settled)]
    ]


def _report_line(result: Result, settled: Settled) -> dict[str, object]:
    line: dict[str, object] = {
        "path": result.path,
        "outcome": settled.outcome,
        "post": settled.post_id,
    }
    if isinstance(result, Rejected):
        line |= {"line": result.line, "reason": result.reason}
    else:
        line["hash"] = result.hash
    if isinstance(result, Draft) and result.warnings:
        line["warnings"] = result.warnings
    return line
