"""The rollback without a cluster: plans on recordings, and apply, verify and undo against a scripted API server."""

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.executors.kube.rollback_deployment import ROLLBACK_DEPLOYMENT
from assistant.executors.spec import Operation
from assistant.identity import ResourceRef
from assistant.plans import Json, PlannedAction, Proposal
from assistant.playbooks.explain_workload import explain_workload
from evals.worlds import World, build
from tests.unit.kube.looks import snapshot_look
from tests.unit.kube.servers import Handler, Server, call, serving, status, target
from tools.kube.client import connect
from tools.kube.errors import Conflict
from tools.kube.target import Target
from tools.spec import BadRequest, Denied, NotFound, Unavailable

NOW = datetime(2026, 7, 28, 5, 0, tzinfo=UTC)
REF = ResourceRef(provider="kube", scope="uid-1", place="shop", kind="Deployment", id="web")
PROPOSAL = Proposal(action="kube.rollback_deployment", target=REF, arguments={"to_revision": 1})
READS, WRITES = ROLLBACK_DEPLOYMENT.reads, ROLLBACK_DEPLOYMENT.reads | ROLLBACK_DEPLOYMENT.writes


class FakeClock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.slept_s = 0.0

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.slept_s)

    def monotonic(self) -> float:
        return self.slept_s

    def sleep(self, seconds: float) -> None:
        self.slept_s += seconds


def template(image: str, secret: str = "") -> dict[str, Any]:
    env = [{"name": "PASSWORD", "value": secret}] if secret else []
    return {
        "metadata": {"creationTimestamp": None, "labels": {"app": "web"}},
        "spec": {"containers": [{"name": "web", "image": image, "env": env}]},
    }


class FakeApi:
    """One Deployment with two revisions; understands the patches that the action sends."""

    def __init__(self) -> None:
        self.deployment: dict[str, Any] = {
            "metadata": {
                "name": "web",
                "namespace": "shop",
                "uid": "u1",
                "generation": 2,
                "annotations": {"deployment.kubernetes.io/revision": "2", "kubernetes.io/change-cause": "deploy 2"},
                "managedFields": [
                    {"manager": "ci-bot", "time": "2026-07-28T04:00:00Z", "fieldsV1": {"f:spec": {"f:template": {}}}}
                ],
            },
            "spec": {"replicas": 2, "template": template("web:2", "hunter2")},
            "status": {"observedGeneration": 2, "replicas": 3, "updatedReplicas": 1, "availableReplicas": 2},
        }
        self.patches: list[list[dict[str, Any]]] = []
        self.journalled_before_patch: list[bool] = []
        self.journal: list[Json] = []
        self.lose_next_answer = False
        self.refuse_next: tuple[int, str] | None = None
        self.down = False

    def answer(self, h: Handler) -> None:
        if self.down:
            h.json(503, status(503, "etcd is gone"), Retry_After="0")
        elif h.command == "PATCH":
            self._patch(h)
        elif "replicasets" in h.path:
            h.json(200, {"metadata": {}, "items": [self._replica_set(1, "web:1", 2), self._replica_set(2, "web:2", 0)]})
        else:
            h.json(200, self.deployment)

    def _replica_set(self, number: int, image: str, ready: int) -> dict[str, Any]:
        made = template(image, "hunter2" if number == 2 else "")
        made["metadata"]["labels"]["pod-template-hash"] = f"h{number}"
        meta = {
            "name": f"web-{number}",
            "namespace": "shop",
            "annotations": {"deployment.kubernetes.io/revision": str(number)},
            "ownerReferences": [{"uid": "u1", "kind": "Deployment", "name": "web", "controller": True}],
        }
        return {"metadata": meta, "spec": {"template": made}, "status": {"readyReplicas": ready}}

    def _patch(self, h: Handler) -> None:
        operations = json.loads(h.server.asked[-1][2])
        if self.refuse_next is not None:
            code, message = self.refuse_next
            self.refuse_next = None
            h.json(code, status(code, message))
            return
        changed = copy.deepcopy(self.deployment)
        for operation in operations:
            if not apply_operation(changed, operation):
                h.json(422, status(422, f"testing path {operation['path']}: test failed", "Invalid"))
                return
        if "dryRun=All" not in h.path:
            changed["metadata"]["generation"] += 1
            self.deployment = changed
            self.patches.append(operations)
            self.journalled_before_patch.append(bool(self.journal))
            if self.lose_next_answer:
                self.lose_next_answer, h.close_connection = False, True
                h.raw(200, b"{", declared=100)
                return
        h.json(200, changed)


