"""How a run is asked to stop: Ctrl-C or SIGTERM once for after the batch in hand, twice for at once. Pure."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

_ASKED = b"\nStopping after the batch in hand. Ask again to stop at once.\n"
_STDERR = 2


class Stop:
    """Whether somebody has asked a run to stop.

    :ivar is_gentle: whether the first time is a wish, which the run looks for; until then it is an
        interruption as any other.
    :ivar is_ending: whether nothing is in hand any more: one more time could only break off what is
        being noted of the run.
    """

    def __init__(self) -> None:
        self.asked = self.is_gentle = self.is_ending = False

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        """Take a signal.

        :raises KeyboardInterrupt: it is the second one, or no batch is in hand yet.
        """
        if self.is_ending:
            return
        again, self.asked = self.asked, True
        if again or not self.is_gentle:
            raise KeyboardInterrupt
        # Not through a stream: the signal may have come in the middle of a line of its.
        with contextlib.suppress(OSError):
            os.write(_STDERR, _ASKED)


def leave(why: BaseException) -> NoReturn:
    """End this process at once, without what Python does at an end: 130 where a person wanted it, else 3.

    :param why: what it says behind “stopped” is for the person; a KeyboardInterrupt says nothing.

    It would wake and wait for the threads of the worker pool: one may wait for ever to hand a batch to a worker
    that was ended in the middle of another, and one that is ending has closed what it would be woken by.
    """
    sys.stderr.write(f"stopped {str(why) or 'at once; run it again to go on'}\n")
    sys.stderr.flush()
    sys.stdout.flush()
    os._exit(130 if isinstance(why, KeyboardInterrupt) else 3)


@contextlib.contextmanager
def stoppable() -> Iterator[Stop]:
    """Let signals ask for a stop for as long; in a thread that gets none nobody can ask."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            # A process that was asked is ending: one more signal could only break that off.
            signal.signal(number, signal.SIG_IGN if stop.asked else handler)
