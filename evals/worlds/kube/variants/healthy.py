"""What looks wrong and is not, in other ways than the first world has: nothing may be called a problem there."""

from evals.worlds.kube.controllers import budget
from evals.worlds.kube.entrances import gateway, ingress, route
from evals.worlds.kube.objects import container, controlled, deployment, env_of, obj, service, template
from evals.worlds.kube.spec import Case, PodState
from evals.worlds.kube.states import container_state, ended, pod_status, up
from evals.worlds.kube.traffic import policy
from evals.worlds.kube.variants.addons import KINDS, PARENT, certificate, condition, rollout
from evals.worlds.kube.variants.usage import METRICS, metrics_of
from evals.worlds.kube.volumes import volume

_BY_ADDRESS = {
    "to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}],
    "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}],
}
_FIELD = env_of("POD", fieldRef={"fieldPath": "metadata.name"})
_TOKEN = {
    "name": "token",
    "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}, {"downwardAPI": {"items": []}}]},
}
_OPTIONAL = {"name": "more", "secret": {"secretName": "not-there", "optional": True}}
_SIDECAR = {"name": "proxy", "image": "registry.test/mesh/proxy:1.0", "restartPolicy": "Always"}
_SCALE = {
    "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
    "minReplicas": 1,
    "maxReplicas": 3,
    "metrics": [
        {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 60}}}
    ],
}
_LONE = obj(
    "Pod",
    "migrate",
    template("migrate", by_hand=True)["spec"] | {"restartPolicy": "Never"},
    labels={"app": "migrate"},
    annotations={"baepo.test/behaviour": "by-hand"},
)
_SLICE = obj(
    "EndpointSlice",
    "legacy-1",
    labels={"kubernetes.io/service-name": "legacy"},
    addressType="IPv4",
    endpoints=[{"addresses": ["192.0.2.10"], "conditions": {"ready": True}}],
    ports=[{"name": "http", "port": 8080}],
)
_LONG_AGO = {
    **up(),
    "restartCount": 2,
    "lastState": {
        "terminated": {"exitCode": 137, "reason": "OOMKilled", "startedAt": "{ago:9000}", "finishedAt": "{ago:8000}"}
    },
}
_PAUSED_SCALER = obj(
    "ScaledObject",
    "web",
    {"scaleTargetRef": {"name": "web"}, "minReplicaCount": 0, "triggers": [{"type": "cron", "metadata": {}}]},
)

