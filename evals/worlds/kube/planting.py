"""Plants the cases on an API server: objects first, then what kubelets would write of their pods. Called by the suite.

Kubelets are missing (kwok runs the pods), so statuses and events of pods are written in their place; everything that
controllers and the scheduler write is real.
"""

import json
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from evals.worlds.kube.objects import version_of
from evals.worlds.kube.spec import Body, Case, PodState, Told

_CLUSTER_WIDE = {
    "Namespace": "namespaces",
    "Node": "nodes",
    "PersistentVolume": "persistentvolumes",
    "StorageClass": "storageclasses",
    "IngressClass": "ingressclasses",
    "ClusterRole": "clusterroles",
    "ClusterRoleBinding": "clusterrolebindings",
    "APIService": "apiservices",
    "PriorityClass": "priorityclasses",
    "ValidatingWebhookConfiguration": "validatingwebhookconfigurations",
    "MutatingWebhookConfiguration": "mutatingwebhookconfigurations",
    "ValidatingAdmissionPolicy": "validatingadmissionpolicies",
    "ValidatingAdmissionPolicyBinding": "validatingadmissionpolicybindings",
    "CustomResourceDefinition": "customresourcedefinitions",
    "GatewayClass": "gatewayclasses",
}
_PLURALS = {"Ingress": "ingresses", "NetworkPolicy": "networkpolicies", "PodMetrics": "pods"}
_AGO = "{ago:"
_POLL_S, _PATIENCE_S = 0.3, 40.0


class Server(Protocol):
    """An API server as an administrator."""

    def apply(self, path: str, body: Body) -> Body:
        """Server-side apply to a collection."""

    def request(self, method: str, path: str, body: Body | None = None) -> Body:
        """`PATCH` is a merge patch. Raises on an error status."""


def plant(server: Server, cases: Iterable[Case], now: Callable[[], datetime]) -> None:
    """All cases, whatever they need. Raises: TimeoutError when pods that a status belongs to do not come."""
    cases = tuple(cases)
    for case in cases:
        server.apply("/api/v1/namespaces", _named("Namespace", case.id))
    for case in cases:
        _wait(f"service account of {case.id}", lambda case=case: _accounts(server, case.id))  # type: ignore[misc]
    for case in cases:
        for body in case.objects:
            _create(server, case.id, body)
    for case in cases:
        _after(server, case, now)


def path_of(kind: str, namespace: str, api_version: str = "v1") -> str:
    """The collection of a kind."""
    root = f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
    if kind in _CLUSTER_WIDE:
        return f"{root}/{_CLUSTER_WIDE[kind]}"
    return f"{root}/namespaces/{namespace}/{_PLURALS.get(kind, f'{kind.lower()}s')}"


def _after(server: Server, case: Case, now: Callable[[], datetime]) -> None:
    if case.changes:
        _wait(f"pods of {case.id}", lambda: all(_ready(p) for p in _pods(server, case.id)))
    for body in case.changes:
        where = path_of(body["kind"], case.id, body["apiVersion"])
        server.request("PATCH", f"{where}/{body['metadata']['name']}", body)
        time.sleep(1)  # controllers see one change before the next
    for state in case.states:
        _set_state(server, case.id, state, now())
    for kind, name, status in case.statuses:
        where = f"{path_of(kind, case.id, version_of(kind))}/{name}/status"
        server.request("PATCH", where, {"status": _dated(status, now())})
    for told in case.events:
        _tell(server, case.id, told, now())
    for kind, name in case.deleted:
        _delete(server, case.id, kind, name)


def _delete(server: Server, namespace: str, kind: str, name: str) -> None:
    """A volume goes at once, as if somebody had removed what protects it; everything else as its finalizers allow."""
    path = f"{path_of(kind, namespace, version_of(kind))}/{name}"
    if kind == "PersistentVolume":
        claims = path_of("PersistentVolumeClaim", namespace)
        _wait(
            f"claim on {name}",
            lambda: all(c["status"].get("phase") == "Bound" for c in server.request("GET", claims)["items"]),
        )
    server.request("DELETE", path)
    if kind == "PersistentVolume":
        server.request("PATCH", path, {"metadata": {"finalizers": None}})


