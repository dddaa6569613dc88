"""`aws.delete_volume`: takes a snapshot of an unattached EBS volume, then deletes the volume.

Called by the gate. Undo creates a volume from the snapshot. Source: EC2 CreateSnapshot, DeleteVolume, CreateVolume.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from assistant.checks.aws.tags import hold_of, manager_of
from assistant.clock import Clock, polls
from assistant.executors.aws import volumes
from assistant.executors.spec import Operation, Verification, action
from assistant.language import Text, with_particle
from assistant.money import Money
from assistant.plans import Change, Context, Json, PlannedAction, Proposal
from tools.aws.client import AwsReader
from tools.spec import BadRequest, NotFound, Row, Unavailable

SNAPSHOT_TIMEOUT_S = 540.0  # below the gate's limit for one write; a longer snapshot is waited for by resuming
TAG_LAG_S = 30.0  # EC2 is eventually consistent: for so long a snapshot may exist and not be listed by its tag
VERIFY_TIMEOUT_S = 60.0
RESTORE_TIMEOUT_S = 180.0
UNDO = Text(
    ko="스냅샷에서 볼륨을 다시 만듭니다. 새 볼륨은 id가 달라집니다",
    en="create a volume from the snapshot; it gets a new id",
)


class _DeleteVolume:
    """Snapshot first; the volume is deleted only once the snapshot is complete."""

    def plan(self, proposal: Proposal, *, reader: AwsReader, now: datetime) -> PlannedAction:
        """Raises: `NotFound`, and `BadRequest` when it is attached or a tag asks to keep it."""
        target = proposal.target
        if target.kind != "Volume" or target.provider != "aws":
            raise BadRequest(f"aws.delete_volume deletes volumes, not {target.kind}.")
        live = volumes.volume(reader, target.place, target.id)
        _require_free(live, now)
        earlier = volumes.snapshots(reader, target.place, volume_id=target.id)
        return PlannedAction(
            action=proposal.action,
            target=target,
            arguments=proposal.arguments,
            intent={"delete": True, "snapshot_first": True},
            preconditions={
                "volume_id": live["id"],
                "state": live["state"],
                "size_gib": live["size_gib"],
                "create_time": live["created_at"],
                "attachments": [],
            },
            context=_context(live, earlier, proposal),
        )

    def apply(self, action: PlannedAction, *, writer: AwsReader, operation: Operation, resumed: Json) -> Json:
        """Snapshot, wait, delete; a second run continues where the first one ended.

        Raises: `BadRequest` when it was attached meanwhile, `Denied`, `Unavailable` when the outcome is not known.
        """
        region, volume_id = action.target.place, action.target.id
        snapshot_id = self._snapshot(action, writer, operation, resumed)
        operation.journal({"snapshot_id": snapshot_id})
        _wait_complete(writer, region, snapshot_id, operation.clock)
        operation.still_allowed()  # a freeze that came while the snapshot was taken stops the step that cannot wait
        with suppress(NotFound):  # deleted by an earlier run: our snapshot is complete, so that nothing is lost
            writer.call("ec2", "DeleteVolume", region=region, VolumeId=volume_id)
        return {"volume_id": volume_id, "region": region, "snapshot_id": snapshot_id, "deleted": True}

    def verify(self, action: PlannedAction, receipt: Json, *, reader: AwsReader, clock: Clock) -> Verification:
        region, volume_id, snapshot_id = action.target.place, action.target.id, str(receipt["snapshot_id"])
        gone, snapshot = False, ""
        for _ in polls(clock, timeout_s=action.context.verify_timeout_s, every_s=2.0):
            gone = not volumes.exists(reader, region, volume_id)
            snapshot = _snapshot_state(reader, region, snapshot_id)
            if gone and snapshot == "completed":
                break
        observed = _observed(volume_id, snapshot_id, gone, snapshot)
        return Verification(ok=gone and snapshot == "completed", observed=observed)

    def undo(self, action: PlannedAction, receipt: Json, *, writer: AwsReader, operation: Operation) -> Json:
        """A new volume like the old one, from the snapshot.

        Raises: `NotFound` when the snapshot is gone, `Denied`, `Unavailable`.
        """
        region, old_id = action.target.place, action.target.id
        if volumes.exists(writer, region, old_id):
            kept = Text(
                ko=f"{with_particle(old_id, '이')} 그대로 있어 되돌릴 것이 없습니다",
                en=f"{old_id} is still there: nothing to restore",
            )
            return {"volume_id": old_id, "region": region, "restored": False, "done": kept.to_json()}
        snapshot_id = str(receipt["snapshot_id"])
        new_id = volumes.created_by(writer, region, operation.id)
        if not new_id:
            source = volumes.snapshot(writer, region, snapshot_id)
            new_id = volumes.create_volume(writer, source, region=region, operation_id=operation.id)
        operation.journal({"volume_id": new_id})
        _wait_available(writer, region, new_id, operation.clock)
        return {
            "volume_id": new_id,
            "replaces": old_id,
            "region": region,
            "snapshot_id": snapshot_id,
            "restored": True,
            "done": Text(
                ko=f"스냅샷 {snapshot_id}에서 새 볼륨 {with_particle(new_id, '을')} 만들었습니다",
                en=f"created the new volume {new_id} from snapshot {snapshot_id}",
            ).to_json(),
        }

    def _snapshot(self, action: PlannedAction, writer: AwsReader, operation: Operation, resumed: Json) -> str:
        """The id of this operation's one snapshot, created if it is certain that there is none yet."""
        region, volume_id = action.target.place, action.target.id
        if known := str(resumed.get("snapshot_id", "")):
            _require_ours(volumes.snapshot(writer, region, known), volume_id, operation)
            return known
        if resumed:
            # CreateSnapshot may have been sent and its answer lost. The list by tag lags behind, so it is asked again
            # for a while; a lag beyond that would leave a second snapshot, never a deletion without one.
            if found := _find(writer, region, volume_id, operation, within_s=TAG_LAG_S):
                return found
        elif found := _find(writer, region, volume_id, operation, within_s=0.0):
            return found
        live = volumes.volume(writer, region, volume_id)
        _require_free(live, operation.clock.now())
        operation.journal({"snapshot_requested": True})
        return volumes.create_snapshot(writer, live, operation_id=operation.id)


