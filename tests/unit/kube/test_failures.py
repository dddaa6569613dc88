"""Why a pod is not well: what kubelets, runtimes and schedulers say, and what is no failure at all."""

from typing import Any

import pytest

from assistant.checks.kube.facts import Log, LogKey
from assistant.checks.kube.failure import Failure
from assistant.checks.kube.failures import failure_of
from tests.unit.kube.objects import NOW, Obj, ago, dead, event, facts, pod, waiting


def failure(*objects: tuple[str, Obj], logs: dict[LogKey, Log] | None = None) -> Failure | None:
    known = facts(*objects, logs=logs)
    return failure_of(known.of("pods")[0], known, NOW)


def variant(*objects: tuple[str, Obj]) -> str:
    found = failure(*objects)
    return found.variant if found else ""


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "couldn't find key URL in ConfigMap shop/web-env",
            {"variant": "missing_config_key", "configmap": "web-env", "key": "URL"},
        ),
        ('configmap "web-env" not found', {"variant": "missing_config_map", "configmap": "web-env"}),
        ('secret "db-2" not found', {"variant": "missing_secret", "secret": "db-2"}),
        ("couldn't find key pw in Secret shop/db", {"variant": "missing_secret_key", "secret": "db", "key": "pw"}),
        (
            "container has runAsNonRoot and image will run as root",
            {"variant": "container_config_error"},
        ),
    ],
)
def test_containers_that_cannot_be_created(message: str, expected: dict[str, str]) -> None:
    found = failure(pod(state=waiting("CreateContainerConfigError", message), phase="Pending"))
    assert found is not None
    assert {"variant": found.variant, **dict(found.details)} == expected
    assert found.cites[0].value == message


IMAGE = "registry.test/web:2"
PULL = f'Failed to pull image "{IMAGE}": '


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (f"rpc error: code = NotFound desc = failed to resolve reference: {IMAGE}: not found", "image_not_found"),
        ("Error response from daemon: manifest for registry.test/web:2 not found: manifest unknown", "image_not_found"),
        ("failed to authorize: failed to fetch oauth token: 401 Unauthorized", "image_pull_denied"),
        ("pull access denied, repository does not exist or may require authorization", "image_pull_denied"),
        ("toomanyrequests: You have reached your pull rate limit", "image_pull_rate_limited"),
        ("dial tcp: lookup registry.test: no such host", "registry_unreachable"),
        ("net/http: TLS handshake timeout", "registry_unreachable"),
        ("something new", "image_pull_failing"),
    ],
)
def test_images_that_cannot_be_pulled(words: str, expected: str) -> None:
    broken = pod(state=waiting("ImagePullBackOff", f'Back-off pulling image "{IMAGE}"'), phase="Pending")
    found = failure(broken, event(broken[1], "Failed", PULL + words))
    assert found is not None
    assert found.variant == expected
    assert found.detail("image") == IMAGE
    new_kubelet = pod(
        state=waiting("ImagePullBackOff", f'Back-off pulling image "{IMAGE}": ErrImagePull: {words}'), phase="Pending"
    )
    assert variant(new_kubelet) == expected  # without any event left


def test_an_invalid_image_name() -> None:
    broken = pod(state=waiting("InvalidImageName", 'Failed to apply default image tag "Web:2"'), phase="Pending")
    assert variant(broken) == "image_name_invalid"


def back_off() -> Obj:
    return waiting("CrashLoopBackOff", "back-off 5m0s restarting failed container")


def test_a_crash_says_exit_code_and_the_line_that_tells_why() -> None:
    rows = (
        {"line": 1, "at": "", "text": "starting", "decisive": False},
        {"line": 2, "at": "", "text": "java.lang.RuntimeException: startup failed", "decisive": True},
        {"line": 3, "at": "", "text": "Caused by: java.net.UnknownHostException: db", "decisive": True},
        {"line": 4, "at": "", "text": "shutdown failed", "decisive": True},
    )
    key = LogKey(namespace="shop", pod="web-1", container="web", previous=True)
    crashed = pod(state=back_off(), last=dead(1), restarts=6)
    found = failure(crashed, logs={key: Log(evidence="E9", rows=rows)})
    assert found is not None
    assert found.variant == "crash_at_start"
    assert found.detail("exit_code") == "1"
    assert found.detail("log_line") == "Caused by: java.net.UnknownHostException: db"
    assert found.cites[-1].evidence == "E9"
    assert found.cites[-1].field == "line 3 text"


