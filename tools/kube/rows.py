"""One line for one object: what `kubectl get` shows, as JSON. Called by the listing tools."""

from collections.abc import Callable, Mapping
from typing import Any

from tools.kube.ownership import owner_of

Obj = Mapping[str, Any]
Row = dict[str, Any]


def identity_row(obj: Obj) -> Row:
    """`namespace`, `name` and `created_at`, which every row starts with."""
    meta = obj.get("metadata", {})
    row: Row = {"namespace": meta["namespace"]} if meta.get("namespace") else {}
    return {**row, "name": meta.get("name", ""), "created_at": meta.get("creationTimestamp", "")}


def compact(resource: str, obj: Obj) -> Row:
    """The row of one object of `resource`."""
    if resource == "events":
        return event_row(obj)  # an event's own name tells nothing, what it is about does
    return {**identity_row(obj), **_COLUMNS.get(resource, _nothing)(obj)}


def condition(obj: Obj, kind: str) -> Obj:
    """The condition called `kind`, or an empty one."""
    found = (c for c in (obj.get("status", {}).get("conditions") or []) if c.get("type") == kind)
    return next(found, {})


def pod_state(pod: Obj) -> str:
    """What the STATUS column of `kubectl get pods` says."""
    status = pod.get("status", {})
    if pod.get("metadata", {}).get("deletionTimestamp"):
        return "Terminating"
    for part, prefix in (("initContainerStatuses", "Init:"), ("containerStatuses", "")):
        for container in status.get(part) or []:
            state = container.get("state") or {}
            reason = (state.get("waiting") or state.get("terminated") or {}).get("reason")
            if reason and reason not in ("Completed", "PodInitializing"):
                return f"{prefix}{reason}"
    return str(status.get("reason") or status.get("phase", "Unknown"))


def workload_row(kind: str, obj: Obj) -> Row:
    """Replica counts, images, and why it is not as it should be ("" when it is)."""
    spec, status = obj.get("spec", {}), obj.get("status", {})
    if kind == "DaemonSet":
        desired, ready = status.get("desiredNumberScheduled", 0), status.get("numberReady", 0)
        updated = status.get("updatedNumberScheduled", 0)
    else:
        desired, ready = spec.get("replicas", 1), status.get("readyReplicas", 0)
        updated = status.get("updatedReplicas", 0)
    owner = owner_of(obj)
    annotations = obj.get("metadata", {}).get("annotations") or {}
    return {
        "kind": kind,
        **identity_row(obj),
        "desired": desired,
        "ready": ready,
        "updated": updated,
        "images": images(spec.get("template", {})),
        "revision": annotations.get("deployment.kubernetes.io/revision", ""),
        "paused": bool(spec.get("paused", False)),
        "managed_by": str(owner) if owner else "",
        "problem": _workload_problem(obj, desired, ready),
        **_resources(spec.get("template", {}).get("spec", {})),
    }


def _resources(spec: Obj) -> Row:
    """`requests` and `limits` of the containers that have any: `app memory=512Mi`; empty where none has."""
    found: Row = {}
    for part in ("requests", "limits"):
        amounts = (
            (c.get("name", ""), (c.get("resources") or {}).get(part) or {}) for c in spec.get("containers") or []
        )
        found[part] = [f"{name} {' '.join(f'{k}={v}' for k, v in sorted(own.items()))}" for name, own in amounts if own]
    return found


def images(template: Obj) -> list[str]:
    return [c.get("image", "") for c in template.get("spec", {}).get("containers") or []]


def _workload_problem(obj: Obj, desired: int, ready: int) -> str:
    for kind in ("ReplicaFailure", "Progressing", "Available"):
        found = condition(obj, kind)
        bad = "True" if kind == "ReplicaFailure" else "False"
        if found.get("status") == bad and desired > 0:
            return f"{found.get('reason', kind)}: {found.get('message', '')}"
    return "" if ready >= desired else f"{ready} of {desired} ready"


def _pod(obj: Obj) -> Row:
    status = obj.get("status", {})
    containers = status.get("containerStatuses") or []
    owners = obj.get("metadata", {}).get("ownerReferences") or []
    return {
        "state": pod_state(obj),
        "ready": f"{sum(bool(c.get('ready')) for c in containers)}/{len(obj.get('spec', {}).get('containers') or [])}",
        "restarts": sum(c.get("restartCount", 0) for c in containers),
        **_last_end(containers),
        "node": obj.get("spec", {}).get("nodeName", ""),
        "owner": f"{owners[0]['kind']}/{owners[0]['name']}" if owners else "",
        **_claims(obj.get("spec", {})),
        **_resources(obj.get("spec", {})),
    }


