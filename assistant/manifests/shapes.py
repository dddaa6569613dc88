"""What kind of value the fields hold that checks read, so that no check meets a list where a map belongs.

Called by `assistant.manifests.objects`. Source: the OpenAPI description of Kubernetes v1.34; fields that are not named here
stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Shape = Any  # a word for a scalar, {"field": Shape} for a map, [Shape] for a list, STRINGS for a map of strings
TEXT, NUMBER, FLAG, STRINGS, ANY_MAP, LIST = "string", "integer", "boolean", "map of strings", "map", "list"
_META = {
    "name": TEXT,
    "namespace": TEXT,
    "generateName": TEXT,
    "labels": STRINGS,
    "annotations": STRINGS,
    "ownerReferences": [{}],
}
_CONTEXT = {
    "privileged": FLAG,
    "allowPrivilegeEscalation": FLAG,
    "readOnlyRootFilesystem": FLAG,
    "runAsNonRoot": FLAG,
    "runAsUser": NUMBER,
    "procMount": TEXT,
    "capabilities": {"add": [TEXT], "drop": [TEXT]},
    "seccompProfile": {"type": TEXT},
    "appArmorProfile": {"type": TEXT},
    "seLinuxOptions": {},
    "windowsOptions": {"hostProcess": FLAG},
    "sysctls": [{}],
}
_PROBE = {"httpGet": {}, "tcpSocket": {}, "exec": {"command": [TEXT]}}
_CONTAINER = {
    "name": TEXT,
    "image": TEXT,
    "imagePullPolicy": TEXT,
    "command": [TEXT],
    "args": [TEXT],
    "env": [{"name": TEXT, "value": TEXT, "valueFrom": {}}],
    "envFrom": [{}],
    "ports": [{"containerPort": NUMBER, "hostPort": NUMBER, "name": TEXT}],
    "resources": {"requests": {}, "limits": {}},
    "securityContext": _CONTEXT,
    "livenessProbe": _PROBE,
    "readinessProbe": _PROBE,
    "startupProbe": _PROBE,
    "lifecycle": {"preStop": {}, "postStart": {}},
    "volumeMounts": [{}],
}
_POD_SPEC = {
    "containers": [_CONTAINER],
    "initContainers": [_CONTAINER],
    "ephemeralContainers": [_CONTAINER],
    "volumes": [{"hostPath": {"path": TEXT}}],
    "securityContext": _CONTEXT,
    "automountServiceAccountToken": FLAG,
    "hostNetwork": FLAG,
    "hostPID": FLAG,
    "hostIPC": FLAG,
    "serviceAccountName": TEXT,
    "priorityClassName": TEXT,
    "topologySpreadConstraints": [{}],
    "affinity": {"podAntiAffinity": {}},
    "nodeSelector": STRINGS,
    "resources": {"requests": {}, "limits": {}},
    "os": {"name": TEXT},
}
_SELECTOR = {"matchLabels": STRINGS, "matchExpressions": [{"key": TEXT, "operator": TEXT, "values": [TEXT]}]}
_TEMPLATE = {"metadata": _META, "spec": _POD_SPEC}
_WORKLOAD = {"metadata": _META, "spec": {"replicas": NUMBER, "selector": _SELECTOR, "template": _TEMPLATE}}
_REFERENCE = {"kind": TEXT, "name": TEXT}
_ROLE = {"metadata": _META, "rules": [{"apiGroups": [TEXT], "resources": [TEXT], "verbs": [TEXT]}]}
_BINDING = {"metadata": _META, "roleRef": _REFERENCE, "subjects": [_REFERENCE]}
_OTHER: Mapping[str, Shape] = {"metadata": _META}
_SHAPES: Mapping[str, Shape] = {
    "Pod": {"metadata": _META, "spec": _POD_SPEC},
    **dict.fromkeys(("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "Rollout"), _WORKLOAD),
    "ReplicationController": {"metadata": _META, "spec": {"selector": STRINGS, "template": _TEMPLATE}},
    "CronJob": {"metadata": _META, "spec": {"jobTemplate": {"spec": {"template": _TEMPLATE}}}},
    "Service": {"metadata": _META, "spec": {"selector": STRINGS, "ports": [{}], "type": TEXT}},
    "ConfigMap": {"metadata": _META, "data": STRINGS, "binaryData": STRINGS},
    "ServiceAccount": {"metadata": _META, "automountServiceAccountToken": FLAG},
    "PodDisruptionBudget": {"metadata": _META, "spec": {"selector": _SELECTOR}},
    "NetworkPolicy": {
        "metadata": _META,
        "spec": {"podSelector": _SELECTOR, "policyTypes": [TEXT], "ingress": [{}], "egress": [{}]},
    },
    "HorizontalPodAutoscaler": {
        "metadata": _META,
        "spec": {"scaleTargetRef": _REFERENCE, "minReplicas": NUMBER, "maxReplicas": NUMBER, "metrics": [{}]},
    },
    "Ingress": {"metadata": _META, "spec": {"tls": [{}], "rules": [{}]}},
    "Gateway": {"metadata": _META, "spec": {"listeners": [{}]}},
    "Role": _ROLE,
    "ClusterRole": _ROLE,
    "RoleBinding": _BINDING,
    "ClusterRoleBinding": _BINDING,
    "LimitRange": {"metadata": _META, "spec": {"limits": [{"min": {}, "max": {}, "default": {}}]}},
}


@dataclass(frozen=True, kw_only=True)
class Misfit:
    """A value of another kind than its field takes."""

    path: str
    value: str
    wanted: str


def fitted(kind: str, obj: Mapping[str, Any], *, known: bool) -> tuple[dict[str, Any], tuple[Misfit, ...]]:
    """The object as the checks may read it, and what does not fit; scalars are converted, other misfits taken out.

    Of a kind that is not `known` to Kubernetes only the metadata is judged.
    """
    misfits: list[Misfit] = []
    shape = _SHAPES.get(kind, _OTHER) if known else _OTHER
    row = _fit(obj, shape, "", misfits)
    for part in ("metadata", "spec", "status"):  # a map in every kind, whoever defines it
        if not isinstance(row.get(part, {}), dict):
            if row[part] is not None and part not in {m.path for m in misfits}:
                misfits.append(_misfit(part, row[part], ANY_MAP))
            del row[part]
    return row, tuple(misfits)


def _fit(value: Any, shape: Shape, path: str, misfits: list[Misfit]) -> Any:
    if value is None:
        return None
    if isinstance(shape, dict):
        return _map(value, shape, path, misfits)
    if isinstance(shape, list):
        return _list(value, shape[0], path, misfits)
    if shape == STRINGS:
        return _strings(value, path, misfits)
    return _scalar(value, shape, path, misfits)


def _map(value: Any, shape: Mapping[str, Shape], path: str, misfits: list[Misfit]) -> Any:
    if not isinstance(value, Mapping):
        misfits.append(_misfit(path, value, ANY_MAP))
        return None
    fixed = dict(value)
    for field in [f for f in value if f in shape]:
        fixed[field] = _fit(value[field], shape[field], f"{path}.{field}" if path else field, misfits)
        if fixed[field] is None:  # null is as good as not written
            del fixed[field]
    return fixed


def _list(value: Any, shape: Shape, path: str, misfits: list[Misfit]) -> Any:
    if not isinstance(value, list):
        misfits.append(_misfit(path, value, LIST))
        return None
    fitted_items = [_fit(item, shape, f"{path}[{number}]", misfits) for number, item in enumerate(value)]
    return [item for item in fitted_items if item is not None]


def _strings(value: Any, path: str, misfits: list[Misfit]) -> Any:
    if not isinstance(value, Mapping):
        misfits.append(_misfit(path, value, STRINGS))
        return None
    fixed = {}
    for key, member in value.items():
        text = "" if member is None else _fit(member, TEXT, f"{path}[{key}]", misfits)
        if text is not None:
            fixed[key] = text
    return fixed


def _scalar(value: Any, shape: Shape, path: str, misfits: list[Misfit]) -> Any:
    wanted = {TEXT: str, NUMBER: int, FLAG: bool}[shape]
    if isinstance(value, wanted) and (shape == FLAG or not isinstance(value, bool)):
        return value
    if shape == NUMBER and isinstance(value, float) and value.is_integer():
        return int(value)
    misfits.append(_misfit(path, value, shape))
    if isinstance(value, Mapping | list):
        return None
    if shape == TEXT:
        return str(value).lower() if isinstance(value, bool) else str(value)
    if shape == FLAG:
        return {"true": True, "false": False}.get(str(value).lower())
    return int(value) if isinstance(value, str) and len(value) < 20 and value.lstrip("-").isdecimal() else None


def _misfit(path: str, value: Any, wanted: str) -> Misfit:
    kinds = {dict: "{…}", list: "[…]", bool: str(value).lower()}
    shown = kinds.get(type(value), str(value))
    return Misfit(path=path, value=shown[:60], wanted=wanted)
