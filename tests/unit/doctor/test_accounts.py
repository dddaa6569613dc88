"""AWS as the doctor sees it: who answers, sign-ins that have expired, and profiles it had better not use."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from assistant.doctor import aws
from assistant.doctor.spec import Result
from assistant.errors import PARTLY, REFUSED
from tests.unit.kube.servers import Answer, Handler, serving

from .conftest import Installation

MOTO_ACCOUNT = "123456789012"
SSO = """
[profile shop]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = ReadOnly
region = ap-northeast-2
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
"""


def signed_in(here: Installation, name: str, ends: datetime) -> None:
    key = hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()
    token = {"accessToken": "sso-token-in-cache", "expiresAt": f"{ends:%Y-%m-%dT%H:%M:%SZ}"}
    here.write(f".aws/sso/cache/{key}.json", json.dumps(token))


def by_name(results: tuple[Result, ...]) -> dict[str, Result]:
    return {r.what: r for r in results}


def account(url: str, pinned: str) -> str:
    where = f'endpoint_url = "{url}"\nregions = ["us-east-1"]\naccount_id = "{pinned}"\n'
    return f'[environments.shop]\nrisk = "staging"\n[environments.shop.aws]\n{where}'


def test_who_answers_is_said_and_compared(here: Installation, moto_url: str) -> None:
    found = by_name(aws.look(here.look(account(moto_url, MOTO_ACCOUNT))))["shop: account"]
    assert (found.state, MOTO_ACCOUNT in found.detail.en) == ("ok", True)
    assert found.offset_s is not None
    other = by_name(aws.look(here.look(account(moto_url, "999999999999"))))["shop: account"]
    assert (other.state, other.exit_code, other.next) == ("failed", REFUSED, "baepo env shop")


def test_a_profile_is_asked_where_it_says(here: Installation, moto_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG\n"
    here.write(".aws/credentials", f"[default]\n{keys}")
    here.write(".aws/config", f"[default]\nregion = us-east-1\nendpoint_url = {moto_url}\n")
    found = by_name(aws.look(here.look()))["profile default"]
    assert found.state == "ok"
    assert "wJalrXUtnFEMI" not in repr(found)


def test_reads_are_tried_without_reading(here: Installation, moto_url: str) -> None:
    found = by_name(aws.look(here.look(account(moto_url, MOTO_ACCOUNT))))["shop: permissions"]
    assert found.state == "ok"
    assert "Not tried: 1 (cloudwatch:GetMetricData)" in found.detail.en


def aws_server(identity: str, denied: tuple[str, ...]) -> Answer:
    """STS and EC2 as they answer a dry run: 412 DryRunOperation, or 403 UnauthorizedOperation."""

    def answer(h: Handler) -> None:
        action = parse_qs(h.server.asked[-1][2].decode())["Action"][0]
        if action == "GetCallerIdentity":
            said = f"<Account>{MOTO_ACCOUNT}</Account><Arn>{identity}</Arn>"
            name = "GetCallerIdentity"
            body = f"<{name}Response><{name}Result>{said}</{name}Result></{name}Response>"
            return h.raw(200, body.encode())
        code, status = ("UnauthorizedOperation", 403) if action in denied else ("DryRunOperation", 412)
        body = f"<Response><Errors><Error><Code>{code}</Code><Message>m</Message></Error></Errors></Response>"
        return h.raw(status, body.encode())

    return answer


@pytest.mark.parametrize(
    ("identity", "command"),
    [
        ("arn:aws:iam::123456789012:user/ops/jun", "aws iam put-user-policy --user-name jun "),
        ("arn:aws:sts::123456789012:assumed-role/reader/jun", "aws iam put-role-policy --role-name reader "),
        ("arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_ReadOnly_1/jun", "baepo permissions aws"),
    ],
)
def test_missing_reads_come_with_the_command_that_grants_them(identity: str, command: str, here: Installation) -> None:
    with serving(aws_server(identity, ("DescribeVolumes", "DescribeSnapshots"))) as server:
        found = by_name(aws.look(here.look(account(server.url, MOTO_ACCOUNT))))["shop: permissions"]
    assert (found.state, found.exit_code) == ("missing", PARTLY)
    assert "ec2:DescribeSnapshots, ec2:DescribeVolumes" in found.detail.en
    assert found.next.startswith(command)
    asked = [parse_qs(body.decode()) for _, _, body in server.asked]
    assert all(a["DryRun"] == ["true"] for a in asked if a["Action"] != ["GetCallerIdentity"])


@pytest.mark.parametrize("minutes", [-5, None])
def test_an_sso_sign_in_that_is_over_names_the_command(here: Installation, minutes: int | None) -> None:
    here.write(".aws/config", SSO)
    if minutes is not None:
        signed_in(here, "corp", datetime.now(UTC) + timedelta(minutes=minutes))
    unused = by_name(aws.look(here.look()))["profile shop"]
    assert (unused.state, unused.exit_code, unused.next) == ("warn", 0, "aws sso login --profile shop")
    toml = '[environments.shop]\nrisk = "staging"\n[environments.shop.aws]\nprofile = "shop"\n'
    found = by_name(aws.look(here.look(toml)))["shop: account"]
    assert (found.state, found.exit_code, found.next) == ("failed", PARTLY, "aws sso login --profile shop")


def test_an_sso_sign_in_that_holds_says_until_when(here: Installation) -> None:
    here.write(".aws/config", SSO)
    ends = datetime.now(UTC) + timedelta(hours=3)
    signed_in(here, "corp", ends)
    found = by_name(aws.look(here.look(offline=True)))["profile shop"]
    assert (found.state, f"{ends:%H:%M} UTC" in found.detail.en) == ("ok", True)


def test_a_role_behind_an_expired_sign_in_is_expired_too(here: Installation) -> None:
    chained = "[profile admin]\nrole_arn = arn:aws:iam::210987654321:role/x\nsource_profile = shop\n"
    here.write(".aws/config", SSO + chained)
    found = by_name(aws.look(here.look()))["profile admin"]
    assert found.state == "warn"


def test_a_profile_that_wants_a_code_typed_is_not_used(here: Installation) -> None:
    here.write(
        ".aws/config",
        "[default]\nregion = us-east-1\nrole_arn = arn:aws:iam::210987654321:role/x\nsource_profile = base\n"
        "mfa_serial = arn:aws:iam::210987654321:mfa/jun\n[profile base]\naws_access_key_id = x\n",
    )
    found = by_name(aws.look(here.look()))["profile default"]
    assert (found.state, found.next) == ("warn", "aws sts get-caller-identity --profile default")


def test_a_file_that_cannot_be_understood_is_told_without_its_content(here: Installation) -> None:
    here.write(".aws/credentials", "[default]\naws_secret_access_key wJalrXUtnFEMI/K7MDENG\n")
    found = by_name(aws.look(here.look()))["aws profiles"]
    assert (found.state, found.exit_code) == ("failed", PARTLY)
    assert "line 2" in found.detail.en
    assert "wJalrXUtnFEMI" not in repr(found)
