"""Runs a child process that has this terminal to itself, as a shell runs a command in the foreground.

Called by `tui.desk` while the app is suspended. In a process group of its own, the child alone gets Ctrl-C; otherwise
it would reach this process and whatever started it, too.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence


def run(command: Sequence[str]) -> int:
    """The exit code, as `subprocess` counts it. Raises `OSError` when it cannot be started."""
    terminal = sys.__stdin__.fileno() if sys.__stdin__ else 0
    child = subprocess.Popen(list(command), process_group=0)  # noqa: S603 our own command
    ignored = signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # taking the terminal back is done from the background
    try:
        os.tcsetpgrp(terminal, child.pid)
        os.kill(child.pid, signal.SIGCONT)  # it may have asked for the terminal before it was given
        return _ended(child)
    finally:
        os.tcsetpgrp(terminal, os.getpgrp())
        signal.signal(signal.SIGTTOU, ignored)


def _ended(child: "subprocess.Popen[bytes]") -> int:
    """Ctrl-Z would leave it stopped with the terminal in its hands: it is continued."""
    while True:
        _pid, status = os.waitpid(child.pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            child.returncode = os.waitstatus_to_exitcode(status)
            return child.returncode
        os.kill(child.pid, signal.SIGCONT)
