"""Advice: what is used up, left over, out of date, or carelessly written; each beside what is fine."""

from typing import Any

import pytest

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.leftovers import config_changed_since_start, evicted_left, quota_used_up
from assistant.checks.kube.posture.availability import single_replica
from assistant.checks.kube.posture.images import image_not_pinned
from assistant.checks.kube.posture.levels import pod_security
from assistant.checks.kube.posture.resources import memory_requests_missing
from assistant.checks.spec import Check
from tests.unit.kube.objects import NOW, Obj, ago, deployment, facts, meta, pod, service

Placed = tuple[str, Obj]


def conditioned(resource: str, name: str, status: Obj, **spec: Any) -> Placed:
    return resource, {"metadata": meta(name), "spec": spec, "status": status}


def test_advice_on_leftovers() -> None:
    status = {"hard": {"pods": "10", "requests.cpu": "4"}, "used": {"pods": "10", "requests.cpu": "1500m"}}
    (told,) = quota_used_up(facts(conditioned("resourcequotas", "compute", status)), NOW)
    assert "pods 10/10" in told.title.en
    assert "cpu" not in told.title.en
    resource, gone = pod(phase="Failed", creationTimestamp=ago(days=2))
    gone["status"] |= {"reason": "Evicted", "conditions": []}
    assert len(evicted_left(facts((resource, gone)), NOW)) == 1
    gone["metadata"]["creationTimestamp"] = ago(minutes=5)
    assert evicted_left(facts((resource, gone)), NOW) == ()


def test_configuration_that_changed_since_the_start() -> None:
    env = [{"name": "URL", "valueFrom": {"configMapKeyRef": {"name": "web-env", "key": "URL"}}}]
    resource, workload = deployment(spec={"containers": [{"name": "web", "env": env}]})
    kind, running = pod(owner=workload, ready=True)
    running["status"]["startTime"] = ago(hours=2)

    def changed(at: str) -> Placed:
        return "configmaps", {"metadata": meta("web-env", managedFields=[{"time": at}]), "data": {"URL": "x"}}

    assert (
        len(config_changed_since_start(facts((resource, workload), (kind, running), changed(ago(hours=1))), NOW)) == 1
    )
    assert config_changed_since_start(facts((resource, workload), (kind, running), changed(ago(hours=3))), NOW) == ()


def written(container: Obj, *, replicas: int = 2, **spec: Any) -> Placed:
    return deployment(replicas=replicas, spec={"containers": [{"name": "web", **container}], **spec})


CAREFUL = {"image": "web:1", "resources": {"requests": {"memory": "64Mi"}}}


@pytest.mark.parametrize(
    ("check", "careless"),
    [
        (image_not_pinned, written({**CAREFUL, "image": "registry.test:5000/web"})),
        (image_not_pinned, written({**CAREFUL, "image": "web:latest"})),
        (memory_requests_missing, written({"image": "web:1"})),
        (pod_security, written({**CAREFUL, "securityContext": {"privileged": True}})),
        (pod_security, written({**CAREFUL, "securityContext": {"capabilities": {"add": ["SYS_ADMIN"]}}})),
        (pod_security, written(CAREFUL, volumes=[{"name": "v", "hostPath": {"path": "/var/run"}}])),
        (pod_security, written(CAREFUL, hostNetwork=True)),
        (single_replica, written(CAREFUL, replicas=1)),
    ],
)
def test_how_workloads_are_written_is_advice(check: Check[KubeFacts], careless: Placed) -> None:
    front = service(selector={"app": "web"})
    (told,) = check(facts(careless, front), NOW)
    assert told.klass == "advice"
    assert told.statements[0].cites
    fine = written({**CAREFUL, "image": "web@sha256:ab", "securityContext": {"capabilities": {"add": ["CHOWN"]}}})
    assert check(facts(fine, front), NOW) == ()
    careless[1]["metadata"]["namespace"] = "kube-system"
    assert check(facts(careless, front), NOW) == ()
