"""Reading and restoring EBS volumes by way of their snapshots. Used by `assistant.executors.aws.delete_volume`.

What a volume was like is written on the snapshot itself, so that it can be restored from there alone, also by hand.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from tools.aws.client import AwsReader
from tools.aws.list_volumes import volume_row
from tools.aws.regions import tags_of
from tools.spec import NotFound, Row

OPERATION_TAG = "baepo:operation"
RESTORE_TAG = "baepo:restore"
_MAX_TAGS = 50  # EC2's limit per resource
_GONE = frozenset({"deleting", "deleted"})


def volume(reader: AwsReader, region: str, volume_id: str) -> Row:
    """The live volume as a row of `list_volumes`, with `kms_key_id` and `multi_attach`. Raises `NotFound`."""
    for item in reader.pages("ec2", "DescribeVolumes", region=region, items="Volumes", VolumeIds=[volume_id]):
        if item["State"] not in _GONE:
            row = volume_row(item, region=region, account=reader.account)
            extra = {"kms_key_id": item.get("KmsKeyId", ""), "multi_attach": item.get("MultiAttachEnabled", False)}
            return {**row, **extra}
    raise NotFound(f"There is no volume {volume_id} in {region}.")


def exists(reader: AwsReader, region: str, volume_id: str) -> bool:
    try:
        volume(reader, region, volume_id)
    except NotFound:
        return False
    return True


def snapshots(reader: AwsReader, region: str, *, volume_id: str, operation_id: str = "") -> list[dict[str, Any]]:
    """The account's own snapshots of the volume, oldest first; with `operation_id` only that operation's."""
    filters = [{"Name": "volume-id", "Values": [volume_id]}]
    if operation_id:
        filters.append({"Name": f"tag:{OPERATION_TAG}", "Values": [operation_id]})
    found = reader.pages(
        "ec2",
        "DescribeSnapshots",
        region=region,
        items="Snapshots",
        page_size=500,
        OwnerIds=["self"],
        Filters=filters,
    )
    return sorted(found, key=lambda s: (s["StartTime"], s["SnapshotId"]))


def snapshot(reader: AwsReader, region: str, snapshot_id: str) -> dict[str, Any]:
    """Raises `NotFound`."""
    for item in reader.pages("ec2", "DescribeSnapshots", region=region, items="Snapshots", SnapshotIds=[snapshot_id]):
        return item
    raise NotFound(f"There is no snapshot {snapshot_id} in {region}.")


def create_snapshot(writer: AwsReader, live: Row, *, operation_id: str) -> str:
    """Sends CreateSnapshot; the operation's tag travels in the same call, as there is no client token."""
    tags = _own_tags(live.get("tags") or {}, room=_MAX_TAGS - 2)
    answer = writer.call(
        "ec2",
        "CreateSnapshot",
        region=str(live["region"]),
        VolumeId=live["id"],
        Description=f"Before the deletion of {live['id']} (baepo operation {operation_id})",
        TagSpecifications=[
            _tagged("snapshot", {**tags, RESTORE_TAG: _as_restore_tag(live), OPERATION_TAG: operation_id})
        ],
    )
    return str(answer["SnapshotId"])


def create_volume(writer: AwsReader, source: Mapping[str, Any], *, region: str, operation_id: str) -> str:
    """Sends CreateVolume with a client token, so that a second call of the same operation makes no second volume."""
    tags = tags_of(dict(source))
    restored = dict(part.split("=", 1) for part in tags[RESTORE_TAG].split())
    params: dict[str, Any] = {"AvailabilityZone": restored["az"], "VolumeType": restored["type"]}
    if restored["type"] in ("gp3", "io1", "io2") and "iops" in restored:
        params["Iops"] = int(restored["iops"])
    if restored["type"] == "gp3" and "throughput" in restored:
        params["Throughput"] = int(restored["throughput"])
    if "kms" in restored:
        params |= {"Encrypted": True, "KmsKeyId": restored["kms"]}
    elif restored.get("encrypted"):
        params["Encrypted"] = True
    if restored.get("multi_attach"):
        params["MultiAttachEnabled"] = True
    own = {key: value for key, value in tags.items() if key not in (RESTORE_TAG, OPERATION_TAG)}
    answer = writer.call(
        "ec2",
        "CreateVolume",
        region=region,
        SnapshotId=source["SnapshotId"],
        Size=int(restored["size"]),
        ClientToken=hashlib.sha256(operation_id.encode()).hexdigest()[:64],
        TagSpecifications=[_tagged("volume", {**own, OPERATION_TAG: operation_id})],
        **params,
    )
    return str(answer["VolumeId"])


def created_by(reader: AwsReader, region: str, operation_id: str) -> str:
    """The volume that an earlier run of this operation created, "" when there is none."""
    found = reader.pages(
        "ec2",
        "DescribeVolumes",
        region=region,
        items="Volumes",
        Filters=[{"Name": f"tag:{OPERATION_TAG}", "Values": [operation_id]}],
    )
    return next((str(item["VolumeId"]) for item in found if item["State"] not in _GONE), "")


def _own_tags(tags: Mapping[str, str], *, room: int) -> dict[str, str]:
    """Without those only AWS may set."""
    return dict([item for item in tags.items() if not item[0].startswith("aws:")][:room])


def _as_restore_tag(live: Row) -> str:
    parts = {
        "az": live.get("az"),
        "type": live.get("type"),
        "size": live.get("size_gib"),
        "iops": live.get("iops"),
        "throughput": live.get("throughput_mib_s"),
        "kms": live.get("kms_key_id"),
        "encrypted": "yes" if live.get("encrypted") else "",
        "multi_attach": "yes" if live.get("multi_attach") else "",
    }
    return " ".join(f"{key}={value}" for key, value in parts.items() if value)


def _tagged(kind: str, tags: Mapping[str, str]) -> dict[str, Any]:
    return {"ResourceType": kind, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
