"""Certificates in Secrets of a real API server: found where the settings allow it, and their keys nowhere on disk."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import zstandard

from tests.unit.kube.certificates import tls_secret

from .kit.desk import Desk, make_desk
from .kit.kube import ControlPlane
from .kit.workloads import plant_namespace

_NETWORKING = "/apis/networking.k8s.io/v1/namespaces"


def _planted(cluster: ControlPlane, namespace: str) -> str:
    plant_namespace(cluster, namespace)
    secret, key = tls_secret("web", ["shop.example"], datetime.now(UTC).replace(microsecond=0) + timedelta(days=3))
    cluster.apply(f"/api/v1/namespaces/{namespace}/secrets", secret)
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    rule = {"host": "pay.example", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}
    spec = {"tls": [{"hosts": ["shop.example", "pay.example"], "secretName": "web"}], "rules": [rule]}
    body = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "front"}, "spec": spec}
    cluster.apply(f"{_NETWORKING}/{namespace}/ingresses", body)
    return key


def _allow(desk: Desk) -> None:
    settings = desk.home / "baepo.toml"
    text = settings.read_text().replace(
        "[environments.lab.kube]\n", "[environments.lab.kube]\ntls_certificates = true\n"
    )
    settings.write_text(text)


def _checks(desk: Desk, *words: str) -> set[str]:
    found = desk.json("check", "kube", "--namespace", "tls-live", *words, expect=0)
    return {f["check"] for f in found["findings"]} & {"kube.certificate_expiring", "kube.certificate_host_mismatch"}


def test_a_certificate_is_judged_and_its_key_is_stored_nowhere(control_plane: ControlPlane, tmp_path: Path) -> None:
    key = _planted(control_plane, "tls-live")
    desk = make_desk(control_plane, tmp_path, user="admin")
    assert _checks(desk) == set(), "not without the setting"
    said = desk.json("ask", "which certificates expire soon?", expect=4)
    assert "tls_certificates" in str(said)
    _allow(desk)
    assert _checks(desk) == {"kube.certificate_expiring", "kube.certificate_host_mismatch"}
    desk.json("ask", "which certificates expire soon?")
    snapshot = tmp_path / "shop.tar.zst"
    desk.run("kube", "snapshot", str(snapshot), "--namespace", "tls-live")
    assert _checks(desk, "--snapshot", str(snapshot)) == {"kube.certificate_expiring", "kube.certificate_host_mismatch"}
    _require_nowhere(key, tmp_path, snapshot)


def _require_nowhere(key: str, home: Path, snapshot: Path) -> None:
    """No file holds a line of the key, plain or as the API encodes it."""
    line = key.splitlines()[1]
    forms = [line.encode(), base64.b64encode(key.encode())[40:90]]
    unpacked = zstandard.ZstdDecompressor().decompressobj().decompress(snapshot.read_bytes())
    contents = [unpacked, *(p.read_bytes() for p in home.rglob("*") if p.is_file())]
    assert all(form not in content for form in forms for content in contents)
    assert any(b"shop.example" in content for content in contents), "looked at what was stored"
