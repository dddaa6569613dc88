"""References to ConfigMaps, Secrets and accounts that do not hold, from StatefulSets, Jobs, DaemonSets and init containers."""

from typing import Any

from evals.worlds.kube.entrances import NGINX, ingress
from evals.worlds.kube.objects import config_map, container, controlled, deployment, env_of, obj, service
from evals.worlds.kube.spec import Case, PodState, Told
from evals.worlds.kube.states import container_state, held_back, pod_status, waiting

_CREDENTIALS: dict[str, Any] = {"envFrom": [{"secretRef": {"name": "db-credentials"}}]}
_TOKEN = env_of("TOKEN", secretKeyRef={"name": "api", "key": "tokn"})
_INIT_WAITS = pod_status(
    container_state("app", {"waiting": {"reason": "PodInitializing"}}),
    init=(held_back("CreateContainerConfigError", 'secret "db-credentials" not found', name="migrate"),),
)


def _mount(id: str, volume: dict[str, object], said: str, *says: str, kind: str = "DaemonSet") -> Case:
    return Case(
        id=id,
        objects=(
            controlled(
                kind,
                "agent",
                container(volumeMounts=[{"name": "config", "mountPath": "/etc/agent"}]),
                volumes=[{"name": "config", **volume}],
                by_hand=True,
            ),
        ),
        states=(PodState(app="agent", status=waiting("ContainerCreating")),),
        events=(Told(kind="Pod", name="agent", reason="FailedMount", message=said),),
        target=(kind, "agent"),
        says=says,
    )


SETTINGS: tuple[Case, ...] = (
    Case(
        id="v-init-secret-missing",
        objects=(controlled("StatefulSet", "db", initContainers=[container("migrate", **_CREDENTIALS)], by_hand=True),),
        states=(PodState(app="db", status=_INIT_WAITS),),
        target=("StatefulSet", "db"),
        says=("db-credentials", "Secret"),
    ),
    _mount(
        "v-config-volume-missing",
        {"configMap": {"name": "fluent-bit"}},
        'MountVolume.SetUp failed for volume "config" : configmap "fluent-bit" not found',
        "fluent-bit",
        "ConfigMap",
    ),
    _mount(
        "v-projected-missing",
        {"projected": {"sources": [{"configMap": {"name": "ca-bundle"}}, {"secret": {"name": "client"}}]}},
        'MountVolume.SetUp failed for volume "config" : [configmap "ca-bundle" not found, secret "client" not found]',
        "ca-bundle",
    ),
    _mount(
        "v-volume-key-missing",
        {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.pem", "path": "ca.pem"}]}},
        'MountVolume.SetUp failed for volume "config" : configmap references non-existent config key: ca.pem',
        "ca.pem",
    ),
    _mount(
        "v-host-path-missing",
        {"hostPath": {"path": "/opt/driver", "type": "Directory"}},
        'MountVolume.SetUp failed for volume "config" : hostPath type check failed: /opt/driver is not a directory',
        "/opt/driver",
    ),
    Case(
        id="v-job-key-missing",
        objects=(
            obj("Secret", "api", stringData={"token": "x"}, type="Opaque"),
            controlled("Job", "sync", container(env=[_TOKEN]), by_hand=True),
        ),
        states=(
            PodState(
                app="sync",
                status=waiting("CreateContainerConfigError", "couldn't find key tokn in Secret v-job-key-missing/api"),
            ),
        ),
        target=("Job", "sync"),
        says=("tokn", "api"),
    ),
    Case(
        id="v-runs-as-root",
        objects=(controlled("StatefulSet", "db", securityContext={"runAsNonRoot": True}, by_hand=True),),
        states=(
            PodState(
                app="db",
                status=waiting(
                    "CreateContainerConfigError",
                    'container has runAsNonRoot and image will run as root (pod: "db-0_v-runs-as-root(1)", container: app)',
                ),
            ),
        ),
        target=("StatefulSet", "db"),
        says=("root",),
    ),
    Case(
        id="v-account-of-a-job",
        objects=(controlled("Job", "sync", serviceAccountName="syncer"),),
        target=("Job", "sync"),
        says=("syncer",),
    ),
    Case(
        id="v-whole-chain",
        objects=(
            NGINX,
            config_map("shop-config", URL="x"),
            deployment("shop", container(envFrom=[{"configMapRef": {"name": "shop-cfg"}}]), by_hand=True),
            service("shop", {"app": "shop"}),
            ingress("shop", "shop", host="v-whole-chain.test"),
        ),
        states=(PodState(app="shop", status=waiting("CreateContainerConfigError", 'configmap "shop-cfg" not found')),),
        target=("Deployment", "shop"),
        says=("shop-cfg", "shop-config"),
    ),
)
