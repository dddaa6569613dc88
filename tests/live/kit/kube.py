"""A real Kubernetes control plane on loopback: etcd, API server, controllers, scheduler, and kwok's fake nodes.

Called by the `control_plane` fixture, by evals, and by hand. The programs come from `kube_build.py`.

Users (static tokens): `admin` (system:masters), `viewer` (ClusterRole `view`), `nobody` (no rights).
Pods run by kwok behave as their template says: see `stages/pods.yaml`.
"""

import json
import secrets
import signal
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from .kube_build import STAGES
from .kube_client import ApiError, Body, NotAnswering, request
from .parts import ServerFailed, find_program
from .processes import Processes, free_ports

User = Literal["admin", "viewer", "nobody"]

GROUPS: dict[User, str] = {"admin": "system:masters", "viewer": "viewers", "nobody": "none"}
BEHAVIOUR = "baepo.test/behaviour"
_POD_STAGES = Path(__file__).parent / "stages" / "pods.yaml"


class ControlPlane:
    """One cluster in one folder, for the length of a `with` block.

    `nodes` fake nodes are kept Ready by kwok; with none, kwok is not started and pods stay Pending.
    """

    def __init__(self, folder: Path, *, programs: Path, nodes: int = 0) -> None:
        self._folder = folder
        self._programs = programs
        self._nodes = nodes
        self._processes = Processes(folder)
        self._tokens: dict[User, str] = {user: secrets.token_hex(16) for user in GROUPS}
        self._etcd_port, self._etcd_peer_port, self._api_port, self._kwok_port = free_ports(4)
        self._tls: ssl.SSLContext | None = None
        self.server = f"https://127.0.0.1:{self._api_port}"
        self.cluster_uid = ""
        self.start_s = 0.0

    def __enter__(self) -> Self:
        started_s = time.monotonic()
        try:
            self._start()
        except BaseException:
            self._processes.stop_all(sign=signal.SIGKILL)
            raise
        self.start_s = time.monotonic() - started_s
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The data is thrown away, so nothing is gained by a graceful end, which takes the API server seconds.
        self._processes.stop_all(sign=signal.SIGKILL)

    def kubeconfig(self, user: User = "admin") -> Path:
        """A kubeconfig file with this user's token and the cluster's certificate; its context is the user's name."""
        return self._folder / f"kubeconfig.{user}"

    def token(self, user: User) -> str:
        return self._tokens[user]

    def request(self, method: str, path: str, body: Body | None = None, *, user: User = "admin") -> Body:
        """Send one request and return the JSON answer; `PATCH` is a merge patch. Raises: ApiError, NotAnswering."""
        return request(self.server + path, method, body, token=self._tokens[user], tls=self._trust())

    def apply(self, path: str, body: Body, *, user: User = "admin", field_manager: str = "kubectl") -> Body:
        """The object after a server-side apply of `body` to the collection `path`. Raises: ApiError, NotAnswering."""
        target = f"{path}/{body['metadata']['name']}?fieldManager={field_manager}&force=true"
        return self.request("APPLY", target, body, user=user)

    def wait_until(self, what: str, condition: Callable[[], bool], *, timeout_s: float = 30) -> None:
        """Poll until `condition` holds; 404, 403 and no answer count as not yet. Raises: ServerFailed."""
        deadline_s = time.monotonic() + timeout_s
        last = ""
        while time.monotonic() < deadline_s:
            self._processes.check_alive()
            try:
                if condition():
                    return
            except NotAnswering as error:
                last = str(error)
            except ApiError as error:
                if error.status not in (403, 404, 500, 503):
                    raise
                last = str(error)
            time.sleep(0.05)
        raise ServerFailed(f"{what}: not within {timeout_s} s. {last}\n{self._processes.tail('kube-apiserver')}")

    def kill(self, name: str) -> None:
        """Kill one process (`kube-apiserver`, `kube-controller-manager`, `kube-scheduler`, `etcd`, `kwok`)."""
        self._processes.stop(name, sign=signal.SIGKILL)

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """One process stands still meanwhile, as a controller does that is too busy or has lost its lease."""
        self._processes.send(name, signal.SIGSTOP)
        try:
            yield
        finally:
            self._processes.send(name, signal.SIGCONT)

    def restart_api_server(self) -> None:
        """Kill the API server and start it on the same port, with the same certificate and data."""
        self.kill("kube-apiserver")
        self.start_api_server()

    def start_api_server(self) -> None:
        """Start the API server (again, after `kill`) and wait until it is ready."""
        certificates, key = self._folder / "certs", self._folder / "service-account.key"
        self._run(
            "kube-apiserver",
            f"--etcd-servers=http://127.0.0.1:{self._etcd_port}",
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            f"--secure-port={self._api_port}",
            f"--cert-dir={certificates}",
            f"--token-auth-file={self._folder / 'tokens.csv'}",
            "--authorization-mode=RBAC",
            "--allow-privileged=true",
            f"--service-account-key-file={key}",
            f"--service-account-signing-key-file={key}",
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-cluster-ip-range=10.96.0.0/16",
        )
        self.wait_until("API server ready", lambda: self.request("GET", "/readyz") == {}, timeout_s=90)

    def _start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._write_credentials()
        self._start_etcd()
        self.start_api_server()
        for user in GROUPS:
            self._write_kubeconfig(user)
        self._start_controllers()
        if self._nodes:
            self._start_kwok()
        self.apply("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", _viewer_binding())
        for number in range(self._nodes):
            self.request("POST", "/api/v1/nodes", _node(number))
        self._wait_for_cluster()

    def _write_credentials(self) -> None:
        openssl = find_program(
            "openssl", install="Install OpenSSL: it makes the key that signs service account tokens."
        )
        rows = (f'{token},{user},{user},"{GROUPS[user]}"\n' for user, token in self._tokens.items())
        (self._folder / "tokens.csv").write_text("".join(rows))
        key = self._folder / "service-account.key"
        subprocess.run([openssl, "genrsa", "-out", key, "2048"], check=True, capture_output=True)

    def _start_etcd(self) -> None:
        client, peer = (f"http://127.0.0.1:{port}" for port in (self._etcd_port, self._etcd_peer_port))
        self._run(
            "etcd",
            f"--data-dir={self._folder / 'etcd'}",
            f"--listen-client-urls={client}",
            f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
            "--unsafe-no-fsync",
        )

    def _start_controllers(self) -> None:
        common = (
            f"--kubeconfig={self.kubeconfig()}",
            "--secure-port=0",  # serves only health and metrics: no port, no certificate
            "--leader-elect=false",
            "--kube-api-qps=500",
            "--kube-api-burst=1000",
        )
        self._run(
            "kube-controller-manager",
            *common,
            f"--service-account-private-key-file={self._folder / 'service-account.key'}",
            f"--root-ca-file={self._certificate()}",
            "--use-service-account-credentials=false",
        )
        self._run("kube-scheduler", *common)

    def _start_kwok(self) -> None:
        stages = self._folder / "stages.yaml"
        stages.write_text(_guarded((self._programs / STAGES).read_text()) + _POD_STAGES.read_text())
        self._run(
            "kwok",
            f"--kubeconfig={self.kubeconfig()}",
            f"--config={stages}",
            "--manage-all-nodes=true",
            "--node-lease-duration-seconds=40",
            f"--server-address=127.0.0.1:{self._kwok_port}",
        )

    def _wait_for_cluster(self) -> None:
        def system_namespace() -> bool:
            self.cluster_uid = self.request("GET", "/api/v1/namespaces/kube-system")["metadata"]["uid"]
            return True

        self.wait_until("namespace kube-system", system_namespace)
        # Pods are refused before it exists.
        account = "/api/v1/namespaces/default/serviceaccounts/default"
        self.wait_until("default service account", lambda: bool(self.request("GET", account)))
        # ClusterRole `view` is empty until the controller manager has aggregated it.
        self.wait_until("rights of viewer", lambda: bool(self.request("GET", "/api/v1/pods", user="viewer")))
        self.wait_until("nodes ready", lambda: self._ready_nodes() == self._nodes)

    def _ready_nodes(self) -> int:
        """Nodes that are Ready and no longer carry the taint `not-ready`."""
        nodes: list[Body] = self.request("GET", "/api/v1/nodes")["items"]
        return sum(
            any(one["type"] == "Ready" and one["status"] == "True" for one in node["status"].get("conditions", []))
            and not node["spec"].get("taints")
            for node in nodes
        )

    def _run(self, name: str, *arguments: str) -> None:
        self._processes.start(name, [self._programs / name, *arguments])

    def _certificate(self) -> Path:
        return self._folder / "certs" / "apiserver.crt"

    def _trust(self) -> ssl.SSLContext:
        if self._tls is None:
            try:
                self._tls = ssl.create_default_context(cafile=str(self._certificate()))
            except OSError as error:  # the API server has not written its certificate yet
                raise NotAnswering(f"{self._certificate()}: {error}") from error
        return self._tls

    def _write_kubeconfig(self, user: User) -> None:
        cluster = {"server": self.server, "certificate-authority": str(self._certificate())}
        content = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": user,
            "clusters": [{"name": "test", "cluster": cluster}],
            "users": [{"name": user, "user": {"token": self._tokens[user]}}],
            "contexts": [{"name": user, "context": {"cluster": "test", "user": user}}],
        }
        path = self.kubeconfig(user)
        path.touch(mode=0o600)
        path.write_text(json.dumps(content, indent=1))


