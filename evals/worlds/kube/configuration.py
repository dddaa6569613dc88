"""References to configuration that does not exist, noticed at once or at the next start."""

from evals.worlds.kube.objects import config_map, container, deployment, env_of, obj, template
from evals.worlds.kube.spec import Case, PodState, Told
from evals.worlds.kube.states import waiting

_URL = env_of("URL", configMapKeyRef={"name": "web-env", "key": "URL"})
_TOKEN = env_of("TOKEN", secretKeyRef={"name": "web-token", "key": "token"})

CONFIGURATION: tuple[Case, ...] = (
    Case(
        id="config-key-missing",
        objects=(config_map("web-env", OTHER="x"), deployment("web", container(env=[_URL]), by_hand=True)),
        states=(
            PodState(
                app="web",
                status=waiting(
                    "CreateContainerConfigError", "couldn't find key URL in ConfigMap config-key-missing/web-env"
                ),
            ),
        ),
        target=("Deployment", "web"),
        says=("key URL", "web-env"),
    ),
    Case(
        id="secret-missing",
        objects=(deployment("web", container(env=[_TOKEN]), by_hand=True),),
        states=(PodState(app="web", status=waiting("CreateContainerConfigError", 'secret "web-token" not found')),),
        target=("Deployment", "web"),
        says=("web-token",),
    ),
    Case(
        id="mount-missing",
        objects=(
            deployment(
                "web",
                container(volumeMounts=[{"name": "conf", "mountPath": "/etc/app"}]),
                volumes=[{"name": "conf", "configMap": {"name": "web-files"}}],
                by_hand=True,
            ),
        ),
        states=(PodState(app="web", status=waiting("ContainerCreating")),),
        events=(
            Told(
                kind="Pod",
                name="web",
                reason="FailedMount",
                message='MountVolume.SetUp failed for volume "conf" : configmap "web-files" not found',
            ),
        ),
        target=("Deployment", "web"),
        says=("web-files",),
    ),
    Case(
        id="config-gone-later",
        objects=(deployment("web", container(env=[_URL])),),
        target=("Deployment", "web"),
        says=("web-env", "next"),
    ),
    Case(
        id="cron-secret-missing",
        objects=(
            obj(
                "CronJob",
                "report",
                {
                    "schedule": "0 3 * * *",
                    "jobTemplate": {
                        "spec": {"template": template("report", container(env=[_TOKEN]), restartPolicy="Never")}
                    },
                },
            ),
        ),
        target=("CronJob", "report"),
        says=("web-token",),
    ),
    Case(
        id="account-missing",
        objects=(deployment("web", serviceAccountName="web-account"),),
        target=("Deployment", "web"),
        says=("web-account", "ServiceAccount"),
    ),
)
