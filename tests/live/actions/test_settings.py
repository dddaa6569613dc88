"""CronJobs, autoscaler bounds, probes, volume claims, revisions: fields of which a controller makes something, or time does."""

from typing import Any

import pytest

from assistant.executors.kube.expand_pvc import EXPAND_PVC
from assistant.executors.kube.rollback_revision import ROLLBACK_DAEMONSET, ROLLBACK_STATEFULSET
from assistant.executors.kube.set_hpa_bounds import SET_HPA_BOUNDS
from assistant.executors.kube.set_probe import SET_DEPLOYMENT_PROBE
from assistant.executors.kube.suspend_cronjob import RESUME_CRONJOB, SUSPEND_CRONJOB
from tools.spec import BadRequest, NotFound

from ..kit.acting import Acting, meanwhile, words
from ..kit.kube import ControlPlane
from ..kit.kube_client import Body
from ..kit.workloads import daemon_set, deployment, plant, plant_namespace, stateful_set, stored

_TARGET = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}


def _cron_job(cluster: ControlPlane, namespace: str, *, suspend: bool) -> str:
    plant_namespace(cluster, namespace)
    pod = {"restartPolicy": "Never", "containers": [{"name": "main", "image": "shop/nightly:1"}]}
    spec = {"schedule": "0 3 * * *", "suspend": suspend, "jobTemplate": {"spec": {"template": {"spec": pod}}}}
    body = {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "nightly"}, "spec": spec}
    path = f"/apis/batch/v1/namespaces/{namespace}/cronjobs"
    cluster.apply(path, body)
    return f"{path}/nightly"


def test_a_cron_job_is_suspended_and_resumed(control_plane: ControlPlane) -> None:
    path = _cron_job(control_plane, "cron-good", suspend=False)
    suspend = Acting(control_plane, SUSPEND_CRONJOB, "cron-good", "nightly")
    planned = suspend.plan()
    receipt, verified = suspend.carried_out(planned)
    assert verified.ok, words(verified)
    assert control_plane.request("GET", path)["spec"]["suspend"] is True
    resume = Acting(control_plane, RESUME_CRONJOB, "cron-good", "nightly")
    resumed = resume.plan()
    assert any("startingDeadlineSeconds" in e.en for e in resumed.context.effects)
    suspend.undo(planned, receipt)
    assert control_plane.request("GET", path)["spec"]["suspend"] is False
    with pytest.raises(BadRequest, match="nothing to change"):
        resume.plan()


def test_a_cron_job_that_its_owner_suspends_again_is_not_verified(control_plane: ControlPlane) -> None:
    path = _cron_job(control_plane, "cron-bad", suspend=True)
    resume = Acting(control_plane, RESUME_CRONJOB, "cron-bad", "nightly")
    planned = resume.plan()
    receipt = resume.apply(planned)

    def sync() -> None:
        control_plane.request("PATCH", f"{path}?fieldManager=flux", {"spec": {"suspend": True}})

    with meanwhile(sync, after_s=1):
        verified = resume.verify(planned, receipt)
    assert not verified.ok
    assert "by flux" in words(verified)


def _autoscaler(cluster: ControlPlane, namespace: str, *, target: dict[str, str]) -> Acting:
    plant_namespace(cluster, namespace)
    plant(cluster, namespace, deployment("web", image="shop/web:1"))
    spec = {"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": 3}
    kind = {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "web"}}
    cluster.apply(f"/apis/autoscaling/v2/namespaces/{namespace}/horizontalpodautoscalers", {**kind, "spec": spec})
    return Acting(cluster, SET_HPA_BOUNDS, namespace, "web")


