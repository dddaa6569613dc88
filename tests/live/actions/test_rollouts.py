"""Restart, pause and resume, image, resources: what replaces the pods of a workload."""

from typing import Any

import pytest

from assistant.executors.kube.pause_rollout import PAUSE_ROLLOUT, RESUME_ROLLOUT
from assistant.executors.kube.restart_workload import RESTART_DAEMONSET, RESTART_DEPLOYMENT, RESTART_STATEFULSET
from assistant.executors.kube.set_image import SET_DAEMONSET_IMAGE, SET_DEPLOYMENT_IMAGE, SET_STATEFULSET_IMAGE
from assistant.executors.kube.set_resources import SET_DEPLOYMENT_RESOURCES
from assistant.executors.spec import Action
from tools.kube.errors import Conflict
from tools.spec import BadRequest

from ..kit.acting import Acting, meanwhile, words
from ..kit.kube import ControlPlane
from ..kit.kube_client import Body
from ..kit.workloads import daemon_set, deployment, plant, plant_namespace, pods, settled, stateful_set, stored


def _planted(cluster: ControlPlane, namespace: str, action: Action, body: Body, *, wait: bool = True) -> Acting:
    plant_namespace(cluster, namespace)
    plant(cluster, namespace, body, wait=wait)
    return Acting(cluster, action, namespace, body["metadata"]["name"])


def _now(acting: Acting) -> Body:
    return stored(acting.cluster, acting.place, acting.action.kind, acting.name)


def _container(acting: Acting) -> Any:
    return _now(acting)["spec"]["template"]["spec"]["containers"][0]


def _uids(acting: Acting) -> set[str]:
    return {p["metadata"]["uid"] for p in pods(acting.cluster, acting.place, acting.name)}


def test_a_restart_replaces_every_pod_and_is_taken_back_to_the_old_template(control_plane: ControlPlane) -> None:
    web = _planted(control_plane, "restart-good", RESTART_DEPLOYMENT, deployment("web", image="shop/web:1"))
    before, template = _uids(web), _now(web)["spec"]["template"]
    planned = web.plan()
    assert planned.to_json()["intent"] == web.plan().to_json()["intent"], "the same whenever it is planned again"
    receipt, verified = web.carried_out(planned)
    assert verified.ok, words(verified)
    assert not before & _uids(web)
    web.undo(planned, receipt)
    assert _now(web)["spec"]["template"] == template


def test_a_restart_that_never_becomes_ready_fails_and_says_of_which_pod(control_plane: ControlPlane) -> None:
    body = deployment("web", image="shop/web:1", behaviour="never-ready", progress_deadline_s=8)
    web = _planted(control_plane, "restart-bad", RESTART_DEPLOYMENT, body, wait=False)
    receipt, verified = web.carried_out(web.plan(timeout_s=60))
    assert not verified.ok
    assert "progress deadline" in words(verified)
    assert "web-" in words(verified)
    web.undo(web.plan(), receipt)
    annotations = _now(web)["spec"]["template"]["metadata"].get("annotations", {})
    assert "kubectl.kubernetes.io/restartedAt" not in annotations


def test_stateful_and_daemon_sets_restart_and_say_when_they_do_not(control_plane: ControlPlane) -> None:
    db = _planted(control_plane, "restart-db", RESTART_STATEFULSET, stateful_set("db", image="shop/db:1"))
    before = _uids(db)
    _receipt, verified = db.carried_out(db.plan())
    assert verified.ok, words(verified)
    assert not before & _uids(db)
    agent = _planted(control_plane, "restart-agent", RESTART_DAEMONSET, daemon_set("agent", image="shop/agent:1"))
    _receipt, verified = agent.carried_out(agent.plan())
    assert verified.ok, words(verified)
    path = "/apis/apps/v1/namespaces/restart-db/statefulsets/db"
    control_plane.request("PATCH", path, {"spec": {"updateStrategy": {"type": "OnDelete", "rollingUpdate": None}}})
    with pytest.raises(BadRequest, match="OnDelete"):
        db.plan()


def test_a_stateful_set_whose_pod_stays_unready_is_not_verified(control_plane: ControlPlane) -> None:
    action, namespace = SET_STATEFULSET_IMAGE, "image-db"
    db = _planted(control_plane, namespace, action, stateful_set("db", image="shop/db:1"))
    planned = db.plan(image="shop/db:2--never-ready", timeout_s=15)
    receipt, verified = db.carried_out(planned)
    assert not verified.ok
    assert "db-1" in words(verified)
    db.undo(planned, receipt)
    assert _container(db)["image"] == "shop/db:1"


