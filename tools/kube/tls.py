"""The public part of a TLS Secret: whom its certificate names, who signed it, how long it holds. Called by `reader`, `record`.

The API server returns no single key of a Secret, so the private key does arrive. It goes no further than here: each object is
turned into its public part as its page comes, before anything is kept, and no error quotes it.
Source: RFC 5280; `kubernetes.io/tls` (`tls.crt` holds the certificate first, then those that signed it).
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

TYPE = "kubernetes.io/tls"
CERTIFICATE = "certificate"  # the key under which the public part stands
TLS_OFF = "tls_off"  # the code of the reason when the settings do not allow it
_FILE = "tls.crt"
_AT = "%Y-%m-%dT%H:%M:%SZ"


def public_part(secret: Mapping[str, Any]) -> dict[str, Any]:
    """`{"metadata", "type", "certificate": {"hosts", "subject", "issuer", "not_before", "not_after"}}`, or `{"unreadable": True}`
    in place of the last. What is such a part already stays as it is."""
    meta = secret.get("metadata") or {}
    kept = {key: meta[key] for key in ("namespace", "name", "labels", "creationTimestamp") if meta.get(key)}
    part = secret.get(CERTIFICATE) or _certificate((secret.get("data") or {}).get(_FILE))
    return {"metadata": kept, "type": TYPE, CERTIFICATE: part}


def _certificate(encoded: object) -> dict[str, Any]:
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificate(base64.b64decode(str(encoded or ""), validate=True))
        return {
            "hosts": _hosts(found),
            "subject": found.subject.rfc4514_string(),
            "issuer": found.issuer.rfc4514_string(),
            "not_before": f"{found.not_valid_before_utc:{_AT}}",
            "not_after": f"{found.not_valid_after_utc:{_AT}}",
        }
    except (ValueError, binascii.Error):
        return {"unreadable": True}


def _hosts(certificate: Any) -> list[str]:
    """Names and addresses it holds for; the common name counts for nothing with clients of today."""
    from cryptography import x509

    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    found = [*names.get_values_for_type(x509.DNSName), *names.get_values_for_type(x509.IPAddress)]
    return [str(name) for name in found]


def covers(hosts: list[str], host: str) -> bool:
    """Whether a certificate for `hosts` holds for `host`; a star stands for one label. Source: RFC 6125, 6.4.3."""
    wanted = host.lower().rstrip(".")
    first, _, rest = wanted.partition(".")
    names = {name.lower().rstrip(".") for name in hosts}
    return wanted in names or (bool(rest) and first != "*" and f"*.{rest}" in names)
