"""The check for role bindings that grant nothing. Called by `assistant.playbooks.explain_workload`.

Source: rbac.authorization.k8s.io/v1: the API server accepts a binding to a role or ServiceAccount that does not exist.
"""

import difflib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.single import Claim, claimed, ref
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text, with_particle

ID = "kube.dangling_binding"
RUNBOOK = "runbooks/role-binding#check"
_GROUP = "rbac.authorization.k8s.io"
BINDINGS = (f"rolebindings.{_GROUP}", f"clusterrolebindings.{_GROUP}")
ROLES = {"Role": f"roles.{_GROUP}", "ClusterRole": f"clusterroles.{_GROUP}"}
ACCOUNTS = "serviceaccounts"
_BOOTSTRAP = "kubernetes.io/bootstrapping"  # bindings of Kubernetes itself name accounts that not every cluster has
_EVERYWHERE = frozenset(
    {"cluster-admin", "admin", "edit", "view"}
)  # ClusterRoles that every cluster has, and system: ones
_CLOSE = 0.75


@check(id=ID, title=Text(ko="효력이 없는 역할 바인딩", en="Role binding that grants nothing"), runbook=RUNBOOK)
def dangling_binding(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """A role that does not exist, or a ServiceAccount that does not and that another one is nearly called like; without
    such a one the account may simply not be there yet, which is advice. So is a role that manifests do not bring along."""
    for resource in BINDINGS:
        for binding in facts.of(resource):
            if _BOOTSTRAP in binding.labels:
                continue
            claim = _role(binding, facts) or _account(binding, facts)
            if claim is not None:
                yield claimed(claim, binding, check=ID, runbook=RUNBOOK, facts=facts)


def _role(binding: Seen, facts: KubeFacts) -> Claim | None:
    wanted = binding.row.get("roleRef") or {}
    kind, name = str(wanted.get("kind", "")), str(wanted.get("name", ""))
    resource = ROLES.get(kind, "")
    place = binding.namespace if kind == "Role" else ""
    if not facts.has(resource) or facts.named(resource, place, name) is not None:
        return None
    if facts.written:
        known = kind == "ClusterRole" and (name in _EVERYWHERE or name.startswith("system:"))
        return (
            None
            if known or any(r.name == name for r in facts.of(resource))
            else _not_brought(binding, kind, name, facts)
        )
    close = _close(name, [r.name for r in facts.of(resource) if r.namespace == place])
    subjects = ", ".join(_shown(s) for s in binding.row.get("subjects") or ()) or "-"
    return Claim(
        variant="role_missing",
        title=Text(
            ko=f"{binding.kind} {binding.name}: {kind} {with_particle(name, '이')} 없음",
            en=f"{binding.kind} {binding.name}: the {kind} {name} does not exist",
        ),
        cause=Text(
            ko=f"{binding.kind} {with_particle(binding.name, '이')} 가리키는 {kind} {with_particle(name, '이')} 없어 "
            f"아무 권한도 주지 않습니다.{_meant_ko(kind, close)}",
            en=f"{binding.kind} {binding.name} refers to the {kind} {name}, which does not exist, so it grants nothing."
            f"{_meant_en(kind, close)}",
        ),
        cites=(binding.cite("roleRef.name", name), binding.cite("subjects", subjects)),
        effect=Text(ko=f"권한을 받지 못하는 대상: {subjects}.", en=f"Without these rights: {subjects}."),
        details=(("role", f"{kind}/{name}"), *((("meant", close),) if close else ())),
        related=(ref(facts, kind, place, name),),
    )


def _not_brought(binding: Seen, kind: str, name: str, facts: KubeFacts) -> Claim:
    """Manifests bind a role that they do not hold: it may be there, or be made by whoever comes first."""
    return Claim(
        variant="role_missing",
        title=Text(
            ko=f"{binding.kind} {binding.name}: {kind} {with_particle(name, '이')} 이 파일들에 없음",
            en=f"{binding.kind} {binding.name}: the {kind} {name} is not in these files",
        ),
        cause=Text(
            ko=f"{binding.kind} {with_particle(binding.name, '이')} 가리키는 {kind} {with_particle(name, '이')} "
            "이 파일들에 없습니다. 클러스터에도 없다면 나중에 그 이름으로 만들어지는 역할의 권한을 그대로 주게 됩니다.",
            en=f"{binding.kind} {binding.name} refers to the {kind} {name}, which is not in these files. If the cluster has "
            "none either, it will give the rights of whatever role is created under that name.",
        ),
        cites=(binding.cite("roleRef.name", name),),
        details=(("role", f"{kind}/{name}"),),
        severity=Severity.LOW,
        klass="advice",
        confidence="likely",
        related=(ref(facts, kind, binding.namespace if kind == "Role" else "", name),),
    )


def _account(binding: Seen, facts: KubeFacts) -> Claim | None:
    if not facts.has(ACCOUNTS) or facts.written:
        return None
    for number, subject in enumerate(binding.row.get("subjects") or ()):
        place, name = str(subject.get("namespace") or binding.namespace), str(subject.get("name", ""))
        if subject.get("kind") != "ServiceAccount" or not facts.sees(place):
            continue
        if facts.named(ACCOUNTS, place, name) is None:
            return _account_claim(binding, number, place, name, facts)
    return None


def _account_claim(binding: Seen, number: int, place: str, name: str, facts: KubeFacts) -> Claim:
    close = _close(name, [a.name for a in facts.of(ACCOUNTS) if a.namespace == place and a.name != "default"])
    if facts.has("namespaces") and facts.named("namespaces", "", place) is None:
        return _namespace_claim(binding, number, place, name, facts)
    return Claim(
        variant="account_missing",
        title=Text(
            ko=f"{binding.kind} {binding.name}: ServiceAccount {with_particle(name, '이')} 없음",
            en=f"{binding.kind} {binding.name}: the ServiceAccount {name} does not exist",
        ),
        cause=Text(
            ko=f"{binding.kind} {with_particle(binding.name, '이')} 권한을 주는 "
            f"ServiceAccount {place}/{with_particle(name, '이')} 없습니다.{_meant_ko('ServiceAccount', close)}",
            en=f"{binding.kind} {binding.name} grants rights to the ServiceAccount {place}/{name}, which does not exist."
            f"{_meant_en('ServiceAccount', close)}",
        ),
        cites=(binding.cite(f"subjects[{number}].name", name),),
        details=(("account", f"{place}/{name}"), *((("meant", close),) if close else ())),
        severity=Severity.MEDIUM if close else Severity.LOW,
        klass="problem" if close else "advice",
        related=(ref(facts, "ServiceAccount", place, name),),
    )


def _namespace_claim(binding: Seen, number: int, place: str, name: str, facts: KubeFacts) -> Claim:
    close = _close(place, [n.name for n in facts.of("namespaces")])
    return Claim(
        variant="account_namespace_missing",
        title=Text(
            ko=f"{binding.kind} {binding.name}: 네임스페이스 {with_particle(place, '이')} 없음",
            en=f"{binding.kind} {binding.name}: the namespace {place} does not exist",
        ),
        cause=Text(
            ko=f"{binding.kind} {with_particle(binding.name, '이')} 권한을 주는 ServiceAccount {place}/{name}의 네임스페이스가 "
            f"없습니다.{_meant_ko('네임스페이스', close)}",
            en=f"{binding.kind} {binding.name} grants rights to the ServiceAccount {place}/{name}, whose namespace does not "
            f"exist.{_meant_en('namespace', close)}",
        ),
        cites=(binding.cite(f"subjects[{number}].namespace", place),),
        details=(("account", f"{place}/{name}"), *((("meant", close),) if close else ())),
        severity=Severity.LOW,
        related=(ref(facts, "Namespace", "", place),),
    )


def _close(name: str, known: list[str]) -> str:
    found = difflib.get_close_matches(name, known, n=1, cutoff=_CLOSE)
    return found[0] if found else ""


def _meant_ko(kind: str, close: str) -> str:
    return f" 이름이 비슷한 {kind} {with_particle(close, '이')} 있습니다." if close else ""


def _meant_en(kind: str, close: str) -> str:
    return f" There is a {kind} {close}." if close else ""


def _shown(subject: Mapping[str, Any]) -> str:
    place = f"{subject['namespace']}/" if subject.get("namespace") else ""
    return f"{subject.get('kind')} {place}{subject.get('name')}"
