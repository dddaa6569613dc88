"""`aws.delete_volume` below its guard, against moto: one snapshot and one deletion, wherever it is interrupted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.executors.aws.delete_volume import DELETE_VOLUME
from assistant.executors.spec import Operation
from assistant.identity import ResourceRef
from assistant.money import Money
from assistant.plans import Json, PlannedAction, Proposal
from tests.unit.aws.conftest import ACCOUNT, HOME, Cloud, call
from tools.aws.client import AwsConnection, AwsReader
from tools.spec import BadRequest, Call, NotFound

EXECUTOR = DELETE_VOLUME._executor
NOW = datetime(2030, 1, 1, tzinfo=UTC)
OPERATION = "o-1f2e3d4c"


class SteppedClock:
    """Sleeping takes no time."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


class Killed(BaseException):
    """The process ends here."""


class DyingReader(AwsReader):
    """The answer of one operation is lost: it reaches AWS, and then the process is gone."""

    def __init__(self, connection: AwsConnection, call: Call, *, dies_after: str) -> None:
        super().__init__(connection, call)
        self._dies_after = dies_after

    def call(self, service: str, operation: str, *, region: str, **params: Any) -> dict[str, Any]:
        answer = super().call(service, operation, region=region, **params)
        if operation == self._dies_after:
            raise Killed
        return answer


class Bench:
    """One account, one volume, and a journal that outlives the process."""

    def __init__(self, cloud: Cloud, **volume: Any) -> None:
        self.cloud = cloud
        self.client = cloud.client()
        tags = volume.pop("tags", {"Name": "db-old", "team": "data"})
        created = self.client.create_volume(
            **{
                "AvailabilityZone": f"{HOME}a",
                "Size": 80,
                "VolumeType": "gp3",
                "Iops": 4000,
                "Throughput": 250,
                **volume,
            },
            TagSpecifications=[{"ResourceType": "volume", "Tags": [{"Key": k, "Value": v} for k, v in tags.items()]}],
        )
        self.volume_id = str(created["VolumeId"])
        self.journal: list[Json] = []
        self.clock = SteppedClock()

    @property
    def target(self) -> ResourceRef:
        return ResourceRef(provider="aws", scope=ACCOUNT, place=HOME, kind="Volume", id=self.volume_id)

    def plan(self, **arguments: Any) -> PlannedAction:
        proposal = Proposal(action="aws.delete_volume", target=self.target, arguments=arguments, evidence=("E2",))
        return DELETE_VOLUME.plan(proposal, reader=self.cloud.reader(*DELETE_VOLUME.reads), now=NOW)

    def writer(self, *, dies_after: str = "") -> AwsReader:
        wanted = call(*DELETE_VOLUME.reads, *DELETE_VOLUME.writes)
        if dies_after:
            return DyingReader(self.cloud.write_connection, wanted, dies_after=dies_after)
        return self.cloud.write_connection.bound(wanted)

    def operation(self, id_: str = OPERATION) -> Operation:
        return Operation(id=id_, clock=self.clock, journal=self.journal.append)

    def apply(self, plan: PlannedAction, *, dies_after: str = "", resumed: Json | None = None) -> Json:
        last = self.journal[-1] if self.journal else {}
        return EXECUTOR.apply(
            plan,
            writer=self.writer(dies_after=dies_after),
            operation=self.operation(),
            resumed=last if resumed is None else resumed,
        )

    def snapshots(self) -> list[dict[str, Any]]:
        filters = [{"Name": "volume-id", "Values": [self.volume_id]}]
        return list(self.client.describe_snapshots(OwnerIds=["self"], Filters=filters)["Snapshots"])

    def volumes(self) -> list[dict[str, Any]]:
        return list(self.client.describe_volumes()["Volumes"])


@pytest.fixture
def bench(cloud: Cloud) -> Bench:
    return Bench(cloud)


