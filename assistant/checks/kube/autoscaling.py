"""The check for autoscalers that cannot scale. Called by `assistant.playbooks.explain_workload`.

Source: conditions of HorizontalPodAutoscaler v2 as the controller sets them (pkg/controller/podautoscaler, v1.28 to v1.34).
"""

import difflib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from assistant.checks.kube.api_services import AUTOSCALERS, metrics_down
from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Severity, Statement
from assistant.identity import ResourceRef
from assistant.language import Text, with_particle

ID = "kube.autoscaler_stuck"
RUNBOOK = "runbooks/autoscaling#check"
_SCALED = {"Deployment": "deployments.apps", "StatefulSet": "statefulsets.apps", "ReplicaSet": "replicasets.apps"}
_CLOSE = 0.7
_MEANT = ("ScalingDisabled",)  # scaled to zero by a person: the autoscaler rests


@check(id=ID, title=Text(ko="늘리지 못하는 오토스케일러", en="Autoscaler that cannot scale"), runbook=RUNBOOK)
def autoscaler_stuck(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """No metrics, no target, or as many replicas as it may have while more are wanted."""
    for autoscaler in facts.of(AUTOSCALERS):
        found = (
            _without_target(autoscaler, facts)
            or _rivals(autoscaler, facts)
            or (_failing(autoscaler, facts) if not _rivals_of(autoscaler, facts) else None)
            or _at_maximum(autoscaler, facts)
        )
        if found is not None:
            yield found


def scaled(autoscaler: Seen) -> tuple[str, str, str]:
    """(namespace, kind, name) of what it scales."""
    target = autoscaler.spec.get("scaleTargetRef") or {}
    return autoscaler.namespace, str(target.get("kind", "")), str(target.get("name", ""))


def _without_target(autoscaler: Seen, facts: KubeFacts) -> Finding | None:
    """What it scales does not exist; known for kinds that were read."""
    place, kind, name = scaled(autoscaler)
    resource = _SCALED.get(kind, "")
    if not facts.has(resource) or facts.named(resource, place, name) is not None:
        return None
    here = [w.name for w in facts.of(resource) if w.namespace == place]
    close = difflib.get_close_matches(name, here, n=1, cutoff=_CLOSE)
    meant_ko = f" 이름이 비슷한 {kind} {with_particle(close[0], '이')} 있습니다." if close else ""
    meant_en = f" There is a {kind} {close[0]}." if close else ""
    cause = Text(
        ko=f"HPA {with_particle(autoscaler.name, '이')} 조절할 {kind} {with_particle(name, '이')} 없습니다.{meant_ko}",
        en=f"The {kind} {name} that HPA {autoscaler.name} is to scale does not exist.{meant_en}",
    )
    title = Text(
        ko=f"HPA {autoscaler.name}: 조절할 대상이 없음", en=f"HPA {autoscaler.name}: what it scales does not exist"
    )
    statements = [Statement(role="cause", text=cause, cites=(autoscaler.cite("spec.scaleTargetRef.name", name),))]
    return _finding(autoscaler, title, statements, (("variant", "target_missing"), ("target", f"{kind}/{name}")), facts)


def _rivals(autoscaler: Seen, facts: KubeFacts) -> Finding | None:
    """Another one scales the same; told once, of the first by name."""
    rivals = _rivals_of(autoscaler, facts)
    if not rivals or min(a.name for a in rivals) < autoscaler.name:
        return None
    _, kind, name = scaled(autoscaler)
    others = ", ".join(a.name for a in rivals)
    cause = Text(
        ko=f"HPA {with_particle(autoscaler.name, '과')} {with_particle(others, '이')} 같은 {kind} {with_particle(name, '을')} "
        "조절하며 서로의 결정을 뒤집습니다.",
        en=f"The HPAs {autoscaler.name} and {others} scale the same {kind} {name} and undo each other's decisions.",
    )
    title = Text(
        ko=f"HPA {autoscaler.name}: 다른 HPA와 같은 대상을 조절함",
        en=f"HPA {autoscaler.name} and {others} scale the same target",
    )
    cites = tuple(a.cite("spec.scaleTargetRef.name", name) for a in (autoscaler, *rivals))
    statements = [Statement(role="cause", text=cause, cites=cites)]
    return _finding(autoscaler, title, statements, (("variant", "rival_autoscalers"), ("others", others)), facts)


def _rivals_of(autoscaler: Seen, facts: KubeFacts) -> list[Seen]:
    return [a for a in facts.of(AUTOSCALERS) if scaled(a) == scaled(autoscaler) and a.name != autoscaler.name]


def _failing(autoscaler: Seen, facts: KubeFacts) -> Finding | None:
    for kind, variant in (("AbleToScale", "target_unknown"), ("ScalingActive", "no_metrics")):
        condition = autoscaler.condition(kind)
        reason, message = str(condition.get("reason", "")), str(condition.get("message", ""))
        if condition.get("status") != "False" or reason in _MEANT:
            continue
        if variant == "no_metrics" and metrics_down(autoscaler, facts) is not None:
            continue  # told with the API service
        what = Text(
            ko="조절할 대상을 찾지 못함" if kind == "AbleToScale" else "지표를 읽지 못해 조절하지 못함",
            en="cannot find what it scales" if kind == "AbleToScale" else "gets no metrics and does not scale",
        )
        cause = Text(
            ko=f"HPA {autoscaler.name}: {what.ko}({reason}). {message}",
            en=f"The HPA {autoscaler.name} {what.en} ({reason}): {message}",
        )
        cite = autoscaler.cite(f"status.conditions[{kind}].message", message)
        statements = [Statement(role="cause", text=cause, cites=(cite,))]
        statements += _without_requests(autoscaler, facts) if kind == "ScalingActive" else []
        title = Text(ko=f"HPA {autoscaler.name}: {what.ko}", en=f"HPA {autoscaler.name} {what.en}")
        return _finding(autoscaler, title, statements, (("variant", variant), ("reason", reason)), facts)
    return None


def _without_requests(autoscaler: Seen, facts: KubeFacts) -> list[Statement]:
    """Utilization is a share of the request: containers without one cannot be measured."""
    resources = {
        str(m["resource"].get("name", ""))
        for m in autoscaler.spec.get("metrics") or ()
        if m.get("type") == "Resource" and (m["resource"].get("target") or {}).get("type") == "Utilization"
    }
    place, kind, name = scaled(autoscaler)
    workload = next(
        (w for r in facts.objects for w in facts.of(r) if (w.namespace, w.kind, w.name) == (place, kind, name)), None
    )
    containers = (workload.template.get("spec") or {}).get("containers") or () if workload else ()
    bare = [
        (resource, str(c.get("name", "")))
        for resource in sorted(resources)
        for c in containers
        if not ((c.get("resources") or {}).get("requests") or {}).get(resource)
    ]
    if workload is None or not bare:
        return []
    said = ", ".join(f"{container} ({resource})" for resource, container in bare)
    text = Text(
        ko=f"{kind} {name}의 컨테이너에 resources.requests가 없습니다: {said}. "
        "사용률은 요청량에 대한 비율이라 계산할 수 없습니다.",
        en=f"Containers of {kind} {name} state no resources.requests: {said}. "
        "Utilization is a share of the request, so it cannot be computed.",
    )
    cites = tuple(
        workload.cite(f"spec.template.spec.containers[{container}].resources.requests.{resource}", "")
        for resource, container in bare
    )
    return [Statement(role="cause", text=text, cites=cites)]


def _at_maximum(autoscaler: Seen, facts: KubeFacts) -> Finding | None:
    limited, most = autoscaler.condition("ScalingLimited"), int(autoscaler.spec.get("maxReplicas") or 0)
    current = int(autoscaler.status.get("currentReplicas") or 0)
    if limited.get("status") != "True" or limited.get("reason") != "TooManyReplicas" or not most or current < most:
        return None
    cites: list[Cite] = [
        autoscaler.cite("spec.maxReplicas", most),
        autoscaler.cite("status.conditions[ScalingLimited].message", limited.get("message", "")),
    ]
    used = _measured(autoscaler)
    _, kind, name = scaled(autoscaler)
    cause = Text(
        ko=f"HPA {with_particle(autoscaler.name, '이')} {kind} {with_particle(name, '을')} 최대치인 {most}개까지 늘렸고 "
        f"더 필요하지만 늘릴 수 없습니다{f'({used.ko})' if used else ''}.",
        en=f"The HPA {autoscaler.name} has scaled {kind} {name} to its maximum of {most} replicas "
        f"and wants more{f' ({used.en})' if used else ''}.",
    )
    title = Text(
        ko=f"HPA {autoscaler.name}: 최대 {most}개에 도달", en=f"HPA {autoscaler.name} is at its maximum of {most}"
    )
    pairs = (("variant", "at_maximum"), ("max_replicas", str(most)), *_wanted(autoscaler, current))
    return _finding(autoscaler, title, [Statement(role="cause", text=cause, cites=tuple(cites))], pairs, facts)


def _wanted(autoscaler: Seen, current: int) -> tuple[tuple[str, str], ...]:
    """As many replicas as the autoscaler's own rule asks for: ceil(current * used / target)."""
    above = _above_target(autoscaler)
    return (("wanted_replicas", str(-(-current * above[1] // above[2]))),) if above else ()


def _measured(autoscaler: Seen) -> Text | None:
    """The first resource metric that is above its target, in words."""
    above = _above_target(autoscaler)
    if above is None:
        return None
    name, used, aim = above
    return Text(ko=f"{name} 사용률 {used}%, 목표 {aim}%", en=f"{name} utilization {used}%, target {aim}%")


def _above_target(autoscaler: Seen) -> tuple[str, int, int] | None:
    """Name, use and target in percent of the first resource metric that is above its target."""
    aims = {
        _metric_name(m): (_metric_body(m).get("target") or {}).get("averageUtilization")
        for m in autoscaler.spec.get("metrics") or ()
    }
    for metric in autoscaler.status.get("currentMetrics") or ():
        name = _metric_name(metric)
        used, aim = (_metric_body(metric).get("current") or {}).get("averageUtilization"), aims.get(name)
        if used is not None and aim is not None and used > aim:
            return name, int(used), int(aim)
    return None


def _metric_body(metric: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = metric.get("resource") or metric.get("containerResource") or {}
    return found


def _metric_name(metric: Mapping[str, Any]) -> str:
    return str(_metric_body(metric).get("name", ""))


def _finding(
    autoscaler: Seen, title: Text, statements: list[Statement], cause: tuple[tuple[str, str], ...], facts: KubeFacts
) -> Finding:
    place, kind, name = scaled(autoscaler)
    return Finding(
        check=ID,
        severity=Severity.MEDIUM,
        target=autoscaler.ref(facts.scope),
        title=title,
        statements=tuple(statements),
        cause=cause,
        related=(ResourceRef(provider="kube", scope=facts.scope, place=place, kind=kind, id=name),),
        managed_by=autoscaler.managed_by,
        runbook=RUNBOOK,
    )
