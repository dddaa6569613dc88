"""A recorded incident as a snapshot of a cluster, which the product then reads like any other.

Called by the suite `k8s_incidents`. A kind that no output tells of gets no list, so that reading it fails: it could not
be looked at. The manifests that were applied before the question say what else exists, without its state.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from evals.incidents import argo
from evals.incidents.cases import Incident, Recorded
from evals.incidents.describe import described, event_table
from evals.incidents.kinds import CLUSTER_WIDE, KIND_OF, resource_of
from evals.incidents.logs import stamped, time_in
from evals.incidents.tables import PLACEHOLDER, tabled
from evals.incidents.text import age, moment

Obj = dict[str, Any]
Key = tuple[str, str, str]
CLUSTER_UID = "00000000-0000-4000-8000-000000000000"
_RFC_1123 = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
_RESOURCES = {kind: resource for resource, kind in KIND_OF.items()}
_EVERY_SEARCH = "*"


def write_snapshot(incident: Incident, folder: Path, *, manifests: bool = True) -> None:
    """Writes `meta.json`, `lists/` and `logs/` below `folder`."""
    at = recorded_at(incident)
    cluster = _Cluster()
    applied = (found for text in incident.manifests for found in _documents(text)) if manifests else ()
    for resource, obj in (*applied, *_synced(incident)):
        cluster.add(resource, obj)
    for output in sorted(incident.outputs, key=lambda o: "describe" in o.tool or "yaml" in o.tool):
        for resource, obj in _objects(output, at):
            cluster.add(resource, obj)
        cluster.searched(output)
    cluster.add_logs(incident.outputs)
    cluster.join(incident.outputs)
    cluster.write(folder, at)


def recorded_at(incident: Incident) -> datetime:
    """When it was recorded: the latest time that any output names, or that the ages in one add up to."""
    found = [at for output in incident.outputs for at in _times(output)]
    return max(found, default=datetime.now(UTC))


def _times(output: Recorded) -> Iterator[datetime]:
    named = [at for text in _RFC_1123.findall(output.body) if (at := moment(text))]
    yield from named
    if "describe" in output.tool and named:
        started = re.search(r"^(?:Start Time|CreationTimestamp):\s+(.*)$", output.body, re.MULTILINE)
        begun = moment(started[1]) if started else None
        events = output.body.partition("\nEvents:")[2]
        ages = [a for word in re.findall(r"(?:over |\s)(\d+[ywdhms]\w*)", events) if (a := age(word))]
        if begun and ages and max(ages) < timedelta(days=1):
            yield begun + max(ages)
    if "log" in output.tool:
        yield from (at for line in output.body.splitlines() if (at := time_in(line)))


def _objects(output: Recorded, at: datetime) -> Iterator[tuple[str, Obj]]:
    if output.failed:
        return
    kind, namespace = output.param("kind"), output.param("namespace")
    if output.tool == "kubectl_describe":
        yield from described(kind, output.body, at)
    elif output.tool == "kubectl_get_yaml":
        yield from _documents(output.body)
    elif "events" in output.tool:
        yield from event_table(output.body, namespace or "default", at)
    elif output.tool == "argocd_app_get":
        yield from argo.operation_event(output.body, at)
    elif output.tool.startswith(("kubectl_get", "kubectl_find", "check_node")):
        yield from tabled(kind or ("node" if "node" in output.tool else ""), namespace, output.body, at)


def _synced(incident: Incident) -> Iterator[tuple[str, Obj]]:
    """What `argocd app manifests` shows, but for what `argocd app get` calls missing: in the cluster as it is there."""
    gone = {m for o in incident.outputs if o.tool == "argocd_app_get" for m in argo.missing(o.body)}
    for output in incident.outputs:
        if output.tool == "argocd_app_manifests":
            for resource, obj in _documents(output.body):
                meta = obj["metadata"]
                if (obj["kind"], meta.get("namespace", ""), meta["name"]) not in gone:
                    yield resource, obj


def _documents(text: str) -> Iterator[tuple[str, Obj]]:
    """The objects of YAML text, those in a List one by one; nothing of text that is cut off or a template of Helm."""
    try:
        tops = [top for top in yaml.safe_load_all(text) if isinstance(top, dict)]
    except yaml.YAMLError:
        return
    for document in (d for top in tops for d in (top.get("items") or [top])):
        known = isinstance(document, dict) and document.get("kind") in _RESOURCES
        if known and (document.get("metadata") or {}).get("name"):
            resource, meta = _RESOURCES[document["kind"]], document["metadata"]
            if resource not in CLUSTER_WIDE:
                meta.setdefault("namespace", "default")
            meta.setdefault("uid", f"{resource}/{meta.get('namespace', '')}/{meta['name']}")
            yield resource, json.loads(json.dumps(document, default=str))


class _Cluster:
    """What is known so far, by resource, namespace and name."""

    def __init__(self) -> None:
        self._objects: dict[Key, Obj] = {}
        self._empty: set[str] = set()  # searched, and none there
        self._logs: dict[tuple[str, str, str, bool], str] = {}  # namespace, pod, container or "", previous

    def add(self, resource: str, obj: Obj) -> None:
        """Adds what is new about an object; what was said last counts."""
        meta = obj["metadata"]
        key = (resource, meta.get("namespace", ""), meta["name"])
        self._objects[key] = _merged(self._objects.get(key, {}), obj)

    def searched(self, output: Recorded) -> None:
        """A search recorded for every keyword that finds nothing says that there is nothing of its kind."""
        every = output.tool == "kubectl_find_resource" and output.param("keyword") == _EVERY_SEARCH
        if every and not output.body.strip():
            kind = output.param("kind")
            kinds = _RESOURCES.values() if kind == _EVERY_SEARCH else [resource_of(kind)]
            self._empty.update(k for k in kinds if k)

    def add_logs(self, outputs: Iterable[Recorded]) -> None:
        """Of several recordings of one log, the longest."""
        for output in outputs:
            unread = output.failed or not output.body.strip()
            if "logs" not in output.tool or unread or not output.param("pod_name"):
                continue
            pod, previous = output.param("pod_name"), "previous" in output.tool
            namespace = output.param("namespace") or "default"
            key = (namespace, pod, output.param("container_name") or output.param("container"), previous)
            if len(output.body) > len(self._logs.get(key, "")):
                self._logs[key] = output.body
            if ("pods", namespace, pod) not in self._objects:
                meta = {"name": pod, "namespace": namespace, "uid": f"pods/{namespace}/{pod}"}
                self.add("pods", {"metadata": meta, "spec": {"containers": [{"name": PLACEHOLDER}]}, "status": {}})

    def join(self, outputs: Iterable[Recorded]) -> None:
        """Names of containers and ReplicaSets where a workload gives them; drops Services whose pods are not known."""
        for (resource, _, _), pod in list(self._objects.items()):
            if resource == "pods":
                self._name_containers(pod)
        listed = {o.param("namespace") for o in outputs if "get_by_kind" in o.tool and o.param("kind").lower() == "pod"}
        spaces = {key[1] for key in self._objects if key[0] == "pods"}
        for key in [k for k in self._objects if k[0] == "services"]:
            if key[1] not in listed and key[1] not in spaces:
                del self._objects[key]

    def _name_containers(self, pod: Obj) -> None:
        template = self._template_of(pod)
        names = [c["name"] for c in (template.get("spec") or {}).get("containers") or ()]
        containers = pod.get("spec", {}).get("containers") or []
        if not names or not containers or not containers[0]["name"].startswith(PLACEHOLDER):
            return
        pod["spec"]["containers"] = template["spec"]["containers"]
        for status, name in zip(pod.get("status", {}).get("containerStatuses") or (), names, strict=False):
            status["name"] = name

    def _template_of(self, pod: Obj) -> Obj:
        """The template of the workload above; a ReplicaSet is called `<deployment>-<pod-template-hash>`."""
        meta = pod["metadata"]
        owner: Obj = next(iter(meta.get("ownerReferences") or ()), {})
        kind = {"ReplicaSet": "replicasets.apps", "Job": "jobs.batch"}.get(owner.get("kind", ""), "")
        above = self._objects.get((kind, meta["namespace"], owner.get("name", "")))
        if above is None and kind == "replicasets.apps":
            above = self._replica_set(meta, owner)
        return ((above or {}).get("spec") or {}).get("template") or {}

    def _replica_set(self, meta: Obj, owner: Obj) -> Obj | None:
        name = owner["name"].removesuffix(f"-{meta.get('labels', {}).get('pod-template-hash', '')}")
        deployment = self._objects.get(("deployments.apps", meta["namespace"], name))
        if deployment is None:
            return None
        above = {"kind": "Deployment", "name": name, "uid": deployment["metadata"]["uid"], "controller": True}
        own = {"name": owner["name"], "namespace": meta["namespace"], "uid": owner["uid"], "ownerReferences": [above]}
        found = {"metadata": own, "spec": {"template": deployment["spec"].get("template") or {}}, "status": {}}
        self.add("replicasets.apps", found)
        return found

    def write(self, folder: Path, at: datetime) -> None:
        (folder / "lists").mkdir(parents=True)
        lists: dict[str, list[Obj]] = {resource: [] for resource in self._empty}
        for (resource, _, _), obj in sorted(self._objects.items()):
            lists.setdefault(resource, []).append(obj)
        for resource, items in lists.items():
            (folder / "lists" / f"{resource}.json").write_text(json.dumps({"items": items}), encoding="utf-8")
        for (namespace, pod, container, previous), text in self._logs.items():
            place = folder / "logs" / namespace / pod
            place.mkdir(parents=True, exist_ok=True)
            containers = self._objects["pods", namespace, pod]["spec"]["containers"]
            name = f"{container or containers[0]['name']}{'.previous' if previous else ''}.log"
            (place / name).write_text(stamped(text), encoding="utf-8")
        meta = {"schema": "baepo.kube_snapshot/1", "cluster_uid": CLUSTER_UID, "taken_at": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
        (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")


def _merged(known: Obj, told: Obj) -> Obj:
    """Maps are joined; anything else is replaced, unless what is told is empty or only holds a place."""
    result = dict(known)
    for field, value in told.items():
        if isinstance(value, dict) and isinstance(result.get(field), dict):
            result[field] = _merged(result[field], value)
        elif value not in ({}, [], "", None) and not (field in result and _holds_a_place(value)):
            result[field] = value
        else:
            result.setdefault(field, value)
    return result


def _holds_a_place(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(v, dict) and v.get("name") == PLACEHOLDER for v in value)
