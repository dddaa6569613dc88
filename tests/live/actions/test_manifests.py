"""Applying a manifest of a person: created, changed, put back; what others own; what never works; what is not applied."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.executors.kube.apply_manifest import (
    APPLY_AUTOSCALER,
    APPLY_CONFIGMAP,
    APPLY_DEPLOYMENT,
    APPLY_JOB,
    APPLY_SERVICE,
)
from assistant.executors.spec import Action
from tools.kube.errors import Conflict, Owned
from tools.spec import BadRequest, Denied, NotFound, Unavailable

from ..kit.acting import Acting, meanwhile, words
from ..kit.desk import make_desk
from ..kit.interfering import interfering
from ..kit.kube import BEHAVIOUR, ControlPlane
from ..kit.kube_client import ApiError, Body
from ..kit.workloads import deployment, plant, plant_namespace, stored


def _written(namespace: str, body: Body) -> Body:
    return {**body, "metadata": {**body["metadata"], "namespace": namespace}}


def _config(namespace: str, **data: str) -> Body:
    meta = {"name": "settings", "namespace": namespace, "labels": {"app": "web"}}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": data}


def _acting(cluster: ControlPlane, action: Action, body: Body, **more: Any) -> Acting:
    return Acting(cluster, action, body["metadata"]["namespace"], body["metadata"]["name"], **more)


def _config_now(cluster: ControlPlane, namespace: str) -> Body:
    return cluster.request("GET", f"/api/v1/namespaces/{namespace}/configmaps/settings")


def test_a_deployment_is_created_watched_and_deleted_again(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "apply-new")
    body = _written("apply-new", deployment("web", image="shop/web:1"))
    web = _acting(control_plane, APPLY_DEPLOYMENT, body)
    planned = web.plan(manifest=body, file="web.yaml:1")
    assert planned.context.dry_run == "server"
    assert ("spec.template.spec.containers[web].image", "", "shop/web:1") in [
        (c.field, c.before, c.after) for c in planned.context.changes
    ]
    assert stored(control_plane, "apply-new", "Deployment", "web") == {}, "planning creates nothing"
    receipt, verified = web.carried_out(planned)
    assert verified.ok, words(verified)
    made = stored(control_plane, "apply-new", "Deployment", "web")
    assert {(e["manager"], e["operation"]) for e in made["metadata"]["managedFields"]} >= {("baepo", "Apply")}
    with pytest.raises(BadRequest, match="nothing to change"):
        web.plan(manifest=body)
    web.undo(planned, receipt)
    assert stored(control_plane, "apply-new", "Deployment", "web") == {}
    assert web.undo(planned, receipt), "a second time it is found done"


def test_a_deployment_is_verified_when_it_becomes_ready_and_not_when_it_never_does(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "apply-late")
    late = _written("apply-late", deployment("late", image="shop/web:1", behaviour="slow-ready"))
    web = _acting(control_plane, APPLY_DEPLOYMENT, late)
    _receipt, verified = web.carried_out(web.plan(manifest=late))
    assert verified.ok, words(verified)
    never = _written("apply-late", deployment("never", image="shop/web:1", behaviour="never-ready"))
    web = _acting(control_plane, APPLY_DEPLOYMENT, never)
    planned = web.plan(manifest=never, timeout_s=8)
    receipt, verified = web.carried_out(planned)
    assert not verified.ok
    assert "0/2 available" in words(verified)
    web.undo(planned, receipt)
    assert stored(control_plane, "apply-late", "Deployment", "never") == {}


def test_what_was_there_is_put_back(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "apply-old")
    first = _config("apply-old", level="info", old="1")
    config = _acting(control_plane, APPLY_CONFIGMAP, first)
    config.carried_out(config.plan(manifest=first))
    second = _config("apply-old", level="debug", new="2")
    planned = config.plan(manifest=second)
    assert {(c.field, c.before, c.after) for c in planned.context.changes} == {
        ("data.level", "info", "debug"),
        ("data.old", "1", ""),
        ("data.new", "", "2"),
    }
    receipt, verified = config.carried_out(planned)
    assert verified.ok, words(verified)
    control_plane.request("PATCH", "/api/v1/namespaces/apply-old/configmaps/settings", {"data": {"theirs": "3"}})
    config.undo(planned, receipt)
    assert _config_now(control_plane, "apply-old")["data"] == {"level": "info", "old": "1", "theirs": "3"}


def test_a_second_writer_is_noticed_before_and_after(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "apply-two")
    path = "/api/v1/namespaces/apply-two/configmaps/settings"
    body = _config("apply-two", level="info")
    config = _acting(control_plane, APPLY_CONFIGMAP, body)
    planned = config.plan(manifest=body)
    control_plane.apply("/api/v1/namespaces/apply-two/configmaps", _config("apply-two", level="info"))
    with pytest.raises(Conflict, match="has changed since the plan"):
        config.apply(planned)
    body = _config("apply-two", level="info", more="1")
    planned = config.plan(manifest=body)
    receipt = config.apply(planned)
    with meanwhile(lambda: control_plane.request("PATCH", path, {"data": {"more": "9"}}), after_s=1):
        verified = config.verify(planned, receipt)
    assert not verified.ok
    assert "data.more" in words(verified)
    with pytest.raises(Conflict, match=r"data\.more"):
        config.undo(planned, receipt)
    assert _config_now(control_plane, "apply-two")["data"]["more"] == "9", "theirs is left alone"


def test_fields_of_others_are_taken_over_only_when_said(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "apply-owned")
    collection = "/api/v1/namespaces/apply-owned/configmaps"
    control_plane.apply(collection, _config("apply-owned", level="info"), field_manager="argocd-controller")
    body = _config("apply-owned", level="debug")
    config = _acting(control_plane, APPLY_CONFIGMAP, body)
    with pytest.raises(Owned, match=r"data\.level \(argocd-controller\)"):
        config.plan(manifest=body)
    planned = config.plan(manifest=body, take_over=True)
    assert planned.context.risk == "high"
    assert any("argocd-controller" in e.en for e in planned.context.effects)
    receipt, verified = config.carried_out(planned)
    assert verified.ok, words(verified)
    config.undo(planned, receipt)
    assert _config_now(control_plane, "apply-owned")["data"] == {"level": "info"}


def test_a_lost_answer_is_found_done(control_plane: ControlPlane, tmp_path: Path) -> None:
    plant_namespace(control_plane, "apply-lost")
    body = _config("apply-lost", level="info")
    with interfering(control_plane, tmp_path) as between:
        config = _acting(control_plane, APPLY_CONFIGMAP, body, kubeconfig=between.kubeconfig)
        planned = config.plan(manifest=body)
        between.faults.append("lost")
        with pytest.raises(Unavailable):
            config.apply(planned)
        receipt = config.apply(planned, resumed=config.journal[-1])
        assert between.writes == 1
        assert receipt["uid"] == _config_now(control_plane, "apply-lost")["metadata"]["uid"]
        assert config.verify(planned, receipt).ok
        config.undo(planned, receipt)


def test_a_job_that_fails_is_told_and_removed(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "apply-job")
    container = {"name": "main", "image": "shop/import:1", "resources": {"limits": {"memory": "64Mi"}}}
    never: Body = {"annotations": {BEHAVIOUR: "never-ready"}}
    template = {"metadata": never, "spec": {"restartPolicy": "Never", "containers": [container]}}
    spec = {"backoffLimit": 0, "activeDeadlineSeconds": 2, "template": template}
    meta = {"name": "import", "namespace": "apply-job"}
    body = {"apiVersion": "batch/v1", "kind": "Job", "metadata": meta, "spec": spec}
    job = _acting(control_plane, APPLY_JOB, body)
    planned = job.plan(manifest=body, timeout_s=40)
    receipt, verified = job.carried_out(planned)
    assert not verified.ok
    assert "It has failed" in words(verified)
    job.undo(planned, receipt)


def test_an_autoscaler_must_find_what_it_scales(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "apply-hpa")
    aim = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    spec = {"scaleTargetRef": aim, "minReplicas": 2, "maxReplicas": 4}
    meta = {"name": "web", "namespace": "apply-hpa"}
    body = {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": meta, "spec": spec}
    scaler = _acting(control_plane, APPLY_AUTOSCALER, body)
    planned = scaler.plan(manifest=body, timeout_s=20)
    receipt, verified = scaler.carried_out(planned)
    assert not verified.ok
    plant(control_plane, "apply-hpa", deployment("web", image="shop/web:1"))
    patient = replace(planned, context=replace(planned.context, verify_timeout_s=60.0))
    assert scaler.verify(patient, receipt).ok
    scaler.undo(planned, receipt)


def test_what_is_not_proven_is_not_applied(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "apply-not")
    body = _written("apply-not", deployment("web", image="shop/web:1"))
    web = _acting(control_plane, APPLY_DEPLOYMENT, body)
    privileged = _written("apply-not", deployment("web", image="shop/web:1"))
    privileged["spec"]["template"]["spec"]["containers"][0]["securityContext"] = {"privileged": True}
    with pytest.raises(BadRequest, match=r"kube\.privileged_container"):
        web.plan(manifest=privileged)
    planned = web.plan(manifest=privileged, accept=["kube.privileged_container"])
    assert any("kube.privileged_container" in e.en for e in planned.context.effects)
    secret = _written("apply-not", deployment("web", image="shop/web:1"))
    secret["spec"]["template"]["spec"]["containers"][0]["env"] = [{"name": "DB_PASSWORD", "value": "tr0ub4dor&3"}]
    with pytest.raises(BadRequest, match=r"kube\.secret_in_environment"):
        web.plan(manifest=secret, accept=["kube.secret_in_environment"])
    copied = {**body, "metadata": {**body["metadata"], "uid": "u-1"}}
    with pytest.raises(BadRequest, match=r"metadata\.uid"):
        web.plan(manifest=copied)
    with pytest.raises(BadRequest, match="the manifest is"):
        web.plan(manifest={**body, "kind": "ClusterRole"})
    with pytest.raises(BadRequest, match="no manifest"):
        web.plan()
    invalid = _written("apply-not", deployment("web", image="shop/web:1"))
    invalid["spec"]["replicas"] = -1
    with pytest.raises(BadRequest, match=r"spec\.replicas"):
        web.plan(manifest=invalid)


def test_rights_and_places_that_are_missing_are_told(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "apply-viewer")
    body = _config("apply-viewer", level="info")
    with pytest.raises(Denied):
        _acting(control_plane, APPLY_CONFIGMAP, body, user="viewer").plan(manifest=body)
    nowhere = _config("apply-nowhere", level="info")
    with pytest.raises(NotFound, match="apply-nowhere"):
        _acting(control_plane, APPLY_CONFIGMAP, nowhere).plan(manifest=nowhere)
    meta = {"name": "web", "namespace": "apply-viewer"}
    service = {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": {"ports": [{"port": 80}]}}
    made = _acting(control_plane, APPLY_SERVICE, service)
    receipt, verified = made.carried_out(planned := made.plan(manifest=service))
    assert verified.ok, words(verified)
    made.undo(planned, receipt)
    with pytest.raises(ApiError):
        control_plane.request("GET", "/api/v1/namespaces/apply-viewer/services/web")


def test_files_are_applied_through_the_gate_in_the_order_that_they_need(
    control_plane: ControlPlane, tmp_path: Path
) -> None:
    desk = make_desk(control_plane, tmp_path, user="admin")
    plant_namespace(control_plane, "apply-gate")
    bodies = [deployment("web", image="shop/web:1"), _config("apply-gate", level="info")]
    (file := tmp_path / "web.yaml").write_text("\n---\n".join(map(json.dumps, bodies)))
    desk.run("propose", "manifest", str(file), expect=2)  # the Deployment names no namespace
    plan = desk.json("propose", "manifest", "-n", "apply-gate", str(file))
    assert [a["target"]["kind"] for a in plan["plan"]["actions"]] == ["ConfigMap", "Deployment"]
    desk.run("execute", plan["id"], expect=3)
    assert stored(control_plane, "apply-gate", "Deployment", "web") == {}, "refused without approval"
    desk.approve(plan["id"])
    desk.run("execute", plan["id"])
    assert stored(control_plane, "apply-gate", "Deployment", "web")["status"]["availableReplicas"] == 2
    desk.run("undo", plan["id"])
    assert stored(control_plane, "apply-gate", "Deployment", "web") == {}
