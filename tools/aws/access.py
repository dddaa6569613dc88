"""Who one is in AWS, how far the clock is off, and which reads are refused: asked by `assistant.doctor` and `baepo init`.

Source: STS GetCallerIdentity, which needs no permission; EC2 API reference, "DryRun".
"""

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from tools.aws import client
from tools.aws.target import Target
from tools.http_date import offset_s
from tools.spec import BadRequest, Call, Denied, ToolError, Unavailable

_OPERATION = "sts:GetCallerIdentity"
_AT_ONCE = 4
_ANY_REGION = "us-east-1"  # every account has it, and the answer is the same everywhere


@dataclass(frozen=True, kw_only=True)
class Caller:
    """`offset_s` is AWS's clock minus ours, None where the answer did not say."""

    account_id: str
    arn: str
    offset_s: float | None


def read_caller(target: Target, *, timeout_s: float, now: Callable[[], datetime]) -> Caller:
    """Raises: ToolError."""
    connection = client.connect(target)
    reader = connection.bound(Call(operations=frozenset({_OPERATION}), deadline=time.monotonic() + timeout_s))
    region = next(iter(connection.regions), _ANY_REGION)
    answer = reader.call("sts", "GetCallerIdentity", region=region)
    if "Account" not in answer:
        raise Unavailable(
            f"What answered sts:GetCallerIdentity in {region} was not AWS.",
            remedy="A proxy or sign-in page may be in between: check the network and the endpoint.",
        )
    headers: Mapping[str, str] = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    return Caller(
        account_id=str(answer["Account"]), arn=str(answer.get("Arn", "")), offset_s=offset_s(headers.get("date"), now())
    )


@dataclass(frozen=True, kw_only=True)
class Reads:
    """`refused` are operations that the credentials may not use; `untried` those that cannot be tried for nothing."""

    refused: tuple[str, ...]
    untried: tuple[str, ...]


def try_reads(target: Target, operations: Iterable[str], *, timeout_s: float) -> Reads:
    """Asks EC2 for a dry run of each of its operations, which reads nothing and costs nothing. Raises: ToolError."""
    connection = client.connect(target)
    wanted = sorted(operations)
    reader = connection.bound(Call(operations=frozenset(wanted), deadline=time.monotonic() + timeout_s))
    region = next(iter(connection.regions), _ANY_REGION)

    def allowed(operation: str) -> bool | None:
        """None when it was not or could not be tried."""
        service, _, name = operation.partition(":")
        if service != "ec2":
            return None
        try:
            reader.call(service, name, region=region, DryRun=True)
        except Denied:
            return False
        except BadRequest as error:  # "DryRunOperation" is the good answer
            return True if "DryRunOperation" in error.message else None
        except ToolError:
            return None
        return True

    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        answers = dict(zip(wanted, pool.map(allowed, wanted), strict=True))
    return Reads(
        refused=tuple(o for o in wanted if answers[o] is False), untried=tuple(o for o in wanted if answers[o] is None)
    )
