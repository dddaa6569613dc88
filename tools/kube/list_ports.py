"""The tool `list_ports`: what pods listen on and how to reach it from here. Called through `assistant.toolbox`."""

import difflib
from collections.abc import Iterator, Mapping, Sequence

from tools.kube.read_objects import check_limit
from tools.kube.reader import KubeReader, Obj
from tools.kube.rows import Row
from tools.kube.workload_pods import owner_name
from tools.spec import Denied, NotFound, NotRead, Page, Reason, Unavailable, tool

_ENDED = ("Succeeded", "Failed")


@tool(
    backend="kube",
    operations=("list pods", "list services"),
    examples=(
        "checkout 파드로 포트포워딩하는 명령어 알려줘",
        "checkout 포트 포워드",
        "checkout은 몇 번 포트로 떠 있어?",
        "checkout 컨테이너 포트 알려줘",
        "port forward to the checkout pod in shop",
        "What is the command to port-forward to checkout?",
        "kubectl port-forward for checkout",
        "which port does checkout listen on",
        "container ports of checkout",
    ),
)
def list_ports(kube: KubeReader, *, name: str | None = None, namespace: str | None = None, limit: int = 200) -> Page:
    """Ports that containers of running pods declare, one row a port, with the `kubectl port-forward` command for it.

    `name` is a workload, a pod or a Service; without it all pods. Rows: `name` (of the pod), `namespace`, `container`,
    `port`, `port_name`, `services` (that send to it, as `service:port`), `command`. Ready pods come first. A pod that
    declares no port has a row with `port` 0: it may still listen.

    Example: list_ports(name="grafana", namespace="monitoring")
    Raises: NotFound (nothing is called so; names the closest), BadRequest (limit), Denied, Unavailable.
    Source: GET of pods and Services (Kubernetes API v1): `spec.containers[].ports`, `spec.selector`, `targetPort`.
    """
    check_limit(limit)
    pods = [p for p in kube.list("pods", namespace=namespace) if p.get("status", {}).get("phase") not in _ENDED]
    not_read: tuple[NotRead, ...] = ()
    try:
        services = kube.list("services", namespace=namespace)
    except (Denied, Unavailable) as error:
        services, not_read = [], (NotRead.of("Services", error),)
    chosen = sorted(_called(name, pods, services, namespace) if name else pods, key=_unready)
    rows = [row for pod in chosen for row in _rows(pod, services)]
    return Page(items=tuple(rows[:limit]), cut=len(rows) > limit, not_read=not_read)


def _called(name: str, pods: list[Obj], services: list[Obj], namespace: str | None) -> list[Obj]:
    """The pods of this name, workload, Service, or label `app`. Raises: NotFound."""
    last = name.rpartition("/")[2]
    selected = [s for s in services if s["metadata"]["name"] == last]
    found = [p for p in pods if last in _names(p) or any(_selects(s, p) for s in selected)]
    if found:
        return found
    known = sorted({n for p in pods for n in _names(p)} | {s["metadata"]["name"] for s in services})
    close = [*difflib.get_close_matches(last, known, n=3, cutoff=0.5), *(n for n in known if last in n)]
    closest = ", ".join(list(dict.fromkeys(close))[:3])
    where = f" in namespace {namespace}" if namespace else ""
    raise NotFound(
        f"Nothing that runs is called {last}{where}.",
        remedy=f"Closest: {closest}." if closest else "",
        reason=Reason(code="no_such_workload", parts={"name": last, "namespace": namespace or "", "closest": closest}),
    )


def _names(pod: Obj) -> set[str]:
    labels = pod["metadata"].get("labels") or {}
    return {
        pod["metadata"]["name"],
        owner_name(pod),
        labels.get("app", ""),
        labels.get("app.kubernetes.io/name", ""),
    } - {""}


def _selects(service: Obj, pod: Obj) -> bool:
    selector = service.get("spec", {}).get("selector") or {}
    labels = pod["metadata"].get("labels") or {}
    same = service["metadata"].get("namespace") == pod["metadata"].get("namespace")
    return bool(selector) and same and all(labels.get(key) == value for key, value in selector.items())


def _unready(pod: Obj) -> tuple[bool, str, str]:
    conditions = pod.get("status", {}).get("conditions") or ()
    ready = any(c.get("type") == "Ready" and c.get("status") == "True" for c in conditions)
    return not ready, pod["metadata"].get("namespace", ""), pod["metadata"]["name"]


def _rows(pod: Obj, services: list[Obj]) -> Iterator[Row]:
    meta = pod["metadata"]
    place = {"name": meta["name"], "namespace": meta.get("namespace", "")}
    for container in pod.get("spec", {}).get("containers") or ():
        ports: Sequence[Obj] = container.get("ports") or ({},)
        for port in ports:
            number = int(port.get("containerPort") or 0)
            sent = [f"{s['metadata']['name']}:{p['port']}" for s in services if _selects(s, pod) for p in _to(s, port)]
            command = f"kubectl port-forward -n {place['namespace']} pod/{place['name']} {number}:{number}"
            yield {
                **place,
                "container": container.get("name", ""),
                "port": number,
                "port_name": port.get("name", ""),
                "services": sent,
                "command": command if number else "",
            }


def _to(service: Obj, port: Mapping[str, object]) -> Iterator[Obj]:
    """The Service's ports that send to this container port."""
    for own in service["spec"].get("ports") or ():
        target = own.get("targetPort") or own.get("port")
        if target in (port.get("containerPort"), port.get("name")):
            yield own
