"""Pods that find no node, in other owners and for other resources; what the scheduler says is real."""

from evals.worlds.kube.objects import container, controlled, deployment, obj
from evals.worlds.kube.spec import Body, Case

_SIZE = {"cpu": "8", "memory": "32Gi", "pods": "110", "ephemeral-storage": "100Gi"}


def _node(name: str, **spec: object) -> Body:
    return obj("Node", name, dict(spec), labels={"pool": name, "kubernetes.io/hostname": name})


def _asks(**requests: str) -> Body:
    return container(resources={"requests": requests, "limits": requests})


_ARM = {
    "nodeAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [
                {"matchExpressions": [{"key": "kubernetes.io/arch", "operator": "In", "values": ["arm64"]}]}
            ]
        }
    }
}
_GPU = container(resources={"limits": {"nvidia.com/gpu": "1"}})

SCHEDULING: tuple[Case, ...] = (
    Case(
        id="v-no-such-device",
        objects=(controlled("StatefulSet", "train", _GPU),),
        target=("StatefulSet", "train"),
        says=("nvidia.com/gpu",),
    ),
    Case(
        id="v-no-room-on-disk",
        objects=(controlled("Job", "sort", _asks(**{"ephemeral-storage": "5Ti"})),),
        target=("Job", "sort"),
        says=("ephemeral-storage",),
    ),
    Case(
        id="v-other-architecture",
        objects=(controlled("StatefulSet", "db", affinity=_ARM),),
        target=("StatefulSet", "db"),
        says=("arm64",),
    ),
    Case(
        id="v-cordoned",
        objects=(
            _node("v-cordoned-node", unschedulable=True),
            deployment("web", nodeSelector={"pool": "v-cordoned-node"}),
        ),
        target=("Deployment", "web"),
        says=(("cordon", "unschedulable"),),
    ),
    Case(
        id="v-dedicated",
        objects=(
            _node("v-dedicated-node", taints=[{"key": "dedicated", "value": "gpu", "effect": "NoSchedule"}]),
            controlled("StatefulSet", "db", nodeSelector={"pool": "v-dedicated-node"}),
        ),
        target=("StatefulSet", "db"),
        says=("dedicated",),
    ),
    Case(
        id="v-apart-from-itself",
        objects=(
            controlled(
                "StatefulSet",
                "db",
                of={"replicas": 8, "podManagementPolicy": "Parallel"},
                affinity={
                    "podAntiAffinity": {
                        "requiredDuringSchedulingIgnoredDuringExecution": [
                            {
                                "labelSelector": {
                                    "matchExpressions": [{"key": "app", "operator": "In", "values": ["db"]}]
                                },
                                "topologyKey": "topology.kubernetes.io/zone",
                            }
                        ]
                    }
                },
            ),
        ),
        target=("StatefulSet", "db"),
        says=("anti-affinity", "zone"),
    ),
    Case(
        id="v-spread-by-unknown-key",
        objects=(
            deployment(
                "web",
                replicas=2,
                topologySpreadConstraints=[
                    {
                        "maxSkew": 1,
                        "topologyKey": "topology.kubernetes.io/rack",
                        "whenUnsatisfiable": "DoNotSchedule",
                        "labelSelector": {"matchLabels": {"app": "web"}},
                    }
                ],
            ),
        ),
        target=("Deployment", "web"),
        says=("topology.kubernetes.io/rack",),
    ),
)
