"""Containers at their limits, and autoscalers for resources: what the metrics API and a VPA's recommender say.

No program answers for metrics here; a custom resource of the same group, version and kind does, which reads alike.
"""

from evals.worlds.kube.entrances import definition
from evals.worlds.kube.objects import container, controlled, deployment, obj
from evals.worlds.kube.spec import Body, Case, PodState
from evals.worlds.kube.states import running

METRICS = (definition("pods", "PodMetrics", "metrics.k8s.io", "v1beta1"),)
_VPAS = (definition("verticalpodautoscalers", "VerticalPodAutoscaler", "autoscaling.k8s.io", "v1"),)


def metrics_of(pod: str, *, memory: str, cpu: str) -> Body:
    """What one pod uses."""
    used = [{"name": "app", "usage": {"cpu": cpu, "memory": memory}}]
    return obj("PodMetrics", pod, timestamp="2026-11-26T10:00:00Z", window="15s", containers=used)


def _vpa(name: str, kind: str, target: str) -> Body:
    reference = {"apiVersion": "apps/v1", "kind": kind, "name": target}
    return obj("VerticalPodAutoscaler", name, {"targetRef": reference, "updatePolicy": {"updateMode": "Off"}})


_LIMITED = container(
    resources={"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"cpu": "200m", "memory": "256Mi"}}
)
_UP = (PodState(app="db", status=running()),)

USAGE: tuple[Case, ...] = (
    Case(
        id="v-memory-at-limit",
        objects=(
            *METRICS,
            controlled("StatefulSet", "db", _LIMITED, by_hand=True),
            metrics_of("db-0", memory="250Mi", cpu="20m"),
        ),
        states=_UP,
        target=("StatefulSet", "db"),
        says=("memory", "256Mi"),
    ),
    Case(
        id="v-cpu-at-limit",
        objects=(
            *METRICS,
            controlled("StatefulSet", "db", _LIMITED, by_hand=True),
            metrics_of("db-0", memory="99Mi", cpu="199m"),
        ),
        states=_UP,
        target=("StatefulSet", "db"),
        says=("CPU", "200m"),
    ),
    Case(
        id="v-vpa-of-nothing",
        objects=(*_VPAS, deployment("web"), _vpa("web", "Deployment", "wep")),
        target=("VerticalPodAutoscaler", "web"),
        says=("wep",),
    ),
)
