"""Assembles the cluster of a world and writes it as a snapshot of raw API lists.

Called by `evals.worlds.build`. Layout of the snapshot: `meta.json`, `lists/<plural>[.<group>].json`,
`logs/<namespace>/<pod>/<container>[.previous].log`.
"""

import json
from pathlib import Path

from evals.worlds import kube_decoys, kube_faults, kube_platform, names
from evals.worlds.company import App, Company
from evals.worlds.kube_objects import Cluster, Obj, metadata, secret_metadata, service_account
from evals.worlds.kube_workloads import Rollout, add_deployment, add_service
from evals.worlds.truth import Truth

SNAPSHOT_SCHEMA = "baepo.kube_snapshot/1"
LIST_KINDS = {
    "configmaps": ("ConfigMapList", "v1"),
    "cronjobs.batch": ("CronJobList", "batch/v1"),
    "daemonsets.apps": ("DaemonSetList", "apps/v1"),
    "deployments.apps": ("DeploymentList", "apps/v1"),
    "endpointslices.discovery.k8s.io": ("EndpointSliceList", "discovery.k8s.io/v1"),
    "events": ("EventList", "v1"),
    "horizontalpodautoscalers.autoscaling": ("HorizontalPodAutoscalerList", "autoscaling/v2"),
    "ingresses.networking.k8s.io": ("IngressList", "networking.k8s.io/v1"),
    "jobs.batch": ("JobList", "batch/v1"),
    "limitranges": ("LimitRangeList", "v1"),
    "namespaces": ("NamespaceList", "v1"),
    "networkpolicies.networking.k8s.io": ("NetworkPolicyList", "networking.k8s.io/v1"),
    "nodes": ("NodeList", "v1"),
    "persistentvolumeclaims": ("PersistentVolumeClaimList", "v1"),
    "persistentvolumes": ("PersistentVolumeList", "v1"),
    "poddisruptionbudgets.policy": ("PodDisruptionBudgetList", "policy/v1"),
    "pods": ("PodList", "v1"),
    "replicasets.apps": ("ReplicaSetList", "apps/v1"),
    "resourcequotas": ("ResourceQuotaList", "v1"),
    "secrets": ("PartialObjectMetadataList", "meta.k8s.io/v1"),
    "serviceaccounts": ("ServiceAccountList", "v1"),
    "services": ("ServiceList", "v1"),
    "statefulsets.apps": ("StatefulSetList", "apps/v1"),
    "storageclasses.storage.k8s.io": ("StorageClassList", "storage.k8s.io/v1"),
    "ingressclasses.networking.k8s.io": ("IngressClassList", "networking.k8s.io/v1"),
    "roles.rbac.authorization.k8s.io": ("RoleList", "rbac.authorization.k8s.io/v1"),
    "rolebindings.rbac.authorization.k8s.io": ("RoleBindingList", "rbac.authorization.k8s.io/v1"),
    "clusterroles.rbac.authorization.k8s.io": ("ClusterRoleList", "rbac.authorization.k8s.io/v1"),
    "clusterrolebindings.rbac.authorization.k8s.io": ("ClusterRoleBindingList", "rbac.authorization.k8s.io/v1"),
    "validatingwebhookconfigurations.admissionregistration.k8s.io": (
        "ValidatingWebhookConfigurationList",
        "admissionregistration.k8s.io/v1",
    ),
    "mutatingwebhookconfigurations.admissionregistration.k8s.io": (
        "MutatingWebhookConfigurationList",
        "admissionregistration.k8s.io/v1",
    ),
}


def build_cluster(company: Company, truth: Truth) -> Cluster:
    """The whole cluster, faults and decoys included; what was planted is added to the truth."""
    cluster = Cluster(company=company, rng=company.rng("kube"), now=company.now, resource_version=48_000_000)
    created_at = cluster.ago(days=210)
    kube_platform.add_namespaces(cluster, created_at)
    kube_platform.add_storage_class(cluster, created_at)
    kube_platform.add_nodes(cluster, created_at)
    kube_platform.add_system_workloads(cluster, cluster.ago(days=60))
    _add_api_service(cluster)
    roles = {app.name: role for role, app in company.roles.items()}
    for app in company.apps:
        service_account(cluster, app.namespace, app.name, cluster.ago(days=150))
        secret_metadata(cluster, app.namespace, f"{app.name}-db", cluster.ago(days=150))
        if app.owner == "helm":
            _add_helm_releases(cluster, app)
        data = kube_faults.add_environment(cluster, app)
        _add_app(cluster, truth, app, data, roles.get(app.name))
    first = company.namespaces[0]
    kube_decoys.add_odd_services(cluster, truth, company.namespaces[1], company.apps[3])
    kube_decoys.add_batch(cluster, truth, first, company.apps[0].registry)
    plain = [a for a in company.apps if a.name not in roles]
    kube_platform.add_ingresses(cluster, cluster.ago(days=90), [company.roles["bad_rollout"], *plain[:2]])
    for app in plain[:3]:
        _add_autoscaler(cluster, app)
    return cluster


