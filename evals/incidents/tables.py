"""Tables of `kubectl get -o wide --show-labels` as API objects, with a header line or (after a grep) without.

Called by `replay`. A table says little: what it does not say is left out of the object.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from evals.incidents.kinds import CLUSTER_WIDE, resource_of
from evals.incidents.text import age, columns, number, pairs, rows, stamp, value_of

Obj = dict[str, Any]
PLACEHOLDER = "container"  # a pod has at least one container, but a table does not name it
# The columns that `kubectl get -A -o wide --show-labels` prints; without -A the first is missing.
_POD = ["NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE", "NOMINATED", "READINESS", "LABELS"]
_DEPLOYMENT = [
    "NAMESPACE",
    "NAME",
    "READY",
    "UP-TO-DATE",
    "AVAILABLE",
    "AGE",
    "CONTAINERS",
    "IMAGES",
    "SELECTOR",
    "LABELS",
]
_STATEFUL_SET = ["NAMESPACE", "NAME", "READY", "AGE", "CONTAINERS", "IMAGES", "LABELS"]
_SERVICE = ["NAMESPACE", "NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE", "SELECTOR", "LABELS"]
_HEADERS = {
    "pods": _POD,
    "deployments.apps": _DEPLOYMENT,
    "statefulsets.apps": _STATEFUL_SET,
    "services": _SERVICE,
    "namespaces": ["NAME", "STATUS", "AGE", "LABELS"],
}
_KNOWN_AT = 2  # the first column after the names, which its cells give away
_KNOWN = re.compile(r"\d+/\d+|ClusterIP|NodePort|LoadBalancer|ExternalName")
_WAITING = re.compile(r"BackOff|^Err|Error$|^ContainerCreating$|^PodInitializing$|^Invalid|^Create|^RunContainer")


def tabled(kind: str, namespace: str, text: str, at: datetime) -> Iterator[tuple[str, Obj]]:
    """(resource, object) of every row that can be read."""
    found = list(rows(text))
    resource = resource_of(kind)
    if not found and resource in _HEADERS:
        found = [row for line in text.splitlines() if line.strip() and (row := _headless(resource, line))]
    for row in found:
        prefix, slash, name = row.get("NAME", "").rpartition("/")
        of = resource_of(prefix.partition(".")[0]) if slash else resource
        if of in _PARTS and name:
            yield of, _object(of, {**row, "NAME": name}, row.get("NAMESPACE") or namespace or "default", at)


def _headless(resource: str, line: str) -> dict[str, str]:
    cells, header = columns(line), _HEADERS[resource]
    if resource != "namespaces":
        at = next((i for i, cell in enumerate(cells) if _KNOWN.fullmatch(cell)), -1)
        if at < 1:
            return {}
        header = header[_KNOWN_AT - at :] if at < _KNOWN_AT else header
    return dict(zip(header, cells, strict=False))


def _object(resource: str, row: Mapping[str, str], namespace: str, at: datetime) -> Obj:
    meta: Obj = {"name": row["NAME"]}
    if resource not in CLUSTER_WIDE:
        meta["namespace"] = namespace
    meta["uid"] = f"{resource}/{meta.get('namespace', '')}/{row['NAME']}"
    if labels := pairs(row.get("LABELS", "")):
        meta["labels"] = labels
    if (old := age(row.get("AGE", ""))) is not None:
        meta["creationTimestamp"] = stamp(at - old)
    return {"metadata": meta, **_PARTS[resource](row, meta)}


def _pod(row: Mapping[str, str], meta: Obj) -> Obj:
    labels = meta.get("labels", {})
    if "pod-template-hash" in labels and f"-{labels['pod-template-hash']}-" in row["NAME"]:
        _own(meta, "ReplicaSet", "replicasets.apps", row["NAME"].rpartition("-")[0])
    elif job := labels.get("job-name"):
        _own(meta, "Job", "jobs.batch", job, labels.get("controller-uid", ""))
    status = row.get("STATUS", "")
    ready, _, total = row.get("READY", "0/1").partition("/")
    init = status.startswith("Init:")
    reason = status.removeprefix("Init:")
    phase = {"Completed": "Succeeded", "Error": "Failed", "Failed": "Failed", "Evicted": "Failed"}.get(status)
    if status == "Terminating":
        meta["deletionTimestamp"] = meta.get("creationTimestamp", "")
    restarts = re.match(r"\d+", row.get("RESTARTS", ""))
    count = int(restarts.group()) if restarts else 0
    names = [PLACEHOLDER, *(f"{PLACEHOLDER}-{n}" for n in range(2, number(total) + 1))]
    statuses = [_status(name, i < number(ready), reason, count) for i, name in enumerate(names)]
    body: Obj = {"phase": phase or ("Pending" if _WAITING.search(reason) or status == "Pending" else "Running")}
    if not init and status != "Pending" and not phase:
        body["containerStatuses"] = statuses
    if init:
        body["initContainerStatuses"] = [_status(PLACEHOLDER, False, reason, count)]
    if phase is None and status not in ("Terminating", "Unknown"):
        body["conditions"] = [{"type": "Ready", "status": "True" if ready == total else "False"}]
    spec: Obj = {"containers": [{"name": name} for name in names]}
    if node := value_of(row.get("NODE", "")).partition("/")[0]:
        spec["nodeName"] = node
    return {"spec": spec, "status": body}


def _own(meta: Obj, kind: str, resource: str, name: str, uid: str = "") -> None:
    place = uid or f"{resource}/{meta['namespace']}/{name}"
    meta["ownerReferences"] = [{"kind": kind, "name": name, "uid": place, "controller": True}]


def _status(name: str, ready: bool, reason: str, restarts: int) -> Obj:
    found: Obj = {"name": name, "ready": ready, "restartCount": restarts, "lastState": {}}
    if ready or not _WAITING.search(reason):
        return {**found, "state": {"running": {}}}
    return {**found, "state": {"waiting": {"reason": reason}}}


def _deployment(row: Mapping[str, str], meta: Obj) -> Obj:
    ready, _, desired = row.get("READY", "").partition("/")
    names, images = row.get("CONTAINERS", "").split(","), row.get("IMAGES", "").split(",")
    containers = [{"name": n, "image": i} for n, i in zip(names, images, strict=False) if n]
    selector = pairs(row.get("SELECTOR", ""))
    spec: Obj = {"replicas": number(desired), "selector": {"matchLabels": selector}}
    if containers:
        spec["template"] = {"metadata": {"labels": selector}, "spec": {"containers": containers}}
    return {"spec": spec, "status": {"readyReplicas": number(ready), "replicas": number(desired)}}


def _replica_set(row: Mapping[str, str], meta: Obj) -> Obj:
    return {"spec": {"replicas": number(row.get("DESIRED", ""))}, "status": {}}


def _service(row: Mapping[str, str], meta: Obj) -> Obj:
    ports = re.findall(r"(\d+)(?::\d+)?/(\w+)", row.get("PORT(S)", ""))
    spec: Obj = {"type": row.get("TYPE", ""), "ports": [{"port": int(n), "protocol": p} for n, p in ports]}
    if selector := pairs(row.get("SELECTOR", "")):
        spec["selector"] = selector
    return {"spec": spec, "status": {}}


def _node(row: Mapping[str, str], meta: Obj) -> Obj:
    states = row.get("STATUS", "").split(",")
    ready = {"Ready": "True", "NotReady": "False"}.get(states[0], "Unknown")
    spec: Obj = {"unschedulable": True} if "SchedulingDisabled" in states else {}
    return {"spec": spec, "status": {"conditions": [{"type": "Ready", "status": ready}]}}


def _claim(row: Mapping[str, str], meta: Obj) -> Obj:
    spec: Obj = {}
    if row.get("STORAGECLASS"):
        spec["storageClassName"] = row["STORAGECLASS"]
    if row.get("VOLUME"):
        spec["volumeName"] = row["VOLUME"]
    return {"spec": spec, "status": {"phase": row.get("STATUS", "")}}


def _ingress(row: Mapping[str, str], meta: Obj) -> Obj:
    rules = [{"host": host} for host in row.get("HOSTS", "").split(",") if host not in ("", "*")]
    spec: Obj = {"rules": rules} | ({"ingressClassName": name} if (name := value_of(row.get("CLASS", ""))) else {})
    address = [{"ip": a} for a in row.get("ADDRESS", "").split(",") if a]
    return {"spec": spec, "status": {"loadBalancer": {"ingress": address} if address else {}}}


def _autoscaler(row: Mapping[str, str], meta: Obj) -> Obj:
    kind, _, name = row.get("REFERENCE", "").partition("/")
    spec = {"scaleTargetRef": {"kind": kind, "name": name}, "maxReplicas": number(row.get("MAXPODS", ""))}
    return {"spec": spec, "status": {"currentReplicas": number(row.get("REPLICAS", ""))}}


def _cron_job(row: Mapping[str, str], meta: Obj) -> Obj:
    return {"spec": {"schedule": row.get("SCHEDULE", ""), "suspend": row.get("SUSPEND") == "True"}, "status": {}}


def _named(row: Mapping[str, str], meta: Obj) -> Obj:
    return {}


def _namespace(row: Mapping[str, str], meta: Obj) -> Obj:
    return {"status": {"phase": row.get("STATUS", "")}}


_PARTS: Mapping[str, Callable[[Mapping[str, str], Obj], Obj]] = {
    "pods": _pod,
    "deployments.apps": _deployment,
    "statefulsets.apps": _deployment,
    "replicasets.apps": _replica_set,
    "services": _service,
    "nodes": _node,
    "namespaces": _namespace,
    "persistentvolumeclaims": _claim,
    "ingresses.networking.k8s.io": _ingress,
    "horizontalpodautoscalers.autoscaling": _autoscaler,
    "cronjobs.batch": _cron_job,
    "ingressclasses.networking.k8s.io": _named,
    "storageclasses.storage.k8s.io": _named,
}
