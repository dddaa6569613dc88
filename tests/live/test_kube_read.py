"""The Kubernetes path against a real API server: reading, refusing, and the rollback from plan to undo."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.checks.kube.troubles import MISSING
from assistant.cli import main
from assistant.clock import SystemClock
from assistant.executors.kube.rollback_deployment import ROLLBACK_DEPLOYMENT
from assistant.executors.spec import Operation
from assistant.findings import Finding
from assistant.identity import ResourceRef
from assistant.plans import Json, PlannedAction, Proposal
from assistant.playbooks.explain_workload import explain_workload
from tests.unit.kube.looks import TOOLS, DirectLook
from tools.kube.client import connect
from tools.kube.errors import Conflict
from tools.kube.target import Target
from tools.spec import BadRequest, Call, Denied, NotFound, Page, Unavailable

from .kit.kube import ControlPlane, User
from .kit.workloads import APPS, deployment, plant_namespace, rolled_out

GOOD, BAD = "registry.test/shop/web:1.4.2", "registry.test/shop/web:1.5.0"
MISSING_KEY = "couldn't find key PAYMENT_URL in ConfigMap {namespace}/web-env"


def target_of(cluster: ControlPlane, user: User = "viewer") -> Target:
    return Target(kubeconfig=cluster.kubeconfig(user), context=user, cluster_uid=cluster.cluster_uid)


def read(cluster: ControlPlane, tool: str, *, user: User = "viewer", **arguments: Any) -> Page:
    declared = TOOLS[tool]
    call = Call(operations=declared.operations, deadline=time.monotonic() + 20)
    return declared.function(connect(target_of(cluster, user)).bound(call), **arguments)


@pytest.fixture
def namespace(control_plane: ControlPlane, request: pytest.FixtureRequest) -> str:
    name = "".join(c if c.isalnum() else "-" for c in request.node.name.removeprefix("test_"))[:60].strip("-")
    return plant_namespace(control_plane, name)


@pytest.fixture
def stuck(control_plane: ControlPlane, namespace: str) -> str:
    """A Deployment with one good revision that serves, and a second one whose pods lack a key."""
    apps = f"{APPS}/{namespace}/deployments"
    control_plane.apply(apps, deployment("web", image=GOOD, replicas=2))
    control_plane.wait_until("good revision", lambda: rolled_out(control_plane, namespace, "web"))
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web-env"}, "data": {"OTHER": "x"}}
    control_plane.apply(f"/api/v1/namespaces/{namespace}/configmaps", config)
    bad = deployment("web", image=BAD, replicas=2, behaviour="create-config-error")
    template = bad["spec"]["template"]
    template["metadata"]["annotations"]["baepo.test/message"] = MISSING_KEY.format(namespace=namespace)
    reference = {"configMapKeyRef": {"name": "web-env", "key": "PAYMENT_URL"}}
    template["spec"]["containers"][0]["env"] = [
        {"name": "PAYMENT_URL", "valueFrom": reference},
        {"name": "PASSWORD", "value": "hunter2-secret"},
    ]
    control_plane.apply(apps, bad)
    control_plane.wait_until("failing pods", lambda: bool(failing(control_plane, namespace)))
    return namespace


def failing(cluster: ControlPlane, namespace: str) -> list[Finding]:
    look = DirectLook(target_of(cluster), datetime.now(UTC))
    return [f for f in explain_workload.function(look, namespace=namespace).findings if f.klass == "problem"]


def test_identity_is_the_uid_of_kube_system(control_plane: ControlPlane) -> None:
    assert connect(target_of(control_plane)).identity() == control_plane.cluster_uid


def test_the_cluster_says_who_it_is(control_plane: ControlPlane) -> None:
    (row,) = read(control_plane, "read_cluster").items
    assert (row["cluster_uid"], row["recorded_at"]) == (control_plane.cluster_uid, "")
    assert row["server_version"].startswith("v1.")


def test_lists_page_through_more_than_one_page(control_plane: ControlPlane, namespace: str) -> None:
    path = f"/api/v1/namespaces/{namespace}/configmaps"
    for number in range(520):
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"c{number}"}, "data": {"k": "v"}}
        control_plane.request("POST", path, body)
    page = read(control_plane, "list_resources", kind="configmaps", namespace=namespace, limit=1000)
    assert len({row["name"] for row in page.items}) == 521  # and kube-root-ca.crt
    assert not page.cut
    cut = read(control_plane, "list_resources", kind="configmaps", namespace=namespace, limit=510)
    assert (len(cut.items), cut.cut) == (510, True)


def test_secrets_are_listed_by_name_and_never_with_values(control_plane: ControlPlane, namespace: str) -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, "stringData": {"password": "hunter2"}}
    control_plane.apply(f"/api/v1/namespaces/{namespace}/secrets", secret)
    page = read(control_plane, "list_resources", user="admin", kind="secrets", namespace=namespace)
    assert [row["name"] for row in page.items] == ["db"]
    described = read(control_plane, "describe_resource", user="admin", kind="secrets", name="db", namespace=namespace)
    assert "hunter2" not in str(page.items) + str(described.items)
    assert "aHVudGVyMg" not in str(page.items) + str(described.items)


def test_what_the_viewer_may_not_do_names_permission_and_command(control_plane: ControlPlane, namespace: str) -> None:
    with pytest.raises(Denied) as refused:
        read(control_plane, "list_resources", kind="secrets", namespace=namespace)
    assert refused.value.permission == f"list secrets in namespace {namespace}"
    assert "kubectl create rolebinding" in refused.value.remedy
    with pytest.raises(Denied) as everything:
        read(control_plane, "list_resources", user="nobody", kind="pods")
    assert everything.value.permission == "list pods in the whole cluster"
    assert "kubectl create clusterrolebinding" in everything.value.remedy


def test_wrong_credentials_are_not_an_empty_cluster(control_plane: ControlPlane, tmp_path: Path) -> None:
    config = control_plane.kubeconfig("viewer").read_text()
    token = config.partition('"token": "')[2].partition('"')[0]
    path = tmp_path / "config"
    path.write_text(config.replace(token, "expired"))
    connection = connect(Target(kubeconfig=path, context="viewer"))
    call = Call(operations=frozenset({"list pods"}), deadline=time.monotonic() + 5)
    with pytest.raises(Unavailable, match="may have expired"):
        connection.bound(call).list("pods")


def test_an_unknown_object_is_not_found(control_plane: ControlPlane, namespace: str) -> None:
    with pytest.raises(NotFound):
        read(control_plane, "describe_resource", kind="deployments.apps", name="nothing", namespace=namespace)


def test_the_playbook_finds_the_missing_key(control_plane: ControlPlane, stuck: str) -> None:
    control_plane.wait_until(
        "the cause", lambda: any(dict(f.cause)["variant"] in MISSING for f in failing(control_plane, stuck))
    )
    (finding,) = failing(control_plane, stuck)
    cause = dict(finding.cause)
    assert finding.check == "kube.bad_rollout"
    assert (cause["variant"], cause["configmap"], cause["key"]) == ("missing_config_key", "web-env", "PAYMENT_URL")
    assert (cause["bad_revision"], cause["good_revision"], cause["serving_pods"]) == ("2", "1", "2")
    assert finding.proposals[0].arguments == {"to_revision": 1}


def test_history_says_what_changed_and_hides_values(control_plane: ControlPlane, stuck: str) -> None:
    page = read(control_plane, "list_rollout_history", name="web", namespace=stuck)
    newest, first = page.items
    assert (newest["revision"], newest["current"], first["revision"]) == (2, True, 1)
    changes = {c["field"]: (c["before"], c["after"]) for c in newest["changes"]}
    assert changes["spec.containers[web].image"] == (GOOD, BAD)
    assert changes["spec.containers[web].env[PAYMENT_URL]"] == ("", "ConfigMap web-env key PAYMENT_URL")
    assert changes["spec.containers[web].env[PASSWORD]"] == ("", "(value hidden)")
    assert "hunter2" not in str(page.items)


class Run:
    """One rollback, driven without the gate."""

    def __init__(self, cluster: ControlPlane, namespace: str) -> None:
        self.cluster, self.namespace = cluster, namespace
        self.journal: list[Json] = []
        self.planned: PlannedAction | None = None

    def reader(self) -> Any:
        call = Call(operations=ROLLBACK_DEPLOYMENT.reads, deadline=time.monotonic() + 60)
        return connect(target_of(self.cluster, "admin")).bound(call)

    def writer(self) -> Any:
        operations = ROLLBACK_DEPLOYMENT.reads | ROLLBACK_DEPLOYMENT.writes
        call = Call(operations=operations, deadline=time.monotonic() + 60)
        return connect(target_of(self.cluster, "admin"), mode="write").bound(call)

    def plan(self, revision: int = 1) -> PlannedAction:
        uid = self.cluster.cluster_uid
        ref = ResourceRef(provider="kube", scope=uid, place=self.namespace, kind="Deployment", id="web")
        proposal = Proposal(action=ROLLBACK_DEPLOYMENT.name, target=ref, arguments={"to_revision": revision})
        return ROLLBACK_DEPLOYMENT.plan(proposal, reader=self.reader(), now=datetime.now(UTC))

    def operation(self, id: str) -> Operation:
        return Operation(id=id, clock=SystemClock(), journal=self.journal.append)

    def apply(self, planned: PlannedAction, id: str = "op-1", resumed: Json | None = None) -> Json:
        executor = ROLLBACK_DEPLOYMENT._executor
        return executor.apply(planned, writer=self.writer(), operation=self.operation(id), resumed=resumed or {})

    def undo(self, planned: PlannedAction, receipt: Json, id: str = "op-2") -> Json:
        return ROLLBACK_DEPLOYMENT._executor.undo(planned, receipt, writer=self.writer(), operation=self.operation(id))

    def live(self) -> dict[str, Any]:
        return self.cluster.request("GET", f"{APPS}/{self.namespace}/deployments/web")

    def image(self) -> str:
        return str(self.live()["spec"]["template"]["spec"]["containers"][0]["image"])


@pytest.fixture
def run(control_plane: ControlPlane, stuck: str) -> Run:
    return Run(control_plane, stuck)


def test_a_plan_changes_nothing_and_says_everything(run: Run) -> None:
    before = run.live()["metadata"]["resourceVersion"]
    planned = run.plan()
    assert run.live()["spec"]["template"]["spec"]["containers"][0]["image"] == BAD
    assert int(run.live()["metadata"]["generation"]) == 2, before
    assert planned.context.dry_run == "server"
    assert planned.context.risk == "low"
    changes = {c.field: (c.before, c.after) for c in planned.context.changes}
    assert changes["spec.template.spec.containers[web].image"] == (BAD, GOOD)
    assert "hunter2" not in str(planned.to_json())
    assert planned.to_json() == run.plan().to_json()


def test_apply_verify_and_undo(run: Run) -> None:
    planned = run.plan()
    receipt = run.apply(planned)
    assert run.image() == GOOD
    assert run.journal == [receipt]
    verification = ROLLBACK_DEPLOYMENT.verify(planned, receipt, reader=run.reader(), clock=SystemClock())
    assert verification.ok, verification.observed
    live = run.live()
    assert live["metadata"]["annotations"]["baepo.dev/operation"] == "op-1"
    assert live["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "3"
    run.undo(planned, receipt)
    assert run.image() == BAD
    undone = run.live()["metadata"]["generation"]
    run.undo(planned, receipt)
    assert run.live()["metadata"]["generation"] == undone


def test_a_second_apply_of_the_same_operation_writes_nothing(run: Run) -> None:
    planned = run.plan()
    receipt = run.apply(planned)
    version = run.live()["metadata"]["generation"]
    assert run.apply(planned, resumed=run.journal[-1]) == receipt
    assert run.apply(planned)["template_before"] == receipt["template_before"]  # the journal was lost as well
    assert run.live()["metadata"]["generation"] == version


def touch_image(run: Run, image: str) -> None:
    body = deployment("web", image=image, replicas=2)
    run.cluster.apply(f"{APPS}/{run.namespace}/deployments", body, field_manager="ci-bot")


@pytest.mark.parametrize("phase", ["apply", "undo"])
def test_somebody_elses_change_stops_it_and_is_named(run: Run, phase: str) -> None:
    planned = run.plan()
    attempt: Callable[[], Json] = lambda: run.apply(planned)  # noqa: E731
    if phase == "undo":
        receipt = run.apply(planned)
        attempt = lambda: run.undo(planned, receipt)  # noqa: E731
    touch_image(run, "registry.test/shop/web:1.6.0")
    with pytest.raises(Conflict, match="ci-bot") as error:
        attempt()
    assert "web:1.6.0" in error.value.message
    assert run.image() == "registry.test/shop/web:1.6.0"


def test_scaling_in_between_does_not_stop_it(run: Run) -> None:
    planned = run.plan()
    path = f"{APPS}/{run.namespace}/deployments/web"
    run.cluster.request("PATCH", path, {"spec": {"replicas": 3}})
    run.apply(planned)
    assert run.image() == GOOD
    assert run.live()["spec"]["replicas"] == 3


def test_a_rollback_that_does_not_become_ready_is_not_verified(run: Run) -> None:
    body = deployment("web", image="registry.test/shop/web:1.3.0", behaviour="never-ready", progress_deadline_s=3)
    run.cluster.apply(f"{APPS}/{run.namespace}/deployments", body)
    run.cluster.wait_until("third revision", lambda: revision(run) == "3")
    touch_image(run, "registry.test/shop/web:1.6.0")
    run.cluster.wait_until("fourth revision", lambda: revision(run) == "4")
    run.cluster.request("PATCH", f"{APPS}/{run.namespace}/deployments/web", {"spec": {"progressDeadlineSeconds": 3}})
    planned = run.plan(revision=3)
    assert planned.context.risk == "medium"
    receipt = run.apply(planned)
    verification = ROLLBACK_DEPLOYMENT.verify(planned, receipt, reader=run.reader(), clock=SystemClock())
    assert not verification.ok
    assert "progress deadline" in verification.observed[-1].en


def revision(run: Run) -> str:
    return str(run.live()["metadata"]["annotations"]["deployment.kubernetes.io/revision"])


def test_what_cannot_be_rolled_back_is_said_before(run: Run) -> None:
    with pytest.raises(NotFound, match="no revision 9") as unknown:
        run.plan(revision=9)
    assert "1, 2" in unknown.value.remedy
    with pytest.raises(BadRequest, match="already has the template"):
        run.plan(revision=2)
    run.cluster.request("PATCH", f"{APPS}/{run.namespace}/deployments/web", {"spec": {"paused": True}})
    with pytest.raises(BadRequest, match="paused"):
        run.plan()


def test_a_read_connection_writes_nothing_even_when_asked(run: Run) -> None:
    connection = connect(target_of(run.cluster, "admin"))
    call = Call(operations=frozenset({"patch deployments.apps"}), deadline=time.monotonic() + 5)
    assert not hasattr(connection.bound(call), "patch")


def test_a_viewer_gets_a_plan_that_was_not_tried(run: Run) -> None:
    call = Call(operations=ROLLBACK_DEPLOYMENT.reads, deadline=time.monotonic() + 30)
    reader = connect(target_of(run.cluster, "viewer")).bound(call)
    proposal = run.plan().proposal
    planned = ROLLBACK_DEPLOYMENT.plan(proposal, reader=reader, now=datetime.now(UTC))
    assert planned.context.dry_run == "none"
    assert any("Not tried on the server" in e.en for e in planned.context.effects)


def test_a_snapshot_of_a_live_cluster_says_the_same_without_its_secrets(
    control_plane: ControlPlane,
    stuck: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path / "home"))
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "db"},
        "stringData": {"password": "hunter2-db"},
    }
    control_plane.apply(f"/api/v1/namespaces/{stuck}/secrets", secret)
    place = ["--context", "admin", "--kubeconfig", str(control_plane.kubeconfig("admin")), "--namespace", stuck]

    def found(*where: str) -> set[tuple[str, str, str]]:
        capsys.readouterr()
        main(["check", "kube", *where, "--json"])
        told = json.loads(capsys.readouterr().out)
        return {(f["namespace"], f["name"], f["check"]) for f in told["findings"]}

    main(["kube", "snapshot", str(tmp_path / "incident"), *place, "--no-logs"])
    live = found(*place)
    assert live
    assert found("--snapshot", str(tmp_path / "incident"), "--namespace", stuck) == live
    written = "".join(p.read_text() for p in (tmp_path / "incident" / "lists").iterdir())
    assert '"name": "db"' in written
    assert "hunter2" not in written
