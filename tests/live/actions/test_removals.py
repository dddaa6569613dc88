"""Failed Jobs, pods and evicted pods: what is removed, and what must not be."""

import pytest

from assistant.executors.kube.delete_evicted_pods import DELETE_EVICTED_PODS
from assistant.executors.kube.delete_failed_job import DELETE_FAILED_JOB
from assistant.executors.kube.delete_pod import DELETE_POD
from tools.kube.errors import Blocked, Conflict
from tools.spec import BadRequest, Denied, NotFound

from ..kit.acting import Acting, meanwhile, words
from ..kit.kube import ControlPlane
from ..kit.kube_client import Body
from ..kit.workloads import deployment, plant, plant_namespace, pods, stateful_set


def _pod(name: str, **meta: object) -> Body:
    container = {"name": "main", "image": "shop/one:1"}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, **meta}, "spec": {"containers": [container]}}


def _failed_job(cluster: ControlPlane, namespace: str) -> str:
    plant_namespace(cluster, namespace)
    jobs = f"/apis/batch/v1/namespaces/{namespace}/jobs"
    template = {"spec": {"restartPolicy": "Never", "containers": [{"name": "main", "image": "shop/import:1"}]}}
    spec = {"backoffLimit": 0, "activeDeadlineSeconds": 1, "template": template}
    cluster.apply(jobs, {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "import"}, "spec": spec})
    path = f"{jobs}/import"

    def failed() -> bool:
        conditions = cluster.request("GET", path)["status"].get("conditions", [])
        return any((c["type"], c["status"]) == ("Failed", "True") for c in conditions)

    cluster.wait_until("the Job has failed", failed, timeout_s=60)
    return path


def test_a_failed_job_goes_with_its_pods(control_plane: ControlPlane) -> None:
    path = _failed_job(control_plane, "job-good")
    job = Acting(control_plane, DELETE_FAILED_JOB, "job-good", "import")
    planned = job.plan()
    assert planned.context.dry_run == "server"
    assert not planned.context.reversible
    assert control_plane.request("GET", path), "tried, and still there"
    receipt, verified = job.carried_out(planned)
    assert verified.ok, words(verified)
    with pytest.raises(BadRequest, match="cannot be undone"):
        job.undo(planned, receipt)
    assert job.apply(planned, resumed=receipt) == receipt, "a second time it is found done"
    with pytest.raises(Conflict, match="somebody else has removed it"):
        job.apply(planned, operation="op-7")


def test_a_job_that_is_held_is_not_verified_until_it_is_let_go(control_plane: ControlPlane) -> None:
    path = _failed_job(control_plane, "job-held")
    control_plane.request("PATCH", path, {"metadata": {"finalizers": ["shop.example/keep"]}})
    job = Acting(control_plane, DELETE_FAILED_JOB, "job-held", "import")
    planned = job.plan(timeout_s=8)
    receipt, verified = job.carried_out(planned)
    assert not verified.ok
    assert "shop.example/keep" in words(verified)
    with meanwhile(lambda: control_plane.request("PATCH", path, {"metadata": {"finalizers": None}}), after_s=1):
        assert job.verify(planned, receipt).ok


def test_a_job_that_has_not_failed_stays(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "job-fine")
    template = {"spec": {"restartPolicy": "Never", "containers": [{"name": "main", "image": "shop/import:1"}]}}
    body = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "import"}, "spec": {"template": template}}
    control_plane.apply("/apis/batch/v1/namespaces/job-fine/jobs", body)
    with pytest.raises(BadRequest, match="has not failed"):
        Acting(control_plane, DELETE_FAILED_JOB, "job-fine", "import").plan()


def test_a_deleted_pod_is_replaced(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "pod-good")
    plant(control_plane, "pod-good", stateful_set("db", image="shop/db:1"))
    pod = Acting(control_plane, DELETE_POD, "pod-good", "db-1")
    planned = pod.plan()
    assert planned.context.risk == "medium"
    _receipt, verified = pod.carried_out(planned)
    assert verified.ok, words(verified)
    with pytest.raises(Conflict, match="gone already"):
        pod.apply(planned, operation="op-7")
    assert len(pods(control_plane, "pod-good", "db")) == 2, "the new pod of the same name is another one"


