"""A real AWS protocol server for the tests of this package: moto over HTTP on a free port, empty before each test."""

import os
import threading
import time
import urllib.request
from typing import Any

import pytest

from tools.aws.client import AwsConnection, AwsReader, connect
from tools.aws.target import Target
from tools.spec import Call

ACCOUNT = "123456789012"
HOME, AWAY = "ap-northeast-2", "us-east-1"
REGIONS = (HOME, AWAY)


@pytest.fixture(autouse=True)
def _no_aws_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a developer's shell exports must not reach a test."""
    for name in [n for n in os.environ if n.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def call(*operations: str, timeout_s: float = 30.0, cancelled: threading.Event | None = None) -> Call:
    return Call(
        operations=frozenset(operations),
        deadline=time.monotonic() + timeout_s,
        cancelled=cancelled or threading.Event(),
    )


class Cloud:
    """An account to fill with `client`, a plain SDK client as another person's script would use, and to read."""

    def __init__(self, url: str) -> None:
        import botocore.session

        self.url = url
        self.target = Target(account_id=ACCOUNT, regions=REGIONS, endpoint_url=url)
        self.connection: AwsConnection = connect(self.target)
        self.write_connection: AwsConnection = connect(self.target, mode="write")
        self._session = botocore.session.Session()
        self._session.set_credentials("testing", "testing")
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str = "ec2", region: str = HOME) -> Any:
        if (service, region) not in self._clients:
            made = self._session.create_client(service, region_name=region, endpoint_url=self.url)
            self._clients[service, region] = made
        return self._clients[service, region]

    def launch(self, region: str = HOME, **tags: str) -> str:
        client = self.client(region=region)
        image = client.register_image(Name="base", Architecture="arm64")["ImageId"]
        named = [{"Key": k, "Value": v} for k, v in ({"Name": "web"} | tags).items()]
        made = client.run_instances(
            ImageId=image,
            MinCount=1,
            MaxCount=1,
            InstanceType="t4g.small",
            TagSpecifications=[{"ResourceType": "instance", "Tags": named}],
        )
        return str(made["Instances"][0]["InstanceId"])

    def reader(self, *operations: str, timeout_s: float = 30.0) -> AwsReader:
        return self.connection.bound(call(*operations, timeout_s=timeout_s))


@pytest.fixture(scope="session")
def _cloud(moto_url: str) -> Cloud:
    return Cloud(moto_url)  # shared, because loading the SDK's model of EC2 takes longer than a test


@pytest.fixture
def cloud(_cloud: Cloud) -> Cloud:
    """Empty again for each test."""
    request = urllib.request.Request(f"{_cloud.url}/moto-api/reset", method="POST")
    urllib.request.urlopen(request).close()
    return _cloud
