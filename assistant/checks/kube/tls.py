"""The checks for certificates in TLS Secrets that are in use. Called by `assistant.playbooks.explain_workload`.

Only where the settings allow it were they read (`tools.kube.tls`), and of them only the public part. What an object of
cert-manager keeps renewing is told by `operators`, unless it has expired. Source: RFC 5280, RFC 6125; Ingress v1 `spec.tls`;
Gateway v1 `listeners[].tls.certificateRefs`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.checks.kube.facts import KubeFacts, Seen, moment
from assistant.checks.kube.ingresses import INGRESSES
from assistant.checks.kube.operators import makes_secret
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text, with_particle
from tools.kube.tls import covers

TLS = "tls"  # what certificates are called among the facts: no kind of the API
EXPIRING, MISMATCH = "kube.certificate_expiring", "kube.certificate_host_mismatch"
RUNBOOK = "runbooks/config-error#check"
_GATEWAYS = "gateways.gateway.networking.k8s.io"
_SOON, _VERY_SOON = timedelta(days=21), timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class _Use:
    """One place that serves a Secret's certificate: `path` is where it says so, `hosts` those it serves."""

    user: Seen
    path: str
    secret: str
    namespace: str
    hosts: tuple[str, ...]


@check(id=EXPIRING, title=Text(ko="만료되는 인증서", en="Certificate that expires"), runbook=RUNBOOK)
def certificate_expiring(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Certificates that Ingresses or Gateways serve and that have expired, or will within three weeks."""
    used: dict[tuple[str, str], list[_Use]] = {}
    for use in _uses(facts):
        used.setdefault((use.namespace, use.secret), []).append(use)
    for secret in facts.of(TLS):
        uses = used.get((secret.namespace, secret.name), [])
        until = moment(secret.row.get("expires_at"))
        if not uses or until is None or until - now > _SOON:
            continue
        if until <= now or not makes_secret(secret.namespace, secret.name, facts):
            yield claimed(_ending(secret, uses, until, now), secret, check=EXPIRING, runbook=RUNBOOK, facts=facts)


@check(id=MISMATCH, title=Text(ko="호스트와 맞지 않는 인증서", en="Certificate for another host"), runbook=RUNBOOK)
def certificate_host_mismatch(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Hosts that an Ingress or Gateway serves with a certificate that does not hold for them, or with none that can be read."""
    for use in _uses(facts):
        secret = facts.named(TLS, use.namespace, use.secret)
        if secret is None:
            continue
        if secret.row.get("problem"):
            yield claimed(_unreadable(use, secret), use.user, check=MISMATCH, runbook=RUNBOOK, facts=facts)
            continue
        holds = [str(h) for h in secret.row.get("hosts") or ()]
        if strange := [h for h in use.hosts if not covers(holds, h)]:
            claim = _mismatch(use, secret, strange, holds)
            yield claimed(claim, use.user, check=MISMATCH, runbook=RUNBOOK, facts=facts)


def _uses(facts: KubeFacts) -> Iterator[_Use]:
    for ingress in facts.of(INGRESSES):
        for number, entry in enumerate(ingress.spec.get("tls") or ()):
            if entry.get("secretName"):
                hosts = tuple(str(h) for h in entry.get("hosts") or ())
                path = f"spec.tls[{number}].hosts"
                name = str(entry["secretName"])
                yield _Use(user=ingress, path=path, secret=name, namespace=ingress.namespace, hosts=hosts)
    for gateway in facts.of(_GATEWAYS):
        for number, listener in enumerate(gateway.spec.get("listeners") or ()):
            host = str(listener.get("hostname") or "")
            for reference in (listener.get("tls") or {}).get("certificateRefs") or ():
                if reference.get("kind", "Secret") == "Secret":
                    space = str(reference.get("namespace") or gateway.namespace)
                    path, name = f"spec.listeners[{number}].hostname", str(reference.get("name", ""))
                    hosts = (host,) if host else ()
                    yield _Use(user=gateway, path=path, secret=name, namespace=space, hosts=hosts)


def _ending(secret: Seen, uses: list[_Use], until: datetime, now: datetime) -> Claim:
    over, days = until <= now, (until - now).days
    by = ", ".join(dict.fromkeys(f"{u.user.kind} {u.user.namespace}/{u.user.name}" for u in uses))
    at = f"{until:%Y-%m-%d %H:%M} UTC"
    name = f"Secret {secret.name}"
    cause = Text(
        ko=f"{name}의 인증서가 {at}에 만료되었습니다."
        if over
        else f"{name}의 인증서가 {at}에 만료됩니다({days}일 남음).",
        en=f"The certificate in {name} expired at {at}."
        if over
        else f"The certificate in {name} expires at {at}, in {days} days.",
    )
    return Claim(
        variant="certificate_expired" if over else "certificate_expiring",
        title=Text(
            ko=f"{name}: 인증서 {'만료됨' if over else '곧 만료'}",
            en=f"{name}: its certificate {'has expired' if over else 'expires soon'}",
        ),
        cause=cause,
        cites=(secret.cite("expires_at", str(secret.row.get("expires_at"))),),
        effect=Text(
            ko=f"{with_particle(by, '이')} 이 인증서를 씁니다. 만료되면 클라이언트가 연결을 거부합니다.",
            en=f"{by} serves it; clients refuse the connection once it has expired.",
        ),
        details=(("secret", secret.name),),
        severity=Severity.HIGH if over or until - now <= _VERY_SOON else Severity.MEDIUM,
    )


def _mismatch(use: _Use, secret: Seen, strange: list[str], holds: list[str]) -> Claim:
    name, hosts = f"{use.user.kind} {use.user.name}", ", ".join(strange)
    known = ", ".join(holds[:5])
    return Claim(
        variant="certificate_host_mismatch",
        title=Text(ko=f"{name}: 다른 호스트의 인증서", en=f"{name} serves a certificate for another host"),
        cause=Text(
            ko=f"{name}의 호스트 {with_particle(hosts, '은')} Secret {secret.name}의 인증서에 없습니다. "
            f"인증서의 호스트: {known or '없음'}.",
            en=f"The certificate in Secret {secret.name} does not hold for {hosts} of {name}; it holds for {known or 'no host'}.",
        ),
        cites=(use.user.cite(use.path, hosts), secret.cite("hosts", known)),
        effect=Text(
            ko="이 호스트로 접속하면 인증서 경고가 나거나 연결이 거부됩니다.",
            en="Clients of these hosts are warned, or refuse the connection.",
        ),
        details=(("secret", secret.name), ("host", strange[0])),
        severity=Severity.HIGH,
    )


def _unreadable(use: _Use, secret: Seen) -> Claim:
    name = f"{use.user.kind} {use.user.name}"
    return Claim(
        variant="certificate_unreadable",
        title=Text(ko=f"{name}: 읽을 수 없는 인증서", en=f"{name} has a certificate that cannot be read"),
        cause=Text(
            ko=f"{with_particle(name, '이')} 쓰는 Secret {secret.name}의 tls.crt가 올바른 인증서가 아닙니다.",
            en=f"tls.crt of Secret {secret.name}, which {name} serves, is no valid certificate.",
        ),
        cites=(secret.cite("problem", "tls.crt is no certificate"),),
        details=(("secret", secret.name),),
        severity=Severity.HIGH,
    )
