"""The tool `list_node_room`: what each node has left for more pods. Called through `assistant.toolbox`."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from tools.kube.quantities import amount
from tools.kube.read_objects import check_limit
from tools.kube.reader import KubeReader, Obj
from tools.kube.rows import Row, condition
from tools.spec import Page, tool

_ENDED = ("Succeeded", "Failed")
_GIB = Decimal(2**30)


@tool(
    backend="kube",
    operations=("list nodes", "list pods"),
    timeout_s=60.0,
    examples=(
        "노드별로 CPU 여유 얼마나 있어?",
        "노드 여유 용량",
        "CPU 여유 얼마나 있어?",
        "메모리 여유 얼마나 남았어?",
        "여유 자원 보여줘",
        "여유 용량 알려줘",
        "남은 CPU 여유 얼마야?",
        "남은 자원 얼마나 돼?",
        "파드 더 올릴 자리가 있어?",
        "how much cpu is free on each node?",
        "node headroom",
        "which node has the most free memory?",
        "how much room is left?",
        "free memory and cpu",
        "how much cpu headroom do we have?",
        "spare capacity",
        "unallocated cpu and memory",
        "allocatable cpu and memory",
        "is there room for more pods?",
    ),
)
def list_node_room(kube: KubeReader, *, limit: int = 500) -> Page:
    """Per node what is not yet requested by its pods: allocatable less the requests, as the scheduler counts. Not use.

    Rows: `name`, `ready`, `unschedulable`, and of CPU (cores) and memory (`Gi`) what is `_not_requested`, `_requested` and
    `_allocatable`; `pods_free` is how many more pods the node takes. Those with most CPU left come first.

    Example: list_node_room()
    Raises: BadRequest (limit), Denied, Unavailable.
    Source: GET of nodes and pods (Kubernetes API v1): `status.allocatable`, `spec.containers[].resources.requests`.
    """
    check_limit(limit)
    placed: dict[str, list[Obj]] = defaultdict(list)
    for pod in kube.list("pods"):
        if pod.get("status", {}).get("phase") not in _ENDED:
            placed[str(pod.get("spec", {}).get("nodeName") or "")].append(pod)
    rows = [_row(node, placed[node["metadata"]["name"]]) for node in kube.list("nodes")]
    rows.sort(key=lambda row: (-Decimal(row["cpu_not_requested"]), row["name"]))
    return Page(items=tuple(rows[:limit]), cut=len(rows) > limit)


def _row(node: Obj, pods: list[Obj]) -> Row:
    has = node.get("status", {}).get("allocatable") or {}
    cpu, memory = (amount(has.get(what)) or Decimal(0) for what in ("cpu", "memory"))
    cpu_asked, memory_asked = (sum(_requested(pod, what) for pod in pods) for what in ("cpu", "memory"))
    return {
        "name": node["metadata"]["name"],
        "ready": condition(node, "Ready").get("status", "Unknown"),
        "cpu_not_requested": _cores(cpu - cpu_asked),
        "memory_not_requested": _gib(memory - memory_asked),
        "cpu_requested": _cores(Decimal(cpu_asked)),
        "cpu_allocatable": _cores(cpu),
        "memory_requested": _gib(Decimal(memory_asked)),
        "memory_allocatable": _gib(memory),
        "pods_free": int(amount(has.get("pods")) or 0) - len(pods),
        "unschedulable": bool(node.get("spec", {}).get("unschedulable", False)),
    }


def _requested(pod: Obj, what: str) -> Decimal:
    """As the scheduler counts: the containers together with restartable init containers, or the largest other init container."""
    spec = pod.get("spec", {})
    starting = spec.get("initContainers") or []
    beside = [c for c in starting if c.get("restartPolicy") == "Always"]
    running = sum(_each([*(spec.get("containers") or []), *beside], what), Decimal(0))
    first = max(_each([c for c in starting if c not in beside], what), default=Decimal(0))
    return max(running, first) + (amount((spec.get("overhead") or {}).get(what)) or Decimal(0))


def _each(containers: Iterable[Obj], what: str) -> list[Decimal]:
    asked = (((c.get("resources") or {}).get("requests") or {}).get(what) for c in containers)
    return [amount(quantity) or Decimal(0) for quantity in asked]


def _cores(cpu: Decimal) -> str:
    return f"{cpu.quantize(Decimal('0.01')):f}"


def _gib(size: Decimal) -> str:
    return f"{(size / _GIB).quantize(Decimal('0.1')):f}Gi"
