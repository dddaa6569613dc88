"""Checks on VerticalPodAutoscalers: those that do nothing, and what they recommend. Called by `explain_workload`.

Source: autoscaling.k8s.io/v1 VerticalPodAutoscaler: conditions, and `status.recommendation`, which rests on a week of use:
`lowerBound` is the least that is safe, `target` includes headroom, above `upperBound` is waste.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen, moment
from assistant.checks.kube.rightsizing import about_the_heap
from assistant.checks.kube.single import Claim, claimed, ref
from assistant.checks.kube.usage import RESOURCES, shown, uses_by_workload
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Severity, Statement
from assistant.language import Text, with_particle
from tools.kube.quantities import amount

IDLE_ID, ADVICE_ID = "kube.vpa_not_working", "kube.vpa_recommends"
RUNBOOK = "runbooks/autoscaling#check"
VPAS = "verticalpodautoscalers.autoscaling.k8s.io"
_SCALED = {"Deployment": "deployments.apps", "StatefulSet": "statefulsets.apps", "DaemonSet": "daemonsets.apps"}
_WRONG = (("NoPodsMatched", "True"), ("ConfigUnsupported", "True"), ("ConfigDeprecated", "True"))
_SETTLED = timedelta(minutes=5)
_BY_ITSELF = ("Auto", "Recreate", "InPlaceOrRecreate")


@check(id=IDLE_ID, title=Text(ko="동작하지 않는 VPA", en="VPA that does nothing"), runbook=RUNBOOK)
def vpa_not_working(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """A target that does not exist, or what the recommender says is wrong."""
    for vpa in facts.of(VPAS):
        claim = _target_missing(vpa, facts) or _wrong(vpa, now)
        if claim is not None:
            yield claimed(claim, vpa, check=IDLE_ID, runbook=RUNBOOK, facts=facts)


@check(
    id=ADVICE_ID,
    title=Text(ko="VPA가 권하는 요청(requests)", en="Requests that a VPA recommends"),
    runbook=RUNBOOK,
    klass="advice",
)
def vpa_recommends(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Requests outside of what the VPA of a workload holds for right; one that applies it by itself needs no advice."""
    for vpa in facts.of(VPAS):
        target = _target(vpa, facts)
        mode = str((vpa.spec.get("updatePolicy") or {}).get("updateMode", "Auto"))
        if target is None or mode in _BY_ITSELF:
            continue
        for recommended in (vpa.status.get("recommendation") or {}).get("containerRecommendations") or ():
            for resource in RESOURCES:
                claim = _outside(vpa, target, recommended, resource, facts)
                if claim is not None:
                    yield claimed(claim, target, check=ADVICE_ID, runbook=RUNBOOK, facts=facts)


def _reference(vpa: Seen) -> tuple[str, str]:
    wanted = vpa.spec.get("targetRef") or {}
    return str(wanted.get("kind", "")), str(wanted.get("name", ""))


def _target(vpa: Seen, facts: KubeFacts) -> Seen | None:
    kind, name = _reference(vpa)
    return facts.named(_SCALED.get(kind, ""), vpa.namespace, name)


def _target_missing(vpa: Seen, facts: KubeFacts) -> Claim | None:
    kind, name = _reference(vpa)
    if not facts.has(_SCALED.get(kind, "")) or _target(vpa, facts) is not None:
        return None
    return Claim(
        variant="vpa_target_missing",
        title=Text(
            ko=f"VPA {vpa.name}: {kind} {with_particle(name, '이')} 없음",
            en=f"VPA {vpa.name}: its {kind} {name} does not exist",
        ),
        cause=Text(
            ko=f"VPA {with_particle(vpa.name, '이')} 대상으로 하는 {kind} {with_particle(name, '이')} 없습니다.",
            en=f"VPA {vpa.name} is for the {kind} {name}, which does not exist.",
        ),
        cites=(vpa.cite("spec.targetRef.name", name),),
        related=(ref(facts, kind, vpa.namespace, name),),
    )


