"""Services and policies that keep requests from pods which are well."""

from evals.worlds.kube.objects import container, deployment, obj, service
from evals.worlds.kube.spec import Body, Case


def policy(name: str, selector: Body | None = None, **spec: object) -> Body:
    return obj("NetworkPolicy", name, {"podSelector": {"matchLabels": selector} if selector else {}, **spec})


_WEB = deployment("web")
_FRONT = service("web", {"app": "web"})

TRAFFIC: tuple[Case, ...] = (
    Case(
        id="selector-typo",
        objects=(_WEB, service("web", {"app": "wep"})),
        target=("Service", "web"),
        says=("app=wep", "app=web"),
    ),
    Case(
        id="port-name-unknown",
        objects=(
            deployment("web", container(ports=[{"name": "http", "containerPort": 8080}])),
            service("web", {"app": "web"}, {"port": 80, "targetPort": "web"}),
        ),
        target=("Service", "web"),
        says=("port web", "8080"),
    ),
    Case(
        id="port-number-wrong",
        objects=(_WEB, service("web", {"app": "web"}, {"port": 80, "targetPort": 3000})),
        target=("Service", "web"),
        says=("3000", "8080"),
    ),
    Case(
        id="alias-of-nothing",
        objects=(service("db", type="ExternalName", externalName="postgres.alias-of-nothing.svc.cluster.local"),),
        target=("Service", "db"),
        says=("postgres",),
    ),
    Case(
        id="policy-denies-all",
        objects=(_WEB, _FRONT, policy("closed", {"app": "web"}, policyTypes=["Ingress"])),
        target=("Deployment", "web"),
        also=(("NetworkPolicy", "closed"),),
        says=("closed", "nothing in"),
    ),
    Case(
        id="policy-isolates-a-namespace",
        objects=(
            _WEB,
            _FRONT,
            deployment("api"),
            service("api", {"app": "api"}),
            policy("deny-all", None, policyTypes=["Ingress"]),
        ),
        target=("NetworkPolicy", "deny-all"),
        says=("nothing in", "web", "api", "2 workloads"),
    ),
    Case(
        id="policy-cuts-dns",
        objects=(
            _WEB,
            policy(
                "only-https",
                {"app": "web"},
                policyTypes=["Egress"],
                egress=[{"ports": [{"protocol": "TCP", "port": 443}]}],
            ),
        ),
        target=("Deployment", "web"),
        also=(("NetworkPolicy", "only-https"),),
        says=("only-https", "DNS"),
    ),
    Case(
        id="policy-wrong-port",
        objects=(
            _WEB,
            _FRONT,
            policy("ports", {"app": "web"}, policyTypes=["Ingress"], ingress=[{"ports": [{"port": 80}]}]),
        ),
        target=("Deployment", "web"),
        also=(("NetworkPolicy", "ports"),),
        says=("ports", "80"),
    ),
    Case(
        id="policy-for-nobody",
        objects=(_WEB, policy("old", {"app": "retired"}, policyTypes=["Ingress"])),
        target=("NetworkPolicy", "old"),
        says=("app=retired",),
    ),
    Case(
        id="policy-misses",
        objects=(deployment("payment-api"), policy("guard", {"app": "payment-apy"}, policyTypes=["Ingress"])),
        target=("NetworkPolicy", "guard"),
        says=("payment-apy", "payment-api"),
    ),
)
