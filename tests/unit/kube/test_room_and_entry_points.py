"""What nodes have left for more pods, and the ways into the cluster from outside."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.unit.kube.looks import snapshot_look
from tests.unit.kube.objects import NOW, Obj, meta, pod, service

_KINDS = ("nodes", "pods", "services", "ingresses.networking.k8s.io")


def rows(folder: Path, tool: str, *objects: tuple[str, Obj]) -> list[Mapping[str, Any]]:
    (folder / "lists").mkdir(parents=True, exist_ok=True)
    for resource in _KINDS:
        items = [obj for r, obj in objects if r == resource]
        (folder / "lists" / f"{resource}.json").write_text(json.dumps({"items": items}), encoding="utf-8")
    about = {"schema": "baepo.kube_snapshot/1", "cluster_uid": "u", "taken_at": f"{NOW:%Y-%m-%dT%H:%M:%SZ}"}
    (folder / "meta.json").write_text(json.dumps(about), encoding="utf-8")
    return list(snapshot_look(folder, NOW, uid="u").read(tool).items)


def node(name: str) -> tuple[str, Obj]:
    status = {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "10"}, "conditions": []}
    return "nodes", {"metadata": meta(name), "spec": {}, "status": status}


def on(name: str, where: str, *, phase: str = "Running", **spec: Any) -> tuple[str, Obj]:
    kind, made = pod(name)
    made["spec"] |= {"nodeName": where, **spec}
    made["status"]["phase"] = phase
    return kind, made


def asks(cpu: str, memory: str = "1Gi", **more: Any) -> Obj:
    return {"name": "c", "resources": {"requests": {"cpu": cpu, "memory": memory}}, **more}


def test_what_is_left_is_counted_as_the_scheduler_does(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        "list_node_room",
        node("a"),
        node("b"),
        on(
            "web",
            "a",
            containers=[asks("500m"), asks("1")],
            initContainers=[asks("2"), asks("250m", restartPolicy="Always")],
        ),
        on("done", "a", phase="Succeeded", containers=[asks("3")]),
    )
    assert [(r["name"], r["cpu_not_requested"], r["memory_not_requested"], r["pods_free"]) for r in found] == [
        ("b", "4.00", "8.0Gi", 10),
        ("a", "2.00", "5.0Gi", 9),  # the init container of 2 is more than 1.75 that run together
    ]


def test_ingresses_and_services_that_are_open_to_the_outside(tmp_path: Path) -> None:
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    rule = {"host": "shop.example", "http": {"paths": [{"path": "/", "backend": backend}]}}
    ingress = {
        "metadata": meta("front"),
        "spec": {"rules": [rule], "tls": [{"hosts": ["shop.example"]}], "defaultBackend": backend},
    }
    balancer = service("edge", type="LoadBalancer", ports=[{"port": 443}])
    balancer[1]["status"] = {"loadBalancer": {"ingress": [{"hostname": "lb.example"}]}}
    balancer[1]["metadata"]["annotations"] = {"service.beta.kubernetes.io/aws-load-balancer-scheme": "internal"}
    found = rows(
        tmp_path,
        "list_entry_points",
        ("ingresses.networking.k8s.io", ingress),
        balancer,
        service("web", type="ClusterIP"),
    )
    assert [(r["host"], r["service"], r["through"], r["tls"], r["scheme"]) for r in found] == [
        ("shop.example", "web", "Ingress/front", True, ""),
        ("*", "web", "Ingress/front", False, ""),
        ("lb.example", "edge", "LoadBalancer", None, "internal"),
    ]