def _wrong(vpa: Seen, now: datetime) -> Claim | None:
    for kind, bad in _WRONG:
        condition = vpa.condition(kind)
        since = moment(condition.get("lastTransitionTime"))
        if condition.get("status") != bad or (since is not None and now - since < _SETTLED):
            continue
        message = str(condition.get("message", "")) or str(condition.get("reason", ""))
        return Claim(
            variant="vpa_condition",
            title=Text(ko=f"VPA {vpa.name}: {kind}", en=f"VPA {vpa.name}: {kind}"),
            cause=Text(
                ko=f"VPA {with_particle(vpa.name, '이')} 권장값을 내지 못합니다({kind}): {message}",
                en=f"VPA {vpa.name} recommends nothing ({kind}): {message}",
            ),
            cites=(vpa.cite(f"status.conditions[{kind}].status", bad),),
        )
    return None


def _outside(vpa: Seen, target: Seen, recommended: Mapping[str, Any], resource: str, facts: KubeFacts) -> Claim | None:
    """The request is below `lowerBound` or above `upperBound`."""
    name = str(recommended.get("containerName", ""))
    container = next((c for c in target.containers if c.get("name") == name), {})
    request = str(((container.get("resources") or {}).get("requests") or {}).get(resource, ""))
    has, low, wanted, high = (
        amount(v) if v else None
        for v in (
            request,
            *((recommended.get(key) or {}).get(resource) for key in ("lowerBound", "target", "upperBound")),
        )
    )
    if has is None or wanted is None:
        return None
    too_small, too_large = low is not None and has < low, high is not None and has > high
    if not too_small and not too_large:
        return None
    safe = _safe(wanted, target, name, resource, facts)
    return _advice(vpa, target, recommended, resource, request, safe, too_small=too_small)


def _safe(wanted: Decimal, target: Seen, name: str, resource: str, facts: KubeFacts) -> Decimal:
    """Never less than any pod uses now."""
    uses = uses_by_workload(facts).get(target.uid, ())
    return max([wanted, *(u.used for u in uses if u.name == name and u.resource == resource)])


def _advice(
    vpa: Seen,
    target: Seen,
    recommended: Mapping[str, Any],
    resource: str,
    request: str,
    wanted: Decimal,
    *,
    too_small: bool,
) -> Claim:
    name = str(recommended["containerName"])
    said = str((recommended.get("target") or {}).get(resource, ""))
    what_ko, what = ("메모리", "memory") if resource == "memory" else ("CPU", "CPU")
    advised = shown(wanted, resource)
    more = Text(ko="모자랍니다", en="too little") if too_small else Text(ko="너무 큽니다", en="too much")
    path = f"status.recommendation.containerRecommendations[{name}].target.{resource}"
    cites: tuple[Cite, ...] = (
        target.cite(f"spec.template.spec.containers[{name}].resources.requests.{resource}", request),
        vpa.cite(path, said),
    )
    text = Text(
        ko=f"VPA {vpa.name}의 권장값은 {advised}입니다.",
        en=f"VPA {vpa.name} recommends {advised}.",
    )
    return Claim(
        variant=f"{resource}_request_{'low' if too_small else 'high'}",
        title=Text(
            ko=f"{target.name}: 컨테이너 {name}의 {what_ko} 요청 {request}, VPA 권장 {advised}",
            en=f"{target.name}: container {name} requests {request} of {what}, its VPA recommends {advised}",
        ),
        cause=Text(
            ko=f"컨테이너 {name}의 {what_ko} 요청 {with_particle(request, '은')} 지난 사용량에 비해 {more.ko}.",
            en=f"Container {name} requests {request} of {what}, {more.en} for what it has used.",
        ),
        cites=cites,
        behind=(Statement(role="caution", text=text, cites=cites[1:]), *about_the_heap(target, name, resource)),
        details=(("container", name), ("request", request), ("advised", advised)),
        severity=Severity.LOW,
        klass="advice",
    )
