"""EBS snapshots of the account, for the model and the playbooks; reads EC2 DescribeSnapshots."""

from collections.abc import Iterator
from typing import Any

from tools.aws.client import AwsReader
from tools.aws.regions import iso, over_regions, said, tags_of
from tools.spec import Page, Row, tool


@tool(
    backend="aws",
    operations=("ec2:DescribeSnapshots",),
    examples=(
        "스냅샷 목록 보여줘",
        "vol-0a1b2c3d4e5f60718의 스냅샷이 있어?",
        "오래된 EBS 스냅샷이 얼마나 쌓였어?",
        "서울 스냅샷 언제 만든 거야?",
        "스냅샷 몇 개야?",
        "스냅샷 조회",
        "버지니아에 있는 스냅샷",
        "1년 넘은 스냅샷 있어?",
        "List the EBS snapshots",
        "Is there a snapshot of vol-0a1b2c3d4e5f60718?",
        "How many old snapshots do we keep?",
        "snapshots in seoul and when they were taken",
        "ebs snapshots",
        "oldest snapshots",
        "snapshots of vol-0a1b2c3d4e5f60718",
        "snapshots older than a year",
        "do we have backups of vol-0a1b2c3d4e5f60718",
    ),
)
def list_snapshots(
    reader: AwsReader, *, region: str | None = None, volume_id: str | None = None, limit: int = 1000
) -> Page:
    """EBS snapshots that the account owns, of all regions of the environment or of one `region`, or of one volume.

    One item a snapshot, ordered by region: `id`, `region`, `account`, `name` (its Name tag), `state` (`pending`,
    `completed`, `error`), `progress`, `volume_id` (of the volume it was taken from, which may be gone), `size_gib`
    (of that volume: what the snapshot stores is less), `started_at`, `encrypted`, `tier`, `description`, `tags`.

    Example: list_snapshots(volume_id="vol-0a1b2c3d4e5f60718")
    -> {"id": "snap-0c...", "state": "completed", "started_at": "2025-08-03T01:12:44Z", "size_gib": 200, ...}

    Raises: `BadRequest` for a region outside the environment, `Denied` without ec2:DescribeSnapshots, `Unavailable`.
    Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html
    """
    filters = [{"Name": "volume-id", "Values": [volume_id]}] if volume_id else []

    def read(name: str) -> Iterator[Row]:
        found = reader.pages(
            "ec2",
            "DescribeSnapshots",
            region=name,
            items="Snapshots",
            page_size=500,
            OwnerIds=["self"],  # without it EC2 lists every public snapshot there is
            Filters=filters,
        )
        return (_row(item, region=name) for item in found)

    return over_regions(reader, region, read, what="snapshots", limit=limit)


def _row(item: dict[str, Any], *, region: str) -> Row:
    tags = tags_of(item)
    return said(
        {
            "id": item["SnapshotId"],
            "region": region,
            "account": item.get("OwnerId"),
            "name": tags.get("Name", ""),
            "state": item["State"],
            "progress": item.get("Progress"),
            "volume_id": item.get("VolumeId"),
            "size_gib": item.get("VolumeSize"),
            "started_at": iso(item.get("StartTime")),
            "encrypted": item.get("Encrypted", False),
            "tier": item.get("StorageTier"),
            "description": item.get("Description"),
            "tags": tags,
        }
    )
