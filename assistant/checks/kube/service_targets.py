"""The checks for Services that lead nowhere without a selector's fault. Called by `assistant.playbooks.explain_workload`.

Source: Service v1: type ExternalName, and Services whose endpoints are written by hand.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.single import Claim, claimed, ref
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text, with_particle

ID = "kube.service_target_missing"
RUNBOOK = "runbooks/service-no-endpoints#check"
SLICES = "endpointslices.discovery.k8s.io"
_OF_SERVICE = "kubernetes.io/service-name"
_INSIDE = re.compile(r"^(?P<name>[a-z0-9-]+)\.(?P<namespace>[a-z0-9-]+)\.svc(?:\.cluster\.local)?\.?$")


@check(id=ID, title=Text(ko="대상이 없는 Service", en="Service whose target does not exist"), runbook=RUNBOOK)
def service_target_missing(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """An ExternalName of this cluster that no Service has; advice for Services whose endpoints nobody has written."""
    for service in facts.of("services"):
        claim = _alias(service, facts) if service.spec.get("type") == "ExternalName" else _by_hand(service, facts)
        if claim is not None:
            yield claimed(claim, service, check=ID, runbook=RUNBOOK, facts=facts)


def _alias(service: Seen, facts: KubeFacts) -> Claim | None:
    target = str(service.spec.get("externalName", ""))
    inside = _INSIDE.match(target)
    if inside is None or not facts.sees(inside["namespace"]):
        return None
    if facts.named("services", inside["namespace"], inside["name"]) is not None:
        return None
    return Claim(
        variant="external_name_missing",
        title=Text(
            ko=f"Service {service.name}: 가리키는 {with_particle(target, '이')} 없음",
            en=f"Service {service.name}: {target} does not exist",
        ),
        cause=Text(
            ko=f"ExternalName Service {with_particle(service.name, '이')} 이 클러스터의 {with_particle(target, '을')} 가리키지만 "
            f"네임스페이스 {inside['namespace']}에 Service {with_particle(inside['name'], '이')} 없어 이름이 해석되지 않습니다.",
            en=f"The ExternalName Service {service.name} points to {target} of this cluster, but namespace "
            f"{inside['namespace']} has no Service {inside['name']}: the name does not resolve.",
        ),
        cites=(service.cite("spec.externalName", target),),
        details=(("target", target),),
        severity=Severity.HIGH,
        related=(ref(facts, "Service", inside["namespace"], inside["name"]),),
    )


def _by_hand(service: Seen, facts: KubeFacts) -> Claim | None:
    if service.spec.get("selector") or not facts.has(SLICES):
        return None
    slices = [s for s in facts.of(SLICES) if s.namespace == service.namespace]
    if any(s.labels.get(_OF_SERVICE) == service.name and s.row.get("endpoints") for s in slices):
        return None
    return Claim(
        variant="no_endpoints_written",
        title=Text(ko=f"Service {service.name}: 엔드포인트 없음", en=f"Service {service.name} has no endpoints"),
        cause=Text(
            ko=f"Service {service.name}에는 셀렉터가 없고, 손으로 적은 엔드포인트도 없습니다.",
            en=f"Service {service.name} has no selector, and nobody has written endpoints for it.",
        ),
        cites=(service.cite("spec.selector", ""),),
        severity=Severity.LOW,
        klass="advice",
    )
