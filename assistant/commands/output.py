"""How things look on a terminal: light Markdown as bold and dim, tables that fit, neutralised control characters."""

import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any, TextIO

from assistant import text_width
from assistant.commands import tables

_STEERING = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})  # Unicode categories
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_CITE = re.compile(r"\[(E\d+|[^\[\]#\n]+/[^\[\]#\n]+#[\w.-]+)\]")


def styled(stream: TextIO) -> bool:
    """True when colours and bold are welcome there."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def draws(stream: TextIO) -> bool:
    """True where a line may be taken away again."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def full_screen() -> bool:
    """True where a program may take the whole terminal."""
    return sys.stdin.isatty() and draws(sys.stdout)


def neutral(text: str) -> str:
    """Control, format and bidirectional characters made visible, so that what was read cannot steer the terminal.

    Newlines and tabs stay: for text of several lines.
    """
    return "".join(c if c in "\n\t" or unicodedata.category(c) not in _STEERING else _visible(c) for c in text)


def one_line(text: str) -> str:
    """`neutral`, with newlines and tabs visible too: for a cell, or a value within a line."""
    return neutral(text.replace("\r\n", "\n")).replace("\n", "⏎").replace("\t", "⇥")


def _visible(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:x}}}"


def markdown(text: str, *, style: bool) -> str:
    """Bold labels and dim citations where the terminal can; plain text elsewhere."""
    safe = neutral(text)
    if not style:
        return _BOLD.sub(r"\1", safe)
    return _CITE.sub("\x1b[2m[\\1]\x1b[0m", _BOLD.sub("\x1b[1m\\1\x1b[0m", safe))


def json_text(value: Any, *, indent: int | None = 2) -> str:
    """JSON, escaped where the output cannot hold every character, so that it stays JSON."""
    narrow = not (sys.stdout.encoding or "").lower().startswith("utf")
    written = json.dumps(value, ensure_ascii=narrow, indent=indent, default=str)
    return written.encode(errors="backslashreplace").decode()  # half a character pair, as JSON escapes it


def flowing(text: str, *, stream: TextIO | None = None) -> str:
    """On a terminal, lines broken between words so that they fit it; elsewhere as they are."""
    if not (stream or sys.stdout).isatty():
        return text
    return text_width.flowing(text, columns())


def columns() -> int:
    """How wide the terminal is."""
    return shutil.get_terminal_size((100, 24)).columns


def dim(text: str, *, style: bool) -> str:
    return f"\x1b[2m{text}\x1b[0m" if style else text


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], *, stream: TextIO | None = None, prose: bool = False
) -> str:
    """Columns side by side; on a terminal every line fits it.

    Where that leaves the last column too narrow, `prose` or not, or would cut other cells, rows take several lines.
    """
    cells = [[one_line(str(c)) for c in row] for row in [head, *rows]]
    room = columns() if (stream or sys.stdout).isatty() else sys.maxsize
    return "\n".join(tables.laid(cells, room, prose=prose))
