"""Containers that run and do not last, or run and are not ready. Statuses and messages are those of kubelet and containerd."""

from evals.worlds.kube.objects import container, deployment, obj, service, template
from evals.worlds.kube.spec import Body, Case, PodState, Told
from evals.worlds.kube.states import container_state, crashing, ended, failing, running

_HTTP = {"httpGet": {"path": "/healthz", "port": 8080}}
_FOREVER = {"name": "proxy", "image": "registry.test/mesh/proxy:1.0", "restartPolicy": "Always"}
_GATE = "target-health.elbv2.k8s.aws/web"
_WEB = ("Deployment", "web")


def _crash(id: str, message: str, code: int, *says: str | tuple[str, ...]) -> Case:
    return Case(
        id=id,
        objects=(deployment("web", by_hand=True),),
        states=(PodState(app="web", status=crashing(code, message=message)),),
        target=_WEB,
        says=says,
    )


def _probe(id: str, body: Body, message: str, status: Body, *says: str, also: tuple[Body, ...] = ()) -> Case:
    """A container whose probe fails with these words."""
    return Case(
        id=id,
        objects=(deployment("web", container(**body), by_hand=True), *also),
        states=(PodState(app="web", status=status),),
        events=(Told(kind="Pod", name="web", reason="Unhealthy", message=message),),
        target=_WEB,
        says=says,
    )


def _first(id: str, init: Body, status: Body, *says: str) -> Case:
    """An init container or sidecar that holds up the others."""
    return Case(
        id=id,
        objects=(deployment("web", initContainers=[init], by_hand=True),),
        states=(PodState(app="web", status={"phase": "Pending", "initContainerStatuses": [status]}),),
        target=_WEB,
        says=says,
    )


CRASHES: tuple[Case, ...] = (
    Case(
        id="oom-killed",
        objects=(deployment("web", by_hand=True), service("web", {"app": "web"})),
        states=(PodState(app="web", status=crashing(137, "OOMKilled")),),
        target=_WEB,
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
    _probe(
        "liveness-kills",
        {"livenessProbe": _HTTP},
        "Liveness probe failed: HTTP probe failed with statuscode: 500",
        crashing(137, lived_min=3),
        "liveness",
        "500",
    ),
    _probe(
        "readiness-path",
        {"readinessProbe": _HTTP},
        "Readiness probe failed: HTTP probe failed with statuscode: 404",
        running(ready=False),
        "/healthz",
        "404",
        also=(service("web", {"app": "web"}),),
    ),
    _probe(
        "readiness-port",
        {"readinessProbe": {"tcpSocket": {"port": 9999}}},
        "Readiness probe failed: dial tcp 10.0.0.5:9999: connect: connection refused",
        running(ready=False),
        "9999",
        "8080",
    ),
    _first(
        "init-crashes",
        container("migrate"),
        {
            **failing(1, message="migration 42 failed: relation orders does not exist"),
            "name": "migrate",
        },
        "migrate",
        "migration 42 failed",
    ),
    _first(
        "sidecar-never-starts",
        _FOREVER,
        container_state("proxy", {"running": {"startedAt": "{ago:12}"}}),
        "proxy",
    ),
    Case(
        id="readiness-gate",
        objects=(deployment("web", readinessGates=[{"conditionType": _GATE}], by_hand=True),),
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
        target=_WEB,
        says=("readiness gate", _GATE),
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
                status={"phase": "Failed", "containerStatuses": [ended(3)]},
            ),
        ),
        target=("Pod", "import"),
        says=("exit code 3",),
    ),
)