def write_node_conditions(server: Server, cases: Iterable[Case], now: datetime) -> None:
    """Once more, and as late as possible: the program that plays the kubelets writes its own from time to time."""
    for case in cases:
        for kind, name, status in case.statuses:
            if kind == "Node":
                server.request("PATCH", f"/api/v1/nodes/{name}/status", {"status": _dated(status, now)})


def _create(server: Server, namespace: str, body: Body) -> None:
    """Custom kinds are served a moment after their definition, so what is refused is tried again."""

    def created() -> bool:
        server.apply(path_of(body["kind"], namespace, body["apiVersion"]), body)
        return True

    _wait(f"{body['kind']} {body['metadata']['name']}", created)
    if body["kind"] == "ValidatingAdmissionPolicyBinding":  # in force a moment after it is there
        _wait(f"{body['metadata']['name']} to be in force", lambda: _refuses(server, namespace))


def _refuses(server: Server, namespace: str) -> bool:
    """Whether a plain pod would not be let in."""
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "tried"},
        "spec": {"containers": [{"name": "tried", "image": "registry.test/tried:1"}]},
    }
    try:
        server.request("POST", f"/api/v1/namespaces/{namespace}/pods?dryRun=All", pod)
    except Exception:  # noqa: BLE001 whichever error the server's client raises for a status
        return True
    return False


def _set_state(server: Server, namespace: str, state: PodState, now: datetime) -> None:
    _wait(f"pods of {namespace}/{state.app}", lambda: bool(_placed(server, namespace, state.app)))
    for pod in _placed(server, namespace, state.app):
        status = _dated(state.status, now)
        server.request(
            "PATCH", f"/api/v1/namespaces/{namespace}/pods/{pod['metadata']['name']}/status", {"status": status}
        )


def _placed(server: Server, namespace: str, app: str) -> list[Body]:
    return [p for p in _pods(server, namespace, app) if p["spec"].get("nodeName")]


def _pods(server: Server, namespace: str, app: str = "") -> list[Body]:
    query = f"?labelSelector=app%3D{app}" if app else ""
    found: list[Body] = server.request("GET", f"/api/v1/namespaces/{namespace}/pods{query}")["items"]
    return found


def _ready(pod: Body) -> bool:
    conditions = pod.get("status", {}).get("conditions") or ()
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)


def _accounts(server: Server, namespace: str) -> bool:
    return bool(server.request("GET", f"/api/v1/namespaces/{namespace}/serviceaccounts/default"))


def _tell(server: Server, namespace: str, told: Told, now: datetime) -> None:
    if told.kind == "Pod":
        about = _placed(server, namespace, told.name)[0]
    else:
        about = server.request("GET", f"{path_of(told.kind, namespace, version_of(told.kind))}/{told.name}")
    meta = about["metadata"]
    event = {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"generateName": f"{meta['name']}.", "namespace": namespace},
        "involvedObject": {"kind": told.kind, "name": meta["name"], "namespace": namespace, "uid": meta["uid"]},
        "type": "Warning",
        "reason": told.reason,
        "message": told.message,
        "count": 12,
        "firstTimestamp": _stamp(now, 10),
        "lastTimestamp": _stamp(now, 1),
        "source": {"component": "kubelet"},
    }
    server.request("POST", f"/api/v1/namespaces/{namespace}/events", event)


def _named(kind: str, name: str) -> Body:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}}


def _stamp(now: datetime, minutes_ago: int) -> str:
    return f"{(now - timedelta(minutes=minutes_ago)).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _dated(value: Body, now: datetime) -> Body:
    """With the stamps filled in."""

    def filled(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: filled(one) for key, one in part.items()}
        if isinstance(part, list):
            return [filled(one) for one in part]
        if isinstance(part, str) and part.startswith(_AGO):
            return _stamp(now, int(part.removeprefix(_AGO).rstrip("}")))
        return part

    found: Body = filled(json.loads(json.dumps(value)))
    return found


def _wait(what: str, done: Callable[[], bool]) -> None:
    """Until it is done; what the server refuses counts as not yet. Raises: TimeoutError."""
    deadline = time.monotonic() + _PATIENCE_S
    last = ""
    while time.monotonic() < deadline:
        try:
            if done():
                return
        except Exception as error:  # noqa: BLE001 whatever client it is: told when the time is over
            last = str(error)
        time.sleep(_POLL_S)
    raise TimeoutError(f"{what}: not within {_PATIENCE_S:.0f} s. {last}")
