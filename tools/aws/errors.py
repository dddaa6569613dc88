"""AWS failures in the words of the four tool errors, without the SDK: called by `tools.aws.client`, once per failure.

Codes: the EC2 and CloudWatch API references ("Error codes"); names of library failures: `botocore.exceptions`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.spec import BadRequest, Denied, NotFound, Reason, ToolError, Unavailable

THROTTLED = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "SlowDown",
        "PriorRequestNotComplete",
        "EC2ThrottledException",
    }
)
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedAccess"})
_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"})
_SKEWED = frozenset({"RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"})
_SIGNATURE = frozenset({"SignatureDoesNotMatch", "InvalidSignatureException"})
_UNKNOWN_KEY = frozenset({"UnrecognizedClientException", "InvalidClientTokenId", "AuthFailure"})
_IAM_ACTION = re.compile(r"not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9]+)")
_ENCODED = re.compile(r"\s*Encoded authorization failure message: \S+")
_SSO = frozenset({"UnauthorizedSSOTokenError", "SSOTokenLoadError", "SSOError", "TokenRetrievalError"})
_UNREACHABLE = frozenset({"HTTPClientError", "ConnectionError"})  # bases of all transport failures


@dataclass(frozen=True, kw_only=True)
class Where:
    """What was asked of whom, for the message."""

    service: str
    operation: str
    region: str
    account: str = ""
    profile: str = ""
    endpoint_url: str = ""

    @property
    def action(self) -> str:
        """The IAM action, which for the services used here is service and operation."""
        return f"{self.service}:{self.operation}"

    @property
    def login(self) -> str:
        return f"aws sso login --profile {self.profile}" if self.profile else "aws sso login"

    def reason(self, sentence: str, **parts: str) -> Reason:
        """Why it failed, with what was asked of whom."""
        asked = {"action": self.action, "region": self.region, "login": self.login}
        return Reason(code=f"aws_{sentence}", parts=asked | parts)


def of_response(response: Mapping[str, Any], where: Where, *, attempts: int = 1) -> ToolError:
    """What an error answer of AWS means."""
    error = response.get("Error", {})
    code, message = str(error.get("Code", "")), _ENCODED.sub("", str(error.get("Message", ""))).strip()
    status = int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    said = f"{where.action} in {where.region}: {code}: {message}" if message else f"{where.action}: {code}"
    if code in _DENIED:
        return _denied(message, where)
    if code in THROTTLED:
        return Unavailable(
            f"AWS throttled {where.action} in {where.region} ({code}), also after {attempts} attempts.",
            remedy="Try again in a minute, or ask about one region at a time.",
            reason=where.reason("throttled", code=code),
        )
    if "NotFound" in code or code.startswith("NoSuch") or code == "ResourceNotFoundException":
        return NotFound(
            f"{message or 'It does not exist.'} ({code}, {where.region})",
            reason=where.reason("not_found", code=code, quote=message),
        )
    identity = _of_identity(code, message, where)
    if identity:
        return identity
    if status >= 500 or code in ("InternalError", "InternalFailure", "ServiceUnavailable", "Unavailable"):
        return Unavailable(
            f"AWS failed: {said} (HTTP {status})",
            remedy="Try again; see health.aws.amazon.com.",
            reason=where.reason("failed", code=code, quote=message),
        )
    return BadRequest(f"AWS refused the request: {said}", reason=where.reason("refused", code=code, quote=message))


def _denied(message: str, where: Where) -> Denied:
    found = _IAM_ACTION.search(message)
    action = found.group(1) if found else where.action
    by = ", by an explicit deny" if "explicit deny" in message else ""
    policy = " in a service control policy" if "service control policy" in message else ""
    return Denied(
        f"AWS refused {action} in {where.region}{by}{policy}.",
        permission=action,
        remedy=f"Allow {action} for this identity (see `baepo permissions aws`).",
        reason=where.reason("denied", permission=action, explicit="1" if by else "", scp="1" if policy else ""),
    )


def _of_identity(code: str, message: str, where: Where) -> ToolError | None:
    """Failures that are about who asks, or where, and not about what is asked."""
    if code in _SKEWED or (code in _SIGNATURE and re.search(r"expired|not yet current", message)):
        return Unavailable(
            f"AWS rejected the time of the request ({code}): the clock of this machine is off.",
            remedy="Synchronise the clock (for example `timedatectl set-ntp true`) and try again.",
            reason=where.reason("skewed", code=code),
        )
    if code in _EXPIRED:
        return Unavailable(
            f"The AWS session has expired ({code}).",
            remedy=f"Sign in again: {where.login}",
            reason=where.reason("expired", quote=code),
        )
    if code == "OptInRequired":
        return _not_enabled(code, where)
    if code == "AuthFailure" and "validate the provided access credentials" in message:
        return _not_enabled(code, where)  # what EC2 answers in an opt-in region that is off
    if code in _UNKNOWN_KEY or code in _SIGNATURE or code == "IncompleteSignature":
        return Unavailable(
            f"AWS does not accept the credentials in {where.region} ({code}).",
            remedy="Check the access key, and that the region is enabled for the account.",
            reason=where.reason("unauthorized", code=code),
        )
    return None


def _not_enabled(code: str, where: Where) -> Unavailable:
    return Unavailable(
        f"Region {where.region} is not enabled for the account, or the credentials are not valid there ({code}).",
        remedy=f"aws account enable-region --region-name {where.region}, or take it out of the environment.",
        reason=where.reason("region_off", code=code),
    )


def of_library(kinds: frozenset[str], message: str, where: Where) -> ToolError:
    """What a failure inside the SDK means; `kinds` are the names of its class and bases."""
    if "NoCredentialsError" in kinds or "PartialCredentialsError" in kinds or "CredentialRetrievalError" in kinds:
        return Unavailable(
            f"No usable AWS credentials: {message}",
            remedy=f"Run `aws configure` or `{where.login}`, then try again.",
            reason=where.reason("no_credentials", quote=message),
        )
    if kinds & _SSO:
        return Unavailable(
            f"The AWS sign-in has expired: {message}",
            remedy=f"Sign in again: {where.login}",
            reason=where.reason("expired", quote=message),
        )
    if "ProfileNotFound" in kinds:
        return Unavailable(
            f"{message}.",
            remedy="`aws configure list-profiles` names the profiles; correct `profile` in baepo.toml.",
            reason=where.reason("no_profile", profile=where.profile),
        )
    if "NoRegionError" in kinds:
        return no_region()
    if kinds & _UNREACHABLE:
        place = where.endpoint_url or f"{where.service} in {where.region}"
        return Unavailable(
            f"Could not reach {place}: {message}",
            remedy="Check network, proxy and endpoint.",
            reason=where.reason("unreachable", place=place, quote=message),
        )
    if kinds & {"ParamValidationError", "ValidationError", "InvalidRegionError"}:
        return BadRequest(f"{where.action}: {' '.join(message.split())}")
    return Unavailable(
        f"{where.action} in {where.region} failed: {message}", reason=where.reason("failed", code="", quote=message)
    )


def no_region() -> Unavailable:
    return Unavailable(
        "No AWS region is configured.",
        remedy="Name `regions` in `[environments.<name>.aws]` of baepo.toml.",
        reason=Reason(code="aws_no_region"),
    )


def not_aws(where: Where) -> Unavailable:
    return Unavailable(
        f"What answered {where.action} in {where.region} was not AWS.",
        remedy="A proxy or sign-in page may be in between: check the network and the endpoint.",
        reason=where.reason("not_aws"),
    )
