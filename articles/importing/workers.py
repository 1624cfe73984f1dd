"""Work in other processes: batches in, results out in the same order, bounded in memory. Pure."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from typing import Any, TypeVar

_NICENESS = 5
_In = TypeVar("_In")
_Out = TypeVar("_Out")


class WorkerDiedError(Exception):
    """The system has ended a worker, most likely for want of memory.

    :ivar batches: those that the workers had in hand.
    """

    def __init__(self, batches: list[Any]) -> None:
        super().__init__("the system ended a worker")
        self.batches = batches


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
    :raises WorkerDiedError: the system has ended a worker.
    """
    if jobs <= 1:
        if start:
            start(*given)
        yield from map(work, batches)
        return
    # Spawned, not forked: a child must not inherit open database connections. It loads the pure
    # modules alone.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _begin, (start, given)) as pool:
        waiting: deque[tuple[_In, Future[_Out]]] = deque()
        try:
            for batch in batches:
                waiting.append((batch, _submitted(pool, work, batch)))
                if len(waiting) > 2 * jobs:  # bounds the memory when the caller is the slower half
                    yield waiting[0][1].result()
                    waiting.popleft()
            while waiting:
                yield waiting[0][1].result()
                waiting.popleft()
        except BrokenExecutor:
            undone = [batch for batch, future in waiting if not _is_done(future)]
            raise WorkerDiedError(undone[:jobs]) from None
        except KeyboardInterrupt:
            end_at_once()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def end_at_once() -> None:
    """End the workers in the middle of what they do."""
    for process in multiprocessing.active_children():
        process.kill()


def _submitted(
    pool: ProcessPoolExecutor, work: Callable[[_In], _Out], batch: _In
) -> "Future[_Out]":
    """Hand a batch over; a worker that this starts does not hear the Ctrl-C of the terminal.

    It would end in the middle of its batch, with a traceback; who started it says when it is to end.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(work, batch)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _is_done(future: "Future[_Out]") -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _begin(start: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    """Make a worker ready."""
    stand_behind()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if start:
        start(*given)


def stand_behind() -> None:
    """Let who reads the site go before this process."""
    here = os.PRIO_PROCESS, 0
    os.setpriority(*here, max(_NICENESS, os.getpriority(*here)))


def _end_with_parent() -> None:
    """End with the process that gives the work: one that is killed cannot say so."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
