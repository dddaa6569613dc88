"""How wide text is in a terminal: Hangul and other wide characters take two columns."""

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    """Columns that a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines with their columns lined up; the last column is not padded."""
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join([*(c + " " * (widths[i] - width(c)) for i, c in enumerate(row[:-1])), row[-1]]) for row in rows]


def wrapped(text: str, columns: int) -> list[str]:
    """Lines of at most `columns`, broken between words; a longer word stays whole, so that it can be copied."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and width(lines[-1]) + 1 + width(word) > columns:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return lines


def flowing(text: str, columns: int) -> str:
    """Lines broken between words where they do not fit; what follows of a line keeps its indentation."""
    laid = []
    for line in text.split("\n"):
        body = line.lstrip(" ")
        indent = " " * (len(line) - len(body))
        laid += [line] if width(line) <= columns else [indent + part for part in wrapped(body, columns - len(indent))]
    return "\n".join(laid)
