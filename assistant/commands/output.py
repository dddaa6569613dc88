"""How things look on a terminal: light Markdown as bold and dim, tables that fit, neutralised control characters."""

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import TextIO

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_CITE = re.compile(r"\[(E\d+|[a-z0-9/-]+#[a-z0-9-]+)\]")


def styled(stream: TextIO) -> bool:
    """True when colours and bold are welcome there."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def neutral(text: str) -> str:
    """Control, format and bidirectional characters made visible, so that what was read cannot steer the terminal."""
    return "".join(
        c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs") else f"\\x{ord(c):02x}"
        for c in text
    )


def markdown(text: str, *, style: bool) -> str:
    """Bold labels and dim citations where the terminal can; plain text elsewhere."""
    safe = neutral(text)
    if not style:
        return _BOLD.sub(r"\1", safe)
    return _CITE.sub("\x1b[2m[\\1]\x1b[0m", _BOLD.sub("\x1b[1m\\1\x1b[0m", safe))


def dim(text: str, *, style: bool) -> str:
    return f"\x1b[2m{text}\x1b[0m" if style else text


def width(text: str) -> int:
    """Columns that a text takes; Hangul and other wide characters take two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, stream: TextIO = sys.stdout) -> str:
    """Columns side by side; on a terminal the last one is cut so that every row fits a line."""
    cells = [[neutral(str(c)) for c in row] for row in [head, *rows]]
    widths = [max(width(row[i]) for row in cells) for i in range(len(head))]
    room = shutil.get_terminal_size((100, 24)).columns if stream.isatty() else 0
    lines = []
    for row in cells:
        padded = [c + " " * (widths[i] - width(c)) for i, c in enumerate(row[:-1])]
        line = "  ".join([*padded, row[-1]])
        lines.append(_cut(line, room) if room else line)
    return "\n".join(line.rstrip() for line in lines)


def _cut(line: str, room: int) -> str:
    if width(line) <= room:
        return line
    kept, used = "", 0
    for c in line:
        used += width(c)
        if used > room - 1:
            break
        kept += c
    return kept + "…"
