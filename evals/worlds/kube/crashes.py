"""Containers that run and do not last, or run and are not ready. Statuses and messages are those of kubelet and containerd."""

from evals.worlds.kube.objects import container, deployment, obj, service, template
from evals.worlds.kube.spec import Case, PodState, Told
from evals.worlds.kube.states import crashing, running

_HTTP = {"httpGet": {"path": "/healthz", "port": 8080}}
_FOREVER = {"name": "proxy", "image": "registry.test/mesh/proxy:1.0", "restartPolicy": "Always"}


def _crash(id: str, message: str, code: int, *says: str | tuple[str, ...]) -> Case:
    return Case(
        id=id,
        objects=(deployment("web", by_hand=True),),
        states=(PodState(app="web", status=crashing(code, message=message)),),
        target=("Deployment", "web"),
        says=says,
    )


CRASHES: tuple[Case, ...] = (
    Case(
        id="oom-killed",
        objects=(deployment("web", by_hand=True), service("web", {"app": "web"})),
        states=(PodState(app="web", status=crashing(137, "OOMKilled")),),
        target=("Deployment", "web"),
        says=("memory limit", "256Mi"),
    ),
    _crash(
        "file-missing", "FATAL open /etc/app/config.yaml: no such file or directory", 1, "/etc/app/config.yaml", "file"
    ),
    _crash("setting-missing", "panic: environment variable DATABASE_URL is not set", 2, "DATABASE_URL", "setting"),
    _crash(
        "command-missing",
        'exec: "/app/serve": stat /app/serve: no such file or directory',
        127,
        "/app/serve",
        "command",
    ),
    _crash("port-in-use", "listen tcp 0.0.0.0:8080: bind: address already in use", 1, "port", "in use"),
    _crash("wrong-architecture", "exec /usr/local/bin/app: exec format error", 255, "architecture"),
    _crash("database-refuses", 'FATAL: password authentication failed for user "shop"', 1, "credentials"),
    _crash("ends-at-once", "", 0, "without an error"),
    Case(
        id="liveness-kills",
        objects=(deployment("web", container(livenessProbe=_HTTP), by_hand=True),),
        states=(PodState(app="web", status=crashing(137, lived_min=3)),),
        events=(
            Told(
                kind="Pod",
                name="web",
                reason="Unhealthy",
                message="Liveness probe failed: HTTP probe failed with statuscode: 500",
            ),
        ),
        target=("Deployment", "web"),
        says=("liveness", "500"),
    ),
    Case(
        id="readiness-path",
        objects=(deployment("web", container(readinessProbe=_HTTP), by_hand=True), service("web", {"app": "web"})),
        states=(PodState(app="web", status=running(ready=False)),),
        events=(
            Told(
                kind="Pod",
                name="web",
                reason="Unhealthy",
                message="Readiness probe failed: HTTP probe failed with statuscode: 404",
            ),
        ),
        target=("Deployment", "web"),
        says=("/healthz", "404"),
    ),
    Case(
        id="readiness-port",
        objects=(deployment("web", container(readinessProbe={"tcpSocket": {"port": 9999}}), by_hand=True),),
        states=(PodState(app="web", status=running(ready=False)),),
        events=(
            Told(
                kind="Pod",
                name="web",
                reason="Unhealthy",
                message="Readiness probe failed: dial tcp 10.0.0.5:9999: connect: connection refused",
            ),
        ),
        target=("Deployment", "web"),
        says=("9999", "8080"),
    ),
    Case(
        id="init-crashes",
        objects=(deployment("web", initContainers=[container("migrate")], by_hand=True),),
        states=(
            PodState(
                app="web",
                status={
                    "phase": "Pending",
                    "initContainerStatuses": [
                        {
                            **crashing(1, message="migration 42 failed: relation orders does not exist")[
                                "containerStatuses"
                            ][0],
                            "name": "migrate",
                        }
                    ],
                },
            ),
        ),
        target=("Deployment", "web"),
        says=("migrate", "migration 42 failed"),
    ),
    Case(
        id="sidecar-never-starts",
        objects=(deployment("web", initContainers=[_FOREVER], by_hand=True),),
        states=(
            PodState(
                app="web",
                status={
                    "phase": "Pending",
                    "initContainerStatuses": [
                        {
                            **running(ready=False)["containerStatuses"][0],
                            "name": "proxy",
                            "state": {"running": {"startedAt": "{ago:12}"}},
                        }
                    ],
                },
            ),
        ),
        target=("Deployment", "web"),
        says=("proxy",),
    ),
    Case(
        id="readiness-gate",
        objects=(
            deployment("web", readinessGates=[{"conditionType": "target-health.elbv2.k8s.aws/web"}], by_hand=True),
        ),
        states=(
            PodState(
                app="web",
                status={
                    **running(),
                    "conditions": [
                        {"type": "PodScheduled", "status": "True"},
                        {"type": "ContainersReady", "status": "True"},
                        {
                            "type": "Ready",
                            "status": "False",
                            "reason": "ReadinessGatesNotReady",
                            "message": 'the status of pod readiness gate "target-health.elbv2.k8s.aws/web" is not '
                            '"True", but False',
                            "lastTransitionTime": "{ago:10}",
                        },
                    ],
                },
            ),
        ),
        target=("Deployment", "web"),
        says=("readiness gate", "target-health.elbv2.k8s.aws/web"),
    ),
    Case(
        id="lone-pod-failed",
        objects=(
            obj(
                "Pod",
                "import",
                template("import", by_hand=True)["spec"] | {"restartPolicy": "Never"},
                labels={"app": "import"},
                annotations={"baepo.test/behaviour": "by-hand"},
            ),
        ),
        states=(
            PodState(
                app="import",
                status={
                    "phase": "Failed",
                    "containerStatuses": [
                        {
                            **running(ready=False)["containerStatuses"][0],
                            "state": {
                                "terminated": {
                                    "exitCode": 3,
                                    "reason": "Error",
                                    "startedAt": "{ago:9}",
                                    "finishedAt": "{ago:8}",
                                }
                            },
                        }
                    ],
                },
            ),
        ),
        target=("Pod", "import"),
        says=("exit code 3",),
    ),
)