def _claims(spec: Obj) -> Row:
    """The PersistentVolumeClaims that a pod mounts; nothing where it mounts none."""
    names = [str((v.get("persistentVolumeClaim") or {}).get("claimName") or "") for v in spec.get("volumes") or []]
    return {"claims": [n for n in names if n]} if any(names) else {}


def _last_end(containers: list[Obj]) -> Row:
    """Why and when a container of the pod ended last before it was started again; "" where none was."""
    ended = [c["lastState"]["terminated"] for c in containers if (c.get("lastState") or {}).get("terminated")]
    last: Obj = max(ended, key=lambda e: str(e.get("finishedAt") or ""), default={})
    return {"last_end": str(last.get("reason") or ""), "last_end_at": str(last.get("finishedAt") or "")}


def _service(obj: Obj) -> Row:
    spec = obj.get("spec", {})
    ports = [
        f"{p.get('port')}->{p.get('targetPort', p.get('port'))}/{p.get('protocol', 'TCP')}"
        for p in spec.get("ports") or []
    ]
    row = {"type": spec.get("type", "ClusterIP"), "cluster_ip": spec.get("clusterIP", ""), "ports": ports}
    extra = {"external_name": spec["externalName"]} if spec.get("externalName") else {}
    return {**row, "selector": spec.get("selector") or {}, **extra}


def _workload(kind: str) -> Callable[[Obj], Row]:
    return lambda obj: {k: v for k, v in workload_row(kind, obj).items() if k not in ("kind", "namespace", "name")}


def _replica_set(obj: Obj) -> Row:
    meta, status = obj.get("metadata", {}), obj.get("status", {})
    owners = meta.get("ownerReferences") or []
    return {
        "desired": obj.get("spec", {}).get("replicas", 0),
        "ready": status.get("readyReplicas", 0),
        "revision": (meta.get("annotations") or {}).get("deployment.kubernetes.io/revision", ""),
        "images": images(obj.get("spec", {}).get("template", {})),
        "owner": f"{owners[0]['kind']}/{owners[0]['name']}" if owners else "",
        "change_cause": (meta.get("annotations") or {}).get("kubernetes.io/change-cause", ""),
    }


def _config_map(obj: Obj) -> Row:
    return {"keys": sorted([*(obj.get("data") or {}), *(obj.get("binaryData") or {})])}


def event_time(event: Obj) -> str:
    """When it happened last, whichever of the two event formats it has."""
    series = event.get("series") or {}
    last = series.get("lastObservedTime") or event.get("lastTimestamp") or event.get("eventTime")
    return str(last or event.get("firstTimestamp") or event.get("metadata", {}).get("creationTimestamp", ""))


def event_count(event: Obj) -> int:
    return int((event.get("series") or {}).get("count") or event.get("count") or 1)


def event_row(event: Obj) -> Row:
    about = event.get("involvedObject", {})
    return {
        "namespace": about.get("namespace", ""),
        "about": f"{about.get('kind', '')}/{about.get('name', '')}",
        "type": event.get("type", ""),
        "reason": event.get("reason", ""),
        "message": event.get("message", ""),
        "count": event_count(event),
        "last_at": event_time(event),
    }


def _node(obj: Obj) -> Row:
    status = obj.get("status", {})
    pressures = [
        c["type"] for c in status.get("conditions") or [] if c.get("type") != "Ready" and c.get("status") == "True"
    ]
    ready = condition(obj, "Ready")
    return {
        "ready": ready.get("status", "Unknown"),
        "problems": ([str(ready.get("message", ""))] if ready.get("status") != "True" else []) + pressures,
        "unschedulable": bool(obj.get("spec", {}).get("unschedulable", False)),
        "allocatable": {k: v for k, v in (status.get("allocatable") or {}).items() if k in ("cpu", "memory", "pods")},
        "version": (status.get("nodeInfo") or {}).get("kubeletVersion", ""),
    }


