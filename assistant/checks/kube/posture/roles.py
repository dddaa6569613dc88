"""Advice on what roles allow: wildcards, secrets, creating pods. Found by scanning.

Source: Kubernetes documentation, "Role Based Access Control Good Practices" (privilege escalation risks).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from assistant.checks.kube.access import ROLES
from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.posture.advice import Advice, Spot, advised
from assistant.checks.kube.posture.pod_specs import words
from assistant.checks.kube.posture.rights import is_default_role, rules
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#rights"
_READING = frozenset({"get", "list", "watch", "*"})
_WILDCARD = Advice(
    check="kube.wildcard_in_role",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="규칙에 와일드카드(*)를 씁니다", en="uses wildcards in its rules"),
    matters=Text(
        ko="나중에 생기는 자원과 동사까지 모두 허용합니다.",
        en="It allows resources and verbs that do not even exist yet.",
    ),
    remedy=Text(ko="자원과 동사를 이름으로 적으십시오.", en="Name the resources and verbs."),
)
_SECRETS = Advice(
    check="kube.role_reads_secrets",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="Secret을 읽을 수 있습니다", en="allows reading Secrets"),
    matters=Text(
        ko="list와 watch만 있어도 값까지 모두 보입니다.", en="With list or watch alone all their values are seen."
    ),
    remedy=Text(
        ko="resourceNames로 필요한 Secret만 get하게 하거나 볼륨으로 마운트하십시오.",
        en="Allow get of the ones needed by resourceNames, or mount them.",
    ),
)
_PODS = Advice(
    check="kube.role_creates_pods",
    runbook=RUNBOOK,
    says=Text(ko="파드를 만들 수 있습니다", en="allows creating pods"),
    matters=Text(
        ko="파드를 만들 수 있으면 그 네임스페이스의 모든 Secret과 ServiceAccount를 쓸 수 있습니다.",
        en="Who creates pods can use every Secret and ServiceAccount of the namespace.",
    ),
    remedy=Text(
        ko="꼭 필요한 컨트롤러에만 주고 Pod Security 수준을 강제하십시오.",
        en="Give it to controllers that need it, and enforce a Pod Security level.",
    ),
)


@check(id=_WILDCARD.check, title=Text(ko="역할의 와일드카드", en="Wildcard in a role"), runbook=RUNBOOK, klass="advice")
def wildcard_in_role(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Roles with `*` for resources or verbs."""
    yield from _advised(facts, _WILDCARD, lambda r: "*" in (*words(r.get("resources")), *words(r.get("verbs"))))


@check(
    id=_SECRETS.check,
    title=Text(ko="Secret을 읽는 역할", en="Role that reads Secrets"),
    runbook=RUNBOOK,
    klass="advice",
)
def role_reads_secrets(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Roles that read Secrets which they do not name."""
    yield from _advised(facts, _SECRETS, _reads_secrets)


@check(
    id=_PODS.check, title=Text(ko="파드를 만드는 역할", en="Role that creates pods"), runbook=RUNBOOK, klass="advice"
)
def role_creates_pods(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Roles that create pods."""
    yield from _advised(facts, _PODS, lambda r: _allows(r, "pods", frozenset({"create", "*"})))


def _reads_secrets(rule: Mapping[str, Any]) -> bool:
    return _allows(rule, "secrets", _READING) and not words(rule.get("resourceNames"))


def _allows(rule: Mapping[str, Any], resource: str, verbs: frozenset[str]) -> bool:
    """Whether a rule allows one of the verbs on a resource of the core group."""
    return bool(
        {"", "*"} & set(words(rule.get("apiGroups")))
        and {resource, "*"} & set(words(rule.get("resources")))
        and verbs & set(words(rule.get("verbs")))
    )


def _advised(facts: KubeFacts, advice: Advice, is_meant: Callable[[Mapping[str, Any]], bool]) -> Iterator[Finding]:
    for resource in ROLES.values():
        for role in facts.of(resource):
            if not is_default_role(role):
                yield from advised(facts, advice, role, _spots(role, is_meant))


def _spots(role: Seen, is_meant: Callable[[Mapping[str, Any]], bool]) -> Iterator[Spot]:
    for number, rule in enumerate(rules(role)):
        if is_meant(rule):
            said = f"{', '.join(words(rule.get('verbs')))} {', '.join(words(rule.get('resources')))}"
            yield Spot(path=f"rules[{number}]", value=said)
