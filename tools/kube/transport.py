"""Raw HTTP to one API server: deadlines, cancelling, retries, and the rule that reading never writes.

Called by `live` only. No per-object models: answers stay JSON.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from tools.kube.decoding import decoded
from tools.kube.errors import from_network, from_status
from tools.spec import Call, Denied, Unavailable

Mode = Literal["read", "write"]
CHUNK_BYTES = 1 << 16
MAX_ANSWER_BYTES = 256 << 20
RETRIES = 4
CONNECT_S = 10.0
SILENCE_S = 30.0  # between two bytes of an answer
RETRY_AFTER_S = 0.5
WHO_AM_I = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
MAY_I = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
ACCESS_REVIEWS = frozenset({WHO_AM_I, MAY_I})


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request; `doing` is what a person reads when it fails."""

    doing: str
    path: str
    method: str = "GET"
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = ""
    accept: str = "application/json"
    keep_last_bytes: int | None = None  # of a stream of text, such as a log
    expected_status: tuple[int, ...] = ()  # failures that the caller handles

    @property
    def changes_nothing(self) -> bool:
        """A GET, a change that the server is told to run dry, or a review of one's own access, which it does not keep."""
        if self.method == "GET" or (self.method == "POST" and self.path in ACCESS_REVIEWS):
            return True
        return self.query.get("dryRun") == "All" and (self.method == "PATCH" or self._removes_dry())

    def _removes_dry(self) -> bool:
        """Whether the options in the body of a removal, which count before the query, say so, too."""
        options = json.loads(self.body or b"{}")
        return "All" in ((options.get("deleteOptions") or options).get("dryRun") or ())


class Transport:
    """Shared by threads. `headers` is asked before every request because credentials are refreshed; `observe` is shown
    the headers of every answer."""

    def __init__(
        self,
        pool: Any,
        server: str,
        *,
        place: str,
        mode: Mode,
        headers: Callable[[], dict[str, str]],
        observe: Callable[[Mapping[str, str]], object] = lambda _headers: None,
    ) -> None:
        self._pool = pool
        self._server = server.rstrip("/")
        self._place = place
        self._mode = mode
        self._headers = headers
        self._observe = observe

    def json(self, request: Request, call: Call) -> tuple[int, dict[str, Any]]:
        """The status and the answer. Raises: Unavailable when the answer is not whole JSON."""
        status, body = self.body(request, call)
        return status, self.parsed(body, request)

    def parsed(self, body: bytes, request: Request) -> dict[str, Any]:
        """The object in an answer. Raises: Unavailable when it is not whole JSON."""
        try:
            value = decoded(body)
        except ValueError as error:
            raise Unavailable(
                f"Could not {request.doing}: {self._place} sent an answer that is not whole JSON ({len(body)} bytes).",
                remedy="Try again; a proxy in between may cut answers.",
            ) from error
        if not isinstance(value, dict):
            raise Unavailable(f"Could not {request.doing}: {self._place} did not answer with a JSON object.")
        return value

    def body(self, request: Request, call: Call) -> tuple[int, bytes]:
        """Status and body of a successful or expected answer; repeats what the server asks to, within the deadline."""
        if self._mode == "read" and not request.changes_nothing:
            raise Denied(f"Could not {request.doing}: this connection only reads.", permission=request.doing)
        for attempt in range(RETRIES + 1):
            check_wanted(call, request.doing)
            status, headers, body = self._send(request, call)
            if status < 400 or status in request.expected_status:
                return status, body
            repeatable = status == 429 or (status == 503 and request.changes_nothing)
            if not repeatable or attempt == RETRIES:
                break
            wait_s = _retry_after_s(headers.get("Retry-After"), attempt)
            if time.monotonic() + wait_s >= call.deadline:
                break
            call.cancelled.wait(wait_s)
        raise from_status(status, body, doing=request.doing, place=self._place)

    def _send(self, request: Request, call: Call) -> tuple[int, Mapping[str, str], bytes]:
        from urllib3 import Timeout
        from urllib3.exceptions import HTTPError

        url = f"{self._server}{request.path}"
        if request.query:
            url += "?" + urlencode(request.query)
        headers = {"Accept": request.accept, "Accept-Encoding": "gzip", "User-Agent": "baepo", **self._headers()}
        if request.body is not None:
            headers["Content-Type"] = request.content_type
        left_s = max(0.05, call.deadline - time.monotonic())
        try:
            response = self._pool.request(
                request.method,
                url,
                body=request.body,
                headers=headers,
                timeout=Timeout(connect=min(left_s, CONNECT_S), read=min(left_s, SILENCE_S)),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            try:
                body = self._read(response, request, call)
            except BaseException:
                response.close()  # what is left on the wire must not be taken for the next answer
                raise
            response.release_conn()
        except (HTTPError, OSError) as error:
            raise from_network(error, doing=request.doing, place=self._place) from error
        self._observe(response.headers)
        if 300 <= response.status < 400:
            raise Unavailable(f"Could not {request.doing}: {self._place} redirects elsewhere, which is not followed.")
        return response.status, response.headers, body

    def _read(self, response: Any, request: Request, call: Call) -> bytes:
        chunks: list[bytes] = []
        size = 0
        while chunk := response.read1(CHUNK_BYTES):  # whatever has come: `stream` would wait for a full chunk
            check_wanted(call, request.doing)
            chunks.append(chunk)
            size += len(chunk)
            if request.keep_last_bytes is not None:
                while size - len(chunks[0]) >= request.keep_last_bytes:
                    size -= len(chunks.pop(0))
            elif size > MAX_ANSWER_BYTES:
                raise Unavailable(f"Could not {request.doing}: the answer is larger than {MAX_ANSWER_BYTES >> 20} MiB.")
        return b"".join(chunks)


def check_wanted(call: Call, doing: str) -> None:
    """Raises: Unavailable when nobody waits any more or the time is over."""
    if call.cancelled.is_set():
        raise Unavailable(f"Stopped before the end: {doing} was cancelled.")
    if time.monotonic() >= call.deadline:
        raise Unavailable(
            f"Could not {doing} in the time allowed.", remedy="Ask for less (one namespace), or try again."
        )


def _retry_after_s(value: str | None, attempt: int) -> float:
    try:
        return max(0.0, float(value)) if value else RETRY_AFTER_S * float(2**attempt)
    except ValueError:  # an HTTP date
        return RETRY_AFTER_S * float(2**attempt)
