"""The check for containers that died and run again. Called by `assistant.playbooks.explain_workload`.

Source: `lastState` and `restartCount` of container statuses (Kubernetes API v1).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen, is_over, moment
from assistant.checks.kube.failure import RECENT, log_line
from assistant.checks.kube.troubles import all_troubles
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Severity, Statement
from assistant.language import Text, with_particle

ID = "kube.restarted"
RUNBOOK = "runbooks/crash-loop#check"


@check(id=ID, title=Text(ko="죽었다 다시 뜬 컨테이너", en="Container that died and runs again"), runbook=RUNBOOK)
def restarted(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """What is asked about and runs now, but died with an error before: the latest death of each workload. A problem only
    when restarts are what was reported or it happened lately."""
    if "target" not in facts.reported:
        return
    failing = {t.workload.uid for t in all_troubles(facts, now)}
    latest: dict[str, tuple[str, Seen, Seen, Mapping[str, Any]]] = {}
    for pod in facts.of("pods"):
        top = facts.controller(pod) or pod
        if is_over(pod) or top.uid in failing:
            continue
        for status, dead in deaths(pod):
            at = str(dead.get("finishedAt", ""))
            if top.uid not in latest or at > latest[top.uid][0]:
                latest[top.uid] = (at, top, pod, {**status, "dead": dead})
    for at, top, pod, status in latest.values():
        ended = moment(at)
        lately = ended is not None and now - ended <= RECENT
        found = _finding(top, pod, status, at, facts)
        yield found if lately or "restarts" in facts.reported else replace(found, klass="advice")


def deaths(pod: Seen) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """(status, how it ended) of each container that runs again after it ended with an error."""
    for status in pod.status.get("containerStatuses") or ():
        dead = (status.get("lastState") or {}).get("terminated") or {}
        if dead.get("exitCode") and status.get("restartCount"):
            yield status, dead


def _finding(top: Seen, pod: Seen, status: Mapping[str, Any], at: str, facts: KubeFacts) -> Finding:
    name, dead, count = str(status["name"]), status["dead"], int(status["restartCount"])
    reason, code = str(dead.get("reason", "Error")), dead.get("exitCode")
    path = f"status.containerStatuses[{name}]"
    cites: list[Cite] = [
        pod.cite(f"{path}.lastState.terminated.reason", reason),
        pod.cite(f"{path}.restartCount", count),
    ]
    line, cite = log_line(pod, name, facts, previous_first=True, only_first=True)
    when_ko, when_en = (f" {at}에", f" at {at}") if at else ("", "")
    text = Text(
        ko=f"{top.name}의 컨테이너 {with_particle(name, '은')} 지금은 돌고 있지만{when_ko} "
        f"{with_particle(f'{reason}(종료 코드 {code})', '으로')} 죽었습니다. 재시작 {count}회.",
        en=f"Container {name} of {top.name} runs now, but it ended{when_en} with {reason} (exit code {code}); "
        f"{count} restart{'' if count == 1 else 's'}.",
    )
    statements = [Statement(role="cause", text=text, cites=tuple(cites))]
    if cite is not None:
        said = Text(ko=f"죽기 전 로그: {line}", en=f"The log before says: {line}")
        statements.append(Statement(role="cause", text=said, cites=(cite,)))
    return Finding(
        check=ID,
        severity=Severity.MEDIUM,
        target=top.ref(facts.scope),
        title=Text(
            ko=f"{top.name}: {with_particle(reason, '으로')} {count}회 재시작됨",
            en=f"{top.name} was restarted {count} time{'' if count == 1 else 's'}, last for {reason}",
        ),
        statements=tuple(statements),
        cause=(("variant", "restarted"), ("reason", reason), ("exit_code", str(code)), ("restarts", str(count))),
        related=(pod.ref(facts.scope),),
        managed_by=top.managed_by,
        runbook="runbooks/out-of-memory#check" if reason == "OOMKilled" else RUNBOOK,
    )
