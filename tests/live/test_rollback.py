"""The whole loop on a real API server: asked in words, planned, signed, carried out, verified; and undone when it fails."""

import json
from pathlib import Path

import pytest

from .kit.desk import Desk, make_desk
from .kit.kube import ControlPlane
from .kit.workloads import APPS, deployment, plant_namespace, rolled_out


@pytest.fixture
def desk(control_plane: ControlPlane, tmp_path: Path) -> Desk:
    return make_desk(control_plane, tmp_path, user="admin")


def _roll_out(cluster: ControlPlane, namespace: str, *behaviours: str | None) -> None:
    """One revision of `web` a behaviour, each waited for as far as it gets."""
    path = f"{APPS}/{namespace}/deployments"
    for number, behaviour in enumerate(behaviours, start=1):
        body = deployment("web", image=f"shop/web:1.{number}", behaviour=behaviour, progress_deadline_s=30)
        cluster.apply(path, body)
        if behaviour is None:
            cluster.wait_until("rolled out", lambda: rolled_out(cluster, namespace, "web"))
        else:
            cluster.wait_until("revision", lambda n=number: _revision(cluster, namespace) == str(n))  # type: ignore[misc]
            cluster.wait_until("a failing pod", lambda: _waiting_pods(cluster, namespace) > 0)


def _revision(cluster: ControlPlane, namespace: str) -> str:
    found = cluster.request("GET", f"{APPS}/{namespace}/deployments/web")
    return str(found["metadata"].get("annotations", {}).get("deployment.kubernetes.io/revision"))


def _waiting_pods(cluster: ControlPlane, namespace: str) -> int:
    pods = cluster.request("GET", f"/api/v1/namespaces/{namespace}/pods")["items"]
    return sum("waiting" in s.get("state", {}) for p in pods for s in p["status"].get("containerStatuses", []))


def _image(cluster: ControlPlane, namespace: str) -> str:
    found = cluster.request("GET", f"{APPS}/{namespace}/deployments/web")
    return str(found["spec"]["template"]["spec"]["containers"][0]["image"])


def _proposed(desk: Desk, question: str) -> str:
    answer = desk.json("ask", question)
    assert answer["plans"], answer["answer"]
    return str(answer["plans"][0]["id"])


def test_a_bad_rollout_is_rolled_back_and_verified(control_plane: ControlPlane, desk: Desk) -> None:
    namespace = plant_namespace(control_plane, "rollback-good")
    _roll_out(control_plane, namespace, None, "create-config-error")
    plan = _proposed(desk, f"why is web failing in namespace {namespace}?")
    shown = desk.json("plan", "show", plan)["plan"]["actions"][0]
    assert shown["context"]["dry_run"] == "server"
    desk.run("execute", plan, expect=3)
    assert _image(control_plane, namespace) == "shop/web:1.2", "refused without approval, and unchanged"
    desk.approve(plan)
    outcome = desk.json("execute", plan)
    assert outcome["steps"][0]["state"] == "verified"
    assert _image(control_plane, namespace) == "shop/web:1.1"
    assert rolled_out(control_plane, namespace, "web")
    desk.run("execute", plan, expect=3)
    desk.run("ledger", "verify")


def test_a_rollback_that_never_becomes_ready_is_undone(control_plane: ControlPlane, desk: Desk) -> None:
    namespace = plant_namespace(control_plane, "rollback-bad")
    _roll_out(control_plane, namespace, "image-pull-back-off", "create-config-error")
    answer = desk.json("ask", f"why is web failing in namespace {namespace}?")
    assert not answer["plans"], "no revision was ever good, so none is offered"
    plan = desk.json("propose", "kube.rollback_deployment", f"{namespace}/web", "to_revision=1")["id"]
    desk.approve(plan)
    outcome = desk.json("execute", plan, expect=1)
    assert outcome["steps"][0]["state"] == "undone"
    assert _image(control_plane, namespace) == "shop/web:1.2", "as it was before the rollback"
    kinds = [e["kind"] for e in desk.json("ledger", "show", "--subject", plan)["entries"]]
    assert kinds[-3:] == ["failed", "claimed", "undone"]
    desk.run("ledger", "verify")


def test_a_target_that_moved_after_the_approval_is_not_touched(control_plane: ControlPlane, desk: Desk) -> None:
    namespace = plant_namespace(control_plane, "rollback-moved")
    _roll_out(control_plane, namespace, None, "create-config-error")
    plan = _proposed(desk, f"why is web failing in namespace {namespace}?")
    desk.approve(plan)
    body = deployment("web", image="shop/web:1.3", progress_deadline_s=30)
    control_plane.apply(f"{APPS}/{namespace}/deployments", body)
    control_plane.wait_until("rolled out", lambda: rolled_out(control_plane, namespace, "web"))
    desk.run("execute", plan, expect=3)
    assert _image(control_plane, namespace) == "shop/web:1.3"


def test_a_viewer_can_ask_but_the_server_refuses_the_change(control_plane: ControlPlane, tmp_path: Path) -> None:
    namespace = plant_namespace(control_plane, "rollback-viewer")
    _roll_out(control_plane, namespace, None, "create-config-error")
    viewer = make_desk(control_plane, tmp_path, user="viewer")
    plan = _proposed(viewer, f"why is web failing in namespace {namespace}?")
    shown = viewer.json("plan", "show", plan)["plan"]["actions"][0]
    assert shown["context"]["dry_run"] == "none"
    viewer.approve(plan)
    viewer.run("execute", plan, expect=1)
    assert _image(control_plane, namespace) == "shop/web:1.2"


def test_another_cluster_behind_the_context_is_refused(control_plane: ControlPlane, desk: Desk) -> None:
    config = desk.home / "baepo.toml"
    config.write_text(config.read_text().replace(control_plane.cluster_uid, "11111111-2222-3333-4444-555555555555"))
    desk.run("env", "lab", expect=3)
    answer = desk.json("ask", "what is wrong in this cluster?", expect=3)
    assert "another place" in json.dumps(answer["not_read"])
