"""The check for pods that NetworkPolicies keep from resolving names. Called by `assistant.playbooks.explain_workload`.

Source: NetworkPolicy v1: policies add up, and a pod that no policy selects for egress may send anything.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen, is_over
from assistant.checks.kube.name_servers import reaches_dns
from assistant.checks.kube.selection import matches
from assistant.checks.spec import check
from assistant.findings import Finding, Severity, Statement
from assistant.identity import ResourceRef
from assistant.language import Text, with_particle

ID = "kube.dns_blocked"
RUNBOOK = "runbooks/service-no-endpoints#check"
POLICIES = "networkpolicies.networking.k8s.io"
DNS_PORT = 53


@check(id=ID, title=Text(ko="DNS가 막힌 파드", en="Pods whose DNS is blocked"), runbook=RUNBOOK)
def dns_blocked(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods that are selected for egress by policies of which none lets UDP port 53 out."""
    by_top: dict[tuple[str, str, str], list[Seen]] = defaultdict(list)
    tops: dict[tuple[str, str, str], Seen] = {}
    for pod in facts.of("pods"):
        if is_over(pod) or pod.spec.get("hostNetwork") or not _blocking(pod, facts):
            continue
        top = facts.controller(pod) or pod
        key = (top.namespace, top.kind, top.name)
        tops[key] = top
        by_top[key].append(pod)
    found = [_finding(tops[key], pods, _blocking(pods[0], facts), facts) for key, pods in by_top.items()]
    yield from gathered(found, facts)


def gathered(found: Iterable[Finding], facts: KubeFacts) -> Iterator[Finding]:
    """Findings about several workloads that the same policies bring become one about the policy, unless one of the
    workloads is what was asked about. Each names its policies first among what is related."""
    by_cause: dict[tuple[str, tuple[tuple[str, str], ...]], list[Finding]] = defaultdict(list)
    for finding in found:
        by_cause[finding.target.place, finding.cause].append(finding)
    for same in by_cause.values():
        if len(same) == 1 or "target" in facts.reported:
            yield from same
        else:
            yield _gathered(same)


def _gathered(same: list[Finding]) -> Finding:
    first, policy = same[0], same[0].related[0]
    names = ", ".join(f.target.id for f in same)
    what = first.title
    scope = Text(
        ko=f"같은 정책에 걸리는 워크로드 {len(same)}개: {names}.",
        en=f"The same holds for {len(same)} workloads: {names}.",
    )
    return replace(
        first,
        target=policy,
        title=Text(ko=f"{what.ko} (워크로드 {len(same)}개)", en=f"{what.en} ({len(same)} workloads)"),
        statements=(first.statements[0], Statement(role="scope", text=scope, cites=first.statements[-1].cites)),
        related=(*(f.target for f in same), *first.related[1:]),
    )


def _blocking(pod: Seen, facts: KubeFacts) -> tuple[Seen, ...]:
    """The policies that select the pod for egress, when none of them lets DNS out; else ()."""
    policies = tuple(
        p
        for p in facts.of(POLICIES)
        if p.namespace == pod.namespace and _for_egress(p) and matches(p.spec.get("podSelector") or {}, pod.labels)
    )
    return () if any(_lets_dns_out(p, facts) for p in policies) else policies


def _for_egress(policy: Seen) -> bool:
    types = policy.spec.get("policyTypes")
    return "Egress" in types if types else "egress" in policy.spec


def _lets_dns_out(policy: Seen, facts: KubeFacts) -> bool:
    """Whether a rule names UDP port 53, or no port at all, to where DNS may run."""
    for rule in policy.spec.get("egress") or ():
        ports = rule.get("ports") or ()
        if (not ports or any(_is_dns(p) for p in ports)) and reaches_dns(rule, policy, facts):
            return True
    return False


def _is_dns(port: Mapping[str, Any]) -> bool:
    if port.get("protocol", "TCP") != "UDP":
        return False
    number, end = port.get("port"), port.get("endPort")
    if number is None:
        return True
    if isinstance(number, str):
        return number == "dns"  # a name is resolved at the receiving pod; kube-dns calls it so
    return int(number) <= DNS_PORT <= int(end or number)


def _finding(top: Seen, pods: list[Seen], policies: tuple[Seen, ...], facts: KubeFacts) -> Finding:
    names = ", ".join(p.name for p in policies)
    cites = [p.cite("spec.egress", str(p.spec.get("egress") or [])) for p in policies]
    selected = [pods[0].cite("metadata.labels", ",".join(f"{k}={v}" for k, v in sorted(pods[0].labels.items())))]
    cause = Text(
        ko=f"NetworkPolicy {with_particle(names, '이')} {top.name}에서 나가는 트래픽을 제한하면서 "
        "DNS(UDP 53)를 허용하지 않아 이름을 해석할 수 없습니다.",
        en=f"The NetworkPolicy {names} restricts what leaves {top.name} and does not let DNS (UDP 53) out, "
        "so names cannot be resolved.",
    )
    scope = Text(
        ko=f"네임스페이스 {top.namespace}의 파드 {len(pods)}개가 이 정책에 걸립니다.",
        en=f"It selects {len(pods)} pod{'' if len(pods) == 1 else 's'} of {top.name} in namespace {top.namespace}.",
    )
    return Finding(
        check=ID,
        severity=Severity.HIGH,
        target=top.ref(facts.scope),
        title=Text(
            ko=f"{top.name}: NetworkPolicy {with_particle(names, '이')} DNS를 막음",
            en=f"{top.name}: NetworkPolicy {names} blocks DNS",
        ),
        statements=(
            Statement(role="cause", text=cause, cites=tuple(cites)),
            Statement(role="scope", text=scope, cites=tuple(selected)),
        ),
        cause=(("variant", "dns_blocked"), ("policy", names)),
        related=tuple(
            ResourceRef(provider="kube", scope=facts.scope, place=p.namespace, kind="NetworkPolicy", id=p.name)
            for p in policies
        ),
        managed_by=policies[0].managed_by,
    )
