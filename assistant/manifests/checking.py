"""Checks over manifests, with file and line for everything that is said. Called by `baepo check manifests` and its eval."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import assistant.checks.kube.posture
from assistant.checks.kube.access import dangling_binding
from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.posture.levels import Level, level_of
from assistant.checks.kube.posture.pod_specs import pod_specs
from assistant.checks.kube.posture.validity import LINE
from assistant.checks.spec import Check, checks_in
from assistant.findings import Cite, Finding, Statement
from assistant.identity import ResourceRef
from assistant.manifests.objects import Manifest
from assistant.manifests.reading import Manifests
from assistant.manifests.tree import line_of


@dataclass(frozen=True, kw_only=True, order=True)
class Place:
    """A line of a file, from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A finding whose citations name their line (`deploy.yaml:12`), and the place of its first."""

    finding: Finding
    place: Place
    places: tuple[Place, ...]  # of each citation, in the order of the statements


@dataclass(frozen=True, kw_only=True)
class Posture:
    """The Pod Security Standard that one pod specification meets."""

    target: ResourceRef
    place: Place
    level: Level


def checks() -> tuple[Check[KubeFacts], ...]:
    """The checks that need nothing but what is written."""
    return (*checks_in(assistant.checks.kube.posture), dangling_binding)


def check(manifests: Manifests, now: datetime) -> tuple[Placed, ...]:
    """What the checks say, in the order of files and lines; of what stands on one line the worst first."""
    facts, by_evidence = manifests.facts, manifests.by_evidence
    found = (_placed(f, by_evidence) for check in checks() for f in check(facts, now))
    return tuple(sorted(found, key=lambda p: (p.place, -p.finding.severity, p.finding.check)))


def postures(manifests: Manifests) -> tuple[Posture, ...]:
    """The level of each pod specification."""
    facts, by_evidence = manifests.facts, manifests.by_evidence
    return tuple(
        Posture(
            target=p.owner.ref(facts.scope),
            place=_place(by_evidence[p.owner.evidence], p.root),
            level=level_of(p),
        )
        for p in pod_specs(facts)
    )


def _placed(finding: Finding, by_evidence: Mapping[str, Manifest]) -> Placed:
    statements = tuple(replace(s, cites=tuple(_located(c, by_evidence) for c in s.cites)) for s in finding.statements)
    places = tuple(_named(c) for c in _cites(statements))
    return Placed(finding=replace(finding, statements=statements), place=places[0], places=places)


def _cites(statements: Iterable[Statement]) -> Iterable[Cite]:
    return (c for s in statements for c in s.cites)


def _located(cite: Cite, by_evidence: Mapping[str, Manifest]) -> Cite:
    """The citation with the line of its field in place of that of its object."""
    manifest = by_evidence[cite.evidence]
    path = cite.field.rpartition(" ")[2]
    if path.startswith(LINE):  # a line, where no path tells two keys apart
        place = Place(file=manifest.file, line=int(path.removeprefix(LINE)))
        return replace(cite, evidence=str(place), field=cite.field.removesuffix(path).rstrip())
    return replace(cite, evidence=str(_place(manifest, path)))


def _place(manifest: Manifest, path: str) -> Place:
    return Place(file=manifest.file, line=line_of(manifest.root, path))


def _named(cite: Cite) -> Place:
    file, _, line = cite.evidence.rpartition(":")
    return Place(file=file, line=int(line))
