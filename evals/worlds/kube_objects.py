"""Raw Kubernetes objects as an API server returns them inside a list (no kind, no apiVersion).

Called by `kube_workloads`, `kube_platform`, `kube_faults` and `kube_decoys`.
Source: Kubernetes API reference v1.34.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from evals.worlds import names
from evals.worlds.company import App, Company

Obj = dict[str, Any]


@dataclass(kw_only=True)
class Cluster:
    """The cluster under construction: lists by plural, logs by `(namespace, pod, file)`."""

    company: Company
    rng: random.Random
    now: datetime
    lists: dict[str, list[Obj]] = field(default_factory=dict)
    logs: dict[tuple[str, str, str], str] = field(default_factory=dict)
    resource_version: int = 0
    addresses_used: int = 0

    def add(self, plural: str, obj: Obj) -> Obj:
        self.lists.setdefault(plural, []).append(obj)
        return obj

    def items(self, plural: str, namespace: str | None = None) -> list[Obj]:
        found = self.lists.get(plural, [])
        return [o for o in found if namespace is None or o["metadata"].get("namespace") == namespace]

    def get(self, plural: str, namespace: str, name: str) -> Obj:
        return next(o for o in self.items(plural, namespace) if o["metadata"]["name"] == name)

    def next_version(self) -> str:
        self.resource_version += self.rng.randint(3, 90)
        return str(self.resource_version)

    def next_pod_ip(self) -> str:
        self.addresses_used += 1
        return f"10.244.{self.addresses_used // 200}.{self.addresses_used % 200 + 7}"

    def ago(self, **span: float) -> datetime:
        return self.now - timedelta(**span)


def metadata(
    cluster: Cluster,
    name: str,
    namespace: str | None,
    created_at: datetime,
    *,
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
    owner: Obj | None = None,
    generate_name: str | None = None,
    generation: int | None = None,
) -> Obj:
    """`ObjectMeta` with the keys in the order of the API server; empty ones are left out as it leaves them out."""
    meta: Obj = {"name": name}
    if generate_name:
        meta["generateName"] = generate_name
    if namespace:
        meta["namespace"] = namespace
    meta["uid"] = names.uid(cluster.rng)
    meta["resourceVersion"] = cluster.next_version()
    if generation:
        meta["generation"] = generation
    meta["creationTimestamp"] = names.stamp(created_at)
    if labels:
        meta["labels"] = dict(labels)
    if annotations:
        meta["annotations"] = dict(annotations)
    if owner:
        meta["ownerReferences"] = [owner]
    return meta


def owner_reference(api_version: str, kind: str, obj: Obj) -> Obj:
    meta = obj["metadata"]
    return {
        "apiVersion": api_version,
        "kind": kind,
        "name": meta["name"],
        "uid": meta["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


def condition(kind: str, status: str, moment: datetime, reason: str | None = None, message: str | None = None) -> Obj:
    found: Obj = {"type": kind, "status": status, "lastTransitionTime": names.stamp(moment)}
    if reason:
        found["reason"] = reason
    if message:
        found["message"] = message
    return found


def ownership(app: App) -> tuple[dict[str, str], dict[str, str]]:
    """Labels and annotations by which the tool that applied an object can be recognised."""
    if app.owner == "helm":
        return (
            {"app.kubernetes.io/managed-by": "Helm", "helm.sh/chart": f"{app.name}-1.{app.version[1]}.0"},
            {"meta.helm.sh/release-name": app.name, "meta.helm.sh/release-namespace": app.namespace},
        )
    if app.owner == "argocd":
        tracking = f"{app.name}:apps/Deployment:{app.namespace}/{app.name}"
        return ({"argocd.argoproj.io/instance": app.name}, {"argocd.argoproj.io/tracking-id": tracking})
    return ({}, {})


def managed_fields(owner: str, api_version: str, applied_at: datetime, status_at: datetime | None = None) -> list[Obj]:
    """Who set which fields, shortened to the fields that matter for ownership."""
    manager, operation = {
        "helm": ("helm", "Update"),
        "argocd": ("argocd-controller", "Apply"),
        "kubectl": ("kubectl-client-side-apply", "Update"),
    }[owner]
    entries: list[Obj] = [
        {
            "manager": manager,
            "operation": operation,
            "apiVersion": api_version,
            "time": names.stamp(applied_at),
            "fieldsType": "FieldsV1",
            "fieldsV1": {"f:metadata": {"f:labels": {}}, "f:spec": {"f:replicas": {}, "f:template": {}}},
        }
    ]
    if status_at:
        entries.append(
            {
                "manager": "kube-controller-manager",
                "operation": "Update",
                "apiVersion": api_version,
                "time": names.stamp(status_at),
                "fieldsType": "FieldsV1",
                "fieldsV1": {"f:status": {"f:conditions": {}, "f:readyReplicas": {}, "f:replicas": {}}},
                "subresource": "status",
            }
        )
    return entries


def config_map(cluster: Cluster, app: App, name: str, data: Mapping[str, str], created_at: datetime) -> Obj:
    labels, annotations = ownership(app)
    meta = metadata(
        cluster,
        name,
        app.namespace,
        created_at,
        labels={"app.kubernetes.io/name": app.name, **labels},
        annotations={k: v.replace("apps/Deployment", "/ConfigMap") for k, v in annotations.items()},
    )
    return cluster.add("configmaps", {"metadata": meta, "data": dict(data)})


def secret_metadata(
    cluster: Cluster, namespace: str, name: str, created_at: datetime, labels: Mapping[str, str] | None = None
) -> Obj:
    """A Secret as `PartialObjectMetadata` (the one list whose items carry a kind): values are never in a snapshot."""
    body = {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1"}
    return cluster.add("secrets", body | {"metadata": metadata(cluster, name, namespace, created_at, labels=labels)})


def service_account(cluster: Cluster, namespace: str, name: str, created_at: datetime) -> Obj:
    return cluster.add("serviceaccounts", {"metadata": metadata(cluster, name, namespace, created_at)})


def event(
    cluster: Cluster,
    *,
    kind: str,
    api_version: str,
    involved: Obj,
    reason: str,
    message: str,
    first_at: datetime,
    last_at: datetime | None = None,
    count: int = 1,
    type_: str = "Normal",
    component: str,
    host: str | None = None,
    field_path: str | None = None,
) -> None:
    """A core/v1 event; the scheduler writes the new form, with `eventTime` and without counts."""
    last = last_at or first_at
    about = involved["metadata"]
    target: Obj = {"kind": kind}
    if about.get("namespace"):
        target["namespace"] = about["namespace"]
    target |= {"name": about["name"], "uid": about["uid"], "apiVersion": api_version}
    target["resourceVersion"] = about["resourceVersion"]
    if field_path:
        target["fieldPath"] = field_path
    name = f"{about['name']}.{names.hex_id(cluster.rng, 16)}"
    namespace = about.get("namespace", "default")
    body: Obj = {
        "metadata": metadata(cluster, name, namespace, first_at),
        "involvedObject": target,
        "reason": reason,
        "message": message,
    }
    if component == "default-scheduler":
        body |= {"source": {}, "firstTimestamp": None, "lastTimestamp": None, "type": type_}
        body |= {"eventTime": names.stamp_micro(first_at), "action": "Binding"}
        body |= {"reportingComponent": component, "reportingInstance": f"{component}-control-plane-1"}
    else:
        source = {"component": component} | ({"host": host} if host else {})
        body |= {"source": source, "firstTimestamp": names.stamp(first_at), "lastTimestamp": names.stamp(last)}
        body |= {"count": count, "type": type_, "eventTime": None}
        body |= {"reportingComponent": component, "reportingInstance": host or ""}
    cluster.add("events", body)
