"""Files and folders as facts, and what of them could not be read. Called by `assistant.manifests.checking`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.manifests import gaps
from assistant.manifests.documents import Broken, documents
from assistant.manifests.folders import decoded, files, text_of
from assistant.manifests.objects import Manifest, objects
from assistant.manifests.sources import (
    CHART,
    KUSTOMIZATIONS,
    kustomization_gap,
    patches_of,
    template_gap,
)
from tools.kube.resources import RESOURCES
from tools.spec import NotRead

STDIN = "-"
_OF_TOOLS = ("Kustomization", "Component")


@dataclass(frozen=True, kw_only=True)
class Manifests:
    """The objects of all files, and what could not be read."""

    found: tuple[Manifest, ...]
    not_read: tuple[NotRead, ...]
    files: int

    @property
    def by_evidence(self) -> Mapping[str, Manifest]:
        """The objects by the id that the facts know them by."""
        return {f"M{number}": manifest for number, manifest in enumerate(self.found, 1)}

    @property
    def facts(self) -> KubeFacts:
        """What checks read. Every kind of Kubernetes counts as read: the files are all there is."""
        seen: dict[str, list[Seen]] = {resource: [] for resource in (*RESOURCES, "replicationcontrollers")}
        for evidence, manifest in self.by_evidence.items():
            if manifest.kind not in _OF_TOOLS:
                row = Seen(evidence=evidence, resource=manifest.resource, row=manifest.row)
                seen.setdefault(manifest.resource, []).append(row)
        return KubeFacts(scope="", objects={kind: tuple(rows) for kind, rows in seen.items()}, written=True)


@dataclass
class _Reading:
    """What has come together so far."""

    found: list[Manifest] = field(default_factory=list)
    gaps: list[NotRead] = field(default_factory=list)
    charts: dict[str, int] = field(default_factory=dict)
    patches: set[Path] = field(default_factory=set)
    files: int = 0


def read(paths: Iterable[str], stdin: bytes = b"") -> Manifests:
    """The objects of files and folders; `-` is `stdin`. Raises: UsageError (no such path)."""
    reading = _Reading()
    for name in paths:
        if name == STDIN:
            _add(reading, Path(STDIN), decoded(stdin, STDIN), named=True)
            continue
        path = Path(name)
        listed = list(files(path, reading.gaps))
        _note_patches(reading, listed)
        before = len(reading.found), len(reading.gaps), len(reading.charts)
        for file in listed:
            if file.resolve() not in reading.patches and not _is_of_chart(file):
                _add(reading, file, text_of(file), named=path.is_file())
        if path.is_dir() and before == (len(reading.found), len(reading.gaps), len(reading.charts)):
            reading.gaps.append(gaps.nothing(name))
    return Manifests(
        found=tuple(reading.found),
        not_read=(*reading.gaps, *(gaps.chart(folder, count) for folder, count in reading.charts.items())),
        files=reading.files,
    )


def _is_of_chart(file: Path) -> bool:
    """A chart's own description and values, which are no objects."""
    return file.name == CHART or (file.name.startswith("values") and (file.parent / CHART).is_file())


def _note_patches(reading: _Reading, listed: Iterable[Path]) -> None:
    for file in listed:
        if file.name in KUSTOMIZATIONS and isinstance(text := text_of(file), str):
            for content in _maps(text):
                reading.patches |= patches_of(file.parent, content)
                if gap := kustomization_gap(file, content):
                    reading.gaps.append(gap)


def _maps(text: str) -> Iterable[Mapping[str, Any]]:
    return (d.root.value for d in documents(text) if not isinstance(d, Broken) and isinstance(d.root.value, dict))


def _add(reading: _Reading, file: Path, text: str | NotRead, *, named: bool) -> None:
    """Adds the objects of a file; a file that was `named` and holds none is told."""
    if isinstance(text, NotRead):
        reading.gaps.append(text)
        return
    reading.files += 1
    before, told = len(reading.found), (len(reading.gaps), sum(reading.charts.values()))
    template_at = 0
    for document in documents(text):
        if not isinstance(document, Broken):
            reading.found += objects(document, str(file))
        elif document.is_template:
            template_at = template_at or document.line
        else:
            reading.gaps.append(gaps.broken(file, document.line, document.why))
    if template_at and (gap := template_gap(file, template_at, reading.charts)):
        reading.gaps.append(gap)
    if named and len(reading.found) == before and told == (len(reading.gaps), sum(reading.charts.values())):
        reading.gaps.append(gaps.nothing(str(file)))
