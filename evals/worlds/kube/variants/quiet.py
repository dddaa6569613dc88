"""More that looks wrong and is not."""

from evals.worlds.kube.controllers import budget
from evals.worlds.kube.objects import container, controlled, deployment, obj, service
from evals.worlds.kube.platform import binding, webhook
from evals.worlds.kube.spec import Case, PodState
from evals.worlds.kube.states import ended, pod_status, up
from evals.worlds.kube.traffic import policy
from evals.worlds.kube.volumes import claim, volume

_DNS_ANYWHERE = {
    "to": [{"namespaceSelector": {}}],
    "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}],
}
_DNS_POD = {
    "to": [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
        }
    ],
    "ports": [{"protocol": "UDP", "port": 53}],
}
_FROM_ANOTHER = {
    "from": [
        {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "h-let-in-from-afar"}}, "podSelector": {}}
    ]
}
_GROUP = {"kind": "Group", "name": "oidc:developers", "apiGroup": "rbac.authorization.k8s.io"}

QUIET: tuple[Case, ...] = (
    Case(
        id="h-dns-anywhere",
        objects=(deployment("web"), policy("out", {"app": "web"}, policyTypes=["Egress"], egress=[_DNS_ANYWHERE])),
    ),
    Case(
        id="h-dns-by-name",
        objects=(deployment("web"), policy("out", {"app": "web"}, policyTypes=["Egress"], egress=[_DNS_POD])),
    ),
    Case(
        id="h-let-in-from-afar",
        objects=(
            deployment("api", replicas=2),
            service("api", {"app": "api"}),
            policy("api", {"app": "api"}, policyTypes=["Ingress"], ingress=[_FROM_ANOTHER]),
        ),
    ),
    Case(
        id="h-webhook-at-work",
        objects=(
            deployment("guard"),
            service("guard", {"app": "guard"}, {"port": 443, "targetPort": 8080}),
            webhook("h-guard", "h-webhook-at-work", "guard"),
        ),
    ),
    Case(id="h-rights-of-a-group", objects=(binding("developers", "edit", _GROUP, kind="ClusterRole"),)),
    Case(
        id="h-ingress-to-an-alias",
        objects=(
            obj("IngressClass", "nginx", {"controller": "k8s.io/ingress-nginx"}),
            service("docs", None, {"port": 443}, type="ExternalName", externalName="docs.example.com"),
            obj(
                "Ingress",
                "docs",
                {"ingressClassName": "nginx", "defaultBackend": {"service": {"name": "docs", "port": {"number": 443}}}},
            ),
        ),
    ),
    Case(
        id="h-asleep-with-its-data",
        objects=(
            volume("h-asleep-pv", storage_class="h-asleep"),
            claim("data-db-0", storageClassName="h-asleep"),
            controlled("StatefulSet", "db", of={"replicas": 0}),
        ),
    ),
    Case(id="h-budget-of-one", objects=(deployment("web"), budget("web", {"app": "web"}, maxUnavailable=1))),
    Case(
        id="h-init-done",
        objects=(deployment("web", initContainers=[container("migrate")], by_hand=True),),
        states=(
            PodState(
                app="web",
                status={**pod_status(up(), init=({**ended(0, name="migrate"), "ready": True},)), "phase": "Running"},
            ),
        ),
    ),
    Case(
        id="h-address-given",
        objects=(deployment("web", replicas=2), service("web", {"app": "web"}, type="LoadBalancer")),
        statuses=(("Service", "web", {"loadBalancer": {"ingress": [{"ip": "203.0.113.7"}]}}),),
    ),
    Case(
        id="h-names-only",
        objects=(service("cluster-config", None, {"port": 8008}, clusterIP="None"),),
    ),
)
