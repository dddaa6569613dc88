"""Who put an object into the cluster, and would put it back after a change by hand.

Called by the tools and by executors. Source: labels and annotations as documented by Helm, Argo CD, Flux and Kubernetes
("Recommended Labels"), and managedFields.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

By = Literal["Helm", "Argo CD", "Flux", "Terraform", "operator"]


@dataclass(frozen=True, kw_only=True)
class Owner:
    """`by` is the program, `name` the release, application or resource it belongs to."""

    by: By
    name: str

    def __str__(self) -> str:
        return f"{self.by} {self.name}".strip()


_MANAGERS: tuple[tuple[str, By], ...] = (
    ("argocd", "Argo CD"),
    ("helm-controller", "Flux"),
    ("kustomize-controller", "Flux"),
    ("helm", "Helm"),
    ("terraform", "Terraform"),
    ("hashicorp", "Terraform"),
)


def owner_of(obj: Mapping[str, Any]) -> Owner | None:
    """GitOps before Helm, because Argo CD and Flux deploy Helm charts; None when people apply it by hand."""
    meta = obj.get("metadata", {})
    labels, annotations = meta.get("labels") or {}, meta.get("annotations") or {}
    return (
        _argo_cd(labels, annotations)
        or _flux(labels)
        or _helm(labels, annotations)
        or _controller(meta)
        or _by_managed_fields(meta)
    )


def _argo_cd(labels: Mapping[str, str], annotations: Mapping[str, str]) -> Owner | None:
    tracking = annotations.get("argocd.argoproj.io/tracking-id", "")
    name = tracking.partition(":")[0] or labels.get("argocd.argoproj.io/instance", "")
    return Owner(by="Argo CD", name=name) if name else None


def _flux(labels: Mapping[str, str]) -> Owner | None:
    for kind in ("kustomize", "helm"):
        name = labels.get(f"{kind}.toolkit.fluxcd.io/name")
        if name:
            place = labels.get(f"{kind}.toolkit.fluxcd.io/namespace")
            return Owner(by="Flux", name=f"{place}/{name}" if place else name)
    return None


def _helm(labels: Mapping[str, str], annotations: Mapping[str, str]) -> Owner | None:
    release = annotations.get("meta.helm.sh/release-name", "")
    if release or labels.get("app.kubernetes.io/managed-by") == "Helm":
        return Owner(by="Helm", name=release or labels.get("app.kubernetes.io/instance", ""))
    return None


def _controller(meta: Mapping[str, Any]) -> Owner | None:
    """A custom resource that owns the object, as operators do; not the workload controllers of Kubernetes itself."""
    for reference in meta.get("ownerReferences") or []:
        group = reference.get("apiVersion", "").rpartition("/")[0]
        if reference.get("controller") and group not in ("", "apps", "batch"):
            return Owner(by="operator", name=f"{reference['kind']} {reference['name']}")
    return None


def _by_managed_fields(meta: Mapping[str, Any]) -> Owner | None:
    for entry in meta.get("managedFields") or []:
        manager = str(entry.get("manager", "")).lower()
        for prefix, by in _MANAGERS:
            if manager.startswith(prefix) and "subresource" not in entry:
                return Owner(by=by, name="")
    return None