def _find(writer: AwsReader, region: str, volume_id: str, operation: Operation, *, within_s: float) -> str:
    for _ in polls(operation.clock, timeout_s=within_s, every_s=3.0):
        if found := volumes.snapshots(writer, region, volume_id=volume_id, operation_id=operation.id):
            return str(found[0]["SnapshotId"])
    return ""


def _require_ours(snapshot: Mapping[str, Any], volume_id: str, operation: Operation) -> None:
    """Raises `BadRequest` for a snapshot that is not the one this operation took of this volume."""
    tags = {t["Key"]: t["Value"] for t in snapshot.get("Tags", ())}
    if snapshot.get("VolumeId") != volume_id or tags.get(volumes.OPERATION_TAG) != operation.id:
        raise BadRequest(
            f"{snapshot.get('SnapshotId')} is not the snapshot that {operation.id} took of {volume_id}.",
            remedy="The journal does not fit the account: `baepo ledger verify`, and look at who wrote to the store.",
        )


def _require_free(live: Row, now: datetime) -> None:
    """Raises `BadRequest` for a volume that must not be deleted."""
    if live["state"] != "available" or live.get("attachments"):
        users = ", ".join(str(a.get("instance_id")) for a in live.get("attachments") or ()) or "something"
        raise BadRequest(
            f"{live['id']} is {live['state']} (attached to {users}).", remedy="Only unattached volumes are deleted."
        )
    created_at = datetime.fromisoformat(str(live["created_at"]))
    if hold := hold_of(live.get("tags") or {}, created_at=created_at, now=now):
        raise BadRequest(
            f"{live['id']} is to be kept: its tag says {hold}.", remedy="Its owner has to take the tag off first."
        )


def _snapshot_state(reader: AwsReader, region: str, snapshot_id: str) -> str:
    """`pending`, `completed`, `error`, or "" when EC2 does not list it."""
    try:
        return str(volumes.snapshot(reader, region, snapshot_id)["State"])
    except NotFound:
        return ""


def _wait_complete(writer: AwsReader, region: str, snapshot_id: str, clock: Clock) -> None:
    """Raises: `Unavailable` while it is not complete in time, `NotFound` or `BadRequest` when it never will be."""
    for waited_s in polls(clock, timeout_s=SNAPSHOT_TIMEOUT_S, every_s=5.0):
        state = _snapshot_state(writer, region, snapshot_id)
        if state == "completed":
            return
        if state == "error":
            raise BadRequest(f"AWS could not complete snapshot {snapshot_id}; the volume was not deleted.")
        if not state and waited_s > TAG_LAG_S:
            raise NotFound(f"Snapshot {snapshot_id} is gone; the volume was not deleted.")
    raise Unavailable(
        f"Snapshot {snapshot_id} is still pending after {SNAPSHOT_TIMEOUT_S:.0f} s; the volume was not deleted.",
        remedy="Carry out the plan again: it waits for the same snapshot.",
    )


def _wait_available(writer: AwsReader, region: str, volume_id: str, clock: Clock) -> None:
    for _ in polls(clock, timeout_s=RESTORE_TIMEOUT_S, every_s=2.0):
        try:
            if volumes.volume(writer, region, volume_id)["state"] == "available":
                return
        except NotFound:
            continue  # just created, not listed yet
    raise Unavailable(f"Volume {volume_id} was created and is not available yet.", remedy="Look again in a minute.")


