"""Reads labelled manifests: `labels.jsonl` beside or in the folder, else the file names say which (`failure`, `success`).

Source: the test manifests of Polaris (Apache-2.0), `test/checks/<check>/{failure,success}*.yaml`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import UsageError

LABELS = "labels.jsonl"
_ENDINGS = (".yaml", ".yml", ".json")


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A file, the check of another tool, and whether that check must find something there."""

    tool: str
    check: str
    file: Path
    bad: bool

    @property
    def id(self) -> str:
        return f"{self.check}/{self.file.name}"


def load(folder: Path) -> tuple[Labelled, ...]:
    """The labelled files below a folder, in order. Raises: UsageError (none)."""
    found = tuple(sorted(_by_labels(folder) or _by_names(folder), key=lambda c: c.id))
    if not found:
        raise UsageError(
            f"There are no labelled manifests in {folder}.",
            remedy="--data DIR with one folder a check, and files called failure*.yaml and success*.yaml.",
        )
    return found


def _by_labels(folder: Path) -> list[Labelled]:
    """Those of `labels.jsonl` whose files are below the folder; a label names its file from where the labels are."""
    for place in (folder, folder.parent):
        labels = place / LABELS
        if labels.is_file():
            rows = [json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines() if line.strip()]
            cases = [_labelled(row, place / row["file"]) for row in rows]
            return [c for c in cases if c.file.resolve().is_relative_to(folder.resolve())]
    return []


def _labelled(row: dict[str, str], file: Path) -> Labelled:
    return Labelled(tool=row.get("tool", "polaris"), check=row["check"], file=file, bad=row["label"] == "fail")


def _by_names(folder: Path) -> Iterator[Labelled]:
    for file in sorted(p for p in folder.rglob("*") if p.suffix in _ENDINGS):
        if file.name.startswith(("failure", "success")):
            yield Labelled(tool="polaris", check=file.parent.name, file=file, bad=file.name.startswith("failure"))
