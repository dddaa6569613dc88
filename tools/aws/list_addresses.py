"""Elastic IP addresses, for the model and the playbooks; reads EC2 DescribeAddresses."""

from collections.abc import Iterator
from typing import Any

from tools.aws.client import AwsReader
from tools.aws.regions import over_regions, said, tags_of
from tools.spec import Page, Row, tool


@tool(
    backend="aws",
    operations=("ec2:DescribeAddresses",),
    examples=(
        "엘라스틱 IP 목록 보여줘",
        "13.125.7.8은 어디에 연결되어 있어?",
        "EIP 목록",
        "고정 IP 뭐 있어?",
        "탄력적 IP 몇 개야?",
        "공인 IP 전체 보여줘",
        "서울 고정 IP",
        "연결 안 된 EIP 있어?",
        "13.125.7.8 누가 써?",
        "Which Elastic IPs are not associated with anything?",
        "List the elastic IP addresses",
        "Who uses the address 13.125.7.8?",
        "elastic ips",
        "unassociated static IPs",
        "which static public IPs do we own",
        "EIPs in us-east-1",
        "public ip addresses",
        "any elastic ips not attached to anything",
        "what is 13.125.7.8 attached to",
        "how many EIPs do we have",
    ),
)
def list_addresses(reader: AwsReader, *, region: str | None = None, limit: int = 1000) -> Page:
    """Elastic IP addresses, of all regions of the environment or of one `region`.

    One item an address, ordered by region: `id` (allocation id), `region`, `account`, `name` (its Name tag),
    `public_ip`, `associated` (false: it points nowhere), `instance_id`, `network_interface_id`, `association_id`,
    `service_managed` (who else uses it, such as `nat` or `alb`), `tags`. AWS charges every public IPv4 address,
    associated or not.

    Example: list_addresses(region="ap-northeast-2")
    -> {"id": "eipalloc-0a1b...", "public_ip": "13.125.7.8", "associated": false, ...}

    Raises: `BadRequest` for a region outside the environment, `Denied` without ec2:DescribeAddresses, `Unavailable`.
    Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddresses.html
    """

    def read(name: str) -> Iterator[Row]:
        found = reader.pages("ec2", "DescribeAddresses", region=name, items="Addresses")
        return (_row(item, region=name, account=reader.account) for item in found)

    return over_regions(reader, region, read, what="addresses", limit=limit)


def _row(item: dict[str, Any], *, region: str, account: str) -> Row:
    tags = tags_of(item)
    used_by = [item.get(key) for key in ("AssociationId", "InstanceId", "NetworkInterfaceId")]
    return said(
        {
            "id": item.get("AllocationId") or item["PublicIp"],  # EC2-Classic addresses have no allocation id
            "region": region,
            "account": account,
            "name": tags.get("Name", ""),
            "public_ip": item["PublicIp"],
            "associated": any(used_by),
            "instance_id": item.get("InstanceId"),
            "network_interface_id": item.get("NetworkInterfaceId"),
            "association_id": item.get("AssociationId"),
            "service_managed": item.get("ServiceManaged"),
            "tags": tags,
        }
    )
