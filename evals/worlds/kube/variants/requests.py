"""What the API server, its policies and the scheduler refuse, and doors that open to nobody."""

from evals.worlds.kube.entrances import definition
from evals.worlds.kube.objects import container, controlled, deployment, obj, service
from evals.worlds.kube.platform import binding, webhook
from evals.worlds.kube.spec import Body, Case, Told
from evals.worlds.kube.traffic import policy
from evals.worlds.kube.volumes import claim, storage_class, volume

_OF_DB = {"to": [{"podSelector": {"matchLabels": {"app": "db"}}}]}
_BY_NAME = {"from": [{"podSelector": {}}], "ports": [{"port": "http"}]}
_RULE = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}
_OWNED: Body = {
    "failurePolicy": "Fail",
    "matchConstraints": {"resourceRules": [_RULE]},
    "validations": [{"expression": "has(object.metadata.labels.team)", "message": "every pod needs the label team"}],
}
_WHERE = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "v-policy-denies"}}}
_ONE_POD: Body = {"accessModes": ["ReadWriteOncePod"]}
_SHARED = {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}
_HUGE = {"cpu": "100m", "memory": "64Mi", "hugepages-2Mi": "4Mi"}
_SPEC: Body = {
    "accessModes": ["ReadWriteOnce"],
    "resources": {"requests": {"storage": "1Gi"}},
    "storageClassName": "v-gp3",
}


def _other_port(hook: Body) -> Body:
    hook["webhooks"][0]["clientConfig"]["service"]["port"] = 8443
    return hook


REQUESTS: tuple[Case, ...] = (
    Case(
        id="v-policy-denies",
        objects=(
            obj("ValidatingAdmissionPolicy", "v-team", _OWNED),
            obj(
                "ValidatingAdmissionPolicyBinding",
                "v-team",
                {"policyName": "v-team", "validationActions": ["Deny"], "matchResources": _WHERE},
            ),
            deployment("web"),
        ),
        target=("Deployment", "web"),
        says=("label team",),
    ),
    Case(
        id="v-webhook-port",
        objects=(
            deployment("guard"),
            service("guard", {"app": "guard"}, {"port": 443, "targetPort": 8080}),
            _other_port(webhook("v-guard", "v-webhook-port", "guard")),
        ),
        target=("ValidatingWebhookConfiguration", "v-guard"),
        says=("8443",),
    ),
    Case(
        id="v-scales-a-daemon",
        objects=(
            controlled("DaemonSet", "agent"),
            obj(
                "HorizontalPodAutoscaler",
                "agent",
                {
                    "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "agent"},
                    "maxReplicas": 3,
                    "metrics": [
                        {
                            "type": "Resource",
                            "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 60}},
                        }
                    ],
                },
            ),
        ),
        target=("HorizontalPodAutoscaler", "agent"),
        says=(("DaemonSet", "scale"),),
    ),
    Case(
        id="v-one-pod-only",
        objects=(
            volume("v-one-pod-pv", storage_class="v-one-pod", **_ONE_POD),
            claim(storageClassName="v-one-pod", **_ONE_POD),
            deployment(
                "web", container(volumeMounts=[{"name": "data", "mountPath": "/data"}]), replicas=2, volumes=[_SHARED]
            ),
        ),
        target=("Deployment", "web"),
        says=("ReadWriteOncePod",),
    ),
    Case(
        id="v-huge-pages",
        objects=(controlled("StatefulSet", "db", container(resources={"requests": _HUGE, "limits": _HUGE})),),
        target=("StatefulSet", "db"),
        says=("hugepages-2Mi",),
    ),
    Case(
        id="v-provisioner-exhausted",
        objects=(
            storage_class("v-gp3", provisioner="ebs.csi.test", mode="WaitForFirstConsumer"),
            controlled(
                "StatefulSet", "db", of={"volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": _SPEC}]}
            ),
        ),
        events=(
            Told(
                kind="PersistentVolumeClaim",
                name="data-db-0",
                reason="ProvisioningFailed",
                message='failed to provision volume with StorageClass "v-gp3": rpc error: code = ResourceExhausted desc = '
                "VolumeLimitExceeded: maximum total storage reached",
            ),
        ),
        target=("StatefulSet", "db"),
        also=(("PersistentVolumeClaim", "data-db-0"),),
        says=("VolumeLimitExceeded",),
    ),
    Case(
        id="v-port-by-an-unknown-name",
        objects=(
            deployment("api"),
            deployment("web"),
            service("api", {"app": "api"}),
            policy("api", {"app": "api"}, policyTypes=["Ingress"], ingress=[_BY_NAME]),
        ),
        target=("Deployment", "api"),
        also=(("NetworkPolicy", "api"),),
        says=("http",),
    ),
    Case(
        id="v-only-to-its-database",
        objects=(
            deployment("web"),
            deployment("db"),
            policy("web", {"app": "web"}, policyTypes=["Egress"], egress=[_OF_DB]),
        ),
        target=("Deployment", "web"),
        also=(("NetworkPolicy", "web"),),
        says=("DNS",),
    ),
    Case(
        id="v-binding-to-no-cluster-role",
        objects=(
            obj("ServiceAccount", "reporter"),
            binding("reports", "viewer-of-everything", kind="ClusterRole"),
        ),
        target=("RoleBinding", "reports"),
        says=("viewer-of-everything",),
    ),
    Case(
        id="v-grpc-backend-missing",
        objects=(
            definition("gateways", "Gateway", "gateway.networking.k8s.io", "v1"),
            definition("gatewayclasses", "GatewayClass", "gateway.networking.k8s.io", "v1", scope="Cluster"),
            definition("grpcroutes", "GRPCRoute", "gateway.networking.k8s.io", "v1"),
            obj("GRPCRoute", "orders", {"rules": [{"backendRefs": [{"name": "orders", "port": 9090}]}]}),
        ),
        target=("GRPCRoute", "orders"),
        says=("orders", "does not exist"),
    ),
)
