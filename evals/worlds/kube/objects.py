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


def waiting(reason: str, message: str = "", *, name: str = "app") -> Body:
    """The status of a pod whose container has never run."""
    return _status(name, {"waiting": {"reason": reason, "message": message}}, phase="Pending")


def crashing(code: int, reason: str = "Error", *, message: str = "", restarts: int = 6, lived_min: int = 0) -> Body:
    """The status of a pod whose container ends again and again."""
    ended = {
        "exitCode": code,
        "reason": reason,
        "startedAt": f"{{ago:{2 + lived_min}}}",
        "finishedAt": "{ago:2}",
        **({"message": message} if message else {}),
    }
    back_off = {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s restarting failed container=app"}}
    return _status("app", back_off, last={"terminated": ended}, restarts=restarts)


def running(*, ready: bool = True, started_ago: int = 20) -> Body:
    return _status("app", {"running": {"startedAt": f"{{ago:{started_ago}}}"}}, ready=ready)


def _status(
    name: str, state: Body, *, last: Body | None = None, ready: bool = False, restarts: int = 0, phase: str = "Running"
) -> Body:
    word = "True" if ready else "False"
    conditions = [
        {"type": kind, "status": word, "lastTransitionTime": "{ago:5}"} for kind in ("Ready", "ContainersReady")
    ]
    placed = {"type": "PodScheduled", "status": "True", "lastTransitionTime": "{ago:20}"}
    one = {
        "name": name,
        "image": "registry.test/shop/app:1.0",
        "imageID": "",
        "ready": ready,
        "started": ready,
        "restartCount": restarts,
        "state": state,
        "lastState": last or {},
    }
    return {"phase": phase, "startTime": "{ago:20}", "conditions": [placed, *conditions], "containerStatuses": [one]}