def test_pausing_holds_a_change_back_and_resuming_rolls_it_out(control_plane: ControlPlane) -> None:
    web = _planted(control_plane, "pause-good", PAUSE_ROLLOUT, deployment("web", image="shop/web:1"))
    planned = web.plan()
    receipt, verified = web.carried_out(planned)
    assert verified.ok, words(verified)
    with pytest.raises(BadRequest, match="nothing to change"):
        web.plan()
    image = Acting(control_plane, SET_DEPLOYMENT_IMAGE, "pause-good", "web")
    planned_image = image.plan(image="shop/web:2")
    assert any("paused" in e.en for e in planned_image.context.effects)
    assert image.carried_out(planned_image)[1].ok, "set, and waiting"
    resume = Acting(control_plane, RESUME_ROLLOUT, "pause-good", "web")
    planned_resume = resume.plan()
    assert any("spec.containers[web].image" in e.en for e in planned_resume.context.effects)
    resumed, verified = resume.carried_out(planned_resume)
    assert verified.ok, words(verified)
    assert settled(_now(resume))
    resume.undo(planned_resume, resumed)
    assert _now(resume)["spec"]["paused"] is True
    web.undo(planned, receipt, operation="op-9")
    assert not _now(web)["spec"].get("paused")


def test_a_pause_that_no_controller_takes_up_is_not_verified(control_plane: ControlPlane) -> None:
    web = _planted(control_plane, "pause-late", PAUSE_ROLLOUT, deployment("web", image="shop/web:1"))
    with control_plane.frozen("kube-controller-manager"):
        _receipt, verified = web.carried_out(web.plan(timeout_s=6))
        assert not verified.ok
        assert "has not said that it is paused" in words(verified)


def test_resuming_what_can_never_run_fails(control_plane: ControlPlane) -> None:
    body = deployment("web", image="shop/web:1--never-ready", progress_deadline_s=8)
    body["spec"]["paused"] = True
    web = _planted(control_plane, "resume-bad", RESUME_ROLLOUT, body, wait=False)
    _receipt, verified = web.carried_out(web.plan(timeout_s=60))
    assert not verified.ok


def test_an_image_is_rolled_out_and_put_back(control_plane: ControlPlane) -> None:
    web = _planted(control_plane, "image-good", SET_DEPLOYMENT_IMAGE, deployment("web", image="shop/web:1"))
    planned = web.plan(image="registry.test:5000/shop/web:1.2.3--slow-ready")
    field = "spec.template.spec.containers[web].image"
    changes = [(c.field, c.before, c.after) for c in planned.context.changes]
    assert changes == [(field, "shop/web:1", "registry.test:5000/shop/web:1.2.3--slow-ready")]
    receipt, verified = web.carried_out(planned)
    assert verified.ok, words(verified)
    web.undo(planned, receipt)
    assert _container(web)["image"] == "shop/web:1"


def test_an_image_that_cannot_be_pulled_fails_with_its_reason(control_plane: ControlPlane) -> None:
    body = deployment("web", image="shop/web:1", progress_deadline_s=8)
    web = _planted(control_plane, "image-bad", SET_DEPLOYMENT_IMAGE, body)
    planned = web.plan(image="shop/web:2--image-pull-back-off", timeout_s=60)
    receipt, verified = web.carried_out(planned)
    assert not verified.ok
    assert "ImagePullBackOff" in words(verified)
    web.undo(planned, receipt)
    control_plane.wait_until("as before", lambda: settled(_now(web)))


def test_a_daemon_set_takes_an_image_on_every_node(control_plane: ControlPlane) -> None:
    body = daemon_set("agent", image="shop/agent:1")
    agent = _planted(control_plane, "image-agent", SET_DAEMONSET_IMAGE, body)
    assert agent.carried_out(agent.plan(image="shop/agent:2"))[1].ok
    _receipt, verified = agent.carried_out(agent.plan(image="shop/agent:3--never-ready", timeout_s=6))
    assert not verified.ok


@pytest.mark.parametrize("image", ["web", "", None, "we b:1", "http://x/web:1", "web:1; rm -rf /", "web:1\nx", ":1", 7])
def test_an_image_names_its_tag(control_plane: ControlPlane, image: object) -> None:
    with pytest.raises(BadRequest, match="image must be an image with its tag"):
        Acting(control_plane, SET_DEPLOYMENT_IMAGE, "default", "web").plan(image=image)