def _guarded(stages: str) -> str:
    """kwok's own pod stages, kept from pods whose template asks for a behaviour: two matching stages draw lots."""
    guard = (
        "    matchExpressions:\n"
        f'    - key: \'.metadata.annotations["{BEHAVIOUR}"] // (.spec.containers[0].image | split("--")[1])\'\n'
        "      operator: DoesNotExist\n"
    )
    documents = stages.split("\n---\n")
    for number, document in enumerate(documents):
        if "name: pod-ready\n" in document or "name: pod-complete\n" in document:
            if "    matchExpressions:\n" not in document:
                raise ServerFailed("kwok's pod stages have changed their form: the guard cannot be added")
            documents[number] = document.replace("    matchExpressions:\n", guard, 1)
    return "\n---\n".join(documents)


def _viewer_binding() -> Body:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": "viewers"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "viewers"}],
    }


def _node(number: int) -> Body:
    name = f"node-{number}"
    size = {"cpu": "32", "memory": "256Gi", "pods": "256", "ephemeral-storage": "500Gi"}
    labels = {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "topology.kubernetes.io/zone": f"zone-{number % 3}",
        "node.kubernetes.io/instance-type": "m6i.8xlarge",
    }
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels},
        "status": {"allocatable": size, "capacity": size},
    }
