"""Edits of an object: the patch that sets them, what they leave alone, and how fields are called."""

from typing import Any

import pytest

from assistant.executors.kube.frame.edits import Edit, Item, Path, edited, json_patch, value_at
from assistant.executors.kube.frame.ownership import appliers, last_writer
from tests.unit.kube.test_rollback import apply_operation

WEB: Path = ("spec", "template", "spec", "containers", Item("web"))


def obj() -> dict[str, Any]:
    containers = [{"name": "proxy", "image": "p:1"}, {"name": "web", "image": "w:1"}]
    return {
        "metadata": {"uid": "u1", "resourceVersion": "7"},
        "spec": {"replicas": 2, "template": {"spec": {"containers": containers}}},
    }


def test_a_patch_tests_what_was_read_and_makes_the_parents_that_are_missing() -> None:
    memory = Edit(path=(*WEB, "resources", "limits", "memory"), value="1Gi")
    cpu = Edit(path=(*WEB, "resources", "limits", "cpu"), value="1")
    patch = json_patch(obj(), (memory, cpu))
    assert [o["path"] for o in patch[:2]] == ["/metadata/uid", "/metadata/resourceVersion"]
    assert [o["path"].rpartition("containers")[2] for o in patch[2:]] == [
        "/1/resources",
        "/1/resources/limits",
        "/1/resources/limits/memory",
        "/1/resources/limits/cpu",
    ]


@pytest.mark.parametrize(
    ("edit", "label"),
    [
        (Edit(path=("spec", "replicas"), value=5), "spec.replicas"),
        (Edit(path=("spec", "replicas"), value=None), "spec.replicas"),
        (Edit(path=(*WEB, "image"), value="w:2"), "spec.template.spec.containers[web].image"),
        (Edit(path=("metadata", "annotations", "a.b/c~d"), value="x"), 'metadata.annotations."a.b/c~d"'),
    ],
)
def test_the_patch_does_what_the_edits_alone_do(edit: Edit, label: str) -> None:
    assert edit.label == label
    patched = obj()
    for operation in json_patch(obj(), (edit,)):
        where = {**operation, "path": operation["path"].replace("containers/1", "containers/#")}
        if "#" in where["path"]:
            patched["spec"]["template"]["spec"]["containers"][1]["image"] = operation["value"]
        else:
            assert apply_operation(patched, operation)
    assert patched == edited(obj(), (edit,))
    assert value_at(patched, edit.path) == edit.value


def test_taking_away_what_is_not_there_is_no_operation() -> None:
    assert len(json_patch(obj(), (Edit(path=("spec", "paused"), value=None),))) == 2


def test_who_keeps_a_field_in_a_manifest_and_who_wrote_it_last() -> None:
    fields: dict[str, Any] = {
        "f:spec": {"f:template": {"f:spec": {"f:containers": {'k:{"name":"web"}': {"f:image": {}}}}}}
    }
    managed = obj()
    managed["metadata"]["managedFields"] = [
        {"manager": "argocd", "operation": "Apply", "time": "2026-01-01T00:00:00Z", "fieldsV1": fields},
        {"manager": "kubectl-edit", "operation": "Update", "time": "2026-01-02T00:00:00Z", "fieldsV1": fields},
        {"manager": "baepo", "operation": "Apply", "time": "2025-01-01T00:00:00Z", "fieldsV1": fields},
        {"manager": "kube-controller-manager", "subresource": "status", "time": "2026-09-09T00:00:00Z"},
    ]
    image = Edit(path=(*WEB, "image"), value="w:2")
    assert appliers(managed, (image,)) == [("spec.template.spec.containers[web].image", "argocd")]
    assert appliers(managed, (Edit(path=("spec", "replicas"), value=5),)) == []
    assert last_writer(managed, image.path) == "kubectl-edit at 2026-01-02T00:00:00Z"
