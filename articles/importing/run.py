"""One run of the import: read the files in workers, write them in batches, count everything.

A run may be stopped at any moment: what was written stays, and the next run goes on from there.
"""

import contextlib
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from django.db import DataError, IntegrityError, connection
from django.utils import timezone

from articles import turns
from articles.importing import reading
from articles.importing.draft import Draft, Known, Rejected, Site
from articles.importing.outlet_rules import rules_by_outlet
from articles.importing.reading import Result
from articles.importing.sources import InputError, PostFile, opened, post_files
from articles.importing.store import Settled, Store
from articles.importing.workers import in_order
from articles.models import ImportRun

BATCH = 200  # files a transaction: larger ones gain nothing and lose more when killed
_LOCK = 0x4E_45_57_53  # a number of our own among PostgreSQL's advisory locks: "NEWS"
REJECTED = Settled("rejected", None)
REJECTIONS_KEPT = 1000  # on the run's row; the report file has them all


@dataclass(frozen=True, slots=True)
class Options:
    """How to import.

    :param jobs: worker processes; 1 reads in this process.
    :param limit: the most files to read, or None for all.
    :param source: name of the outlet for posts whose file names none.
    :param site: what tells this archive's paths from those of another; posts without an address of
        their own are known by both.
    :param force: make posts again whose originals are known.
    :param dry_run: look, and write nothing.
    :param report: a file for one JSON object a line and file, or None.
    """

    jobs: int = 1
    limit: int | None = None
    source: str = ""
    site: str = ""
    force: bool = False
    dry_run: bool = False
    report: Path | None = None


@dataclass
class Summary:
    """What a run did; `counts` (new, changed, unchanged, duplicate, rejected) adds up to `files`."""

    files: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    rejections: list[Rejected] = field(default_factory=list)
    warnings: int = 0
    seconds: float = 0.0
    run_id: int | None = None

    @property
    def rate(self) -> float:
        """Files a second."""
        return self.files / self.seconds if self.seconds else 0.0


class Listener(Protocol):
    """Who is told how a run goes."""

    def start(self, total: int) -> None:
        """Take the number of files, before the first is read."""

    def batch(self, summary: Summary, noted: Sequence[Rejected | Draft]) -> None:
        """Take the summary so far and the batch's files that were rejected or gave warnings."""


def import_posts(paths: Sequence[Path], options: Options, listener: Listener) -> Summary:
    """Import all posts below the paths.

    :param paths: folders, post files, `.zip` or `.tar.*` archives.
    :returns: the summary.
    :raises InputError: a path does not exist or is no archive that can be unpacked, or the report
        cannot be written.
    """
    with contextlib.ExitStack() as stack:
        roots = [stack.enter_context(opened(path)) for path in paths]
        files = [file for root in roots for file in post_files(root)][: options.limit]
        listener.start(len(files))
        report = stack.enter_context(_opened_report(options.report)) if options.report else None
        if options.dry_run:
            summary = Summary()
            _import_files(files, options, Store(None, options.source), summary, listener, report)
            return summary
        stack.enter_context(_alone())
        run = ImportRun.objects.create(paths=[str(path) for path in paths])
        summary = Summary(run_id=run.pk)
        finished = False
        try:
            _import_files(files, options, Store(run, options.source), summary, listener, report)
            finished = True
        finally:
            _close(run, summary, finished=finished)
    return summary


def _opened_report(path: Path) -> IO[str]:
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: the report cannot be written: {error.strerror}") from None


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Hold the one place of an import on this database.

    Two at once would both find a picture or a tag missing and both make it. SQLite lets one write at a
    time, so there each batch sees what the other has written; PostgreSQL has a lock for it, which goes
    with its connection, however that ends.

    :raises InputError: another import is running.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise InputError(
                "another import is running on this database: start it again behind that"
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _close(run: ImportRun, summary: Summary, *, finished: bool) -> None:
    """Note on the run's row how it went."""
    run.finished_at = timezone.now()
    run.outcome = ImportRun.Outcome.FINISHED if finished else ImportRun.Outcome.STOPPED
    run.files = summary.files
    for name in ("new", "changed", "unchanged", "duplicate", "rejected"):
        setattr(run, name, summary.counts[name])
    run.rejections = [
        {"path": rejected.path, "line": rejected.line, "reason": rejected.reason}
        for rejected in summary.rejections[:REJECTIONS_KEPT]
    ]
    run.save()


def _import_files(
    files: list[PostFile],
    options: Options,
    store: Store,
    summary: Summary,
    listener: Listener,
    report: IO[str] | None,
) -> None:
    """Read the files and write them batch by batch."""
    began = time.monotonic()
    known = frozenset() if options.force else frozenset(store.known_hashes())
    batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
    jobs = min(options.jobs, len(batches))  # one batch is read sooner than a process starts
    site = Site(options.site, options.source, rules_by_outlet())
    for results in in_order(
        reading.read_batch, batches, jobs, start=reading.start, given=(known, site)
    ):
        settled = _settle(store, results, options)
        turns.give_way()
        rejected = [result for result, _ in settled if isinstance(result, Rejected)]
        warned = [result for result, _ in settled if isinstance(result, Draft) and result.warnings]
        summary.counts.update(became.outcome for _, became in settled)
        summary.rejections += rejected
        summary.files += len(results)
        summary.seconds = time.monotonic() - began
        summary.warnings += len(warned)
        listener.batch(summary, [*rejected, *warned])
        if report:
            report.writelines(_report_line(*pair) for pair in settled)


def _settle(
    store: Store, results: Sequence[Result], options: Options
) -> list[tuple[Result, Settled]]:
    """Write a batch, or look at it in a dry run: each file with its outcome, the rejected last."""
    read = [result for result in results if not isinstance(result, Rejected)]
    settled: list[tuple[Result, Settled]] = [
        (result, REJECTED) for result in results if isinstance(result, Rejected)
    ]
    if options.dry_run:
        settled += zip(read, store.preview(read), strict=True)
    else:
        settled += _save(store, read, force=options.force)
    return sorted(settled, key=lambda pair: isinstance(pair[0], Rejected))


def _save(
    store: Store, results: Sequence[Draft | Known], *, force: bool
) -> list[tuple[Result, Settled]]:
    """Write a batch; where the database refuses it, file by file, so that one costs itself alone."""
    try:
        return list(zip(results, store.save(results, force=force), strict=True))
    except (DataError, IntegrityError) as error:
        if len(results) == 1:
            reason = f"the database refused it: {str(error).splitlines()[0]}"
            return [(Rejected(results[0].path, 0, reason), REJECTED)]
    return [pair for result in results for pair in _save(store, [result], force=force)]


def _report_line(result: Result, settled: Settled) -> str:
    """Return one file's line of the report, a JSON object (https://jsonlines.org)."""
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
    return json.dumps(line, ensure_ascii=False) + "\n"