def test_the_plan_says_what_is_there_and_what_will_be(bench: Bench) -> None:
    plan = bench.plan(monthly_usd="9.12")
    assert plan.intent == {"delete": True, "snapshot_first": True}
    created = str(plan.preconditions["create_time"])
    assert plan.preconditions == {
        "volume_id": bench.volume_id,
        "state": "available",
        "size_gib": 80,
        "create_time": created,
        "attachments": [],
    }
    assert created.endswith("Z")
    assert plan.context.saving == Money.from_json({"amount": "9.12", "currency": "USD"})
    assert plan.context.title.en == f"delete volume db-old ({bench.volume_id}) (80 GiB gp3)"
    assert plan.context.evidence == ("E2",)
    assert plan.context.risk == "low"
    assert bench.snapshots() == []
    assert PlannedAction.from_json(plan.to_json()).to_json() == plan.to_json()


def test_planning_twice_gives_the_same_plan(bench: Bench) -> None:
    assert bench.plan() == bench.plan()


def test_an_attached_volume_cannot_be_planned(bench: Bench) -> None:
    instance = bench.cloud.launch()
    bench.client.attach_volume(Device="/dev/sdh", InstanceId=instance, VolumeId=bench.volume_id)
    with pytest.raises(BadRequest, match=rf"in-use \(attached to {instance}\)"):
        bench.plan()


@pytest.mark.parametrize(
    "tags", [{"do-not-delete": "audit"}, {"retain-until": "2031-01-01"}, {"Backup": "until 20300601"}]
)
def test_a_volume_that_is_to_be_kept_cannot_be_planned(cloud: Cloud, tags: dict[str, str]) -> None:
    with pytest.raises(BadRequest, match="is to be kept"):
        Bench(cloud, tags=tags).plan()


def test_a_managed_volume_says_who_manages_it_and_what_to_change_there(cloud: Cloud) -> None:
    context = Bench(cloud, tags={"aws:cloudformation:stack-name": "etl"}).plan().context
    assert (context.managed_by, context.risk) == ("cloudformation:etl", "medium")
    assert context.source_change is not None
    assert "cloudformation:etl" in context.source_change.en


def test_a_volume_that_is_gone_is_not_found(bench: Bench) -> None:
    bench.client.delete_volume(VolumeId=bench.volume_id)
    with pytest.raises(NotFound):
        bench.plan()


def test_apply_takes_a_snapshot_deletes_and_verifies(bench: Bench) -> None:
    plan = bench.plan()
    receipt = bench.apply(plan)
    [snapshot] = bench.snapshots()
    assert receipt == {
        "volume_id": bench.volume_id,
        "region": HOME,
        "snapshot_id": snapshot["SnapshotId"],
        "deleted": True,
    }
    tags = {t["Key"]: t["Value"] for t in snapshot["Tags"]}
    assert (tags["baepo:operation"], tags["Name"], tags["team"]) == (OPERATION, "db-old", "data")
    assert bench.volumes() == []
    reader = bench.cloud.reader(*DELETE_VOLUME.reads)
    assert EXECUTOR.verify(plan, receipt, reader=reader, clock=bench.clock).ok


def test_verification_fails_while_the_volume_is_there(bench: Bench) -> None:
    plan = bench.plan()
    snapshot = bench.client.create_snapshot(VolumeId=bench.volume_id)["SnapshotId"]
    reader = bench.cloud.reader(*DELETE_VOLUME.reads)
    verification = EXECUTOR.verify(plan, {"snapshot_id": snapshot}, reader=reader, clock=bench.clock)
    assert not verification.ok
    assert bench.clock.seconds >= plan.context.verify_timeout_s
    assert "still there" in verification.observed[0].en


@pytest.mark.parametrize("dies_after", ["CreateSnapshot", "DeleteVolume"])
def test_a_killed_run_is_finished_by_the_next_with_one_snapshot(bench: Bench, dies_after: str) -> None:
    plan = bench.plan()
    with pytest.raises(Killed):
        bench.apply(plan, dies_after=dies_after)
    receipt = bench.apply(plan)
    [snapshot] = bench.snapshots()
    assert receipt["snapshot_id"] == snapshot["SnapshotId"]
    assert bench.volumes() == []
    assert bench.apply(plan) == receipt, "a third run finds the same"
    assert len(bench.snapshots()) == 1


