"""A program in the foreground of a terminal: signals reach it, and the terminal is as before however it ends."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Terminal

PARENT = """
import os, sys
from evals import foreground
print("parent", os.getpid(), flush=True)
code = foreground.run([sys.executable, "-c", sys.argv[1]], os.environ)
print("ended", code, flush=True)
os.system("stty -a")
"""
PAINTS = """
import os, signal, sys, termios, time, tty
tty.setraw(0)
print("\\x1b[?1049h\\x1b[?25lpainted", flush=True)
"""


def test_one_that_is_killed_leaves_the_terminal_as_it_was(at_terminal: Callable[..., Terminal]) -> None:
    terminal = at_terminal(PAINTS + "os.kill(os.getpid(), signal.SIGKILL)", program=(sys.executable, "-c", PARENT))
    terminal.waits_for("ended 137")
    assert terminal.ends() == 0
    assert terminal.said.rindex("\x1b[?1049l") > terminal.said.rindex("\x1b[?1049h")
    assert "\x1b[?25h" in terminal.said
    assert "-icanon" not in terminal.said
    assert "-echo " not in terminal.said


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_what_ends_the_parent_ends_the_child_first(
    ending: signal.Signals, tmp_path: Path, at_terminal: Callable[..., Terminal]
) -> None:
    left = tmp_path / "left"
    child = f"""
import pathlib, signal, sys, time
def leave(signum, frame):
    time.sleep(0.5)
    pathlib.Path({str(left)!r}).write_text(str(signum))
    sys.exit(0)
signal.signal({int(ending)}, leave)
print("ready", flush=True)
time.sleep(60)
"""
    terminal = at_terminal(child, program=(sys.executable, "-c", PARENT))
    terminal.waits_for("ready")
    parent = int(terminal.said.split("parent ")[1].split()[0])
    os.kill(parent, ending)
    assert terminal.ends() == 0
    assert f"ended {128 + ending}" in terminal.said
    assert left.read_text() == str(int(ending))
