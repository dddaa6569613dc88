"""Cordon and uncordon."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.executors.kube.cordon_node import CORDON_NODE, UNCORDON_NODE
from tools.spec import BadRequest, Denied, NotFound

from ..kit.acting import Acting, words
from ..kit.desk import make_desk
from ..kit.kube import ControlPlane
from ..kit.kube_client import Body


@pytest.fixture
def node(control_plane: ControlPlane) -> Iterator[str]:
    """A node that is as it was afterwards."""
    yield "node-2"
    control_plane.request("PATCH", "/api/v1/nodes/node-2", {"spec": {"unschedulable": None}})
    control_plane.wait_until("uncordoned", lambda: not _stored(control_plane, "node-2")["spec"].get("taints"))


def _stored(cluster: ControlPlane, name: str) -> Body:
    return cluster.request("GET", f"/api/v1/nodes/{name}")


def test_cordon_and_uncordon_are_verified_by_the_taint(control_plane: ControlPlane, node: str) -> None:
    cordon, uncordon = Acting(control_plane, CORDON_NODE, "", node), Acting(control_plane, UNCORDON_NODE, "", node)
    planned = cordon.plan()
    assert [(c.field, c.after) for c in planned.context.changes][:1] == [("spec.unschedulable", "true")]
    receipt, verified = cordon.carried_out(planned)
    assert verified.ok, words(verified)
    with pytest.raises(BadRequest, match="nothing to change"):
        cordon.plan()
    back = uncordon.plan()
    _receipt, verified = uncordon.carried_out(back)
    assert verified.ok, words(verified)
    planned = cordon.plan()
    receipt, _verified = cordon.carried_out(planned)
    cordon.undo(planned, receipt)
    assert not _stored(control_plane, node)["spec"].get("unschedulable")


def test_a_cordon_that_the_node_controller_does_not_take_up(control_plane: ControlPlane, node: str) -> None:
    cordon = Acting(control_plane, CORDON_NODE, "", node)
    with control_plane.frozen("kube-controller-manager"):
        _receipt, verified = cordon.carried_out(cordon.plan(timeout_s=6))
        assert not verified.ok
        assert "taint" in words(verified)


def test_the_last_node_that_takes_pods_is_a_high_risk(control_plane: ControlPlane, node: str) -> None:
    for other in ("node-0", "node-1"):
        control_plane.request("PATCH", f"/api/v1/nodes/{other}", {"spec": {"unschedulable": True}})
    try:
        assert Acting(control_plane, CORDON_NODE, "", node).plan().context.risk == "high"
    finally:
        for other in ("node-0", "node-1"):
            control_plane.request("PATCH", f"/api/v1/nodes/{other}", {"spec": {"unschedulable": None}})
    assert Acting(control_plane, CORDON_NODE, "", node).plan().context.risk == "low"


def test_a_reader_may_not_and_a_node_that_is_not_there(control_plane: ControlPlane, node: str) -> None:
    with pytest.raises(Denied):
        Acting(control_plane, CORDON_NODE, "", node, user="viewer").plan()
    with pytest.raises(NotFound):
        Acting(control_plane, CORDON_NODE, "", "node-77").plan()


def test_a_node_is_named_without_a_place_on_the_command_line(
    control_plane: ControlPlane, node: str, tmp_path: Path
) -> None:
    desk = make_desk(control_plane, tmp_path, user="admin")
    desk.run("propose", "kube.cordon_node", f"shop/{node}", expect=2)
    plan = desk.json("propose", "kube.cordon_node", node)["id"]
    desk.approve(plan)
    assert desk.json("execute", plan)["steps"][0]["state"] == "verified"
    desk.run("undo", plan)
    assert not _stored(control_plane, node)["spec"].get("unschedulable")
