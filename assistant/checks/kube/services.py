"""The check for Services whose selector fits no pod. Called by `assistant.playbooks.explain_workload`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from assistant.checks.kube.facts import KubeFacts, Seen, is_over, selects
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Severity, Statement
from assistant.language import Text, with_particle

ID = "kube.service_selects_nothing"
RUNBOOK = "runbooks/service-no-endpoints#check"
KINDS = ("deployments.apps", "statefulsets.apps", "daemonsets.apps")
SIMILAR = 0.75


@dataclass(frozen=True, kw_only=True)
class Closest:
    """The workload that a selector most likely means, and the one label that keeps them apart."""

    workload: Seen
    key: str
    wanted: str
    actual: str


@check(
    id=ID,
    title=Text(ko="어떤 파드도 고르지 못하는 Service", en="Service that selects no pod"),
    runbook=RUNBOOK,
)
def service_selects_nothing(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Selector against pod labels. ExternalName and Services without a selector (endpoints by hand) are left alone."""
    if not facts.has("pods"):
        return
    for service in facts.of("services"):
        selector = service.spec.get("selector") or {}
        if not selector or service.spec.get("type") == "ExternalName":
            continue
        if any(not is_over(pod) for pod in facts.selected(service.namespace, selector)):
            continue
        meant = [w for w in _workloads(service, facts) if selects(selector, w.template_labels)]
        if not meant:
            yield _finding(service, selector, facts)
        elif all(w.spec.get("replicas") == 0 for w in meant):
            yield _scaled_to_zero(service, meant[0], facts.scope)


def _workloads(service: Seen, facts: KubeFacts) -> list[Seen]:
    return [w for kind in KINDS for w in facts.of(kind) if w.namespace == service.namespace]


def _finding(service: Seen, selector: Mapping[str, str], facts: KubeFacts) -> Finding:
    shown = ",".join(f"{key}={value}" for key, value in sorted(selector.items()))
    near = closest(service, selector, facts)
    cites = [service.cite("spec.selector", shown)]
    pairs = {"selector": shown}
    if near is None:
        read = all(facts.has(kind) for kind in KINDS)  # else a workload may exist that was not looked at
        cause = Text(
            ko=f"Service {service.name}의 셀렉터({shown})에 맞는 {'파드나 워크로드' if read else '파드'}가 "
            f"네임스페이스 {service.namespace}에 없습니다.",
            en=f"No pod{' or workload' if read else ''} in namespace {service.namespace} "
            f"fits the selector of Service {service.name} ({shown}).",
        )
        pairs["variant"] = "nothing_similar"
    else:
        cause, label_cites = _difference(service, near)
        cites.extend(label_cites)
        pairs |= {
            "variant": _variant(selector, near, facts),
            "key": near.key,
            "wanted": near.wanted,
            "actual": near.actual,
            near.workload.kind.lower(): near.workload.name,
        }
    effect = Text(
        ko=f"Service {service.name}에 연결된 파드가 없어 모든 요청이 실패합니다.",
        en=f"Service {service.name} has no endpoints: every request to it fails.",
    )
    changed = _changed_by(selector, near, facts) if near else None
    return Finding(
        check=ID,
        severity=Severity.HIGH,
        target=service.ref(facts.scope),
        title=Text(ko=f"Service {service.name}: 선택되는 파드 없음", en=f"Service {service.name} selects no pod"),
        statements=(
            Statement(role="cause", text=cause, cites=tuple(cites)),
            Statement(role="effect", text=effect, cites=_endpoint_cites(service, facts) or (cites[0],)),
            *([changed] if changed else []),
        ),
        cause=tuple(pairs.items()),
        related=(near.workload.ref(facts.scope),) if near else (),
        managed_by=service.managed_by,
        runbook=RUNBOOK,
    )


def _difference(service: Seen, near: Closest) -> tuple[Text, list[Cite]]:
    name, kind = near.workload.name, near.workload.kind
    wanted = f"{near.key}={near.wanted}"
    path = f"spec.template.metadata.labels[{near.key}]"
    if not near.actual:
        text = Text(
            ko=f"Service {with_particle(service.name, '은')} 레이블 {with_particle(wanted, '을')} 찾지만, "
            f"{kind} {name}의 파드에는 레이블 {with_particle(near.key, '이')} 없습니다.",
            en=f"Service {service.name} wants the label {wanted}, "
            f"but the pods of {kind} {name} have no label {near.key}.",
        )
        return text, [near.workload.cite(path, "")]
    actual = f"{near.key}={near.actual}"
    text = Text(
        ko=f"Service {with_particle(service.name, '은')} 레이블 {with_particle(wanted, '을')} 찾지만, "
        f"{kind} {name}의 파드에는 {with_particle(actual, '이')} 붙어 있습니다.",
        en=f"Service {service.name} wants the label {wanted}, but the pods of {kind} {name} carry {actual}.",
    )
    return text, [near.workload.cite(path, near.actual)]