def apply_operation(obj: Any, operation: dict[str, Any]) -> bool:
    """The part of RFC 6902 that is needed; False when a test does not hold."""
    *parents, last = [p.replace("~1", "/").replace("~0", "~") for p in operation["path"].split("/")[1:]]
    for part in parents:
        obj = obj[part]
    if operation["op"] == "test":
        return bool(obj[last] == operation["value"])
    if operation["op"] == "remove":
        del obj[last]
    else:
        obj[last] = operation["value"]
    return True


class Rig:
    """The action, its server and its journal."""

    def __init__(self, api: FakeApi, server: Server, folder: Path) -> None:
        self.api, self.server, self.folder = api, server, folder
        self.clock = FakeClock()

    def reader(self) -> Any:
        return connect(target(self.folder, self.server.url)).bound(call(*READS, timeout_s=20))

    def plan(self, proposal: Proposal = PROPOSAL) -> PlannedAction:
        return ROLLBACK_DEPLOYMENT.plan(proposal, reader=self.reader(), now=NOW)

    def _writer(self) -> Any:
        return connect(target(self.folder, self.server.url), mode="write").bound(call(*WRITES, timeout_s=20))

    def _operation(self, id: str) -> Operation:
        return Operation(id=id, clock=self.clock, journal=self.api.journal.append)

    def apply(self, planned: PlannedAction, id: str = "op-1", resumed: Json | None = None) -> Json:
        executor = ROLLBACK_DEPLOYMENT._executor
        return executor.apply(planned, writer=self._writer(), operation=self._operation(id), resumed=resumed or {})

    def undo(self, planned: PlannedAction, receipt: Json, id: str = "op-2") -> Json:
        executor = ROLLBACK_DEPLOYMENT._executor
        return executor.undo(planned, receipt, writer=self._writer(), operation=self._operation(id))

    def verify(self, planned: PlannedAction) -> Any:
        return ROLLBACK_DEPLOYMENT.verify(planned, {}, reader=self.reader(), clock=self.clock)

    def image(self) -> str:
        return str(self.api.deployment["spec"]["template"]["spec"]["containers"][0]["image"])


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    api = FakeApi()
    with serving(api.answer) as server:
        yield Rig(api, server, tmp_path)


@pytest.fixture(scope="module", params=[1, 2, 5])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    return build(request.param, tmp_path_factory.mktemp("world"), now=NOW)


def test_the_proposal_of_a_finding_becomes_a_plan_that_was_not_tried(world: World) -> None:
    folder = world.folder / "kube"
    findings = explain_workload.function(snapshot_look(folder, NOW)).findings
    finding = next(f for f in findings if f.check == "kube.bad_rollout")
    fault = next(f for f in world.truth["faults"] if f["kind"] == "bad_rollout")
    reader = connect(Target(snapshot=folder)).bound(call(*READS))
    planned = ROLLBACK_DEPLOYMENT.plan(finding.proposals[0], reader=reader, now=NOW)
    context = planned.context
    images = {(c.before, c.after) for c in context.changes if c.field.endswith(".image")}
    assert images == {(fault["cause"]["bad_image"], fault["cause"]["good_image"])}
    assert context.dry_run == "none"
    assert context.risk == "low"
    owner = {"helm": "Helm", "argocd": "Argo CD", "kubectl": ""}[fault["cause"]["owner"]]
    assert context.managed_by.startswith(owner)
    assert (context.source_change is not None) == bool(owner)
    assert planned.preconditions["revision"] == fault["cause"]["bad_revision"]
    assert context.evidence == finding.evidence
    assert PlannedAction.from_json(json.loads(json.dumps(planned.to_json()))).to_json() == planned.to_json()


