"""The check for pods that NetworkPolicies keep others from reaching. Called by `assistant.playbooks.explain_workload`.

Source: NetworkPolicy v1: policies add up; a rule without `from` lets everybody in, one without `ports` to any port.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen, is_over
from assistant.checks.kube.network import POLICIES, gathered
from assistant.checks.kube.selection import matches
from assistant.checks.spec import check
from assistant.findings import Finding, Severity, Statement
from assistant.identity import ResourceRef
from assistant.language import Text, with_particle

ID = "kube.traffic_blocked"
RUNBOOK = "runbooks/service-no-endpoints#check"
_STARTERS = ("deployments.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch", "cronjobs.batch")
_ASKED = frozenset({"network", "latency", "http"})


@dataclass(frozen=True, kw_only=True)
class _Door:
    """The policies that select a pod for ingress, and whether anybody known gets through."""

    policies: tuple[Seen, ...]
    variant: str


@check(id=ID, title=Text(ko="막힌 트래픽", en="Traffic that is blocked"), runbook=RUNBOOK)
def traffic_blocked(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Workloads behind a Service that no pod can reach, and, when traffic is what was reported, those that only some can."""
    yield from gathered(_blocked(facts), facts)


def _blocked(facts: KubeFacts) -> Iterator[Finding]:
    seen: set[str] = set()
    for pod in facts.of("pods"):
        top = facts.controller(pod) or pod
        if (
            top.uid in seen
            or is_over(pod)
            or pod.spec.get("hostNetwork")
            or not facts.services_of(pod.namespace, pod.labels)
        ):
            continue
        seen.add(top.uid)
        door = _door(pod, facts)
        if door is not None and (door.variant != "restricted" or facts.reported & _ASKED):
            yield _finding(top, pod, door, facts)


def _door(pod: Seen, facts: KubeFacts) -> _Door | None:
    """None for a pod that no policy guards or that everybody reaches."""
    policies = tuple(
        p
        for p in facts.of(POLICIES)
        if p.namespace == pod.namespace
        and "Ingress" in (p.spec.get("policyTypes") or ("Ingress",))
        and matches(p.spec.get("podSelector") or {}, pod.labels)
    )
    if not policies:
        return None
    rules = [(p, rule) for p in policies for rule in p.spec.get("ingress") or ()]
    if not rules:
        return _Door(policies=policies, variant="deny_all")
    if any(not rule.get("from") and not rule.get("ports") for _, rule in rules):
        return None
    open_ports = [(p, rule) for p, rule in rules if _opens(rule, pod)]
    if not open_ports:
        return _Door(policies=policies, variant="port_not_allowed")
    reached = any(_somebody(p, rule, pod, facts) for p, rule in open_ports)
    return _Door(policies=policies, variant="restricted" if reached else "no_source_allowed")


def _opens(rule: Mapping[str, Any], pod: Seen) -> bool:
    """Whether the rule lets anything through to a port that the pod declares; a pod that declares none is not judged."""
    ports = rule.get("ports") or ()
    declared = [p for c in pod.spec.get("containers") or () for p in c.get("ports") or ()]
    if not ports or not declared:
        return True
    return any(
        allowed.get("port") is None
        or allowed["port"] in (d.get("containerPort"), d.get("name"))
        or (
            isinstance(allowed["port"], int)
            and allowed["port"] <= int(d.get("containerPort") or 0) <= int(allowed.get("endPort") or allowed["port"])
        )
        for allowed in ports
        for d in declared
    )


def _somebody(policy: Seen, rule: Mapping[str, Any], pod: Seen, facts: KubeFacts) -> bool:
    """Whether a rule lets in anybody who is known, or somebody who cannot be known from here (addresses, other
    namespaces that were not read)."""
    sources = rule.get("from") or ()
    return not sources or any(_exists(s, policy, pod, facts) for s in sources)


def _exists(source: Mapping[str, Any], policy: Seen, pod: Seen, facts: KubeFacts) -> bool:
    if "ipBlock" in source:
        return True
    spaces = source.get("namespaceSelector")
    if spaces is not None:
        named = [n for n in facts.of("namespaces") if matches(spaces, n.labels)]
        if not facts.has("namespaces") or not named:
            return not facts.has("namespaces")
        if "podSelector" not in source or any(not facts.sees(n.name) for n in named):
            return True
        return any(_lives(source["podSelector"] or {}, n.name, pod, facts) for n in named)
    return _lives(source.get("podSelector") or {}, policy.namespace, pod, facts)


