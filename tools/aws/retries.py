"""When to send an AWS request again, and after how long: called by `tools.aws.client`.

The SDK's own retries are off, because they cannot be cancelled, know no deadline, and would repeat a write such as
`CreateSnapshot`, which has no client token, after an answer was lost.
"""

import random
from collections.abc import Mapping
from typing import Any

from tools.aws.errors import THROTTLED

ATTEMPTS = 5
ATTEMPTS_UNREACHABLE = 2
_BASE_S = 0.1
_CAP_S = 5.0
_TRANSIENT_STATUS = frozenset({500, 502, 503, 504})


def after_response(response: Mapping[str, Any], *, attempt: int, repeatable: bool) -> float | None:
    """Seconds to wait before the next attempt, None to give up. `repeatable`: doing it twice does no harm."""
    metadata = response.get("ResponseMetadata", {})
    throttled = response.get("Error", {}).get("Code") in THROTTLED or metadata.get("HTTPStatusCode") == 429
    transient = metadata.get("HTTPStatusCode") in _TRANSIENT_STATUS
    if attempt >= ATTEMPTS or not (throttled or (transient and repeatable)):
        return None
    asked = _asked_s(metadata.get("HTTPHeaders", {}))
    return _backoff_s(attempt) if asked is None else asked


def after_lost_connection(*, attempt: int, repeatable: bool) -> float | None:
    """The same for a request that got no answer."""
    return _backoff_s(attempt) if repeatable and attempt < ATTEMPTS_UNREACHABLE else None


def _backoff_s(attempt: int) -> float:
    """Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/"""
    return random.uniform(_BASE_S / 2, min(_CAP_S, _BASE_S * 2**attempt))


def _asked_s(headers: Mapping[str, str]) -> float | None:
    """The delay the server names, in seconds; a date (the other form of Retry-After) is left to the backoff."""
    try:
        if "x-amz-retry-after" in headers:
            return max(0.0, int(headers["x-amz-retry-after"]) / 1000)
        return max(0.0, float(headers["retry-after"])) if "retry-after" in headers else None
    except ValueError:
        return None
