"""Nodes, namespaces, rights and API services, ill in other ways than the first world has."""

from evals.worlds.kube.objects import obj
from evals.worlds.kube.platform import binding
from evals.worlds.kube.spec import Body, Case

_KEPT_FREE = [{"key": "example.com/kept-free", "effect": "NoSchedule"}]


def _node(id: str, status: Body, *says: str | tuple[str, ...]) -> Case:
    name = f"{id}-node"
    return Case(
        id=id,
        objects=(obj("Node", name, {"taints": _KEPT_FREE}),),
        statuses=(("Node", name, status),),
        target=("Node", name),
        says=says,
    )


def _condition(kind: str, status: str, reason: str, message: str) -> Body:
    times = {"lastHeartbeatTime": "{ago:0}", "lastTransitionTime": "{ago:10}"}
    return {"conditions": [{"type": kind, "status": status, "reason": reason, "message": message, **times}]}


_INFO = ("machineID", "systemUUID", "bootID", "kernelVersion", "osImage", "containerRuntimeVersion", "operatingSystem")
_VERSIONS = {"architecture": "amd64", "kubeletVersion": "v1.29.4", "kubeProxyVersion": "v1.29.4"}
_OLD = {**dict.fromkeys(_INFO, "x"), **_VERSIONS}
_GONE = {
    "group": "custom.metrics.k8s.io",
    "version": "v1beta1",
    "groupPriorityMinimum": 100,
    "versionPriority": 100,
    "insecureSkipTLSVerify": True,
    "service": {"namespace": "v-api-service", "name": "prometheus-adapter"},
}
_ROBOT = {"kind": "ServiceAccount", "name": "robot", "namespace": "v-cluster-role-missing"}

PLATFORM: tuple[Case, ...] = (
    _node(
        "v-disk-pressure",
        _condition("DiskPressure", "True", "KubeletHasDiskPressure", "kubelet has disk pressure"),
        "disk",
    ),
    _node(
        "v-pid-pressure",
        _condition("PIDPressure", "True", "KubeletHasInsufficientPID", "kubelet has insufficient PID"),
        "PID",
    ),
    _node(
        "v-runtime-down",
        _condition(
            "Ready",
            "False",
            "KubeletNotReady",
            "container runtime network not ready: NetworkReady=false cni plugin not initialized",
        ),
        "cni plugin not initialized",
    ),
    _node(
        "v-network-unavailable",
        _condition("NetworkUnavailable", "True", "NoRouteCreated", "RouteController failed to create a route"),
        "route",
    ),
    _node(
        "v-kernel-deadlock",
        _condition("KernelDeadlock", "True", "DockerHung", "task docker:1234 blocked for more than 120 seconds"),
        "blocked for more than 120 seconds",
    ),
    _node("v-kubelet-too-old", {"nodeInfo": _OLD}, "1.29"),
    Case(
        id="v-cluster-role-missing",
        objects=(
            obj("ServiceAccount", "robot"),
            obj(
                "ClusterRoleBinding",
                "v-robots",
                roleRef={"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "veiw"},
                subjects=[_ROBOT],
            ),
        ),
        target=("ClusterRoleBinding", "v-robots"),
        says=("veiw", "view"),
    ),
    Case(
        id="v-account-of-another-namespace",
        objects=(
            binding(
                "deployers",
                "edit",
                {"kind": "ServiceAccount", "name": "ci", "namespace": "v-tools"},
                kind="ClusterRole",
            ),
        ),
        target=("RoleBinding", "deployers"),
        says=("v-tools",),
    ),
    Case(
        id="v-api-service",
        objects=(obj("APIService", "v1beta1.custom.metrics.k8s.io", _GONE),),
        target=("APIService", "v1beta1.custom.metrics.k8s.io"),
        says=("prometheus-adapter",),
    ),
)
