"""`kubectl describe` text as API objects: pods, Deployments, Jobs, nodes, PersistentVolumeClaims, and their events.

Called by `replay`. What the text does not say is left out of the object, never filled with a default.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from evals.incidents import describe_around
from evals.incidents.kinds import CLUSTER_WIDE, KIND_OF, resource_of
from evals.incidents.text import Section, age, children, columns, conditions, moment, pairs, sections, stamp, value_of

Obj = dict[str, Any]
_EVENT_ROW = re.compile(r"^(?P<when>\S+(?: \(x\d+ over \S+\))?)\s+(?P<type>Normal|Warning)\s+(?P<rest>\S.*)$")
_FROM_KEY = re.compile(r"<set to the key '(?P<key>[^']+)' (?:in|of) (?P<kind>secret|config map) '(?P<name>[^']+)'>")


def described(kind: str, text: str, at: datetime) -> Iterator[tuple[str, Obj]]:
    """(resource, object) of what was described and of what the text says about others. `at` is when it was recorded."""
    resource = resource_of(kind)
    top = sections(text)
    if resource not in _PARTS or not top.text("Name"):
        return
    meta = _metadata(top, namespaced=resource not in CLUSTER_WIDE)
    uid = meta.get("labels", {}).get("controller-uid") if resource == "jobs.batch" else None
    meta["uid"] = uid or f"{resource}/{meta.get('namespace', '')}/{meta['name']}"
    yield resource, {"metadata": meta, **_PARTS[resource](top)}
    yield from _events(top, resource, meta, at)
    yield from _replica_sets(top, meta) if resource == "deployments.apps" else ()
    yield from describe_around.pods_of_node(top, meta["name"], at) if resource == "nodes" else ()


def _metadata(top: Section, *, namespaced: bool) -> Obj:
    meta: Obj = {"name": top.text("Name")}
    if namespaced:
        meta["namespace"] = top.text("Namespace") or "default"
    for field, key in (("labels", "Labels"), ("annotations", "Annotations")):
        if found := _listed(top.child(key), "=" if field == "labels" else ":"):
            meta[field] = found
    created = moment(top.text("CreationTimestamp") or top.text("Start Time"))
    if created:
        meta["creationTimestamp"] = stamp(created)
    kind, _, owner = top.text("Controlled By").partition("/")
    if owner:
        place = f"{_plural(kind)}/{meta.get('namespace', '')}/{owner}"
        meta["ownerReferences"] = [{"kind": kind, "name": owner, "uid": place, "controller": True}]
    return meta


def _plural(kind: str) -> str:
    return {"ReplicaSet": "replicasets.apps", "Job": "jobs.batch"}.get(kind, f"{kind.lower()}s.apps")


def _listed(section: Section | None, separator: str) -> dict[str, str]:
    if section is None:
        return {}
    lines = [section.value, *(line.strip() for line in section.lines)]
    split = (line.partition(separator) for line in lines if value_of(line))
    return {key.strip(): value.strip() for key, found, value in split if found}


def _pod(top: Section) -> Obj:
    spec: Obj = {"containers": _containers(top.child("Containers"))}
    if init := _containers(top.child("Init Containers")):
        spec["initContainers"] = init
    if node := top.text("Node").partition("/")[0]:
        spec["nodeName"] = node
    if volumes := _volumes(top.child("Volumes")):
        spec["volumes"] = volumes
    if labels := _listed(top.child("Node-Selectors"), "="):
        spec["nodeSelector"] = labels
    if tolerations := list(_tolerations(top.child("Tolerations"))):
        spec["tolerations"] = tolerations
    status: Obj = {"phase": top.text("Status"), "conditions": conditions(top, ("type", "status"))}
    for field, key in (("reason", "Reason"), ("message", "Message")):
        if top.text(key):
            status[field] = top.text(key)
    for part, key in (("containerStatuses", "Containers"), ("initContainerStatuses", "Init Containers")):
        if found := [_status(c) for c in children(top, key) if c.child("State")]:
            status[part] = found
    return {"spec": spec, "status": status}


def _tolerations(section: Section | None) -> Iterator[Obj]:
    """`key=value:NoSchedule`, `key:NoExecute op=Exists for 300s`."""
    for line in [section.value, *section.lines] if section else ():
        if match := re.match(
            r"(?P<key>[^\s=:]*)(?:=(?P<value>[^\s:]*))?(?::(?P<effect>\w+))?(?P<exists> op=Exists)?", line.strip()
        ):
            told = {field: value for field, value in match.groupdict().items() if value and field != "exists"}
            if told or match["exists"]:
                yield {**told, "operator": "Exists" if match["exists"] else "Equal"}


def _containers(section: Section | None) -> list[Obj]:
    return [_container(c) for c in (section.children if section else ())]


def _container(section: Section) -> Obj:
    found: Obj = {"name": section.key, "image": section.text("Image")}
    resources = {
        field: {c.key: c.value for c in children(section, key)}
        for field, key in (("limits", "Limits"), ("requests", "Requests"))
        if section.child(key)
    }
    if resources:
        found["resources"] = resources
    ports = re.findall(r"(\d+)/(\w+)|^(\d+)$", section.text("Ports") or section.text("Port"))
    if ports:
        found["ports"] = [{"containerPort": int(n or bare), "protocol": p or "TCP"} for n, p, bare in ports]
    for field, key in (("livenessProbe", "Liveness"), ("readinessProbe", "Readiness"), ("startupProbe", "Startup")):
        if probe := _probe(section.text(key)):
            found[field] = probe
    if env := [_variable(c) for c in children(section, "Environment")]:
        found["env"] = env
    return found


def _probe(text: str) -> Obj:
    """`http-get http://:8080/healthz delay=5s timeout=1s period=10s #success=1 #failure=3`."""
    found: Obj = {}
    if match := re.match(r"http-get https?://[^:/]*:(?P<port>[\w-]+)(?P<path>/\S*)?", text):
        found["httpGet"] = {"port": _port(match["port"]), "path": match["path"] or "/"}
    elif match := re.match(r"tcp-socket [^:]*:(?P<port>[\w-]+)", text):
        found["tcpSocket"] = {"port": _port(match["port"])}
    for field, key in (("initialDelaySeconds", "delay"), ("timeoutSeconds", "timeout"), ("periodSeconds", "period")):
        if match := re.search(rf"\b{key}=(\d+)s", text):
            found[field] = int(match[1])
    return found


def _port(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def _variable(section: Section) -> Obj:
    if match := _FROM_KEY.search(section.value):
        source = "secretKeyRef" if match["kind"] == "secret" else "configMapKeyRef"
        return {"name": section.key, "valueFrom": {source: {"name": match["name"], "key": match["key"]}}}
    return {"name": section.key}


def _status(section: Section) -> Obj:
    found: Obj = {"name": section.key, "image": section.text("Image"), "ready": section.text("Ready") == "True"}
    if section.text("Restart Count").isdigit():
        found["restartCount"] = int(section.text("Restart Count"))
    for field, key in (("state", "State"), ("lastState", "Last State")):
        if (state := section.child(key)) is not None:
            found[field] = {state.value.lower(): _state(state)}
    return found


def _state(section: Section) -> Obj:
    found: Obj = {}
    for field, key in (("reason", "Reason"), ("message", "Message")):
        if section.text(key):
            found[field] = section.text(key)
    if section.text("Exit Code").lstrip("-").isdigit():
        found["exitCode"] = int(section.text("Exit Code"))
    for field, key in (("startedAt", "Started"), ("finishedAt", "Finished")):
        if (at := moment(section.text(key))) is not None:
            found[field] = stamp(at)
    return found


def _volumes(section: Section | None) -> list[Obj]:
    found: list[Obj] = []
    for volume in section.children if section else ():
        kind, name = volume.text("Type").partition(" ")[0], volume.text("ClaimName")
        if kind == "PersistentVolumeClaim" and name:
            found.append({"name": volume.key, "persistentVolumeClaim": {"claimName": name}})
        elif kind == "ConfigMap" and volume.text("Name"):
            found.append({"name": volume.key, "configMap": {"name": volume.text("Name")}})
        elif kind == "Secret" and volume.text("SecretName"):
            found.append({"name": volume.key, "secret": {"secretName": volume.text("SecretName")}})
    return found


def _template(top: Section) -> Obj:
    section = top.child("Pod Template") or Section(key="", value="", indent=0)
    labels = _listed(section.child("Labels"), "=")
    return {"metadata": {"labels": labels}, "spec": {"containers": _containers(section.child("Containers"))}}


def _deployment(top: Section) -> Obj:
    counts = {word: int(n) for n, word in re.findall(r"(\d+) (\w+)", top.text("Replicas"))}
    status = {
        "replicas": counts.get("total", 0),
        "updatedReplicas": counts.get("updated", 0),
        "availableReplicas": counts.get("available", 0),
        "readyReplicas": counts.get("available", 0),
        "conditions": conditions(top, ("type", "status", "reason")),
    }
    selector = {"matchLabels": pairs(top.text("Selector"))}
    return {
        "spec": {"replicas": counts.get("desired", 0), "selector": selector, "template": _template(top)},
        "status": status,
    }


def _replica_sets(top: Section, deployment: Mapping[str, Any]) -> Iterator[tuple[str, Obj]]:
    """The ReplicaSets that a Deployment names; the new one has its template and revision."""
    owner = {"kind": "Deployment", "name": deployment["name"], "uid": deployment["uid"], "controller": True}
    for key in ("NewReplicaSet", "OldReplicaSets"):
        for name, ready, desired in re.findall(r"(\S+) \((\d+)/(\d+) replicas created\)", top.text(key)):
            place = f"replicasets.apps/{deployment['namespace']}/{name}"
            meta: Obj = {"name": name, "namespace": deployment["namespace"], "uid": place, "ownerReferences": [owner]}
            spec: Obj = {"replicas": int(desired)}
            if key == "NewReplicaSet":
                meta["annotations"] = deployment.get("annotations", {})
                spec["template"] = _template(top)
            yield "replicasets.apps", {"metadata": meta, "spec": spec, "status": {"replicas": int(ready)}}


def _replica_set(top: Section) -> Obj:
    counts = {word: int(n) for n, word in re.findall(r"(\d+) (current|desired)", top.text("Replicas"))}
    spec = {"replicas": counts.get("desired", 0), "template": _template(top)}
    return {"spec": spec, "status": {"replicas": counts.get("current", 0)}}


def _job(top: Section) -> Obj:
    numbers = {f: int(top.text(k)) for f, k in _JOB_NUMBERS.items() if top.text(k).isdigit()}
    counts = {
        word.lower(): int(n) for n, word in re.findall(r"(\d+) (Active|Succeeded|Failed)", top.text("Pods Statuses"))
    }
    started = moment(top.text("Start Time"))
    return {
        "spec": {**numbers, "template": _template(top)},
        "status": {**counts, **({"startTime": stamp(started)} if started else {})},
    }


_JOB_NUMBERS = {"parallelism": "Parallelism", "completions": "Completions", "backoffLimit": "Backoff Limit"}


def _events(top: Section, resource: str, meta: Mapping[str, Any], at: datetime) -> Iterator[tuple[str, Obj]]:
    section = top.child("Events")
    for number, line in enumerate(section.lines if section else ()):
        cells = columns(line)
        if len(cells) < 5 or cells[0] not in ("Normal", "Warning"):
            continue
        about = {
            "kind": KIND_OF[resource],
            "name": meta["name"],
            "namespace": meta.get("namespace", ""),
            "uid": meta["uid"],
        }
        yield "events", event(about, cells[0], cells[1], cells[2], " ".join(cells[4:]), at, number)


def event(about: Mapping[str, Any], kind: str, reason: str, when: str, message: str, at: datetime, number: int) -> Obj:
    """An event from a line of text; `when` as in `21s (x3 over 61s)`."""
    match = re.match(r"(?P<last>\S+)(?: \(x(?P<count>\d+) over (?P<first>\S+)\))?", when)
    last = (match and age(match["last"])) or age("0s")
    first = (match and match["first"] and age(match["first"])) or last
    assert last is not None
    assert first is not None
    namespace = str(about.get("namespace") or "default")
    return {
        "metadata": {"name": f"{about['name']}.{number:04x}.{reason.lower()}", "namespace": namespace},
        "involvedObject": dict(about),
        "type": kind,
        "reason": reason,
        "message": message,
        "count": int((match and match["count"]) or 1),
        "firstTimestamp": stamp(at - first),
        "lastTimestamp": stamp(at - last),
    }


def _stateful(top: Section) -> Obj:
    counts = {word: int(n) for n, word in re.findall(r"(\d+) (desired|total)", top.text("Replicas"))}
    spec: Obj = {"selector": {"matchLabels": pairs(top.text("Selector"))}, "template": _template(top)}
    if "desired" in counts:
        spec["replicas"] = counts["desired"]
    return {"spec": spec, "status": {"replicas": counts["total"]} if "total" in counts else {}}


def _daemon(top: Section) -> Obj:
    wanted = top.text("Desired Number of Nodes Scheduled")
    status: Obj = {"desiredNumberScheduled": int(wanted)} if wanted.isdigit() else {}
    return {
        "spec": {"selector": {"matchLabels": pairs(top.text("Selector"))}, "template": _template(top)},
        "status": status,
    }


def event_table(text: str, namespace: str, at: datetime) -> Iterator[tuple[str, Obj]]:
    """The rows of `kubectl events` (or `kubectl get events`): LAST SEEN, TYPE, REASON, OBJECT, MESSAGE."""
    for number, line in enumerate(text.splitlines()):
        match = _EVENT_ROW.match(line.strip())
        cells = re.split(r"\s{2,}", match["rest"].strip(), maxsplit=2) if match else []
        if match is None or len(cells) != 3:
            continue
        kind, _, name = cells[1].partition("/")
        resource = resource_of(kind)
        proper = KIND_OF.get(resource, kind)
        place = "" if resource in CLUSTER_WIDE else namespace
        about = {"kind": proper, "name": name, "namespace": place, "uid": f"{resource or kind.lower()}/{place}/{name}"}
        yield "events", event(about, match["type"], cells[0], match["when"], cells[2], at, 0x1000 + number)


_PARTS: Mapping[str, Callable[[Section], Obj]] = {
    "pods": _pod,
    "deployments.apps": _deployment,
    "replicasets.apps": _replica_set,
    "statefulsets.apps": _stateful,
    "daemonsets.apps": _daemon,
    "services": describe_around.service,
    "ingresses.networking.k8s.io": describe_around.ingress,
    "horizontalpodautoscalers.autoscaling": describe_around.autoscaler,
    "cronjobs.batch": describe_around.cron_job,
    "networkpolicies.networking.k8s.io": describe_around.network_policy,
    "jobs.batch": _job,
    "nodes": describe_around.node,
    "persistentvolumeclaims": describe_around.claim,
}
