"""Read-only is enforced: what was not declared is refused before anything is sent."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.unit.aws.conftest import HOME, Cloud, call
from tests.unit.aws.scripted_server import NO_VOLUMES, scripted
from tools.aws.client import AwsConnection, connect
from tools.aws.target import Target
from tools.spec import Denied


def open_at(url: str) -> AwsConnection:
    return connect(Target(regions=(HOME,), endpoint_url=url))


def test_an_undeclared_read_is_refused_and_not_sent() -> None:
    with scripted(NO_VOLUMES) as server:
        reader = open_at(server.url).bound(call("ec2:DescribeVolumes"))
        reader.call("ec2", "DescribeVolumes", region=HOME)
        with pytest.raises(Denied) as refusal:
            reader.call("ec2", "DescribeSnapshots", region=HOME)
        with pytest.raises(Denied):
            list(reader.pages("ec2", "DescribeInstances", region=HOME, items="Reservations"))
    assert refusal.value.permission == "ec2:DescribeSnapshots"
    assert server.actions == ["DescribeVolumes"]


def test_nothing_is_allowed_by_default() -> None:
    with scripted(NO_VOLUMES) as server, pytest.raises(Denied):
        open_at(server.url).bound(call()).call("ec2", "DescribeVolumes", region=HOME)
    assert server.actions == []


def test_a_read_connection_sends_no_write_even_when_it_is_declared() -> None:
    with scripted(NO_VOLUMES) as server:
        reader = open_at(server.url).bound(call("ec2:DeleteVolume"))
        with pytest.raises(Denied, match="only reads"):
            reader.call("ec2", "DeleteVolume", region=HOME, VolumeId="vol-0a")
    assert server.actions == []


def test_a_write_connection_sends_only_declared_writes(cloud: Cloud) -> None:
    made = cloud.client().create_volume(AvailabilityZone=f"{HOME}a", Size=1)["VolumeId"]
    writer = cloud.write_connection.bound(call("ec2:DeleteVolume"))
    with pytest.raises(Denied, match="ec2:CreateSnapshot was not sent"):
        writer.call("ec2", "CreateSnapshot", region=HOME, VolumeId=made)
    writer.call("ec2", "DeleteVolume", region=HOME, VolumeId=made)
    assert cloud.client().describe_volumes()["Volumes"] == []


def test_a_client_taken_out_of_the_connection_sends_nothing() -> None:
    with scripted(NO_VOLUMES) as server:
        connection = open_at(server.url)
        client = connection.client("ec2", HOME)
        with pytest.raises(Denied):
            client.describe_volumes()
        connection.bound(call("ec2:DescribeVolumes")).call("ec2", "DescribeVolumes", region=HOME)
        with pytest.raises(Denied):
            client.describe_volumes()
    assert server.actions == ["DescribeVolumes"]


def test_between_two_pages_nothing_is_allowed() -> None:
    """A generator that is not finished must not leave the door open for its thread."""
    page = NO_VOLUMES.body.replace(
        "<volumeSet/>", "<volumeSet><item><volumeId>vol-0a</volumeId></item></volumeSet><nextToken>more</nextToken>"
    )
    with scripted(replace(NO_VOLUMES, body=page), NO_VOLUMES) as server:
        connection = open_at(server.url)
        pages = connection.bound(call("ec2:DescribeVolumes")).pages(
            "ec2", "DescribeVolumes", region=HOME, items="Volumes"
        )
        assert next(pages)["VolumeId"] == "vol-0a"
        with pytest.raises(Denied):
            connection.client("ec2", HOME).describe_volumes()
        assert list(pages) == []
    assert server.actions == ["DescribeVolumes", "DescribeVolumes"]


def test_while_one_thread_reads_another_outside_any_tool_is_refused() -> None:
    with scripted(replace(NO_VOLUMES, delay_s=0.3)) as server:
        connection = open_at(server.url)
        reader = connection.bound(call("ec2:DescribeVolumes"))
        client = connection.client("ec2", HOME)
        with ThreadPoolExecutor(1) as pool:
            reading = pool.submit(reader.call, "ec2", "DescribeVolumes", region=HOME)
            while not server.received:
                threading.Event().wait(0.005)
            with pytest.raises(Denied):
                client.describe_volumes()
            assert reading.result()["Volumes"] == []
    assert server.actions == ["DescribeVolumes"]


def test_threads_on_one_client_keep_their_own_permissions() -> None:
    """Each of 8 threads may do one of two operations, and tries both 25 times, all on the same client."""
    operations = ("DescribeVolumes", "DescribeSnapshots")
    with scripted(NO_VOLUMES) as server:
        connection = open_at(server.url)
        connection.client("ec2", HOME)
        start = threading.Barrier(8)

        def work(number: int) -> int:
            mine, other = operations[number % 2], operations[(number + 1) % 2]
            reader = connection.bound(call(f"ec2:{mine}"))
            refused = 0
            start.wait()
            for _ in range(25):
                reader.call("ec2", mine, region=HOME)
                try:
                    reader.call("ec2", other, region=HOME)
                except Denied:
                    refused += 1
            return refused

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(work, range(8))) == [25] * 8
    assert sorted(server.actions) == sorted(operations * 100)