def test_a_plan_is_tried_on_the_server_and_shows_no_values(rig: Rig) -> None:
    planned = rig.plan()
    assert planned.context.dry_run == "server"
    assert planned.to_json() == rig.plan().to_json()
    assert "hunter2" not in json.dumps(planned.to_json())
    assert rig.api.patches == []
    assert {m for m, path, _ in rig.server.asked if "dryRun=All" not in path} == {"GET"}


def test_what_admission_changes_is_named(rig: Rig) -> None:
    original = rig.api._patch

    def mutating(h: Handler) -> None:
        result = copy.deepcopy(rig.api.deployment)
        result["spec"]["template"] = template("mirror/web:1")
        h.json(200, result)

    rig.api._patch = mutating  # type: ignore[method-assign]
    effects = [e.en for e in rig.plan().context.effects]
    rig.api._patch = original  # type: ignore[method-assign]
    assert any("spec.containers[web].image" in e for e in effects)


def test_a_missing_right_to_patch_leaves_the_plan_untried_and_admission_stops_it(rig: Rig) -> None:
    words = 'deployments.apps "web" is forbidden: User "u" cannot patch resource "deployments" in API group "apps"'
    rig.api.refuse_next = (403, words)
    assert rig.plan().context.dry_run == "none"
    rig.api.refuse_next = (403, 'admission webhook "p" denied the request: unsigned image')
    with pytest.raises(BadRequest, match="unsigned image"):
        rig.plan()


@pytest.mark.parametrize("revision", [0, -1, True, "1", None, 1.0])
def test_only_a_revision_number_is_a_revision(rig: Rig, revision: Any) -> None:
    with pytest.raises(BadRequest, match="to_revision"):
        rig.plan(Proposal(action=PROPOSAL.action, target=REF, arguments={"to_revision": revision}))


def test_an_unknown_revision_names_those_there_are(rig: Rig) -> None:
    with pytest.raises(NotFound) as error:
        rig.plan(Proposal(action=PROPOSAL.action, target=REF, arguments={"to_revision": 7}))
    assert error.value.remedy == "Revisions it still has: 1, 2."


def test_apply_journals_before_it_writes_and_tests_before_it_replaces(rig: Rig) -> None:
    receipt = rig.apply(rig.plan())
    assert rig.image() == "web:1"
    assert rig.api.journalled_before_patch == [True]
    assert rig.api.journal[0] == receipt
    operations = [(o["op"], o["path"]) for o in rig.api.patches[0]]
    assert operations[:3] == [("test", "/metadata/uid"), ("test", "/spec/template"), ("replace", "/spec/template")]
    assert rig.api.deployment["metadata"]["annotations"]["baepo.dev/operation"] == "op-1"


def test_an_answer_that_was_lost_leads_to_no_second_write(rig: Rig) -> None:
    planned = rig.plan()
    rig.api.lose_next_answer = True
    with pytest.raises(Unavailable):
        rig.apply(planned)
    assert rig.image() == "web:1"
    receipt = rig.apply(planned, resumed=rig.api.journal[-1])
    assert receipt == rig.api.journal[-1]
    assert len(rig.api.patches) == 1


def test_a_change_by_somebody_else_is_named_and_nothing_written(rig: Rig) -> None:
    planned = rig.plan()
    rig.api.deployment["spec"]["template"] = template("web:3", "hunter2")
    with pytest.raises(Conflict, match="ci-bot at 2026-07-28T04:00:00Z") as error:
        rig.apply(planned)
    assert "web:2 -> web:3" in error.value.message
    assert rig.api.patches == []


def test_a_change_in_the_last_moment_fails_the_patch_itself(rig: Rig) -> None:
    planned = rig.plan()
    original = rig.api._patch

    def racing(h: Handler) -> None:
        rig.api.deployment["spec"]["template"] = template("web:3", "hunter2")
        original(h)

    rig.api._patch = racing  # type: ignore[method-assign]
    with pytest.raises(Conflict, match="ci-bot"):
        rig.apply(planned)
    assert rig.image() == "web:3"
    assert rig.api.patches == []