def test_bounds_take_effect_on_the_pods(control_plane: ControlPlane) -> None:
    web = _autoscaler(control_plane, "hpa-good", target=_TARGET)
    planned = web.plan(min_replicas=4, max_replicas=6)
    receipt, verified = web.carried_out(planned)
    assert verified.ok, words(verified)
    assert stored(control_plane, "hpa-good", "Deployment", "web")["spec"]["replicas"] == 4
    web.undo(planned, receipt)
    with pytest.raises(BadRequest, match="minimum of 5, above its maximum of 3"):
        web.plan(min_replicas=5)
    with pytest.raises(BadRequest, match="min_replicas must be a whole number from 1"):
        web.plan(min_replicas=0)


def test_bounds_of_an_autoscaler_that_scales_nothing_are_never_verified(control_plane: ControlPlane) -> None:
    web = _autoscaler(control_plane, "hpa-bad", target={**_TARGET, "name": "gone"})
    _receipt, verified = web.carried_out(web.plan(min_replicas=2, timeout_s=20))
    assert not verified.ok


def test_an_autoscaler_of_keda_is_set_at_its_scaled_object(control_plane: ControlPlane) -> None:
    web = _autoscaler(control_plane, "hpa-keda", target=_TARGET)
    owner = {"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "name": "web", "uid": "u-1", "controller": True}
    path = "/apis/autoscaling/v2/namespaces/hpa-keda/horizontalpodautoscalers/web"
    control_plane.request("PATCH", path, {"metadata": {"ownerReferences": [owner]}})
    with pytest.raises(BadRequest, match="ScaledObject web makes") as refused:
        web.plan(max_replicas=9)
    assert "maxReplicaCount" in refused.value.remedy


def _probed(image: str) -> Body:
    body = deployment("web", image=image, progress_deadline_s=8)
    container = body["spec"]["template"]["spec"]["containers"][0]
    container["readinessProbe"] = {"httpGet": {"path": "/ready", "port": 8080}, "timeoutSeconds": 1}
    return body


def test_the_times_of_a_probe_are_set_and_put_back(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "probe")
    plant(control_plane, "probe", _probed("shop/web:1"))
    web = Acting(control_plane, SET_DEPLOYMENT_PROBE, "probe", "web")
    planned = web.plan(probe="readiness", timeout_seconds=5, failure_threshold=6)
    assert {c.field.rpartition(".")[2]: (c.before, c.after) for c in planned.context.changes} == {
        "timeoutSeconds": ("1", "5"),
        "failureThreshold": ("3", "6"),
    }
    receipt, verified = web.carried_out(planned)
    assert verified.ok, words(verified)
    web.undo(planned, receipt)
    with pytest.raises(BadRequest, match="no livenessProbe"):
        web.plan(probe="liveness", timeout_seconds=5)
    plant(control_plane, "probe", _probed("shop/web:1--never-ready"), wait=False)
    _receipt, verified = web.carried_out(web.plan(probe="readiness", timeout_seconds=7, timeout_s=60))
    assert not verified.ok


def _claim(cluster: ControlPlane, namespace: str, *, expandable: bool) -> Acting:
    """A claim bound by hand, as a storage driver would: there is none here."""
    plant_namespace(cluster, namespace)
    storage = f"{namespace}-class"
    cluster.apply(
        "/apis/storage.k8s.io/v1/storageclasses",
        {
            "apiVersion": "storage.k8s.io/v1",
            "kind": "StorageClass",
            "metadata": {"name": storage},
            "provisioner": "test.example/none",
            "allowVolumeExpansion": expandable,
        },
    )
    size, modes = {"storage": "10Gi"}, ["ReadWriteOnce"]
    volume = {"capacity": size, "accessModes": modes, "storageClassName": storage}
    source = {"csi": {"driver": "test.example", "volumeHandle": namespace}}
    reference = {"namespace": namespace, "name": "data"}
    kind: Body = {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": f"{namespace}-volume"}}
    cluster.apply("/api/v1/persistentvolumes", {**kind, "spec": {**volume, **source, "claimRef": reference}})
    claim = {"accessModes": modes, "storageClassName": storage, "resources": {"requests": size}}
    kind = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"}}
    path = f"/api/v1/namespaces/{namespace}/persistentvolumeclaims"
    cluster.apply(path, {**kind, "spec": {**claim, "volumeName": f"{namespace}-volume"}})
    cluster.wait_until("bound", lambda: cluster.request("GET", f"{path}/data")["status"].get("phase") == "Bound")
    return Acting(cluster, EXPAND_PVC, namespace, "data")


def test_a_claim_has_grown_once_its_driver_says_so(control_plane: ControlPlane) -> None:
    data = _claim(control_plane, "pvc-good", expandable=True)
    planned = data.plan(size="20Gi", timeout_s=12)
    assert not planned.context.reversible
    receipt, verified = data.carried_out(planned)
    assert not verified.ok
    assert "10Gi of 20Gi" in words(verified)
    path = "/api/v1/namespaces/pvc-good/persistentvolumeclaims/data/status"
    with meanwhile(
        lambda: control_plane.request("PATCH", path, {"status": {"capacity": {"storage": "20Gi"}}}), after_s=2
    ):
        assert data.verify(planned, receipt).ok
    with pytest.raises(BadRequest, match="cannot be made smaller"):
        data.plan(size="15Gi")


@pytest.mark.parametrize("size", ["big", 20, "-5Gi", "20", None])
def test_a_size_is_a_size(control_plane: ControlPlane, size: Any) -> None:
    with pytest.raises(BadRequest, match="size must be a size"):
        Acting(control_plane, EXPAND_PVC, "default", "data").plan(size=size)


def test_a_class_that_does_not_allow_it_is_named(control_plane: ControlPlane) -> None:
    with pytest.raises(BadRequest, match="StorageClass pvc-bad-class does not allow"):
        _claim(control_plane, "pvc-bad", expandable=False).plan(size="20Gi")


def test_sets_go_back_to_an_earlier_revision_and_show_no_values(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "revisions")
    for image in ("shop/db:1", "shop/db:2"):
        body = stateful_set("db", image=image)
        secret = {"name": "TOKEN", "value": f"hunter2-{image[-1]}"}
        body["spec"]["template"]["spec"]["containers"][0]["env"] = [secret]
        plant(control_plane, "revisions", body)
    db = Acting(control_plane, ROLLBACK_STATEFULSET, "revisions", "db")
    planned = db.plan(to_revision=1)
    assert "hunter2" not in str(planned.to_json())
    assert ("spec.template.spec.containers[db].image", "shop/db:2", "shop/db:1") in [
        (c.field, c.before, c.after) for c in planned.context.changes
    ]
    receipt, verified = db.carried_out(planned)
    assert verified.ok, words(verified)
    db.undo(planned, receipt)
    found = stored(control_plane, "revisions", "StatefulSet", "db")
    assert found["spec"]["template"]["spec"]["containers"][0]["image"] == "shop/db:2"
    with pytest.raises(NotFound) as refused:
        db.plan(to_revision=9)
    assert "Revisions it still has: 3, 4." in refused.value.remedy


def test_a_daemon_set_rolled_back_to_what_never_ran_is_not_verified(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "revisions-bad")
    plant(control_plane, "revisions-bad", daemon_set("agent", image="shop/agent:1--never-ready"), wait=False)
    path = "/apis/apps/v1/namespaces/revisions-bad/controllerrevisions"
    control_plane.wait_until("a revision", lambda: bool(control_plane.request("GET", path)["items"]))
    plant(control_plane, "revisions-bad", daemon_set("agent", image="shop/agent:2"), wait=False)
    control_plane.wait_until("two revisions", lambda: len(control_plane.request("GET", path)["items"]) == 2)
    agent = Acting(control_plane, ROLLBACK_DAEMONSET, "revisions-bad", "agent")
    _receipt, verified = agent.carried_out(agent.plan(to_revision=1, timeout_s=8))
    assert not verified.ok
