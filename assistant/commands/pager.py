"""Long output of listing commands, shown page by page on a terminal. Called by the edge of the command line.

What a command prints is held until it ends, so that output which fits the terminal starts no pager at all.
"""

import io
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from assistant.text_width import width

# Commands that list or show and ask nothing: holding their output back delays no question.
PAGED = frozenset({"plans", "plan", "evidence", "sessions", "ledger", "env", "tools", "models", "permissions"})
OFF = "--no-pager"
_DEFAULT = "less -FRX"  # quit if it fits, colours as colours, nothing cleared at the end
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class _Held(io.StringIO):
    """Says that it is the terminal it will end on, so that colours and widths are chosen for it."""

    def isatty(self) -> bool:
        return True


@contextmanager
def paged(name: str, argv: Sequence[str]) -> Iterator[None]:
    """Holds what is printed inside, then pages it; changes nothing where paging is not wanted.

    What was printed before an error is shown unpaged, so that the error stays below it.
    """
    terminal = sys.stdout
    program = _program() if name in PAGED and not {OFF, "--json"} & set(argv) and _on_terminal() else []
    if not program:
        yield
        return
    held = _Held()
    sys.stdout = held
    try:
        yield
    except SystemExit:  # --help
        sys.stdout = terminal
        _show(held.getvalue(), program)
        raise
    except BaseException:
        sys.stdout = terminal
        print(held.getvalue(), end="", flush=True)
        raise
    finally:
        sys.stdout = terminal
    _show(held.getvalue(), program)


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def _program() -> list[str]:
    """Words of the pager; none where the person wants none, or it is not installed. No shell reads them."""
    wanted = next((os.environ[n] for n in ("BAEPO_PAGER", "PAGER") if n in os.environ), _DEFAULT)
    try:
        words = shlex.split(wanted)
    except ValueError:  # an open quotation mark
        return []
    return words if words and words != ["cat"] and shutil.which(words[0]) else []


def _show(text: str, program: list[str]) -> None:
    if _fits(text):
        print(text, end="", flush=True)
        return
    encoding = sys.stdout.encoding or "utf-8"
    settings = {**os.environ, "LESS": os.environ.get("LESS", "FRX")}
    if encoding.lower().replace("-", "") == "utf8":
        settings.setdefault("LESSCHARSET", "utf-8")  # Korean stays readable where the locale says nothing
    try:
        shown = subprocess.Popen(program, stdin=subprocess.PIPE, env=settings)  # noqa: S603 (the person's own choice, no shell)
    except OSError:
        print(text, end="", flush=True)
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the pager's: it stays, and so does the terminal
    try:
        shown.communicate(text.encode(encoding, "backslashreplace"))
    finally:
        signal.signal(signal.SIGINT, before)


def _fits(text: str) -> bool:
    columns, lines = shutil.get_terminal_size()
    used = (width(_COLOUR.sub("", line)) for line in text.splitlines())
    return sum(max(1, -(-each // columns)) for each in used) < lines