@pytest.mark.parametrize("dies_after", ["CreateSnapshot", "DeleteVolume"])
def test_it_is_finished_even_when_the_journal_was_lost(bench: Bench, dies_after: str) -> None:
    plan = bench.plan()
    with pytest.raises(Killed):
        bench.apply(plan, dies_after=dies_after)
    receipt = bench.apply(plan, resumed={})
    assert [s["SnapshotId"] for s in bench.snapshots()] == [receipt["snapshot_id"]]
    assert bench.volumes() == []


def test_a_volume_that_went_without_our_snapshot_is_not_called_done(bench: Bench) -> None:
    plan = bench.plan()
    bench.client.delete_volume(VolumeId=bench.volume_id)
    with pytest.raises(NotFound):
        bench.apply(plan, resumed={"snapshot_requested": True})
    assert bench.clock.seconds >= 30, "the list by tag lags: it is asked again for a while"


def test_another_operations_snapshot_is_not_ours(bench: Bench) -> None:
    plan = bench.plan()
    bench.client.create_snapshot(
        VolumeId=bench.volume_id,
        TagSpecifications=[{"ResourceType": "snapshot", "Tags": [{"Key": "baepo:operation", "Value": "o-other"}]}],
    )
    bench.apply(plan)
    assert len(bench.snapshots()) == 2


def test_the_intent_is_in_the_journal_before_the_snapshot_is_asked_for(bench: Bench) -> None:
    seen: list[int] = []

    def journal(_: Json) -> None:
        seen.append(len(bench.snapshots()))

    operation = Operation(id=OPERATION, clock=bench.clock, journal=journal)
    EXECUTOR.apply(bench.plan(), writer=bench.writer(), operation=operation, resumed={})
    assert seen == [0, 1]


def test_a_hold_put_on_after_planning_stops_it(bench: Bench) -> None:
    plan = bench.plan()
    bench.client.create_tags(Resources=[bench.volume_id], Tags=[{"Key": "legal-hold", "Value": "true"}])
    with pytest.raises(BadRequest, match="legal-hold=true"):
        bench.apply(plan)
    assert bench.snapshots() == []
    assert len(bench.volumes()) == 1


def test_undo_restores_a_like_volume_with_a_new_id(bench: Bench) -> None:
    plan = bench.plan()
    receipt = bench.apply(plan)
    undone = dict(EXECUTOR.undo(plan, receipt, writer=bench.writer(), operation=bench.operation("o-undo")))
    [volume] = bench.volumes()
    assert (
        undone.pop("done")["en"]
        == f"created the new volume {volume['VolumeId']} from snapshot {receipt['snapshot_id']}"
    )
    assert undone == {
        "volume_id": volume["VolumeId"],
        "replaces": bench.volume_id,
        "region": HOME,
        "snapshot_id": receipt["snapshot_id"],
        "restored": True,
    }
    assert volume["VolumeId"] != bench.volume_id
    restored = {
        key: volume[key] for key in ("AvailabilityZone", "Size", "VolumeType", "Iops", "Throughput", "SnapshotId")
    }
    assert restored == {
        "AvailabilityZone": f"{HOME}a",
        "Size": 80,
        "VolumeType": "gp3",
        "Iops": 4000,
        "Throughput": 250,
        "SnapshotId": receipt["snapshot_id"],
    }
    tags = {t["Key"]: t["Value"] for t in volume["Tags"]}
    assert tags == {"Name": "db-old", "team": "data", "baepo:operation": "o-undo"}


def test_a_killed_undo_is_finished_by_the_next_with_one_volume(bench: Bench) -> None:
    plan = bench.plan()
    receipt = bench.apply(plan)
    operation = bench.operation("o-undo")
    with pytest.raises(Killed):
        EXECUTOR.undo(plan, receipt, writer=bench.writer(dies_after="CreateVolume"), operation=operation)
    undone = EXECUTOR.undo(plan, receipt, writer=bench.writer(), operation=operation)
    assert [v["VolumeId"] for v in bench.volumes()] == [undone["volume_id"]]


def test_undo_of_what_was_not_deleted_creates_nothing(bench: Bench) -> None:
    plan = bench.plan()
    undone = EXECUTOR.undo(plan, {"snapshot_id": "snap-1"}, writer=bench.writer(), operation=bench.operation("o-undo"))
    assert undone["restored"] is False
    assert [v["VolumeId"] for v in bench.volumes()] == [bench.volume_id]
