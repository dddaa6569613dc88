"""The tool `list_usage`: how much memory and CPU pods or nodes use right now. Called through `assistant.toolbox`."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal

from tools.kube.quantities import amount
from tools.kube.reader import KubeReader
from tools.kube.rows import Row
from tools.spec import Page, tool

_MOST = 20_000
_MEASURES = ("memory", "cpu")


@tool(
    backend="kube",
    operations=("list pods", "list nodes", "list pods.metrics.k8s.io", "list nodes.metrics.k8s.io"),
    timeout_s=60.0,
    examples=(
        "메모리 제일 많이 쓰는 파드가 뭐야?",
        "CPU 많이 쓰는 파드 보여줘",
        "파드별 메모리 사용량",
        "메모리 사용률 높은 노드",
        "노드 CPU 사용량 보여줘",
        "shop 네임스페이스 파드들이 메모리 얼마나 쓰고 있어?",
        "지금 리소스 사용량이 제일 높은 노드",
        "which pods use the most memory?",
        "which pods use the most cpu",
        "memory usage per pod",
        "cpu usage per node",
        "how much memory are the nodes using?",
        "pods sorted by memory usage",
        "how much cpu does each pod use",
    ),
)
def list_usage(
    kube: KubeReader, *, kind: Literal["pods", "nodes"] = "pods", namespace: str | None = None, limit: int = 500
) -> Page:
    """Memory and CPU that pods or nodes use now, next to what is requested and allowed, largest memory first.

    `memory_used` and `cpu_used` are written as `812Mi` and `250m`, rounded up. Of pods `memory_limit`, `memory_request` and
    so on are sums over the containers that have one ("" where none has), and `memory_percent` is of the limit where every
    container has one; of nodes it is of what pods may use (allocatable). A value is the mean of a short window that ended at
    `at`: no peak.

    Example: list_usage(kind="pods", namespace="shop")
    Raises: NotFound (the metrics API is not installed), Denied, Unavailable.
    Source: metrics.k8s.io/v1beta1 PodMetrics and NodeMetrics (metrics-server).
    """
    if kind == "nodes":
        nodes = {n["metadata"]["name"]: n for n in kube.list("nodes", limit=_MOST)}
        measured = kube.list("nodes.metrics.k8s.io", limit=_MOST)
        rows = [_of_node(m, nodes.get(m["metadata"]["name"], {})) for m in measured]
    else:
        measured = kube.list("pods.metrics.k8s.io", namespace=namespace, limit=_MOST)
        pods = {_key(p): p for p in kube.list("pods", namespace=namespace, limit=_MOST)} if measured else {}
        rows = [_of_pod(m, pods.get(_key(m), {})) for m in measured]
    rows.sort(key=lambda row: (-(amount(row["memory_used"]) or 0), str(row["name"])))
    return Page(items=tuple(rows[:limit]), cut=len(rows) > limit)


def _key(obj: Mapping[str, Any]) -> tuple[str, str]:
    return str(obj["metadata"].get("namespace", "")), str(obj["metadata"]["name"])


def _of_node(metrics: Mapping[str, Any], node: Mapping[str, Any]) -> Row:
    usage, allocatable = metrics.get("usage") or {}, (node.get("status") or {}).get("allocatable") or {}
    row: Row = {"name": metrics["metadata"]["name"]}
    for measure in _MEASURES:
        used, room = amount(usage.get(measure, "0")) or Decimal(0), amount(allocatable.get(measure, ""))
        row |= {f"{measure}_used": _said(measure, used)}
        row |= {f"{measure}_percent": _percent(used, room), f"{measure}_allocatable": _said(measure, room)}
    return {**row, "at": str(metrics.get("timestamp", ""))}


def _of_pod(metrics: Mapping[str, Any], pod: Mapping[str, Any]) -> Row:
    spec = pod.get("spec") or {}
    containers = spec.get("containers") or []
    row: Row = {"namespace": metrics["metadata"].get("namespace", ""), "name": metrics["metadata"]["name"]}
    for measure in _MEASURES:
        used = _sum((c.get("usage") or {}).get(measure) for c in metrics.get("containers") or []) or Decimal(0)
        bounds = {
            part: [((c.get("resources") or {}).get(part) or {}).get(measure) for c in containers]
            for part in ("limits", "requests")
        }
        limit = _sum(bounds["limits"])
        whole = limit if containers and all(bounds["limits"]) else None
        row |= {f"{measure}_used": _said(measure, used)}
        row |= {f"{measure}_percent": _percent(used, whole), f"{measure}_limit": _said(measure, limit)}
        row |= {f"{measure}_request": _said(measure, _sum(bounds["requests"]))}
    return {**row, "node": str(spec.get("nodeName", "")), "at": str(metrics.get("timestamp", ""))}


def _sum(quantities: Iterable[object]) -> Decimal | None:
    """None where there are none."""
    found = [a for q in quantities if q and (a := amount(q)) is not None]
    return sum(found, Decimal(0)) if found else None


def _said(measure: str, value: Decimal | None) -> str:
    """`812Mi` of memory, `250m` of CPU, rounded up; "" for nothing."""
    if value is None:
        return ""
    return f"{-int(-value // 2**20)}Mi" if measure == "memory" else f"{-int(-value * 1000 // 1)}m"


def _percent(used: Decimal, of: Decimal | None) -> float | str:
    """With one decimal; "" where there is no bound."""
    return round(float(used / of * 100), 1) if of else ""
