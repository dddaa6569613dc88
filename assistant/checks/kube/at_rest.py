"""The check for what does not run because somebody stopped it: zero replicas, paused, suspended. Called by the playbook.

Source: `spec.replicas`, `spec.paused`, `spec.suspend` (Kubernetes API v1).
"""

import re
from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.spec import check
from assistant.findings import Finding, Severity, Statement
from assistant.language import Text

ID = "kube.stopped_on_purpose"
RUNBOOK = "runbooks/service-no-endpoints#check"
_STOPS = {
    "zero_replicas": Text(ko="레플리카가 0개로 설정됨", en="is scaled to zero replicas, so it has no pods"),
    "paused": Text(ko="롤아웃이 일시 중지됨", en="is paused, so changes do not roll out"),
    "suspended": Text(ko="실행이 중단(suspend)됨", en="is suspended, so it does not run"),
}


@check(id=ID, title=Text(ko="사람이 멈춰 둔 워크로드", en="Stopped on purpose"), runbook=RUNBOOK)
def stopped_on_purpose(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """What is asked about and does not run: often meant, but then it is the answer to the question."""
    if "target" not in facts.reported:
        return
    for resource in ("deployments.apps", "statefulsets.apps", "cronjobs.batch", "jobs.batch"):
        for workload in facts.of(resource):
            if resource == "jobs.batch" and facts.controller(workload) is not None:
                continue
            for variant, path, value in _stops(workload):
                yield _finding(workload, variant, path, value, facts)


def _stops(workload: Seen) -> Iterator[tuple[str, str, object]]:
    if workload.resource in ("deployments.apps", "statefulsets.apps") and workload.spec.get("replicas") == 0:
        yield "zero_replicas", "spec.replicas", 0
    if workload.spec.get("paused"):
        yield "paused", "spec.paused", True
    if workload.spec.get("suspend"):
        yield "suspended", "spec.suspend", True


_SAYS_WHY = re.compile(r"paus|stop|reason|why|note|suspend|disabl|freez|maint|off(?![a-z])", re.IGNORECASE)
_OF_MACHINES = re.compile(r"kubernetes\.io/|k8s\.io/|helm\.sh/|argoproj\.io/|fluxcd\.io/|kubectl")
_LONGEST = 160


def _reason(workload: Seen) -> tuple[str, str] | None:
    """What somebody wrote beside it on why it rests, in an annotation of their own; words only, no structure."""
    for key, value in workload.annotations.items():
        words = " ".join(str(value).split())
        spoken = " " in words and words[0] not in "{[" and len(words) <= _LONGEST
        if spoken and _SAYS_WHY.search(key) and not _OF_MACHINES.search(key):
            return key, words
    return None


def _finding(workload: Seen, variant: str, path: str, value: object, facts: KubeFacts) -> Finding:
    said = _STOPS[variant]
    cites = [workload.cite(path, value)]
    text = Text(
        ko=f"{workload.kind} {workload.name}: {said.ko}({path.rpartition('.')[2]}: {str(value).lower()}).",
        en=f"{workload.kind} {workload.name} {said.en} ({path.rpartition('.')[2]}: {str(value).lower()}).",
    )
    statements = [Statement(role="cause", text=text, cites=tuple(cites))]
    if (reason := _reason(workload)) is not None:
        key, words = reason
        told = Text(ko=f"주석 {key}에 적힌 이유: {words}", en=f"The annotation {key} says why: {words}")
        statements.append(
            Statement(role="scope", text=told, cites=(workload.cite(f'metadata.annotations["{key}"]', words),))
        )
    if last := str(workload.status.get("lastScheduleTime", "")):
        when = Text(ko=f"마지막 실행: {last}.", en=f"It last ran at {last}.")
        statements.append(Statement(role="time", text=when, cites=(workload.cite("status.lastScheduleTime", last),)))
    return Finding(
        check=ID,
        severity=Severity.MEDIUM,
        target=workload.ref(facts.scope),
        title=Text(ko=f"{workload.name}: {said.ko}", en=f"{workload.name} {said.en}"),
        statements=tuple(statements),
        cause=(("variant", variant),),
        managed_by=workload.managed_by,
    )
