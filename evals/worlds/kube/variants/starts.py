"""Pods that do not get going: what kubelets and runtimes refuse, sidecars, and several containers that fail at once."""

from evals.worlds.kube.controllers import budget
from evals.worlds.kube.objects import BEHAVIOUR, BY_HAND, container, controlled, deployment, obj, service, template
from evals.worlds.kube.spec import Body, Case, PodState, Told
from evals.worlds.kube.states import container_state, crashing, failing, held_back, pod_status, running, up, waiting

_PROXY = {"name": "proxy", "image": "registry.test/mesh/proxy:1.0", "restartPolicy": "Always"}
_MESH = container(
    "istio-proxy",
    image="registry.test/istio/proxyv2:1.24",
    ports=[{"containerPort": 15090}],
    readinessProbe={"httpGet": {"path": "/healthz/ready", "port": 15021}},
)


def _refused(id: str, reason: str, said: str, *says: str | tuple[str, ...]) -> Case:
    """A pod of its own that the kubelet would not admit."""
    pod = obj("Pod", "sort", template("sort")["spec"], labels={"app": "sort"}, annotations={BEHAVIOUR: BY_HAND})
    status: Body = {"phase": "Failed", "reason": reason, "message": said, "containerStatuses": []}
    return Case(id=id, objects=(pod,), states=(PodState(app="sort", status=status),), target=("Pod", "sort"), says=says)


