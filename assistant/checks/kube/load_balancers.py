"""The check for Services that get no address from outside. Called by `assistant.playbooks.explain_workload`.

Source: Service v1 of type LoadBalancer and the events of the service controller (`SyncLoadBalancerFailed`).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Severity, Statement
from assistant.language import Text, with_particle

ID = "kube.load_balancer_pending"
RUNBOOK = "runbooks/service-no-endpoints#check"
_REASONS = ("SyncLoadBalancerFailed", "FailedBuildModel", "FailedDeployModel", "AllocationFailed")
_LONG = timedelta(minutes=3)  # clouds take one or two
_ASKED = frozenset({"target", "http", "network"})


@check(id=ID, title=Text(ko="외부 주소를 받지 못한 Service", en="Service without an outside address"), runbook=RUNBOOK)
def load_balancer_pending(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """With the controller's own words; without any when it has waited for long, or is asked about."""
    for service in facts.of("services"):
        status = service.status.get("loadBalancer")
        if service.spec.get("type") != "LoadBalancer" or status is None or status.get("ingress"):
            continue
        told = facts.events_about(service, *_REASONS)
        long = service.created_at is not None and now - service.created_at >= _LONG
        if told or long or facts.reported & _ASKED:
            yield _finding(service, told[-1] if told else None, facts)


def _finding(service: Seen, event: Seen | None, facts: KubeFacts) -> Finding:
    message = str(event.row.get("message", "")) if event else ""
    cites: tuple[Cite, ...] = (service.cite("status.loadBalancer", ""),)
    if event is not None:
        cites = (event.cite("message", message), *cites)
    why_ko = f": {message}" if message else ". 이 클러스터에 로드 밸런서를 만드는 컨트롤러가 없을 수 있습니다."
    why_en = f": {message}" if message else ". Perhaps no controller of this cluster makes load balancers."
    return Finding(
        check=ID,
        severity=Severity.HIGH,
        target=service.ref(facts.scope),
        title=Text(
            ko=f"Service {service.name}: 외부 주소 없음(pending)", en=f"Service {service.name} has no outside address"
        ),
        statements=(
            Statement(
                role="cause",
                text=Text(
                    ko=f"LoadBalancer Service {with_particle(service.name, '이')} 외부 주소를 받지 못했습니다{why_ko}",
                    en=f"The LoadBalancer Service {service.name} has no outside address{why_en}",
                ),
                cites=cites,
            ),
        ),
        cause=(("variant", "no_address"),),
        managed_by=service.managed_by,
        runbook=RUNBOOK,
        confidence="certain" if event else "likely",
    )
