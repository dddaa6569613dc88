"""What looks wrong and is not: nothing may be called a problem in these namespaces."""

from evals.worlds.kube.controllers import budget, cron, job
from evals.worlds.kube.entrances import NGINX, ingress
from evals.worlds.kube.objects import config_map, container, deployment, env_of, obj, service, template
from evals.worlds.kube.platform import webhook
from evals.worlds.kube.spec import Case, PodState
from evals.worlds.kube.states import running
from evals.worlds.kube.traffic import policy
from evals.worlds.kube.volumes import claim, storage_class

_DNS = {"ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]}
_FROM_WEB = {"from": [{"podSelector": {"matchLabels": {"app": "web"}}}], "ports": [{"port": 8080}]}
_OPTIONAL = env_of("FLAG", configMapKeyRef={"name": "flags", "key": "beta", "optional": True})
_DONE = {
    "phase": "Succeeded",
    "containerStatuses": [
        {
            **running(ready=False)["containerStatuses"][0],
            "state": {
                "terminated": {"exitCode": 0, "reason": "Completed", "startedAt": "{ago:9}", "finishedAt": "{ago:8}"}
            },
        }
    ],
}
_SURVIVED = {
    **running(),
    "containerStatuses": [
        {
            **running()["containerStatuses"][0],
            "restartCount": 1,
            "lastState": {
                "terminated": {"exitCode": 1, "reason": "Error", "startedAt": "{ago:700}", "finishedAt": "{ago:600}"}
            },
        }
    ],
}

ODDITIES: tuple[Case, ...] = (
    Case(id="odd-scaled-to-zero", objects=(deployment("web", replicas=0), service("web", {"app": "web"}))),
    Case(
        id="odd-job-done",
        objects=(obj("Job", "report", job()),),
        states=(PodState(app="report", status=_DONE),),
    ),
    Case(id="odd-cron-suspended", objects=(cron(suspend=True),)),
    Case(id="odd-cron-nightly", objects=(cron(schedule="30 2 * * 1-5", timeZone="Asia/Seoul"),)),
    Case(
        id="odd-canary",
        objects=(
            deployment("web", replicas=3, labels={"app": "web", "track": "stable"}),
            deployment(
                "web-canary",
                container(image="registry.test/shop/app:2.0"),
                labels={"app": "web", "track": "canary"},
            ),
            service("web", {"app": "web"}),
        ),
    ),
    Case(
        id="odd-headless",
        objects=(
            obj(
                "StatefulSet",
                "db",
                {
                    "replicas": 2,
                    "serviceName": "db",
                    "selector": {"matchLabels": {"app": "db"}},
                    "template": template("db"),
                },
            ),
            service("db", {"app": "db"}, clusterIP="None"),
        ),
    ),
    Case(
        id="odd-partition",
        objects=(
            obj(
                "StatefulSet",
                "db",
                {
                    "replicas": 2,
                    "serviceName": "db",
                    "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 2}},
                    "selector": {"matchLabels": {"app": "db"}},
                    "template": template("db", container(image="registry.test/shop/db:2.0")),
                },
            ),
            service("db", {"app": "db"}, clusterIP="None"),
        ),
    ),
    Case(
        id="odd-waits-for-first-pod",
        objects=(
            storage_class("local-disks", provisioner="kubernetes.io/no-provisioner", mode="WaitForFirstConsumer"),
            claim(storageClassName="local-disks"),
        ),
    ),
    Case(id="odd-external-name", objects=(service("db", type="ExternalName", externalName="db.example.com"),)),
    Case(
        id="odd-budget-with-room",
        objects=(deployment("web", replicas=3), budget("web", {"app": "web"}, maxUnavailable=1)),
    ),
    Case(
        id="odd-webhook-ignored",
        objects=(webhook("optional", "odd-webhook-ignored", "gone", policy="Ignore"),),
    ),
    Case(
        id="odd-default-deny",
        objects=(
            deployment("web"),
            deployment("api"),
            service("api", {"app": "api"}),
            policy("default-deny", None, policyTypes=["Ingress", "Egress"]),
            policy("api-from-web", {"app": "api"}, policyTypes=["Ingress"], ingress=[_FROM_WEB]),
            policy("dns", None, policyTypes=["Egress"], egress=[_DNS]),
        ),
    ),
    Case(id="odd-optional-reference", objects=(deployment("web", container(env=[_OPTIONAL])),)),
    Case(
        id="odd-undeclared-port",
        objects=(
            deployment("web", container(ports=[])),
            service("web", {"app": "web"}, {"port": 80, "targetPort": 3000}),
        ),
    ),
    Case(
        id="odd-restarted-long-ago",
        objects=(deployment("web", by_hand=True),),
        states=(PodState(app="web", status=_SURVIVED),),
    ),
    Case(
        id="odd-paused-and-whole",
        objects=(deployment("web", replicas=2),),
        changes=(obj("Deployment", "web", {"paused": True}),),
    ),
    Case(
        id="odd-ingress-in-order",
        objects=(
            NGINX,
            deployment("web"),
            service("web", {"app": "web"}),
            ingress("front", "web", host="in-order.test"),
        ),
    ),
    Case(
        id="odd-config-by-the-book",
        objects=(
            config_map("web-env", URL="https://shop.test"),
            deployment("web", container(env=[env_of("URL", configMapKeyRef={"name": "web-env", "key": "URL"})])),
        ),
    ),
    Case(
        id="odd-gated-pod",
        objects=(deployment("queued", schedulingGates=[{"name": "kueue.x-k8s.io/admission"}]),),
    ),
)
