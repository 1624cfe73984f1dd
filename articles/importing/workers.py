"""Work in other processes: batches in, results out in the same order, bounded in memory. Pure."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, TypeVar

_In = TypeVar("_In")
_Out = TypeVar("_Out")


def in_order(
    work: Callable[[_In], _Out],
    batches: Iterable[_In],
    jobs: int,
    *,
    start: Callable[..., None] | None = None,
    given: tuple[Any, ...] = (),
) -> Iterator[_Out]:
    """Give the result of each batch, in the order of the batches.

    :param work: a function of a module, which a new process can find by its name.
    :param batches: taken when there is room for them, not before.
    :param jobs: worker processes; 1 works in this process.
    :param start: called once in each process before its first batch, with `given`.
    """
    if jobs <= 1:
        if start:
            start(*given)
        yield from map(work, batches)
        return
    # Spawned, not forked: a child must not inherit open database connections. It loads the pure
    # modules alone.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _start, (start, given)) as pool:
        waiting: deque[Future[_Out]] = deque()
        try:
            for batch in batches:
                waiting.append(pool.submit(work, batch))
                if len(waiting) > 2 * jobs:  # bounds the memory when the caller is the slower half
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _start(start: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    """Make a new process ready, and see to it that it ends with the one that started it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if start:
        start(*given)


def _end_with_parent() -> None:
    """Wait until the parent is gone; killed, it tells nobody, and its children would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
