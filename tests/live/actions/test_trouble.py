"""Around an action: a process killed, an API server that restarts, a user with just the rights it needs, a finding's plan."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.executors.kube.cordon_node import CORDON_NODE
from assistant.executors.kube.delete_pod import DELETE_POD
from assistant.executors.kube.drain_node import DRAIN_NODE
from assistant.executors.kube.scale_workload import SCALE_DEPLOYMENT
from tools.spec import Denied

from ..kit.acting import Acting, meanwhile, words
from ..kit.desk import Desk, make_desk
from ..kit.kube import ControlPlane
from ..kit.workloads import deployment, plant, plant_namespace, pods, stored

_RBAC = "/apis/rbac.authorization.k8s.io/v1"


@pytest.fixture
def desk(control_plane: ControlPlane, tmp_path: Path) -> Desk:
    return make_desk(control_plane, tmp_path, user="admin")


def _replicas(cluster: ControlPlane, namespace: str) -> int:
    return int(stored(cluster, namespace, "Deployment", "web")["spec"]["replicas"])


def test_a_process_killed_while_it_watches_is_finished_by_the_next(control_plane: ControlPlane, desk: Desk) -> None:
    plant_namespace(control_plane, "killed")
    plant(control_plane, "killed", deployment("web", image="shop/web:1"))
    plan = desk.json("propose", "kube.scale_deployment", "killed/web", "replicas=4")["id"]
    desk.approve(plan)
    process = desk.start("execute", plan)
    control_plane.wait_until("the change has arrived", lambda: _replicas(control_plane, "killed") == 4)
    process.kill()
    process.wait()
    generation = stored(control_plane, "killed", "Deployment", "web")["metadata"]["generation"]
    assert desk.json("execute", plan)["steps"][0]["state"] == "verified"
    assert stored(control_plane, "killed", "Deployment", "web")["metadata"]["generation"] == generation, "written once"
    desk.run("ledger", "verify")


def test_an_api_server_that_restarts_meanwhile_is_waited_for(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "restarted")
    plant(control_plane, "restarted", deployment("web", image="shop/web:1", behaviour="slow-ready"))
    web = Acting(control_plane, SCALE_DEPLOYMENT, "restarted", "web")
    planned = web.plan(replicas=5)
    receipt = web.apply(planned)
    with meanwhile(control_plane.restart_api_server, after_s=0.5):
        verified = web.verify(planned, receipt)
    assert verified.ok, words(verified)


@contextmanager
def _with_role(cluster: ControlPlane, desk: Desk, *actions: str) -> Iterator[None]:
    """The user `nobody` may do exactly what is printed for these actions."""
    wanted = [word for action in actions for word in ("--action", action)]
    role = json.loads(desk.run("permissions", "kube", *wanted)) | {}
    role["metadata"]["name"] = "exactly"
    cluster.apply(f"{_RBAC}/clusterroles", role)
    binding = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": "exactly"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "exactly"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "nobody"}],
    }
    cluster.apply(f"{_RBAC}/clusterrolebindings", binding)
    try:
        yield
    finally:
        for kind in ("clusterrolebindings", "clusterroles"):
            cluster.request("DELETE", f"{_RBAC}/{kind}/exactly")


def test_the_rights_that_are_printed_for_an_action_are_enough_and_no_more(
    control_plane: ControlPlane, desk: Desk
) -> None:
    plant_namespace(control_plane, "rights")
    plant(control_plane, "rights", deployment("web", image="shop/web:1"))
    scale = Acting(control_plane, SCALE_DEPLOYMENT, "rights", "web", user="nobody")
    cordon = Acting(control_plane, CORDON_NODE, "", "node-0", user="nobody")
    with pytest.raises(Denied):
        scale.plan(replicas=3)
    with _with_role(control_plane, desk, "kube.scale_deployment"):
        control_plane.wait_until("the role is in force", lambda: _allowed(scale))
        planned = scale.plan(replicas=3)
        assert planned.context.dry_run == "server"
        receipt, verified = scale.carried_out(planned)
        assert verified.ok, words(verified)
        scale.undo(planned, receipt)
        with pytest.raises(Denied):
            cordon.plan()
    with _with_role(control_plane, desk, "kube.delete_pod", "kube.drain_node"):
        pod = pods(control_plane, "rights", "web")[0]["metadata"]["name"]
        delete = Acting(control_plane, DELETE_POD, "rights", pod, user="nobody")
        control_plane.wait_until("the role is in force", lambda: _allowed(delete))
        planned = delete.plan()
        assert planned.context.dry_run == "server"
        assert delete.carried_out(planned)[1].ok
        drain = Acting(control_plane, DRAIN_NODE, "", "node-0", user="nobody")
        assert drain.plan(lose_bare_pods=True, lose_local_data=True), "whatever other tests have left there"


def _allowed(acting: Acting) -> bool:
    try:
        acting.plan(**({"replicas": 9} if acting.action is SCALE_DEPLOYMENT else {}))
    except Denied:
        return False
    return True


def test_a_rollout_that_was_left_paused_is_offered_to_be_resumed(control_plane: ControlPlane, desk: Desk) -> None:
    plant_namespace(control_plane, "forgotten")
    body = deployment("web", image="shop/web:1")
    body["spec"]["paused"] = True
    plant(control_plane, "forgotten", body, wait=False)
    answer = desk.json("ask", "why has web in namespace forgotten no pods?")
    assert answer["plans"], answer["answer"]
    plan = answer["plans"][0]["id"]
    assert desk.json("plan", "show", plan)["plan"]["actions"][0]["action"] == "kube.resume_rollout"
    desk.approve(plan)
    assert desk.json("execute", plan)["steps"][0]["state"] == "verified"
