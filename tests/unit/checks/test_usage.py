"""Checks of use against limits and requests, each beside what only looks alike.

PodMetrics and NodeMetrics are shaped as metrics-server v0.7 answers, the VerticalPodAutoscaler as its recommender v1.2 writes it.
"""

from typing import Any

import pytest

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.pressure import cpu_at_limit, memory_near_limit, node_busy
from assistant.checks.kube.recommendations import vpa_not_working, vpa_recommends
from assistant.checks.kube.rightsizing import requests_below_use
from assistant.checks.spec import Check
from assistant.findings import Finding
from tests.unit.kube.objects import NOW, Obj, ago, dead, deployment, facts, meta, pod, waiting

Placed = tuple[str, Obj]
RESOURCES = {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"cpu": "500m", "memory": "256Mi"}}


def found(check: Check[KubeFacts], *objects: Placed) -> tuple[Finding, ...]:
    told = check(facts(*objects), NOW)
    for statement in (s for f in told for s in f.statements):
        assert statement.cites
        assert not statement.text.ko.isascii()
    return told


def measured(cpu: str, memory: str, name: str = "web-1", container: str = "web") -> Placed:
    used = [{"name": container, "usage": {"cpu": cpu, "memory": memory}}]
    body = {"metadata": meta(name), "timestamp": "2026-07-28T05:00:00Z", "window": "15.0s", "containers": used}
    return "pods.metrics.k8s.io", body


def running(**container: Any) -> Placed:
    return pod(ready=True, container={"resources": RESOURCES, **container})


@pytest.mark.parametrize(("memory", "expected"), [("250Mi", 1), ("236000Ki", 1), ("220Mi", 0), ("", 0), ("many", 0)])
def test_memory_near_its_limit_is_told_from_nine_tenths_on(memory: str, expected: int) -> None:
    told = found(memory_near_limit, running(), measured("10m", memory))
    assert len(told) == expected
    assert all("256Mi" in f.statements[0].text.en for f in told)


def test_without_metrics_or_limits_nothing_is_said() -> None:
    unlimited = pod(ready=True)
    for check in (memory_near_limit, cpu_at_limit, requests_below_use):
        assert not found(check, running())
        assert not found(check, unlimited, measured("9", "90Gi"))
        assert not found(check, running(), measured("9", "90Gi", name="gone"))


def test_what_is_killed_already_is_not_told_twice() -> None:
    killed = pod(
        state=waiting("CrashLoopBackOff"), last=dead(137, "OOMKilled"), restarts=5, container={"resources": RESOURCES}
    )
    assert not found(memory_near_limit, killed, measured("10m", "255Mi"))


def test_cpu_at_its_limit_is_throttled() -> None:
    [told] = found(cpu_at_limit, running(), measured("498m", "9Mi"))
    assert "100%" in told.title.en
    assert not found(cpu_at_limit, running(), measured("400m", "9Mi"))


def test_a_request_is_advised_above_the_highest_use_that_was_seen() -> None:
    [told] = found(requests_below_use, running(), measured("20m", "200Mi"))
    assert told.klass == "advice"
    advised = dict(told.cause)["advised"]
    assert int(advised.removesuffix("Mi")) >= 200
    assert advised in told.statements[1].text.en


def test_cpu_may_burst_a_little_and_memory_may_not() -> None:
    assert not found(requests_below_use, running(), measured("140m", "100Mi"))
    assert found(requests_below_use, running(), measured("160m", "100Mi"))
    assert found(requests_below_use, running(), measured("20m", "142Mi"))


def test_the_heap_of_a_jvm_is_thought_of() -> None:
    [told] = found(requests_below_use, running(image="eclipse-temurin:21-jre"), measured("20m", "200Mi"))
    assert any("Xmx" in s.text.en for s in told.statements)
    [told] = found(requests_below_use, running(env=[{"name": "JAVA_TOOL_OPTIONS"}]), measured("20m", "200Mi"))
    assert any("Xmx" in s.text.en for s in told.statements)
    [told] = found(requests_below_use, running(), measured("20m", "200Mi"))
    assert not any("Xmx" in s.text.en for s in told.statements)


