"""Which pod a question about a workload's log means. Called by `read_pod_logs`."""

import difflib
from collections.abc import Mapping
from typing import Any

from tools.kube.reader import KubeReader, Obj
from tools.spec import BadRequest, NotFound, Reason


def one_pod(kube: KubeReader, *, name: str | None, pod: str | None, namespace: str | None) -> tuple[Obj, int]:
    """The pod by name, else the one of workload `name` that says most: in trouble first, then the newest; and how many
    pods the workload has.

    Raises: BadRequest (neither is given, or several namespaces have it), NotFound (names the closest).
    """
    if pod:
        if namespace:
            return kube.get("pods", pod, namespace=namespace), 1
        return _only_home(kube.list("pods", field_selector=f"metadata.name={pod}"), pod, "pod"), 1
    if not name:
        raise BadRequest("Whose log? Neither name nor pod is given.", remedy="Give the workload's name, or a pod.")
    pods = kube.list("pods", namespace=namespace)
    mine = [p for p in pods if owner_name(p) == name]
    if not mine:
        known = sorted({owner_name(p) for p in pods} - {""})
        closest = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        where = f" in namespace {namespace}" if namespace else ""
        raise NotFound(
            f"No pod of a workload {name}{where}.",
            remedy=f"Closest: {', '.join(closest)}." if closest else "",
            reason=Reason(
                code="no_such_workload",
                parts={"name": name, "namespace": namespace or "", "closest": ", ".join(closest)},
            ),
        )
    homes = {p["metadata"]["namespace"] for p in mine}
    if len(homes) > 1:
        raise BadRequest(f"{name} runs in several namespaces.", remedy="Name one of: " + ", ".join(sorted(homes)) + ".")
    return max(mine, key=lambda p: (_trouble(p), str(p["metadata"].get("creationTimestamp", "")))), len(mine)


def telling_container(pod: Obj) -> str:
    """The container of a pod that is in trouble: not ready, then most restarts; the first where all are well. An init
    container that has not done its work comes before the others, which wait for it."""
    status = pod.get("status", {})
    waiting = [s for s in status.get("initContainerStatuses") or [] if not _is_done(s)]
    if waiting:
        return str(waiting[0]["name"])
    states = {s["name"]: s for s in status.get("containerStatuses") or []}
    names = [str(c["name"]) for c in pod["spec"]["containers"]]
    return max(names, key=lambda name: _container_trouble(states.get(name) or {"ready": True}))


def _is_done(status: Mapping[str, Any]) -> bool:
    """Ended well, or a sidecar that runs."""
    return bool(status.get("ready")) or ((status.get("state") or {}).get("terminated") or {}).get("exitCode") == 0


def _container_trouble(status: Mapping[str, Any]) -> tuple[bool, int]:
    return not status.get("ready"), int(status.get("restartCount", 0))


def owner_name(pod: Mapping[str, Any]) -> str:
    """The name of the Deployment, StatefulSet, DaemonSet or Job that a pod belongs to; "" when it stands alone."""
    meta = pod["metadata"]
    owner = next((o for o in meta.get("ownerReferences") or [] if o.get("controller")), None)
    if owner is None:
        return ""
    template = (meta.get("labels") or {}).get("pod-template-hash", "")
    return str(owner["name"]).removesuffix(f"-{template}") if owner["kind"] == "ReplicaSet" else str(owner["name"])


def _only_home(found: list[Obj], pod: str, what: str) -> Obj:
    if not found:
        raise NotFound(f"There is no {what} {pod}.")
    if len(found) > 1:
        homes = sorted(p["metadata"]["namespace"] for p in found)
        raise BadRequest(f"{pod} is in several namespaces.", remedy="Name one of: " + ", ".join(homes) + ".")
    return found[0]


def _trouble(pod: Mapping[str, Any]) -> int:
    """Restarts, and a container that is not ready counts more than any number of them."""
    states = pod.get("status", {}).get("containerStatuses") or []
    return sum(int(s.get("restartCount", 0)) + (0 if s.get("ready") else 1_000_000) for s in states)
