"""Advice on settings that do something else than one expects. Found by scanning.

Source: Kubernetes API reference (env, Deployment strategy, Job `ttlSecondsAfterFinished`, Service type, sysctls).
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.posture.advice import Advice, Spot, advised, advised_pods
from assistant.checks.kube.posture.availability import replicas_of
from assistant.checks.kube.posture.pod_specs import DEPLOYMENTS, JOBS, PodSpec, items, mapping, pod_specs
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#availability"
_FIX = "runbooks/manifest-review#fix"
_INTERNAL = ("internal", "private")
_TWICE = Advice(
    check="kube.duplicate_variable",
    runbook=_FIX,
    severity=Severity.MEDIUM,
    says=Text(ko="같은 환경 변수를 두 번 적었습니다", en="sets an environment variable twice"),
    matters=Text(ko="앞의 값은 조용히 무시됩니다.", en="The earlier value is ignored without a word."),
    remedy=Text(ko="하나만 남기십시오.", en="Keep one of them."),
)
_RECREATE = Advice(
    check="kube.recreate_strategy",
    runbook=RUNBOOK,
    says=Text(
        ko="롤아웃할 때 모든 파드를 먼저 끝냅니다(Recreate)", en="stops all its pods before each rollout (Recreate)"
    ),
    matters=Text(ko="롤아웃마다 중단됩니다.", en="Every rollout is an outage."),
    remedy=Text(
        ko="두 버전이 함께 돌 수 있다면 strategy.type: RollingUpdate로 하십시오.",
        en="Where two versions may run side by side, use strategy.type: RollingUpdate.",
    ),
)
_KEPT = Advice(
    check="kube.finished_job_kept",
    runbook="runbooks/cron-job#fix",
    says=Text(ko="끝난 뒤에도 지워지지 않습니다", en="is kept after it has finished"),
    matters=Text(
        ko="끝난 Job과 파드가 쌓여 API 서버와 목록이 느려집니다.",
        en="Finished Jobs and pods pile up and slow the API server.",
    ),
    remedy=Text(ko="ttlSecondsAfterFinished를 적으십시오.", en="Write ttlSecondsAfterFinished."),
)
_EXPOSED = Advice(
    check="kube.exposed_service",
    runbook="runbooks/network-policy#fix",
    says=Text(ko="클러스터 밖으로 열려 있습니다", en="is exposed outside of the cluster"),
    matters=Text(
        ko="출처를 제한하지 않으면 누구나 접속할 수 있습니다.",
        en="Without a restriction of sources anybody can connect.",
    ),
    remedy=Text(
        ko="밖에서 쓰지 않으면 ClusterIP로, 쓴다면 loadBalancerSourceRanges로 출처를 제한하십시오.",
        en="Use ClusterIP where nobody outside needs it, else restrict sources by loadBalancerSourceRanges.",
    ),
)


@check(id=_TWICE.check, title=Text(ko="두 번 적힌 환경 변수", en="Variable set twice"), runbook=_FIX, klass="advice")
def duplicate_variable(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that set a variable twice."""
    yield from advised_pods(facts, _TWICE, _twice)


@check(id=_RECREATE.check, title=Text(ko="Recreate 전략", en="Recreate strategy"), runbook=RUNBOOK, klass="advice")
def recreate_strategy(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Deployments of several replicas that are recreated; a single one with a volume often has to be."""
    for pod in pod_specs(facts):
        yield from advised(facts, _RECREATE, pod.owner, _recreated(pod))


@check(id=_KEPT.check, title=Text(ko="남아 있는 Job", en="Job that is kept"), runbook=_KEPT.runbook, klass="advice")
def finished_job_kept(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Jobs that manifests create without a time to live; those of a CronJob are limited by its history."""
    for job in facts.of(JOBS) if facts.written else ():
        if job.spec.get("ttlSecondsAfterFinished") is None:
            yield from advised(facts, _KEPT, job, [Spot(path="spec.ttlSecondsAfterFinished")])


@check(
    id=_EXPOSED.check,
    title=Text(ko="밖으로 열린 Service", en="Service exposed outside"),
    runbook=_EXPOSED.runbook,
    klass="advice",
)
def exposed_service(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Services of type NodePort, or LoadBalancer without source ranges and no word of being internal."""
    for service in facts.of("services"):
        if _is_open(service):
            spot = Spot(path="spec.type", value=str(service.spec.get("type")))
            yield from advised(facts, _EXPOSED, service, [spot])


def _twice(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers():
        names = [str(mapping(e).get("name") or "") for e in items(container.row.get("env"))]
        for name, count in Counter(names).items():
            if name and count > 1:
                last = len(names) - 1 - names[::-1].index(name)
                yield Spot(path=f"{container.path}.env[{last}].name", value=name, where=container.called)


def _recreated(pod: PodSpec) -> Iterator[Spot]:
    strategy = mapping(pod.owner.spec.get("strategy")).get("type")
    if pod.owner.resource == DEPLOYMENTS and strategy == "Recreate" and (replicas_of(pod) or 1) > 1:
        yield Spot(path="spec.strategy.type", value="Recreate")


def _is_open(service: Seen) -> bool:
    kind = service.spec.get("type")
    if kind == "LoadBalancer":
        said = [f"{k} {v}".lower() for k, v in mapping(service.annotations).items() if "load-balancer" in str(k)]
        internal = any(word in text and not text.endswith("false") for text in said for word in _INTERNAL)
        return not items(service.spec.get("loadBalancerSourceRanges")) and not internal
    return kind == "NodePort"
