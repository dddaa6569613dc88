"""Versions of the API that objects were written in and that servers stopped serving. Called by `partial` and by checks.

Source: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
"""

import re
from collections.abc import Mapping
from typing import Any

_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_SAID = re.compile(r'"apiVersion":"(?P<version>[a-z0-9./-]{2,60})"')
_BEGINNING = 400  # `apiVersion` is the first field that kubectl writes
_WORKLOADS = ("deployments.apps", "replicasets.apps", "statefulsets.apps", "daemonsets.apps")
_ROLES = ("roles", "rolebindings", "clusterroles", "clusterrolebindings")
_HOOKS = ("validatingwebhookconfigurations", "mutatingwebhookconfigurations")
# (resource, version): the minor version of Kubernetes that no longer serves it.
GONE_IN: Mapping[tuple[str, str], int] = {
    **{
        (name, version): 16 for name in _WORKLOADS for version in ("extensions/v1beta1", "apps/v1beta1", "apps/v1beta2")
    },
    ("networkpolicies.networking.k8s.io", "extensions/v1beta1"): 16,
    ("ingresses.networking.k8s.io", "extensions/v1beta1"): 22,
    ("ingresses.networking.k8s.io", "networking.k8s.io/v1beta1"): 22,
    ("ingressclasses.networking.k8s.io", "networking.k8s.io/v1beta1"): 22,
    ("storageclasses.storage.k8s.io", "storage.k8s.io/v1beta1"): 22,
    ("apiservices.apiregistration.k8s.io", "apiregistration.k8s.io/v1beta1"): 22,
    ("certificatesigningrequests.certificates.k8s.io", "certificates.k8s.io/v1beta1"): 22,
    **{(f"{name}.rbac.authorization.k8s.io", "rbac.authorization.k8s.io/v1beta1"): 22 for name in _ROLES},
    **{(f"{name}.admissionregistration.k8s.io", "admissionregistration.k8s.io/v1beta1"): 22 for name in _HOOKS},
    ("cronjobs.batch", "batch/v1beta1"): 25,
    ("endpointslices.discovery.k8s.io", "discovery.k8s.io/v1beta1"): 25,
    ("poddisruptionbudgets.policy", "policy/v1beta1"): 25,
    ("horizontalpodautoscalers.autoscaling", "autoscaling/v2beta1"): 25,
    ("horizontalpodautoscalers.autoscaling", "autoscaling/v2beta2"): 26,
}


def written_as(resource: str, metadata: Mapping[str, Any]) -> list[dict[str, str]]:
    """Who wrote the object in a version that is gone: `manager` and `apiVersion`, each once."""
    found = [
        {"manager": str(f.get("manager", "")), "apiVersion": version}
        for f in metadata.get("managedFields") or ()
        if (resource, version := str(f.get("apiVersion", ""))) in GONE_IN
    ]
    applied = str((metadata.get("annotations") or {}).get(_LAST_APPLIED, ""))[:_BEGINNING]
    said = _SAID.search(applied)
    if said and (resource, said["version"]) in GONE_IN and not found:
        found.append({"manager": "kubectl", "apiVersion": said["version"]})
    return [entry for number, entry in enumerate(found) if entry not in found[:number]]
