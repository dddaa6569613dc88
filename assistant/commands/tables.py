"""Tables on a terminal: side by side while that can be read, else each row on lines of its own. Called by `commands.output`."""

from collections.abc import Sequence

from assistant.text_width import width, wrapped

_GAP = 2
_READABLE, _READABLE_PROSE = 16, 48  # columns that the last cell keeps where it stands beside the others
_BELOW = "  "  # what continues a row begins with it
_PROSE_LINES = 3  # that a text takes below the other cells


def laid(cells: Sequence[Sequence[str]], room: int, *, prose: bool) -> list[str]:
    """Rows as lines, the first being the head, none wider than `room`.

    The last column is cut while it can still be read; `prose` where that is a text for people. Where it cannot be read, or
    others would have to be cut, the columns go on below each other: whole, so that names and ids can be copied.
    """
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    *others, last = widths
    beside = room - sum(others) - _GAP * len(others)
    if beside >= min(last, _READABLE_PROSE if prose else _READABLE) or not others:
        return [_line(row, [*others, max(min(beside, last), 1)], room) for row in cells]
    groups = _groups(others, room)
    return [line for row in cells for line in _stacked(row, widths, groups, room, prose=prose)]


def _line(row: Sequence[str], widths: Sequence[int], room: int) -> str:
    shown = [cut(cell, min(w, room)) for cell, w in zip(row, widths, strict=True)]
    return (" " * _GAP).join(c + " " * (w - width(c)) for c, w in zip(shown, widths, strict=True)).rstrip()


def _groups(widths: Sequence[int], room: int) -> list[list[int]]:
    """Which columns share a line, as many as fit."""
    groups: list[list[int]] = [[]]
    for index, each in enumerate(widths):
        indent = len(_BELOW) if len(groups) > 1 else 0
        used = indent + sum(widths[i] + _GAP for i in groups[-1])
        if groups[-1] and used + each > room:
            groups.append([])
        groups[-1].append(index)
    return groups


def _stacked(
    row: Sequence[str], widths: Sequence[int], groups: Sequence[Sequence[int]], room: int, *, prose: bool
) -> list[str]:
    lines = []
    for number, group in enumerate(groups):
        indent = _BELOW if number else ""
        lines.append(indent + _line([row[i] for i in group], [widths[i] for i in group], room - len(indent)))
    told = _texts(row[-1], room - len(_BELOW), prose=prose)
    behind = len(_BELOW) + sum(widths[i] + _GAP for i in groups[-1])
    if not prose and len(groups) > 1 and room - behind >= _READABLE:
        lines[-1] = lines[-1] + " " * (behind - width(lines[-1])) + cut(row[-1], room - behind)
        told = []
    return [line.rstrip() for line in (*lines, *(_BELOW + text for text in told)) if line.strip()]


def _texts(cell: str, room: int, *, prose: bool) -> list[str]:
    """The last cell below the others: a text on a few lines, anything else on one."""
    if not prose:
        return [cut(cell, room)]
    told = wrapped(cell, room)
    if len(told) > _PROSE_LINES:
        told = [*told[: _PROSE_LINES - 1], " ".join(told[_PROSE_LINES - 1 :])]
    return [cut(line, room) for line in told]


def cut(line: str, room: int) -> str:
    """At most `room` columns; what was cut ends in …"""
    if width(line) <= room:
        return line
    kept, used = "", 0
    for c in line:
        used += width(c)
        if used > room - 1:
            break
        kept += c
    return kept + "…"
