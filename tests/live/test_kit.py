"""Proves the kit itself: what other live tests and evals take for granted about their servers."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from .conftest import NODES
from .kit import kube_build
from .kit.kube import ControlPlane
from .kit.kube_client import ApiError, Body, NotAnswering
from .kit.parts import MissingPart, ServerFailed
from .kit.processes import Processes
from .kit.workloads import APPS, deployment, deployment_condition, plant_namespace, pods, rolled_out

GOOD, BAD = "registry.test/shop/web:1.4.2", "registry.test/shop/web:1.5.0"


def _first_container(pod: Body) -> Body:
    statuses = pod["status"].get("containerStatuses") or [{}]
    first: Body = statuses[0]
    return first


def _waiting_reason(pod: Body) -> str:
    return str(_first_container(pod).get("state", {}).get("waiting", {}).get("reason", ""))


def _is_ready(pod: Body) -> bool:
    conditions = pod["status"].get("conditions", [])
    return any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)


def test_cluster_has_an_identity_and_ready_nodes(control_plane: ControlPlane) -> None:
    print(f"control plane ready in {control_plane.start_s:.1f} s")
    namespace = control_plane.request("GET", "/api/v1/namespaces/kube-system")
    assert control_plane.cluster_uid == namespace["metadata"]["uid"]
    assert len(control_plane.request("GET", "/api/v1/nodes")["items"]) == NODES


def test_viewer_reads_but_does_not_delete(control_plane: ControlPlane) -> None:
    assert "items" in control_plane.request("GET", "/api/v1/namespaces/default/pods", user="viewer")
    with pytest.raises(ApiError) as refused:
        control_plane.request("DELETE", "/api/v1/namespaces/default/pods/any", user="viewer")
    assert (refused.value.status, refused.value.reason) == (403, "Forbidden")
    with pytest.raises(ApiError) as secrets_refused:
        control_plane.request("GET", "/api/v1/namespaces/default/secrets", user="viewer")
    assert secrets_refused.value.status == 403


def test_nobody_is_denied(control_plane: ControlPlane) -> None:
    with pytest.raises(ApiError) as refused:
        control_plane.request("GET", "/api/v1/namespaces/default/pods", user="nobody")
    assert refused.value.status == 403


def test_kubeconfig_works_with_the_official_client(control_plane: ControlPlane) -> None:
    import kubernetes

    new_client: Any = kubernetes.config.new_client_from_config
    with new_client(str(control_plane.kubeconfig("viewer"))) as client:
        core = kubernetes.client.CoreV1Api(client)
        assert len(core.list_namespaced_pod("kube-system").items) == 0
        with pytest.raises(kubernetes.client.ApiException) as refused:
            core.list_node()  # ClusterRole `view` does not include nodes
    assert refused.value.status == 403


def test_deployment_becomes_available(control_plane: ControlPlane) -> None:
    namespace = plant_namespace(control_plane, "kit-available")
    control_plane.apply(f"{APPS}/{namespace}/deployments", deployment("web", image=GOOD, replicas=3))
    control_plane.wait_until("rollout", lambda: rolled_out(control_plane, namespace, "web"))
    assert all(_is_ready(pod) for pod in pods(control_plane, namespace, "web"))


@pytest.mark.parametrize(("image", "behaviour"), [(BAD, "never-ready"), (f"{BAD}--never-ready", None)])
def test_never_ready_revision_is_stuck_and_recovers_by_its_template(
    control_plane: ControlPlane, image: str, behaviour: str | None
) -> None:
    namespace = plant_namespace(control_plane, f"kit-stuck-{'annotation' if behaviour else 'image'}")
    path = f"{APPS}/{namespace}/deployments"
    good = deployment("web", image=GOOD, progress_deadline_s=3)
    control_plane.apply(path, good)
    control_plane.wait_until("first rollout", lambda: rolled_out(control_plane, namespace, "web"))

    control_plane.apply(path, deployment("web", image=image, behaviour=behaviour, progress_deadline_s=3))
    control_plane.wait_until(
        "progress deadline",
        lambda: (
            deployment_condition(control_plane, namespace, "web", "Progressing").get("reason")
            == "ProgressDeadlineExceeded"
        ),
    )
    found = {pod["spec"]["containers"][0]["image"]: _is_ready(pod) for pod in pods(control_plane, namespace, "web")}
    assert found == {GOOD: True, image: False}
    assert deployment_condition(control_plane, namespace, "web", "Available")["status"] == "True"
    new = next(pod for pod in pods(control_plane, namespace, "web") if not _is_ready(pod))
    assert "running" in _first_container(new)["state"]

    control_plane.apply(path, good)
    control_plane.wait_until("recovery", lambda: rolled_out(control_plane, namespace, "web"))
    control_plane.wait_until("the stuck pod to be gone", lambda: len(pods(control_plane, namespace, "web")) == 2)


def test_crashing_pod_is_oom_killed_again_and_again(control_plane: ControlPlane) -> None:
    namespace = plant_namespace(control_plane, "kit-crash")
    body = deployment("web", image=BAD, replicas=1, behaviour="crash-oom")
    control_plane.apply(f"{APPS}/{namespace}/deployments", body)

    def restarted(times: int) -> bool:
        found = pods(control_plane, namespace, "web")
        return any(
            _waiting_reason(pod) == "CrashLoopBackOff" and _first_container(pod)["restartCount"] >= times
            for pod in found
        )

    control_plane.wait_until("first crash", lambda: restarted(1))
    control_plane.wait_until("second crash", lambda: restarted(2))
    last = _first_container(pods(control_plane, namespace, "web")[0])["lastState"]["terminated"]
    assert (last["reason"], last["exitCode"]) == ("OOMKilled", 137)
    assert not rolled_out(control_plane, namespace, "web")


@pytest.mark.parametrize(
    ("behaviour", "reason", "message"),
    [
        ("create-config-error", "CreateContainerConfigError", 'configmap "app-config" not found'),
        ("image-pull-back-off", "ImagePullBackOff", f'Back-off pulling image "{BAD}"'),
    ],
)
def test_container_that_cannot_start_says_why(
    control_plane: ControlPlane, behaviour: str, reason: str, message: str
) -> None:
    namespace = plant_namespace(control_plane, f"kit-{behaviour}")
    body = deployment("web", image=BAD, replicas=1, behaviour=behaviour)
    control_plane.apply(f"{APPS}/{namespace}/deployments", body)
    control_plane.wait_until(
        reason, lambda: any(_waiting_reason(pod) == reason for pod in pods(control_plane, namespace, "web"))
    )
    (pod,) = pods(control_plane, namespace, "web")
    assert _first_container(pod)["state"]["waiting"]["message"].startswith(message)
    assert pod["status"]["phase"] == "Pending"


def test_slow_pod_becomes_ready_after_its_time(control_plane: ControlPlane) -> None:
    namespace = plant_namespace(control_plane, "kit-slow")
    body = deployment("web", image=BAD, replicas=1, behaviour="slow-ready")
    body["spec"]["template"]["metadata"]["annotations"]["baepo.test/ready-after"] = "2s"
    started_s = time.monotonic()
    control_plane.apply(f"{APPS}/{namespace}/deployments", body)
    control_plane.wait_until("rollout", lambda: rolled_out(control_plane, namespace, "web"))
    assert time.monotonic() - started_s >= 2


def test_api_server_restart_keeps_the_cluster(control_plane: ControlPlane) -> None:
    namespace = plant_namespace(control_plane, "kit-restart")
    before = control_plane.request("GET", f"/api/v1/namespaces/{namespace}")["metadata"]["uid"]
    control_plane.kill("kube-apiserver")
    try:
        with pytest.raises(NotAnswering):
            control_plane.request("GET", "/readyz")
    finally:
        control_plane.start_api_server()
    assert control_plane.request("GET", f"/api/v1/namespaces/{namespace}")["metadata"]["uid"] == before
    control_plane.apply(f"{APPS}/{namespace}/deployments", deployment("web", image=GOOD))
    control_plane.wait_until("rollout", lambda: rolled_out(control_plane, namespace, "web"))


def test_postgres_answers_a_query(postgres_url: str) -> None:
    engine = sqlalchemy.create_engine(postgres_url)
    try:
        with engine.connect() as connection:
            version = connection.execute(sqlalchemy.text("show server_version_num")).scalar_one()
    finally:
        engine.dispose()
    assert int(version) >= 130000


def test_a_server_that_dies_shows_the_end_of_its_log(tmp_path: Path) -> None:
    processes = Processes(tmp_path)
    try:
        processes.start("broken", [sys.executable, "-c", "import sys; sys.exit('no such flag')"])
        with pytest.raises(ServerFailed, match=r"(?s)broken ended with 1.*no such flag"):
            _check_alive_for(processes, timeout_s=10)
    finally:
        processes.stop_all()


def _check_alive_for(processes: Processes, *, timeout_s: float) -> None:
    deadline_s = time.monotonic() + timeout_s
    while time.monotonic() < deadline_s:
        processes.check_alive()
        time.sleep(0.02)


def test_servers_end_when_the_test_run_is_killed(tmp_path: Path) -> None:
    """A killed run ends nothing itself: the watchdog does."""
    run = (
        "import sys, time, pathlib\n"
        "from tests.live.kit.processes import Processes\n"
        "processes = Processes(pathlib.Path(sys.argv[1]))\n"
        "processes.start('sleeper', [sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(processes.pid('sleeper'), flush=True)\n"
        "time.sleep(60)\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", run, tmp_path], stdout=subprocess.PIPE, cwd=root) as killed:
        assert killed.stdout is not None
        pid = int(killed.stdout.readline())
        assert _is_running(pid)
        killed.send_signal(signal.SIGKILL)
    deadline_s = time.monotonic() + 10
    while _is_running(pid) and time.monotonic() < deadline_s:
        time.sleep(0.05)
    assert not _is_running(pid)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")  # an orphan nobody waits for stays a zombie in a container without init
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def test_building_without_go_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPart, match="install Go"):
        kube_build.build(root=tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_incomplete_build_is_no_hit(tmp_path: Path) -> None:
    folder = tmp_path / kube_build.DEFAULT_VERSIONS.folder_name
    folder.mkdir()
    for name in kube_build.FILES:
        assert kube_build.cached(root=tmp_path) is None
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    assert kube_build.cached(root=tmp_path) == folder
