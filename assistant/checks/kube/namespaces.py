"""The check for deployments into a namespace that does not exist. Called by `assistant.playbooks.explain_workload`.

Source: Warning events of Argo CD (Application), Flux (Kustomization, HelmRelease) and controllers, which repeat the API
server's words: `namespaces "x" not found`.
"""

import difflib
import re
from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, Seen, event_at
from assistant.checks.spec import check
from assistant.findings import Finding, Severity, Statement
from assistant.identity import ResourceRef
from assistant.language import Text, with_particle

ID = "kube.missing_namespace"
RUNBOOK = "runbooks/config-error#check"
MISSING = re.compile(r'namespaces? "(?P<name>[a-z0-9.-]+)" not found', re.IGNORECASE)
_CLOSE = 0.7


@check(id=ID, title=Text(ko="없는 네임스페이스로의 배포", en="Deployment into a missing namespace"), runbook=RUNBOOK)
def missing_namespace(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """The latest such event of each object, unless the namespace exists by now."""
    existing = {n.name for n in facts.of("namespaces")}
    latest: dict[tuple[str, str, str], Seen] = {}
    for event in sorted(facts.of("events"), key=lambda e: event_at(e.row)):
        about = event.row.get("involvedObject") or {}
        if MISSING.search(str(event.row.get("message", ""))):
            latest[str(about.get("kind")), str(about.get("namespace", "")), str(about.get("name"))] = event
    for (kind, place, name), event in latest.items():
        match = MISSING.search(str(event.row["message"]))
        if match and match["name"] not in existing:
            target = ResourceRef(provider="kube", scope=facts.scope, place=place, kind=kind, id=name)
            yield _finding(target, match["name"], event, facts)


def _finding(target: ResourceRef, missing: str, event: Seen, facts: KubeFacts) -> Finding:
    message = str(event.row["message"])
    statements = [
        Statement(
            role="cause",
            text=Text(
                ko=f"{target.kind} {with_particle(target.id, '이')} 배포하려는 "
                f"네임스페이스 {with_particle(missing, '이')} 없습니다: {message}",
                en=f"{target.kind} {target.id} deploys into the namespace {missing}, which does not exist: {message}",
            ),
            cites=(event.cite("message", message),),
        )
    ]
    known = {n.name: n for n in facts.of("namespaces")}
    close = difflib.get_close_matches(missing, known, n=1, cutoff=_CLOSE)
    if close:
        text = Text(
            ko=f"이름이 비슷한 네임스페이스 {with_particle(close[0], '이')} 있습니다. "
            f"매니페스트의 {with_particle(missing, '은')} {close[0]}의 오타로 보입니다.",
            en=f"There is a namespace {close[0]}: {missing} in the manifest should probably be {close[0]}.",
        )
        statements.append(Statement(role="cause", text=text, cites=(known[close[0]].cite("metadata.name", close[0]),)))
    return Finding(
        check=ID,
        severity=Severity.HIGH,
        target=target,
        title=Text(
            ko=f"{target.id}: 네임스페이스 {with_particle(missing, '이')} 없음",
            en=f"{target.id}: the namespace {missing} does not exist",
        ),
        statements=tuple(statements),
        cause=(
            ("variant", "missing_namespace"),
            ("namespace", missing),
            *((("meant", close[0]),) if close else ()),
        ),
        confidence="likely" if close else "certain",
    )
