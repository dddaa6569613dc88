"""What the tools return: bounded, complete, and without values that may be secret."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.kube.looks import TOOLS
from tests.unit.kube.servers import Handler, call, serving, status, target
from tools.kube.client import connect
from tools.kube.missing import missing_in
from tools.kube.ownership import owner_of
from tools.kube.partial import partial
from tools.kube.rows import compact, workload_row
from tools.kube.selectors import by_fields, by_labels
from tools.kube.target import Target
from tools.kube.template_diff import differences
from tools.spec import BadRequest, Page

SECRET = "hunter2-and-more"
DEPLOYMENT: dict[str, Any] = {
    "metadata": {
        "name": "web",
        "namespace": "shop",
        "uid": "u1",
        "annotations": {
            "kubectl.kubernetes.io/last-applied-configuration": json.dumps({"env": SECRET}),
            "deployment.kubernetes.io/revision": "3",
        },
        "managedFields": [{"manager": "kubectl", "fieldsV1": {}}],
    },
    "spec": {
        "replicas": 2,
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {
                "containers": [
                    {
                        "name": "web",
                        "image": "web:1",
                        "args": [f"--password={SECRET}"],
                        "env": [
                            {"name": "PASSWORD", "value": SECRET},
                            {"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "db", "key": "pw"}}},
                        ],
                    }
                ]
            },
        },
    },
    "status": {"readyReplicas": 2, "updatedReplicas": 2},
}


def snapshot(folder: Path, **lists: list[dict[str, Any]]) -> Target:
    (folder / "lists").mkdir()
    meta = {"schema": "baepo.kube_snapshot/1", "cluster_uid": "uid-1", "taken_at": "2026-07-28T05:00:00Z"}
    (folder / "meta.json").write_text(json.dumps(meta))
    for name, items in lists.items():
        (folder / "lists" / f"{name.replace('__', '.')}.json").write_text(json.dumps({"items": items}))
    return Target(snapshot=folder)


def run(tool: str, where: Target, **arguments: Any) -> Page:
    declared = TOOLS[tool]
    return declared.function(connect(where).bound(call(*declared.operations)), **arguments)


@pytest.mark.parametrize("name", sorted(TOOLS))
def test_each_tool_is_described_for_a_model(name: str) -> None:
    tool = TOOLS[name]
    assert len(tool.examples) >= 4
    assert any(not e.isascii() for e in tool.examples)
    assert any(e.isascii() for e in tool.examples)
    for part in ("Example:", "Raises:", "Source:"):
        assert part in tool.description
    assert tool.operations
    assert all(o.split()[0] in ("get", "list") for o in tool.operations)


def test_no_value_leaves_any_tool(tmp_path: Path) -> None:
    config = {"metadata": {"name": "c", "namespace": "shop"}, "data": {"PASSWORD": SECRET}}
    replica_set = {
        **DEPLOYMENT,
        "metadata": {
            "name": "web-1",
            "namespace": "shop",
            "annotations": {"deployment.kubernetes.io/revision": "3"},
            "ownerReferences": [{"uid": "u1", "kind": "Deployment", "name": "web", "controller": True}],
        },
    }
    where = snapshot(
        tmp_path,
        deployments__apps=[DEPLOYMENT],
        replicasets__apps=[replica_set],
        configmaps=[config],
        events=[],
        statefulsets__apps=[],
        daemonsets__apps=[],
    )
    pages = [
        run("read_objects", where, kind="deployments.apps"),
        run("read_objects", where, kind="configmaps"),
        run("list_resources", where, kind="configmaps"),
        run("describe_resource", where, kind="deployments.apps", name="web", namespace="shop"),
        run("describe_resource", where, kind="configmaps", name="c", namespace="shop"),
        run("list_rollout_history", where, name="web", namespace="shop"),
        run("list_workloads", where),
    ]
    assert all(page.items for page in pages)
    assert SECRET not in json.dumps([list(page.items) for page in pages])
    (row,) = pages[0].items
    assert row["spec"]["template"]["spec"]["containers"][0]["env"] == [
        {"name": "PASSWORD"},
        {"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "db", "key": "pw"}}},
    ]
    assert pages[1].items[0]["keys"] == ["PASSWORD"]


def test_more_than_the_limit_is_cut_and_said(tmp_path: Path) -> None:
    pods = [{"metadata": {"name": f"p{i}", "namespace": "shop"}, "status": {}} for i in range(7)]
    where = snapshot(tmp_path, pods=pods)
    page = run("list_resources", where, kind="pods", limit=5)
    assert (len(page.items), page.cut) == (5, True)
    assert not run("list_resources", where, kind="pods", limit=7).cut
    with pytest.raises(BadRequest):
        run("list_resources", where, kind="pods", limit=0)


def test_a_kind_that_may_not_be_listed_is_named_and_the_rest_returned(tmp_path: Path) -> None:
    def answer(h: Handler) -> None:
        if "statefulsets" in h.path:
            message = (
                'statefulsets.apps is forbidden: User "u" cannot list resource "statefulsets" in API group "apps" '
                "at the cluster scope"
            )
            h.json(403, status(403, message, "Forbidden"))
        else:
            h.json(200, {"metadata": {}, "items": [DEPLOYMENT] if "deployments" in h.path else []})

    with serving(answer) as server:
        page = run("list_workloads", target(tmp_path, server.url))
    assert [row["name"] for row in page.items] == ["web"]
    (gap,) = page.not_read
    assert gap.what == "StatefulSets"
    assert "cannot list statefulsets.apps in the whole cluster" in gap.why


def logs(folder: Path, text: str, *, previous: bool = False) -> Target:
    where = snapshot(folder)
    place = folder / "logs" / "shop" / "web-1"
    place.mkdir(parents=True)
    (place / f"web{'.previous' if previous else ''}.log").write_text(text)
    return where


def test_the_decisive_line_survives_a_huge_log(tmp_path: Path) -> None:
    noise = [f"2026-07-28T05:00:00.{n % 1000:03d}Z INFO request {n} done status=200 errors=0" for n in range(40_000)]
    noise[3] = "2026-07-28T05:00:00Z java.lang.IllegalStateException: no bean of type PaymentClient"
    noise[20_000] = '2026-07-28T05:00:01Z level=error msg="dial tcp 10.0.0.1:5432: connection refused"'
    page = run("read_pod_logs", logs(tmp_path, "\n".join(noise)), namespace="shop", pod="web-1", container="web")
    decisive = [row["text"] for row in page.items if row["decisive"]]
    assert len(page.items) <= 120
    assert page.cut
    assert any("IllegalStateException" in text for text in decisive)
    assert any("connection refused" in text for text in decisive)
    assert len(decisive) == 2
    assert page.items[-1]["line"] == 40_000


def test_lines_that_repeat_are_counted_once(tmp_path: Path) -> None:
    lines = [f"2026-07-28T05:00:00Z ERROR timeout after {n} ms" for n in range(500)]
    page = run("read_pod_logs", logs(tmp_path, "\n".join(lines)), namespace="shop", pod="web-1", container="web")
    assert page.items[-1]["repeats"] == 500


def test_the_previous_run_is_another_log(tmp_path: Path) -> None:
    where = logs(tmp_path, "2026-07-28T05:00:00Z panic: boom", previous=True)
    page = run("read_pod_logs", where, namespace="shop", pod="web-1", container="web", previous=True)
    assert [(r["at"], r["text"], r["decisive"]) for r in page.items] == [("2026-07-28T05:00:00Z", "panic: boom", True)]


@pytest.mark.parametrize(
    ("message", "missing"),
    [
        (
            "couldn't find key PAYMENT_URL in ConfigMap shop/checkout-env",
            {"kind": "ConfigMap", "name": "checkout-env", "key": "PAYMENT_URL"},
        ),
        ("couldn't find key pw in Secret shop/db2", {"kind": "Secret", "name": "db2", "key": "pw"}),
        ('secret "payment-v2-db" not found', {"kind": "Secret", "name": "payment-v2-db"}),
        ('configmap "a" not found', {"kind": "ConfigMap", "name": "a"}),
        (
            'MountVolume.SetUp failed for volume "conf" : configmap "app-conf" not found',
            {"kind": "ConfigMap", "name": "app-conf"},
        ),
        (
            'MountVolume.SetUp failed for volume "conf" : references non-existent config key: app.yaml',
            {"kind": "ConfigMap", "volume": "conf", "key": "app.yaml"},
        ),
        ("Back-off restarting failed container", {}),
    ],
)
def test_what_a_kubelet_misses_is_read_from_its_words(message: str, missing: dict[str, str]) -> None:
    assert missing_in(message) == missing


@pytest.mark.parametrize(
    ("meta", "owner"),
    [
        ({"annotations": {"meta.helm.sh/release-name": "web"}}, "Helm web"),
        ({"annotations": {"argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/web"}}, "Argo CD shop"),
        (
            {
                "labels": {
                    "app.kubernetes.io/managed-by": "Helm",
                    "helm.toolkit.fluxcd.io/name": "web",
                    "helm.toolkit.fluxcd.io/namespace": "flux",
                }
            },
            "Flux flux/web",
        ),
        ({"managedFields": [{"manager": "Terraform", "operation": "Update"}]}, "Terraform"),
        ({"ownerReferences": [{"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "name": "r",
                               "controller": True}]}, "operator Rollout r"),
        ({"managedFields": [{"manager": "kubectl-client-side-apply"}]}, "None"),
        ({"ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "r", "controller": True}]}, "None"),
    ],
)  # fmt: skip
def test_owners_are_recognised(meta: dict[str, Any], owner: str) -> None:
    assert str(owner_of({"metadata": meta})) == owner


def test_differences_name_fields_and_hide_values() -> None:
    def template(**container: Any) -> dict[str, Any]:
        labels = {"app": "web", "pod-template-hash": container.get("image", "")}
        return {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "web", **container}]}}

    before = template(image="web:1", env=[{"name": "A", "value": "old"}], resources={"limits": {"memory": "1Gi"}})
    after = template(image="web:2", env=[{"name": "A", "value": "new"}], resources={"limits": {"memory": "128Mi"}})
    assert differences(before, after) == [
        ("spec.containers[web].image", "web:1", "web:2"),
        ("spec.containers[web].env[A]", "(value hidden)", "(another value, hidden)"),
        ("spec.containers[web].resources.limits.memory", "1Gi", "128Mi"),
    ]
    assert differences(before, {**before, "metadata": {"labels": {"app": "web"}}}) == []


@pytest.mark.parametrize(
    ("selector", "matches"),
    [
        ("app=web", True),
        ("app==web,tier!=db", True),
        ("app in (web, api)", True),
        ("app notin (web)", False),
        ("app,!canary", True),
        ("missing", False),
        ("app=api", False),
        ("", True),
    ],
)
def test_label_selectors(selector: str, matches: bool) -> None:
    assert by_labels(selector)({"metadata": {"labels": {"app": "web"}}}) is matches


def test_field_selectors() -> None:
    pod = {"metadata": {"name": "a"}, "status": {"phase": "Running"}}
    assert by_fields("metadata.name=a,status.phase!=Failed")(pod)
    assert not by_fields("spec.nodeName=n1")(pod)
    with pytest.raises(BadRequest):
        by_fields("status.phase")


def test_a_partial_secret_is_its_name_only() -> None:
    assert partial("secrets", {"metadata": {"name": "s"}, "data": {"k": "dg=="}, "stringData": {"k": "v"}}) == {
        "metadata": {"name": "s"}
    }


def test_requests_and_limits_are_told_by_container_and_tls_by_host() -> None:
    bounded = {"name": "app", "resources": {"limits": {"memory": "512Mi", "cpu": "1"}, "requests": {"cpu": "250m"}}}
    spec = {"containers": [bounded, {"name": "sidecar"}]}
    row = workload_row("Deployment", {"metadata": {"name": "web"}, "spec": {"template": {"spec": spec}}})
    assert (row["limits"], row["requests"]) == (["app cpu=1 memory=512Mi"], ["app cpu=250m"])
    assert compact("pods", {"spec": {"containers": [{"name": "bare"}]}})["limits"] == []
    tls = {"spec": {"rules": [], "tls": [{"hosts": ["a.example", "b.example"], "secretName": "s"}, {}]}}
    assert compact("ingresses.networking.k8s.io", tls)["tls"] == ["a.example", "b.example", "*"]
    assert compact("ingresses.networking.k8s.io", {"spec": {}})["tls"] == []


def test_what_a_deployment_tool_noted_is_of_the_revision_that_runs(tmp_path: Path) -> None:
    cause = {"kubernetes.io/change-cause": "deploy 2 by ci-bot"}
    revision = "deployment.kubernetes.io/revision"
    meta = {
        **DEPLOYMENT["metadata"],
        "annotations": {revision: "2", "argocd.argoproj.io/tracking-id": "web:x", **cause},
    }

    def replica_set(number: int, annotations: dict[str, str]) -> dict[str, Any]:
        owner = {"uid": meta["uid"], "kind": "Deployment", "name": "web", "controller": True}
        own = {"name": f"web-{number}", "namespace": "shop", "ownerReferences": [owner]}
        return {**DEPLOYMENT, "metadata": {**own, "annotations": {revision: str(number), **annotations}}}

    kept = {"kubernetes.io/change-cause": "deploy 1 by jun"}
    where = snapshot(
        tmp_path,
        deployments__apps=[{**DEPLOYMENT, "metadata": meta}],
        replicasets__apps=[replica_set(1, kept), replica_set(2, {})],
    )
    rows = run("list_rollout_history", where, name="web", namespace="shop").items
    assert [row["change_cause"] for row in rows] == ["deploy 2 by ci-bot", "deploy 1 by jun"]
    assert {row["managed_by"] for row in rows} == {"Argo CD web"}
