"""From a citation in an answer to the row and the line it rests on. Pure; used by answers and by evidence views.

A finding cites `<namespace>/<name> <path>` (or `<id> <path>`) and the value seen there; see `assistant.findings.Cite`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tui import prose


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where in an evidence a statement rests: a field of one of its items, and the value seen there."""

    evidence: str
    field: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Located:
    """A spot found: the number of the item, and the path within it as `prose.value_rows` names it."""

    row: int
    path: str


@dataclass(kw_only=True)
class Citations:
    """What the findings of one turn rest on."""

    _said: list[tuple[tuple[str, ...], tuple[Spot, ...]]] = field(default_factory=list)

    def add(self, finding: Mapping[str, Any]) -> None:
        """Takes in a finding as `FindingRaised` carries it."""
        for statement in finding.get("statements", ()):
            spots = tuple(Spot(**cite) for cite in statement.get("cites", ()))
            if spots:
                self._said.append((tuple(statement["text"].values()), spots))

    def of(self, reference: str, line: str) -> tuple[Spot, ...]:
        """The spots in evidence `reference` of the statement that `line` says, else of every statement."""
        on_line = [spots for texts, spots in self._said if any(text in line for text in texts)]
        chosen = on_line or [spots for _texts, spots in self._said]
        return tuple(s for spots in chosen for s in spots if s.evidence == reference)


def locate(items: Sequence[Mapping[str, Any]], spots: Iterable[Spot]) -> tuple[Located, ...]:
    """Each spot that can be found, in order, each once; a value that fits nowhere is left out, never guessed."""
    found: dict[Located, None] = {}
    for spot in spots:
        who, _, path = spot.field.partition(" ")
        rows = [n for n, item in enumerate(items) if who in _names(item)] if path else []
        for row in rows or ([0] if len(items) == 1 else []):
            if at := _path(items[row], path or spot.field, spot.value):
                found[Located(row=row, path=at)] = None
                break
        else:
            found.update(dict.fromkeys(Located(row=row, path="") for row in rows[:1]))
    return tuple(found)


def _names(item: Mapping[str, Any]) -> frozenset[str]:
    """What an item may be called: its id, its name, its namespace with its name."""
    metadata = item.get("metadata")
    parts = [item, *([metadata] if isinstance(metadata, Mapping) else [])]
    names: set[str] = set()
    for part in parts:
        called = [str(part[k]) for k in ("id", "name", "resource", "service") if part.get(k)]
        names.update(called)
        if space := part.get("namespace"):
            names.update(f"{space}/{name}" for name in called)
    return frozenset(names)


def _path(item: Mapping[str, Any], path: str, value: str) -> str:
    """The line that has this path, else the only one that has this value; "" for none."""
    lines = prose.value_rows(item)
    for line in lines:
        if line.path == path:
            return line.path
    same = [line.path for line in lines if line.value is not None and _said(line.value) == value]
    ending = [p for p in same if p.endswith(path.rpartition(".")[2])]
    return ending[0] if ending else same[0] if len(same) == 1 else ""


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
