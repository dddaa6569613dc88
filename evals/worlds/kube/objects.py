"""Objects of the fault cluster as short as they can be. Called by the modules with cases."""

from typing import Any

from evals.worlds.kube.spec import Body

BEHAVIOUR = "baepo.test/behaviour"  # of the test kit: pods run by kwok do what it says
BY_HAND = "by-hand"  # a value that no stage knows: the pod waits for its status
_VERSIONS = {
    "Deployment": "apps/v1",
    "StatefulSet": "apps/v1",
    "DaemonSet": "apps/v1",
    "ReplicaSet": "apps/v1",
    "Job": "batch/v1",
    "CronJob": "batch/v1",
    "Ingress": "networking.k8s.io/v1",
    "IngressClass": "networking.k8s.io/v1",
    "NetworkPolicy": "networking.k8s.io/v1",
    "PodDisruptionBudget": "policy/v1",
    "HorizontalPodAutoscaler": "autoscaling/v2",
    "StorageClass": "storage.k8s.io/v1",
    "Role": "rbac.authorization.k8s.io/v1",
    "RoleBinding": "rbac.authorization.k8s.io/v1",
    "ClusterRoleBinding": "rbac.authorization.k8s.io/v1",
    "ValidatingWebhookConfiguration": "admissionregistration.k8s.io/v1",
    "CustomResourceDefinition": "apiextensions.k8s.io/v1",
    "Gateway": "gateway.networking.k8s.io/v1",
    "GatewayClass": "gateway.networking.k8s.io/v1",
    "HTTPRoute": "gateway.networking.k8s.io/v1",
    "Certificate": "cert-manager.io/v1",
    "ExternalSecret": "external-secrets.io/v1",
    "ScaledObject": "keda.sh/v1alpha1",
    "Rollout": "argoproj.io/v1alpha1",
    "PodMetrics": "metrics.k8s.io/v1beta1",
    "ClusterRole": "rbac.authorization.k8s.io/v1",
    "MutatingWebhookConfiguration": "admissionregistration.k8s.io/v1",
    "GRPCRoute": "gateway.networking.k8s.io/v1",
    "ValidatingAdmissionPolicy": "admissionregistration.k8s.io/v1",
    "ValidatingAdmissionPolicyBinding": "admissionregistration.k8s.io/v1",
    "EndpointSlice": "discovery.k8s.io/v1",
    "APIService": "apiregistration.k8s.io/v1",
    "VerticalPodAutoscaler": "autoscaling.k8s.io/v1",
    "ReferenceGrant": "gateway.networking.k8s.io/v1beta1",
    "SecretStore": "external-secrets.io/v1",
    "Issuer": "cert-manager.io/v1",
}


def obj(kind: str, name: str, spec: Body | None = None, **more: Any) -> Body:
    """Any object; `labels`, `annotations` and `finalizers` go into its metadata."""
    meta: Body = {"name": name}
    for key in ("labels", "annotations", "finalizers"):
        if key in more:
            meta[key] = more.pop(key)
    body: Body = {"apiVersion": _VERSIONS.get(kind, "v1"), "kind": kind, "metadata": meta, **more}
    return body if spec is None else {**body, "spec": spec}


def container(name: str = "app", *, image: str = "registry.test/shop/app:1.0", **more: Any) -> Body:
    resources = {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": "256Mi"}}
    return {"name": name, "image": image, "resources": resources, "ports": [{"containerPort": 8080}], **more}


def template(app: str, *containers: Body, by_hand: bool = False, **spec: Any) -> Body:
    labels = spec.pop("labels", {"app": app})
    meta: Body = {"labels": labels}
    if by_hand:
        meta["annotations"] = {BEHAVIOUR: BY_HAND}
    return {"metadata": meta, "spec": {"containers": list(containers) or [container()], **spec}}


def deployment(app: str, *containers: Body, replicas: int = 1, by_hand: bool = False, **spec: Any) -> Body:
    """With the label `app`; further arguments go into the pod's specification."""
    labels = spec.get("labels", {"app": app})
    made = template(app, *containers, by_hand=by_hand, **spec)
    return obj("Deployment", app, {"replicas": replicas, "selector": {"matchLabels": labels}, "template": made})


def service(name: str, selector: Body | None = None, *ports: Body, **spec: Any) -> Body:
    body: Body = {"ports": list(ports) or [{"name": "http", "port": 80, "targetPort": 8080}], **spec}
    return obj("Service", name, {**body, "selector": selector} if selector else body)


def config_map(name: str, **data: str) -> Body:
    return obj("ConfigMap", name, data=data)


def env_of(name: str, **source: Body) -> Body:
    """A variable from somewhere: `env_of("URL", configMapKeyRef={...})`."""
    return {"name": name, "valueFrom": source}


def controlled(kind: str, app: str, *containers: Body, by_hand: bool = False, **spec: Any) -> Body:
    """A StatefulSet, DaemonSet or Job with the label `app`; `of` goes into its own specification, the rest into the pod's."""
    own = spec.pop("of", {})
    if kind == "Job":
        made = template(app, *containers, by_hand=by_hand, **{"restartPolicy": "Never", **spec})
        return obj(kind, app, {"template": made, **own})
    if kind == "StatefulSet":
        own = {"replicas": 1, **own}
    made = template(app, *containers, by_hand=by_hand, **spec)
    return obj(kind, app, {"selector": {"matchLabels": {"app": app}}, "template": made, **own})


def version_of(kind: str) -> str:
    """The API version that objects of a kind have here."""
    return _VERSIONS.get(kind, "v1")
