"""Advice on requests beside the most that was used over days. Called by `assistant.playbooks.explain_workload`.

A request is never advised below the observed peak, and too large it is called only where the record is long enough. The
record of pods that are gone counts for the workload whose controller named them. Source: `list_usage_peaks` (Prometheus);
pods of a ReplicaSet, DaemonSet or StatefulSet are called after it (`metadata.generateName`, ordinals).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from assistant.checks.kube.facts import WORKLOADS, KubeFacts, Seen, moment
from assistant.checks.kube.rightsizing import about_the_heap
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.kube.usage import RESOURCES, shown
from assistant.checks.spec import check
from assistant.findings import Finding, Severity, Statement
from assistant.language import Text
from tools.kube.quantities import amount

PEAKS = "peaks"  # what the records are called among the facts: no kind of the API
ABOVE_ID = "kube.requests_above_peak"
NEAR_ID = "kube.memory_peak_at_limit"
RUNBOOK = "runbooks/out-of-memory#fix"
_ENOUGH = timedelta(days=6)  # of records, before a request is called too large
_HEADROOM = {"cpu": Decimal("1.2"), "memory": Decimal("1.25")}
_TOO_MUCH = Decimal(2)  # times what is advised
_WORTH = {"cpu": Decimal("0.1"), "memory": Decimal(128 << 20)}  # a difference below this is left alone
_AT_LIMIT = Decimal("0.95")
_OWNERS = ("replicasets.apps", "daemonsets.apps", "statefulsets.apps")


@dataclass(frozen=True, kw_only=True)
class _Peak:
    """The most that one container of a workload used; `record` is the row that says so."""

    record: Seen
    used: Decimal
    said: str
    since: datetime


@check(
    id=ABOVE_ID,
    title=Text(ko="사용량보다 훨씬 큰 요청(requests)", en="Requests far above what is used"),
    runbook=RUNBOOK,
    klass="advice",
)
def requests_above_peak(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that request more than twice the peak of a week with its headroom."""
    for top, name, resource, peak in _peaks(facts):
        request, said = _bound(top, name, "requests", resource)
        advised = peak.used * _HEADROOM[resource]
        if request is None or now - peak.since < _ENOUGH:
            continue
        if request > advised * _TOO_MUCH and request - advised >= _WORTH[resource]:
            claim = _above(top, name, resource, said, peak, shown(advised, resource))
            yield claimed(claim, top, check=ABOVE_ID, runbook=RUNBOOK, facts=facts)