HEALTHY: tuple[Case, ...] = (
    Case(
        id="h-ingress-to-sleepers",
        objects=(
            obj("IngressClass", "nginx", {"controller": "k8s.io/ingress-nginx"}),
            deployment("web", replicas=0),
            service("web", {"app": "web"}),
            ingress("front", "web", host="h-ingress-to-sleepers.test"),
        ),
    ),
    Case(
        id="h-quota-at-its-limit",
        objects=(obj("ResourceQuota", "objects", {"hard": {"count/configmaps": "1"}}),),
    ),
    Case(
        id="h-uses-half",
        objects=(*METRICS, controlled("StatefulSet", "db"), metrics_of("db-0", memory="100Mi", cpu="20m")),
    ),
    Case(
        id="h-devices-nobody-has",
        objects=(controlled("DaemonSet", "gpu", nodeSelector={"nvidia.com/gpu.present": "true"}),),
    ),
    Case(id="h-endpoints-by-hand", objects=(service("legacy"), _SLICE)),
    Case(
        id="h-updated-by-hand",
        objects=(
            controlled("StatefulSet", "db", of={"updateStrategy": {"type": "OnDelete"}}),
            service("db", {"app": "db"}, clusterIP="None"),
        ),
        changes=(
            obj(
                "StatefulSet",
                "db",
                {"template": {"spec": {"containers": [container(image="registry.test/shop/db:3.0")]}}},
            ),
        ),
    ),
    Case(
        id="h-asleep-with-autoscaler",
        objects=(deployment("web", replicas=0), obj("HorizontalPodAutoscaler", "web", _SCALE)),
    ),
    Case(
        id="h-lone-pod-done",
        objects=(_LONE,),
        states=(PodState(app="migrate", status={**pod_status(ended(0)), "phase": "Succeeded"}),),
    ),
    Case(
        id="h-budget-of-sleepers",
        objects=(deployment("web", replicas=0), budget("web", {"app": "web"}, maxUnavailable=0)),
    ),
    Case(
        id="h-old-class-annotation",
        objects=(
            obj("IngressClass", "nginx", {"controller": "k8s.io/ingress-nginx"}),
            deployment("web"),
            service("web", {"app": "web"}),
            obj(
                "Ingress",
                "front",
                {"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}},
                annotations={"kubernetes.io/ingress.class": "nginx"},
            ),
        ),
    ),
    Case(
        id="h-dns-by-address",
        objects=(deployment("web"), policy("locked", {"app": "web"}, policyTypes=["Egress"], egress=[_BY_ADDRESS])),
    ),
    Case(
        id="h-everything-allowed",
        objects=(deployment("web"), policy("open", None, policyTypes=["Ingress", "Egress"], ingress=[{}], egress=[{}])),
    ),
    Case(
        id="h-optional-volume",
        objects=(
            controlled("StatefulSet", "db", container(env=[_FIELD]), volumes=[_TOKEN, _OPTIONAL]),
            service("db", {"app": "db"}, clusterIP="None"),
        ),
    ),
    Case(id="h-job-suspended", objects=(controlled("Job", "later", of={"suspend": True}),)),
    Case(
        id="h-blue-green",
        objects=(
            deployment("blue", labels={"app": "web", "colour": "blue"}),
            deployment(
                "green", container(image="registry.test/shop/app:2.0"), labels={"app": "web", "colour": "green"}
            ),
            service("web", {"app": "web", "colour": "blue"}),
        ),
    ),
    Case(id="h-volume-to-spare", objects=(volume("h-spare-pv", storage_class="h-spare"),)),
    Case(
        id="h-sidecar",
        objects=(deployment("web", initContainers=[_SIDECAR], by_hand=True),),
        states=(PodState(app="web", status={**pod_status(up(), init=(up("proxy"),)), "phase": "Running"}),),
    ),
    Case(
        id="h-out-of-memory-last-week",
        objects=(deployment("web", by_hand=True),),
        states=(PodState(app="web", status=pod_status(_LONG_AGO)),),
    ),
    Case(
        id="h-addons-in-order",
        objects=(
            *KINDS,
            deployment("web", replicas=0),
            service("web", {"app": "web"}),
            certificate("web"),
            _PAUSED_SCALER,
            rollout("shop"),
        ),
        statuses=(
            ("Certificate", "web", {"notAfter": "{ago:-86400}", "conditions": [condition("Ready", "True", "Ready")]}),
            (
                "ScaledObject",
                "web",
                {
                    "conditions": [
                        condition("Ready", "True", "ScaledObjectReady"),
                        condition("Active", "False", "ScalerNotActive"),
                    ]
                },
            ),
            (
                "Rollout",
                "shop",
                {
                    "phase": "Paused",
                    "message": "CanaryPauseStep",
                    "replicas": 2,
                    "availableReplicas": 2,
                    "conditions": [
                        condition("Paused", "True", "RolloutPaused"),
                        condition("Available", "True", "AvailableReason"),
                    ],
                },
            ),
        ),
    ),
    Case(
        id="h-gateway-in-order",
        objects=(
            *KINDS,
            obj("GatewayClass", "v-envoy", {"controllerName": "gateway.envoyproxy.io/controller"}),
            gateway("v-gate", "v-envoy"),
            deployment("web"),
            service("web", {"app": "web"}),
            route("web", "v-gate", "web"),
        ),
        statuses=(
            (
                "Gateway",
                "v-gate",
                {
                    "conditions": [
                        condition("Accepted", "True", "Accepted"),
                        condition("Programmed", "True", "Programmed"),
                    ]
                },
            ),
            (
                "HTTPRoute",
                "web",
                {
                    "parents": [
                        {
                            **PARENT,
                            "conditions": [
                                condition("Accepted", "True", "Accepted"),
                                condition("ResolvedRefs", "True", "ResolvedRefs"),
                            ],
                        }
                    ]
                },
            ),
        ),
    ),
    Case(
        id="h-node-of-the-control-plane",
        objects=(
            obj(
                "Node",
                "h-control-plane",
                {"taints": [{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}]},
                labels={"node-role.kubernetes.io/control-plane": ""},
            ),
        ),
    ),
    Case(
        id="h-starts-after-its-database",
        objects=(deployment("web", initContainers=[container("wait-for-db")], by_hand=True),),
        states=(
            PodState(
                app="web",
                status=pod_status(
                    container_state("app", {"waiting": {"reason": "PodInitializing"}}),
                    init=(up("wait-for-db", started_ago=0),),
                ),
            ),
        ),
    ),
)
