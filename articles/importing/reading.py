"""The reading half of the import, for worker processes: files in, results out. Pure.

A worker keeps the hashes that need no second reading. They are set once when it starts, since a set
of 150,000 hashes must not travel with every batch.
"""

import contextlib
import datetime as dt
import errno
import os
import resource
import signal
import stat
import threading
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from articles.importing.attachments import Finder, Remembered
from articles.importing.draft import (
    MAX_BYTES,
    NO_SITE,
    Draft,
    Known,
    Rejected,
    Site,
    content_hash,
    read,
)
from articles.importing.sources import PostFile, shown
from articles.markup import Found

# Of one file. Posts take 1 to 200 ms; half a megabyte of markdown signs takes minutes.
MOST_SECONDS = 10
MOST_MEMORY = 100 << 20  # bytes more than at the first look
_TICK = 0.2  # seconds between two looks
_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC  # a pipe would be waited for without end
Result = Draft | Known | Rejected


@dataclass(frozen=True, slots=True)
class Kept:
    """An original as it is kept: its post and outlet, its path in the archive, its file, its pictures."""

    key: str
    outlet: str
    path: str
    packed: bytes  # zlib (RFC 1950)
    pictures: dict[str, str]
    zone: dt.tzinfo = dt.UTC  # by which its times of day were read


_known: frozenset[str] = frozenset()
_site = NO_SITE
_sites: Mapping[Path, Site] = {}


def start(known: frozenset[str], site: Site, sites: Mapping[Path, Site] | None = None) -> None:
    """Make a worker ready.

    :param known: hashes of the contents that were imported before.
    :param site: what is known of a site whose root is not among `sites`.
    :param sites: what is known of each site, by the folder that its paths begin at.
    """
    global _known, _site, _sites
    _known, _site, _sites = known, site, sites or {}


def read_batch(files: Sequence[PostFile]) -> list[Result]:
    """Read files; whatever they hold, the answer is a result each and never an error."""
    with _watched():
        return [_read(file) for file in files]


def read_originals(originals: Sequence[Kept], site: Site | None = None) -> list[Draft | Rejected]:
    """Read originals again, by the rules of today.

    :param site: what is known of where they come from; None for what the worker was started with.
    """
    with _watched():
        return [_read_original(kept, site or _site) for kept in originals]


def _read_original(kept: Kept, site: Site) -> Draft | Rejected:
    data = zlib.decompress(kept.packed)
    known = replace(site, zone=kept.zone)
    result = parsed(data, kept.path, Remembered(kept.pictures), known, kept.outlet)
    return replace(result, key=kept.key) if isinstance(result, Draft) else result


def _read(file: PostFile) -> Result:
    name = shown(file.path)
    try:
        data = _bytes_of(file)
    except OSError as error:
        return Rejected(name, 0, f"it cannot be read: {error.strerror}")
    digest = content_hash(data)
    if digest in _known:
        return Known(name, digest)
    return parsed(data, name, Finder(file.root, file.path), _sites.get(file.root, _site))


def parsed(
    data: bytes,
    name: str,
    finder: Finder | Remembered,
    site: Site,
    outlet: str | None = None,
    found: Found | None = None,
) -> Draft | Rejected:
    """Read the bytes of a post; see `articles.importing.draft.read`, which may fail where this does not."""
    try:
        with _watched() as watch:
            try:
                watch.begin()
                return read(data, name, finder, site, outlet, found)
            finally:
                watch.end()
    except _TooCostlyError as error:
        return Rejected(name, 0, str(error))
    # Whatever a file holds, it must cost that file alone and not the run: it is named, kept where it
    # is, and read again by the next run.
    except Exception as error:  # noqa: BLE001
        reason = f"a fault of the import, please report it: {type(error).__name__}: {error}"
        return Rejected(name, 0, reason)


class _TooCostlyError(Exception):
    """A file takes more than any post does."""


class _Watch:
    """Looks now and then at what the reading of a file takes; most are read before the first look.

    It would not do to know each text that a parser of markdown is slow with.
    """

    def __init__(self) -> None:
        self._began: float | None = None  # None between two files
        self._held = 0

    def begin(self) -> None:
        """Begin a file."""
        self._held, self._began = 0, time.thread_time()

    def end(self) -> None:
        """End a file: nothing stops who has it."""
        self._began = None

    def look(self, _signal: int, _frame: object) -> None:
        """Stop the reading where it takes too much, at each look: Python may swallow a raise in a `__del__`.

        :raises _TooCostlyError: it takes more than any post does.
        """
        if self._began is None:
            return
        held = _memory()
        self._held = self._held or held
        if time.thread_time() - self._began > MOST_SECONDS:
            raise _TooCostlyError(f"it takes more than {MOST_SECONDS} seconds to read")
        if held - self._held > MOST_MEMORY:
            raise _TooCostlyError(f"it takes more than {MOST_MEMORY >> 20} MB of memory to read")


_watch: _Watch | None = None  # of the main thread: the only one that a signal can stop


@contextlib.contextmanager
def _watched() -> Iterator[_Watch]:
    """Watch what is read meanwhile, which is a batch or, within one, a file: a timer for each would add 2 %."""
    global _watch  # noqa: PLW0603  (a process has one timer)
    if threading.current_thread() is not threading.main_thread():
        yield _Watch()
        return
    if _watch is not None:
        yield _watch
        return
    _watch = _Watch()
    before = signal.signal(signal.SIGVTALRM, _watch.look)
    signal.setitimer(signal.ITIMER_VIRTUAL, _TICK, _TICK)
    try:
        yield _watch
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        _watch = None


def _memory() -> int:
    """Return how many bytes this process holds for itself; 0 where the system does not tell."""
    try:
        _, resident, shared, *_ = Path("/proc/self/statm").read_text().split()
    except OSError:
        return 0
    return (int(resident) - int(shared)) * resource.getpagesize()


def _bytes_of(file: PostFile) -> bytes:
    """Return the bytes of a file of the archive.

    :raises OSError: it cannot be read, is no regular file, a link that leads outside, or too large.
    """
    try:
        number = os.open(f"{file.root}/{file.path}", _FLAGS | os.O_NOFOLLOW)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        number = os.open(_target(file), _FLAGS)
    with os.fdopen(number, "rb") as opened:
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode):
            raise _not_regular()
        if found.st_size > MAX_BYTES:  # before it is read
            reason = f"its {found.st_size:,} bytes are more than a post can have"
            raise OSError(errno.EFBIG, reason)
        return opened.read()


def _target(file: PostFile) -> Path:
    """Return what a link leads to.

    :raises OSError: it leads outside of the archive, or to no regular file.
    """
    path = (file.root / file.path).resolve()
    if not path.is_relative_to(file.root.resolve()):
        raise OSError(errno.EPERM, "it is a link that leads outside of the archive")
    if not path.is_file():
        raise _not_regular()
    return path


def _not_regular() -> OSError:
    return OSError(errno.EINVAL, "it is not a regular file")
