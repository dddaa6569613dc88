"""Advice on Gateways and HTTPRoutes: who may attach, which hosts, unencrypted listeners, grants. Found by scanning.

Source: Gateway API v1: `allowedRoutes`, `hostnames` (those of the listener where none are written), `sectionName`; a reference
into another namespace needs a ReferenceGrant there.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.gateways import GATEWAYS, ROUTES
from assistant.checks.kube.posture.advice import Advice, Spot, advised
from assistant.checks.kube.posture.pod_specs import in_namespace, items, mapping, words
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/ingress#fix"
_GROUP = "gateway.networking.k8s.io"
GRANTS = f"referencegrants.{_GROUP}"
_ATTACHED = Advice(
    check="kube.gateway_open_to_all",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="모든 네임스페이스의 라우트를 받습니다", en="takes routes from every namespace"),
    matters=Text(
        ko="아무 네임스페이스에서나 남의 호스트 이름으로 가는 트래픽을 가져갈 수 있습니다.",
        en="Any namespace can take over traffic to the host names of others.",
    ),
    remedy=Text(
        ko="allowedRoutes.namespaces.from을 Same이나 Selector로 하십시오.",
        en="Set allowedRoutes.namespaces.from to Same or Selector.",
    ),
)
_FALLBACK = Advice(
    check="kube.gateway_accepts_unverified_clients",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    says=Text(ko="검증되지 않은 클라이언트 인증서도 받습니다", en="lets clients in whose certificate is not valid"),
    matters=Text(ko="상호 TLS가 아무도 막지 않습니다.", en="Mutual TLS keeps nobody out."),
    remedy=Text(ko="validation.mode를 AllowValidOnly로 하십시오.", en="Set validation.mode to AllowValidOnly."),
)
_ANY_HOST = Advice(
    check="kube.route_of_any_host",
    runbook=RUNBOOK,
    says=Text(ko="호스트 이름을 정하지 않았습니다", en="matches any host name"),
    matters=Text(
        ko="이 게이트웨이로 오는 모든 호스트의 요청을 받습니다.",
        en="It takes requests for every host that reaches the gateway.",
    ),
    remedy=Text(
        ko="hostnames에 호스트 이름을 와일드카드 없이 적으십시오.", en="Name its hosts in hostnames, without wildcards."
    ),
)
_PLAIN = Advice(
    check="kube.route_without_encryption",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="암호화하지 않는 리스너로 서비스합니다", en="serves over a listener without encryption"),
    matters=Text(ko="비밀번호와 세션이 암호화되지 않은 채 오갑니다.", en="Passwords and sessions travel unencrypted."),
    remedy=Text(
        ko="HTTPS 리스너의 sectionName을 적고, HTTP 라우트는 https로 돌려보내기만 하게 하십시오.",
        en="Name the HTTPS listener in sectionName; let a route on HTTP do nothing but redirect to https.",
    ),
)
_UNGRANTED = Advice(
    check="kube.reference_without_grant",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(
        ko="ReferenceGrant 없이 다른 네임스페이스를 가리킵니다",
        en="refers to another namespace without a ReferenceGrant",
    ),
    matters=Text(
        ko="그 네임스페이스가 허용하지 않으면 이 참조는 효력이 없습니다.",
        en="Unless that namespace grants it elsewhere, the reference has no effect.",
    ),
    remedy=Text(
        ko="가리키는 대상의 네임스페이스에 ReferenceGrant를 두십시오.",
        en="Add a ReferenceGrant in the namespace that is referred to.",
    ),
)


@check(
    id=_ATTACHED.check,
    title=Text(ko="모두에게 열린 Gateway", en="Gateway open to all"),
    runbook=RUNBOOK,
    klass="advice",
)
def gateway_open_to_all(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Listeners that take routes from all namespaces."""
    for gateway in facts.of(GATEWAYS):
        yield from advised(facts, _ATTACHED, gateway, _open_listeners(gateway))


