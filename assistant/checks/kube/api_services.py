"""The check for API services that do not answer. Called by `assistant.playbooks.explain_workload`.

Source: apiregistration.k8s.io/v1 APIService, condition `Available` (kube-aggregator).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.checks.kube.facts import KubeFacts, Seen, moment
from assistant.checks.kube.single import Claim, claimed, ref
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.identity import ResourceRef
from assistant.language import Text, with_particle

ID = "kube.api_service_unavailable"
RUNBOOK = "runbooks/admission-webhook#check"
API_SERVICES = "apiservices.apiregistration.k8s.io"
_SETTLED = timedelta(minutes=1)
AUTOSCALERS = "horizontalpodautoscalers.autoscaling"
_GROUPS = {
    "Resource": "metrics.k8s.io",
    "ContainerResource": "metrics.k8s.io",
    "Pods": "custom.metrics.k8s.io",
    "Object": "custom.metrics.k8s.io",
    "External": "external.metrics.k8s.io",
}


@check(id=ID, title=Text(ko="응답하지 않는 API 서비스", en="API service that does not answer"), runbook=RUNBOOK)
def api_service_unavailable(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """APIs that the API server passes on to a program in the cluster, and that is not there."""
    for service in facts.of(API_SERVICES):
        condition = service.condition("Available")
        since = moment(condition.get("lastTransitionTime")) or service.created_at
        if condition.get("status") != "False" or (since is not None and now - since < _SETTLED):
            continue
        yield claimed(_claim(service, facts), service, check=ID, runbook=RUNBOOK, facts=facts)


def metrics_down(autoscaler: Seen, facts: KubeFacts) -> Seen | None:
    """The API service that an autoscaler waits for in vain; what is said of it explains the autoscaler."""
    groups = {_GROUPS.get(str(m.get("type", "")), "") for m in autoscaler.spec.get("metrics") or ()}
    down = (s for s in facts.of(API_SERVICES) if s.condition("Available").get("status") == "False")
    return next((s for s in down if s.spec.get("group") in groups), None)


def _left_waiting(service: Seen, facts: KubeFacts) -> tuple[ResourceRef, ...]:
    """Autoscalers that get no metrics for it."""
    waiting = (a for a in facts.of(AUTOSCALERS) if a.condition("ScalingActive").get("status") == "False")
    return tuple(a.ref(facts.scope) for a in waiting if metrics_down(a, facts) is service)


def _claim(service: Seen, facts: KubeFacts) -> Claim:
    condition = service.condition("Available")
    reason, message = str(condition.get("reason", "")), str(condition.get("message", ""))
    behind = service.spec.get("service") or {}
    place, name = str(behind.get("namespace", "")), str(behind.get("name", ""))
    metrics = service.spec.get("group") in _GROUPS.values()
    effect = Text(
        ko="이 API를 쓰는 요청이 실패하고, 네임스페이스 삭제도 끝나지 않습니다."
        + (" HPA와 kubectl top이 지표를 읽지 못합니다." if metrics else ""),
        en="Requests to this API fail, and namespaces cannot be deleted to the end."
        + (" Autoscalers and kubectl top get no metrics." if metrics else ""),
    )
    return Claim(
        variant="api_service_unavailable",
        title=Text(ko=f"APIService {service.name}: 응답하지 않음", en=f"APIService {service.name} does not answer"),
        cause=Text(
            ko=f"APIService {with_particle(service.name, '을')} 맡은 Service {place}/{with_particle(name, '이')} 응답하지 "
            f"않습니다({reason}): {message}",
            en=f"The Service {place}/{name} behind APIService {service.name} does not answer ({reason}): {message}",
        ),
        cites=(
            service.cite("status.conditions[Available].message", message),
            service.cite("spec.service", f"{place}/{name}"),
        ),
        effect=effect,
        details=(("reason", reason), ("service", f"{place}/{name}")),
        severity=Severity.HIGH,
        related=(ref(facts, "Service", place, name), *_left_waiting(service, facts)),
    )
