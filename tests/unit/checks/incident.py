"""An incident: objects with a fault, what must be said about it, and the same objects without it. Used by the tests here.

Messages are those of the Kubernetes components (v1.28 to v1.34).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tests.unit.checks.recorded import Placed
from tests.unit.kube.objects import Obj, ago, deployment, meta, pod

NOT_READY = [{"type": "Ready", "status": "False"}]


@dataclass(frozen=True, kw_only=True)
class Incident:
    """`objects` with the fault in them; `mended` replaces those of the same kind and name. `says` must stand in the
    statements of the one finding of `check`."""

    id: str
    question: str
    objects: tuple[Placed, ...]
    mended: tuple[Placed, ...]
    check: str
    variant: str
    says: tuple[str, ...]
    logs: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.id

    def after(self) -> "Incident":
        """Without the fault: an object to be mended away has no `spec` left."""
        replaced = {(r, o["metadata"]["name"]): o for r, o in self.mended}
        kept = [(r, replaced.pop((r, o["metadata"]["name"]), o)) for r, o in self.objects]
        return replace(
            self, objects=tuple(p for p in [*kept, *((r, o) for (r, _), o in replaced.items())] if p[1]["spec"])
        )


def gone(resource: str, name: str) -> Placed:
    return resource, {"metadata": {"name": name}, "spec": None}


def replica_set(owner: Obj, name: str = "web-1a") -> Placed:
    return "replicasets.apps", {"metadata": meta(name, owner=owner), "spec": {"replicas": 2}, "status": {}}


def event_on(kind: str, about: Obj, reason: str, message: str) -> Placed:
    m = about["metadata"]
    target = {"kind": kind, "name": m["name"], "namespace": "shop", "uid": m["uid"]}
    times = {"firstTimestamp": ago(minutes=5), "lastTimestamp": ago(minutes=1)}
    body = {"involvedObject": target, "reason": reason, "message": message, "type": "Warning", "spec": {}, **times}
    return "events", {"metadata": meta(f"{m['name']}.{reason}"), **body}


def deployed(name: str = "web", *, container: Obj | None = None, count: int = 1, ready: bool = True) -> list[Placed]:
    """A Deployment with a ReplicaSet and pods."""
    spec = {"containers": [{"name": "web", "image": "registry.test/web:2", **(container or {})}]}
    top = deployment(name, replicas=count, spec=spec)
    owner = replica_set(top[1], f"{name}-1a")
    pods = [
        pod(f"{name}-1a-{n}", owner=owner[1], ready=ready, labels={"app": name}, container=container)
        for n in range(count)
    ]
    return [top, owner, *pods]