def closest(service: Seen, selector: Mapping[str, str], facts: KubeFacts) -> Closest | None:
    """For whatever selects pods of its own namespace: the workload with the fewest labels wrong; among equals the one
    whose name or label looks most alike."""
    best: tuple[tuple[int, float], Closest] | None = None
    for workload in _workloads(service, facts):
        labels = workload.template_labels
        wrong = [key for key, value in selector.items() if labels.get(key) != value]
        key = min(wrong, key=lambda k: -_alike(selector[k], labels.get(k, "")))
        alike = max(_alike(selector[key], labels.get(key, "")), _alike(service.name, workload.name))
        if len(wrong) == len(selector) and alike < SIMILAR:
            continue
        rank = (-len(wrong), alike)
        if best is None or rank > best[0]:
            found = Closest(workload=workload, key=key, wanted=selector[key], actual=labels.get(key, ""))
            best = (rank, found)
    return best[1] if best else None


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _variant(selector: Mapping[str, str], near: Closest, facts: KubeFacts) -> str:
    if _earlier_fit(selector, near, facts) is not None:
        return "label_changed"
    if len(selector) > 1:
        return "extra_selector_key"
    return "selector_typo" if _alike(near.wanted, near.actual) >= SIMILAR else "label_differs"


def _earlier_fit(selector: Mapping[str, str], near: Closest, facts: KubeFacts) -> Seen | None:
    """An earlier revision whose pods the Service did select."""
    earlier = (rs for rs in facts.owned("replicasets.apps", near.workload) if selects(selector, rs.template_labels))
    return max(earlier, key=lambda rs: rs.revision, default=None)


def _changed_by(selector: Mapping[str, str], near: Closest, facts: KubeFacts) -> Statement | None:
    earlier = _earlier_fit(selector, near, facts)
    later = [rs for rs in facts.owned("replicasets.apps", near.workload) if earlier and rs.revision > earlier.revision]
    if earlier is None or not later:
        return None
    first = min(later, key=lambda rs: rs.revision)
    at = first.created_at
    when = f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else ""
    text = Text(
        ko=f"리비전 {earlier.revision}까지는 맞았습니다. {when}의 리비전 {first.revision}에서 레이블이 바뀌었습니다.",
        en=f"It fitted until revision {earlier.revision}; revision {first.revision} of {when} changed the label.",
    )
    path = f"spec.template.metadata.labels[{near.key}]"
    cites = (
        earlier.cite(path, earlier.template_labels.get(near.key, "")),
        first.cite(path, first.template_labels.get(near.key, "")),
        first.cite("metadata.creationTimestamp", first.meta.get("creationTimestamp", "")),
    )
    return Statement(role="time", text=text, cites=cites)


def _endpoint_cites(service: Seen, facts: KubeFacts) -> tuple[Cite, ...]:
    slices = [
        s
        for s in facts.of("endpointslices.discovery.k8s.io")
        if s.namespace == service.namespace and s.labels.get("kubernetes.io/service-name") == service.name
    ]
    return tuple(s.cite("endpoints", len(s.row.get("endpoints") or ())) for s in slices)


def _scaled_to_zero(service: Seen, workload: Seen, scope: str) -> Finding:
    text = Text(
        ko=f"{workload.kind} {with_particle(workload.name, '이')} 0개로 줄여져 있어 "
        f"Service {service.name}에 파드가 없습니다. 의도한 것이라면 문제가 아닙니다.",
        en=f"{workload.kind} {workload.name} is scaled to zero, "
        f"so Service {service.name} has no pods: no problem if meant.",
    )
    return Finding(
        check=ID,
        severity=Severity.LOW,
        klass="advice",
        target=service.ref(scope),
        title=Text(ko=f"Service {service.name}: 0개로 줄여진 워크로드", en=f"Service {service.name}: scaled to zero"),
        statements=(Statement(role="cause", text=text, cites=(workload.cite("spec.replicas", 0),)),),
        cause=(("variant", "scaled_to_zero"), (workload.kind.lower(), workload.name)),
        related=(workload.ref(scope),),
        managed_by=service.managed_by,
        runbook=RUNBOOK,
    )
