"""The terminal is gone, or the system ends: leaves in order, and leaves all the same where nothing can be written any more.

Used by `tui.app`. A program that writes to a terminal which nobody reads waits in that write, and its loop with it; so the
loop alone must not be relied on to end it. One whose terminal is not its controlling one gets no signal when that goes:
reading from it then returns nothing, at once and for ever, so it is watched, too.
"""

import asyncio
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

_GRACE_S = 5.0
_INPUT = 0  # the file descriptor of standard input
_CHANGE_S = 120.0  # longest wait for a change that has begun


def on_hang_up(
    leave: Callable[[int], None], changing: Callable[[], bool] = lambda: False, *, grace_s: float = _GRACE_S
) -> None:
    """Calls `leave` with the exit code in the running loop; ends the process after `grace_s`, later while `changing`."""
    loop = asyncio.get_running_loop()

    def end(code: int) -> None:
        time.sleep(grace_s)
        patience = time.monotonic() + _CHANGE_S
        while changing() and time.monotonic() < patience:
            time.sleep(0.2)
        os._exit(code)

    def told(signum: int, _frame: FrameType | None) -> None:
        code = 128 + signum
        loop.call_soon_threadsafe(leave, code)
        threading.Thread(target=end, args=(code,), daemon=True).start()

    def watch(terminal: int) -> None:
        looked = select.poll()
        looked.register(terminal, select.POLLHUP)
        looked.poll()
        told(signal.SIGHUP, None)

    for ending in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(ending, told)
    if os.isatty(_INPUT):
        threading.Thread(target=watch, args=(_INPUT,), daemon=True).start()
