"""The check for Gateways and routes that lead nowhere. Called by `assistant.playbooks.explain_workload`.

Source: Gateway API v1 (gateway.networking.k8s.io): references of HTTPRoute and Gateway, and the conditions that a controller
sets on them.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.operators import makes_secret
from assistant.checks.kube.single import Claim, claimed, ref
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Severity
from assistant.identity import ResourceRef
from assistant.language import Text, with_particle

GATEWAY_ID, ROUTE_ID = "kube.broken_gateway", "kube.broken_route"
RUNBOOK = "runbooks/ingress#check"
_GROUP = "gateway.networking.k8s.io"
CLASSES, GATEWAYS = f"gatewayclasses.{_GROUP}", f"gateways.{_GROUP}"
ROUTES, GRPC_ROUTES = f"httproutes.{_GROUP}", f"grpcroutes.{_GROUP}"
_GATEWAY_CONDITIONS = ("Accepted", "Programmed")
_LISTENER_CONDITIONS = ("Accepted", "ResolvedRefs", "Programmed")
_ROUTE_CONDITIONS = ("Accepted", "ResolvedRefs")
_UNHANDLED = "Pending"  # the reason until a controller has looked


@check(id=GATEWAY_ID, title=Text(ko="동작하지 않는 Gateway", en="Gateway that does not work"), runbook=RUNBOOK)
def broken_gateway(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """A class or TLS Secret that does not exist, or a controller that says no."""
    for gateway in facts.of(GATEWAYS):
        claim = _class_missing(gateway, facts) or _secret_missing(gateway, facts) or _refused(gateway)
        if claim is not None:
            yield claimed(claim, gateway, check=GATEWAY_ID, runbook=RUNBOOK, facts=facts)


@check(id=ROUTE_ID, title=Text(ko="요청을 넘기지 못하는 라우트", en="Route that leads nowhere"), runbook=RUNBOOK)
def broken_route(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """A parent Gateway, Service or port that does not exist, or a controller that says no."""
    for route in (*facts.of(ROUTES), *facts.of(GRPC_ROUTES)):
        claim = _parent_missing(route, facts) or _backend_missing(route, facts) or _route_refused(route)
        if claim is not None:
            yield claimed(claim, route, check=ROUTE_ID, runbook=RUNBOOK, facts=facts)


def _claim(obj: Seen, variant: str, why: Text, cites: tuple[Cite, ...], related: tuple[ResourceRef, ...] = ()) -> Claim:
    return Claim(
        variant=variant,
        title=Text(ko=f"{obj.kind} {obj.name}: {why.ko}", en=f"{obj.kind} {obj.name}: {why.en}"),
        cause=Text(
            ko=f"{obj.kind} {with_particle(obj.name, '이')} 동작하지 않습니다: {why.ko}.",
            en=f"{obj.kind} {obj.name} does not work: {why.en}.",
        ),
        cites=cites,
        severity=Severity.HIGH,
        related=related,
    )


def _class_missing(gateway: Seen, facts: KubeFacts) -> Claim | None:
    wanted = str(gateway.spec.get("gatewayClassName", ""))
    if not facts.has(CLASSES) or facts.named(CLASSES, "", wanted) is not None:
        return None
    why = Text(ko=f"GatewayClass {with_particle(wanted, '이')} 없음", en=f"the GatewayClass {wanted} does not exist")
    cites = (gateway.cite("spec.gatewayClassName", wanted),)
    return _claim(gateway, "gateway_class_missing", why, cites, (ref(facts, "GatewayClass", "", wanted),))


def _secret_missing(gateway: Seen, facts: KubeFacts) -> Claim | None:
    if not facts.has("secrets"):
        return None
    for number, listener in enumerate(gateway.spec.get("listeners") or ()):
        for wanted in (listener.get("tls") or {}).get("certificateRefs") or ():
            place, name = str(wanted.get("namespace") or gateway.namespace), str(wanted.get("name", ""))
            if wanted.get("kind", "Secret") != "Secret" or not facts.sees(place) or makes_secret(place, name, facts):
                continue
            if facts.named("secrets", place, name) is None:
                why = Text(
                    ko=f"TLS Secret {place}/{with_particle(name, '이')} 없음",
                    en=f"its TLS Secret {place}/{name} does not exist",
                )
                cites = (gateway.cite(f"spec.listeners[{number}].tls.certificateRefs", f"{place}/{name}"),)
                return _claim(gateway, "tls_secret_missing", why, cites, (ref(facts, "Secret", place, name),))
    return None


def _refused(gateway: Seen) -> Claim | None:
    """What is said of a listener is nearer to the cause than what is said of the whole."""
    for listener in gateway.status.get("listeners") or ():
        for condition in listener.get("conditions") or ():
            kind = str(condition.get("type", ""))
            if kind in _LISTENER_CONDITIONS and _says_no(condition):
                path = f"status.listeners[{listener.get('name')}].conditions[{kind}].message"
                return _said(gateway, path, kind, condition)
    for kind in _GATEWAY_CONDITIONS:
        condition = gateway.condition(kind)
        if _says_no(condition):
            return _said(gateway, f"status.conditions[{kind}].message", kind, condition)
    return None


def _says_no(condition: Mapping[str, Any]) -> bool:
    return condition.get("status") == "False" and condition.get("reason") != _UNHANDLED


def _said(obj: Seen, path: str, kind: str, condition: Mapping[str, Any]) -> Claim:
    reason, message = str(condition.get("reason", "")), str(condition.get("message", ""))
    why = Text(
        ko=f"컨트롤러가 {kind}=False로 알림({reason})" + (f": {message}" if message else ""),
        en=f"its controller reports {kind}=False ({reason})" + (f": {message}" if message else ""),
    )
    return _claim(obj, "refused_by_controller", why, (obj.cite(path, message),))


def _parent_missing(route: Seen, facts: KubeFacts) -> Claim | None:
    if not facts.has(GATEWAYS):
        return None
    for number, parent in enumerate(route.spec.get("parentRefs") or ()):
        place, name = str(parent.get("namespace") or route.namespace), str(parent.get("name", ""))
        if parent.get("kind", "Gateway") != "Gateway" or not facts.sees(place):
            continue
        gateway = facts.named(GATEWAYS, place, name)
        here = route.cite(f"spec.parentRefs[{number}].name", f"{place}/{name}")
        if gateway is None:
            why = Text(
                ko=f"Gateway {place}/{with_particle(name, '이')} 없음", en=f"the Gateway {place}/{name} does not exist"
            )
            return _claim(route, "gateway_missing", why, (here,), (ref(facts, "Gateway", place, name),))
        listeners = [str(one.get("name", "")) for one in gateway.spec.get("listeners") or ()]
        section = str(parent.get("sectionName", ""))
        if section and section not in listeners:
            said = ", ".join(listeners)
            why = Text(
                ko=f"Gateway {name}에 리스너 {with_particle(section, '이')} 없음(있는 리스너: {said})",
                en=f"the Gateway {name} has no listener {section}; it has {said}",
            )
            return _claim(route, "listener_missing", why, (here, gateway.cite("spec.listeners", said)))
    return None


def _backend_missing(route: Seen, facts: KubeFacts) -> Claim | None:
    if not facts.has("services"):
        return None
    for number, rule in enumerate(route.spec.get("rules") or ()):
        for place_in_rule, backend in enumerate(rule.get("backendRefs") or ()):
            place, name = str(backend.get("namespace") or route.namespace), str(backend.get("name", ""))
            if backend.get("kind", "Service") != "Service" or not facts.sees(place):
                continue
            here = route.cite(
                f"spec.rules[{number}].backendRefs[{place_in_rule}]", f"{place}/{name}:{backend.get('port')}"
            )
            service = facts.named("services", place, name)
            related = (ref(facts, "Service", place, name),)
            if service is None:
                why = Text(
                    ko=f"Service {place}/{with_particle(name, '이')} 없음",
                    en=f"the Service {place}/{name} does not exist",
                )
                return _claim(route, "backend_missing", why, (here,), related)
            ports = [p.get("port") for p in service.spec.get("ports") or ()]
            if backend.get("port") is not None and backend["port"] not in ports:
                said = ", ".join(map(str, ports))
                why = Text(
                    ko=f"Service {name}에 포트 {with_particle(str(backend['port']), '이')} 없음(있는 포트: {said})",
                    en=f"the Service {name} has no port {backend['port']}; it has {said}",
                )
                return _claim(route, "backend_port_missing", why, (here, service.cite("spec.ports", said)), related)
    return None


def _route_refused(route: Seen) -> Claim | None:
    for number, parent in enumerate(route.status.get("parents") or ()):
        for condition in parent.get("conditions") or ():
            kind = str(condition.get("type", ""))
            if kind in _ROUTE_CONDITIONS and _says_no(condition):
                return _said(route, f"status.parents[{number}].conditions[{kind}].message", kind, condition)
    return None