def _lives(selector: Mapping[str, Any], namespace: str, pod: Seen, facts: KubeFacts) -> bool:
    """Whether another pod there, or a workload that may have one, carries the labels."""
    others = [p for p in facts.pods_in(namespace) if p.uid != pod.uid and not is_over(p)]
    resting = [w for kind in _STARTERS for w in facts.of(kind) if w.namespace == namespace]
    return any(matches(selector, p.labels) for p in others) or any(
        matches(selector, w.template_labels) for w in resting
    )


def _finding(top: Seen, pod: Seen, door: _Door, facts: KubeFacts) -> Finding:
    names = ", ".join(p.name for p in door.policies)
    allowed = "; ".join(filter(None, (_allowed(p) for p in door.policies)))
    said = {
        "deny_all": Text(ko="들어오는 트래픽을 하나도 허용하지 않습니다", en="let nothing in"),
        "port_not_allowed": Text(ko="이 파드의 포트로 들어오는 트래픽을 허용하지 않습니다", en="do not open its ports"),
        "no_source_allowed": Text(
            ko="허용한 조건에 맞는 파드가 없어 아무도 들어올 수 없습니다", en="only let in pods that do not exist"
        ),
        "restricted": Text(ko="정해진 곳에서만 들어오게 합니다", en="let in only some"),
    }[door.variant]
    rules_ko, rules_en = (f" 허용: {allowed}.", f" Allowed: {allowed}.") if allowed else ("", "")
    cause = Text(
        ko=f"NetworkPolicy {with_particle(names, '이')} {top.name}에 대해 {said.ko}.{rules_ko}",
        en=f"The NetworkPolicies that select {top.name} {said.en}: {names}.{rules_en}",
    )
    blocked = door.variant != "restricted"
    labels = ",".join(f"{key}={value}" for key, value in sorted(pod.labels.items()))
    return Finding(
        check=ID,
        severity=Severity.HIGH if blocked else Severity.LOW,
        target=top.ref(facts.scope),
        title=Text(
            ko=f"{top.name}: NetworkPolicy {names}에 {'막힘' if blocked else '제한됨'}",
            en=f"{top.name}: traffic is {'blocked' if blocked else 'restricted'} by NetworkPolicy {names}",
        ),
        statements=(
            Statement(
                role="cause",
                text=cause,
                cites=tuple(p.cite("spec.ingress", str(p.spec.get("ingress") or [])) for p in door.policies),
            ),
            Statement(
                role="scope",
                text=Text(ko=f"파드의 레이블: {labels}.", en=f"Labels of its pods: {labels}."),
                cites=(pod.cite("metadata.labels", labels),),
            ),
        ),
        cause=(("variant", door.variant), ("policy", names)),
        related=tuple(
            ResourceRef(provider="kube", scope=facts.scope, place=p.namespace, kind="NetworkPolicy", id=p.name)
            for p in door.policies
        ),
        managed_by=door.policies[0].managed_by,
        runbook=RUNBOOK,
        confidence="certain" if door.variant == "deny_all" else "likely",
    )


def _allowed(policy: Seen) -> str:
    """Its rules in short: `role=frontend to 80/TCP`."""
    return "; ".join(_rule(r) for r in policy.spec.get("ingress") or ())


def _rule(rule: Mapping[str, Any]) -> str:
    sources = " | ".join(_source(s) for s in rule.get("from") or ()) or "*"
    ports = ", ".join(f"{p.get('port', '*')}/{p.get('protocol', 'TCP')}" for p in rule.get("ports") or ())
    return f"{sources} to {ports}" if ports else sources


def _source(source: Mapping[str, Any]) -> str:
    if "ipBlock" in source:
        return str(source["ipBlock"].get("cidr", ""))
    parts = []
    for field, label in (("namespaceSelector", "namespace"), ("podSelector", "pod")):
        if field in source:
            labels = (source[field] or {}).get("matchLabels") or {}
            parts.append(f"{label} {','.join(f'{k}={v}' for k, v in labels.items()) or '*'}")
    return " ".join(parts)
