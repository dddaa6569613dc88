"""Tables laid out in columns that fit, with cells that wrap between words; called by `tui.prose`.

Both those of Markdown and those the planner writes for any terminal, lined up with spaces. Where the columns do not fit
side by side without breaking a name, each row becomes its first cell, with the others in a line below it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.content import Content

from assistant.text_width import width

_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_BAR = re.compile(r"(?<!\\)\|")
_GAP = 2
_ROW = re.compile(r"  [^\s…]")  # of a table lined up with spaces; "…" tells how many more there are
_NUMBER = re.compile(r"[-+$]?[\d.,]+ ?%?")
_INDENT = 2  # of the lines of a table lined up with spaces, and of what stands below a first cell


@dataclass(frozen=True, kw_only=True)
class Table:
    """`head` and `rows` by columns; `right` tells which columns stand at their right edge."""

    head: tuple[Content, ...]
    rows: tuple[tuple[Content, ...], ...]
    right: tuple[bool, ...]

    def lines(self, columns: int) -> list[Content]:
        """Each at most `columns` wide."""
        parts = list(zip(self.head, *self.rows, strict=True))
        widths = _fitted(
            [max(c.cell_length for c in part) for part in parts], [max(map(_longest, part)) for part in parts], columns
        )
        if widths is None:
            titles = tuple(c.stylize("bold") for c in self.head)
            return [line for row in (titles, *self.rows) for line in _stacked(row, columns)]
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


def read_lined_up(sources: Sequence[str], content: Callable[[str], Content]) -> tuple[Table, int] | None:
    """The same for lines that `assistant.text_width.padded` lined up, which stand two columns from the edge."""
    count = next((n for n, s in enumerate(sources) if not _ROW.match(s)), len(sources))
    lines = [_by_column(s) for s in sources[:count]]
    longest = max(map(len, lines), default=0)
    blank = [all(c[at : at + 1] in ([], [" "]) for c in lines) for at in range(longest)]
    begins = [at for at in range(_INDENT, longest) if not blank[at] and all(blank[at - _GAP : at])]
    if count < 2 or len(begins) < 2:
        return None
    ends = [*begins[1:], longest]
    rows = [tuple("".join(c[b:e]).strip() for b, e in zip(begins, ends, strict=True)) for c in lines]
    if any(map(_NUMBER.fullmatch, rows[0])):  # no titles: lines of a log, say
        return None
    numbers = [all(_NUMBER.fullmatch(row[at]) for row in rows[1:]) for at in range(len(begins))]
    head, *cells = (tuple(map(content, row)) for row in rows)
    return Table(head=head, rows=tuple(cells), right=tuple(numbers)), count


def _by_column(line: str) -> list[str]:
    """What stands in each column of the terminal: a wide letter in the first of its two, "" in the second."""
    return [part for letter in line for part in (letter, "")[: max(width(letter), 1)]]


def _stacked(row: Sequence[Content], columns: int) -> list[Content]:
    first, *others = row
    said = Content(" · ").join(c if c.plain else Content("–") for c in others)
    below = said.wrap(max(columns - _INDENT, 1)) if others else []
    return [*(first.wrap(columns) or [Content()]), *(Content(" " * _INDENT).append(line) for line in below)]


def _longest(cell: Content) -> int:
    """The columns of its longest word."""
    return max((width(word) for word in cell.plain.split()), default=1)


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    inner = inner.removesuffix("|") if not inner.endswith("\\|") else inner
    return [c.strip().replace("\\|", "|") for c in _BAR.split(inner)]


def _of_length(row: list[str], length: int) -> list[str]:
    """What stands in cells too many is kept, in the last one."""
    filled = [*row, *[""] * (length - len(row))]
    return [*filled[: length - 1], " | ".join(filled[length - 1 :])]


def _fitted(natural: Sequence[int], least: Sequence[int], columns: int) -> list[int] | None:
    """The widest columns give way first; None where a word would have to be broken."""
    widths = [max(w, 1) for w in natural]
    room = columns - _GAP * (len(widths) - 1)
    while sum(widths) > room:
        giving = [n for n, w in enumerate(widths) if w > least[n]]
        if not giving:
            return None
        widths[max(giving, key=widths.__getitem__)] -= 1
    return widths


def _padded(content: Content, width: int, *, right: bool) -> Content:
    space = Content(" " * (width - content.cell_length))
    return space.append(content) if right else content.append(space)
