"""Requests that do not arrive: Services, policies and Ingresses, each in another way than the first world has."""

from evals.worlds.kube.entrances import NGINX
from evals.worlds.kube.objects import container, controlled, deployment, obj, service
from evals.worlds.kube.spec import Case, Told
from evals.worlds.kube.traffic import policy

_DNS = [{"protocol": "UDP", "port": 53}]
_NAMED = {"namespaceSelector": {"matchLabels": {"name": "kube-system"}}}
_NOBODY = {"namespaceSelector": {"matchLabels": {"team": "payments"}}, "podSelector": {"matchLabels": {"app": "web"}}}
_SET = controlled("StatefulSet", "db", container(ports=[{"name": "sql", "containerPort": 5432}]), of={"replicas": 2})

TRAFFIC: tuple[Case, ...] = (
    Case(
        id="v-set-not-selected",
        objects=(_SET, service("db", {"app": "database"}, {"port": 5432}, clusterIP="None")),
        target=("Service", "db"),
        says=("app=database",),
    ),
    Case(
        id="v-second-port-unknown",
        objects=(
            _SET,
            service(
                "db",
                {"app": "db"},
                {"name": "sql", "port": 5432, "targetPort": "sql"},
                {"name": "stats", "port": 9187, "targetPort": "metrics"},
            ),
        ),
        target=("Service", "db"),
        says=("metrics",),
    ),
    Case(
        id="v-dns-by-a-label-of-old",
        objects=(
            deployment("web"),
            policy("locked", {"app": "web"}, policyTypes=["Egress"], egress=[{"to": [_NAMED], "ports": _DNS}]),
        ),
        target=("NetworkPolicy", "locked"),
        also=(("Deployment", "web"),),
        says=("DNS",),
    ),
    Case(
        id="v-let-in-nobody",
        objects=(
            deployment("api"),
            service("api", {"app": "api"}),
            policy(
                "api", {"app": "api"}, policyTypes=["Ingress"], ingress=[{"from": [_NOBODY], "ports": [{"port": 8080}]}]
            ),
        ),
        target=("NetworkPolicy", "api"),
        also=(("Deployment", "api"),),
        says=("team=payments",),
    ),
    Case(
        id="v-default-backend",
        objects=(
            NGINX,
            obj(
                "Ingress",
                "front",
                {
                    "ingressClassName": "nginx",
                    "defaultBackend": {"service": {"name": "fallback", "port": {"number": 80}}},
                },
            ),
        ),
        target=("Ingress", "front"),
        says=("fallback",),
    ),
    Case(
        id="v-backend-port-name",
        objects=(
            NGINX,
            deployment("web"),
            service("web", {"app": "web"}),
            obj(
                "Ingress",
                "front",
                {
                    "ingressClassName": "nginx",
                    "rules": [
                        {
                            "host": "v-backend-port-name.test",
                            "http": {
                                "paths": [
                                    {
                                        "path": "/",
                                        "pathType": "Prefix",
                                        "backend": {"service": {"name": "web", "port": {"name": "https"}}},
                                    }
                                ]
                            },
                        }
                    ],
                },
            ),
        ),
        target=("Ingress", "front"),
        says=("https",),
    ),
    Case(
        id="v-balancer-refused",
        objects=(deployment("web"), service("web", {"app": "web"}, type="LoadBalancer")),
        events=(
            Told(
                kind="Service",
                name="web",
                reason="SyncLoadBalancerFailed",
                message="Error syncing load balancer: failed to ensure load balancer: could not find any suitable subnets for "
                "creating the ELB",
            ),
        ),
        target=("Service", "web"),
        says=("subnets",),
    ),
    Case(
        id="v-nothing-behind-by-hand",
        objects=(service("legacy"),),
        target=("Service", "legacy"),
        says=(("selector", "endpoint"),),
    ),
)
