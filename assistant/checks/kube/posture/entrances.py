"""Advice on entrances without encryption: Ingresses and Gateways. Found by scanning, like every check.

Source: Ingress networking.k8s.io/v1 (`spec.tls`); Gateway API v1 (`spec.listeners[].tls`).
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.ingresses import INGRESSES
from assistant.checks.kube.posture.advice import Advice, Spot, advised
from assistant.checks.kube.posture.pod_specs import items, mapping
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/ingress#fix"
_GATEWAYS = "gateways.gateway.networking.k8s.io"
_INGRESS = Advice(
    check="kube.ingress_without_tls",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="TLS 설정이 없습니다", en="has no TLS settings"),
    matters=Text(ko="비밀번호와 세션이 암호화되지 않은 채 오갑니다.", en="Passwords and sessions travel unencrypted."),
    remedy=Text(
        ko="spec.tls에 호스트와 인증서 Secret을 적으십시오.",
        en="Name hosts and the Secret of a certificate in spec.tls.",
    ),
)
_GATEWAY = Advice(
    check="kube.gateway_without_certificate",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="암호화를 끝내는 리스너에 인증서가 없습니다", en="has a listener that ends TLS without a certificate"),
    matters=Text(ko="그 리스너는 연결을 받지 못합니다.", en="That listener accepts no connection."),
    remedy=Text(
        ko="리스너의 tls.certificateRefs에 인증서 Secret을 적으십시오.",
        en="Name the Secret of a certificate in tls.certificateRefs of the listener.",
    ),
)


@check(
    id=_INGRESS.check, title=Text(ko="TLS가 없는 Ingress", en="Ingress without TLS"), runbook=RUNBOOK, klass="advice"
)
def ingress_without_tls(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Ingresses whose `spec.tls` is not there or empty."""
    for ingress in facts.of(INGRESSES):
        if not items(ingress.spec.get("tls")):
            yield from advised(facts, _INGRESS, ingress, [Spot(path="spec.tls")])


@check(
    id=_GATEWAY.check,
    title=Text(ko="인증서가 없는 Gateway", en="Gateway without a certificate"),
    runbook=RUNBOOK,
    klass="advice",
)
def gateway_without_certificate(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Listeners that terminate TLS and name no certificate."""
    for gateway in facts.of(_GATEWAYS):
        yield from advised(facts, _GATEWAY, gateway, _bare_listeners(gateway))


def _bare_listeners(gateway: Seen) -> Iterator[Spot]:
    for number, entry in enumerate(items(gateway.spec.get("listeners"))):
        listener = mapping(entry)
        tls = mapping(listener.get("tls"))
        ends = listener.get("protocol") in ("HTTPS", "GRPC", "TLS") and tls.get("mode") != "Passthrough"
        if ends and not items(tls.get("certificateRefs")) and not mapping(tls.get("options")):
            where = str(listener.get("name") or number)
            yield Spot(path=f"spec.listeners[{where}].tls.certificateRefs", where=where)
