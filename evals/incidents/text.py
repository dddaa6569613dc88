"""Small pieces of kubectl's text: ages, times, label lists, tables by column, indented sections.

Called by the parsers of this package. Source: k8s.io/kubectl `describe` and `get` printers (v1.28 to v1.34).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_AGE = re.compile(r"(\d+)([ywdhms])")
_AGE_S = {"y": 365 * 86400, "w": 7 * 86400, "d": 86400, "h": 3600, "m": 60, "s": 1}
_NONE = ("", "<none>", "<unset>", "<nil>", "<unknown>")


@dataclass(kw_only=True)
class Section:
    """One line of `describe` with what is indented below it."""

    key: str
    value: str
    indent: int
    lines: list[str] = field(default_factory=list)  # the raw lines below, whatever their depth
    children: list["Section"] = field(default_factory=list)

    def child(self, key: str) -> "Section | None":
        return next((c for c in self.children if c.key == key), None)

    def text(self, key: str) -> str:
        found = self.child(key)
        return "" if found is None or found.value in _NONE else found.value


def sections(text: str) -> Section:
    """The text as one section whose children are its top-level lines."""
    root = Section(key="", value="", indent=-1)
    stack = [root]
    for line in text.splitlines():
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip())
        while stack[-1].indent >= indent:
            stack.pop()
        for above in stack[1:]:
            above.lines.append(line)
        key, colon, value = line.strip().partition(":")
        if not colon or (value and not value[0].isspace()):
            key, value = line.strip(), ""
        section = Section(key=key, value=value.strip(), indent=indent)
        stack[-1].children.append(section)
        stack.append(section)
    return root


def age(text: str) -> timedelta | None:
    """`6m45s`, `22h`, `3d20h`; None for anything else."""
    if not re.fullmatch(r"(?:\d+[ywdhms])+", text):
        return None
    return timedelta(seconds=sum(int(n) * _AGE_S[u] for n, u in _AGE.findall(text)))


def moment(text: str) -> datetime | None:
    """An RFC 1123 time as `describe` prints it."""
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (TypeError, ValueError):
        return None


def stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def pairs(text: str) -> dict[str, str]:
    """`a=b,c=d`; empty for `<none>`."""
    if text in _NONE:
        return {}
    return dict(p.split("=", 1) for p in text.split(",") if "=" in p)


def number(text: str) -> int:
    """0 for what is no number: a row that is cut off."""
    return int(text) if text.isdigit() else 0


def value_of(text: str) -> str:
    return "" if text in _NONE else text


def rows(text: str) -> Iterator[dict[str, str]]:
    """The rows of tables that have a header line, by column; several tables may follow each other."""
    starts: list[tuple[str, int]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        if re.match(r'^[ "]*NAME(?:SPACE)?\s', line):
            line = re.sub(r'^[ "]+', "", line)
            starts = [(m.group(), m.start()) for m in re.finditer(r"\S+(?: \S+)*", line)]
            continue
        if starts:
            cells = columns(line)
            if len(cells) != len(starts):  # empty cells: by position
                ends = [start for _, start in starts[1:]] + [len(line)]
                cells = [line[start:end].strip() for (_, start), end in zip(starts, ends, strict=True)]
            yield {name: cell for (name, _), cell in zip(starts, cells, strict=True)}


def columns(line: str) -> list[str]:
    """The cells of a line without a header."""
    return re.split(r"\s{2,}|\t+", line.strip())


def children(top: Section, key: str) -> list[Section]:
    found = top.child(key)
    return found.children if found else []


def conditions(top: Section, fields: tuple[str, ...]) -> list[dict[str, str]]:
    """The table of conditions; columns in the order of `fields`."""
    section = top.child("Conditions")
    found: list[dict[str, str]] = []
    for line in section.lines if section else ():
        cells = columns(line)
        if len(cells) < 2 or cells[0] in ("Type", "----"):
            continue
        found.append({f: v for f, v in zip(fields, cells, strict=False) if f})
    for condition in found:
        if at := moment(condition.get("lastTransitionTime", "")):
            condition["lastTransitionTime"] = stamp(at)
    return found
