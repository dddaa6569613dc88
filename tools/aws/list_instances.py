"""EC2 instances, for the model and the playbooks; reads EC2 DescribeInstances."""

import re
from collections.abc import Iterator
from typing import Any, Literal

from tools.aws.client import AwsReader
from tools.aws.regions import iso, over_regions, said, tags_of
from tools.spec import NotFound, Page, Row, tool

State = Literal["pending", "running", "shutting-down", "terminated", "stopping", "stopped"]
# "User initiated (2025-10-01 03:04:05 GMT)"; other reasons carry no time
_SINCE = re.compile(r"\((\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:GMT|UTC)\)")


@tool(
    backend="aws",
    names="name",
    operations=("ec2:DescribeInstances",),
    examples=(
        "EC2 인스턴스 목록 보여줘",
        "멈춰 있는 인스턴스가 뭐가 있어?",
        "서울 리전에서 돌고 있는 서버는?",
        "도쿄 리전에 뭐 돌고 있어?",
        "what is running in us-east-1?",
        "켜져 있는 인스턴스 목록",
        "서버 몇 대야?",
        "꺼져 있는 서버 있어?",
        "web-1 인스턴스 타입이 뭐야?",
        "web-1 언제 켜진 서버야?",
        "i-0a1b2c3d4e5f60718 정보",
        "web-1 인스턴스 정보",
        "인스턴스 종류랑 사양 보여줘",
        "버지니아 EC2 목록",
        "web-1 아이피 주소가 뭐야?",
        "List the EC2 instances",
        "Which instances have been stopped for a long time?",
        "What type is i-0a1b2c3d4e5f60718 and when was it launched?",
        "running instances in seoul",
        "stopped instances",
        "how many servers do we have",
        "which servers are running",
        "show running ec2s in us-east-1",
        "what instance type is web-1",
        "web-1 ec2 info",
        "is web-1 running",
        "instances that are turned off",
        "what size is the server web-1",
        "private ip of web-1",
        "web-1 상태",
        "is web-1 up",
        "외부에 공개된 인스턴스",
        "instances with a public IP",
        "public ip of web-1",
    ),
)
def list_instances(
    reader: AwsReader,
    *,
    region: str | None = None,
    state: State | None = None,
    ids: list[str] | None = None,
    limit: int = 1000,
) -> Page:
    """EC2 instances, of all regions of the environment or of one `region`.

    One item an instance, ordered by region: `id`, `region`, `account`, `name` (its Name tag), `state`, `type`, `az`,
    `launched_at` (the last start, not the first), `stopped_at` (only where EC2 gives the time), `state_reason`,
    `lifecycle` (`spot` or absent), `platform`, `private_ip`, `public_ip`, `vpc_id`, `image_id`, `volumes` (ids of
    attached EBS volumes), `tags`. Load is not part of it: use read_metrics.

    Example: list_instances(state="stopped")
    -> {"id": "i-0a1b...", "state": "stopped", "stopped_at": "2025-08-03T01:12:44Z", "volumes": ["vol-0c..."], ...}

    Raises: `BadRequest` for a region outside the environment, `NotFound` for an id that does not exist,
        `Denied` without ec2:DescribeInstances, `Unavailable`.
    Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
    """
    filters = [{"Name": "instance-state-name", "Values": [state]}] if state else []
    params: dict[str, Any] = {}
    if ids and (region or len(reader.regions(None)) == 1):
        params["InstanceIds"] = ids
    elif ids:
        filters.append({"Name": "instance-id", "Values": ids})  # an id of another region is no error to a filter
    if filters:
        params["Filters"] = filters

    def read(name: str) -> Iterator[Row]:
        size = None if "InstanceIds" in params else 500  # EC2 refuses MaxResults together with ids
        found = reader.pages("ec2", "DescribeInstances", region=name, items="Reservations", page_size=size, **params)
        for reservation in found:
            account = reservation.get("OwnerId") or reader.account
            for item in reservation.get("Instances", ()):
                yield _row(item, region=name, account=account)

    page = over_regions(reader, region, read, what="instances", limit=limit)
    if ids and not state and not page.items and not page.not_read:
        raise NotFound(f"No region of the environment has {', '.join(ids)}.")
    return page


def _row(item: dict[str, Any], *, region: str, account: str) -> Row:
    tags = tags_of(item)
    state, reason = item["State"]["Name"], item.get("StateTransitionReason", "")
    since = _SINCE.search(reason)
    mappings = item.get("BlockDeviceMappings", ())
    return said(
        {
            "id": item["InstanceId"],
            "region": region,
            "account": account,
            "name": tags.get("Name", ""),
            "state": state,
            "type": item.get("InstanceType"),
            "az": item.get("Placement", {}).get("AvailabilityZone"),
            "launched_at": iso(item.get("LaunchTime")),
            "stopped_at": f"{since.group(1)}T{since.group(2)}Z" if since and state == "stopped" else "",
            "state_reason": reason,
            "lifecycle": item.get("InstanceLifecycle"),
            "platform": item.get("PlatformDetails"),
            "private_ip": item.get("PrivateIpAddress"),
            "public_ip": item.get("PublicIpAddress"),
            "vpc_id": item.get("VpcId"),
            "image_id": item.get("ImageId"),
            "volumes": [m["Ebs"]["VolumeId"] for m in mappings if "Ebs" in m],
            "tags": tags,
        }
    )