@check(
    id=_FALLBACK.check,
    title=Text(ko="클라이언트를 확인하지 않는 Gateway", en="Gateway that lets in unverified clients"),
    runbook=RUNBOOK,
    klass="advice",
)
def gateway_accepts_unverified_clients(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Validation of client certificates that falls back to letting everybody in."""
    for gateway in facts.of(GATEWAYS):
        yield from advised(facts, _FALLBACK, gateway, _fallbacks(gateway))


@check(
    id=_ANY_HOST.check, title=Text(ko="모든 호스트의 라우트", en="Route of any host"), runbook=RUNBOOK, klass="advice"
)
def route_of_any_host(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Routes without host names, or with wildcards, unless their listeners name a host."""
    for route in facts.of(ROUTES):
        yield from advised(facts, _ANY_HOST, route, _any_host(route, facts))


@check(
    id=_PLAIN.check,
    title=Text(ko="암호화하지 않는 라우트", en="Route without encryption"),
    runbook=RUNBOOK,
    klass="advice",
)
def route_without_encryption(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Routes on an HTTP listener that do more than redirect."""
    for route in facts.of(ROUTES):
        if not _only_redirects(route):
            yield from advised(facts, _PLAIN, route, _plain_listeners(route, facts))


@check(
    id=_UNGRANTED.check,
    title=Text(ko="허락 없는 참조", en="Reference without a grant"),
    runbook=RUNBOOK,
    klass="advice",
)
def reference_without_grant(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Backends and certificates in another namespace that no ReferenceGrant of the files allows. In a cluster the controller
    says so in conditions."""
    for obj in (*facts.of(ROUTES), *facts.of(GATEWAYS)) if facts.written else ():
        yield from advised(facts, _UNGRANTED, obj, _ungranted(obj, facts))


def _listeners(gateway: Seen) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(path, listener)."""
    for number, entry in enumerate(items(gateway.spec.get("listeners"))):
        yield f"spec.listeners[{mapping(entry).get('name') or number}]", mapping(entry)


def _open_listeners(gateway: Seen) -> Iterator[Spot]:
    for path, listener in _listeners(gateway):
        allowed = mapping(mapping(listener.get("allowedRoutes")).get("namespaces"))
        if allowed.get("from") == "All":
            where = str(listener.get("name") or "")
            yield Spot(path=f"{path}.allowedRoutes.namespaces.from", value="All", where=where)


def _fallbacks(gateway: Seen) -> Iterator[Spot]:
    frontend = mapping(mapping(gateway.spec.get("tls")).get("frontend"))
    validations = [("spec.tls.frontend.default.validation", mapping(frontend.get("default")).get("validation"))]
    for number, entry in enumerate(items(frontend.get("perPort"))):
        path = f"spec.tls.frontend.perPort[{number}].tls.validation"
        validations.append((path, mapping(mapping(entry).get("tls")).get("validation")))
    for path, validation in validations:
        if mapping(validation).get("mode") == "AllowInsecureFallback":
            yield Spot(path=f"{path}.mode", value="AllowInsecureFallback")


def _attached(route: Seen, facts: KubeFacts) -> Iterator[Mapping[str, Any]]:
    """The listeners that a route attaches to, of the Gateways that were read."""
    for entry in items(route.spec.get("parentRefs")):
        parent = mapping(entry)
        place = str(parent.get("namespace") or route.namespace)
        gateway = facts.named(GATEWAYS, place, str(parent.get("name") or ""))
        for _, listener in _listeners(gateway) if gateway is not None else ():
            named, port = parent.get("sectionName"), parent.get("port")
            if named in (None, listener.get("name")) and port in (None, listener.get("port")):
                yield listener


def _any_host(route: Seen, facts: KubeFacts) -> Iterator[Spot]:
    hosts = words(route.spec.get("hostnames"))
    listeners = list(_attached(route, facts))
    named = bool(listeners) and all(str(one.get("hostname") or "*").find("*") < 0 for one in listeners)
    if not hosts and not named:
        yield Spot(path="spec.hostnames")
    for number, host in enumerate(hosts):
        if "*" in host:
            yield Spot(path=f"spec.hostnames[{number}]", value=host)


def _only_redirects(route: Seen) -> bool:
    rules = [items(mapping(r).get("filters")) for r in items(route.spec.get("rules"))]
    return bool(rules) and all(any(_is_to_https(f) for f in filters) for filters in rules)


def _is_to_https(entry: Any) -> bool:
    return mapping(mapping(entry).get("requestRedirect")).get("scheme") == "https"


def _plain_listeners(route: Seen, facts: KubeFacts) -> Iterator[Spot]:
    names = [str(one.get("name") or "HTTP") for one in _attached(route, facts) if one.get("protocol") == "HTTP"]
    if names:
        yield Spot(path="spec.parentRefs", value=", ".join(dict.fromkeys(names)))


def _ungranted(obj: Seen, facts: KubeFacts) -> Iterator[Spot]:
    for path, reference, group, kind in _references(obj):
        place, name = str(reference.get("namespace") or obj.namespace), str(reference.get("name") or "")
        wanted = (str(reference.get("group") or group), str(reference.get("kind") or kind), name)
        grants = in_namespace(facts, GRANTS, place)
        if place != obj.namespace and not any(_grants(g, obj, wanted) for g in grants):
            yield Spot(path=f"{path}.namespace", value=place, where=f"{wanted[1]} {name}")


def _references(obj: Seen) -> Iterator[tuple[str, Mapping[str, Any], str, str]]:
    """(path, reference, default group, default kind)."""
    if obj.resource == GATEWAYS:
        for path, listener in _listeners(obj):
            for number, entry in enumerate(items(mapping(listener.get("tls")).get("certificateRefs"))):
                yield f"{path}.tls.certificateRefs[{number}]", mapping(entry), "", "Secret"
        return
    for rule_number, rule in enumerate(items(obj.spec.get("rules"))):
        for number, entry in enumerate(items(mapping(rule).get("backendRefs"))):
            yield f"spec.rules[{rule_number}].backendRefs[{number}]", mapping(entry), "", "Service"


def _grants(grant: Seen, obj: Seen, wanted: tuple[str, str, str]) -> bool:
    from_ = (mapping(f) for f in items(grant.spec.get("from")))
    to = [mapping(t) for t in items(grant.spec.get("to"))]
    origin = any(
        (f.get("group"), f.get("kind"), f.get("namespace")) == (_GROUP, obj.kind, obj.namespace) for f in from_
    )
    group, kind, name = wanted
    return origin and any(
        (str(t.get("group") or ""), t.get("kind")) == (group, kind) and t.get("name") in (None, name) for t in to
    )
