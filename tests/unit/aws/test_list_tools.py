"""The list tools against moto over HTTP."""

import pytest

from tests.unit.aws.conftest import ACCOUNT, AWAY, HOME, Cloud
from tools.aws.list_addresses import list_addresses
from tools.aws.list_instances import list_instances
from tools.aws.list_snapshots import list_snapshots
from tools.aws.list_volumes import list_volumes
from tools.spec import BadRequest, NotFound, Page, Tool


def read(cloud: Cloud, tool: Tool, **arguments: object) -> Page:
    return tool.function(cloud.reader(*tool.operations), **arguments)


def volume(cloud: Cloud, region: str = HOME, **tags: str) -> str:
    created = cloud.client(region=region).create_volume(
        AvailabilityZone=f"{region}a",
        Size=20,
        VolumeType="gp3",
        Iops=3000,
        Throughput=125,
        TagSpecifications=[
            {"ResourceType": "volume", "Tags": [{"Key": k, "Value": v} for k, v in ({"a": "b"} | tags).items()]}
        ],
    )
    return str(created["VolumeId"])


def test_volumes_of_all_regions_come_as_rows(cloud: Cloud) -> None:
    home, away = volume(cloud, Name="data"), volume(cloud, AWAY)
    page = read(cloud, list_volumes)
    assert [(row["id"], row["region"]) for row in page.items] == [(home, HOME), (away, AWAY)]
    row = dict(page.items[0])
    assert row.pop("created_at").endswith("Z")
    assert row == {
        "id": home,
        "region": HOME,
        "account": ACCOUNT,
        "name": "data",
        "state": "available",
        "type": "gp3",
        "size_gib": 20,
        "iops": 3000,
        "throughput_mib_s": 125,
        "encrypted": False,
        "az": f"{HOME}a",
        "attachments": [],
        "tags": {"a": "b", "Name": "data"},
    }
    assert not page.cut
    assert not page.not_read


def test_an_empty_account_is_looked_at_everywhere_and_holds_nothing(cloud: Cloud) -> None:
    assert read(cloud, list_volumes) == Page(items=())


def test_a_region_outside_the_environment_is_a_bad_request(cloud: Cloud) -> None:
    with pytest.raises(BadRequest, match="eu-west-1 is not in this environment; it covers ap-northeast-2, us-east-1"):
        read(cloud, list_volumes, region="eu-west-1")


def test_an_unknown_id_is_not_found_and_not_an_empty_page(cloud: Cloud) -> None:
    with pytest.raises(NotFound, match="vol-0aaaaaaaaaaaaaaaa"):
        read(cloud, list_volumes, region=HOME, ids=["vol-0aaaaaaaaaaaaaaaa"])


def test_more_than_the_limit_is_cut_and_says_so(cloud: Cloud) -> None:
    for _ in range(3):
        volume(cloud)
    page = read(cloud, list_volumes, limit=2)
    assert (len(page.items), page.cut) == (2, True)
    assert not read(cloud, list_volumes, limit=3).cut


@pytest.mark.parametrize("limit", [0, 5001])
def test_a_senseless_limit_is_a_bad_request(cloud: Cloud, limit: int) -> None:
    with pytest.raises(BadRequest, match="limit must be"):
        read(cloud, list_volumes, limit=limit)


def test_instances_say_since_when_they_are_stopped(cloud: Cloud) -> None:
    running, stopped = cloud.launch(), cloud.launch()
    cloud.client().stop_instances(InstanceIds=[stopped])
    rows = {row["id"]: row for row in read(cloud, list_instances, region=HOME).items}
    assert rows.keys() == {running, stopped}
    assert rows[running]["state"] == "running"
    assert "stopped_at" not in rows[running]
    assert rows[stopped]["stopped_at"].endswith("Z")
    assert (rows[running]["name"], rows[running]["type"], rows[running]["account"]) == ("web", "t4g.small", ACCOUNT)
    assert len(rows[running]["volumes"]) == 1


def test_instances_can_be_asked_for_by_state(cloud: Cloud) -> None:
    stopped = cloud.launch()
    cloud.launch()
    cloud.client().stop_instances(InstanceIds=[stopped])
    assert [row["id"] for row in read(cloud, list_instances, state="stopped").items] == [stopped]


def test_addresses_say_whether_they_point_anywhere(cloud: Cloud) -> None:
    instance = cloud.launch()
    free = cloud.client().allocate_address(Domain="vpc")["AllocationId"]
    used = cloud.client().allocate_address(Domain="vpc")["AllocationId"]
    cloud.client().associate_address(AllocationId=used, InstanceId=instance)
    rows = {row["id"]: row for row in read(cloud, list_addresses).items}
    assert rows[free]["associated"] is False
    assert (rows[used]["associated"], rows[used]["instance_id"]) == (True, instance)


def test_snapshots_are_the_accounts_own(cloud: Cloud) -> None:
    one, other = volume(cloud), volume(cloud)
    snapshots = [cloud.client().create_snapshot(VolumeId=v)["SnapshotId"] for v in (one, other)]
    assert {row["id"] for row in read(cloud, list_snapshots).items} == set(snapshots)
    [row] = read(cloud, list_snapshots, volume_id=other).items
    assert (row["id"], row["volume_id"], row["state"], row["size_gib"]) == (snapshots[1], other, "completed", 20)


def test_ids_of_several_regions_are_found_where_they_are(cloud: Cloud) -> None:
    home, away = volume(cloud), volume(cloud, AWAY)
    page = read(cloud, list_volumes, ids=[home, away])
    assert [(row["id"], row["region"]) for row in page.items] == [(home, HOME), (away, AWAY)]
    assert not page.not_read
    with pytest.raises(NotFound, match="vol-0aaaaaaaaaaaaaaaa"):
        read(cloud, list_volumes, ids=["vol-0aaaaaaaaaaaaaaaa"])
    with pytest.raises(NotFound, match="i-0aaaaaaaaaaaaaaaa"):
        read(cloud, list_instances, ids=["i-0aaaaaaaaaaaaaaaa"])
