"""The terminal is handed to the child alone, on a real pseudo-terminal."""

import os
import pty
import select
import subprocess
import sys
import time

from tests.fakes import WAIT_S

_PARENT = """
import os, sys
os.open(os.ttyname(0), os.O_RDWR)  # the first terminal a session leader opens is its own
from tui import handover
print("ended", handover.run([sys.executable, "-c", "print('asks', flush=True); input(); print('answered')"]), flush=True)
print("mine", input(), flush=True)
"""


def read_until(terminal: int, word: str) -> str:
    text, end = "", time.monotonic() + WAIT_S
    while word not in text:
        assert time.monotonic() < end, text
        if select.select([terminal], [], [], 0.2)[0]:
            text += os.read(terminal, 4096).decode()
    return text


def test_ctrl_c_and_ctrl_z_reach_only_the_child() -> None:
    ours, theirs = pty.openpty()
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    try:
        read_until(ours, "asks")
        os.write(ours, b"\x1a")  # Ctrl-Z: it is continued
        time.sleep(0.3)
        os.write(ours, b"\x03")  # Ctrl-C
        assert "ended -2" in read_until(ours, "ended -2")
        os.write(ours, b"hello\n")
        read_until(ours, "mine hello")
        assert parent.wait(WAIT_S) == 0
    finally:
        parent.kill()
        parent.wait()
        os.close(ours)


def test_exit_code_of_the_child_comes_back() -> None:
    ours, theirs = pty.openpty()
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    try:
        read_until(ours, "asks")
        os.write(ours, b"yes\n")
        assert "answered" in read_until(ours, "ended 0")
    finally:
        parent.kill()
        parent.wait()
        os.close(ours)
