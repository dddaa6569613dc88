"""A small cluster written as a snapshot and asked about: real tools, real playbook, no server. Used by the tests here."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.evidence import Evidence
from assistant.findings import Finding
from assistant.playbooks.explain_workload import explain_workload
from tests.unit.kube.looks import snapshot_look
from tests.unit.kube.objects import NOW, Obj
from tools.kube.resources import RESOURCES

UID = "00000000-0000-4000-8000-0000000000aa"
Placed = tuple[str, Obj]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the playbook found, and the evidence it read."""

    findings: tuple[Finding, ...]
    kept: Mapping[str, Evidence]

    @property
    def problems(self) -> list[Finding]:
        return [f for f in self.findings if f.klass == "problem"]

    def of(self, check: str) -> list[Finding]:
        return [f for f in self.problems if f.check == check]


def ask(
    folder: Path,
    objects: Iterable[Placed],
    question: str,
    *,
    name: str | None = None,
    logs: Mapping[str, str] | None = None,
) -> Answer:
    """`logs` by `pod/container` or `pod/container.previous`, all in the namespace `shop`. Every kind counts as read."""
    lists: dict[str, list[Obj]] = {resource: [] for resource in RESOURCES}
    for resource, obj in objects:
        lists[resource].append(obj)
    (folder / "lists").mkdir(parents=True)
    for resource, items in lists.items():
        (folder / "lists" / f"{resource}.json").write_text(json.dumps({"items": items}), encoding="utf-8")
    for place, text in (logs or {}).items():
        path = folder / "logs" / "shop" / f"{place}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    meta = {"schema": "baepo.kube_snapshot/1", "cluster_uid": UID, "taken_at": f"{NOW:%Y-%m-%dT%H:%M:%SZ}"}
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    look = snapshot_look(folder, NOW, uid=UID)
    diagnosis = explain_workload.function(look, question=question, name=name)
    return Answer(findings=diagnosis.findings, kept=look.kept)


def cites_hold(answer: Answer) -> bool:
    """Whether every cited value stands in the row, or the log line, that it names."""
    return all(
        _holds(answer.kept[cite.evidence], cite.field, cite.value)
        for finding in answer.findings
        for statement in finding.statements
        for cite in statement.cites
    )


def _holds(evidence: Evidence, field: str, value: str) -> bool:
    if evidence.tool == "read_pod_logs":
        line = int(field.split()[1])
        return any(row["line"] == line for row in evidence.items)
    item = field.partition(" ")[0]
    for row in evidence.items:
        meta = row.get("metadata") or row  # of Secrets a list of names is read
        if item == (f"{meta['namespace']}/{meta['name']}" if meta.get("namespace") else meta["name"]):
            return True
    return False