@check(
    id=NEAR_ID,
    title=Text(ko="한도에 닿은 메모리 최고 사용량", en="Peak of memory at its limit"),
    runbook=RUNBOOK,
    klass="advice",
)
def memory_peak_at_limit(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers whose memory came within a twentieth of its limit in the last days."""
    for top, name, resource, peak in _peaks(facts):
        limit, said = _bound(top, name, "limits", resource)
        if resource == "memory" and limit and peak.used >= limit * _AT_LIMIT:
            advised = shown(peak.used * _HEADROOM[resource], resource)
            yield claimed(_near(top, name, said, peak, advised), top, check=NEAR_ID, runbook=RUNBOOK, facts=facts)


def _peaks(facts: KubeFacts) -> Iterator[tuple[Seen, str, str, _Peak]]:
    """(workload, container, resource, peak) over all its pods, those that are gone included."""
    found: dict[tuple[str, str, str], _Peak] = {}
    tops: dict[str, Seen] = {}
    owners = _owners(facts)
    for record in facts.of(PEAKS):
        top = _workload(record, facts, owners)
        since = moment(record.row.get("since"))
        if top is None or since is None:
            continue
        tops[top.uid] = top
        for resource in RESOURCES:
            said = str(record.row.get(f"{resource}_peak") or "")
            used = amount(said) if said else None
            if used is None:
                continue
            key = (top.uid, str(record.row.get("container", "")), resource)
            before = found.get(key)
            first = min(since, before.since) if before else since
            best = record if before is None or used > before.used else before.record
            most = used if before is None else max(used, before.used)
            found[key] = _Peak(record=best, used=most, said=str(best.row[f"{resource}_peak"]), since=first)
    for (uid, name, resource), peak in found.items():
        yield tops[uid], name, resource, peak


def _owners(facts: KubeFacts) -> Mapping[tuple[str, str], Seen]:
    found: dict[tuple[str, str], Seen] = {}
    for resource in _OWNERS:
        for owner in facts.of(resource):
            found[(owner.namespace, owner.name)] = owner
    return found


def _workload(record: Seen, facts: KubeFacts, owners: Mapping[tuple[str, str], Seen]) -> Seen | None:
    pod = facts.named("pods", record.namespace, record.name)
    if pod is not None:
        return facts.controller(pod)
    named = re.fullmatch(r"(?P<owner>.+)-(?:[a-z0-9]{5}|\d+)", record.name)
    owner = owners.get((record.namespace, named["owner"])) if named else None
    if owner is None:
        return None
    top = facts.controller(owner) or owner
    return top if top.resource in WORKLOADS else None


def _bound(top: Seen, name: str, which: str, resource: str) -> tuple[Decimal | None, str]:
    container = next((c for c in top.containers if c.get("name") == name), {})
    said = str(((container.get("resources") or {}).get(which) or {}).get(resource, ""))
    return (amount(said) if said else None), said


def _words(resource: str) -> tuple[str, str]:
    return ("메모리", "memory") if resource == "memory" else ("CPU", "CPU")


def _above(top: Seen, name: str, resource: str, request: str, peak: _Peak, advised: str) -> Claim:
    ko, en = _words(resource)
    used = shown(peak.used, resource)
    cites = (
        peak.record.cite(f"{resource}_peak", peak.said),
        top.cite(f"spec.template.spec.containers[{name}].resources.requests.{resource}", request),
    )
    advice = Text(
        ko=f"최고 사용량에 여유를 더한 {advised}까지 줄일 수 있습니다. 한 달에 한 번 오는 부하는 이 기록에 없을 수 있습니다.",
        en=f"It could be lowered to {advised}, the peak with headroom; what comes once a month may be missing here.",
    )
    return Claim(
        variant=f"{resource}_request_above_peak",
        title=Text(
            ko=f"{top.name}: 컨테이너 {name}의 {ko} 요청 {request}, 최고 사용 {used}",
            en=f"{top.name}: container {name} requests {request} of {en} and used at most {used}",
        ),
        cause=Text(
            ko=f"{peak.since:%Y-%m-%d}부터의 기록에서 컨테이너 {name}의 {ko} 최고 사용량은 {used}, 요청은 {request}입니다.",
            en=f"Since {peak.since:%Y-%m-%d} container {name} used at most {used} of {en}, and it requests {request}.",
        ),
        cites=cites,
        effect=Text(ko="쓰지 않는 자원이 노드에 묶여 있습니다.", en="Room on nodes is set aside that nothing uses."),
        behind=(Statement(role="caution", text=advice, cites=cites), *about_the_heap(top, name, resource)),
        details=(("container", name), ("request", request), ("advised", advised)),
        severity=Severity.LOW,
        klass="advice",
        confidence="likely",
    )


def _near(top: Seen, name: str, limit: str, peak: _Peak, advised: str) -> Claim:
    used = shown(peak.used, "memory")
    cites = (
        peak.record.cite("memory_peak", peak.said),
        top.cite(f"spec.template.spec.containers[{name}].resources.limits.memory", limit),
    )
    advice = Text(
        ko=f"한도를 {advised} 이상으로 올리거나, 무엇이 그만큼 쓰는지 확인하십시오.",
        en=f"Raise the limit to at least {advised}, or find out what takes that much.",
    )
    return Claim(
        variant="memory_peak_at_limit",
        title=Text(
            ko=f"{top.name}: 컨테이너 {name}의 메모리 최고 {used}, 한도 {limit}",
            en=f"{top.name}: memory of container {name} came to {used} of {limit}",
        ),
        cause=Text(
            ko=f"{peak.since:%Y-%m-%d}부터의 기록에서 컨테이너 {name}의 메모리가 {used}까지 올랐습니다. 한도는 {limit}입니다.",
            en=f"Since {peak.since:%Y-%m-%d} memory of container {name} came to {used}; its limit is {limit}.",
        ),
        cites=cites,
        effect=Text(
            ko="조금만 더 쓰면 컨테이너가 강제로 종료됩니다(OOM).",
            en="A little more, and the container is killed (OOM).",
        ),
        behind=(Statement(role="caution", text=advice, cites=cites), *about_the_heap(top, name, "memory")),
        details=(("container", name), ("limit", limit), ("advised", advised)),
        severity=Severity.LOW,
        klass="advice",
        confidence="likely",
    )
