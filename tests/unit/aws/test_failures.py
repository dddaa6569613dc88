"""What AWS failures become: never a traceback, never "nothing there", and sent again only where that is safe."""

import re
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from assistant.refusals import told
from tests.fakes import RecordedWaits
from tests.unit.aws.conftest import ACCOUNT, AWAY, HOME, Cloud, call
from tests.unit.aws.scripted_server import DROPPED, NO_VOLUMES, Answer, Script, error, scripted
from tools.aws.client import AwsReader, connect
from tools.aws.list_volumes import list_volumes
from tools.aws.target import Target
from tools.spec import BadRequest, Denied, NotFound, ToolError, Unavailable

THROTTLED = error("RequestLimitExceeded", "Request limit exceeded.", status=503)


def reader_at(
    server: Script,
    *,
    timeout_s: float = 30.0,
    regions: tuple[str, ...] = (HOME,),
    cancelled: threading.Event | None = None,
    **target: Any,
) -> AwsReader:
    connection = connect(Target(regions=regions, endpoint_url=server.url, **target))
    return connection.bound(call("ec2:DescribeVolumes", timeout_s=timeout_s, cancelled=cancelled))


def failure(answer: Answer, **target: Any) -> ToolError:
    with scripted(answer) as server, pytest.raises(ToolError) as raised:
        reader_at(server, **target).call("ec2", "DescribeVolumes", region=HOME)
    return raised.value


@pytest.mark.parametrize("header", [{"Retry_After": "0.4"}, {"x_amz_retry_after": "400"}])
def test_a_throttled_read_waits_as_long_as_the_server_asks(header: dict[str, str]) -> None:
    throttled = error("RequestLimitExceeded", "Request limit exceeded.", status=503, **header)
    with scripted(throttled, NO_VOLUMES) as server:
        waits = RecordedWaits()
        page = list_volumes.function(reader_at(server, cancelled=waits))
    assert page.items == ()
    assert waits.asked_s == [0.4]
    assert len(server.received) == 2


def test_a_delay_beyond_the_deadline_is_not_waited_for() -> None:
    throttled = error("Throttling", "Rate exceeded", Retry_After="60")
    with scripted(throttled) as server:
        waits = RecordedWaits()
        reader = reader_at(server, timeout_s=50, cancelled=waits)
        with pytest.raises(Unavailable, match="throttled ec2:DescribeVolumes in ap-northeast-2"):
            reader.call("ec2", "DescribeVolumes", region=HOME)
    assert waits.asked_s == []
    assert len(server.received) == 1


def test_endless_throttling_is_given_up() -> None:
    throttled = error("RequestLimitExceeded", status=503, Retry_After="0.01")
    with scripted(throttled) as server, pytest.raises(Unavailable, match="also after 5 attempts"):
        reader_at(server).call("ec2", "DescribeVolumes", region=HOME)
    assert len(server.received) == 5


def test_a_cancelled_wait_ends_at_once() -> None:
    with scripted(error("RequestLimitExceeded", status=503, Retry_After="20")) as server:
        waits = RecordedWaits(cancels=True)
        with pytest.raises(Unavailable, match="Stopped before"):
            reader_at(server, cancelled=waits).call("ec2", "DescribeVolumes", region=HOME)
    assert waits.asked_s == [20.0]
    assert len(server.received) == 1


def test_after_the_deadline_nothing_is_sent() -> None:
    with scripted(NO_VOLUMES) as server, pytest.raises(Unavailable, match="Out of time"):
        reader_at(server, timeout_s=0).call("ec2", "DescribeVolumes", region=HOME)
    assert server.received == []


@pytest.mark.parametrize("lost", [DROPPED, error("InternalError", status=500)])
def test_a_lost_answer_is_asked_for_again_when_reading(lost: Answer) -> None:
    with scripted(lost, NO_VOLUMES) as server:
        assert reader_at(server).call("ec2", "DescribeVolumes", region=HOME)["Volumes"] == []
    assert len(server.received) == 2


@pytest.mark.parametrize("lost", [DROPPED, error("InternalError", status=500)])
def test_a_write_whose_answer_was_lost_is_never_sent_twice(lost: Answer) -> None:
    """CreateSnapshot has no client token: a second request would make a second snapshot."""
    with scripted(lost) as server:
        connection = connect(Target(regions=(HOME,), endpoint_url=server.url), mode="write")
        writer = connection.bound(call("ec2:CreateSnapshot"))
        with pytest.raises(Unavailable):
            writer.call("ec2", "CreateSnapshot", region=HOME, VolumeId="vol-0a")
    assert server.actions == ["CreateSnapshot"]


def test_a_refusal_names_the_exact_permission() -> None:
    message = (
        "You are not authorized to perform this operation. User: arn:aws:iam::1:user/v is not authorized to perform: "
        "ec2:DescribeVolumes with an explicit deny in a service control policy. Encoded authorization failure message: "
        + "x"
        * 500
    )
    refusal = failure(error("UnauthorizedOperation", message, status=403))
    assert isinstance(refusal, Denied)
    assert refusal.permission == "ec2:DescribeVolumes"
    assert "service control policy" in refusal.message
    assert "xxx" not in refusal.message


