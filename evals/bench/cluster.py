"""A large cluster for the bench: a snapshot of healthy pods with their controllers, Services and nodes. Called by `__main__`."""

import json
import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evals.bench import measure

PODS = 10_000
_REPLICAS, _NAMESPACES, _NODES, _VARIABLES = 10, 50, 200, 10
_AT, _TAKEN_AT = "2026-07-28T04:00:00Z", "2026-07-28T05:00:00Z"
# Kinds that have none here; every list that the product reads is there, so that nothing counts as not read.
_EMPTY = (
    "statefulsets.apps daemonsets.apps jobs.batch cronjobs.batch ingresses.networking.k8s.io ingressclasses.networking.k8s.io"
    " networkpolicies.networking.k8s.io horizontalpodautoscalers.autoscaling poddisruptionbudgets.policy persistentvolumes"
    " persistentvolumeclaims storageclasses.storage.k8s.io resourcequotas limitranges serviceaccounts secrets"
    " roles.rbac.authorization.k8s.io rolebindings.rbac.authorization.k8s.io clusterroles.rbac.authorization.k8s.io"
    " clusterrolebindings.rbac.authorization.k8s.io validatingwebhookconfigurations.admissionregistration.k8s.io"
    " mutatingwebhookconfigurations.admissionregistration.k8s.io events configmaps"
)
_PARSE = "import json, pathlib, sys\nfor path in pathlib.Path(sys.argv[1]).glob('lists/*.json'): json.loads(path.read_bytes())"
Body = dict[str, Any]


def cluster_rows(home: Path, row: Callable[..., None]) -> None:
    """A check of the whole cluster in a process of its own, beside one that only parses the same lists."""
    snapshot = home / "large"
    write_snapshot(snapshot, pods=PODS)
    commands = {
        "parse 10,000 pods": measure.python("-c", _PARSE, str(snapshot)),
        "check kube, 10,000 pods": measure.python("-m", "assistant.cli", "check", "kube", "--snapshot", str(snapshot)),
    }
    found = measure.processes(commands, runs=3, environ=os.environ | {"BAEPO_HOME": str(home / "large-home")})
    base = found["parse 10,000 pods"]
    for name, process in found.items():
        row(name, process.wall_s, f"{process.wall_s / base.wall_s:.2f}x of parsing alone", process.peak_mib)


def write_snapshot(folder: Path, *, pods: int) -> None:
    """Deployments of ten pods each, all well."""
    lists: dict[str, list[Body]] = defaultdict(list)
    for number in range(pods // _REPLICAS):
        _add_application(lists, f"app-{number}", f"ns-{number % _NAMESPACES}", first_pod=number * _REPLICAS)
    lists["namespaces"] = [{"metadata": {"name": f"ns-{n}", "uid": f"ns-{n}"}} for n in range(_NAMESPACES)]
    lists["nodes"] = [_node(n) for n in range(_NODES)]
    (folder / "lists").mkdir(parents=True)
    for name in (*lists, *_EMPTY.split()):
        body = {"items": lists.get(name, [])}
        (folder / "lists" / f"{name}.json").write_text(json.dumps(body), encoding="utf-8")
    meta = {
        "schema": "baepo.kube_snapshot/1",
        "cluster_uid": "large",
        "server_version": "v1.34.2",
        "taken_at": _TAKEN_AT,
    }
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")


def _add_application(lists: dict[str, list[Body]], name: str, namespace: str, *, first_pod: int) -> None:
    template = {"metadata": {"labels": {"app": name, "pod-template-hash": "5d4f"}}, "spec": _pod_spec(name)}
    status = {"replicas": _REPLICAS, "readyReplicas": _REPLICAS, "availableReplicas": _REPLICAS}
    top = _object(name, namespace, {"replicas": _REPLICAS, "template": template}, status)
    made = _object(f"{name}-5d4f", namespace, {"replicas": _REPLICAS, "template": template}, status, owner=top)
    lists["deployments.apps"].append(top)
    lists["replicasets.apps"].append(made)
    ports = [{"port": 80, "targetPort": 8080}]
    lists["services"].append(
        _object(name, namespace, {"selector": {"app": name}, "ports": ports}, {"loadBalancer": {}})
    )
    endpoints = [{"conditions": {"ready": True}, "targetRef": {"name": f"{name}-5d4f-{n}"}} for n in range(_REPLICAS)]
    slices = _object(f"{name}-x", namespace, labels={"kubernetes.io/service-name": name})
    lists["endpointslices.discovery.k8s.io"].append({**slices, "endpoints": endpoints})
    for number in range(_REPLICAS):
        spec = {**template["spec"], "nodeName": f"node-{(first_pod + number) % _NODES}"}
        labels = template["metadata"]["labels"]
        lists["pods"].append(
            _object(f"{name}-5d4f-{number}", namespace, spec, _pod_status(), owner=made, labels=labels)
        )


def _object(
    name: str,
    namespace: str,
    spec: Body | None = None,
    status: Body | None = None,
    *,
    owner: Body | None = None,
    labels: Body | None = None,
) -> Body:
    fields: Body = {
        "f:metadata": {"f:labels": {".": {}, "f:app": {}}},
        "f:spec": {"f:containers": {".": {}, "f:image": {}}},
    }
    written = {"manager": "kube-controller-manager", "operation": "Update", "time": _AT, "fieldsV1": fields}
    meta: Body = {"name": name, "namespace": namespace, "uid": f"{namespace}/{name}", "creationTimestamp": _AT}
    meta |= {"managedFields": [written], **({"labels": labels} if labels else {})}
    if owner is not None:
        above = owner["metadata"]
        meta["ownerReferences"] = [{"kind": "Owner", "name": above["name"], "uid": above["uid"], "controller": True}]
    return {"metadata": meta, "spec": spec or {}, "status": status or {}}


def _pod_spec(name: str) -> Body:
    container = {
        "name": "app",
        "image": f"registry.test/shop/{name}:1.0",
        "ports": [{"containerPort": 8080, "name": "http"}],
        "env": [{"name": f"SETTING_{n}", "value": "some value of a setting"} for n in range(_VARIABLES)],
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "256Mi"}},
        "readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 10},
        "terminationMessagePath": "/dev/termination-log",
        "imagePullPolicy": "IfNotPresent",
    }
    tolerations = [{"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute"}]
    return {
        "containers": [container],
        "restartPolicy": "Always",
        "tolerations": tolerations,
        "dnsPolicy": "ClusterFirst",
    }


def _pod_status() -> Body:
    kinds = ("Initialized", "Ready", "ContainersReady", "PodScheduled")
    one = {"name": "app", "ready": True, "started": True, "restartCount": 0, "state": {"running": {"startedAt": _AT}}}
    return {
        "phase": "Running",
        "startTime": _AT,
        "conditions": [{"type": kind, "status": "True", "lastTransitionTime": _AT} for kind in kinds],
        "containerStatuses": [one],
    }


def _node(number: int) -> Body:
    status = {
        "allocatable": {"cpu": "32", "memory": "128Gi", "pods": "110"},
        "conditions": [{"type": "Ready", "status": "True"}],
        "nodeInfo": {"kubeletVersion": "v1.34.2"},
    }
    return {"metadata": {"name": f"node-{number}", "uid": f"node-{number}"}, "spec": {}, "status": status}
