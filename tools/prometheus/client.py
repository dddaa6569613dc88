"""Asks a Prometheus server; `connect(target)` is called by `assistant.toolbox`. Nothing but instant queries is sent.

Source: Prometheus documentation, "HTTP API" (`/api/v1/query`).
"""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tools.prometheus.target import Target
from tools.spec import BadRequest, Call, Denied, Unavailable

QUERY = "query metrics"
_CONNECT_S = 5.0
_MOST_BYTES = 64 << 20


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One series of an instant query: its labels, and its value."""

    labels: Mapping[str, str]
    value: float


def connect(target: Target, *, mode: Literal["read", "write"] = "read") -> "PrometheusConnection":
    """Raises: Denied for writing, which there is none of."""
    if mode == "write":
        raise Denied(f"Prometheus {target.label} is only read.", permission="write")
    return PrometheusConnection(target)


class PrometheusConnection:
    """One server, with connections that are kept open."""

    def __init__(self, target: Target) -> None:
        import urllib3

        self._target = target
        self._pool = urllib3.PoolManager(retries=False)

    def identity(self) -> str:
        return ""

    def bound(self, call: Call) -> "PrometheusReader":
        return PrometheusReader(self._target, self._pool, call)


class PrometheusReader:
    """The server for one call."""

    def __init__(self, target: Target, pool: Any, call: Call) -> None:
        self._target = target
        self._pool = pool
        self._call = call

    def query(self, expression: str) -> list[Sample]:
        """An instant vector as of now; series without a finite value are left out.

        Raises: Denied, BadRequest (the server cannot carry it out), Unavailable.
        """
        if QUERY not in self._call.operations:
            raise Denied(f"This read did not declare that it may {QUERY!r}.", permission=QUERY)
        status, body = self._posted(expression)
        if status in (401, 403):
            variable = self._target.token_env or "a token"
            raise Denied(
                f"Prometheus {self._target.label} refused the query ({status}).",
                permission=QUERY,
                remedy=f"Set token_env in [environments.<name>.prometheus], and check {variable}.",
            )
        answer = _parsed(body)
        if answer is None or status >= 500:
            raise Unavailable(
                f"Prometheus {self._target.label} answered {status} with something else than a result.",
                remedy="Check the address: it is that of the server itself, without /graph.",
            )
        if answer.get("status") != "success":
            raise BadRequest(f"Prometheus {self._target.label} cannot carry out the query: {answer.get('error', '')}")
        return list(_samples(answer.get("data") or {}))

    def _posted(self, expression: str) -> tuple[int, bytes]:
        from urllib3 import Timeout
        from urllib3.exceptions import HTTPError

        left_s = self._call.deadline - time.monotonic()
        if left_s <= 0 or self._call.cancelled.is_set():
            raise Unavailable(f"Prometheus {self._target.label} was not asked in the time allowed.")
        token = os.environ.get(self._target.token_env, "") if self._target.token_env else ""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            response = self._pool.request(
                "POST",
                f"{self._target.url.rstrip('/')}/api/v1/query",
                fields={"query": expression, "timeout": f"{max(1, int(left_s))}s"},
                encode_multipart=False,
                headers=headers,
                timeout=Timeout(connect=min(_CONNECT_S, left_s), read=left_s),
                redirect=False,
                preload_content=False,
            )
            body = response.read(_MOST_BYTES)
            response.release_conn()
        except (HTTPError, OSError) as error:
            raise Unavailable(
                f"Prometheus {self._target.label} cannot be reached: {type(error).__name__}.",
                remedy="Check its address, VPN and tunnel.",
            ) from error
        return int(response.status), body


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _samples(data: Mapping[str, Any]) -> Any:
    for series in data.get("result") or ():
        value = float((series.get("value") or (0, "NaN"))[1])
        if value == value and abs(value) != float("inf"):
            yield Sample(labels=series.get("metric") or {}, value=value)