@pytest.mark.parametrize(
    ("state", "last", "restarts", "expected"),
    [
        (back_off(), dead(1), 6, "crash_at_start"),
        (back_off(), dead(1, lived_s=900), 6, "crash_loop"),
        (back_off(), dead(137, "OOMKilled", lived_s=40), 9, "memory_limit"),
        (dead(137, "OOMKilled"), None, 0, "memory_limit"),
        ({"running": {"startedAt": ago(seconds=100)}}, dead(137, "OOMKilled"), 5, "memory_limit"),
        ({"running": {"startedAt": ago(seconds=100)}}, dead(1), 5, "crash_at_start"),
        (waiting("RunContainerError", 'exec: "server": executable file not found in $PATH'), None, 0, "crash_at_start"),
        ({"running": {"startedAt": ago(days=7)}}, dead(137, "OOMKilled", ended=ago(days=7)), 1, ""),
        ({"running": {"startedAt": ago(days=4)}}, dead(1, ended=ago(days=4)), 1, ""),
        ({"running": {"startedAt": ago(days=4)}}, dead(1, ended=ago(days=4)), 30, ""),
        ({"running": {"startedAt": ago(minutes=20)}}, dead(1, ended=ago(minutes=20)), 1, ""),
    ],
)
def test_what_is_a_crash_and_what_was_one(state: Obj, last: Obj | None, restarts: int, expected: str) -> None:
    limits = {"resources": {"limits": {"memory": "256Mi"}}}
    ready = "running" in state
    assert variant(pod(state=state, last=last, restarts=restarts, ready=ready, container=limits)) == expected


def test_without_a_limit_it_is_the_node_that_ran_out() -> None:
    assert variant(pod(state=back_off(), last=dead(137, "OOMKilled"), restarts=4)) == "node_memory"


def test_a_liveness_probe_that_kills_is_no_crash_of_its_own() -> None:
    killed = pod(state=back_off(), last=dead(137, lived_s=60), restarts=4)
    probe = event(killed[1], "Unhealthy", "Liveness probe failed: Get http://10.0.0.1:8080/live: context deadline")
    assert variant(killed, probe) == "liveness_failing"


def test_readiness_says_what_the_probe_got() -> None:
    probe = {"readinessProbe": {"httpGet": {"path": "/healthz", "port": 8080}}}
    unready = pod(container=probe)
    found = failure(
        unready, event(unready[1], "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")
    )
    assert found is not None
    assert found.variant == "readiness_failing"
    assert dict(found.details) == {"path": "/healthz", "http_status": "503"}


def test_a_pod_no_node_can_take() -> None:
    message = "0/3 nodes are available: 3 Insufficient memory."
    condition = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}
    found = failure(pod(phase="Pending", conditions=[condition], state={}))
    assert found is not None
    assert (found.variant, found.message) == ("unschedulable", message)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ('MountVolume.SetUp failed for volume "conf" : configmap "app-conf" not found', "missing_config_map"),
        ('MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found', "missing_secret"),
        ("Unable to attach or mount volumes: timed out waiting for the condition", "volume_not_mounted"),
    ],
)
def test_volumes_that_cannot_be_mounted(message: str, expected: str) -> None:
    stuck = pod(state=waiting("ContainerCreating"), phase="Pending")
    assert variant(stuck, event(stuck[1], "FailedMount", message)) == expected


def test_a_mounted_key_is_traced_to_its_config_map() -> None:
    stuck = pod(state=waiting("ContainerCreating"), phase="Pending")
    stuck[1]["spec"]["volumes"] = [{"name": "conf", "configMap": {"name": "app-conf"}}]
    message = 'MountVolume.SetUp failed for volume "conf" : references non-existent config key: app.yaml'
    found = failure(stuck, event(stuck[1], "FailedMount", message))
    assert found is not None
    assert dict(found.details) == {"configmap": "app-conf", "key": "app.yaml"}


@pytest.mark.parametrize(
    "well",
    [
        {"ready": True},
        {"phase": "Succeeded", "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}},
        {"deletionTimestamp": ago(seconds=5)},
        {"state": {"running": {"startedAt": ago(seconds=20)}}},
        {"state": waiting("ContainerCreating"), "phase": "Pending", "creationTimestamp": ago(minutes=3)},
        {"state": waiting("PodInitializing"), "phase": "Pending"},
        {"state": waiting("PodInitializing"), "phase": "Pending", "creationTimestamp": ago(seconds=30)},
    ],
)
def test_what_is_well_or_still_starting_is_no_failure(well: dict[str, Any]) -> None:
    assert variant(pod(**well)) == ""
