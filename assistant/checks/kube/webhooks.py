"""The check for admission webhooks that cannot be called. Called by `assistant.playbooks.explain_workload`.

Source: admissionregistration.k8s.io/v1: with `failurePolicy: Fail`, the default, a webhook that does not answer refuses
the request.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen, is_ready
from assistant.checks.kube.single import Claim, claimed, ref
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Severity
from assistant.language import Text, with_particle

ID = "kube.webhook_unreachable"
RUNBOOK = "runbooks/admission-webhook#check"
CONFIGURATIONS = tuple(
    f"{sort}webhookconfigurations.admissionregistration.k8s.io" for sort in ("validating", "mutating")
)
_PORT = 443


@dataclass(frozen=True, kw_only=True)
class _Fault:
    variant: str
    why: Text
    cites: tuple[Cite, ...]


@check(
    id=ID, title=Text(ko="호출할 수 없는 어드미션 웹훅", en="Admission webhook that cannot be called"), runbook=RUNBOOK
)
def webhook_unreachable(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Webhooks whose Service does not exist, has no such port or no ready pod; advice where failures are ignored."""
    if not facts.has("services") or not facts.has("pods"):
        return
    for resource in CONFIGURATIONS:
        for configuration in facts.of(resource):
            broken = [
                (webhook, fault)
                for webhook in configuration.row.get("webhooks") or ()
                if webhook.get("service") and (fault := _fault(configuration, webhook, facts))
            ]
            if broken:
                yield claimed(
                    _claim(configuration, broken, facts), configuration, check=ID, runbook=RUNBOOK, facts=facts
                )


def _fault(configuration: Seen, webhook: Mapping[str, Any], facts: KubeFacts) -> _Fault | None:
    """None for one that can be called, or whose Service was not looked for."""
    place, name = str(webhook["service"].get("namespace", "")), str(webhook["service"].get("name", ""))
    if not facts.sees(place):
        return None
    path = f"webhooks[{webhook.get('name')}].service"
    here = configuration.cite(path, f"{place}/{name}")
    service = facts.named("services", place, name)
    if service is None:
        why = Text(
            ko=f"Service {place}/{with_particle(name, '이')} 없습니다", en=f"Service {place}/{name} does not exist"
        )
        return _Fault(variant="webhook_service_missing", why=why, cites=(here,))
    port = int(webhook["service"].get("port") or _PORT)
    ports = [p.get("port") for p in service.spec.get("ports") or ()]
    if port not in ports:
        said = ", ".join(map(str, ports))
        why = Text(
            ko=f"Service {place}/{name}에 포트 {with_particle(str(port), '이')} 없습니다(있는 포트: {said})",
            en=f"Service {place}/{name} has no port {port}; it has {said}",
        )
        return _Fault(variant="webhook_port_missing", why=why, cites=(here, service.cite("spec.ports", said)))
    selector = service.spec.get("selector")
    if not selector or any(map(is_ready, facts.selected(place, selector))):
        return None
    shown = ",".join(f"{key}={value}" for key, value in sorted(selector.items()))
    why = Text(ko=f"Service {place}/{name}에 준비된 파드가 없습니다", en=f"Service {place}/{name} has no ready pod")
    return _Fault(variant="webhook_without_pods", why=why, cites=(here, service.cite("spec.selector", shown)))


def _claim(configuration: Seen, broken: list[tuple[Mapping[str, Any], _Fault]], facts: KubeFacts) -> Claim:
    """One claim for a configuration; a webhook that refuses stands before those that are passed over."""
    broken = sorted(broken, key=lambda pair: pair[0].get("failurePolicy", "Fail") != "Fail")
    webhook, fault = broken[0]
    closed = webhook.get("failurePolicy", "Fail") == "Fail"
    names = ", ".join(str(w.get("name")) for w, _ in broken)
    covered = _covered(webhook)
    cause = Text(
        ko=f"{configuration.kind} {configuration.name}의 웹훅 {with_particle(names, '을')} 호출할 수 없습니다. {fault.why.ko}.",
        en=f"The webhook {names} of {configuration.kind} {configuration.name} cannot be called: {fault.why.en}.",
    )
    refused = Text(
        ko=f"failurePolicy가 Fail이라 {covered} 요청이 모두 거부됩니다.",
        en=f"Its failurePolicy is Fail, so every request it covers is refused: {covered}.",
    )
    ignored = Text(
        ko=f"failurePolicy가 Ignore라 {covered} 요청은 이 검사 없이 통과합니다.",
        en=f"Its failurePolicy is Ignore, so requests pass without it: {covered}.",
    )
    service = webhook["service"]
    return Claim(
        variant=fault.variant,
        title=Text(
            ko=f"{configuration.name}: 웹훅을 호출할 수 없음", en=f"{configuration.name}: its webhook cannot be called"
        ),
        cause=cause,
        cites=(*fault.cites, configuration.cite(f"webhooks[{webhook.get('name')}].rules", covered)),
        effect=refused if closed else ignored,
        details=(("webhook", names), ("service", f"{service.get('namespace')}/{service.get('name')}")),
        severity=Severity.HIGH if closed else Severity.LOW,
        klass="problem" if closed else "advice",
        related=(ref(facts, "Service", str(service.get("namespace", "")), str(service.get("name", ""))),),
    )


def _covered(webhook: Mapping[str, Any]) -> str:
    """`CREATE, UPDATE pods`, of each rule."""
    rules = webhook.get("rules") or ()
    return "; ".join(f"{', '.join(r.get('operations') or ())} {', '.join(r.get('resources') or ())}" for r in rules)
