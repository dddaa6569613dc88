"""Advice on requests beside what is used, with headroom. Called by `assistant.playbooks.explain_workload`.

A request is never advised below anything that was observed. Source: metrics.k8s.io/v1beta1; a single sample shows that a
request is too small, but not that it is too large: for that the recommendations of a VPA are read (`recommendations`).
"""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.kube.usage import RESOURCES, Use, shown, uses_by_workload
from assistant.checks.spec import check
from assistant.findings import Finding, Severity, Statement
from assistant.language import Text

BELOW_ID = "kube.requests_below_use"
RUNBOOK = "runbooks/out-of-memory#fix"
_HEADROOM = {"cpu": Decimal("1.2"), "memory": Decimal("1.25")}
_OVER = {"cpu": Decimal("1.5"), "memory": Decimal("1.1")}  # CPU may burst; memory cannot be taken back
_JVM = re.compile(r"\b(?:jdk|jre|java|openjdk|temurin|corretto|tomcat|spring|kafka|elasticsearch)\b", re.IGNORECASE)
_JVM_VARIABLES = frozenset({"JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CATALINA_OPTS", "ES_JAVA_OPTS"})


@check(
    id=BELOW_ID,
    title=Text(ko="사용량보다 작은 요청(requests)", en="Requests below what is used"),
    runbook=RUNBOOK,
    klass="advice",
)
def requests_below_use(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that use more than they request: the scheduler puts too much beside them. One finding a workload and
    resource, about the container that is furthest over."""
    for uses in uses_by_workload(facts).values():
        for resource in RESOURCES:
            over = [u for u in uses if u.resource == resource and (u.share("requests") or 0) >= _OVER[resource]]
            if over:
                worst = max(over, key=lambda u: u.share("requests") or Decimal(0))
                top = facts.controller(worst.pod) or worst.pod
                peak = max(u.used for u in over if u.name == worst.name)
                yield claimed(_claim(top, worst, peak), top, check=BELOW_ID, runbook=RUNBOOK, facts=facts)


def _claim(top: Seen, use: Use, peak: Decimal) -> Claim:
    what_ko, what = ("메모리", "memory") if use.resource == "memory" else ("CPU", "CPU")
    request, used = use.bound("requests"), shown(use.used, use.resource)
    advised = shown(peak * _HEADROOM[use.resource], use.resource)
    cites = (
        use.metrics.cite(use.path, use.said),
        use.pod.cite(f"spec.containers[{use.name}].resources.requests.{use.resource}", request),
    )
    advice = Text(
        ko=f"관측한 가장 큰 사용량에 여유를 더해 {advised} 이상으로 올리는 것이 좋습니다.",
        en=f"Raise the request to at least {advised}: the highest use that was observed, with headroom.",
    )
    return Claim(
        variant=f"{use.resource}_request_below_use",
        title=Text(
            ko=f"{top.name}: 컨테이너 {use.name}의 {what_ko} 요청 {request}, 사용 {used}",
            en=f"{top.name}: container {use.name} requests {request} of {what} and uses {used}",
        ),
        cause=Text(
            ko=f"파드 {use.pod.name}의 컨테이너 {use.name}의 {what_ko} 사용량은 {used}인데 요청(requests)은 {request}입니다.",
            en=f"Container {use.name} of pod {use.pod.name} uses {used} of {what} and requests only {request}.",
        ),
        cites=cites,
        effect=Text(
            ko="노드에 파드가 너무 많이 배치되고, 자원이 모자라면 이 파드가 먼저 밀려납니다.",
            en="Too much is placed beside it on its node, and it is the first to suffer when the node runs short.",
        ),
        behind=(Statement(role="caution", text=advice, cites=cites), *about_the_heap(top, use.name, use.resource)),
        details=(("container", use.name), ("request", request), ("advised", advised)),
        severity=Severity.LOW,
        klass="advice",
        confidence="likely",
    )


def about_the_heap(top: Seen, container: str, resource: str) -> tuple[Statement, ...]:
    """What a JVM takes depends on its heap settings, so its memory follows them and not the other way round."""
    found = next((c for c in top.containers if c.get("name") == container), {})
    names = {str(v.get("name", "")) for v in found.get("env") or ()}
    image = str(found.get("image", ""))
    if resource != "memory" or not (_JVM.search(image) or names & _JVM_VARIABLES):
        return ()
    text = Text(
        ko="JVM으로 보입니다. 최대 힙(-Xmx 또는 MaxRAMPercentage)에 힙 밖의 메모리를 더한 값이 요청과 한도에 들어가야 합니다.",
        en="It seems to be a JVM: its largest heap (-Xmx or MaxRAMPercentage) and what it needs beside the heap must fit in.",
    )
    root = "spec" if top.resource == "pods" else "spec.template.spec"
    return (Statement(role="caution", text=text, cites=(top.cite(f"{root}.containers[{container}].image", image),)),)