def _observed(volume_id: str, snapshot_id: str, gone: bool, snapshot: str) -> tuple[Text, ...]:
    state = snapshot or "missing"
    volume = (
        Text(ko=f"볼륨 {with_particle(volume_id, '이')} 없습니다", en=f"volume {volume_id} is gone")
        if gone
        else Text(ko=f"볼륨 {with_particle(volume_id, '이')} 아직 있습니다", en=f"volume {volume_id} is still there")
    )
    return volume, Text(ko=f"스냅샷 {snapshot_id}: {state}", en=f"snapshot {snapshot_id}: {state}")


def _context(live: Row, earlier: list[dict[str, Any]], proposal: Proposal) -> Context:
    name, manager = live.get("name"), manager_of(live.get("tags") or {})
    label = f"{name} ({live['id']})" if name else str(live["id"])
    size = f"{live['size_gib']} GiB {live.get('type', '')}".strip()
    return Context(
        title=Text(ko=f"볼륨 {label} 삭제 ({size})", en=f"delete volume {label} ({size})"),
        changes=(
            Change(field="volume", before=f"{live['id']} {live['state']}", after=""),
            Change(field="snapshot", before="", after=f"one of {live['id']}, tagged {volumes.OPERATION_TAG}"),
        ),
        effects=_effects(earlier, str(live["region"])),
        risk="medium" if manager else "low",
        risk_reason=_risk_reason(manager),
        verify=Text(
            ko="볼륨이 사라지고 스냅샷이 completed 상태인지 확인합니다", en="the volume is gone, the snapshot completed"
        ),
        verify_timeout_s=VERIFY_TIMEOUT_S,
        undo=UNDO,
        reversible=True,
        dry_run="none",
        managed_by=manager,
        source_change=_source_change(manager, str(live["id"])) if manager else None,
        saving=_saving(proposal.arguments),
        evidence=proposal.evidence,
    )


def _effects(earlier: list[dict[str, Any]], region: str) -> tuple[Text, ...]:
    count = len(earlier)
    return (
        Text(
            ko="먼저 스냅샷을 만들고, 스냅샷이 완료된 뒤에만 볼륨을 지웁니다",
            en="takes a snapshot first and deletes the volume only once it is complete",
        ),
        Text(
            ko="연결된 인스턴스가 없어 실행 중인 것에는 영향이 없습니다",
            en="attached to nothing: nothing running is touched",
        ),
        Text(
            ko=f"스냅샷은 {region}에 남고, 저장된 만큼 요금이 나갑니다",
            en=f"the snapshot stays in {region} and is billed for what it stores",
        ),
        Text(
            ko=f"이 볼륨의 기존 스냅샷 {count}개는 그대로 둡니다",
            en=f"the volume's {count} earlier snapshots are left alone",
        ),
    )


def _risk_reason(manager: str) -> Text:
    if not manager:
        return Text(
            ko="연결되어 있지 않고, 스냅샷에서 되살릴 수 있습니다", en="unattached, and restorable from the snapshot"
        )
    return Text(
        ko=f"`{manager}`에서 관리합니다. 직접 지우면 정의와 어긋나고 다시 만들어질 수 있습니다",
        en=f"managed by `{manager}`: deleting it drifts from its definition, which may create it again",
    )


def _source_change(manager: str, volume_id: str) -> Text:
    return Text(
        ko=f"`{manager}`의 정의에서 {with_particle(volume_id, '을')} 빼는 것이 먼저입니다",
        en=f"take {volume_id} out of the definition of `{manager}` instead",
    )


def _saving(arguments: Mapping[str, Any]) -> Money | None:
    """What the proposer says the bill charges for it in a month. Raises `BadRequest`."""
    given = arguments.get("monthly_usd")
    if given is None:
        return None
    try:
        usd = Decimal(str(given))
    except InvalidOperation:
        usd = Decimal("NaN")
    if not usd.is_finite():
        raise BadRequest(f"monthly_usd must be an amount, not {given!r}.")
    return Money(usd)


DELETE_VOLUME = action(
    name="aws.delete_volume",
    backend="aws",
    kind="Volume",
    title=Text(ko="EBS 볼륨 삭제", en="Delete an EBS volume"),
    reads=("ec2:DescribeVolumes", "ec2:DescribeSnapshots"),
    # CreateTags is the permission for tags given while creating
    writes=("ec2:CreateSnapshot", "ec2:DeleteVolume", "ec2:CreateVolume", "ec2:CreateTags"),
    undo_text=UNDO,
)(_DeleteVolume)
