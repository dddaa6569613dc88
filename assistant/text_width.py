"""How wide text is in a terminal: Hangul and other wide characters take two columns."""

import re
import unicodedata
from collections.abc import Callable, Sequence

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_MARK = re.compile(r"- |\d+\. ")
_AS_IT_IS = re.compile(r"\s*\||\s+[-+] ")


def width(text: str) -> int:
    """Columns that a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines with their columns lined up; the last column is not padded."""
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join([*(c + " " * (widths[i] - width(c)) for i, c in enumerate(row[:-1])), row[-1]]) for row in rows]


def wrapped(text: str, columns: int, measured: Callable[[str], int] = width) -> list[str]:
    """Lines of at most `columns`, broken between words; a longer word stays whole, so that it can be copied."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and measured(lines[-1]) + 1 + measured(word) > columns:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return lines


def flowing(text: str, columns: int) -> str:
    """Lines broken between words where they do not fit; the rest of a line stands below its first word.

    Tables, the two sides of a change and what stands within a fence stay as they are. Colours take no columns.
    """
    laid: list[str] = []
    fenced = False
    for line in text.split("\n"):
        fence = line.lstrip().startswith("```")
        laid += [line] if fenced or fence else _flowed(line, columns)
        fenced ^= fence
    return "\n".join(laid)


def _flowed(line: str, columns: int) -> list[str]:
    if _bare(line) <= columns or _AS_IT_IS.match(line):
        return [line]
    body = line.lstrip(" ")
    indent = len(line) - len(body)
    first, *rest = wrapped(body, columns - indent, _bare)
    mark = _MARK.match(body)
    hanging = indent + (len(mark[0]) if mark else 0)
    if hanging > indent:
        first, *rest = [first, *wrapped(" ".join(rest), columns - hanging, _bare)]
    return [" " * indent + first, *(" " * hanging + part for part in rest)]


def _bare(text: str) -> int:
    return width(_COLOUR.sub("", text))
