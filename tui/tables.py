"""Markdown tables laid out in columns that fit, with cells that wrap; called by `tui.prose`.

Where not even narrow columns fit side by side, each row becomes a list of its cells under their titles.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.content import Content

_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_BAR = re.compile(r"(?<!\\)\|")
_GAP = 2
_NARROW = 8  # a column is not made narrower to let others in


@dataclass(frozen=True, kw_only=True)
class Table:
    """`head` and `rows` by columns; `right` tells which columns stand at their right edge."""

    head: tuple[Content, ...]
    rows: tuple[tuple[Content, ...], ...]
    right: tuple[bool, ...]

    def lines(self, columns: int) -> list[Content]:
        """Each at most `columns` wide."""
        widths = _fitted(
            [max(c.cell_length for c in column) for column in zip(self.head, *self.rows, strict=True)], columns
        )
        if widths is None:
            return [line for row in self.rows for line in self._listed(row, columns)]
        rule = Content.styled("  ".join("─" * w for w in widths), "dim")
        head = self._row(tuple(c.stylize("bold") for c in self.head), widths)
        return [*head, rule, *(line for row in self.rows for line in self._row(row, widths))]

    def _row(self, cells: Sequence[Content], widths: Sequence[int]) -> list[Content]:
        wrapped = [cell.wrap(w) or [Content()] for cell, w in zip(cells, widths, strict=True)]
        laid = []
        for number in range(max(map(len, wrapped))):
            parts = [lines[number] if number < len(lines) else Content() for lines in wrapped]
            padded = (_padded(p, w, right=r) for p, w, r in zip(parts, widths, self.right, strict=True))
            laid.append(Content(" " * _GAP).join(padded).rstrip())
        return laid

    def _listed(self, row: Sequence[Content], columns: int) -> list[Content]:
        laid: list[Content] = []
        for title, cell in zip(self.head, row, strict=True):
            said = Content("").join([title.stylize("bold"), Content("  "), cell])
            laid += said.wrap(columns)
        return [*laid, Content()]


def read(sources: Sequence[str], content: Callable[[str], Content]) -> tuple[Table, int] | None:
    """The table that begins with the first line, and how many lines it takes; None where none begins."""
    if len(sources) < 2 or "|" not in sources[0] or "-" not in sources[1] or not _RULE.fullmatch(sources[1]):
        return None
    titles, marks = _cells(sources[0]), _cells(sources[1])
    if len(titles) != len(marks):
        return None
    count = next((n for n, s in enumerate(sources) if n > 1 and "|" not in s), len(sources))
    rows = [_cells(s) for s in sources[2:count]]
    return Table(
        head=tuple(content(t) for t in titles),
        rows=tuple(tuple(content(c) for c in _of_length(row, len(titles))) for row in rows),
        right=tuple(m.endswith(":") and not m.startswith(":") for m in marks),
    ), count


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    inner = inner.removesuffix("|") if not inner.endswith("\\|") else inner
    return [c.strip().replace("\\|", "|") for c in _BAR.split(inner)]


def _of_length(row: list[str], length: int) -> list[str]:
    """What stands in cells too many is kept, in the last one."""
    filled = [*row, *[""] * (length - len(row))]
    return [*filled[: length - 1], " | ".join(filled[length - 1 :])]


def _fitted(natural: Sequence[int], columns: int) -> list[int] | None:
    """The widest columns give way first; None where they would become too narrow to read."""
    widths = [max(w, 1) for w in natural]
    room = columns - _GAP * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= _NARROW:
            return None
        widths[widest] -= 1
    return widths


def _padded(content: Content, width: int, *, right: bool) -> Content:
    space = Content(" " * (width - content.cell_length))
    return space.append(content) if right else content.append(space)
