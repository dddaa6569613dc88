"""Controllers that do not get to what they should: Jobs, StatefulSets, DaemonSets, rollouts, autoscalers, budgets."""

from evals.worlds.kube.controllers import budget
from evals.worlds.kube.objects import BEHAVIOUR, BY_HAND, container, controlled, deployment, obj, service, template
from evals.worlds.kube.spec import Body, Case, PodState, Told
from evals.worlds.kube.states import crashing, running, waiting


def _hpa(name: str, kind: str, target: str, *metrics: Body) -> Body:
    cpu = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 60}}}
    reference = {"apiVersion": "apps/v1", "kind": kind, "name": target}
    body = {"scaleTargetRef": reference, "minReplicas": 1, "maxReplicas": 4, "metrics": list(metrics) or [cpu]}
    return obj("HorizontalPodAutoscaler", name, body)


_RESTRICTED = obj("Namespace", "v-pod-security", labels={"pod-security.kubernetes.io/enforce": "restricted"})
_LONE = obj("Pod", "sort", template("sort")["spec"], labels={"app": "sort"}, annotations={BEHAVIOUR: BY_HAND})
_REFUSED = {
    "name": "inject.mesh.test",
    "failurePolicy": "Fail",
    "sideEffects": "None",
    "admissionReviewVersions": ["v1"],
    "clientConfig": {"service": {"namespace": "v-injector-gone", "name": "injector", "path": "/inject"}},
    "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "v-injector-gone"}},
    "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}],
}

CONTROLLERS: tuple[Case, ...] = (
    Case(
        id="v-job-deadline",
        objects=(controlled("Job", "import", of={"activeDeadlineSeconds": 5, "backoffLimit": 0}, by_hand=True),),
        target=("Job", "import"),
        says=(("deadline", "activeDeadlineSeconds"),),
    ),
    Case(
        id="v-job-crashes",
        objects=(controlled("Job", "import", restartPolicy="OnFailure", by_hand=True),),
        states=(PodState(app="import", status=crashing(1, message="KeyError: 'BUCKET'", restarts=2)),),
        target=("Job", "import"),
        says=("BUCKET",),
    ),
    Case(
        id="v-first-of-a-set",
        objects=(
            controlled("StatefulSet", "db", of={"replicas": 3}, by_hand=True),
            service("db", {"app": "db"}, clusterIP="None"),
        ),
        states=(PodState(app="db", status=running(ready=False)),),
        events=(
            Told(
                kind="Pod",
                name="db",
                reason="Unhealthy",
                message="Readiness probe failed: HTTP probe failed with statuscode: 503",
            ),
        ),
        target=("StatefulSet", "db"),
        says=("503",),
    ),
    Case(
        id="v-daemon-nowhere",
        objects=(controlled("DaemonSet", "agent", nodeSelector={"kubernetes.io/os": "linus"}),),
        target=("DaemonSet", "agent"),
        says=("kubernetes.io/os=linus",),
    ),
    Case(
        id="v-pod-security",
        objects=(_RESTRICTED, deployment("web", container(securityContext={"privileged": True}))),
        target=("Deployment", "web"),
        says=("PodSecurity", "privileged"),
    ),
    Case(
        id="v-injector-gone",
        objects=(obj("MutatingWebhookConfiguration", "v-injector", webhooks=[_REFUSED]), deployment("web")),
        target=("Deployment", "web"),
        also=(("MutatingWebhookConfiguration", "v-injector"),),
        says=("injector",),
    ),
    Case(
        id="v-job-over-quota",
        objects=(
            obj("ResourceQuota", "pods", {"hard": {"pods": "0"}}),
            controlled("Job", "import"),
        ),
        target=("Job", "import"),
        says=("quota",),
    ),
    Case(
        id="v-quota-wants-limits",
        objects=(
            obj("ResourceQuota", "limits", {"hard": {"limits.cpu": "4"}}),
            controlled("StatefulSet", "db", container(resources={"requests": {"cpu": "50m"}})),
        ),
        target=("StatefulSet", "db"),
        says=("quota", "limits.cpu"),
    ),
    Case(
        id="v-below-the-minimum",
        objects=(
            obj("LimitRange", "sizes", {"limits": [{"type": "Container", "min": {"memory": "128Mi"}}]}),
            controlled("DaemonSet", "agent"),
        ),
        target=("DaemonSet", "agent"),
        says=("memory", "128Mi"),
    ),
    Case(
        id="v-new-revision-unready",
        objects=(deployment("web", replicas=2),),
        changes=(
            obj(
                "Deployment",
                "web",
                {
                    "template": {
                        "metadata": {"annotations": {BEHAVIOUR: "never-ready"}},
                        "spec": {"containers": [container(image="registry.test/shop/app:2.0")]},
                    }
                },
            ),
        ),
        target=("Deployment", "web"),
        says=("new version 2.0", "503"),
    ),
    Case(
        id="v-no-metrics-server",
        objects=(controlled("StatefulSet", "db"), _hpa("db", "StatefulSet", "db")),
        target=("HorizontalPodAutoscaler", "db"),
        says=("metrics",),
    ),
    Case(
        id="v-scales-nothing",
        objects=(deployment("web"), _hpa("web", "StatefulSet", "web")),
        target=("HorizontalPodAutoscaler", "web"),
        says=("StatefulSet",),
    ),
    Case(
        id="v-budget-of-a-set",
        objects=(controlled("StatefulSet", "db", of={"replicas": 2}), budget("db", {"app": "db"}, minAvailable="100%")),
        target=("PodDisruptionBudget", "db"),
        says=(("evict", "drain", "disrupt"),),
    ),
    Case(
        id="v-evicted-for-disk",
        objects=(_LONE,),
        states=(
            PodState(
                app="sort",
                status={
                    "phase": "Failed",
                    "reason": "Evicted",
                    "message": "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ",
                    "containerStatuses": [],
                },
            ),
        ),
        target=("Pod", "sort"),
        says=(("ephemeral", "1Gi"),),
    ),
    Case(
        id="v-sandbox",
        objects=(controlled("DaemonSet", "agent", by_hand=True),),
        states=(PodState(app="agent", status=waiting("ContainerCreating")),),
        events=(
            Told(
                kind="Pod",
                name="agent",
                reason="FailedCreatePodSandBox",
                message="Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: "
                'plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container',
            ),
        ),
        target=("DaemonSet", "agent"),
        says=("IP address",),
    ),
)
