"""Ports of pods and the command that reaches each."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.unit.kube.looks import snapshot_look
from tests.unit.kube.objects import NOW, Obj, deployment, meta, pod, service
from tools.spec import NotFound

PORTS: Obj = {"ports": [{"name": "http", "containerPort": 8080}, {"containerPort": 9090}]}


def rows(folder: Path, *objects: tuple[str, Obj], **arguments: Any) -> list[Mapping[str, Any]]:
    (folder / "lists").mkdir(parents=True, exist_ok=True)
    for resource in ("pods", "services"):
        items = [obj for r, obj in objects if r == resource]
        (folder / "lists" / f"{resource}.json").write_text(json.dumps({"items": items}), encoding="utf-8")
    about = {"schema": "baepo.kube_snapshot/1", "cluster_uid": "u", "taken_at": f"{NOW:%Y-%m-%dT%H:%M:%SZ}"}
    (folder / "meta.json").write_text(json.dumps(about), encoding="utf-8")
    return list(snapshot_look(folder, NOW, uid="u").read("list_ports", **arguments).items)


def cluster() -> tuple[tuple[str, Obj], ...]:
    owner = {"metadata": meta("web-1a"), "kind": "ReplicaSet"}
    one = pod("web-1a-x", owner=owner, ready=True, container=PORTS, labels={"app": "web", "pod-template-hash": "1a"})
    one[1]["metadata"]["ownerReferences"][0]["kind"] = "ReplicaSet"
    other = pod("db-0", ready=True, labels={"app": "db"})
    front = service("front", selector={"app": "web"}, ports=[{"port": 80, "targetPort": "http"}])
    return one, other, front, deployment("web")


@pytest.mark.parametrize("name", ["web", "web-1a-x", "front", "deployment/web"])
def test_a_workload_a_pod_or_a_service_leads_to_the_same_ports(name: str, tmp_path: Path) -> None:
    found = rows(tmp_path, *cluster(), name=name)
    assert [(r["name"], r["port"], r["services"]) for r in found] == [
        ("web-1a-x", 8080, ["front:80"]),
        ("web-1a-x", 9090, []),
    ]
    assert found[0]["command"] == "kubectl port-forward -n shop pod/web-1a-x 8080:8080"


def test_a_pod_without_declared_ports_is_shown_without_a_command(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, *cluster(), name="db")
    assert (row["port"], row["command"]) == (0, "")


def test_pods_that_are_ready_come_first_and_ended_ones_not_at_all(tmp_path: Path) -> None:
    ended = pod("a-ended", phase="Succeeded", container=PORTS)
    unready = pod("b-unready", container=PORTS)
    well = pod("c-well", ready=True, container=PORTS)
    assert [r["name"] for r in rows(tmp_path, ended, unready, well)][::2] == ["c-well", "b-unready"]


def test_an_unknown_name_names_the_closest(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as error:
        rows(tmp_path, *cluster(), name="webb", namespace="shop")
    assert "web" in error.value.remedy
