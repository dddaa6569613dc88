"""The doctor's access reviews on a real API server: who one is, what RBAC leaves out, and the command that grants it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from assistant.doctor.kube_permissions import wanted
from assistant.errors import DONE, PARTLY
from tools.kube.resources import RESOURCES

from .conftest import optional_not_covered
from .kit.kube import ControlPlane, User
from .kit.kube_client import ApiError

RBAC = "/apis/rbac.authorization.k8s.io/v1"
POD_READER = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]}]


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith(("BAEPO_", "KUBE"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def examined(capsys: pytest.CaptureFixture[str], kubeconfig: Path, context: str) -> tuple[int, dict[str, Any]]:
    """The exit code of `baepo doctor`, and its lines about the cluster by name."""
    environment = f'[environments.shop]\nrisk = "staging"\n[environments.shop.kube]\ncontext = "{context}"\n'
    Path("baepo.toml").write_text(f'{environment}kubeconfig = "{kubeconfig}"\n')
    code = main(["doctor", "--env", "shop", "--json", "--lang", "en"])
    told = json.loads(capsys.readouterr().out)
    return code, {c["what"]: c for c in told["checks"] if c["probe"] == "kubernetes"}


def refused(cluster: ControlPlane, operation: str) -> bool:
    """Whether the server refuses the list itself to `viewer`."""
    try:
        cluster.request("GET", RESOURCES[operation.split()[1]].path(), user="viewer")
    except ApiError as error:
        return error.status == 403
    return False


def bind(cluster: ControlPlane, user: User, rules: list[dict[str, Any]], *, namespace: str) -> str:
    """Lets `user` do this in one namespace. Returns the path of the binding."""
    place = f"{RBAC}/namespaces/{namespace}"
    names = {"metadata": {"name": "doctor-test"}, "apiVersion": "rbac.authorization.k8s.io/v1"}
    cluster.apply(f"{place}/roles", names | {"kind": "Role", "rules": rules})
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "doctor-test"}
    subject = {"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}
    cluster.apply(f"{place}/rolebindings", names | {"kind": "RoleBinding", "roleRef": reference, "subjects": [subject]})
    return f"{place}/rolebindings/doctor-test"


def test_an_administrator_misses_nothing(control_plane: ControlPlane, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = examined(capsys, control_plane.kubeconfig("admin"), "admin")
    assert code == DONE
    assert control_plane.cluster_uid in lines["shop: cluster"]["detail"]
    assert lines["shop: permissions"]["state"] == "ok"


def test_each_read_that_rbac_refuses_is_named(control_plane: ControlPlane, capsys: pytest.CaptureFixture[str]) -> None:
    """The doctor's list is exactly what the server refuses when it is asked for the things themselves."""
    code, lines = examined(capsys, control_plane.kubeconfig("viewer"), "viewer")
    found = lines["shop: permissions"]
    assert (code, found["state"]) == (PARTLY, "missing")
    lists = [o for o in wanted() if o.startswith("list ")]
    assert {o for o in lists if refused(control_plane, o)} == {o for o in lists if o in found["missing"]}
    assert "list nodes" in found["missing"]
    assert "nodes (get, list)" in found["detail"]
    assert "An administrator of the cluster has to run" in found["detail"]


def test_what_is_allowed_in_one_namespace_only(control_plane: ControlPlane, capsys: pytest.CaptureFixture[str]) -> None:
    kubeconfig = control_plane.kubeconfig("nobody")
    _, before = examined(capsys, kubeconfig, "nobody")
    assert set(before["shop: permissions"]["missing"]) == set(wanted())
    binding = bind(control_plane, "nobody", POD_READER, namespace="default")
    try:
        control_plane.wait_until(
            "pods of default",
            lambda: bool(control_plane.request("GET", "/api/v1/namespaces/default/pods", user="nobody")),
        )
        _, after = examined(capsys, kubeconfig, "nobody")
    finally:
        control_plane.request("DELETE", binding)
    assert "allowed in namespace default only" in after["shop: permissions"]["detail"]


def test_the_command_it_prints_grants_what_was_missing(
    control_plane: ControlPlane, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Run word for word by an administrator; afterwards nothing is missing."""
    if shutil.which("kubectl") is None:
        optional_not_covered("kubectl", "it is not installed")
    kubeconfig = control_plane.kubeconfig("nobody")
    _, before = examined(capsys, kubeconfig, "nobody")
    command = before["shop: permissions"]["next"]
    assert "kubectl create clusterrolebinding baepo-read --clusterrole=baepo --user=nobody" in command

    baepo = tmp_path / "bin" / "baepo"
    baepo.parent.mkdir()
    baepo.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m assistant.cli "$@"\n')
    baepo.chmod(0o755)
    environ = os.environ | {"KUBECONFIG": str(control_plane.kubeconfig("admin"))}
    environ |= {"PATH": f"{baepo.parent}:{environ['PATH']}", "PYTHONPATH": os.pathsep.join(sys.path)}
    try:
        subprocess.run(["sh", "-ec", command], env=environ, check=True, capture_output=True, text=True, timeout=60)
        control_plane.wait_until(
            "its rights", lambda: bool(control_plane.request("GET", "/api/v1/nodes", user="nobody"))
        )
        code, after = examined(capsys, kubeconfig, "nobody")
    finally:
        for path in ("clusterrolebindings/baepo-read", "clusterroles/baepo"):
            control_plane.request("DELETE", f"{RBAC}/{path}")
    assert (code, after["shop: permissions"]["state"]) == (DONE, "ok")


def test_credentials_that_are_refused_lead_to_who_one_is(
    control_plane: ControlPlane, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The wrong token is said, with a command, and appears nowhere."""
    config = json.loads(control_plane.kubeconfig("viewer").read_text())
    config["users"][0]["user"]["token"] = "not-a-token-of-this-cluster"
    wrong = tmp_path / "wrong"
    wrong.write_text(json.dumps(config))
    code, lines = examined(capsys, wrong, "viewer")
    assert code == PARTLY
    assert "401" in lines["shop: cluster"]["detail"]
    assert lines["shop: cluster"]["next"] == f"kubectl auth whoami --kubeconfig {wrong} --context viewer"
    assert "not-a-token" not in json.dumps(lines)
