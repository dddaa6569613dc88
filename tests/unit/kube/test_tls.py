"""Certificates in TLS Secrets: the public part alone, the hosts it holds for, and what checks make of it."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.tls import TLS, certificate_expiring, certificate_host_mismatch
from assistant.findings import Severity
from tests.unit.kube.certificates import tls_secret
from tools.kube.tls import covers, public_part

NOW = datetime(2026, 3, 10, tzinfo=UTC)
_INGRESS = "ingresses.networking.k8s.io"


def test_of_a_secret_only_its_certificate_is_kept() -> None:
    secret, key = tls_secret("web", ["shop.example"], NOW + timedelta(days=5))
    part = public_part(secret)
    assert part["certificate"]["hosts"] == ["shop.example"]
    assert part["certificate"]["not_after"] == "2026-03-15T00:00:00Z"
    assert not any(text in str(part) for text in ("PRIVATE", key, base64.b64encode(key.encode()).decode()[:60]))
    assert public_part(part) == part, "of a recording it is all there is"


@pytest.mark.parametrize(
    "data", [None, {}, {"tls.crt": "???"}, {"tls.crt": base64.b64encode(b"-----BEGIN").decode()}, {"tls.crt": 7}]
)
def test_what_is_no_certificate_is_said_and_not_quoted(data: Any) -> None:
    part = public_part({"metadata": {"name": "web"}, "data": data})
    assert part["certificate"] == {"unreadable": True}


@pytest.mark.parametrize(
    ("host", "held"),
    [
        ("shop.example", True),
        ("SHOP.example.", True),
        ("a.wild.example", True),
        ("b.a.wild.example", False),
        ("wild.example", False),
        ("*.wild.example", True),
        ("other.example", False),
        ("10.0.0.1", True),
    ],
)
def test_for_which_hosts_a_certificate_holds(host: str, held: bool) -> None:
    assert covers(["shop.example", "*.wild.example", "10.0.0.1"], host) is held


def _facts(days: float, hosts: list[str], served: list[str]) -> KubeFacts:
    until = NOW + timedelta(days=days)
    row = {
        "kind": "Secret",
        "metadata": {"name": "web", "namespace": "shop"},
        "hosts": hosts,
        "expires_at": f"{until:%Y-%m-%dT%H:%M:%SZ}",
        "problem": "",
    }
    spec = {"tls": [{"secretName": "web", "hosts": served}]}
    ingress = {"kind": "Ingress", "metadata": {"name": "front", "namespace": "shop"}, "spec": spec}
    return KubeFacts(
        scope="c-1",
        objects={
            TLS: (Seen(evidence="E1", resource=TLS, row=row),),
            _INGRESS: (Seen(evidence="E2", resource=_INGRESS, row=ingress),),
        },
    )


@pytest.mark.parametrize(
    ("days", "severity"), [(-1, Severity.HIGH), (3, Severity.HIGH), (15, Severity.MEDIUM), (40, None)]
)
def test_a_certificate_in_use_that_ends_soon_is_told(days: float, severity: Severity | None) -> None:
    found = certificate_expiring(_facts(days, ["a.example"], ["a.example"]), NOW)
    assert [f.severity for f in found] == ([severity] if severity else [])


def test_one_that_nothing_serves_is_not_told() -> None:
    facts = _facts(-1, ["a.example"], ["a.example"])
    unused = KubeFacts(scope="c-1", objects={TLS: facts.of(TLS)})
    assert list(certificate_expiring(unused, NOW)) == []


def test_a_host_that_the_certificate_does_not_hold_for_is_told() -> None:
    (found,) = certificate_host_mismatch(_facts(90, ["a.example"], ["a.example", "b.example"]), NOW)
    assert dict(found.cause)["host"] == "b.example"
    assert list(certificate_host_mismatch(_facts(90, ["*.example"], ["a.example"]), NOW)) == []
