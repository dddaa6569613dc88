"""Containers that do not last or are not ready, in other owners than Deployments and told in other words."""

from evals.worlds.kube.objects import container, controlled, deployment, service
from evals.worlds.kube.spec import Body, Case, PodState, Told
from evals.worlds.kube.states import container_state, crashing, ended, failing, pod_status, running, up

_DB = ("StatefulSet", "db")
_EXPORTER = container("exporter", image="registry.test/shop/exporter:0.9")


def _says(id: str, message: str, code: int, *says: str | tuple[str, ...], kind: str = "StatefulSet") -> Case:
    """The last words of a container, as the kubelet keeps them."""
    return Case(
        id=id,
        objects=(controlled(kind, "db", by_hand=True),),
        states=(PodState(app="db", status=crashing(code, message=message)),),
        target=(kind, "db"),
        says=says,
    )


def _probe(id: str, body: Body, message: str, status: Body, *says: str | tuple[str, ...]) -> Case:
    return Case(
        id=id,
        objects=(controlled("StatefulSet", "db", container(**body), by_hand=True), service("db", {"app": "db"})),
        states=(PodState(app="db", status=status),),
        events=(Told(kind="Pod", name="db", reason="Unhealthy", message=message),),
        target=_DB,
        says=says,
    )


_HTTP = {"httpGet": {"path": "/ready", "port": 8080}}
_EXEC = {"exec": {"command": ["pg_isready"]}}
_KILLED_137 = failing(137, "OOMKilled", name="exporter")
_ONCE = ended(
    1, name="migrate", message='psql: error: connection to server at "db", port 5432 failed: Connection refused'
)

CONTAINERS: tuple[Case, ...] = (
    Case(
        id="v-second-container-out-of-memory",
        objects=(controlled("StatefulSet", "db", container(), _EXPORTER, by_hand=True),),
        states=(PodState(app="db", status=pod_status(up(), _KILLED_137)),),
        target=_DB,
        says=("exporter", "memory"),
    ),
    _says("v-permission-denied", "open /var/log/pods/0.log: permission denied", 1, "/var/log/pods", kind="DaemonSet"),
    _says(
        "v-heap",
        'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space',
        1,
        ("heap", "OutOfMemoryError"),
    ),
    _says("v-segmentation-fault", "", 139, ("segmentation", "SIGSEGV", "139")),
    _says("v-killed-without-reason", "", 137, ("SIGKILL", "137", "killed")),
    _says(
        "v-host-unknown",
        "panic: dial tcp: lookup redis-master.v-host-unknown.svc.cluster.local on 10.96.0.10:53: no such host",
        2,
        "redis-master",
    ),
    _says("v-module-missing", "ModuleNotFoundError: No module named 'psycopg2'", 1, "psycopg2"),
    _says("v-node-module-missing", "Error: Cannot find module '/app/dist/server.js'", 1, "/app/dist/server.js"),
    _says(
        "v-read-only", "OSError: [Errno 30] Read-only file system: '/var/cache/app'", 1, "/var/cache/app", "read-only"
    ),
    _says("v-disk-full", "FATAL: could not write lock file: No space left on device", 1, ("no space", "full")),
    _says(
        "v-data-of-another-version",
        "DETAIL: The data directory was initialized by PostgreSQL version 14, which is not compatible with this version 16.",
        1,
        "version 14",
    ),
    _says("v-yaml-invalid", "yaml: line 14: mapping values are not allowed in this context", 1, "line 14"),
    _says(
        "v-certificate-expired",
        "x509: certificate has expired or is not yet valid: current time 2026-11-26T10:00:00Z is after 2026-11-20",
        1,
        "certificate",
    ),
    _says(
        "v-forbidden-by-rbac",
        'pods is forbidden: User "system:serviceaccount:v-forbidden-by-rbac:default" cannot list resource "pods"',
        1,
        ("forbidden", "rights", "permission"),
        "pods",
    ),
    _probe(
        "v-startup-probe",
        {"startupProbe": {**_HTTP, "failureThreshold": 3}},
        'Startup probe failed: Get "http://10.1.2.3:8080/ready": dial tcp 10.1.2.3:8080: connect: connection refused',
        crashing(137, lived_min=1),
        "startup",
    ),
    _probe(
        "v-liveness-timeout",
        {"livenessProbe": {**_HTTP, "timeoutSeconds": 1}},
        'Liveness probe failed: Get "http://10.1.2.3:8080/ready": context deadline exceeded '
        "(Client.Timeout exceeded while awaiting headers)",
        crashing(137, lived_min=2),
        "liveness",
        ("time", "deadline"),
    ),
    _probe(
        "v-exec-probe",
        {"readinessProbe": _EXEC},
        "Readiness probe errored: rpc error: code = Unknown desc = failed to exec in container: exec: "
        '"pg_isready": executable file not found in $PATH: unknown',
        running(ready=False),
        "pg_isready",
    ),
    Case(
        id="v-init-of-a-job",
        objects=(controlled("Job", "db", initContainers=[container("migrate")], by_hand=True, of={"backoffLimit": 0}),),
        states=(PodState(app="db", status={**pod_status(up(ready=False), init=(_ONCE,)), "phase": "Failed"}),),
        target=("Job", "db"),
        says=("migrate", "connection refused"),
    ),
    Case(
        id="v-second-init-crashes",
        objects=(
            controlled("DaemonSet", "db", initContainers=[container("first"), container("second")], by_hand=True),
        ),
        states=(
            PodState(
                app="db",
                status=pod_status(
                    container_state("app", {"waiting": {"reason": "PodInitializing"}}),
                    init=(
                        {**ended(0, name="first"), "ready": True},
                        failing(
                            1, name="second", message="sysctl: setting key vm.max_map_count: Read-only file system"
                        ),
                    ),
                ),
            ),
        ),
        target=("DaemonSet", "db"),
        says=("second", "vm.max_map_count"),
    ),
    Case(
        id="v-start-hook",
        objects=(
            deployment("db", container(lifecycle={"postStart": {"exec": {"command": ["/warm-up"]}}}), by_hand=True),
        ),
        states=(
            PodState(
                app="db",
                status=pod_status(
                    container_state(
                        "app",
                        {
                            "waiting": {
                                "reason": "PostStartHookError",
                                "message": 'Exec lifecycle hook ([/warm-up]) for Container "app" in Pod failed - '
                                "error: command '/warm-up' exited with 126: , message: \"\"",
                            }
                        },
                        restarts=4,
                    )
                ),
            ),
        ),
        target=("Deployment", "db"),
        says=("/warm-up",),
    ),
    Case(
        id="v-cannot-run",
        objects=(controlled("StatefulSet", "db", by_hand=True),),
        states=(
            PodState(
                app="db",
                status=pod_status(
                    container_state(
                        "app",
                        {
                            "waiting": {
                                "reason": "RunContainerError",
                                "message": "failed to create containerd task: failed to create shim task: OCI runtime create "
                                'failed: runc create failed: error mounting "/var/lib/kubelet/pods/1/volume-subpaths/c/app/0" '
                                'to rootfs at "/etc/app.yaml": not a directory: unknown',
                            }
                        },
                        restarts=3,
                    )
                ),
            ),
        ),
        target=_DB,
        says=("/etc/app.yaml", "not a directory"),
    ),
)
