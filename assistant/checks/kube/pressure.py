"""Checks for what is used up to its limit right now. Called by `assistant.playbooks.explain_workload`.

Source: metrics.k8s.io/v1beta1 beside the limits of containers and `status.allocatable` of nodes.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.kube.troubles import all_troubles
from assistant.checks.kube.usage import NODE_METRICS, Use, shown, uses_by_workload
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text
from tools.kube.quantities import amount

MEMORY_ID, CPU_ID, NODE_ID = "kube.memory_near_limit", "kube.cpu_at_limit", "kube.node_busy"
MEMORY_RUNBOOK, CPU_RUNBOOK, NODE_RUNBOOK = (
    "runbooks/out-of-memory#check",
    "runbooks/readiness#fix",
    "runbooks/node#check",
)
_MEMORY_SHARE, _CPU_SHARE, _NODE_SHARE = Decimal("0.9"), Decimal("0.95"), Decimal("0.95")


@check(
    id=MEMORY_ID,
    title=Text(ko="메모리 한도에 가까운 컨테이너", en="Container close to its memory limit"),
    runbook=MEMORY_RUNBOOK,
)
def memory_near_limit(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """At nine tenths of the limit: the next peak kills it. One finding a workload; what fails already says so itself."""
    yield from _at_limit(facts, now, "memory", _MEMORY_SHARE, MEMORY_ID, MEMORY_RUNBOOK)


@check(id=CPU_ID, title=Text(ko="CPU 한도를 다 쓰는 컨테이너", en="Container at its CPU limit"), runbook=CPU_RUNBOOK)
def cpu_at_limit(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """At the limit over a whole window, which means that it is throttled."""
    yield from _at_limit(facts, now, "cpu", _CPU_SHARE, CPU_ID, CPU_RUNBOOK)


def _at_limit(
    facts: KubeFacts, now: datetime, resource: str, share: Decimal, check_id: str, runbook: str
) -> Iterator[Finding]:
    failing = {t.workload.uid for t in all_troubles(facts, now)}
    for uid, uses in uses_by_workload(facts).items():
        high = [u for u in uses if u.resource == resource and (u.share("limits") or 0) >= share]
        if high and uid not in failing:
            worst = max(high, key=lambda u: u.share("limits") or Decimal(0))
            top = facts.controller(worst.pod) or worst.pod
            yield claimed(
                _claim(top, worst, len({u.pod.uid for u in high})), top, check=check_id, runbook=runbook, facts=facts
            )


def _claim(top: Seen, use: Use, pods: int) -> Claim:
    limit, percent = use.bound("limits"), round((use.share("limits") or Decimal(0)) * 100)
    used = shown(use.used, use.resource)
    what = "memory" if use.resource == "memory" else "CPU"
    what_ko = "메모리" if use.resource == "memory" else "CPU"
    effect = (
        Text(ko="조금만 더 쓰면 강제 종료됩니다(OOMKilled).", en="A little more and it is killed (OOMKilled).")
        if use.resource == "memory"
        else Text(
            ko="주기마다 멈춰 응답이 느려집니다(CPU 스로틀링).",
            en="It is stopped in every period and answers late (CPU throttling).",
        )
    )
    return Claim(
        variant=f"{use.resource}_at_limit",
        title=Text(
            ko=f"{top.name}: 컨테이너 {use.name}의 {what_ko} 사용량이 한도의 {percent}%",
            en=f"{top.name}: container {use.name} uses {percent}% of its {what} limit",
        ),
        cause=Text(
            ko=f"파드 {use.pod.name}의 컨테이너 {use.name}의 {what_ko} 사용량이 {used}로, 한도 {limit}의 {percent}%입니다"
            f"(같은 상태의 파드 {pods}개).",
            en=f"Container {use.name} of pod {use.pod.name} uses {used} of {what}, {percent}% of its limit of {limit} "
            f"({pods} {'pod is' if pods == 1 else 'pods are'} so).",
        ),
        cites=(
            use.metrics.cite(use.path, use.said),
            use.pod.cite(f"spec.containers[{use.name}].resources.limits.{use.resource}", limit),
        ),
        effect=effect,
        details=(("container", use.name), ("limit", limit)),
        confidence="likely",
    )


@check(
    id=NODE_ID, title=Text(ko="메모리가 거의 찬 노드", en="Node whose memory is nearly used up"), runbook=NODE_RUNBOOK
)
def node_busy(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Nodes whose pods use nearly all memory that pods may have: the kubelet evicts some soon."""
    for metrics in facts.of(NODE_METRICS):
        node = facts.named("nodes", "", metrics.name)
        said = str((metrics.row.get("usage") or {}).get("memory", ""))
        most = str(((node.status if node else {}).get("allocatable") or {}).get("memory", ""))
        used, allowed = amount(said), amount(most)
        if node is None or used is None or not allowed or used / allowed < _NODE_SHARE:
            continue
        percent = round(used / allowed * 100)
        claim = Claim(
            variant="node_memory_busy",
            title=Text(
                ko=f"노드 {node.name}: 메모리 {percent}% 사용", en=f"Node {node.name} uses {percent}% of its memory"
            ),
            cause=Text(
                ko=f"노드 {node.name}의 메모리 사용량이 {shown(used, 'memory')}로, 파드가 쓸 수 있는 {most}의 {percent}%입니다.",
                en=f"Node {node.name} uses {shown(used, 'memory')} of memory, {percent}% of the {most} that pods may have.",
            ),
            cites=(metrics.cite("usage.memory", said), node.cite("status.allocatable.memory", most)),
            effect=Text(ko="곧 파드가 축출(evict)될 수 있습니다.", en="Pods may be evicted soon."),
            severity=Severity.MEDIUM,
        )
        yield claimed(claim, node, check=NODE_ID, runbook=NODE_RUNBOOK, facts=facts)