def test_a_pod_whose_successor_never_becomes_ready_is_not_verified(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "pod-bad")
    plant(control_plane, "pod-bad", deployment("web", image="shop/web:1", behaviour="never-ready"), wait=False)
    control_plane.wait_until("pods", lambda: len(pods(control_plane, "pod-bad", "web")) == 2)
    name = pods(control_plane, "pod-bad", "web")[0]["metadata"]["name"]
    _receipt, verified = (pod := Acting(control_plane, DELETE_POD, "pod-bad", name)).carried_out(pod.plan(timeout_s=8))
    assert not verified.ok
    assert "in its place" in words(verified)


def test_a_disruption_budget_is_respected(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "pod-budget")
    plant(control_plane, "pod-budget", deployment("web", image="shop/web:1"))
    spec = {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}}}
    body = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"}, "spec": spec}
    path = "/apis/policy/v1/namespaces/pod-budget/poddisruptionbudgets"
    control_plane.apply(path, body)
    control_plane.wait_until(
        "the budget is counted",
        lambda: control_plane.request("GET", f"{path}/web").get("status", {}).get("currentHealthy") == 2,
    )
    name = pods(control_plane, "pod-budget", "web")[0]["metadata"]["name"]
    with pytest.raises(Blocked, match="disruption budget web"):
        Acting(control_plane, DELETE_POD, "pod-budget", name).plan()
    assert len(pods(control_plane, "pod-budget", "web")) == 2


def test_a_pod_of_nobody_is_a_high_risk_and_a_static_one_is_refused(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "pod-bare")
    path = "/api/v1/namespaces/pod-bare/pods"
    control_plane.apply(path, _pod("one"))
    bare = Acting(control_plane, DELETE_POD, "pod-bare", "one")
    planned = bare.plan()
    assert planned.context.risk == "high"
    assert bare.carried_out(planned)[1].ok
    with pytest.raises(NotFound):
        bare.plan()
    control_plane.apply(path, _pod("two"))
    reader = Acting(control_plane, DELETE_POD, "pod-bare", "two", user="viewer")
    planned = reader.plan()
    assert planned.context.dry_run == "none"
    with pytest.raises(Denied):
        reader.apply(planned)


def _evict(cluster: ControlPlane, namespace: str, name: str) -> None:
    """As a kubelet under pressure leaves a pod."""
    path = f"/api/v1/namespaces/{namespace}/pods"
    pod = _pod(name)
    pod["spec"]["nodeName"] = "node-of-nobody"
    cluster.apply(path, pod)
    status = {"phase": "Failed", "reason": "Evicted", "message": "The node was low on resource: memory."}
    cluster.request("PATCH", f"{path}/{name}/status", {"status": status})


def test_evicted_pods_are_cleared_and_no_others(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "evicted")
    control_plane.apply("/api/v1/namespaces/evicted/pods", _pod("runs"))
    for name in ("gone-1", "gone-2"):
        _evict(control_plane, "evicted", name)
    acting = Acting(control_plane, DELETE_EVICTED_PODS, "", "evicted")
    planned = acting.plan()
    assert [c.field for c in planned.context.changes] == ["Pod evicted/gone-1", "Pod evicted/gone-2"]
    _evict(control_plane, "evicted", "gone-3")
    again = acting.again(planned.proposal)
    assert (again.intent, again.preconditions) == (planned.intent, planned.preconditions), "no more than was seen"
    receipt, verified = acting.carried_out(planned)
    assert verified.ok, words(verified)
    assert receipt["gone"] == ["gone-1", "gone-2"]
    left = control_plane.request("GET", "/api/v1/namespaces/evicted/pods")["items"]
    assert sorted(p["metadata"]["name"] for p in left) == ["gone-3", "runs"]
    finalizers = {"metadata": {"finalizers": ["shop.example/keep"]}}
    control_plane.request("PATCH", "/api/v1/namespaces/evicted/pods/gone-3", finalizers)
    _receipt, verified = acting.carried_out(acting.plan(timeout_s=6))
    assert not verified.ok
    assert "1 of 1 are left" in words(verified)
    control_plane.request("PATCH", "/api/v1/namespaces/evicted/pods/gone-3", {"metadata": {"finalizers": None}})


def test_a_namespace_without_evicted_pods_is_no_plan(control_plane: ControlPlane) -> None:
    with pytest.raises(BadRequest, match="no evicted pods"):
        Acting(control_plane, DELETE_EVICTED_PODS, "", "kube-public").plan()
    with pytest.raises(NotFound):
        Acting(control_plane, DELETE_EVICTED_PODS, "", "nowhere").plan()
