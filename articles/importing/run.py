"""One run of the import: read the files in workers, write them in batches, count everything.

A run may be stopped at any moment: what was written stays, and the next run goes on from there. What
stays of it is for `articles.importing.recording`, what a person sees of it for its listener.
"""

import contextlib
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Protocol

from django.db import DataError, IntegrityError

from articles import turns
from articles.importing import configuration, reading, workers
from articles.importing.alone import alone
from articles.importing.draft import Draft, Known, Rejected, Site
from articles.importing.outlet_rules import rules_by_outlet
from articles.importing.reading import Result
from articles.importing.recording import Record, opened_report, report_lines
from articles.importing.sources import Found, Note, PostFile, found, listed
from articles.importing.stopping import Stop, stoppable
from articles.importing.store import Settled, Store
from articles.importing.summary import Summary
from articles.models import ImportRun, Post

BATCH = 200  # files a transaction: larger ones gain nothing and lose more when killed
REJECTED = Settled("rejected", None)


class StoppedError(Exception):
    """A run had to stop; the message says behind “stopped” why and how to go on."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to import.

    :param jobs: worker processes; 1 reads in this process.
    :param limit: the most files to read, or None for all.
    :param source: name of the outlet for posts whose file names none.
    :param site: what tells this archive's paths from those of another; posts without an address of
        their own are known by both. Where it is given, the name in a site's configuration is not taken.
    :param root: the folder that paths in the archive begin at, or None for what each path implies.
    :param listed: names of files below the root, to import beside the paths.
    :param force: make posts again whose originals are known.
    :param dry_run: look, and write nothing.
    :param report: a file for one JSON object a line and file, or None.
    :param started_by: who asked for the run.
    :param row: the row of a run that was asked for already, or None.
    """

    jobs: int = 1
    limit: int | None = None
    source: str = ""
    site: str = ""
    root: Path | None = None
    listed: tuple[str, ...] = ()
    force: bool = False
    dry_run: bool = False
    report: Path | None = None
    started_by: str = ""
    row: ImportRun | None = None


class Listener(Protocol):
    """Who is told how a run goes."""

    def start(self, total: int) -> None:
        """Take the number of files, before the first is read."""

    def note(self, notes: Sequence[Note]) -> None:
        """Take what must be known of other things than posts, before the first file is read."""

    def batch(self, summary: Summary, settled: Sequence[tuple[Result, Settled]]) -> None:
        """Take the summary so far and what became of each file of a batch."""


def import_posts(paths: Sequence[Path], options: Options, listener: Listener) -> Summary:
    """Import all posts below the paths.

    :param paths: folders, post files, `.zip` or `.tar.*` archives.
    :returns: the summary; it says whether somebody stopped the run.
    :raises InputError: a path does not exist or is no archive that can be unpacked, the report
        cannot be written, or another import is running.
    :raises StoppedError: the system ended a worker.
    """
    summary = Summary()
    with contextlib.ExitStack() as stack:
        stop = stack.enter_context(stoppable())
        record = stack.enter_context(Record(options.row, summary))
        places = [stack.enter_context(found(path, options.root)) for path in paths]
        if options.listed:
            places.append(listed(options.listed, options.root or Path()))
        files = [file for place in places for file in place.files][: options.limit]
        usual = Site(options.site, options.source, rules_by_outlet())
        sites, notes = _sites(places, usual)
        if not options.dry_run:
            stack.enter_context(alone())
        report = stack.enter_context(opened_report(options.report)) if options.report else None
        row = None if options.dry_run else ImportRun(started_by=options.started_by)
        if row is not None:
            row.paths = [*map(str, paths), *(["-"] if options.listed else [])]
        record.begin(row, len(files), options.report)
        if not options.dry_run:
            record.settle_others()
        listener.start(len(files))
        listener.note(notes)
        summary.note(notes)
        if report:
            report.writelines(report_lines([], notes))
        run = _Run(options, usual, sites, summary, record, listener, report)
        run.import_files(files, stop)
    return summary


def _sites(places: Sequence[Found], usual: Site) -> tuple[dict[Path, Site], list[Note]]:
    """Return what is known of each site, by its root, and what is to be said of what was found.

    :param usual: what is known of every site; a name that was given goes before one that is configured.
    """
    sites: dict[Path, Site] = {}
    notes: list[Note] = []
    for place in places:
        notes += place.notes
        if place.root not in sites:
            configured, faults = configuration.read(place.root)
            notes += faults
            sites[place.root] = replace(
                usual,
                outlet=usual.outlet if usual.name or not configured.name else configured.name,
                zone=configured.zone,
                permalinks=configured.permalinks,
            )
    return sites, notes


@dataclass
class _Run:
    """A run from its first batch to its last."""

    options: Options
    usual: Site
    sites: dict[Path, Site]
    summary: Summary
    record: Record
    listener: Listener
    report: IO[str] | None

    def import_files(self, files: list[PostFile], stop: Stop) -> None:
        """Read the files and write them batch by batch, until somebody asks to stop."""
        began = time.monotonic()
        options, summary = self.options, self.summary
        store = Store(None if options.dry_run else self.record.row, options.source)
        stop.is_gentle = True
        with contextlib.closing(self._read(files, store, stop)) as batches:
            try:
                for results in batches:
                    self._take(_settle(store, results, options), time.monotonic() - began)
                    if stop.asked:
                        stop.is_ending = True
                        break
            except KeyboardInterrupt:
                stop.is_ending = True
                workers.end_at_once()
                raise
        summary.stopped = stop.asked and summary.files < len(files)

    def _take(self, settled: Sequence[tuple[Result, Settled]], seconds: float) -> None:
        """Count a batch and tell whoever listens."""
        self.summary.add(settled, _outlets(settled))
        self.summary.seconds = seconds
        self.listener.batch(self.summary, settled)
        if self.report:
            self.report.writelines(report_lines(settled))
        self.record.update()
        turns.give_way()

    def _read(
        self, files: list[PostFile], store: Store, stop: Stop
    ) -> Generator[list[Result], None, None]:
        """Give what the workers make of each batch.

        :raises StoppedError: the system ended a worker.
        """
        known = frozenset() if self.options.force else frozenset(store.known_hashes())
        batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
        jobs = min(self.options.jobs, len(batches))  # one is read sooner than a process starts
        given = (known, self.usual, self.sites)
        try:
            yield from workers.in_order(
                reading.read_batch, batches, jobs, start=reading.start, given=given
            )
        except workers.WorkerDiedError as error:
            if not stop.asked:  # a service that is stopped has all its processes ended
                raise StoppedError(_of_worker(error.batches)) from error


def _of_worker(batches: list[list[PostFile]]) -> str:
    """Return what a person must know where a worker was ended."""
    hands = "; ".join(
        f"{len(batch)} files from {batch[0].path} to {batch[-1].path}" for batch in batches
    )
    return (
        "as the system ended a worker, most likely for want of memory. The workers had in hand: "
        f"{hands}. What was written stays. Import again with --jobs 1 to go on with less memory"
    )


def _outlets(settled: Sequence[tuple[Result, Settled]]) -> list[str]:
    """Return the outlet of each file; one query, since a file that is unchanged is not read."""
    pks = {became.post_id for _, became in settled if became.post_id}
    names = dict(Post.objects.filter(pk__in=pks).values_list("pk", "source__name"))
    return [
        names.get(became.post_id or 0, "")
        or ((result.source or result.host) if isinstance(result, Draft) else "")
        for result, became in settled
    ]


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
