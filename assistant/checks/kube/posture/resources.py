"""Advice on requests and limits of containers. Found by scanning, like every check.

Source: Kubernetes documentation, "Resource Management for Pods and Containers".
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.posture.advice import Advice, Spot, advised_pods
from assistant.checks.kube.posture.pod_specs import PodSpec, mapping
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#resources"
_MEMORY_REQUESTS = Advice(
    check="kube.memory_requests_missing",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="메모리 요청량(requests)이 없습니다", en="has containers that request no memory"),
    matters=Text(
        ko="스케줄러가 필요한 만큼 자리를 잡아 주지 못하고, 노드의 메모리가 모자라면 먼저 쫓겨납니다.",
        en="The scheduler cannot place it by need, and it is evicted first when a node runs short of memory.",
    ),
    remedy=Text(
        ko="실제로 쓰는 양을 보고 resources.requests.memory를 적으십시오.",
        en="Write resources.requests.memory, after what it really uses.",
    ),
)
_CPU_REQUESTS = Advice(
    check="kube.cpu_requests_missing",
    runbook=RUNBOOK,
    says=Text(ko="CPU 요청량(requests)이 없습니다", en="has containers that request no CPU"),
    matters=Text(
        ko="노드가 바쁠 때 CPU를 거의 받지 못하고, 사용률로 조절하는 오토스케일러도 계산할 수 없습니다.",
        en="It gets next to no CPU on a busy node, and an autoscaler cannot compute its utilization.",
    ),
    remedy=Text(ko="resources.requests.cpu를 적으십시오.", en="Write resources.requests.cpu."),
)
_MEMORY_LIMITS = Advice(
    check="kube.memory_limits_missing",
    runbook=RUNBOOK,
    says=Text(ko="메모리 한도(limits)가 없습니다", en="has containers without a memory limit"),
    matters=Text(
        ko="메모리가 새면 노드의 메모리를 다 써서 다른 파드까지 쫓겨납니다.",
        en="A leak takes the memory of the node, and with it the pods beside it.",
    ),
    remedy=Text(ko="resources.limits.memory를 적으십시오.", en="Write resources.limits.memory."),
)
_CPU_LIMITS = Advice(
    check="kube.cpu_limits_missing",
    runbook=RUNBOOK,
    says=Text(ko="CPU 한도(limits)가 없습니다", en="has containers without a CPU limit"),
    matters=Text(
        ko="남는 CPU를 제한 없이 씁니다. 요청량이 있으면 다른 파드의 몫은 지켜지므로 일부러 두지 않기도 합니다.",
        en="It uses all CPU that is free. Where requests are set the others keep their share, so some leave it out on purpose.",
    ),
    remedy=Text(
        ko="한도가 필요한 환경이라면 resources.limits.cpu를 적으십시오.",
        en="Write resources.limits.cpu where limits are wanted.",
    ),
)


@check(
    id=_MEMORY_REQUESTS.check,
    title=Text(ko="메모리 요청량이 없는 컨테이너", en="Container without a memory request"),
    runbook=RUNBOOK,
    klass="advice",
)
def memory_requests_missing(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that request no memory."""
    yield from advised_pods(facts, _MEMORY_REQUESTS, _missing("requests", "memory"))


@check(
    id=_CPU_REQUESTS.check,
    title=Text(ko="CPU 요청량이 없는 컨테이너", en="Container without a CPU request"),
    runbook=RUNBOOK,
    klass="advice",
)
def cpu_requests_missing(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that request no CPU."""
    yield from advised_pods(facts, _CPU_REQUESTS, _missing("requests", "cpu"))


@check(
    id=_MEMORY_LIMITS.check,
    title=Text(ko="메모리 한도가 없는 컨테이너", en="Container without a memory limit"),
    runbook=RUNBOOK,
    klass="advice",
)
def memory_limits_missing(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that may use all memory of their node."""
    yield from advised_pods(facts, _MEMORY_LIMITS, _missing("limits", "memory"))


@check(
    id=_CPU_LIMITS.check,
    title=Text(ko="CPU 한도가 없는 컨테이너", en="Container without a CPU limit"),
    runbook=RUNBOOK,
    klass="advice",
)
def cpu_limits_missing(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that may use all CPU of their node."""
    yield from advised_pods(facts, _CPU_LIMITS, _missing("limits", "cpu"))


def _missing(part: str, resource: str) -> Callable[[PodSpec], Iterator[Spot]]:
    """Containers that run for the life of the pod and do not state it, nor does their pod (`spec.resources`, from 1.34).

    A request that is not written becomes the limit, so that the scheduler sets aside what may be far too much.
    """

    def stated(resources: object) -> bool:
        return mapping(mapping(resources).get(part)).get(resource) not in (None, "")

    def spots(pod: PodSpec) -> Iterator[Spot]:
        if stated(pod.spec.get("resources")):
            return
        for container in pod.containers("main", "sidecar"):
            if not stated(container.row.get("resources")):
                yield Spot(path=f"{container.path}.resources.{part}.{resource}", where=container.called)

    return spots
