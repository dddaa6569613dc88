"""A child process that has the terminal while it runs; whatever ends its parent ends it first, and the terminal is as before.

Used by `evals.demo`, whose server has to outlive the terminal UI by a moment.
"""

import os
import signal
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FrameType
from typing import Any

_ENDING = (signal.SIGHUP, signal.SIGTERM)
# What a full-screen program switches on. Source: xterm control sequences; the last line is the kitty keyboard protocol.
_OFF = (
    "\x1b[?1049l"  # alternate screen
    "\x1b[?25h"  # the cursor is shown
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l"  # mouse
    "\x1b[?1004l\x1b[?2004l"  # focus, bracketed paste
    "\x1b[0m"
    "\x1b[<u"
)


def run(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """The exit code, 128 and the signal for what a signal ended. Hang-up and termination are handed on and waited for.

    Ctrl-C reaches the child by itself, as it is of the same process group.
    """
    told: list[int] = []
    child: subprocess.Popen[bytes] | None = None

    def hand_on(signum: int, _frame: FrameType | None) -> None:
        told.append(signum)
        if child is not None:
            child.send_signal(signum)

    modes = _modes()
    before = {s: signal.signal(s, hand_on) for s in _ENDING}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        child = subprocess.Popen(list(command), env=dict(environ))
        for signum in told:  # it came before there was a child
            child.send_signal(signum)
        code = child.wait()
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
    if code < 0:  # killed: it could not tidy up
        _restore(modes)
        code = 128 - code
    return 128 + told[0] if told else code


def _modes() -> list[Any] | None:
    try:
        return termios.tcgetattr(sys.stdin.fileno())
    except (OSError, ValueError, termios.error):
        return None


def _restore(modes: list[Any] | None) -> None:
    if modes is None:
        return
    with suppress(OSError, termios.error):  # the terminal may be gone
        os.write(sys.stdout.fileno(), _OFF.encode())
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, modes)
