"""Advice on what keeps a workload up: replicas, spread, priority, disruption budgets, autoscalers. Found by scanning.

Source: Kubernetes documentation, "Disruptions", "Pod Topology Spread Constraints", "Pod Priority and Preemption".
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.disruption import BUDGETS
from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.posture.advice import Advice, Spot, advised, advised_pods
from assistant.checks.kube.posture.pod_specs import (
    CRON_JOBS,
    DAEMON_SETS,
    DEPLOYMENTS,
    JOBS,
    ROLLOUTS,
    STATEFUL_SETS,
    PodSpec,
    autoscalers_of,
    in_namespace,
    items,
    mapping,
    pod_specs,
)
from assistant.checks.kube.selection import matches
from assistant.checks.spec import check
from assistant.findings import Finding
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#availability"
_SINGLE = Advice(
    check="kube.single_replica",
    runbook=RUNBOOK,
    says=Text(ko="레플리카가 하나뿐입니다", en="runs a single replica"),
    matters=Text(
        ko="롤아웃, 노드 비우기, 파드 장애가 곧바로 중단이 됩니다.", en="A rollout, a drain or a crash is an outage."
    ),
    remedy=Text(
        ko="spec.replicas를 2 이상으로 하거나 minReplicas가 2 이상인 HPA를 두십시오.",
        en="Set spec.replicas to 2 or more, or let an HPA do so with minReplicas.",
    ),
)
_UNSPREAD = Advice(
    check="kube.not_spread",
    runbook=RUNBOOK,
    says=Text(ko="파드를 노드나 존에 나누어 두지 않습니다", en="does not spread its pods over nodes or zones"),
    matters=Text(
        ko="모든 레플리카가 한 노드에 있으면 그 노드와 함께 멈춥니다.",
        en="All its replicas may run on one node, and go down with it.",
    ),
    remedy=Text(
        ko="topologySpreadConstraints나 podAntiAffinity를 적으십시오.",
        en="Write topologySpreadConstraints, or a podAntiAffinity.",
    ),
)
_NO_PRIORITY = Advice(
    check="kube.no_priority_class",
    runbook=RUNBOOK,
    says=Text(ko="우선순위 클래스가 없습니다", en="has no priority class"),
    matters=Text(
        ko="자원이 모자랄 때 중요한 파드가 먼저 자리를 얻는다는 보장이 없습니다.",
        en="Nothing lets what matters most go first when resources are short.",
    ),
    remedy=Text(ko="priorityClassName을 적으십시오.", en="Write a priorityClassName."),
)
_NO_BUDGET = Advice(
    check="kube.no_disruption_budget",
    runbook=RUNBOOK,
    says=Text(ko="PodDisruptionBudget이 없습니다", en="has no PodDisruptionBudget"),
    matters=Text(
        ko="노드를 비울 때 파드가 한꺼번에 사라질 수 있습니다.", en="Draining nodes may take all its pods at once."
    ),
    remedy=Text(
        ko="파드의 레이블을 고르는 PodDisruptionBudget을 같은 네임스페이스에 두십시오.",
        en="Add a PodDisruptionBudget in its namespace that selects the labels of its pods.",
    ),
)
_NAKED = Advice(
    check="kube.naked_pod",
    runbook=RUNBOOK,
    says=Text(ko="컨트롤러 없이 만든 파드입니다", en="is a pod without a controller"),
    matters=Text(ko="노드가 사라지면 다시 만들어지지 않습니다.", en="Nothing makes it anew when its node is gone."),
    remedy=Text(ko="Deployment나 Job으로 만드십시오.", en="Let a Deployment or a Job create it."),
)


@check(
    id=_SINGLE.check, title=Text(ko="레플리카가 하나인 워크로드", en="Single replica"), runbook=RUNBOOK, klass="advice"
)
def single_replica(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Deployments of one pod, unless an autoscaler keeps more; in a cluster only those that serve a Service, so that what
    works through a queue is left alone. Scaled to zero is meant."""
    for pod in pod_specs(facts):
        if pod.owner.resource in (DEPLOYMENTS, ROLLOUTS):
            yield from advised(facts, _SINGLE, pod.owner, _alone(pod, facts))


