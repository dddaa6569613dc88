"""A check of 10,000 pods on a real API server, beside the raw download of the same lists: `python -m evals.bench.large_cluster`.

Needs the test kit and its programs (`python -m tests.live.kit.kube_build`). Controllers are stopped, so that nothing is
added to or taken from what is planted.
"""

import http.client
import json
import os
import ssl
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from evals.bench import measure
from evals.bench.cluster import PODS, write_snapshot
from evals.bench.table import row
from tools.kube.resources import RESOURCES

_PLANTED = ("namespaces", "nodes", "deployments.apps", "replicasets.apps", "services", "pods")
_WRITERS = 4
_SERVER_FIELDS = ("uid", "creationTimestamp", "managedFields", "ownerReferences")
# The lists that the check reads, a page after the other, kinds at once: no more than is unavoidable.
_DOWNLOAD = """
import sys, threading
from assistant.playbooks.explain_workload import READ, _EVERYTHING
from pathlib import Path
from tools.kube.client import open_transport
from tools.kube.resources import RESOURCES
from tools.kube.target import Target
from tools.kube.transport import Request
from tools.spec import Call
import json, re, time
target = Target(kubeconfig=Path(sys.argv[1]), context="admin")
transport = open_transport(target, "read", observe=lambda _headers: None)
MORE = re.compile(rb'"continue":"([^"]+)"')
def fetch(name):
    resume, call = "", Call(operations=frozenset(), deadline=time.monotonic() + 120)
    while True:
        query = {"limit": "500"} | ({"continue": resume} if resume else {})
        request = Request(doing="download", path=RESOURCES[name].path(), query=query, expected_status=(404,))
        found = MORE.search(transport.body(request, call)[1][:400])
        if not found:
            return
        resume = found[1].decode()
threads = [threading.Thread(target=fetch, args=(n,)) for n in dict.fromkeys((*READ, *_EVERYTHING))]
[t.start() for t in threads]; [t.join() for t in threads]
"""
Body = dict[str, Any]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="baepo-bench-") as folder, _cluster(Path(folder)) as kubeconfig:
        measured(kubeconfig, Path(folder) / "home")


def measured(kubeconfig: Path, home: Path) -> None:
    """Prints a row each for the download and the check."""
    check = ("check", "kube", "--kubeconfig", str(kubeconfig), "--context", "admin")
    commands = {
        "download 10,000 pods": measure.python("-c", _DOWNLOAD, str(kubeconfig)),
        "check kube, live, 10,000 pods": measure.python("-m", "assistant.cli", *check),
    }
    found = measure.processes(commands, runs=5, environ=os.environ | {"BAEPO_HOME": str(home)})
    base = found["download 10,000 pods"]
    for name, process in found.items():
        row(name, process.wall_s, f"{process.wall_s / base.wall_s:.2f}x of the download", process.peak_mib)


@contextmanager
def _cluster(folder: Path) -> Iterator[Path]:
    from tests.live.kit import kube_build
    from tests.live.kit.kube import ControlPlane

    programs = kube_build.cached()
    if programs is None:
        sys.exit("The control plane is not built yet. Build it once: python -m tests.live.kit.kube_build")
    write_snapshot(folder / "large", pods=PODS)
    with ControlPlane(folder / "control_plane", programs=programs) as cluster:
        cluster.kill("kube-controller-manager")
        cluster.kill("kube-scheduler")
        for name in _PLANTED:
            items = json.loads((folder / "large" / "lists" / f"{name}.json").read_bytes())["items"]
            _plant(cluster.server, cluster.token("admin"), name, items)
            if name == "namespaces":  # as the controllers would: pods are refused before
                accounts = [{"metadata": {"name": "default", "namespace": i["metadata"]["name"]}} for i in items]
                _plant(cluster.server, cluster.token("admin"), "serviceaccounts", accounts)
        yield cluster.kubeconfig()


def _plant(server: str, token: str, name: str, items: list[Body]) -> None:
    shares = [items[n::_WRITERS] for n in range(_WRITERS)]
    with ThreadPoolExecutor(_WRITERS) as pool:
        list(pool.map(lambda share: _write(server, token, name, share), shares))


def _write(server: str, token: str, name: str, items: Iterable[Body]) -> None:
    """Each object and its status, over one connection. Raises: RuntimeError for what the server refuses."""
    address = urlsplit(server)
    trusting = ssl._create_unverified_context()  # loopback, and a certificate made a minute ago
    connection = http.client.HTTPSConnection(address.hostname or "", address.port, context=trusting)
    kind = RESOURCES[name]
    for item in items:
        meta = {key: value for key, value in item["metadata"].items() if key not in _SERVER_FIELDS}
        body = {**_whole(name, item), "metadata": meta, "kind": kind.kind, "apiVersion": _version(name)}
        path = kind.path(meta.get("namespace"))
        _send(connection, token, "POST", path, body)
        if item.get("status") and name != "namespaces":
            _send(connection, token, "PATCH", f"{path}/{meta['name']}/status", {"status": item["status"]})
    connection.close()


def _send(connection: http.client.HTTPSConnection, token: str, method: str, path: str, body: Body) -> None:
    merge = "application/merge-patch+json" if method == "PATCH" else "application/json"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": merge}
    connection.request(method, path, json.dumps(body), headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status >= 300 and answer.status != 409:
        raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]!r}")


def _version(name: str) -> str:
    resource = RESOURCES[name]
    return f"{resource.group}/{resource.version}" if resource.group else resource.version


def _whole(name: str, item: Body) -> Body:
    """With what the server insists on and the snapshot leaves out."""
    spec = dict(item.get("spec") or {})
    if name in ("deployments.apps", "replicasets.apps"):
        spec["selector"] = {"matchLabels": spec["template"]["metadata"]["labels"]}
    return {"spec": spec} if spec else {}


if __name__ == "__main__":
    main()
