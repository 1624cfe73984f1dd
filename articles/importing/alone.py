"""One import at a time on a database, whatever it is and however an import ends; and so one rebuild.

Two would both find a picture or a tag missing and both make it, and each would take the other's batches
for its own.
"""

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from articles.importing.sources import InputError

# Numbers of our own among PostgreSQL's advisory locks: "NEWS", and the next.
LOCKS = {"import": 0x4E_45_57_53, "rebuild": 0x4E_45_57_54}
_REFUSED = "another {} is running on this database: start it again behind that"


@contextlib.contextmanager
def alone(work: str = "import") -> Iterator[None]:
    """Hold the one place of a work on this database. The system frees it when the process ends.

    :param work: one of LOCKS.
    :raises InputError: another process holds it.
    """
    with _HOLDS[connection.vendor](work):
        yield


@contextlib.contextmanager
def _on_postgresql(work: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCKS[work]])
        if not cursor.fetchone()[0]:
            raise InputError(_REFUSED.format(work))
    try:
        yield
    finally:
        # Where the connection is gone the lock is too.
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCKS[work]])


@contextlib.contextmanager
def _on_sqlite(work: str) -> Iterator[None]:
    """Lock a file beside the database; one in memory is this process's own."""
    database: Any = connection
    if database.is_in_memory_db():
        yield
        _settle()
        return
    with Path(f"{database.settings_dict['NAME']}.{work}").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(_REFUSED.format(work)) from None
        with connection.cursor() as cursor:
            for setting in _OF_MUCH_WRITING:
                cursor.execute(f"PRAGMA {setting}")
        yield
        _settle()


def _settle() -> None:
    """Let SQLite look at what its indexes hold.

    Without, it takes `status = 'published'` for rare, and walks the index of all public posts for the 20 of a
    page: 18 ms at 150,000 posts, by their keys 1.4. A look at a thousand entries of each index takes 4 ms.
    """
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit = 1000")
        cursor.execute("ANALYZE")


# Mapped pages of the database would count as memory of the process, and gain it nothing. Pages that every
# batch changes are written back once for several of them: at most 64 MB wait for it.
_OF_MUCH_WRITING = ("mmap_size = 0", "wal_autocheckpoint = 16000")
_HOLDS = {"postgresql": _on_postgresql, "sqlite": _on_sqlite}
