"""EBS volumes, for the model and the playbooks; reads EC2 DescribeVolumes."""

from collections.abc import Iterator
from typing import Any, Literal

from tools.aws.client import AwsReader
from tools.aws.regions import iso, over_regions, said, tags_of
from tools.spec import NotFound, Page, Row, tool

State = Literal["available", "in-use", "creating", "deleting", "deleted", "error"]


@tool(
    backend="aws",
    operations=("ec2:DescribeVolumes",),
    examples=(
        "how much storage do we have",
        "vol-0a1b2c3d4e5f60718 쓰는 서버가 뭐야?",
        "which instance uses vol-0a1b2c3d4e5f60718",
        "스토리지 전부 몇 기가야?",
        "연결되지 않은 EBS 볼륨이 있어?",
        "서울 리전 볼륨 목록과 크기를 보여줘",
        "gp2로 남아 있는 디스크가 몇 개야?",
        "EBS 목록",
        "디스크 전부 보여줘",
        "아무 데도 안 붙어 있는 디스크 있어?",
        "vol-0a1b2c3d4e5f60718은 어디에 붙어 있어?",
        "서버 지우고 남은 EBS",
        "볼륨 용량",
        "버지니아 볼륨 뭐 있어?",
        "vol-0a1b2c3d4e5f60718 상태",
        "vol-0a1b2c3d4e5f60718 지워줘",
        "고아 볼륨 있어?",
        "Which EBS volumes are not attached to an instance?",
        "List the volumes in ap-northeast-2 with their size and type",
        "What is vol-0a1b2c3d4e5f60718 attached to?",
        "list ebs volumes",
        "all our volumes and their sizes",
        "orphaned volumes",
        "unattached disks",
        "disks in us-east-1",
        "how many gp2 volumes are there",
        "info about vol-0a1b2c3d4e5f60718",
        "delete vol-0a1b2c3d4e5f60718",
        "which disks are left over from deleted servers",
        "how big are our disks",
        "vol-0a1b2c3d4e5f60718 누가 쓰고 있어?",
    ),
)
def list_volumes(
    reader: AwsReader,
    *,
    region: str | None = None,
    state: State | None = None,
    ids: list[str] | None = None,
    limit: int = 1000,
) -> Page:
    """EBS volumes, of all regions of the environment or of one `region`.

    One item a volume, ordered by region: `id`, `region`, `account`, `name` (its Name tag), `state` (`available` means
    attached to nothing), `type`, `size_gib`, `iops`, `throughput_mib_s`, `encrypted`, `created_at`, `az`,
    `snapshot_id`, `tags`, and `attachments`: `instance_id`, `device`, `state`, `attached_at`,
    `delete_on_termination`. EC2 does not keep when a volume was detached.

    Example: list_volumes(region="ap-northeast-2", state="available")
    -> {"id": "vol-0a1b...", "state": "available", "size_gib": 200, "type": "gp3", "attachments": [], ...}

    Raises: `BadRequest` for a region outside the environment, `NotFound` for an id that does not exist,
        `Denied` without ec2:DescribeVolumes, `Unavailable`.
    Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html
    """
    filters = [{"Name": "status", "Values": [state]}] if state else []
    params: dict[str, Any] = {}
    if ids and (region or len(reader.regions(None)) == 1):
        params["VolumeIds"] = ids
    elif ids:
        filters.append({"Name": "volume-id", "Values": ids})  # an id of another region is no error to a filter
    if filters:
        params["Filters"] = filters

    def read(name: str) -> Iterator[Row]:
        size = None if "VolumeIds" in params else 500  # EC2 refuses MaxResults together with ids
        found = reader.pages("ec2", "DescribeVolumes", region=name, items="Volumes", page_size=size, **params)
        return (volume_row(item, region=name, account=reader.account) for item in found)

    page = over_regions(reader, region, read, what="volumes", limit=limit)
    if ids and not state and not page.items and not page.not_read:
        raise NotFound(f"No region of the environment has {', '.join(ids)}.")
    return page


def volume_row(item: dict[str, Any], *, region: str, account: str) -> Row:
    tags = tags_of(item)
    return said(
        {
            "id": item["VolumeId"],
            "region": region,
            "account": account,
            "name": tags.get("Name", ""),
            "state": item["State"],
            "type": item.get("VolumeType"),
            "size_gib": item.get("Size"),
            "iops": item.get("Iops"),
            "throughput_mib_s": item.get("Throughput"),
            "encrypted": item.get("Encrypted", False),
            "created_at": iso(item.get("CreateTime")),
            "az": item.get("AvailabilityZone"),
            "snapshot_id": item.get("SnapshotId"),
            "attachments": [
                said(
                    {
                        "instance_id": a.get("InstanceId"),
                        "device": a.get("Device"),
                        "state": a.get("State"),
                        "attached_at": iso(a.get("AttachTime")),
                        "delete_on_termination": a.get("DeleteOnTermination"),
                    }
                )
                for a in item.get("Attachments", ())
            ],
            "tags": tags,
        }
    )
