"""The check for Ingresses that cannot send requests on. Called by `assistant.playbooks.explain_workload`.

Source: Ingress v1 (networking.k8s.io): backends name a Service of the same namespace and one of its ports; the class
names the controller that acts on it.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.operators import makes_secret
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Severity, Statement
from assistant.identity import ResourceRef
from assistant.language import Text, with_particle

ID = "kube.broken_ingress"
RUNBOOK = "runbooks/service-no-endpoints#check"
INGRESSES, INGRESS_CLASSES = "ingresses.networking.k8s.io", "ingressclasses.networking.k8s.io"
_CLASS_ANNOTATION = "kubernetes.io/ingress.class"
_DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"
_CLOSE = 0.6


@dataclass(frozen=True, kw_only=True)
class Backend:
    """One place that an Ingress sends requests to; `path` is where the Ingress says so, `port` a number or a name."""

    path: str
    host: str
    service: str
    port: str


@dataclass(frozen=True, kw_only=True)
class _Fault:
    variant: str
    text: Text
    cites: tuple[Cite, ...]
    details: tuple[tuple[str, str], ...]


@check(id=ID, title=Text(ko="요청을 넘기지 못하는 Ingress", en="Ingress that leads nowhere"), runbook=RUNBOOK)
def broken_ingress(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Backends whose Service or port does not exist, and classes that no controller serves."""
    for ingress in facts.of(INGRESSES):
        faults = [*_class_faults(ingress, facts), *_backend_faults(ingress, facts), *_tls_faults(ingress, facts)]
        if faults:
            yield _finding(ingress, faults, facts)


def backends(ingress: Seen) -> Iterator[Backend]:
    """The default backend and those of every rule; backends that are no Services are left out."""
    found = [("spec.defaultBackend", "", ingress.spec.get("defaultBackend"))]
    for number, rule in enumerate(ingress.spec.get("rules") or ()):
        for place, entry in enumerate((rule.get("http") or {}).get("paths") or ()):
            where = f"{rule.get('host') or '*'}{entry.get('path') or '/'}"
            found.append((f"spec.rules[{number}].http.paths[{place}].backend", where, entry.get("backend")))
    for path, host, backend in found:
        service: Mapping[str, Any] = (backend or {}).get("service") or {}
        if service.get("name"):
            port = service.get("port") or {}
            name = str(port.get("number") or port.get("name") or "")
            yield Backend(path=path, host=host, service=str(service["name"]), port=name)


def without_address(ingresses: Iterable[Seen]) -> bool:
    """Whether no controller has given one of them an address, as it does when it acts on it."""
    return any(not (i.status.get("loadBalancer") or {}).get("ingress") for i in ingresses)


def _class_faults(ingress: Seen, facts: KubeFacts) -> Iterator[_Fault]:
    """Only for an Ingress without an address: a controller may serve a class of which there is no object."""
    if not facts.has(INGRESS_CLASSES) or not without_address([ingress]):
        return
    classes = facts.of(INGRESS_CLASSES)
    known = ", ".join(c.name for c in classes)
    by_annotation = str(ingress.annotations.get(_CLASS_ANNOTATION, ""))
    wanted = str(ingress.spec.get("ingressClassName") or by_annotation)
    if wanted and all(c.name != wanted for c in classes):
        path = "spec.ingressClassName" if ingress.spec.get("ingressClassName") else "metadata.annotations"
        yield _Fault(
            variant="ingress_class_missing",
            text=Text(
                ko=f"Ingress {with_particle(ingress.name, '이')} 쓰는 IngressClass {with_particle(wanted, '이')} 없어 "
                f"처리할 컨트롤러가 없습니다. 있는 IngressClass: {known or '없음'}.",
                en=f"The IngressClass {wanted} of Ingress {ingress.name} does not exist, so no controller acts on it. "
                f"IngressClasses that exist: {known or 'none'}.",
            ),
            cites=(ingress.cite(path, wanted), *(c.cite("metadata.name", c.name) for c in classes)),
            details=(("ingress_class", wanted),),
        )
    elif not wanted and all(c.annotations.get(_DEFAULT_CLASS) != "true" for c in classes):
        yield _Fault(
            variant="ingress_class_unset",
            text=Text(
                ko=f"Ingress {ingress.name}에 ingressClassName이 없고 기본 IngressClass도 없어 "
                f"처리할 컨트롤러가 없습니다. 있는 IngressClass: {known or '없음'}.",
                en=f"Ingress {ingress.name} names no ingressClassName and no IngressClass is the default, "
                f"so no controller acts on it. IngressClasses that exist: {known or 'none'}.",
            ),
            cites=(
                ingress.cite("spec.ingressClassName", ""),
                *(c.cite("metadata.annotations", c.annotations.get(_DEFAULT_CLASS, "")) for c in classes),
            ),
            details=(),
        )


def _backend_faults(ingress: Seen, facts: KubeFacts) -> Iterator[_Fault]:
    if not facts.has("services"):
        return
    for backend in backends(ingress):
        service = facts.named("services", ingress.namespace, backend.service)
        if service is None:
            yield _service_missing(ingress, backend, facts)
        elif backend.port and not _has_port(service, backend.port):
            yield _port_missing(ingress, backend, service)


