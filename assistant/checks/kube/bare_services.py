"""The check for Services that nobody gives endpoints. Called by `assistant.playbooks.explain_workload`.

Source: Service v1, "Services without selectors": whoever makes one also makes its EndpointSlices.
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.failure import STUCK_AFTER
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.spec import check
from assistant.findings import Finding
from assistant.language import Text

ID = "kube.service_without_endpoints"
RUNBOOK = "runbooks/service-no-endpoints#check"
_SLICES = "endpointslices.discovery.k8s.io"
_OF = "kubernetes.io/service-name"
_API_SERVER = ("default", "kubernetes")  # which keeps its own endpoints


@check(
    id=ID,
    title=Text(ko="엔드포인트를 아무도 만들지 않는 Service", en="Service that nobody gives endpoints"),
    runbook=RUNBOOK,
)
def service_without_endpoints(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Services with neither selector nor endpoints. Headless ones hold a name only, and those of an operator are its own."""
    if not facts.has(_SLICES):
        return
    served = {(s.namespace, s.labels.get(_OF, "")) for s in facts.of(_SLICES) if s.row.get("endpoints")}
    for service in facts.of("services"):
        if _bare(service) and (service.namespace, service.name) not in served:
            if service.created_at is not None and now - service.created_at < STUCK_AFTER:
                continue
            yield claimed(_claim(service), service, check=ID, runbook=RUNBOOK, facts=facts)


def _bare(service: Seen) -> bool:
    spec = service.spec
    alias = spec.get("type") == "ExternalName" or spec.get("clusterIP") in ("None", "")
    own = (service.namespace, service.name) == _API_SERVER or bool(service.meta.get("ownerReferences"))
    return not spec.get("selector") and not alias and not own


def _claim(service: Seen) -> Claim:
    ports = ", ".join(str(p.get("port")) for p in service.spec.get("ports") or ())
    return Claim(
        variant="no_selector_no_endpoints",
        title=Text(
            ko=f"Service {service.name}: 셀렉터도 엔드포인트도 없음",
            en=f"Service {service.name} has neither a selector nor endpoints",
        ),
        cause=Text(
            ko=f"Service {service.name}에 셀렉터(selector)가 없고, 직접 만든 EndpointSlice도 없어 요청을 받을 곳이 없습니다.",
            en=f"Service {service.name} has no selector, and nobody has made an EndpointSlice for it: "
            "its requests have nowhere to go.",
        ),
        cites=(service.cite("spec.selector", ""), service.cite("spec.ports", ports)),
        confidence="likely",
    )