def test_of_several_containers_one_is_named(control_plane: ControlPlane) -> None:
    body = deployment("web", image="shop/web:1")
    body["spec"]["template"]["spec"]["containers"].append({"name": "proxy", "image": "shop/proxy:1"})
    web = _planted(control_plane, "image-two", SET_DEPLOYMENT_IMAGE, body, wait=False)
    with pytest.raises(BadRequest, match="several containers") as refused:
        web.plan(image="shop/proxy:2")
    assert "web, proxy" in refused.value.remedy
    with pytest.raises(BadRequest, match="no container 'sidecar'"):
        web.plan(image="shop/proxy:2", container="sidecar")
    planned = web.plan(image="shop/proxy:2", container="proxy")
    assert planned.context.changes[0].field == "spec.template.spec.containers[proxy].image"
    containers = [{"name": "proxy", "image": "shop/proxy:9"}]
    patch = {"spec": {"template": {"spec": {"containers": [*containers, {"name": "web", "image": "shop/web:1"}]}}}}
    control_plane.request("PATCH", "/apis/apps/v1/namespaces/image-two/deployments/web?fieldManager=ci", patch)
    with pytest.raises(Conflict, match="shop/proxy:1 -> shop/proxy:9"):
        web.apply(planned)


def test_resources_are_set_as_the_server_writes_them_and_put_back(control_plane: ControlPlane) -> None:
    web = _planted(control_plane, "resources-good", SET_DEPLOYMENT_RESOURCES, deployment("web", image="shop/web:1"))
    before = _container(web)["resources"]
    planned = web.plan(cpu_request="1500m", cpu_limit="2000m", memory_limit="1024Mi")
    assert {c.field.rpartition("resources.")[2]: c.after for c in planned.context.changes} == {
        "requests.cpu": "1500m",
        "limits.cpu": "2",
        "limits.memory": "1Gi",
    }
    receipt, verified = web.carried_out(planned)
    assert verified.ok, words(verified)
    web.undo(planned, receipt)
    assert _container(web)["resources"] == before


def test_requests_that_no_node_has_room_for_are_never_verified(control_plane: ControlPlane) -> None:
    body = deployment("web", image="shop/web:1", progress_deadline_s=8)
    web = _planted(control_plane, "resources-bad", SET_DEPLOYMENT_RESOURCES, body)
    _receipt, verified = web.carried_out(web.plan(cpu_request="500", timeout_s=60))
    assert not verified.ok
    assert "Insufficient cpu" in words(verified)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "not said what to set"),
        ({"memory_limit": "512"}, "memory_limit must be a quantity"),
        ({"memory_limit": "lots"}, "memory_limit must be a quantity"),
        ({"cpu_request": "-1"}, "cpu_request must be a quantity"),
        ({"cpu_request": True}, "cpu_request must be a quantity"),
        ({"gpu": 1}, "no argument 'gpu'"),
        ({"memory_request": "1Gi"}, "above its limit of 256Mi"),
        ({"memory_limit": "256Mi"}, "nothing to change"),
    ],
)
def test_resources_that_make_no_sense_are_refused(
    control_plane: ControlPlane, arguments: dict[str, Any], said: str
) -> None:
    plant_namespace(control_plane, "resources-odd")
    plant(control_plane, "resources-odd", deployment("web", image="shop/web:1"), wait=False)
    with pytest.raises(BadRequest, match=said):
        Acting(control_plane, SET_DEPLOYMENT_RESOURCES, "resources-odd", "web").plan(**arguments)


def test_a_controller_that_puts_the_field_back_is_noticed(control_plane: ControlPlane) -> None:
    web = _planted(control_plane, "image-reverted", SET_DEPLOYMENT_IMAGE, deployment("web", image="shop/web:1"))
    path = "/apis/apps/v1/namespaces/image-reverted/deployments"

    def sync() -> None:
        control_plane.apply(path, deployment("web", image="shop/web:1"), field_manager="argocd-controller")

    planned = web.plan(image="shop/web:2")
    receipt = web.apply(planned)
    with meanwhile(sync, after_s=0.5):
        verified = web.verify(planned, receipt)
    assert not verified.ok
    assert "by argocd-controller" in words(verified)
