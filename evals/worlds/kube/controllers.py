"""Workload controllers that do not get to what they should: creation refused, rollouts, jobs, autoscalers, budgets."""

from evals.worlds.kube.objects import container, deployment, obj, service, template
from evals.worlds.kube.spec import Body, Case, PodState
from evals.worlds.kube.states import crashing, running, waiting

_QUOTA = obj("ResourceQuota", "compute", {"hard": {"requests.cpu": "100m"}})
_LIMITS = obj(
    "LimitRange", "limits", {"limits": [{"type": "Container", "max": {"cpu": "1"}, "default": {"cpu": "100m"}}]}
)


def job(**spec: object) -> Body:
    return {"template": template("report", restartPolicy="Never", by_hand=True), **spec}


def cron(name: str = "report", **spec: object) -> Body:
    return obj("CronJob", name, {"schedule": "0 3 * * *", "jobTemplate": {"spec": job()}, **spec})


def _hpa(name: str, target: str, **spec: object) -> Body:
    metric = {
        "type": "Resource",
        "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}},
    }
    reference = {"apiVersion": "apps/v1", "kind": "Deployment", "name": target}
    return obj(
        "HorizontalPodAutoscaler", name, {"scaleTargetRef": reference, "maxReplicas": 5, "metrics": [metric], **spec}
    )


def budget(name: str, selector: Body, **spec: object) -> Body:
    return obj("PodDisruptionBudget", name, {"selector": {"matchLabels": selector}, **spec})


_WEB = ("Deployment", "web")
_PAUSED = deployment("web")
_PAUSED["spec"]["paused"] = True

CONTROLLERS: tuple[Case, ...] = (
    Case(
        id="quota-exceeded",
        objects=(_QUOTA, deployment("web", container(resources={"requests": {"cpu": "500m"}}))),
        target=_WEB,
        says=("compute", "quota"),
    ),
    Case(
        id="limit-range",
        objects=(_LIMITS, deployment("web", container(resources={"requests": {"cpu": "2"}, "limits": {"cpu": "2"}}))),
        target=_WEB,
        says=("maximum cpu usage",),
    ),
    Case(
        id="runtime-class-missing",
        objects=(deployment("web", runtimeClassName="gvisor"),),
        target=_WEB,
        says=("gvisor", "RuntimeClass"),
    ),
    Case(
        id="paused-from-the-start",
        objects=(_PAUSED,),
        target=_WEB,
        says=("paused",),
    ),
    Case(
        id="replica-set-of-its-own",
        objects=(
            obj(
                "ReplicaSet",
                "solo",
                {
                    "replicas": 1,
                    "selector": {"matchLabels": {"app": "solo"}},
                    "template": template("solo", by_hand=True),
                },
            ),
        ),
        states=(PodState(app="solo", status=crashing(1, message="KeyError: 'REGION'")),),
        target=("ReplicaSet", "solo"),
        says=("REGION",),
    ),
    Case(
        id="hook-fails",
        objects=(deployment("web", by_hand=True),),
        states=(
            PodState(app="web", status=waiting("PostStartHookError", "Exec lifecycle hook failed: warm-up: exit 1")),
        ),
        target=_WEB,
        says=("PostStartHookError", "warm-up"),
    ),
    Case(
        id="bad-rollout",
        objects=(deployment("web", replicas=2), service("web", {"app": "web"})),
        changes=(deployment("web", container(image="registry.test/shop/app:2.0--create-config-error"), replicas=2),),
        target=_WEB,
        says=("new version", "2.0"),
    ),
    Case(
        id="paused-halfway",
        objects=(deployment("web", replicas=3),),
        changes=(
            deployment("web", container(image="registry.test/shop/app:2.0--slow-ready"), replicas=3),
            obj("Deployment", "web", {"paused": True}),
        ),
        target=_WEB,
        says=("paused",),
    ),
    Case(
        id="job-failed",
        objects=(obj("Job", "report", job(backoffLimit=0)),),
        states=(
            PodState(
                app="report",
                status={
                    "phase": "Failed",
                    "containerStatuses": [
                        {
                            **running(ready=False)["containerStatuses"][0],
                            "state": {"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": "{ago:1}"}},
                        }
                    ],
                },
            ),
        ),
        target=("Job", "report"),
        says=("backoff limit", "exit code 1"),
    ),
    Case(
        id="cron-never-due",
        objects=(cron(schedule="0 0 31 2 *"),),
        target=("CronJob", "report"),
        says=("0 0 31 2 *", "never"),
    ),
    Case(
        id="cron-deadline-short",
        objects=(cron(startingDeadlineSeconds=5),),
        target=("CronJob", "report"),
        says=("startingDeadlineSeconds",),
    ),
    Case(
        id="stateful-without-service",
        objects=(
            obj(
                "StatefulSet",
                "db",
                {
                    "replicas": 1,
                    "serviceName": "db-headles",
                    "selector": {"matchLabels": {"app": "db"}},
                    "template": template("db"),
                },
            ),
            service("db-headless", {"app": "db"}, clusterIP="None"),
        ),
        target=("StatefulSet", "db"),
        says=("db-headles", "db-headless"),
    ),
    Case(
        id="daemon-crashes",
        objects=(
            obj(
                "DaemonSet",
                "agent",
                {"selector": {"matchLabels": {"app": "agent"}}, "template": template("agent", by_hand=True)},
            ),
        ),
        states=(PodState(app="agent", status=crashing(1, message="Error: required key API_KEY missing value")),),
        target=("DaemonSet", "agent"),
        says=("API_KEY",),
    ),
    Case(
        id="hpa-target-missing",
        objects=(deployment("checkout"), _hpa("checkout", "chekcout")),
        target=("HorizontalPodAutoscaler", "checkout"),
        says=("chekcout", "checkout"),
    ),
    Case(
        id="hpa-rivals",
        objects=(deployment("web"), _hpa("one", "web"), _hpa("two", "web")),
        target=("HorizontalPodAutoscaler", "one"),
        also=(("HorizontalPodAutoscaler", "two"),),
        says=("same",),
    ),
    Case(
        id="hpa-no-requests",
        objects=(deployment("web", container(resources={})), _hpa("web", "web")),
        target=("HorizontalPodAutoscaler", "web"),
        says=("metrics", "requests"),
    ),
    Case(
        id="budget-too-strict",
        objects=(deployment("web", replicas=2), budget("web", {"app": "web"}, maxUnavailable=0)),
        target=("PodDisruptionBudget", "web"),
        says=("maxUnavailable: 0",),
    ),
    Case(
        id="budgets-overlap",
        objects=(
            deployment("web", replicas=3, labels={"app": "web", "tier": "front"}),
            budget("web", {"app": "web"}, minAvailable=1),
            budget("front", {"tier": "front"}, minAvailable=1),
        ),
        target=("PodDisruptionBudget", "front"),
        also=(("PodDisruptionBudget", "web"),),
        says=("more than one",),
    ),
    Case(
        id="budget-misses",
        objects=(deployment("payment-api", replicas=2), budget("payment", {"app": "payment-apy"}, minAvailable=1)),
        target=("PodDisruptionBudget", "payment"),
        says=("payment-apy", "payment-api"),
    ),
)
