"""Whether what is written fits together: Services and what they select, autoscalers and what they scale. Found by scanning.

Only what the files themselves prove: they may be part of something larger. Silent on clusters, where `kube.no_endpoints`
and others look at what really runs. Source: Service v1 (`selector`, `targetPort`), HorizontalPodAutoscaler v2.
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.api_services import AUTOSCALERS
from assistant.checks.kube.autoscaling import scaled
from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.posture.advice import Advice, Spot, advised
from assistant.checks.kube.posture.pod_specs import PodSpec, items, mapping, pod_specs, selected_specs
from assistant.checks.kube.posture.tokens import account_of
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/service-no-endpoints#fix"
_NOTHING = Advice(
    check="kube.service_selects_no_workload",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="이 파일들의 어떤 워크로드도 고르지 않습니다", en="selects none of the workloads in these files"),
    matters=Text(
        ko="맞는 파드가 다른 곳에 없다면 이 Service로 가는 연결은 모두 실패합니다.",
        en="Unless its pods come from elsewhere, every connection to this Service fails.",
    ),
    remedy=Text(
        ko="spec.selector를 파드 템플릿의 레이블과 같게 하십시오.",
        en="Let spec.selector name the labels of the pod template.",
    ),
)
_PORT = Advice(
    check="kube.service_port_unnamed",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    klass="problem",
    says=Text(ko="어떤 컨테이너에도 없는 이름의 포트로 보냅니다", en="sends to a port name that no container has"),
    matters=Text(ko="그 포트로 가는 연결은 모두 실패합니다.", en="Every connection to that port fails."),
    remedy=Text(
        ko="targetPort를 컨테이너 포트의 이름이나 번호로 고치십시오.",
        en="Set targetPort to the name or number of a container port.",
    ),
)
_UNSCALED = Advice(
    check="kube.autoscaler_without_target",
    runbook="runbooks/autoscaling#fix",
    says=Text(ko="이 파일들에 없는 것을 조절합니다", en="scales what is not in these files"),
    matters=Text(
        ko="대상이 클러스터에도 없으면 아무것도 하지 않습니다.",
        en="Unless the cluster has its target, it does nothing.",
    ),
    remedy=Text(ko="scaleTargetRef의 kind와 name을 확인하십시오.", en="Check kind and name in scaleTargetRef."),
)
_NO_ACCOUNT = Advice(
    check="kube.missing_service_account",
    runbook="runbooks/role-binding#fix",
    says=Text(
        ko="이 파일들에 없는 ServiceAccount로 실행됩니다", en="runs as a ServiceAccount that is not in these files"
    ),
    matters=Text(
        ko="클러스터에도 없으면 파드가 하나도 만들어지지 않습니다.",
        en="Unless the cluster has it, not one pod is created.",
    ),
    remedy=Text(
        ko="ServiceAccount를 함께 만들거나 이름을 확인하십시오.",
        en="Create the account with the rest, or check its name.",
    ),
)


@check(
    id=_NOTHING.check,
    title=Text(ko="워크로드를 고르지 않는 Service", en="Service that selects no workload"),
    runbook=RUNBOOK,
    klass="advice",
)
def service_selects_no_workload(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Services whose selector fits no pod template, where there are some in their namespace."""
    if not facts.written:
        return
    places = {p.owner.namespace for p in pod_specs(facts)}
    for service in facts.of("services"):
        selector = mapping(service.spec.get("selector"))
        if selector and service.namespace in places and not _selected(service, facts):
            shown = ",".join(f"{key}={value}" for key, value in sorted(selector.items()))
            yield from advised(facts, _NOTHING, service, [Spot(path="spec.selector", value=shown)])


@check(id=_PORT.check, title=Text(ko="없는 포트 이름", en="Port name that does not exist"), runbook=RUNBOOK)
def service_port_unnamed(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Services with a named `targetPort` that no container of what they select declares."""
    for service in facts.of("services") if facts.written else ():
        if pods := _selected(service, facts):
            yield from advised(facts, _PORT, service, _unnamed(service, pods))


@check(
    id=_UNSCALED.check,
    title=Text(ko="대상이 없는 HPA", en="Autoscaler without a target"),
    runbook=_UNSCALED.runbook,
    klass="advice",
)
def autoscaler_without_target(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Autoscalers whose target is none of the workloads in their namespace, where the files hold some there."""
    known = {(p.owner.namespace, p.owner.kind, p.owner.name) for p in pod_specs(facts)} if facts.written else set()
    places = {place for place, _, _ in known}
    for autoscaler in facts.of(AUTOSCALERS):
        if autoscaler.namespace in places and scaled(autoscaler) not in known:
            spot = Spot(path="spec.scaleTargetRef.name", value="/".join(scaled(autoscaler)[1:]))
            yield from advised(facts, _UNSCALED, autoscaler, [spot])


@check(
    id=_NO_ACCOUNT.check,
    title=Text(ko="없는 ServiceAccount", en="Missing ServiceAccount"),
    runbook=_NO_ACCOUNT.runbook,
    klass="advice",
)
def missing_service_account(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods whose ServiceAccount the files do not hold; every namespace has `default`."""
    for pod in pod_specs(facts) if facts.written else ():
        name = account_of(pod)
        if name != "default" and facts.named("serviceaccounts", pod.owner.namespace, name) is None:
            yield from advised(facts, _NO_ACCOUNT, pod.owner, [Spot(path=f"{pod.root}.serviceAccountName", value=name)])


def _selected(service: Seen, facts: KubeFacts) -> tuple[PodSpec, ...]:
    selector = mapping(service.spec.get("selector"))
    return selected_specs(facts, {"matchLabels": selector}, service.namespace) if selector else ()


def _unnamed(service: Seen, pods: tuple[PodSpec, ...]) -> Iterator[Spot]:
    ports = (mapping(p) for pod in pods for c in pod.containers() for p in items(c.row.get("ports")))
    names = {str(p["name"]) for p in ports if p.get("name")}
    for number, entry in enumerate(items(service.spec.get("ports"))):
        target = mapping(entry).get("targetPort")
        if isinstance(target, str) and not target.isdecimal() and target not in names:
            yield Spot(path=f"spec.ports[{number}].targetPort", value=target)
