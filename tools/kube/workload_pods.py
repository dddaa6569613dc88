"""Which pods a question about a workload's log means. Called by `read_pod_logs`."""

import difflib
import re
from collections.abc import Mapping
from typing import Any

from tools.kube.reader import KubeReader, Obj
from tools.spec import BadRequest, NotFound, Reason


def pods_meant(kube: KubeReader, *, name: str | None, pod: str | None, namespace: str | None) -> list[Obj]:
    """The pod by name, else all of workload `name`: those in trouble first, then the newest. Never empty.

    Raises: BadRequest (neither is given, or several namespaces have it), NotFound (names the closest).
    """
    if pod:
        if namespace:
            return [kube.get("pods", pod, namespace=namespace)]
        return [_only_home(kube.list("pods", field_selector=f"metadata.name={pod}"), pod, "pod")]
    if not name:
        raise BadRequest("Whose log? Neither name nor pod is given.", remedy="Give the workload's name, or a pod.")
    pods = kube.list("pods", namespace=namespace)
    mine = [p for p in pods if owner_name(p) == name] or [p for p in pods if _cron_job(p) == name]
    if not mine:
        known = sorted({owner_name(p) for p in pods} - {""})
        closest = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        where = f" in namespace {namespace}" if namespace else ""
        raise NotFound(
            f"No pod of a workload {name}{where}.",
            remedy=f"Closest: {', '.join(closest)}." if closest else "",
            reason=Reason(
                code="no_pods_of_workload",
                parts={"name": name, "namespace": namespace or "", "closest": ", ".join(closest)},
            ),
        )
    homes = {p["metadata"]["namespace"] for p in mine}
    if len(homes) > 1:
        raise BadRequest(f"{name} runs in several namespaces.", remedy="Name one of: " + ", ".join(sorted(homes)) + ".")
    return sorted(mine, key=lambda p: (_trouble(p), str(p["metadata"].get("creationTimestamp", ""))), reverse=True)


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


def never_ran(pod: Obj, container: str) -> str:
    """Why a container waits to be started for the first time, so that it cannot have a log; "" where it ran, or may have."""
    status = pod.get("status", {})
    states = (*(status.get("containerStatuses") or ()), *(status.get("initContainerStatuses") or ()))
    found: Mapping[str, Any] = next((s for s in states if s.get("name") == container), {})
    waiting = (found.get("state") or {}).get("waiting")
    if not waiting or found.get("restartCount") or found.get("lastState"):
        return ""
    return str(waiting.get("reason") or "waiting")


def owner_name(pod: Mapping[str, Any]) -> str:
    """The name of the Deployment, StatefulSet, DaemonSet or Job that a pod belongs to; "" when it stands alone."""
    meta = pod["metadata"]
    owner = next((o for o in meta.get("ownerReferences") or [] if o.get("controller")), None)
    if owner is None:
        return ""
    template = (meta.get("labels") or {}).get("pod-template-hash", "")
    return str(owner["name"]).removesuffix(f"-{template}") if owner["kind"] == "ReplicaSet" else str(owner["name"])


def _cron_job(pod: Mapping[str, Any]) -> str:
    """The CronJob whose run a pod is, by the number that its Jobs are called by; "" where it is none's."""
    run = re.fullmatch(r"(?P<name>.+)-\d{8,10}", owner_name(pod))
    return run["name"] if run else ""


def was_restarted(pod: Mapping[str, Any]) -> bool:
    """Whether a run of any of its containers is over, so that there may be a log of that one."""
    status = pod.get("status", {})
    states = (*(status.get("containerStatuses") or ()), *(status.get("initContainerStatuses") or ()))
    return any(int(s.get("restartCount", 0)) for s in states)


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