def test_a_revision_that_is_no_longer_what_was_approved(rig: Rig) -> None:
    planned = rig.plan()
    original = rig.api._replica_set
    rig.api._replica_set = lambda number, image, ready: original(number, "evil:1", ready)  # type: ignore[method-assign]
    with pytest.raises(Conflict, match="has changed since the plan was made: revision"):
        rig.apply(planned)
    assert rig.api.patches == []


def test_undo_puts_everything_back_once(rig: Rig) -> None:
    planned = rig.plan()
    before = copy.deepcopy(rig.api.deployment["spec"])
    receipt = rig.apply(planned)
    rig.undo(planned, receipt)
    assert rig.api.deployment["spec"] == before
    assert rig.api.deployment["metadata"]["annotations"]["kubernetes.io/change-cause"] == "deploy 2"
    rig.undo(planned, receipt)
    assert len(rig.api.patches) == 2


def test_undo_leaves_what_somebody_else_did_since(rig: Rig) -> None:
    planned = rig.plan()
    receipt = rig.apply(planned)
    rig.api.deployment["spec"]["template"] = template("web:4")
    with pytest.raises(Conflict):
        rig.undo(planned, receipt)
    assert rig.image() == "web:4"


def rolled_out(api: FakeApi, *, generation: int | None = None, **conditions: str) -> None:
    seen = generation or api.deployment["metadata"]["generation"]
    counts = {"replicas": 2, "updatedReplicas": 2, "availableReplicas": 2}
    found = [{"type": "Progressing", **conditions}] if conditions else []
    api.deployment["status"] = {"observedGeneration": seen, **counts, "conditions": found}


def test_verified_once_it_is_complete_and_settled(rig: Rig) -> None:
    planned = rig.plan()
    rig.apply(planned)
    rolled_out(rig.api)
    verification = rig.verify(planned)
    assert verification.ok
    assert 4 <= rig.clock.slept_s < 10


@pytest.mark.parametrize(
    "counts", [{"replicas": 3}, {"updatedReplicas": 1}, {"availableReplicas": 1}, {"observedGeneration": 2}]
)
def test_not_verified_while_anything_is_left_over(rig: Rig, counts: dict[str, int]) -> None:
    planned = rig.plan()
    rig.apply(planned)
    rolled_out(rig.api)
    rig.api.deployment["status"] |= counts
    assert not rig.verify(planned).ok
    assert rig.clock.slept_s == planned.context.verify_timeout_s


def test_a_rollout_that_gave_up_is_not_waited_for(rig: Rig) -> None:
    planned = rig.plan()
    rig.apply(planned)
    rolled_out(rig.api, reason="ProgressDeadlineExceeded", message="has timed out progressing")
    verification = rig.verify(planned)
    assert not verification.ok
    assert "has timed out" in verification.observed[0].en
    assert rig.clock.slept_s == 0


def test_the_old_verdict_of_the_rollout_before_is_not_believed(rig: Rig) -> None:
    planned = rig.plan()
    rig.apply(planned)
    rolled_out(rig.api, generation=2, reason="ProgressDeadlineExceeded", message="of the bad rollout")
    rig.verify(planned)
    assert rig.clock.slept_s == planned.context.verify_timeout_s


def test_a_template_that_changed_again_is_said(rig: Rig) -> None:
    planned = rig.plan()
    rig.apply(planned)
    rig.api.deployment["spec"]["template"] = template("web:5")
    verification = rig.verify(planned)
    assert not verification.ok
    assert "ci-bot" in verification.observed[0].en


def test_could_not_look_is_not_failed(rig: Rig) -> None:
    planned = rig.plan()
    rig.apply(planned)
    rig.api.down = True
    with pytest.raises(Unavailable):
        rig.verify(planned)
    assert rig.clock.slept_s == planned.context.verify_timeout_s


def test_a_reader_without_the_declared_operations_gets_nowhere(rig: Rig) -> None:
    reader = connect(target(rig.folder, rig.server.url)).bound(call("get deployments.apps"))
    with pytest.raises(Denied):
        ROLLBACK_DEPLOYMENT.plan(PROPOSAL, reader=reader, now=NOW)
