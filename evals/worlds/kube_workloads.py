"""Deployments with their revisions, Services with their endpoints: consistent from spec to status.

Called by `kube_cluster`, `kube_faults` and `kube_decoys`.
Source: deployment, replicaset and endpointslice controllers as of Kubernetes v1.34.
"""

import math
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from evals.worlds import names
from evals.worlds.company import App
from evals.worlds.kube_objects import (
    Cluster,
    Obj,
    condition,
    event,
    managed_fields,
    metadata,
    owner_reference,
    ownership,
)
from evals.worlds.kube_pods import EVENT_TTL, Behaviour, add_pod, healthy

PROGRESS_DEADLINE_S = 600
Progress = Literal["complete", "progressing", "deadline_exceeded"]
Part = tuple[Obj, list[Obj]]  # a ReplicaSet and its pods


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One ReplicaSet of a Deployment; the last one given is the current one."""

    number: int
    template: Obj
    created_at: datetime
    pods: int = 0
    behave: Behaviour = healthy
    pods_created_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """A Deployment as it stands: revisions, and how far the last rollout got."""

    app: App
    revisions: Sequence[Revision]
    desired: int
    state: Progress = "complete"
    annotations: Mapping[str, str] = field(default_factory=dict)


def template(app: App, tag: str, *, config_keys: Sequence[str] = (), memory: str = "512Mi") -> Obj:
    """The pod template of an application at a version."""
    env: list[Obj] = [{"name": "HTTP_PORT", "value": str(app.port)}]
    for key in config_keys:
        env.append({"name": key, "valueFrom": {"configMapKeyRef": {"name": f"{app.name}-env", "key": key}}})
    secret = {"secretKeyRef": {"name": f"{app.name}-db", "key": "password"}}
    env.append({"name": "DB_PASSWORD", "valueFrom": secret})
    probe: dict[str, Any] = {"httpGet": {"path": "/healthz", "port": "http", "scheme": "HTTP"}, "timeoutSeconds": 1}
    probe |= {"periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
    container = {
        "name": app.name,
        "image": app.image(tag),
        "ports": [{"name": "http", "containerPort": app.port, "protocol": "TCP"}],
        "env": env,
        "resources": {"limits": {"memory": memory}, "requests": {"cpu": "100m", "memory": memory}},
        "readinessProbe": deepcopy(probe) | {"initialDelaySeconds": 5},
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
        "imagePullPolicy": "IfNotPresent",
    }
    labels = {"app.kubernetes.io/name": app.name, "app": app.name, "app.kubernetes.io/version": tag}
    return {
        "metadata": {"labels": labels},
        "spec": {
            "containers": [container],
            "restartPolicy": "Always",
            "terminationGracePeriodSeconds": 30,
            "dnsPolicy": "ClusterFirst",
            "serviceAccountName": app.name,
            "securityContext": {},
            "schedulerName": "default-scheduler",
        },
    }


def surge(desired: int) -> tuple[int, int]:
    """maxSurge rounded up, maxUnavailable rounded down, both 25 %."""
    return math.ceil(desired * 0.25), math.floor(desired * 0.25)


def add_deployment(cluster: Cluster, rollout: Rollout) -> Obj:
    """Adds the Deployment, its ReplicaSets and pods; the status is counted from the pods."""
    app, current = rollout.app, rollout.revisions[-1]
    labels, annotations = ownership(app)
    first = rollout.revisions[0]
    first_at = first.created_at - (timedelta(days=40) if first.number > 1 else timedelta(seconds=1))
    meta = metadata(
        cluster,
        app.name,
        app.namespace,
        first_at,
        labels={"app.kubernetes.io/name": app.name, **labels},
        annotations={"deployment.kubernetes.io/revision": str(current.number), **annotations, **rollout.annotations},
        generation=current.number + 2,
    )
    meta["managedFields"] = managed_fields(app.owner, "apps/v1", current.created_at, cluster.ago(minutes=4))
    deployment: Obj = {
        "metadata": meta,
        "spec": {
            "replicas": rollout.desired,
            "selector": {"matchLabels": {"app.kubernetes.io/name": app.name}},
            "template": current.template,
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"}},
            "revisionHistoryLimit": 10,
            "progressDeadlineSeconds": PROGRESS_DEADLINE_S,
        },
        "status": {},
    }
    parts = {r.number: _add_replica_set(cluster, deployment, rollout, r) for r in rollout.revisions}
    deployment["status"] = _deployment_status(deployment, rollout, parts, first_at)
    cluster.add("deployments.apps", deployment)
    _rollout_events(cluster, deployment, rollout, parts)
    return deployment


def is_ready(pod: Obj) -> bool:
    return any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"]["conditions"])


def _add_replica_set(cluster: Cluster, deployment: Obj, rollout: Rollout, revision: Revision) -> Part:
    app = rollout.app
    pod_hash = names.suffix(cluster.rng, cluster.rng.choice((9, 10, 10)))
    hashed = {"pod-template-hash": pod_hash}
    name = f"{app.name}-{pod_hash}"
    labels = revision.template["metadata"]["labels"] | hashed
    top = rollout.desired + surge(rollout.desired)[0]
    meta = metadata(
        cluster,
        name,
        app.namespace,
        revision.created_at,
        labels=labels,
        annotations={
            "deployment.kubernetes.io/desired-replicas": str(rollout.desired),
            "deployment.kubernetes.io/max-replicas": str(top if rollout.desired else 0),
            "deployment.kubernetes.io/revision": str(revision.number),
        },
        owner=owner_reference("apps/v1", "Deployment", deployment),
        generation=2 + (revision.pods == 0),
    )
    own_template = deepcopy(revision.template)
    own_template["metadata"]["labels"] = labels
    selector = {"app.kubernetes.io/name": app.name, **hashed}
    replica_set: Obj = {
        "metadata": meta,
        "spec": {"replicas": revision.pods, "selector": {"matchLabels": selector}, "template": own_template},
        "status": {},
    }
    cluster.add("replicasets.apps", replica_set)
    owner = owner_reference("apps/v1", "ReplicaSet", replica_set)
    pods: list[Obj] = []
    for index in range(revision.pods):
        created_at = (revision.pods_created_at or revision.created_at) + timedelta(seconds=1 + 9 * index)
        pod_name = f"{name}-{names.suffix(cluster.rng, 5)}"
        pod = add_pod(
            cluster,
            namespace=app.namespace,
            name=pod_name,
            template=own_template,
            owner=owner,
            created_at=created_at,
            behave=revision.behave,
            generate_name=f"{name}-",
        )
        pods.append(pod)
        _created_event(cluster, replica_set, pod_name, created_at)
    replica_set["status"] = _replica_set_status(meta["generation"], pods)
    return replica_set, pods


def _created_event(cluster: Cluster, replica_set: Obj, pod_name: str, at: datetime) -> None:
    if at < cluster.now - EVENT_TTL:
        return
    event(
        cluster,
        kind="ReplicaSet",
        api_version="apps/v1",
        involved=replica_set,
        reason="SuccessfulCreate",
        message=f"Created pod: {pod_name}",
        first_at=at,
        component="replicaset-controller",
    )


def _replica_set_status(generation: int, pods: Sequence[Obj]) -> Obj:
    ready = sum(is_ready(p) for p in pods)
    status: Obj = {"replicas": len(pods)}
    if pods:
        status["fullyLabeledReplicas"] = len(pods)
    if ready:  # zero counts are omitted by the API
        status |= {"readyReplicas": ready, "availableReplicas": ready}
    return status | {"observedGeneration": generation}


def _deployment_status(deployment: Obj, rollout: Rollout, parts: Mapping[int, Part], first_at: datetime) -> Obj:
    replica_set, updated = parts[rollout.revisions[-1].number]
    pods = [p for _, found in parts.values() for p in found]
    ready = sum(is_ready(p) for p in pods)
    status: Obj = {"observedGeneration": deployment["metadata"]["generation"]}
    counts = {
        "replicas": len(pods),
        "updatedReplicas": len(updated),
        "readyReplicas": ready,
        "availableReplicas": ready,
        "unavailableReplicas": len(pods) - ready,
    }
    status |= {key: value for key, value in counts.items() if value}
    conditions = _deployment_conditions(replica_set["metadata"]["name"], rollout, ready, first_at)
    return status | {"conditions": conditions}


def _deployment_conditions(replica_set: str, rollout: Rollout, ready: int, first_at: datetime) -> list[Obj]:
    current = rollout.revisions[-1]
    if ready >= rollout.desired - surge(rollout.desired)[1]:
        available = ("True", "MinimumReplicasAvailable", "Deployment has minimum availability.", first_at)
    else:
        at = current.created_at + timedelta(seconds=1)
        available = ("False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", at)
    status, reason, ending, after_s = {
        "complete": ("True", "NewReplicaSetAvailable", "has successfully progressed.", 40),
        "progressing": ("True", "ReplicaSetUpdated", "is progressing.", 2),
        "deadline_exceeded": (
            "False",
            "ProgressDeadlineExceeded",
            "has timed out progressing.",
            PROGRESS_DEADLINE_S + 5,
        ),
    }[rollout.state]
    message, at = f'ReplicaSet "{replica_set}" {ending}', current.created_at + timedelta(seconds=after_s)
    found = [
        condition("Available", available[0], available[3], available[1], available[2]),
        condition("Progressing", status, at, reason, message),
    ]
    return [c | {"lastUpdateTime": c["lastTransitionTime"]} for c in found]


def _rollout_events(cluster: Cluster, deployment: Obj, rollout: Rollout, parts: Mapping[int, Part]) -> None:
    """What the deployment controller says while it scales; only within the time events are kept."""
    current = rollout.revisions[-1]
    if rollout.state == "complete" or current.created_at < cluster.now - EVENT_TTL:
        return
    (new, _), (old, _) = parts[current.number], parts[rollout.revisions[-2].number]
    up, down = surge(rollout.desired)
    new_name, old_name = new["metadata"]["name"], old["metadata"]["name"]
    steps = [f"Scaled up replica set {new_name} from 0 to {up}"]
    if down:
        steps.append(f"Scaled down replica set {old_name} from {rollout.desired} to {rollout.desired - down}")
        steps.append(f"Scaled up replica set {new_name} from {up} to {up + down}")
    for second, message in enumerate(steps):
        event(
            cluster,
            kind="Deployment",
            api_version="apps/v1",
            involved=deployment,
            reason="ScalingReplicaSet",
            message=message,
            first_at=current.created_at + timedelta(seconds=second),
            component="deployment-controller",
        )


def add_service(
    cluster: Cluster,
    app: App,
    name: str,
    selector: Mapping[str, str],
    created_at: datetime,
    *,
    headless: bool = False,
    target_port: int | str = "http",
) -> Obj:
    """Adds a Service with a selector and the EndpointSlice that the controller makes of the pods that match."""
    labels, annotations = ownership(app)
    meta = metadata(
        cluster,
        name,
        app.namespace,
        created_at,
        labels={"app.kubernetes.io/name": app.name, **labels},
        annotations={k: v.replace("apps/Deployment", "/Service") for k, v in annotations.items()},
    )
    cluster_ip = "None" if headless else f"10.96.{cluster.rng.randint(1, 250)}.{cluster.rng.randint(2, 250)}"
    port = {"name": "http", "protocol": "TCP", "port": app.port if headless else 80, "targetPort": target_port}
    service: Obj = {
        "metadata": meta,
        "spec": {
            "ports": [port],
            "selector": dict(selector),
            "clusterIP": cluster_ip,
            "clusterIPs": [cluster_ip],
            "type": "ClusterIP",
            "sessionAffinity": "None",
            "ipFamilies": ["IPv4"],
            "ipFamilyPolicy": "SingleStack",
            "internalTrafficPolicy": "Cluster",
        },
        "status": {"loadBalancer": {}},
    }
    cluster.add("services", service)
    add_endpoint_slice(cluster, service, matching_pods(cluster, app.namespace, selector), app.port)
    return service


def matching_pods(cluster: Cluster, namespace: str, selector: Mapping[str, str]) -> list[Obj]:
    found = []
    for pod in cluster.items("pods", namespace):
        over = pod["status"]["phase"] in ("Succeeded", "Failed")
        if not over and selector.items() <= pod["metadata"].get("labels", {}).items():
            found.append(pod)
    return found


def add_endpoint_slice(cluster: Cluster, service: Obj, pods: Sequence[Obj], port: int) -> Obj:
    name = service["metadata"]["name"]
    headless = {"service.kubernetes.io/headless": ""} if service["spec"]["clusterIP"] == "None" else {}
    meta = metadata(
        cluster,
        f"{name}-{names.suffix(cluster.rng, 5)}",
        service["metadata"]["namespace"],
        cluster.ago(days=30),
        labels={
            **service["metadata"].get("labels", {}),
            "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
            "kubernetes.io/service-name": name,
            **headless,
        },
        owner=owner_reference("v1", "Service", service),
        generate_name=f"{name}-",
    )
    # a slice without endpoints has null lists, not empty ones
    endpoints = [_endpoint(p) for p in pods] or None
    ports = [{"name": "http", "port": port, "protocol": "TCP"}] if pods else None
    body = {"metadata": meta, "addressType": "IPv4", "endpoints": endpoints, "ports": ports}
    return cluster.add("endpointslices.discovery.k8s.io", body)


def _endpoint(pod: Obj) -> Obj:
    ready, meta = is_ready(pod), pod["metadata"]
    target = {"kind": "Pod", "namespace": meta["namespace"], "name": meta["name"], "uid": meta["uid"]}
    return {
        "addresses": [pod["status"]["podIP"]],
        "conditions": {"ready": ready, "serving": ready, "terminating": False},
        "targetRef": target,
        "nodeName": pod["spec"]["nodeName"],
    }
