"""Objects cut down to what diagnosis needs; values of environment variables, ConfigMaps and Secrets never stay in.

Called by every tool of this package. The shape stays that of the API: `metadata`, `spec`, `status`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tools.kube.api_versions import written_as
from tools.kube.missing import with_missing
from tools.kube.ownership import owner_of
from tools.kube.sharing import Shared

Obj = Mapping[str, Any]
Row = dict[str, Any]
ANNOTATION_CHARS = 200
_TOKEN = "kube-api-access-"  # the token that every pod gets at admission: the same in all, under another name in each
_DEFAULT_SCHEDULER = "default-scheduler"
_HIDDEN_ANNOTATIONS = ("kubectl.kubernetes.io/last-applied-configuration", "last-applied")


def partial(resource: str, obj: Obj, shared: Shared | None = None) -> Row:
    """One object of `resource`, bounded and without values that may be secret. With `shared`, what it has in common with
    others is the same value in their rows, which are not to be changed in place."""
    row: Row = {"metadata": partial_metadata(obj.get("metadata", {}))}
    owner = owner_of(obj)
    if owner is not None:
        row["managedBy"] = str(owner)
    if versions := written_as(resource, obj.get("metadata", {})):
        row["writtenAs"] = versions
    if resource in _OF_PODS:
        row.update(_OF_PODS[resource](obj, shared or Shared()))
    else:
        row.update(_PARTS.get(resource, _spec_and_status)(obj))
    return row


def partial_metadata(meta: Obj) -> Row:
    kept = ("name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "generation", "labels", "finalizers")
    row: Row = {key: meta[key] for key in kept if meta.get(key)}
    annotations = {
        key: value
        for key, value in (meta.get("annotations") or {}).items()
        if len(value) <= ANNOTATION_CHARS and not any(h in key for h in _HIDDEN_ANNOTATIONS)
    }
    if annotations:
        row["annotations"] = annotations
    owners = [
        {key: o[key] for key in ("kind", "name", "uid", "controller") if key in o}
        for o in meta.get("ownerReferences") or []
    ]
    if owners:
        row["ownerReferences"] = owners
    return row


def partial_template(template: Obj, shared: Shared) -> Row:
    meta = template.get("metadata") or {}
    row: Row = {"labels": meta.get("labels") or {}}
    confined = {k: v for k, v in (meta.get("annotations") or {}).items() if k.startswith(_APPARMOR)}
    if confined:
        row["annotations"] = confined
    return {"metadata": row, "spec": partial_pod_spec(template.get("spec", {}), shared)}


def partial_pod_spec(spec: Obj, shared: Shared) -> Row:
    kept = (
        "nodeName",
        "serviceAccountName",
        "restartPolicy",
        "nodeSelector",
        "affinity",
        "tolerations",
        "imagePullSecrets",
        "priorityClassName",
        "topologySpreadConstraints",
        "readinessGates",
        "schedulingGates",
        "hostNetwork",
        "hostPID",
        "hostIPC",
        "securityContext",
        "os",
    )
    row: Row = {key: spec[key] for key in kept if spec.get(key)}
    if _AUTOMOUNT in spec:
        row[_AUTOMOUNT] = spec[_AUTOMOUNT]
    if "tolerations" in row:
        row["tolerations"] = shared.same(row["tolerations"])
    if spec.get("schedulerName", _DEFAULT_SCHEDULER) != _DEFAULT_SCHEDULER:
        row["schedulerName"] = spec["schedulerName"]
    for part in ("containers", "initContainers"):
        if spec.get(part):
            row[part] = shared.same([partial_container(c) for c in spec[part]])
    volumes = [_volume(v) for v in spec.get("volumes") or []]
    if any(volumes):
        row["volumes"] = [v for v in volumes if v]
    return row


def partial_container(container: Obj) -> Row:
    kept = (
        "name",
        "image",
        "imagePullPolicy",
        "ports",
        "resources",
        "readinessProbe",
        "livenessProbe",
        "startupProbe",
        "envFrom",
        "restartPolicy",
        "securityContext",
    )
    row: Row = {key: container[key] for key in kept if container.get(key)}
    if container.get("env"):
        row["env"] = [
            {"name": e["name"], "valueFrom": e["valueFrom"]} if "valueFrom" in e else {"name": e["name"]}
            for e in container["env"]
        ]
    return row


def _volume(volume: Obj) -> Row:
    if str(volume.get("name", "")).startswith(_TOKEN):
        return {}
    sources = {key: volume[key] for key in _VOLUMES if key in volume}
    projected = [
        {key: s[key] for key in ("configMap", "secret") if key in s}
        for s in (volume.get("projected") or {}).get("sources") or []
    ]
    if any(projected):
        sources["projected"] = {"sources": [p for p in projected if p]}
    # of other kinds, such as nfs, that one is there
    sources |= {k: {} for k in volume if k not in ("name", "projected", *_VOLUMES, *_VOLUMES_OF_ANY_POD)}
    return {"name": volume.get("name", ""), **sources} if sources else {}


def _pod(obj: Obj, shared: Shared) -> Row:
    status = obj.get("status", {})
    kept = (
        "phase",
        "reason",
        "message",
        "podIP",
        "startTime",
        "conditions",
        "containerStatuses",
        "initContainerStatuses",
    )
    row: Row = {key: status[key] for key in kept if status.get(key)}
    if "conditions" in row:
        row["conditions"] = [_condition(c) for c in row["conditions"]]
    for part in ("containerStatuses", "initContainerStatuses"):
        if part in row:
            row[part] = [_container_status(s) for s in row[part]]
    return {"spec": partial_pod_spec(obj.get("spec", {}), shared), "status": row}


def _container_status(status: Obj) -> Row:
    kept = ("name", "ready", "started", "restartCount", "image", "state", "lastState")
    waiting = (status.get("state") or {}).get("waiting") or {}
    return with_missing({key: status[key] for key in kept if key in status}, waiting.get("message"))


def _condition(condition: Obj) -> Row:
    kept = ("type", "status", "reason", "message", "lastTransitionTime")
    return {key: condition[key] for key in kept if condition.get(key)}


def _workload(obj: Obj, shared: Shared) -> Row:
    spec = obj.get("spec", {})
    kept = (
        "replicas",
        "selector",
        "strategy",
        "updateStrategy",
        "paused",
        "progressDeadlineSeconds",
        "serviceName",
        "suspend",
        "schedule",
        "backoffLimit",
        "completions",
        "parallelism",
        "minReadySeconds",
        "timeZone",
        "startingDeadlineSeconds",
        "concurrencyPolicy",
    )
    row: Row = {key: spec[key] for key in kept if key in spec}
    template = spec.get("template") or spec.get("jobTemplate", {}).get("spec", {}).get("template")
    if template:
        row["template"] = partial_template(template, shared)
    return {"spec": row, "status": obj.get("status", {})}


def _config_map(obj: Obj) -> Row:
    times = [str(f["time"]) for f in obj.get("metadata", {}).get("managedFields") or () if f.get("time")]
    changed = {"changedAt": max(times)} if times else {}
    return {"keys": sorted([*(obj.get("data") or {}), *(obj.get("binaryData") or {})]), **changed}


def _role_binding(obj: Obj) -> Row:
    return {"roleRef": obj.get("roleRef") or {}, "subjects": obj.get("subjects") or []}


def _storage_class(obj: Obj) -> Row:
    kept = ("provisioner", "volumeBindingMode", "reclaimPolicy", "allowVolumeExpansion")
    return {key: obj[key] for key in kept if key in obj}


def _service_account(obj: Obj) -> Row:
    return {key: obj[key] for key in ("imagePullSecrets", _AUTOMOUNT) if obj.get(key) not in (None, [])}


def _role(obj: Obj) -> Row:
    kept = ("apiGroups", "resources", "verbs")
    return {"rules": [{key: rule[key] for key in kept if rule.get(key)} for rule in obj.get("rules") or []]}


def _webhooks(obj: Obj) -> Row:
    """Without the certificate authority, which is long and decides nothing here."""
    kept = ("name", "failurePolicy", "rules", "timeoutSeconds", "namespaceSelector", "objectSelector")
    return {
        "webhooks": [
            {**{key: w[key] for key in kept if w.get(key)}, "service": (w.get("clientConfig") or {}).get("service")}
            for w in obj.get("webhooks") or []
        ]
    }


def _usage(obj: Obj) -> Row:
    return {key: obj[key] for key in ("timestamp", "window", "containers", "usage") if obj.get(key)}


def _signing_request(obj: Obj) -> Row:
    """Without the request and the certificate themselves."""
    spec, status = obj.get("spec", {}), obj.get("status", {})
    conditions = [_condition(c) for c in status.get("conditions") or []]
    return {
        "spec": {key: spec[key] for key in ("signerName", "username") if key in spec},
        "status": {"conditions": conditions},
    }


def _api_service(obj: Obj) -> Row:
    """Without the certificate authority."""
    spec = obj.get("spec", {})
    return {
        "spec": {key: spec[key] for key in ("service", "group", "version") if spec.get(key)},
        "status": obj.get("status", {}),
    }


def _metadata_only(obj: Obj) -> Row:
    return {}


def _event(obj: Obj) -> Row:
    kept = (
        "involvedObject",
        "reason",
        "message",
        "type",
        "count",
        "firstTimestamp",
        "lastTimestamp",
        "eventTime",
        "series",
        "reportingComponent",
    )
    return with_missing({key: obj[key] for key in kept if obj.get(key)}, obj.get("message"))


def _endpoint_slice(obj: Obj) -> Row:
    endpoints = [
        {
            "ready": (e.get("conditions") or {}).get("ready", True),
            "target": (e.get("targetRef") or {}).get("name", ""),
        }
        for e in obj.get("endpoints") or []
    ]
    return {"endpoints": endpoints, "ports": obj.get("ports") or []}


def _node(obj: Obj) -> Row:
    status, spec = obj.get("status", {}), obj.get("spec", {})
    conditions = [_condition(c) for c in status.get("conditions") or []]
    kept = {"conditions": conditions, "capacity": status.get("capacity"), "allocatable": status.get("allocatable")}
    info = status.get("nodeInfo") or {}
    return {
        "spec": {key: spec[key] for key in ("taints", "unschedulable", "providerID") if spec.get(key)},
        "status": {**kept, "kubeletVersion": info.get("kubeletVersion", "")},
    }


def _spec_and_status(obj: Obj) -> Row:
    return {key: obj[key] for key in ("spec", "status") if obj.get(key)}


_WORKLOADS = (
    "deployments.apps",
    "replicasets.apps",
    "statefulsets.apps",
    "daemonsets.apps",
    "jobs.batch",
    "cronjobs.batch",
)
_VOLUMES = ("configMap", "secret", "persistentVolumeClaim", "hostPath")
_VOLUMES_OF_ANY_POD = ("csi", "downwardAPI", "emptyDir", "ephemeral", "image")  # allowed everywhere and telling nothing
_AUTOMOUNT = "automountServiceAccountToken"
_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
_ADMISSION = "admissionregistration.k8s.io"
_OF_PODS: Mapping[str, Callable[[Obj, Shared], Row]] = {"pods": _pod, **dict.fromkeys(_WORKLOADS, _workload)}
_PARTS: Mapping[str, Callable[[Obj], Row]] = {
    "configmaps": _config_map,
    "secrets": _metadata_only,
    "serviceaccounts": _service_account,
    **dict.fromkeys(("roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io"), _role),
    **dict.fromkeys(
        ("rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io"), _role_binding
    ),
    **dict.fromkeys((f"{kind}webhookconfigurations.{_ADMISSION}" for kind in ("validating", "mutating")), _webhooks),
    "storageclasses.storage.k8s.io": _storage_class,
    "events": _event,
    "endpointslices.discovery.k8s.io": _endpoint_slice,
    "nodes": _node,
    "pods.metrics.k8s.io": _usage,
    "nodes.metrics.k8s.io": _usage,
    "apiservices.apiregistration.k8s.io": _api_service,
    "certificatesigningrequests.certificates.k8s.io": _signing_request,
}
