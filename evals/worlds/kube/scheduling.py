"""Pods that the real scheduler cannot place; nothing here is written by hand."""

from evals.worlds.kube.objects import container, deployment, obj
from evals.worlds.kube.spec import Body, Case


def _asks(**requests: str) -> Body:
    return container(resources={"requests": requests})


_NEAR = {
    "podAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": [
            {"labelSelector": {"matchLabels": {"app": "cache"}}, "topologyKey": "kubernetes.io/hostname"}
        ]
    }
}
_APART = {
    "podAntiAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": [
            {"labelSelector": {"matchLabels": {"app": "web"}}, "topologyKey": "kubernetes.io/hostname"}
        ]
    }
}
_WEB = ("Deployment", "web")

SCHEDULING: tuple[Case, ...] = (
    Case(id="too-large", objects=(deployment("web", _asks(cpu="64")),), target=_WEB, says=("largest node", "cpu")),
    Case(
        id="no-room",
        objects=(deployment("web", _asks(memory="200Gi"), replicas=5),),
        target=_WEB,
        says=("Insufficient memory", "left"),
    ),
    Case(
        id="selector-of-no-node",
        objects=(deployment("web", nodeSelector={"disktype": "nvme"}),),
        target=_WEB,
        says=("disktype=nvme",),
    ),
    Case(
        id="zone-of-no-node",
        objects=(deployment("web", nodeSelector={"topology.kubernetes.io/zone": "zone-9"}),),
        target=_WEB,
        says=("topology.kubernetes.io/zone=zone-9", "zone-0"),
    ),
    Case(
        id="taint-of-the-node-wanted",
        objects=(
            obj(
                "Node",
                "node-gpu",
                {"taints": [{"key": "example.com/gpu", "value": "true", "effect": "NoSchedule"}]},
                labels={"example.com/gpu": "true"},
            ),
            deployment("web", nodeSelector={"example.com/gpu": "true"}),
        ),
        target=_WEB,
        says=("example.com/gpu=true:NoSchedule",),
    ),
    Case(
        id="near-nobody", objects=(deployment("web", affinity=_NEAR),), target=_WEB, says=("podAffinity", "app=cache")
    ),
    Case(
        id="more-pods-than-nodes",
        objects=(deployment("web", affinity=_APART, replicas=5),),
        target=_WEB,
        says=("podAntiAffinity", "app=web"),
    ),
    Case(
        id="uneven-spread",
        objects=(
            deployment(
                "web",
                topologySpreadConstraints=[
                    {
                        "maxSkew": 1,
                        "topologyKey": "example.com/rack",
                        "whenUnsatisfiable": "DoNotSchedule",
                        "labelSelector": {"matchLabels": {"app": "web"}},
                    }
                ],
            ),
        ),
        target=_WEB,
        says=("example.com/rack",),
    ),
    Case(
        id="host-port-taken",
        objects=(deployment("web", container(ports=[{"containerPort": 8080, "hostPort": 30080}]), replicas=5),),
        target=_WEB,
        says=("30080",),
    ),
    Case(
        id="unknown-scheduler",
        objects=(deployment("web", schedulerName="bin-packer"),),
        target=_WEB,
        says=("bin-packer",),
    ),
    Case(
        id="priority-unknown",
        objects=(deployment("web", priorityClassName="urgent"),),
        target=_WEB,
        says=("urgent", "PriorityClass"),
    ),
)