@check(
    id=_UNSPREAD.check,
    title=Text(ko="나누어 두지 않은 파드", en="Pods that are not spread"),
    runbook=RUNBOOK,
    klass="advice",
)
def not_spread(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Workloads of several replicas that neither spread constraints nor anti-affinity keep apart. One pod, those of a
    DaemonSet and of Jobs have nothing to spread."""
    yield from advised_pods(facts, _UNSPREAD, _unspread)


@check(
    id=_NO_PRIORITY.check,
    title=Text(ko="우선순위가 없는 파드", en="Pods without a priority"),
    runbook=RUNBOOK,
    klass="advice",
)
def no_priority_class(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods without a `priorityClassName`; on a cluster silent where a default class gives one."""
    yield from advised_pods(facts, _NO_PRIORITY, _without_priority)


@check(
    id=_NO_BUDGET.check,
    title=Text(ko="PDB가 없는 워크로드", en="Workload without a disruption budget"),
    runbook=RUNBOOK,
    klass="advice",
)
def no_disruption_budget(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Deployments and StatefulSets that no budget of their namespace selects by the labels of their pods. In a cluster only
    those of several pods: a budget for a single one would block every drain."""
    if not facts.has(BUDGETS):
        return
    for pod in pod_specs(facts):
        if pod.owner.resource in (DEPLOYMENTS, STATEFUL_SETS, ROLLOUTS):
            yield from advised(facts, _NO_BUDGET, pod.owner, _unbudgeted(pod, facts))


@check(
    id=_NAKED.check, title=Text(ko="컨트롤러 없는 파드", en="Pod without a controller"), runbook=RUNBOOK, klass="advice"
)
def naked_pod(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods that manifests create on their own. In a cluster `kube.lone_pod` says so where it matters."""
    if facts.written:
        yield from advised_pods(facts, _NAKED, lambda p: [Spot(path="kind", value="Pod")] if _is_naked(p) else [])


def replicas_of(pod: PodSpec) -> int | None:
    """What is written; None where nothing is, or no number."""
    written = pod.owner.spec.get("replicas")
    return written if isinstance(written, int) and not isinstance(written, bool) else None


def _alone(pod: PodSpec, facts: KubeFacts) -> Iterator[Spot]:
    replicas, owner = replicas_of(pod), pod.owner
    least = max((_least(a.spec) for a in autoscalers_of(facts, owner)), default=1)
    serves = facts.written or facts.services_of(owner.namespace, pod.labels)
    if replicas in (1, None) and least < 2 and serves:
        yield Spot(path="spec.replicas", value="" if replicas is None else "1")


def _least(spec: object) -> int:
    least = mapping(spec).get("minReplicas")
    return least if isinstance(least, int) else 1


def _unspread(pod: PodSpec) -> Iterator[Spot]:
    if pod.owner.resource in (DAEMON_SETS, JOBS, CRON_JOBS, "pods") or replicas_of(pod) in (0, 1):
        return
    apart = mapping(mapping(pod.spec.get("affinity")).get("podAntiAffinity"))
    if not items(pod.spec.get("topologySpreadConstraints")) and not any(items(v) for v in apart.values()):
        yield Spot(path=f"{pod.root}.topologySpreadConstraints")


def _without_priority(pod: PodSpec) -> Iterator[Spot]:
    if not pod.spec.get("priorityClassName"):
        yield Spot(path=f"{pod.root}.priorityClassName")


def _unbudgeted(pod: PodSpec, facts: KubeFacts) -> Iterator[Spot]:
    replicas = replicas_of(pod)
    if replicas == 0 or (not facts.written and replicas == 1):
        return
    budgets = in_namespace(facts, BUDGETS, pod.owner.namespace)
    if not any(isinstance(s := b.spec.get("selector"), dict) and matches(s, pod.labels) for b in budgets):
        yield Spot(path=f"{pod.root.removesuffix('.spec')}.metadata.labels", value=_shown(pod))


def _shown(pod: PodSpec) -> str:
    return ",".join(f"{key}={value}" for key, value in sorted(pod.labels.items()))


def _is_naked(pod: PodSpec) -> bool:
    return pod.owner.resource == "pods"
