"""Logs asked for by the name of a workload: which of its pods are read."""

from pathlib import Path
from typing import Any

import pytest

from assistant.refusals import told
from tests.unit.kube.test_read_tools import run, snapshot
from tools.kube.target import Target
from tools.kube.workload_pods import owner_name, telling_container
from tools.spec import BadRequest, NotFound


def pod(name: str, owner: str, *, ready: bool = True, restarts: int = 0, namespace: str = "shop") -> dict[str, Any]:
    return {
        "metadata": {
            "name": name,
            "namespace": namespace,
            "creationTimestamp": "2026-07-28T04:00:00Z",
            "labels": {"pod-template-hash": "7d9f"},
            "ownerReferences": [{"kind": "ReplicaSet", "name": owner, "controller": True}],
        },
        "spec": {"containers": [{"name": "app"}]},
        "status": {"containerStatuses": [{"name": "app", "ready": ready, "restartCount": restarts}]},
    }


def world(folder: Path, *pods: dict[str, Any]) -> Target:
    where = snapshot(folder, pods=list(pods))
    for found in pods:
        meta = found["metadata"]
        place = folder / "logs" / meta["namespace"] / meta["name"]
        place.mkdir(parents=True)
        (place / "app.log").write_text(f"2026-07-28T05:00:00Z hello from {meta['name']}")
    return where


def test_all_pods_are_read_the_one_in_trouble_first(tmp_path: Path) -> None:
    where = world(tmp_path, pod("web-7d9f-a", "web-7d9f"), pod("web-7d9f-b", "web-7d9f", ready=False, restarts=4))
    page = run("read_pod_logs", where, name="web")
    assert [(row["pod"], row["text"]) for row in page.items] == [
        ("web-7d9f-b", "hello from web-7d9f-b"),
        ("web-7d9f-a", "hello from web-7d9f-a"),
    ]
    assert not page.cut
    assert not page.not_read


def test_of_many_pods_the_others_are_named(tmp_path: Path) -> None:
    where = world(tmp_path, *(pod(f"web-7d9f-{c}", "web-7d9f") for c in "abcdefg"))
    page = run("read_pod_logs", where, name="web")
    assert [row["pod"] for row in page.items] == [f"web-7d9f-{c}" for c in "abcde"]
    (left,) = page.not_read
    assert left.what == "logs of web-7d9f-f, web-7d9f-g"
    assert "5개" in told(left, "ko").why


def test_a_pod_without_lines_and_one_without_a_log(tmp_path: Path) -> None:
    waiting = pod("web-7d9f-c", "web-7d9f", ready=False)
    waiting["status"]["containerStatuses"][0]["state"] = {"waiting": {"reason": "CreateContainerConfigError"}}
    where = world(tmp_path, pod("web-7d9f-a", "web-7d9f"), pod("web-7d9f-b", "web-7d9f"), waiting)
    (tmp_path / "logs" / "shop" / "web-7d9f-b" / "app.log").write_text("")
    page = run("read_pod_logs", where, name="web")
    assert [(row["pod"], row["line"]) for row in page.items] == [("web-7d9f-a", 1), ("web-7d9f-b", 0)]
    (left,) = page.not_read
    assert "CreateContainerConfigError" in left.why
    assert "아직 로그가 없습니다" in told(left, "ko").why
    with pytest.raises(NotFound, match="has not started"):
        run("read_pod_logs", where, pod="web-7d9f-c")


def test_before_the_restart_only_what_was_restarted_is_read(tmp_path: Path) -> None:
    where = world(tmp_path, pod("web-7d9f-a", "web-7d9f"), pod("web-7d9f-b", "web-7d9f", restarts=2))
    (tmp_path / "logs" / "shop" / "web-7d9f-b" / "app.previous.log").write_text("2026-07-28T05:00:00Z last words")
    page = run("read_pod_logs", where, name="web", previous=True)
    assert [row["text"] for row in page.items] == ["last words"]
    assert not page.not_read


def test_a_cron_job_is_named_for_its_runs(tmp_path: Path) -> None:
    run_of = pod("nightly-29000001-abcde", "nightly-29000001")
    run_of["metadata"]["ownerReferences"][0]["kind"] = "Job"
    assert run("read_pod_logs", world(tmp_path, run_of), name="nightly").items[0]["pod"] == "nightly-29000001-abcde"


def test_one_pod_is_not_cut(tmp_path: Path) -> None:
    where = world(tmp_path, pod("web-7d9f-a", "web-7d9f"), pod("webhook-7d9f-a", "webhook-7d9f"))
    assert not run("read_pod_logs", where, name="web", namespace="shop").cut
    assert run("read_pod_logs", where, pod="webhook-7d9f-a").items[0]["text"] == "hello from webhook-7d9f-a"


def test_what_is_not_there_or_not_clear(tmp_path: Path) -> None:
    twice = (pod("web-7d9f-a", "web-7d9f"), pod("web-7d9f-c", "web-7d9f", namespace="blog"))
    where = world(tmp_path, *twice)
    with pytest.raises(NotFound) as missing:
        run("read_pod_logs", where, name="webb")
    assert missing.value.remedy == "Closest: web."
    with pytest.raises(BadRequest, match="several namespaces"):
        run("read_pod_logs", where, name="web")
    with pytest.raises(BadRequest):
        run("read_pod_logs", where)


def test_the_owner_of_a_pod() -> None:
    assert owner_name(pod("web-7d9f-a", "web-7d9f")) == "web"
    assert (
        owner_name({"metadata": {"ownerReferences": [{"kind": "StatefulSet", "name": "db", "controller": True}]}})
        == "db"
    )
    assert owner_name({"metadata": {}}) == ""


@pytest.mark.parametrize(
    ("statuses", "chosen"),
    [
        ({}, "web"),
        ({"containerStatuses": [{"name": "web", "ready": True}, {"name": "proxy", "ready": False}]}, "proxy"),
        (
            {
                "containerStatuses": [
                    {"name": "web", "ready": True},
                    {"name": "proxy", "ready": True, "restartCount": 4},
                ]
            },
            "proxy",
        ),
        ({"initContainerStatuses": [{"name": "wait", "ready": False, "state": {"running": {}}}]}, "wait"),
        (
            {"initContainerStatuses": [{"name": "wait", "ready": False, "state": {"terminated": {"exitCode": 0}}}]},
            "web",
        ),
        (
            {"initContainerStatuses": [{"name": "wait", "ready": False, "state": {"terminated": {"exitCode": 1}}}]},
            "wait",
        ),
    ],
)
def test_the_container_in_trouble_is_read(statuses: dict[str, Any], chosen: str) -> None:
    spec = {"containers": [{"name": "web"}, {"name": "proxy"}], "initContainers": [{"name": "wait"}]}
    assert telling_container({"spec": spec, "status": statuses}) == chosen
