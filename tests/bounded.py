"""Reading under other bounds, for a process of its own.

What stops a reading is raised wherever it stands; where coverage is measured, that may be inside of its lock, and
all that is measured later waits for ever.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from articles.importing import reading
from articles.importing.draft import NO_SITE, Draft, Rejected


def apart(read: Callable[[Any], Any], given: Any, **bounds: float) -> tuple[Any, float]:
    """Read in another process under bounds of `articles.importing.reading`.

    :returns: what comes of it, and the seconds of the processor that it took.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as pool:
        return pool.submit(_bounded, read, given, bounds).result()


def _bounded(read: Callable[[Any], Any], given: Any, bounds: dict[str, float]) -> tuple[Any, float]:
    for name, bound in bounds.items():
        setattr(reading, name, bound)
    reading.start(frozenset(), NO_SITE)
    began = time.process_time()
    return read(given), time.process_time() - began


def slowly_read(kept: reading.Kept) -> list[Draft | Rejected]:
    """Read twice what is long in coming."""

    def slowly() -> Iterator[reading.Kept]:
        for _ in range(2):
            end = time.process_time() + 0.45
            while time.process_time() < end:
                pass
            yield kept

    return reading.read_originals(slowly())  # type: ignore[arg-type]
