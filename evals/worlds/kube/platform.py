"""Nodes, namespaces, webhooks and rights: what belongs to nobody's application."""

from evals.worlds.kube.objects import config_map, deployment, obj, service
from evals.worlds.kube.spec import Body, Case

_SUBJECT = {"kind": "ServiceAccount", "name": "reporter"}


def webhook(name: str, namespace: str, service_name: str, *, policy: str = "Fail") -> Body:
    """Covers a kind that nothing else here creates, in its own namespace only."""
    rule = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["replicationcontrollers"]}
    hook = {
        "name": f"{name}.policy.test",
        "failurePolicy": policy,
        "sideEffects": "None",
        "admissionReviewVersions": ["v1"],
        "clientConfig": {"service": {"namespace": namespace, "name": service_name}},
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
        "rules": [rule],
    }
    return obj("ValidatingWebhookConfiguration", name, webhooks=[hook])


def binding(name: str, role: str, *subjects: Body, kind: str = "Role") -> Body:
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": role}
    return obj("RoleBinding", name, roleRef=reference, subjects=list(subjects) or [_SUBJECT])


_ILL = {
    "type": "MemoryPressure",
    "status": "True",
    "reason": "KubeletHasInsufficientMemory",
    "message": "kubelet has insufficient memory available",
    "lastHeartbeatTime": "{ago:0}",
    "lastTransitionTime": "{ago:10}",
}
_SILENT = {
    "type": "Ready",
    "status": "Unknown",
    "reason": "NodeStatusUnknown",
    "message": "Kubelet stopped posting node status.",
    "lastHeartbeatTime": "{ago:20}",
    "lastTransitionTime": "{ago:15}",
}
_KEPT_FREE = [{"key": "example.com/kept-free", "effect": "NoSchedule"}]

PLATFORM: tuple[Case, ...] = (
    Case(
        id="webhook-service-missing",
        objects=(webhook("left-over", "webhook-service-missing", "policy-server"),),
        target=("ValidatingWebhookConfiguration", "left-over"),
        says=("policy-server", "does not exist"),
    ),
    Case(
        id="webhook-without-pods",
        objects=(
            deployment("policy-server", replicas=0),
            service("policy-server", {"app": "policy-server"}, {"port": 443, "targetPort": 8080}),
            webhook("closed", "webhook-without-pods", "policy-server"),
        ),
        target=("ValidatingWebhookConfiguration", "closed"),
        says=("no ready pod",),
    ),
    Case(
        id="role-missing",
        objects=(
            obj("ServiceAccount", "reporter"),
            obj("Role", "report-reader", rules=[{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]),
            binding("reports", "report-raeder"),
        ),
        target=("RoleBinding", "reports"),
        says=("report-raeder", "report-reader"),
    ),
    Case(
        id="account-misspelt",
        objects=(
            obj("ServiceAccount", "reporter"),
            binding("reports", "view", {**_SUBJECT, "name": "reportre"}, kind="ClusterRole"),
        ),
        target=("RoleBinding", "reports"),
        says=("reportre", "reporter"),
    ),
    Case(
        id="finalizer-stays",
        objects=(obj("ConfigMap", "held", data={"a": "b"}, finalizers=["example.com/cleanup"]),),
        deleted=(("ConfigMap", "held"),),
        target=("ConfigMap", "held"),
        says=("example.com/cleanup",),
    ),
    Case(
        id="namespace-stays",
        objects=(
            obj("ConfigMap", "held", data={"a": "b"}, finalizers=["example.com/cleanup"]),
            config_map("other", a="b"),
        ),
        deleted=(("Namespace", "namespace-stays"),),
        target=("Namespace", "namespace-stays"),
        says=("example.com/cleanup",),
    ),
    Case(
        id="node-short-of-memory",
        objects=(obj("Node", "node-ill", {"taints": _KEPT_FREE}),),
        statuses=(("Node", "node-ill", {"conditions": [_ILL]}),),
        target=("Node", "node-ill"),
        says=("memory",),
    ),
    Case(
        id="node-silent",
        objects=(obj("Node", "node-lost", {"taints": _KEPT_FREE}),),
        statuses=(("Node", "node-lost", {"conditions": [_SILENT]}),),
        target=("Node", "node-lost"),
        says=("not ready", "stopped posting"),
    ),
)
