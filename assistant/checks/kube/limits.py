"""The check for CPU limits when throttling is reported. Called by `assistant.playbooks.explain_workload`.

Source: the CFS quota (cpu.max): in each period of 100 ms a container may run `limit` x 100 ms, then waits for the next.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from assistant.checks.kube.facts import WORKLOADS, KubeFacts, Seen
from assistant.checks.spec import check
from assistant.findings import Finding, Severity, Statement
from assistant.language import Text, with_particle
from tools.kube.quantities import amount

ID = "kube.cpu_throttling"
RUNBOOK = "runbooks/readiness#fix"
PERIOD_MS = 100


@check(id=ID, title=Text(ko="CPU 스로틀링", en="CPU throttling"), runbook=RUNBOOK)
def cpu_throttling(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """The containers with the lowest CPU limit, one finding a workload; only when throttling is what was reported."""
    if "cpu_throttling" not in facts.reported:
        return
    tops = [w for resource in WORKLOADS for w in facts.of(resource)]
    alone = [p for p in facts.of("pods") if facts.controller(p) is None]
    for top in (*tops, *alone):
        limited = [(limit, c) for c in top.containers if (limit := amount(_limit(c))) is not None]
        if limited:
            yield _finding(top, *min(limited, key=lambda pair: pair[0]), facts)


def _limit(container: Mapping[str, Any]) -> str:
    return str(((container.get("resources") or {}).get("limits") or {}).get("cpu", ""))


def _finding(top: Seen, cores: Decimal, container: Mapping[str, Any], facts: KubeFacts) -> Finding:
    name, limit = str(container.get("name", "")), _limit(container)
    millis = f"{(cores * PERIOD_MS).normalize():f}"
    path = f"spec.containers[{name}].resources.limits.cpu"
    cite = top.cite(path if top.resource == "pods" else f"spec.template.{path}", limit)
    kind_ko = "파드" if top.resource == "pods" else top.kind
    cause = Text(
        ko=f"네임스페이스 {top.namespace}의 {kind_ko} {top.name}에서 컨테이너 {name}의 CPU 한도가 {limit}입니다. "
        f"{PERIOD_MS}ms마다 {millis}ms만 실행할 수 있고, 더 쓰려 하면 다음 주기까지 멈춥니다(CPU 스로틀링).",
        en=f"The CPU limit of container {name} of {top.name} in namespace {top.namespace} is {limit}: "
        f"in every {PERIOD_MS} ms it may run for {millis} ms, then it is stopped until the next period (CPU throttling).",
    )
    remedy = Text(
        ko=f"컨테이너 {name}의 CPU 한도를 올리거나, 요청(requests)은 두고 한도만 없애십시오. "
        "실제로 얼마나 쓰는지는 여기서 읽지 못했으니 지표로 확인해야 합니다.",
        en=f"Increase the CPU limit of {name}, or remove the limit and keep the request. "
        "How much it really uses was not read here: check its metrics.",
    )
    return Finding(
        check=ID,
        severity=Severity.MEDIUM,
        target=top.ref(facts.scope),
        title=Text(
            ko=f"{top.name}: 컨테이너 {with_particle(name, '이')} CPU 한도 {limit}에 걸림",
            en=f"{top.name}: container {name} is throttled at its CPU limit of {limit}",
        ),
        statements=(
            Statement(role="cause", text=cause, cites=(cite,)),
            Statement(role="caution", text=remedy, cites=(cite,)),
        ),
        cause=(("variant", "cpu_limit"), ("container", name), ("cpu_limit", limit)),
        managed_by=top.managed_by,
        confidence="likely",
    )
