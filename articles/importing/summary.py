"""What a run did, in numbers: by outcome and by outlet, with the first of what went wrong."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from articles.importing.draft import Draft, Rejected
from articles.importing.reading import Result
from articles.importing.sources import Note
from articles.importing.store import CHANGED, DUPLICATE, NEW, UNCHANGED, Settled

OUTCOMES = (NEW, CHANGED, UNCHANGED, DUPLICATE, "rejected")
KEPT = 1000  # rejections, and as many warnings; the report has them all


@dataclass
class Summary:
    """What a run did; `counts` (by outcome) adds up to `files`.

    :ivar rejections: the first of them.
    :ivar notes: the first warnings, of files and of the site that they come from.
    :ivar warnings: how many files gave warnings, and notes there were beside them.
    :ivar outlets: the counts of each outlet; a file that was rejected is of none.
    :ivar stopped: whether somebody stopped it before its end.
    """

    files: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    rejections: list[Rejected] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    warnings: int = 0
    outlets: dict[str, Counter[str]] = field(default_factory=dict)
    seconds: float = 0.0
    run_id: int | None = None
    stopped: bool = False

    @property
    def rate(self) -> float:
        """Files a second."""
        return self.files / self.seconds if self.seconds else 0.0

    def note(self, notes: Sequence[Note]) -> None:
        """Count what was said of other things than posts."""
        self.warnings += len(notes)
        self._keep(notes)

    def add(self, settled: Sequence[tuple[Result, Settled]], outlets: Sequence[str]) -> None:
        """Count a batch.

        :param outlets: the outlet of each file, empty where it has none.
        """
        for (result, became), outlet in zip(settled, outlets, strict=True):
            self.files += 1
            self.counts[became.outcome] += 1
            if outlet:
                self.outlets.setdefault(outlet, Counter())[became.outcome] += 1
            if isinstance(result, Rejected):
                if len(self.rejections) < KEPT:
                    self.rejections.append(result)
            elif isinstance(result, Draft) and result.warnings:
                self.warnings += 1
                self._keep(Note(result.path, 0, warning) for warning in result.warnings)

    def count(self, what: str, number: int, began: float) -> None:
        """Count what was done of posts that come from no files.

        :param what: the name of the count.
        :param began: when the run did, by `time.monotonic`.
        """
        self.counts[what] += number
        self.files += number
        self.seconds = time.monotonic() - began

    def by_outlet(self) -> list[tuple[str, Counter[str]]]:
        """Return the outlets with their counts, the one with the most files first."""
        return sorted(self.outlets.items(), key=lambda pair: (-pair[1].total(), pair[0]))

    def _keep(self, notes: Iterable[Note]) -> None:
        for note in notes:
            if len(self.notes) < KEPT:
                self.notes.append(note)
