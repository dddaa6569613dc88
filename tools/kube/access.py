"""Who one is on a cluster, what one may do there, and how far its clock is off: asked by `assistant.doctor`.

The only requests that are no GET: access reviews, which the API server answers without keeping anything.
Source: Kubernetes API reference, SelfSubjectReview (authentication.k8s.io/v1), SelfSubjectAccessReview
(authorization.k8s.io/v1).
"""

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tools.http_date import offset_s
from tools.kube import client
from tools.kube.target import Target
from tools.kube.transport import MAY_I, WHO_AM_I, Request, Transport
from tools.spec import Call, NotFound

_GRANTING = tuple(f"create {kind}.rbac.authorization.k8s.io" for kind in ("clusterroles", "clusterrolebindings"))


@dataclass(frozen=True, kw_only=True)
class Access:
    """`missing` are operations (`verb resource.group`) refused cluster-wide; `only_here` of those are allowed in the
    namespace that was tried; `may_grant`: we could give ourselves the rest. `offset_s` is the server's clock minus ours,
    None where the server did not say."""

    cluster_uid: str
    version: str
    user: str
    missing: tuple[str, ...]
    only_here: tuple[str, ...]
    may_grant: bool
    offset_s: float | None


def read_access(
    target: Target, operations: Iterable[str], *, namespace: str, timeout_s: float, now: Callable[[], datetime]
) -> Access:
    """Asks the API server. Raises: ToolError."""
    call = Call(operations=frozenset(operations), deadline=time.monotonic() + timeout_s)
    dates = _Dates(now)
    source = client.open_transport(target, "read", observe=dates.see)
    version = _version(source, call)
    wanted = sorted(call.operations)
    with ThreadPoolExecutor(max_workers=client.POOL_SIZE) as pool:
        allowed = dict(zip(wanted, pool.map(lambda o: _allowed(source, o, "", call), wanted), strict=True))
        missing = [o for o in wanted if not allowed[o]]
        here = dict(zip(missing, pool.map(lambda o: _allowed(source, o, namespace, call), missing), strict=True))
    return Access(
        cluster_uid=_uid(source, call) if allowed.get("get namespaces", True) else "",
        version=version,
        user=_user(source, call),
        missing=tuple(missing),
        only_here=tuple(o for o in missing if here[o]),
        may_grant=bool(missing) and all(_allowed(source, o, "", call) for o in _GRANTING),
        offset_s=dates.offset_s,
    )


class _Dates:
    """Keeps the difference of the first `Date` header to this machine's clock."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self.offset_s: float | None = None

    def see(self, headers: Mapping[str, str]) -> None:
        with self._lock:
            if self.offset_s is None:
                self.offset_s = offset_s(headers.get("Date"), self._now())


def _version(source: Transport, call: Call) -> str:
    _, found = source.json(Request(doing="read the server's version", path="/version"), call)
    return str(found.get("gitVersion", ""))


def _uid(source: Transport, call: Call) -> str:
    path = "/api/v1/namespaces/kube-system"
    _, found = source.json(Request(doing="get namespaces kube-system", path=path), call)
    return str((found.get("metadata") or {}).get("uid", ""))


def _user(source: Transport, call: Call) -> str:
    """The name the server knows us by; "" before Kubernetes 1.28, which cannot say."""
    body = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
    try:
        found = _review(source, WHO_AM_I, "ask who we are", body, call)
    except NotFound:
        return ""
    return str(((found.get("status") or {}).get("userInfo") or {}).get("username", ""))


def _allowed(source: Transport, operation: str, namespace: str, call: Call) -> bool:
    verb, what = operation.split()[:2]
    plural, _, group = what.partition(".")
    resource, _, subresource = plural.partition("/")
    asked = {"verb": verb, "group": group, "resource": resource, "subresource": subresource, "namespace": namespace}
    body = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": {k: v for k, v in asked.items() if v}},
    }
    found = _review(source, MAY_I, f"ask whether we may {operation}", body, call)
    return bool((found.get("status") or {}).get("allowed"))


def _review(source: Transport, path: str, doing: str, body: dict[str, Any], call: Call) -> dict[str, Any]:
    request = Request(
        doing=doing,
        method="POST",
        path=path,
        body=json.dumps(body).encode(),
        content_type="application/json",
    )
    return source.json(request, call)[1]
