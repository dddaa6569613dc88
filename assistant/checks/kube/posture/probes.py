"""Advice on probes that are not there. Found by scanning, like every check.

Source: Kubernetes documentation, "Liveness, Readiness, and Startup Probes".
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.posture.advice import Advice, Spot, advised_pods
from assistant.checks.kube.posture.pod_specs import PodSpec
from assistant.checks.spec import check
from assistant.findings import Finding
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#resources"
_READINESS = Advice(
    check="kube.readiness_probe_missing",
    runbook=RUNBOOK,
    says=Text(ko="레디니스 프로브가 없습니다", en="has containers without a readiness probe"),
    matters=Text(
        ko="아직 응답할 수 없는 파드에도 트래픽이 가고, 롤아웃은 고장 난 버전도 성공으로 봅니다.",
        en="Traffic is sent to pods that cannot answer yet, and a rollout takes a broken version for a good one.",
    ),
    remedy=Text(
        ko="요청을 처리할 수 있을 때만 성공하는 readinessProbe를 적으십시오.",
        en="Write a readinessProbe that succeeds only when requests can be served.",
    ),
)
_LIVENESS = Advice(
    check="kube.liveness_probe_missing",
    runbook=RUNBOOK,
    says=Text(ko="라이브니스 프로브가 없습니다", en="has containers without a liveness probe"),
    matters=Text(
        ko="프로세스가 살아 있는 채로 멈추면 아무도 다시 시작하지 않습니다.",
        en="A process that hangs without exiting is restarted by nobody.",
    ),
    remedy=Text(
        ko="멈추었을 때만 실패하는 livenessProbe를 적으십시오. 의존하는 서비스는 확인하지 마십시오.",
        en="Write a livenessProbe that fails only when the process hangs; it must not test what it depends on.",
    ),
)


@check(
    id=_READINESS.check,
    title=Text(ko="레디니스 프로브가 없는 컨테이너", en="Container without a readiness probe"),
    runbook=RUNBOOK,
    klass="advice",
)
def readiness_probe_missing(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that serve and never say whether they can; Jobs serve nothing."""
    yield from advised_pods(facts, _READINESS, _without("readinessProbe"))


@check(
    id=_LIVENESS.check,
    title=Text(ko="라이브니스 프로브가 없는 컨테이너", en="Container without a liveness probe"),
    runbook=RUNBOOK,
    klass="advice",
)
def liveness_probe_missing(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that nobody restarts when they hang; Jobs end by themselves."""
    yield from advised_pods(facts, _LIVENESS, _without("livenessProbe"))


def _without(probe: str) -> Callable[[PodSpec], Iterator[Spot]]:
    def spots(pod: PodSpec) -> Iterator[Spot]:
        if pod.runs_to_end:
            return
        for container in pod.containers("main"):
            if not container.row.get(probe):
                yield Spot(path=f"{container.path}.{probe}", where=container.called)

    return spots
