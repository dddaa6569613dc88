"""Advice on roles and bindings that give away nearly everything, or a way into every pod. Found by scanning.

Source: Kubernetes documentation, "Using RBAC Authorization" and "Role Based Access Control Good Practices". `*` stands for
every resource and subresource; exec and attach are asked for by `create`, or by `get` over a web socket.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from assistant.checks.kube.access import BINDINGS, ROLES
from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.posture.advice import Advice, Spot, advised
from assistant.checks.kube.posture.pod_specs import items, mapping, words
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#rights"
_EVERY_VERB = {"get", "list", "watch", "create", "update", "patch", "delete"}
_INTO_PODS = {"pods/exec", "pods/attach", "*", "*/*", "*/exec", "*/attach"}
_DEFAULT_ROLES = frozenset(
    {"cluster-admin", "admin", "edit"}
)  # of Kubernetes itself, beside those that begin with `system:`
_DEFAULT_BINDINGS = frozenset({"cluster-admin"})
_OF_THE_PROVIDER = ("system:", "gce:podsecuritypolicy:")
_BOOTSTRAP = "kubernetes.io/bootstrapping"
_ADMIN = Advice(
    check="kube.binding_to_admin",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    says=Text(ko="모든 권한을 주는 역할에 연결되어 있습니다", en="gives all rights"),
    matters=Text(
        ko="이 대상의 자격 증명을 얻은 사람은 무엇이든 읽고 바꿀 수 있습니다.",
        en="Who gets hold of its subjects' credentials can read and change everything.",
    ),
    remedy=Text(
        ko="필요한 자원과 동사만 적은 역할을 만들어 연결하십시오.",
        en="Bind a role that names just the resources and verbs that are needed.",
    ),
)
_ROLE_EXEC = Advice(
    check="kube.role_enters_pods",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(
        ko="파드 안에서 명령을 실행할 수 있습니다(pods/exec, pods/attach)",
        en="allows commands in pods (pods/exec, pods/attach)",
    ),
    matters=Text(
        ko="파드 안의 비밀값과 그 ServiceAccount의 권한을 모두 얻게 됩니다.",
        en="That opens the secrets of the pods, and the rights of their ServiceAccounts.",
    ),
    remedy=Text(
        ko="와일드카드를 자원과 동사의 이름으로 바꾸고 pods/exec, pods/attach를 빼십시오.",
        en="Name resources and verbs instead of wildcards, and leave out pods/exec and pods/attach.",
    ),
)
_BINDING_EXEC = Advice(
    check="kube.binding_enters_pods",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="파드 안에서 명령을 실행할 수 있는 역할을 줍니다", en="gives a role that allows commands in pods"),
    matters=_ROLE_EXEC.matters,
    remedy=_ROLE_EXEC.remedy,
)


@check(
    id=_ADMIN.check,
    title=Text(ko="모든 권한을 주는 바인딩", en="Binding to all rights"),
    runbook=RUNBOOK,
    klass="advice",
)
def binding_to_admin(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Bindings to `cluster-admin`, or to a role that allows every verb on every resource of every group."""
    for binding in _own_bindings(facts):
        kind, name = _referred(binding)
        by_name = kind == "ClusterRole" and name == "cluster-admin"
        role = _role(binding, facts)
        if by_name or (role is not None and any(_is_everything(r) for r in rules(role))):
            yield from advised(facts, _ADMIN, binding, [_spot(binding)], _details(binding))


@check(
    id=_ROLE_EXEC.check,
    title=Text(ko="파드에 들어가는 역할", en="Role that enters pods"),
    runbook=RUNBOOK,
    klass="advice",
)
def role_enters_pods(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Roles that allow exec or attach, by name or wildcard; those of Kubernetes itself are what they are."""
    for resource in ROLES.values():
        for role in facts.of(resource):
            if not is_default_role(role):
                yield from advised(facts, _ROLE_EXEC, role, _entering(role))


@check(
    id=_BINDING_EXEC.check,
    title=Text(ko="파드에 들어가는 바인딩", en="Binding that enters pods"),
    runbook=RUNBOOK,
    klass="advice",
)
def binding_enters_pods(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Bindings to a role that allows exec or attach, the default roles admin, edit and cluster-admin among them."""
    for binding in _own_bindings(facts):
        kind, name = _referred(binding)
        role = _role(binding, facts)
        known = kind == "ClusterRole" and name in _DEFAULT_ROLES and role is None
        if known or (role is not None and any(_entering(role))):
            yield from advised(facts, _BINDING_EXEC, binding, [_spot(binding)], _details(binding))


def _own_bindings(facts: KubeFacts) -> Iterator[Seen]:
    """Bindings that somebody made, rather than Kubernetes or its provider."""
    for resource in BINDINGS:
        for binding in facts.of(resource):
            if not _is_provided(binding) and binding.name not in _DEFAULT_BINDINGS:
                yield binding


def _is_provided(obj: Seen) -> bool:
    return obj.name.startswith(_OF_THE_PROVIDER) or _BOOTSTRAP in mapping(obj.labels)


def is_default_role(role: Seen) -> bool:
    """One of Kubernetes itself or of the provider of the cluster, which is what it is."""
    return _is_provided(role) or (role.kind == "ClusterRole" and role.name in _DEFAULT_ROLES)


def _referred(binding: Seen) -> tuple[str, str]:
    """(kind, name) of the role."""
    wanted = mapping(binding.row.get("roleRef"))
    return str(wanted.get("kind") or ""), str(wanted.get("name") or "")


def _role(binding: Seen, facts: KubeFacts) -> Seen | None:
    """The role, as far as it was read. What is written may give a ClusterRole a namespace, which means nothing."""
    kind, name = _referred(binding)
    found = facts.named(ROLES.get(kind, ""), binding.namespace if kind == "Role" else "", name)
    if found is None and kind == "ClusterRole" and facts.written:
        return next((r for r in facts.of(ROLES[kind]) if r.name == name), None)
    return found


def _spot(binding: Seen) -> Spot:
    kind, name = _referred(binding)
    subjects = ", ".join(
        f"{mapping(s).get('kind')} {mapping(s).get('name')}" for s in items(binding.row.get("subjects"))
    )
    return Spot(path="roleRef.name", value=name, told=f"{kind} {name} → {subjects or '-'}")


def _details(binding: Seen) -> tuple[tuple[str, str], ...]:
    return (("role", "/".join(_referred(binding))),)


def rules(role: Seen) -> tuple[Mapping[str, Any], ...]:
    """The rules of a role."""
    return tuple(mapping(r) for r in items(role.row.get("rules")))


def _is_everything(rule: Mapping[str, Any]) -> bool:
    verbs = set(words(rule.get("verbs")))
    return (
        "*" in words(rule.get("apiGroups"))
        and "*" in words(rule.get("resources"))
        and ("*" in verbs or verbs >= _EVERY_VERB)
    )


def _entering(role: Seen) -> Iterator[Spot]:
    for number, rule in enumerate(rules(role)):
        resources = [r for r in words(rule.get("resources")) if r in _INTO_PODS]
        verbs = [v for v in words(rule.get("verbs")) if v in ("*", "create", "get")]
        if resources and verbs and {"", "*"} & set(words(rule.get("apiGroups"))):
            said = f"{', '.join(verbs)} {', '.join(resources)}"
            yield Spot(path=f"rules[{number}].resources", value=said)
