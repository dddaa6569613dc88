"""Draining: budgets, what would be lost, a process that died in between, and pods that find no other place."""

import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.executors.kube.drain_node import DRAIN_NODE
from tools.spec import BadRequest, Unavailable

from ..kit.acting import Acting, meanwhile, words
from ..kit.interfering import interfering
from ..kit.kube import ControlPlane
from ..kit.kube_client import Body
from ..kit.workloads import daemon_set, deployment, plant, plant_namespace, pods

_BUDGETS = "/apis/policy/v1/namespaces/{}/poddisruptionbudgets"


@pytest.fixture
def drained(control_plane: ControlPlane, request: pytest.FixtureRequest) -> Iterator[Acting]:
    """A node of the test's own, on which only what asks for it runs."""
    name = f"node-{zlib.crc32(request.node.name.encode()):08x}"
    size = {"cpu": "32", "memory": "256Gi", "pods": "256"}
    labels = {"kubernetes.io/hostname": name, "test.example/own": name}
    body: Body = {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels},
        "status": {"allocatable": size, "capacity": size},
    }
    control_plane.request("POST", "/api/v1/nodes", body)
    control_plane.wait_until(
        "the node takes pods", lambda: not control_plane.request("GET", f"/api/v1/nodes/{name}")["spec"].get("taints")
    )
    yield Acting(control_plane, DRAIN_NODE, "", name)
    control_plane.request("DELETE", f"/api/v1/nodes/{name}")


def _here(acting: Acting, namespace: str, *, replicas: int, local_data: bool = False, only: bool = False) -> None:
    """Pods that prefer the node, or with `only` fit on no other."""
    cluster, name = acting.cluster, acting.name
    body = deployment("web", image="shop/web:1", replicas=replicas)
    term = {"matchExpressions": [{"key": "test.example/own", "operator": "In", "values": [name]}]}
    wish = {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 100, "preference": term}]}
    must = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
    spec = body["spec"]["template"]["spec"]
    spec["affinity"] = {"nodeAffinity": must if only else wish}
    if local_data:
        spec["volumes"] = [{"name": "scratch", "emptyDir": {}}]
    plant_namespace(cluster, namespace)
    plant(cluster, namespace, body)
    assert {p["spec"]["nodeName"] for p in pods(cluster, namespace, "web")} == {name}


def _budget(cluster: ControlPlane, namespace: str, *, at_least: int) -> None:
    spec = {"minAvailable": at_least, "selector": {"matchLabels": {"app": "web"}}}
    body = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"}, "spec": spec}
    path = _BUDGETS.format(namespace)
    cluster.apply(path, body)

    def counted() -> bool:
        status = cluster.request("GET", f"{path}/web").get("status", {})
        return bool(status.get("desiredHealthy") == at_least and status.get("currentHealthy", 0) > 0)

    cluster.wait_until("the budget is counted", counted)


def _on_node(acting: Acting, namespace: str) -> list[str]:
    found = pods(acting.cluster, namespace, "web")
    return [p["metadata"]["name"] for p in found if p["spec"].get("nodeName") == acting.name]


def test_pods_move_one_by_one_as_their_budget_allows(control_plane: ControlPlane, drained: Acting) -> None:
    _here(drained, "drain-good", replicas=4)
    _budget(control_plane, "drain-good", at_least=3)
    plant_namespace(control_plane, "drain-agent")
    plant(control_plane, "drain-agent", daemon_set("agent", image="shop/agent:1"))
    planned = drained.plan()
    assert any("1 pods of DaemonSets" in e.en for e in planned.context.effects)
    receipt, verified = drained.carried_out(planned)
    assert verified.ok, words(verified)
    assert len(receipt["evicted"]) == 4
    assert len(drained.journal) >= 5, "kept after every pod"
    assert not _on_node(drained, "drain-good")
    drained.undo(planned, receipt)
    assert not control_plane.request("GET", f"/api/v1/nodes/{drained.name}")["spec"].get("unschedulable")


def test_a_budget_that_never_allows_it_ends_unverified_and_is_quoted(
    control_plane: ControlPlane, drained: Acting
) -> None:
    _here(drained, "drain-held", replicas=2)
    _budget(control_plane, "drain-held", at_least=2)
    planned = drained.plan(timeout_s=6)
    assert planned.context.risk == "high"
    assert any("drain-held/web allows no eviction now (2 pods here)" in e.en for e in planned.context.effects)
    receipt, verified = drained.carried_out(planned)
    assert not verified.ok
    assert "disruption budget" in words(verified)
    assert len(_on_node(drained, "drain-held")) == 2, "none was forced"
    drained.undo(planned, receipt)


def test_a_budget_that_is_relaxed_meanwhile_lets_it_go_on(control_plane: ControlPlane, drained: Acting) -> None:
    _here(drained, "drain-late", replicas=2)
    _budget(control_plane, "drain-late", at_least=2)
    planned = drained.plan(timeout_s=60)
    with meanwhile(lambda: _budget(control_plane, "drain-late", at_least=1), after_s=3):
        _receipt, verified = drained.carried_out(planned)
    assert verified.ok, words(verified)


def test_what_a_drain_would_lose_is_named_before_it_is_planned(control_plane: ControlPlane, drained: Acting) -> None:
    _here(drained, "drain-loss", replicas=1, local_data=True)
    with pytest.raises(BadRequest, match="keep data there") as refused:
        drained.plan()
    assert "lose_local_data=true" in refused.value.remedy
    container = {"name": "main", "image": "shop/one:1"}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "alone"}}
    control_plane.apply(
        "/api/v1/namespaces/drain-loss/pods", {**pod, "spec": {"nodeName": drained.name, "containers": [container]}}
    )
    with pytest.raises(BadRequest, match="drain-loss/alone"):
        drained.plan(lose_local_data=True)
    with pytest.raises(BadRequest, match="nothing makes again"):
        drained.plan(lose_local_data=True, lose_bare_pods="yes")
    planned = drained.plan(lose_local_data=True, lose_bare_pods=True)
    assert planned.context.risk == "high"
    assert "drain-loss/alone" in planned.intent["lost"]


def test_a_process_that_died_in_the_middle_is_taken_up_where_it_was(
    control_plane: ControlPlane, drained: Acting, tmp_path: Path
) -> None:
    _here(drained, "drain-killed", replicas=3)
    _budget(control_plane, "drain-killed", at_least=2)
    with interfering(control_plane, tmp_path) as between:
        drained.kubeconfig = between.kubeconfig
        planned = drained.plan()
        between.faults = [None, "lost"]
        with pytest.raises(Unavailable):
            drained.apply(planned)
        assert control_plane.request("GET", f"/api/v1/nodes/{drained.name}")["spec"]["unschedulable"] is True
        between.faults = ["throttled"]
        receipt = drained.apply(planned, resumed=drained.journal[-1])
        assert drained.verify(planned, receipt).ok
    assert not _on_node(drained, "drain-killed")


def test_pods_that_fit_nowhere_else_are_gone_from_it_all_the_same(control_plane: ControlPlane, drained: Acting) -> None:
    _here(drained, "drain-stuck", replicas=1, only=True)
    planned = drained.plan()
    receipt, verified = drained.carried_out(planned)
    assert verified.ok, words(verified)
    drained.undo(planned, receipt)
    control_plane.wait_until("it comes back", lambda: len(_on_node(drained, "drain-stuck")) == 1)
