"""What recordings call a kind (`Pod`, `pods`, `po`, `deployment.apps`) and the resource it means. Called by the parsers.

Source: `kubectl api-resources` (short names), kinds of `tools.kube.resources`.
"""

from tools.kube.resources import RESOURCES

KIND_OF = {name: resource.kind for name, resource in RESOURCES.items()}
CLUSTER_WIDE = frozenset(name for name, resource in RESOURCES.items() if not resource.namespaced)
_SHORT = {
    "po": "pods",
    "svc": "services",
    "cm": "configmaps",
    "no": "nodes",
    "ns": "namespaces",
    "pvc": "persistentvolumeclaims",
    "pv": "persistentvolumes",
    "quota": "resourcequotas",
    "deploy": "deployments.apps",
    "rs": "replicasets.apps",
    "sts": "statefulsets.apps",
    "ds": "daemonsets.apps",
    "cj": "cronjobs.batch",
    "ing": "ingresses.networking.k8s.io",
    "netpol": "networkpolicies.networking.k8s.io",
    "hpa": "horizontalpodautoscalers.autoscaling",
    "sc": "storageclasses.storage.k8s.io",
}


def resource_of(word: str) -> str:
    """The resource that a word of a command means; "" for one that is not read."""
    wanted = word.lower()
    if wanted in _SHORT:
        return _SHORT[wanted]
    for name, kind in KIND_OF.items():
        if wanted in (kind.lower(), name, name.partition(".")[0], f"{kind.lower()}.{name.partition('.')[2]}"):
            return name
    return ""