def node(memory: str) -> list[Placed]:
    body = {
        "metadata": {"name": "node-1", "uid": "uid-node"},
        "status": {"allocatable": {"cpu": "4", "memory": "16Gi"}},
    }
    used = {"metadata": {"name": "node-1", "uid": "uid-use"}, "usage": {"cpu": "1", "memory": memory}}
    return [("nodes", body), ("nodes.metrics.k8s.io", used)]


def test_a_node_without_memory_left_is_told() -> None:
    assert len(found(node_busy, *node("15900Mi"))) == 1
    assert not found(node_busy, *node("12Gi"))
    assert not found(node_busy, node("15900Mi")[1])


def vpa(*conditions: Obj, of: str = "web", mode: str = "Off", **bounds: Obj) -> Placed:
    recommended = [{"containerName": "web", **bounds}] if bounds else []
    spec = {"targetRef": {"kind": "Deployment", "name": of}, "updatePolicy": {"updateMode": mode}}
    status = {"conditions": list(conditions), "recommendation": {"containerRecommendations": recommended}}
    return "verticalpodautoscalers.autoscaling.k8s.io", {"metadata": meta("web-vpa"), "spec": spec, "status": status}


BOUNDS: dict[str, Any] = {
    "lowerBound": {"cpu": "50m", "memory": "200Mi"},
    "target": {"cpu": "80m", "memory": "300Mi"},
    "upperBound": {"cpu": "200m", "memory": "600Mi"},
}


def sized(cpu: str, memory: str) -> Placed:
    container = {
        "name": "web",
        "image": "registry.test/web:2",
        "resources": {"requests": {"cpu": cpu, "memory": memory}},
    }
    return deployment(spec={"containers": [container]})


def test_a_vpa_without_its_target_is_told() -> None:
    [told] = found(vpa_not_working, sized("1", "1Gi"), vpa(of="wep"))
    assert "wep" in told.title.en
    assert not found(vpa_not_working, sized("1", "1Gi"), vpa())
    assert not found(vpa_not_working, vpa(of="other", mode="Auto"), sized("1", "1Gi"))[1:]


def test_what_the_recommender_says_is_told_once_it_lasts() -> None:
    said = {"type": "NoPodsMatched", "status": "True", "message": "No pods match this VPA object"}
    deploy = sized("1", "1Gi")
    assert found(vpa_not_working, deploy, vpa({**said, "lastTransitionTime": ago(hours=1)}))
    assert not found(vpa_not_working, deploy, vpa({**said, "lastTransitionTime": ago(seconds=30)}))
    assert not found(vpa_not_working, deploy, vpa({**said, "status": "False"}))


@pytest.mark.parametrize(
    ("cpu", "memory", "mode", "expected"),
    [
        ("100m", "300Mi", "Off", []),  # within the bounds
        ("100m", "128Mi", "Off", ["memory_request_low"]),
        ("2", "300Mi", "Initial", ["cpu_request_high"]),
        ("2", "128Mi", "Off", ["cpu_request_high", "memory_request_low"]),
        ("2", "128Mi", "Auto", []),  # it does so by itself
    ],
)
def test_requests_outside_of_the_bounds_of_a_vpa(cpu: str, memory: str, mode: str, expected: list[str]) -> None:
    told = found(vpa_recommends, sized(cpu, memory), vpa(mode=mode, **BOUNDS))
    assert [dict(f.cause)["variant"] for f in told] == expected
    assert all(f.klass == "advice" for f in told)


def test_a_recommendation_is_never_below_what_is_used_now() -> None:
    top = sized("2", "300Mi")
    one = pod(ready=True, owner=top[1])
    [told] = found(vpa_recommends, top, one, vpa(**BOUNDS), measured("350m", "250Mi"))
    assert dict(told.cause)["advised"] == "350m"
    [told] = found(vpa_recommends, top, one, vpa(**BOUNDS), measured("20m", "250Mi"))
    assert dict(told.cause)["advised"] == "80m"