def _job(obj: Obj) -> Row:
    status = obj.get("status", {})
    counts = {key: status.get(key, 0) for key in ("active", "succeeded", "failed")}
    return {**counts, "complete": condition(obj, "Complete").get("status") == "True"}


def _cron_job(obj: Obj) -> Row:
    spec, status = obj.get("spec", {}), obj.get("status", {})
    return {
        "schedule": spec.get("schedule", ""),
        "suspended": bool(spec.get("suspend", False)),
        "last_scheduled_at": status.get("lastScheduleTime", ""),
        "last_succeeded_at": status.get("lastSuccessfulTime", ""),
    }


def _ingress(obj: Obj) -> Row:
    backends = []
    for rule in obj.get("spec", {}).get("rules") or []:
        for path in (rule.get("http") or {}).get("paths") or []:
            service = (path.get("backend") or {}).get("service") or {}
            backends.append(f"{rule.get('host', '*')}{path.get('path', '/')} -> {service.get('name', '?')}")
    hosts = [str(host) for tls in obj.get("spec", {}).get("tls") or [] for host in tls.get("hosts") or ["*"]]
    return {"class": obj.get("spec", {}).get("ingressClassName", ""), "routes": backends, "tls": hosts}


def _claim(obj: Obj) -> Row:
    spec, status = obj.get("spec", {}), obj.get("status", {})
    requested = ((spec.get("resources") or {}).get("requests") or {}).get("storage", "")
    names = {"class": spec.get("storageClassName", ""), "volume": spec.get("volumeName", "")}
    return {"phase": status.get("phase", ""), "requested": requested, **names}


def _volume(obj: Obj) -> Row:
    spec, status = obj.get("spec", {}), obj.get("status", {})
    claim = spec.get("claimRef") or {}
    used_by = f"{claim.get('namespace')}/{claim.get('name')}" if claim else ""
    return {
        "phase": status.get("phase", ""),
        "capacity": (spec.get("capacity") or {}).get("storage", ""),
        "claim": used_by,
    }


def _autoscaler(obj: Obj) -> Row:
    spec, status = obj.get("spec", {}), obj.get("status", {})
    about = spec.get("scaleTargetRef") or {}
    limits = {"min": spec.get("minReplicas", 1), "max": spec.get("maxReplicas", 0)}
    counts = {"current": status.get("currentReplicas", 0), "desired": status.get("desiredReplicas", 0)}
    return {"scales": f"{about.get('kind', '')}/{about.get('name', '')}", **limits, **counts}


def _disruption_budget(obj: Obj) -> Row:
    status = obj.get("status", {})
    kept = {"disruptions_allowed": status.get("disruptionsAllowed", 0), "healthy": status.get("currentHealthy", 0)}
    return {**kept, "desired_healthy": status.get("desiredHealthy", 0)}


def _endpoint_slice(obj: Obj) -> Row:
    endpoints = obj.get("endpoints") or []
    ready = sum((e.get("conditions") or {}).get("ready", True) is not False for e in endpoints)
    service = (obj.get("metadata", {}).get("labels") or {}).get("kubernetes.io/service-name", "")
    return {"service": service, "ready": ready, "endpoints": len(endpoints)}


def _quota(obj: Obj) -> Row:
    status = obj.get("status", {})
    return {"hard": status.get("hard") or {}, "used": status.get("used") or {}}


def _phase(obj: Obj) -> Row:
    return {"phase": obj.get("status", {}).get("phase", "")}


def _nothing(obj: Obj) -> Row:
    return {}


_COLUMNS: Mapping[str, Callable[[Obj], Row]] = {
    "pods": _pod,
    "services": _service,
    "configmaps": _config_map,
    "events": event_row,
    "nodes": _node,
    "namespaces": _phase,
    "deployments.apps": _workload("Deployment"),
    "statefulsets.apps": _workload("StatefulSet"),
    "daemonsets.apps": _workload("DaemonSet"),
    "replicasets.apps": _replica_set,
    "jobs.batch": _job,
    "cronjobs.batch": _cron_job,
    "ingresses.networking.k8s.io": _ingress,
    "persistentvolumeclaims": _claim,
    "persistentvolumes": _volume,
    "horizontalpodautoscalers.autoscaling": _autoscaler,
    "poddisruptionbudgets.policy": _disruption_budget,
    "endpointslices.discovery.k8s.io": _endpoint_slice,
    "resourcequotas": _quota,
}
