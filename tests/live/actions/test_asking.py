"""The way in: a person asks for a change in words, reads its plan, approves it, and sees it verified on a real server."""

import json
from pathlib import Path

import pytest

from ..kit.desk import Desk, make_desk
from ..kit.kube import ControlPlane
from ..kit.workloads import deployment, plant, plant_namespace, stored


@pytest.fixture
def desk(control_plane: ControlPlane, tmp_path: Path) -> Desk:
    return make_desk(control_plane, tmp_path, user="admin")


def _web(cluster: ControlPlane, namespace: str) -> None:
    plant_namespace(cluster, namespace)
    plant(cluster, namespace, deployment("web", image="shop/web:1"))


def _done(desk: Desk, plan: str) -> str:
    desk.approve(plan)
    return str(desk.json("execute", plan)["steps"][0]["state"])


def test_a_wish_in_korean_becomes_a_plan_that_is_approved_and_verified(control_plane: ControlPlane, desk: Desk) -> None:
    _web(control_plane, "ask-scale")
    answer = desk.json("ask", "ask-scale/web를 4개로 늘려줘")
    plan = answer["plans"][0]["id"]
    assert "아무것도 바뀌지 않았습니다" in answer["answer"]
    assert stored(control_plane, "ask-scale", "Deployment", "web")["spec"]["replicas"] == 2
    shown = desk.json("plan", "show", plan)["plan"]["actions"][0]
    assert shown["context"]["dry_run"] == "server"
    assert shown["context"]["changes"] == [["spec.replicas", "2", "4"]]
    assert _done(desk, plan) == "verified"
    assert stored(control_plane, "ask-scale", "Deployment", "web")["spec"]["replicas"] == 4


def test_images_restarts_and_nodes_are_asked_for_in_words(control_plane: ControlPlane, desk: Desk) -> None:
    _web(control_plane, "ask-more")
    plan = desk.json("ask", "set image of ask-more/web to registry.test/web:1.2.3")["plans"][0]["id"]
    assert _done(desk, plan) == "verified"
    plan = desk.json("ask", "ask-more/web 1.2.4 버전으로 올려줘")["plans"][0]["id"]
    assert _done(desk, plan) == "verified"
    found = stored(control_plane, "ask-more", "Deployment", "web")
    assert found["spec"]["template"]["spec"]["containers"][0]["image"] == "registry.test/web:1.2.4"
    plan = desk.json("ask", "restart ask-more/web")["plans"][0]["id"]
    assert _done(desk, plan) == "verified"
    plan = desk.json("ask", "노드 node-1 cordon 해줘")["plans"][0]["id"]
    assert _done(desk, plan) == "verified"
    plan = desk.json("ask", "uncordon node-1")["plans"][0]["id"]
    assert _done(desk, plan) == "verified"


def test_what_is_not_there_or_not_clear_is_said_and_nothing_planned(control_plane: ControlPlane, desk: Desk) -> None:
    _web(control_plane, "ask-one")
    _web(control_plane, "ask-two")
    for question, said in (
        ("restart ask-one/wab", "ask-one/web"),
        ("scale ask-one/web", "To how many"),
        ("restart web", "alone does not say which"),
        ("delete deployment ask-one/web", "not among the changes"),
        ("ask-one/web 시크릿 값을 바꿔줘", "Secret"),
    ):
        answer = desk.json("ask", question)
        assert not answer["plans"], question
        assert said in json.dumps(answer, ensure_ascii=False), (question, answer)
