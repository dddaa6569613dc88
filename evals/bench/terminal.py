"""The terminal UI as a person meets it: the real program on a pseudo-terminal, keys in, bytes out.

Called by `evals.bench`. What it is measured against is a Textual app with one input and nothing else, started likewise.
"""

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

EMPTY_APP = """
from textual.app import App
from textual.widgets import Input, Static
class Empty(App):
    def compose(self):
        yield Static("Baepo")
        yield Input()
Empty().run()
"""
# The app while an answer streams into it: a word every 5 ms, as a fast model writes, until it is ended.
STREAMING_APP = """
import sys, threading, time
from assistant.events import TextDelta, TurnStarted
from tui.app import BaepoApp
from tui.commands import parse
class Streaming(BaepoApp):
    def know(self, names):
        self.conversation.begin(self.conversation.ask("stream"))
        threading.Thread(target=self.stream, daemon=True).start()
    def stream(self):
        self.post_message(self.Happened(TurnStarted(question="stream", lang="en", environment="demo", model="m")))
        began, n = time.perf_counter(), 0
        while True:
            n += 1
            time.sleep(max(began + n * 0.005 - time.perf_counter(), 0))
            text = "\\n\\n" if n % 60 == 0 else f"**word{n}** [E{n % 9}] "
            self.post_message(self.Happened(TextDelta(text=text)))
Streaming(parse(sys.argv[1:])).run()
"""
CHAT = "import sys; from assistant.cli import main; sys.exit(main(sys.argv[1:]))"
PATIENCE_S = 120.0
_SIZE = (40, 120)


class ProgramEnded(Exception):
    """The program is gone; the message ends with what it wrote last."""


class Screen:
    """A program on a terminal of its own."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *_SIZE, 0, 0))
        self.started = time.perf_counter()
        self._program = subprocess.Popen(
            list(command), stdin=theirs, stdout=theirs, stderr=theirs, env=dict(environ) | {"TERM": "xterm-256color"},
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self._seen = b""

    def until(self, wanted: str) -> float:
        """Seconds since the start at which this was written; what was written before it is forgotten."""
        mark, end = wanted.encode(), time.perf_counter() + PATIENCE_S
        while mark not in self._seen:
            if time.perf_counter() > end:
                raise TimeoutError(f"{wanted!r} was never shown; last was {self._seen[-500:]!r}")
            self._read(0.5)
        self._seen = self._seen.partition(mark)[2]
        return time.perf_counter() - self.started

    def key(self, keys: str, shows: str) -> float:
        """Seconds from pressing until this is written."""
        self._seen = b""
        pressed = time.perf_counter()
        os.write(self._ours, keys.encode())
        return self.until(shows) + self.started - pressed

    def press(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def watch(self, seconds: float) -> None:
        """Lets it go on for a while."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._read(0.1)

    def press_until_shown(self, key: str) -> float:
        """Seconds since the start at which a key is taken; a key that comes too early may be lost."""
        while key.encode() not in self._seen:
            if time.perf_counter() - self.started > PATIENCE_S:
                raise TimeoutError(f"{key!r} was never shown")
            os.write(self._ours, key.encode())
            self._read(0.02)
        return time.perf_counter() - self.started

    def frame(self, keys: str) -> float:
        """Seconds from pressing until anything is written: the frame that shows what the key did."""
        while self._read(0.15):
            pass  # what still comes of the key before
        pressed = time.perf_counter()
        os.write(self._ours, keys.encode())
        if not self._read(PATIENCE_S):
            raise TimeoutError("nothing was drawn")
        return time.perf_counter() - pressed

    def cpu_s(self) -> float:
        """Processor time it has used: what a wait costs on a machine that does other things, too."""
        with open(f"/proc/{self._program.pid}/stat", encoding="ascii") as file:
            used = file.read().rpartition(")")[2].split()
        return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mib(self) -> float:
        """Resident now."""
        with open(f"/proc/{self._program.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def close(self) -> None:
        """Ends the program, reading what it still writes, so that it is not held up by it."""
        self._program.send_signal(signal.SIGTERM)
        end = time.perf_counter() + PATIENCE_S
        with suppress(ProgramEnded):
            while self._program.poll() is None and time.perf_counter() < end:
                self._read(0.1)
        self._program.kill()
        self._program.wait()
        os.close(self._ours)

    def _read(self, wait_s: float) -> bool:
        if not select.select([self._ours], [], [], wait_s)[0]:
            return False
        try:
            self._seen += os.read(self._ours, 1 << 16)
        except OSError:  # the program is gone
            raise ProgramEnded(f"last was {self._seen[-500:]!r}") from None
        return True


@contextmanager
def screen(command: Sequence[str], environ: Mapping[str, str]) -> Iterator[Screen]:
    shown = Screen(command, environ)
    try:
        yield shown
    finally:
        shown.close()


def start(command: Sequence[str], environ: Mapping[str, str]) -> tuple[float, float]:
    """Seconds to the first frame, and until a key that is pressed then is shown."""
    with screen(command, environ) as shown:
        first = shown.until("Baepo")
        return first, shown.press_until_shown("Q")


def starts(
    commands: Mapping[str, Sequence[str]], environ: Mapping[str, str], *, runs: int
) -> dict[str, tuple[float, float]]:
    """Medians of `start` for each command, in turn, after one warm-up each."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            measured = start(command, environ)
            if run:
                found[name].append(measured)
    return {
        name: (statistics.median(f for f, _ in times), statistics.median(r for _, r in times))
        for name, times in found.items()
    }


def empty_app() -> list[str]:
    return [sys.executable, "-c", EMPTY_APP]


def chat(*words: str) -> list[str]:
    return [sys.executable, "-c", CHAT, "chat", "--lang", "en", *words]


def streaming(*words: str) -> list[str]:
    return [sys.executable, "-c", STREAMING_APP, "--lang", "en", *words]