STARTS: tuple[Case, ...] = (
    _refused(
        "v-out-of-cpu",
        "OutOfcpu",
        "Pod was rejected: Node didn't have enough resource: cpu, requested: 4000, used: 30000, capacity: 32000",
        "cpu",
    ),
    _refused(
        "v-device-ill",
        "UnexpectedAdmissionError",
        "Pod was rejected: Allocate failed due to no healthy devices present; cannot allocate unhealthy devices nvidia.com/gpu",
        "nvidia.com/gpu",
    ),
    _refused("v-node-left-affinity", "NodeAffinity", "Pod was rejected: Predicate NodeAffinity failed", "NodeAffinity"),
    Case(
        id="v-start-error",
        objects=(controlled("StatefulSet", "db", by_hand=True),),
        states=(
            PodState(
                app="db",
                status=crashing(
                    128,
                    "StartError",
                    message="failed to create containerd task: failed to create shim task: OCI runtime create failed: runc "
                    'create failed: unable to start container process: exec: "/bin/bash": stat /bin/bash: no such file or '
                    "directory: unknown",
                ),
            ),
        ),
        target=("StatefulSet", "db"),
        says=("/bin/bash", "command"),
    ),
    Case(
        id="v-name-reserved",
        objects=(controlled("DaemonSet", "agent", by_hand=True),),
        states=(
            PodState(
                app="agent",
                status=waiting(
                    "CreateContainerError",
                    'failed to reserve container name "app_agent_0": name "app_agent_0" is reserved for "1f2e3d"',
                ),
            ),
        ),
        target=("DaemonSet", "agent"),
        says=("reserved",),
    ),
    Case(
        id="v-sidecar-crashes",
        objects=(controlled("StatefulSet", "db", initContainers=[_PROXY], by_hand=True),),
        states=(
            PodState(
                app="db",
                status={
                    **pod_status(
                        up(), init=(failing(1, name="proxy", message="missing required bootstrap field: node.id"),)
                    ),
                    "phase": "Running",
                },
            ),
        ),
        target=("StatefulSet", "db"),
        says=("proxy", "node.id"),
    ),
    Case(
        id="v-mesh-not-ready",
        objects=(deployment("web", container(), _MESH, by_hand=True), service("web", {"app": "web"})),
        states=(PodState(app="web", status=pod_status(up(), up("istio-proxy", ready=False))),),
        events=(
            Told(
                kind="Pod",
                name="web",
                reason="Unhealthy",
                message='Readiness probe failed: Get "http://10.1.2.3:15021/healthz/ready": dial tcp 10.1.2.3:15021: connect: '
                "connection refused",
            ),
        ),
        target=("Deployment", "web"),
        says=("istio-proxy", "15021"),
    ),
    Case(
        id="v-grpc-liveness",
        objects=(controlled("StatefulSet", "db", container(livenessProbe={"grpc": {"port": 9090}}), by_hand=True),),
        states=(PodState(app="db", status=crashing(143, lived_min=4)),),
        events=(
            Told(
                kind="Pod",
                name="db",
                reason="Unhealthy",
                message='Liveness probe failed: timeout: failed to connect service "10.1.2.3:9090" within 1s: context deadline '
                "exceeded",
            ),
        ),
        target=("StatefulSet", "db"),
        says=("liveness", "9090"),
    ),
    Case(
        id="v-two-of-three-fail",
        objects=(
            deployment(
                "web", container("front"), container("worker"), container("cache", image="redis:nope"), by_hand=True
            ),
        ),
        states=(
            PodState(
                app="web",
                status=pod_status(
                    up("front"),
                    failing(1, name="worker", message="panic: queue orders does not exist"),
                    held_back("ImagePullBackOff", 'Back-off pulling image "redis:nope"', name="cache"),
                ),
            ),
        ),
        target=("Deployment", "web"),
        says=(("worker", "redis:nope"),),
    ),
    Case(
        id="v-shared-secret",
        objects=tuple(
            deployment(name, container(envFrom=[{"secretRef": {"name": "shared-keys"}}]), by_hand=True)
            for name in ("orders", "payments")
        ),
        states=tuple(
            PodState(app=name, status=waiting("CreateContainerConfigError", 'secret "shared-keys" not found'))
            for name in ("orders", "payments")
        ),
        target=("Deployment", "orders"),
        also=(("Deployment", "payments"),),
        says=("shared-keys",),
    ),
    Case(
        id="v-failing-behind-a-budget",
        objects=(
            deployment("web", by_hand=True),
            service("web", {"app": "web"}),
            budget("web", {"app": "web"}, minAvailable=1),
        ),
        states=(PodState(app="web", status=crashing(1, message="Error: SMTP_HOST is not set")),),
        target=("Deployment", "web"),
        says=("SMTP_HOST",),
    ),
    Case(
        id="v-waits-for-its-database",
        objects=(
            controlled("StatefulSet", "db", of={"replicas": 1}, nodeSelector={"disk": "none"}),
            service("db", {"app": "db"}, {"port": 5432, "targetPort": 8080}),
            deployment("web", by_hand=True),
        ),
        states=(
            PodState(
                app="web",
                status=crashing(
                    1, message="dial tcp db.v-waits-for-its-database.svc:5432: connect: connection refused"
                ),
            ),
        ),
        target=("Deployment", "web"),
        also=(("StatefulSet", "db"),),
        says=(("db.", "disk=none"),),
    ),
    Case(
        id="v-slow-to-start",
        objects=(deployment("web", container(startupProbe={"httpGet": {"path": "/up", "port": 8080}}), by_hand=True),),
        states=(PodState(app="web", status=running(ready=False)),),
        events=(
            Told(
                kind="Pod",
                name="web",
                reason="Unhealthy",
                message="Startup probe failed: HTTP probe failed with statuscode: 503",
            ),
        ),
        target=("Deployment", "web"),
        says=("startup", "503"),
    ),
    Case(
        id="v-inspect",
        objects=(deployment("web", by_hand=True),),
        states=(
            PodState(
                app="web",
                status=pod_status(
                    container_state(
                        "app",
                        {
                            "waiting": {
                                "reason": "ImageInspectError",
                                "message": 'Failed to inspect image "": short-name mode is enforcing',
                            }
                        },
                    ),
                    phase="Pending",
                ),
            ),
        ),
        target=("Deployment", "web"),
        says=("short-name",),
    ),
)
