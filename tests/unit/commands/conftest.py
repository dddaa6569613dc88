"""A machine of its own for each test, and a terminal to type at."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

ROOT = str(Path(__file__).parents[3])
WAIT_S = 90.0
COLUMNS, LINES = 80, 20
_PATIENCE_S = 5.0
_STEERING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture(autouse=True)
def _nothing_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [n for n in os.environ if n.startswith(("AWS_", "BAEPO_", "KUBE", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("PYTHONPATH", ROOT)
    monkeypatch.chdir(tmp_path)


class Terminal:
    """A program on a pseudo-terminal of its own, which is what asking for passphrases needs."""

    def __init__(self, *program: str, cwd: Path) -> None:
        self._ours, theirs = pty.openpty()
        command = ["setsid", "--ctty", "--wait", *program]
        environ = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(COLUMNS), "LINES": str(LINES)}
        self.process = subprocess.Popen(command, cwd=cwd, env=environ, stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        self.said = ""

    def waits_for(self, words: str) -> None:
        """Reads until the words have been said after what was read before; colours and cursor movements do not count."""
        begun, deadline = len(self.said), time.monotonic() + WAIT_S
        while words not in _STEERING.sub("", self.said[begun:]):
            assert self._read(deadline), f"{words!r} was not said:\n{self.said}"

    def types(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def ends(self, again: str = "") -> int:
        """`again` is typed once more where nothing happens: readline may miss a Ctrl-C that comes just before it waits."""
        for _ in range(round(WAIT_S / _PATIENCE_S)):
            while self._read(time.monotonic() + _PATIENCE_S):
                pass
            try:
                return self.process.wait(_PATIENCE_S if not again else 1)
            except subprocess.TimeoutExpired:
                self.types(again)
        return self.process.wait(1)

    def hangs_up(self) -> None:
        """The window is closed."""
        os.close(self._ours)
        self._ours = -1

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        if self._ours >= 0:
            os.close(self._ours)

    def _read(self, deadline: float) -> bool:
        """False at the end."""
        ready, _, _ = select.select([self._ours], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            return False
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # Linux: the other side is closed
            return False
        self.said += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)


@pytest.fixture
def at_terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def start(*words: str, program: Sequence[str] = (sys.executable, "-m", "assistant.cli")) -> Terminal:
        opened.append(Terminal(*program, *words, cwd=tmp_path))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()
