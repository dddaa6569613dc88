"""A small JSON client of a Kubernetes API server: plants objects and reads them back as one user.

Called by `kube.py`, tests and eval worlds.
Source: https://kubernetes.io/docs/reference/using-api/api-concepts/ (server-side apply, status objects as errors).
"""

import json
import ssl
import urllib.error
import urllib.request
from typing import Any

Body = dict[str, Any]

_CONTENT_TYPES = {
    "PATCH": "application/merge-patch+json",
    "APPLY": "application/apply-patch+yaml",
}


class ApiError(Exception):
    """The API server answered with an error; `status` is the HTTP status, `reason` Kubernetes' own word."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(f"{status} {reason}: {message}")
        self.status = status
        self.reason = reason


class NotAnswering(Exception):
    """Nothing answered at the address of the API server."""


def request(
    url: str, method: str, body: Body | None = None, *, token: str, tls: ssl.SSLContext, timeout_s: float = 10
) -> Body:
    """The JSON answer; `{}` when the answer is not JSON (health checks, logs).

    `PATCH` is a JSON merge patch, `APPLY` a server-side apply. Raises: ApiError, NotAnswering.
    """
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/json",
        "Content-Type": _CONTENT_TYPES.get(method, "application/json"),
    }
    verb = "PATCH" if method == "APPLY" else method
    data = None if body is None else json.dumps(body).encode()
    call = urllib.request.Request(url, data, headers, method=verb)
    try:
        with urllib.request.urlopen(call, context=tls, timeout=timeout_s) as answer:
            return _json(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            status = _json(error.read())
        raise ApiError(error.code, status.get("reason", ""), status.get("message", str(error))) from None
    except OSError as error:
        raise NotAnswering(f"{verb} {url}: {error}") from error


def _json(text: bytes) -> Body:
    try:
        answer = json.loads(text)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
