"""The check for Services that send to a port nobody listens on. Called by `assistant.playbooks.explain_workload`.

Source: Service v1: `targetPort` is a number, or the name of a container port, which each pod resolves for itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen, is_over
from assistant.checks.spec import check
from assistant.findings import Finding, Severity, Statement
from assistant.language import Text, with_particle

ID = "kube.service_wrong_port"
RUNBOOK = "runbooks/service-no-endpoints#check"
_ASKED = frozenset({"target", "network", "http"})


@check(id=ID, title=Text(ko="엉뚱한 포트로 보내는 Service", en="Service that sends to the wrong port"), runbook=RUNBOOK)
def service_wrong_port(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """A name that no container port has leads nowhere. A number that none declares may still be listened on: told as a
    problem when no port of the Service is declared, or the Service is what was asked about."""
    for service in facts.of("services"):
        found = facts.selected(service.namespace, service.spec.get("selector") or {})
        pods = [p for p in found if not is_over(p)]
        ports = (service.spec.get("ports") or ()) if pods else ()
        declared = _declared(pods[0]) if pods else []
        wrong = [port for port in ports if declared and not _reached(port, declared, pods[0])]
        for port in wrong:
            told = _finding(service, port, declared, pods[0], facts)
            sure = _by_name(port) or len(wrong) == len(ports) or facts.reported & _ASKED
            yield told if sure else _only_advice(told)


def _only_advice(finding: Finding) -> Finding:
    return replace(finding, klass="advice")


def _by_name(port: Mapping[str, Any]) -> bool:
    target = _target(port)
    return isinstance(target, str) and not target.isdigit()


def _declared(pod: Seen) -> list[Mapping[str, Any]]:
    """Of the containers, and of those that start before them and stay (sidecars)."""
    sidecars = (c for c in pod.spec.get("initContainers") or () if c.get("restartPolicy") == "Always")
    return [p for c in (*(pod.spec.get("containers") or ()), *sidecars) for p in c.get("ports") or ()]


def _target(port: Mapping[str, Any]) -> Any:
    """What it sends to; None when the Service's text does not say."""
    return port.get("targetPort")


def _reached(port: Mapping[str, Any], declared: list[Mapping[str, Any]], pod: Seen) -> bool:
    target = _target(port)
    if target is None:
        return True
    if isinstance(target, str) and not target.isdigit():
        return any(p.get("name") == target for p in declared)
    return int(target) in {p.get("containerPort") for p in declared} | _probed(pod)


def _probed(pod: Seen) -> set[Any]:
    """Ports that probes ask: somebody listens there, declared or not."""
    probes = (
        c.get(kind) or {}
        for c in pod.spec.get("containers") or ()
        for kind in ("readinessProbe", "livenessProbe", "startupProbe")
    )
    return {(p.get(how) or {}).get("port") for p in probes for how in ("httpGet", "tcpSocket", "grpc")}


def _finding(
    service: Seen, port: Mapping[str, Any], declared: list[Mapping[str, Any]], pod: Seen, facts: KubeFacts
) -> Finding:
    target, by_name = _target(port), _by_name(port)
    has = ", ".join(
        f"{p.get('containerPort')} ({p['name']})" if p.get("name") else str(p.get("containerPort")) for p in declared
    )
    top = facts.controller(pod) or pod
    cause = Text(
        ko=f"Service {with_particle(service.name, '은')} 포트 {port.get('port')}의 요청을 "
        f"파드의 포트 {with_particle(str(target), '으로')} "
        f"보내지만, {top.name}의 컨테이너가 선언한 포트는 {has}입니다.",
        en=f"Service {service.name} sends requests for its port {port.get('port')} to port {target} of the pods, "
        f"but the containers of {top.name} declare {has}.",
    )
    return Finding(
        check=ID,
        severity=Severity.HIGH if by_name else Severity.MEDIUM,
        target=service.ref(facts.scope),
        title=Text(
            ko=f"Service {service.name}: 대상 포트 {target}에서 받는 컨테이너가 없음",
            en=f"Service {service.name} sends to port {target}, which no container declares",
        ),
        statements=(
            Statement(
                role="cause",
                text=cause,
                cites=(
                    service.cite(f"spec.ports[{port.get('port')}].targetPort", target),
                    pod.cite("spec.containers.ports", has),
                ),
            ),
        ),
        cause=(("variant", "target_port_unknown"), ("target_port", str(target)), ("declared", has)),
        related=(top.ref(facts.scope),),
        managed_by=service.managed_by,
        runbook=RUNBOOK,
        confidence="certain" if by_name else "likely",
    )
