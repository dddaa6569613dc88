"""Kubernetes objects written by hand after what API servers and kubelets return, cut down as `read_objects` does."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Log, LogKey, Seen
from tools.kube.partial import partial

NOW = datetime(2026, 7, 28, 5, 0, tzinfo=UTC)
Obj = dict[str, Any]


def ago(**span: float) -> str:
    return f"{NOW - timedelta(**span):%Y-%m-%dT%H:%M:%SZ}"


def facts(*objects: tuple[str, Obj], logs: dict[LogKey, Log] | None = None, without: Iterable[str] = ()) -> KubeFacts:
    """Facts over these objects; every usual resource counts as read, apart from `without`."""
    read = ("pods", "services", "configmaps", "deployments.apps", "replicasets.apps", "statefulsets.apps", "events")
    found: dict[str, list[Seen]] = {name: [] for name in read if name not in without}
    for number, (resource, obj) in enumerate(objects, 1):
        seen = Seen(evidence=f"E{number}", resource=resource, row=partial(resource, obj))
        found.setdefault(resource, []).append(seen)
    return KubeFacts(scope="uid-1", objects={k: tuple(v) for k, v in found.items()}, logs=logs or {})


def meta(name: str, *, owner: Obj | None = None, labels: dict[str, str] | None = None, **more: Any) -> Obj:
    found: Obj = {"name": name, "namespace": "shop", "uid": f"uid-{name}", "creationTimestamp": ago(hours=2), **more}
    if labels is not None:
        found["labels"] = labels
    if owner is not None:
        reference = {"kind": "Owner", "name": owner["metadata"]["name"], "uid": owner["metadata"]["uid"]}
        found["ownerReferences"] = [{**reference, "controller": True}]
    return found


def pod(
    name: str = "web-1",
    *,
    state: Obj | None = None,
    last: Obj | None = None,
    restarts: int = 0,
    ready: bool = False,
    owner: Obj | None = None,
    labels: dict[str, str] | None = None,
    container: Obj | None = None,
    phase: str = "Running",
    conditions: list[Obj] | None = None,
    **metadata: Any,
) -> tuple[str, Obj]:
    status: Obj = {
        "phase": phase,
        "conditions": conditions or [{"type": "Ready", "status": "True" if ready else "False"}],
        "containerStatuses": [
            {
                "name": "web",
                "ready": ready,
                "restartCount": restarts,
                "state": state if state is not None else {"running": {"startedAt": ago(hours=2)}},
                "lastState": last or {},
            }
        ],
    }
    spec = {"containers": [{"name": "web", "image": "registry.test/web:2", **(container or {})}]}
    labels = {"app": "web"} if labels is None else labels
    return "pods", {"metadata": meta(name, owner=owner, labels=labels, **metadata), "spec": spec, "status": status}


def waiting(reason: str, message: str = "") -> Obj:
    return {"waiting": {"reason": reason, "message": message}}


def dead(code: int, reason: str = "Error", *, lived_s: float = 1, ended: str | None = None, message: str = "") -> Obj:
    end = ended or ago(minutes=2)
    start = datetime.fromisoformat(end) - timedelta(seconds=lived_s)
    found: Obj = {"exitCode": code, "reason": reason, "startedAt": f"{start:%Y-%m-%dT%H:%M:%SZ}", "finishedAt": end}
    return {"terminated": {**found, **({"message": message} if message else {})}}


def event(about: Obj, reason: str, message: str, *, at: str | None = None) -> tuple[str, Obj]:
    m = about["metadata"]
    target = {"kind": "Pod", "name": m["name"], "namespace": "shop", "uid": m["uid"]}
    times = {"firstTimestamp": at or ago(minutes=5), "lastTimestamp": at or ago(minutes=1)}
    body = {"involvedObject": target, "reason": reason, "message": message, "type": "Warning", **times}
    return "events", {"metadata": meta(f"{m['name']}.{reason}"), **body}


def deployment(
    name: str = "web", *, replicas: int = 2, labels: dict[str, str] | None = None, spec: Obj | None = None, **more: Any
) -> tuple[str, Obj]:
    template = {
        "metadata": {"labels": labels or {"app": name}},
        "spec": spec or {"containers": [{"name": "web", "image": "registry.test/web:2"}]},
    }
    body = {"replicas": replicas, "template": template, **more}
    return "deployments.apps", {"metadata": meta(name), "spec": body, "status": {}}


def service(name: str = "web", *, selector: dict[str, str] | None = None, **spec: Any) -> tuple[str, Obj]:
    body = {"type": "ClusterIP", **({"selector": selector} if selector else {}), **spec}
    return "services", {"metadata": meta(name, uid=f"uid-service-{name}"), "spec": body, "status": {}}
