"""The check for StatefulSets whose governing Service is missing. Called by `assistant.playbooks.explain_workload`.

Source: StatefulSet v1: `serviceName` gives the pods their DNS names; the API server does not ask whether it exists.
"""

import difflib
from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.single import Claim, claimed, ref
from assistant.checks.spec import check
from assistant.findings import Finding
from assistant.language import Text, with_particle

ID = "kube.governing_service_missing"
RUNBOOK = "runbooks/service-no-endpoints#check"
_CLOSE = 0.6


@check(id=ID, title=Text(ko="Service가 없는 StatefulSet", en="StatefulSet without its Service"), runbook=RUNBOOK)
def governing_service_missing(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """A name is given and no Service is called so; one that names none wants no DNS names."""
    if not facts.has("services"):
        return
    for workload in facts.of("statefulsets.apps"):
        name = str(workload.spec.get("serviceName", ""))
        if not name or workload.spec.get("replicas") == 0 or facts.named("services", workload.namespace, name):
            continue
        here = [s.name for s in facts.of("services") if s.namespace == workload.namespace]
        close = difflib.get_close_matches(name, here, n=1, cutoff=_CLOSE)
        meant_ko = f" 이름이 비슷한 Service {with_particle(close[0], '이')} 있습니다." if close else ""
        meant_en = f" There is a Service {close[0]}." if close else ""
        claim = Claim(
            variant="governing_service_missing",
            title=Text(
                ko=f"StatefulSet {workload.name}: Service {with_particle(name, '이')} 없음",
                en=f"StatefulSet {workload.name}: its Service {name} does not exist",
            ),
            cause=Text(
                ko=f"StatefulSet {with_particle(workload.name, '이')} serviceName으로 지정한 Service {with_particle(name, '이')} "
                f"없습니다.{meant_ko}",
                en=f"The Service {name} that StatefulSet {workload.name} names as serviceName does not exist.{meant_en}",
            ),
            cites=(workload.cite("spec.serviceName", name),),
            effect=Text(
                ko=f"파드가 {workload.name}-0.{name} 같은 DNS 이름을 얻지 못해 서로 찾을 수 없습니다.",
                en=f"Its pods get no DNS names such as {workload.name}-0.{name} and cannot find each other.",
            ),
            details=(("service", name), *((("meant", close[0]),) if close else ())),
            related=(ref(facts, "Service", workload.namespace, name),),
        )
        yield claimed(claim, workload, check=ID, runbook=RUNBOOK, facts=facts)