def _add_app(cluster: Cluster, truth: Truth, app: App, data: dict[str, str], role: str | None) -> None:
    selector = {"app.kubernetes.io/name": app.name}
    if role == "bad_rollout":
        kube_faults.plant_bad_rollout(cluster, truth, app, data)
    elif role == "oom_loop":
        kube_faults.plant_oom_loop(cluster, truth, app, data)
    elif role == "missing_config":
        kube_faults.plant_missing_secret(cluster, truth, app, data)
    elif role == "service_selects_nothing":
        return kube_faults.plant_service_selects_nothing(cluster, truth, app, data)
    elif role == "canary":
        return kube_decoys.add_canary(cluster, truth, app, data)
    elif role == "scaled_to_zero":
        return kube_decoys.add_scaled_to_zero(cluster, truth, app, data)
    elif role == "restarted_once":
        because = "restarted once days ago and ready ever since"
        return kube_decoys.add_restarted_pod(cluster, truth, app, data, days=4, code=1, reason="Error", because=because)
    elif role == "oom_last_week":
        because = "killed at its memory limit once, a week ago; ready ever since"
        return kube_decoys.add_restarted_pod(
            cluster, truth, app, data, days=7, code=137, reason="OOMKilled", because=because
        )
    else:
        revisions = kube_decoys.revisions_of(cluster, app, data, pods=app.replicas)
        add_deployment(cluster, Rollout(app=app, revisions=revisions, desired=app.replicas))
    add_service(cluster, app, app.name, selector, cluster.ago(days=90))
    return None


def _add_helm_releases(cluster: Cluster, app: App) -> None:
    """What Helm keeps of its last releases: one Secret each, told apart by labels."""
    for back, status in ((2, "superseded"), (1, "superseded"), (0, "deployed")):
        version = app.revision - back
        labels = {"name": app.name, "owner": "helm", "status": status, "version": str(version)}
        name, at = f"sh.helm.release.v1.{app.name}.v{version}", cluster.ago(days=1 + 13 * back)
        secret_metadata(cluster, app.namespace, name, at, labels)


def _add_api_service(cluster: Cluster) -> None:
    """The `kubernetes` Service: no selector, its endpoints are kept by the API server itself."""
    created_at = cluster.ago(days=210)
    labels = {"component": "apiserver", "provider": "kubernetes"}
    port = {"name": "https", "protocol": "TCP", "port": 443, "targetPort": 6443}
    spec: Obj = {"ports": [port], "clusterIP": "10.96.0.1", "clusterIPs": ["10.96.0.1"], "type": "ClusterIP"}
    meta = metadata(cluster, "kubernetes", "default", created_at, labels=labels)
    cluster.add("services", {"metadata": meta, "spec": spec, "status": {"loadBalancer": {}}})
    slice_: Obj = {
        "metadata": metadata(
            cluster, "kubernetes", "default", created_at, labels={"kubernetes.io/service-name": "kubernetes"}
        ),
        "addressType": "IPv4",
        "endpoints": [{"addresses": ["192.168.40.11"], "conditions": {"ready": True}}],
        "ports": [{"name": "https", "port": 6443, "protocol": "TCP"}],
    }
    cluster.add("endpointslices.discovery.k8s.io", slice_)


def _add_autoscaler(cluster: Cluster, app: App) -> None:
    target = {"kind": "Deployment", "name": app.name, "apiVersion": "apps/v1"}
    used = cluster.rng.randint(18, 55)
    aim = {"type": "Utilization", "averageUtilization": 70}
    metric = {"type": "Resource", "resource": {"name": "cpu", "target": aim}}
    seen = {"averageUtilization": used, "averageValue": f"{used}m"}
    current = {"type": "Resource", "resource": {"name": "cpu", "current": seen}}
    meta = metadata(cluster, app.name, app.namespace, cluster.ago(days=70))
    least = min(2, app.replicas)
    spec = {"scaleTargetRef": target, "minReplicas": least, "maxReplicas": 8, "metrics": [metric]}
    since = names.stamp(cluster.ago(days=69))
    conditions = [
        {"type": "AbleToScale", "status": "True", "lastTransitionTime": since, "reason": "ReadyForNewScale"},
        {"type": "ScalingActive", "status": "True", "lastTransitionTime": since, "reason": "ValidMetricFound"},
        {"type": "ScalingLimited", "status": "False", "lastTransitionTime": since, "reason": "DesiredWithinRange"},
    ]
    status = {"currentReplicas": app.replicas, "desiredReplicas": app.replicas, "currentMetrics": [current]}
    body = {"metadata": meta, "spec": spec, "status": status | {"conditions": conditions}}
    cluster.add("horizontalpodautoscalers.autoscaling", body)


def write_snapshot(cluster: Cluster, folder: Path) -> None:
    """Writes the snapshot; every known list is written, also an empty one."""
    (folder / "lists").mkdir(parents=True, exist_ok=True)
    company = cluster.company
    meta = {
        "schema": SNAPSHOT_SCHEMA,
        "cluster_uid": company.cluster_uid,
        "server_version": company.server_version,
        "taken_at": names.stamp(company.now),
        "context": company.context,
    }
    (folder / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    version = cluster.next_version()
    for plural, (kind, api_version) in LIST_KINDS.items():
        items = sorted(
            cluster.lists.get(plural, []), key=lambda o: (o["metadata"].get("namespace", ""), o["metadata"]["name"])
        )
        body = {"kind": kind, "apiVersion": api_version, "metadata": {"resourceVersion": version}, "items": items}
        path = folder / "lists" / f"{plural}.json"
        path.write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for (namespace, pod, name), text in cluster.logs.items():
        target = folder / "logs" / namespace / pod
        target.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text, encoding="utf-8")
