"""Small workloads as JSON bodies, and the questions tests ask about them.

Called by live tests and evals.
"""

from .kube import BEHAVIOUR, ControlPlane
from .kube_client import ApiError, Body

APPS = "/apis/apps/v1/namespaces"


def plant_namespace(cluster: ControlPlane, name: str) -> str:
    """Create a namespace, wait for its service account (pods are refused before), and return the name."""
    cluster.apply("/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    account = f"/api/v1/namespaces/{name}/serviceaccounts/default"
    cluster.wait_until(f"service account of {name}", lambda: bool(cluster.request("GET", account)))
    return name


def deployment(
    name: str,
    *,
    image: str,
    replicas: int = 2,
    behaviour: str | None = None,
    progress_deadline_s: int = 600,
    cpu: str = "100m",
) -> Body:
    """A Deployment that keeps all old pods until new ones are Ready; `behaviour` as in `stages/pods.yaml`."""
    labels = {"app": name}
    pod_metadata: Body = {"labels": labels}
    if behaviour is not None:
        pod_metadata["annotations"] = {BEHAVIOUR: behaviour}
    resources = {"requests": {"cpu": cpu, "memory": "128Mi"}, "limits": {"memory": "256Mi"}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "labels": labels},
        "spec": {
            "replicas": replicas,
            "progressDeadlineSeconds": progress_deadline_s,
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}},
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": pod_metadata,
                "spec": {"containers": [{"name": name, "image": image, "resources": resources}]},
            },
        },
    }


def stateful_set(name: str, *, image: str, replicas: int = 2, behaviour: str | None = None) -> Body:
    """A StatefulSet without volumes."""
    body = deployment(name, image=image, replicas=replicas, behaviour=behaviour)
    spec = {k: body["spec"][k] for k in ("replicas", "selector", "template")}
    return {**body, "kind": "StatefulSet", "spec": {**spec, "serviceName": name}}


def daemon_set(name: str, *, image: str, behaviour: str | None = None) -> Body:
    body = deployment(name, image=image, behaviour=behaviour)
    return {**body, "kind": "DaemonSet", "spec": {k: body["spec"][k] for k in ("selector", "template")}}


def plant(cluster: ControlPlane, namespace: str, body: Body, *, wait: bool = True) -> None:
    """Apply a workload and wait until its pods are as it wants them."""
    cluster.apply(f"{APPS}/{namespace}/{body['kind'].lower()}s", body)
    if wait:
        name = body["metadata"]["name"]
        cluster.wait_until(f"{name} is up", lambda: settled(stored(cluster, namespace, body["kind"], name)))


def stored(cluster: ControlPlane, namespace: str, kind: str, name: str) -> Body:
    """A workload as it is; `{}` when there is none."""
    try:
        return cluster.request("GET", f"{APPS}/{namespace}/{kind.lower()}s/{name}")
    except ApiError as error:
        if error.status != 404:
            raise
        return {}


def settled(found: Body) -> bool:
    """Whether every wanted pod of a workload of any kind is of the newest template and available."""
    status = found.get("status", {})
    if status.get("observedGeneration", 0) < found["metadata"]["generation"]:
        return False
    if found["kind"] == "DaemonSet":
        wanted = status.get("desiredNumberScheduled", 0)
        return bool(wanted) and wanted == status.get("numberAvailable", 0) == status.get("updatedNumberScheduled", 0)
    wanted = found["spec"]["replicas"]
    return all(status.get(k, 0) == wanted for k in ("replicas", "updatedReplicas", "availableReplicas"))


def rolled_out(cluster: ControlPlane, namespace: str, name: str) -> bool:
    """Whether every replica is of the newest template and available (what `kubectl rollout status` waits for)."""
    found = cluster.request("GET", f"{APPS}/{namespace}/deployments/{name}")
    status, wanted = found["status"], found["spec"]["replicas"]
    seen = status.get("observedGeneration", 0) >= found["metadata"]["generation"]
    counts = (status.get(key, 0) for key in ("replicas", "updatedReplicas", "availableReplicas"))
    return seen and all(count == wanted for count in counts)


def deployment_condition(cluster: ControlPlane, namespace: str, name: str, kind: str) -> Body:
    """One condition of a Deployment (`Progressing`, `Available`), `{}` while it has none."""
    status = cluster.request("GET", f"{APPS}/{namespace}/deployments/{name}")["status"]
    return next((one for one in status.get("conditions", []) if one["type"] == kind), {})


def pods(cluster: ControlPlane, namespace: str, app: str) -> list[Body]:
    found = cluster.request("GET", f"/api/v1/namespaces/{namespace}/pods?labelSelector=app%3D{app}")
    items: list[Body] = found["items"]
    return items