def _tls_faults(ingress: Seen, facts: KubeFacts) -> Iterator[_Fault]:
    """Secrets of certificates that do not exist; only where the names of Secrets could be read. cert-manager makes its
    own, and says itself when it cannot."""
    if not facts.has("secrets") or any("cert-manager.io/" in name for name in ingress.annotations):
        return
    for number, entry in enumerate(ingress.spec.get("tls") or ()):
        name = str(entry.get("secretName") or "")
        missing = bool(name) and facts.named("secrets", ingress.namespace, name) is None
        if missing and not makes_secret(ingress.namespace, name, facts):
            hosts = ", ".join(map(str, entry.get("hosts") or ())) or "*"
            yield _Fault(
                variant="ingress_tls_secret_missing",
                text=Text(
                    ko=f"Ingress {with_particle(ingress.name, '이')} {hosts}의 인증서로 쓰는 "
                    f"TLS Secret {with_particle(name, '이')} 없습니다. 컨트롤러는 기본(가짜) 인증서로 응답합니다.",
                    en=f"The TLS Secret {name}, which Ingress {ingress.name} uses for {hosts}, does not exist: "
                    "the controller answers with its default certificate.",
                ),
                cites=(ingress.cite(f"spec.tls[{number}].secretName", name),),
                details=(("secret", name),),
            )


def _service_missing(ingress: Seen, backend: Backend, facts: KubeFacts) -> _Fault:
    here = {s.name: s for s in facts.of("services") if s.namespace == ingress.namespace}
    close = difflib.get_close_matches(backend.service, here, n=1, cutoff=_CLOSE)
    meant_ko = f" 이름이 비슷한 Service {with_particle(close[0], '이')} 있습니다." if close else ""
    meant_en = f" There is a Service {close[0]}." if close else ""
    return _Fault(
        variant="ingress_service_missing",
        text=Text(
            ko=f"Ingress {with_particle(ingress.name, '이')} {backend.host or '*'} 요청을 보내는 "
            f"Service {with_particle(backend.service, '이')} 없습니다.{meant_ko}",
            en=f"Ingress {ingress.name} sends requests for {backend.host or '*'} to the Service {backend.service}, "
            f"which does not exist.{meant_en}",
        ),
        cites=(
            ingress.cite(f"{backend.path}.service.name", backend.service),
            *(here[name].cite("metadata.name", name) for name in close),
        ),
        details=(("service", backend.service), *((("meant", close[0]),) if close else ())),
    )


def _has_port(service: Seen, port: str) -> bool:
    return any(port in (str(p.get("port", "")), str(p.get("name", ""))) for p in service.spec.get("ports") or ())


def _port_missing(ingress: Seen, backend: Backend, service: Seen) -> _Fault:
    ports = ", ".join(
        f"{p['port']} ({p['name']})" if p.get("name") else str(p.get("port", ""))
        for p in service.spec.get("ports") or ()
    )
    return _Fault(
        variant="ingress_port_missing",
        text=Text(
            ko=f"Ingress {with_particle(ingress.name, '이')} Service {backend.service}의 포트 {backend.port}로 요청을 보내지만, "
            f"그 Service의 포트는 {ports}입니다.",
            en=f"Ingress {ingress.name} sends requests to port {backend.port} of Service {backend.service}, "
            f"which has no such port; it has {ports}.",
        ),
        cites=(
            ingress.cite(f"{backend.path}.service.port", backend.port),
            service.cite("spec.ports", ports),
        ),
        details=(("service", backend.service), ("port", backend.port)),
    )


def _finding(ingress: Seen, faults: list[_Fault], facts: KubeFacts) -> Finding:
    first = faults[0]
    effect = Text(
        ko="이 경로로 들어오는 요청은 응답을 받지 못합니다.", en="Requests that come in this way get no answer."
    )
    if first.variant == "ingress_tls_secret_missing":
        effect = Text(ko="브라우저가 인증서 경고를 보여 줍니다.", en="Browsers warn of the certificate.")
    titles = {
        "ingress_service_missing": Text(ko="없는 Service로 보냄", en="its Service does not exist"),
        "ingress_port_missing": Text(ko="Service에 없는 포트로 보냄", en="its Service has no such port"),
        "ingress_class_missing": Text(ko="IngressClass가 없음", en="its IngressClass does not exist"),
        "ingress_tls_secret_missing": Text(ko="TLS Secret이 없음", en="its TLS Secret does not exist"),
        "ingress_class_unset": Text(ko="IngressClass를 정하지 않음", en="it has no IngressClass"),
    }
    title = titles[first.variant]
    services = dict.fromkeys(b.service for b in backends(ingress))
    return Finding(
        check=ID,
        severity=Severity.HIGH,
        target=ingress.ref(facts.scope),
        title=Text(ko=f"Ingress {ingress.name}: {title.ko}", en=f"Ingress {ingress.name}: {title.en}"),
        statements=(
            *(Statement(role="cause", text=f.text, cites=f.cites) for f in faults),
            Statement(role="effect", text=effect, cites=first.cites[:1]),
        ),
        cause=(("variant", first.variant), *first.details),
        related=tuple(
            ResourceRef(provider="kube", scope=facts.scope, place=ingress.namespace, kind="Service", id=name)
            for name in services
        ),
        managed_by=ingress.managed_by,
        runbook=RUNBOOK,
    )