def test_an_expired_session_says_how_to_sign_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    config.write_text("[profile shop]\naws_access_key_id = key\naws_secret_access_key = secret\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    expired = failure(error("ExpiredToken", "The security token is expired"), profile="shop")
    assert isinstance(expired, Unavailable)
    assert "aws sso login --profile shop" in expired.remedy


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (error("OptInRequired", "You are not subscribed", status=401), Unavailable, f"Region {HOME} is not enabled"),
        (
            error("AuthFailure", "AWS was not able to validate the provided access credentials", status=401),
            Unavailable,
            f"Region {HOME} is not enabled",
        ),
        (error("RequestExpired", "Request has expired."), Unavailable, "clock of this machine"),
        (error("SignatureDoesNotMatch", "Signature not yet current", status=403), Unavailable, "clock of this machine"),
        (
            error("InvalidClientTokenId", "The token is invalid", status=403),
            Unavailable,
            "does not accept the credentials",
        ),
        (error("InvalidVolume.NotFound", "The volume 'vol-0a' does not exist."), NotFound, "vol-0a"),
        (error("InvalidParameterValue", "bad filter"), BadRequest, "bad filter"),
        (error("VolumeInUse", "vol-0a is in use"), BadRequest, "in use"),
        (Answer(status=200, body="<html>"), Unavailable, "was not AWS"),
    ],
)
def test_every_answer_has_its_kind(answer: Answer, kind: type[ToolError], said: str) -> None:
    raised = failure(answer)
    assert type(raised) is kind
    assert said in raised.message


def test_a_sign_in_page_is_not_an_empty_account() -> None:
    page = Answer(body="<html><body>Please sign in</body></html>")
    with scripted(page) as server:
        with pytest.raises(Unavailable, match="was not AWS"):
            list_volumes.function(reader_at(server))
        with pytest.raises(Unavailable, match="was not AWS"):
            connect(Target(regions=(HOME,), endpoint_url=server.url)).identity()


def test_wrong_parameters_are_the_callers_to_fix() -> None:
    with scripted(NO_VOLUMES) as server, pytest.raises(BadRequest, match="VolumeIds"):
        reader_at(server).call("ec2", "DescribeVolumes", region=HOME, VolumeIds="vol-0a")
    assert server.received == []


def test_an_endpoint_where_nobody_listens_is_unavailable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        connection = connect(Target(regions=(HOME,), endpoint_url=url))
        with pytest.raises(Unavailable, match=r"Could not reach http://127\.0\.0\.1"):
            connection.bound(call("ec2:DescribeVolumes")).call("ec2", "DescribeVolumes", region=HOME)
        with pytest.raises(Unavailable):
            connection.identity()


def test_one_region_that_fails_is_named_and_the_rest_is_returned() -> None:
    denied = error("UnauthorizedOperation", "You are not authorized to perform this operation.", status=403)
    volume = "<item><volumeId>vol-0a</volumeId><status>available</status></item>"
    found = Answer(body=NO_VOLUMES.body.replace("<volumeSet/>", f"<volumeSet>{volume}</volumeSet>"))
    with scripted(found, us_east_1=denied) as server:
        page = list_volumes.function(reader_at(server, regions=(AWAY, HOME)))
    assert [row["id"] for row in page.items] == ["vol-0a"]
    [missing] = page.not_read
    assert missing.what == f"volumes in {AWAY}"
    assert "ec2:DescribeVolumes" in missing.why


def test_when_every_region_fails_there_is_no_page() -> None:
    with scripted(error("UnauthorizedOperation", status=403)) as server, pytest.raises(Denied):
        list_volumes.function(reader_at(server, regions=(AWAY, HOME)))


def test_no_credentials_is_said_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    with pytest.raises(Unavailable, match="No usable AWS credentials") as raised:
        connect(Target(regions=(HOME,))).bound(call("ec2:DescribeVolumes")).call("ec2", "DescribeVolumes", region=HOME)
    assert "aws configure" in raised.value.remedy


def test_a_profile_that_does_not_exist_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(Unavailable, match="shop"):
        connect(Target(regions=(HOME,), profile="shop")).identity()


def test_no_region_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(Unavailable, match="No AWS region"):
        list_volumes.function(connect(Target(endpoint_url="http://127.0.0.1:9")).bound(call("ec2:DescribeVolumes")))


def test_an_endpoint_of_its_own_never_gets_a_real_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    config.write_text("[default]\naws_access_key_id = AKIAREAL\naws_secret_access_key = secret\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_PROFILE", "default")
    with scripted(NO_VOLUMES) as server:
        reader_at(server).call("ec2", "DescribeVolumes", region=HOME)
    assert [r.access_key for r in server.received] == ["testing"]


def test_the_identity_is_the_account(cloud: Cloud) -> None:
    assert cloud.connection.identity() == ACCOUNT


def test_a_role_is_assumed(cloud: Cloud) -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/reader"
    connection = connect(Target(regions=(HOME,), endpoint_url=cloud.url, role_arn=role))
    me = connection.bound(call("sts:GetCallerIdentity")).call("sts", "GetCallerIdentity", region=HOME)
    assert me["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/baepo"


KOREAN = {
    "denied": error("UnauthorizedOperation", "You are not authorized to perform: ec2:DescribeVolumes"),
    "expired": error("ExpiredToken", "The token has expired."),
    "no such region": error("OptInRequired", "You are not subscribed."),
    "unknown key": error("InvalidClientTokenId", "The token is invalid."),
    "skewed": error("RequestExpired", "Request has expired."),
    "not found": error("InvalidVolume.NotFound", "The volume does not exist."),
    "refused": error("InvalidParameterValue", "Value is wrong."),
}


@pytest.mark.parametrize("answer", KOREAN.values(), ids=KOREAN)
def test_why_aws_gave_nothing_is_said_in_korean(answer: Answer) -> None:
    refusal = failure(answer)
    why, remedy = told(refusal, "ko")
    assert "받은 메시지" not in why
    assert re.search("[가-힣]", why)
    assert "{" not in why + remedy
    assert not remedy or re.search("[가-힣]", remedy)
    assert tuple(told(refusal, "en")) == (refusal.message, refusal.remedy)
