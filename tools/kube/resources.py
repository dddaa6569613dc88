"""The kinds this package can read, and where the API server keeps them. Called by the sources and the tools.

Source: Kubernetes API reference v1.34; only versions that are stable there.
"""

from dataclasses import dataclass
from typing import Literal

from tools.spec import BadRequest

Kind = Literal[
    "pods",
    "services",
    "configmaps",
    "secrets",
    "events",
    "nodes",
    "namespaces",
    "serviceaccounts",
    "persistentvolumeclaims",
    "persistentvolumes",
    "resourcequotas",
    "limitranges",
    "deployments.apps",
    "replicasets.apps",
    "statefulsets.apps",
    "daemonsets.apps",
    "jobs.batch",
    "cronjobs.batch",
    "ingresses.networking.k8s.io",
    "ingressclasses.networking.k8s.io",
    "networkpolicies.networking.k8s.io",
    "endpointslices.discovery.k8s.io",
    "horizontalpodautoscalers.autoscaling",
    "poddisruptionbudgets.policy",
    "storageclasses.storage.k8s.io",
    "roles.rbac.authorization.k8s.io",
    "rolebindings.rbac.authorization.k8s.io",
    "clusterroles.rbac.authorization.k8s.io",
    "clusterrolebindings.rbac.authorization.k8s.io",
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "gatewayclasses.gateway.networking.k8s.io",
    "gateways.gateway.networking.k8s.io",
    "httproutes.gateway.networking.k8s.io",
    "certificates.cert-manager.io",
    "externalsecrets.external-secrets.io",
    "scaledobjects.keda.sh",
    "rollouts.argoproj.io",
    "grpcroutes.gateway.networking.k8s.io",
    "issuers.cert-manager.io",
    "clusterissuers.cert-manager.io",
    "secretstores.external-secrets.io",
    "clustersecretstores.external-secrets.io",
    "verticalpodautoscalers.autoscaling.k8s.io",
    "pods.metrics.k8s.io",
    "nodes.metrics.k8s.io",
    "apiservices.apiregistration.k8s.io",
    "certificatesigningrequests.certificates.k8s.io",
]
REVISIONS = "controllerrevisions.apps"


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One kind: `name` is `<plural>` in the core group, else `<plural>.<group>`; `optional` ones may not be installed."""

    name: str
    kind: str
    version: str
    namespaced: bool = True
    optional: bool = False

    @property
    def plural(self) -> str:
        return self.name.partition(".")[0]

    @property
    def group(self) -> str:
        return self.name.partition(".")[2]

    def path(self, namespace: str | None = None, name: str | None = None, part: str | None = None) -> str:
        """The URL path of a list, an object or a part of one; segments must be checked names."""
        root = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        place = f"/namespaces/{namespace}" if namespace and self.namespaced else ""
        return "/".join(p for p in (f"{root}{place}/{self.plural}", name, part) if p)


_CLUSTER_WIDE = {
    "nodes",
    "namespaces",
    "persistentvolumes",
    "storageclasses.storage.k8s.io",
    "ingressclasses.networking.k8s.io",
    "clusterroles.rbac.authorization.k8s.io",
    "clusterrolebindings.rbac.authorization.k8s.io",
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "gatewayclasses.gateway.networking.k8s.io",
    "clusterissuers.cert-manager.io",
    "clustersecretstores.external-secrets.io",
    "nodes.metrics.k8s.io",
    "apiservices.apiregistration.k8s.io",
    "certificatesigningrequests.certificates.k8s.io",
}
_VERSIONS = {
    "horizontalpodautoscalers.autoscaling": "v2",
    "scaledobjects.keda.sh": "v1alpha1",
    "rollouts.argoproj.io": "v1alpha1",
    "pods.metrics.k8s.io": "v1beta1",
    "nodes.metrics.k8s.io": "v1beta1",
}
# Groups of others (custom resources, API services), and those that earlier recordings lack: where they are not installed,
# there is nothing to read and nothing is missing.
_OPTIONAL = (
    "gateway.networking.k8s.io",
    "cert-manager.io",
    "external-secrets.io",
    "keda.sh",
    "argoproj.io",
    "autoscaling.k8s.io",
    "metrics.k8s.io",
    "apiregistration.k8s.io",
    "certificates.k8s.io",
)
_KINDS: dict[Kind, str] = {
    "pods": "Pod",
    "services": "Service",
    "configmaps": "ConfigMap",
    "secrets": "Secret",
    "events": "Event",
    "nodes": "Node",
    "namespaces": "Namespace",
    "serviceaccounts": "ServiceAccount",
    "persistentvolumeclaims": "PersistentVolumeClaim",
    "persistentvolumes": "PersistentVolume",
    "resourcequotas": "ResourceQuota",
    "limitranges": "LimitRange",
    "deployments.apps": "Deployment",
    "replicasets.apps": "ReplicaSet",
    "statefulsets.apps": "StatefulSet",
    "daemonsets.apps": "DaemonSet",
    "jobs.batch": "Job",
    "cronjobs.batch": "CronJob",
    "ingresses.networking.k8s.io": "Ingress",
    "ingressclasses.networking.k8s.io": "IngressClass",
    "networkpolicies.networking.k8s.io": "NetworkPolicy",
    "endpointslices.discovery.k8s.io": "EndpointSlice",
    "horizontalpodautoscalers.autoscaling": "HorizontalPodAutoscaler",
    "poddisruptionbudgets.policy": "PodDisruptionBudget",
    "storageclasses.storage.k8s.io": "StorageClass",
    "roles.rbac.authorization.k8s.io": "Role",
    "rolebindings.rbac.authorization.k8s.io": "RoleBinding",
    "clusterroles.rbac.authorization.k8s.io": "ClusterRole",
    "clusterrolebindings.rbac.authorization.k8s.io": "ClusterRoleBinding",
    "validatingwebhookconfigurations.admissionregistration.k8s.io": "ValidatingWebhookConfiguration",
    "mutatingwebhookconfigurations.admissionregistration.k8s.io": "MutatingWebhookConfiguration",
    "gatewayclasses.gateway.networking.k8s.io": "GatewayClass",
    "gateways.gateway.networking.k8s.io": "Gateway",
    "httproutes.gateway.networking.k8s.io": "HTTPRoute",
    "certificates.cert-manager.io": "Certificate",
    "externalsecrets.external-secrets.io": "ExternalSecret",
    "scaledobjects.keda.sh": "ScaledObject",
    "rollouts.argoproj.io": "Rollout",
    "grpcroutes.gateway.networking.k8s.io": "GRPCRoute",
    "issuers.cert-manager.io": "Issuer",
    "clusterissuers.cert-manager.io": "ClusterIssuer",
    "secretstores.external-secrets.io": "SecretStore",
    "clustersecretstores.external-secrets.io": "ClusterSecretStore",
    "verticalpodautoscalers.autoscaling.k8s.io": "VerticalPodAutoscaler",
    "pods.metrics.k8s.io": "PodMetrics",
    "nodes.metrics.k8s.io": "NodeMetrics",
    "apiservices.apiregistration.k8s.io": "APIService",
    "certificatesigningrequests.certificates.k8s.io": "CertificateSigningRequest",
}
RESOURCES: dict[str, Resource] = {
    name: Resource(
        name=name,
        kind=kind,
        version=_VERSIONS.get(name, "v1"),
        namespaced=name not in _CLUSTER_WIDE,
        optional=name.partition(".")[2] in _OPTIONAL,
    )
    for name, kind in _KINDS.items()
}
_FOR_ACTIONS = {REVISIONS: Resource(name=REVISIONS, kind="ControllerRevision", version="v1")}  # no tool reads them


def resource_named(name: str) -> Resource:
    """The resource called `name`; also understands a kind or plural without its group: `Deployment`, `deployments`."""
    wanted = name.lower()
    found = RESOURCES.get(name) or RESOURCES.get(wanted) or _FOR_ACTIONS.get(name)
    if found is None:
        same = [r for r in RESOURCES.values() if wanted in (r.kind.lower(), r.plural)]
        if len(same) != 1:
            raise BadRequest(f"Unknown kind {name!r}.", remedy="Use one of: " + ", ".join(RESOURCES))
        found = same[0]
    return found
