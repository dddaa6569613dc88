"""The tool `list_certificates`: certificates and when they end. Called through `assistant.toolbox`."""

from collections.abc import Mapping
from typing import Any

from tools.kube.reader import KubeReader
from tools.kube.rows import Row, condition, identity_row
from tools.kube.tls import CERTIFICATE
from tools.spec import Denied, NotFound, NotRead, Page, Unavailable, tool

ISSUED = "certificates.cert-manager.io"
_MOST = 20_000


@tool(
    backend="kube",
    operations=(f"list {ISSUED}", "list secrets"),
    timeout_s=60.0,
    examples=(
        "인증서 만료 날짜",
        "인증서 만료일 알려줘",
        "곧 만료되는 인증서 있어?",
        "shop 네임스페이스 인증서 목록",
        "web TLS 인증서 언제 만료돼?",
        "인증서 갱신일 보여줘",
        "certificate expiry",
        "which certificates expire soon?",
        "list the certificates and their expiry",
        "how many days are left on the tls certificate of web",
        "expiry dates of the certificates",
        "renewal of the certificates",
        "ssl certificates that are about to expire",
        "is any certificate expired?",
    ),
)
def list_certificates(kube: KubeReader, *, namespace: str | None = None) -> Page:
    """Certificates with the hosts they hold for, `expires_at` and `renews_at` (UTC), the soonest first.

    `kind` is Certificate (what cert-manager issues: `secret`, `ready`) or Secret (what a TLS Secret really holds: `subject`,
    `issuer`).
    Secrets are read only where the environment allows it (`tls_certificates = true`), and of them only the public certificate;
    otherwise they are named in `not_read`. Without a namespace: the whole cluster.

    Example: list_certificates(namespace="shop")
    Raises: Denied, Unavailable.
    Source: cert-manager.io/v1 Certificate `status`; `tls.crt` of Secrets of type kubernetes.io/tls.
    """
    rows: list[Row] = []
    not_read: list[NotRead] = []
    try:
        rows += map(_issued, kube.list(ISSUED, namespace=namespace, limit=_MOST))
    except NotFound:
        pass  # without cert-manager there are none
    except (Denied, Unavailable) as error:
        not_read.append(NotRead.of(ISSUED, error))
    try:
        rows += map(_held, kube.certificates(namespace=namespace))
    except (Denied, Unavailable) as error:
        not_read.append(NotRead.of("TLS Secrets", error))
    rows.sort(key=lambda row: (str(row["expires_at"] or "9"), str(row.get("namespace", "")), str(row["name"])))
    return Page(items=tuple(rows), not_read=tuple(not_read))


def _issued(obj: Mapping[str, Any]) -> Row:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    issuer = spec.get("issuerRef") or {}
    return {
        "kind": "Certificate",
        **identity_row(obj),
        "expires_at": str(status.get("notAfter") or ""),
        "renews_at": str(status.get("renewalTime") or ""),
        "hosts": [str(h) for h in (*(spec.get("dnsNames") or ()), *(spec.get("ipAddresses") or ()))],
        "secret": str(spec.get("secretName") or ""),
        "issuer": f"{issuer.get('kind', 'Issuer')}/{issuer.get('name', '')}",
        "ready": str(condition(obj, "Ready").get("status") or "Unknown"),
    }


def _held(obj: Mapping[str, Any]) -> Row:
    part = obj[CERTIFICATE]
    return {
        "kind": "Secret",
        **identity_row(obj),
        "expires_at": str(part.get("not_after", "")),
        "renews_at": "",
        "hosts": list(part.get("hosts") or ()),
        "subject": str(part.get("subject", "")),
        "issuer": str(part.get("issuer", "")),
        "problem": "tls.crt is no certificate" if part.get("unreadable") else "",
    }
