"""Who writes next, where a database lets one write at a time (SQLite): editors go before the import.

SQLite waits for a lock by looking again each 100 ms, and an import begins its next transaction a few
milliseconds after the last. Who waits mostly misses the gap: behind transactions of 0.3 s with 3 ms between
them a save waited 3.9 s in the middle and up to 13 s, of the 30 after which the database counts as locked,
and with this 0.13 s and 0.55 s. So a request that may write says so, by a shared lock on a file beside the
database, and the import looks at it between two batches.
"""

import fcntl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]
READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})  # RFC 9110 §9.2.1, safe methods
LONGEST = 2.0  # seconds for which an import waits behind a batch
_PAUSE = 0.005
_here = threading.local()


def announced(get_response: GetResponse) -> GetResponse:
    """Announce each request that may write, until it is answered; a middleware.

    :raises MiddlewareNotUsed: the database lets many write at a time.
    """
    if _path() is None:
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method in READING:
            return get_response(request)
        with writing():
            return get_response(request)

    return answer


@contextmanager
def writing() -> Iterator[None]:
    """Announce that this thread writes next, where one has to."""
    path = _path()
    if path is None:
        yield
        return
    with path.open("ab") as file:
        # Held until the file is closed, also by a process that dies.
        fcntl.flock(file, fcntl.LOCK_SH)
        _here.announced = True
        try:
            yield
        finally:
            _here.announced = False


def give_way() -> None:
    """Wait while somebody saves, for at most LONGEST; called between transactions.

    An import within a request, of what an editor uploads, does not wait for itself.
    """
    path = _path()
    if path is None or getattr(_here, "announced", False):
        return
    end = time.monotonic() + LONGEST
    with path.open("ab") as file:
        while time.monotonic() < end:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_PAUSE)
            else:
                return


def _path() -> Path | None:
    """Return the file; None where it is not needed."""
    database: Any = connection
    if connection.vendor != "sqlite" or database.is_in_memory_db():
        return None
    return Path(f"{database.settings_dict['NAME']}-turn")
