"""The pods of a node by what a drain does with them. Called by `drain_node`.

Source: kubectl `pkg/drain/filters.go`.
"""

from dataclasses import dataclass

from assistant.language import Text
from assistant.plans import Json
from tools.kube.reader import KubeReader, Obj
from tools.kube.selectors import by_labels, selector_text

BUDGETS = "poddisruptionbudgets.policy"
_MIRROR = "kubernetes.io/config.mirror"


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """`all` pods that must go, of which some are going already; those that are lost by it; `held`: budgets, and whom."""

    all: list[Obj]
    bare: list[str]
    local_data: list[str]
    staying: int
    held: dict[str, int]

    @property
    def to_evict(self) -> list[Obj]:
        return [p for p in self.all if not p["metadata"].get("deletionTimestamp")]

    def local_data_lost(self, arguments: Json) -> list[str]:
        return self.local_data if arguments.get("lose_local_data") is True else []

    def words(self) -> tuple[Text, ...]:
        """What is lost, and which budgets are used up now."""
        found: list[Text] = []
        if self.bare:
            said = ", ".join(self.bare[:5])
            found.append(Text(ko=f"다시 만들어지지 않는 파드: {said}", en=f"Nothing makes these again: {said}"))
        if self.local_data:
            said = ", ".join(self.local_data[:5])
            found.append(
                Text(ko=f"노드에 둔 데이터를 잃는 파드: {said}", en=f"These lose the data they keep there: {said}")
            )
        for budget, count in self.held.items():
            found.append(
                Text(
                    ko=f"PodDisruptionBudget {budget} 때문에 지금은 못 내보냅니다(여기 파드 {count}개). 허용되면 내보냅니다.",
                    en=f"PodDisruptionBudget {budget} allows no eviction now ({count} pods here): it is waited for.",
                )
            )
        return tuple(found)


def node_pods(reader: KubeReader, node: str) -> list[Obj]:
    return reader.list("pods", field_selector=f"spec.nodeName={node}")


def leaving(reader: KubeReader, node: str) -> Leaving:
    """Raises: ToolError."""
    pods = node_pods(reader, node)
    going = [p for p in pods if not _stays(p)]
    running = [p for p in going if (p.get("status") or {}).get("phase") not in ("Succeeded", "Failed")]
    return Leaving(
        all=going,
        bare=sorted(_name(p) for p in running if not _owner(p)),
        local_data=sorted(_name(p) for p in running if any("emptyDir" in v for v in p["spec"].get("volumes") or ())),
        staying=len(pods) - len(going),
        held=_held(reader, running),
    )


def _held(reader: KubeReader, pods: list[Obj]) -> dict[str, int]:
    found: dict[str, int] = {}
    for budget in reader.list(BUDGETS) if pods else ():
        if int((budget.get("status") or {}).get("disruptionsAllowed", 0)) > 0:
            continue
        meta, chosen = budget["metadata"], by_labels(selector_text(budget["spec"].get("selector") or {}))
        count = sum(p["metadata"]["namespace"] == meta["namespace"] and chosen(p) for p in pods)
        if count:
            found[f"{meta['namespace']}/{meta['name']}"] = count
    return found


def _stays(pod: Obj) -> bool:
    return _MIRROR in (pod["metadata"].get("annotations") or {}) or _owner(pod) == "DaemonSet"


def _owner(pod: Obj) -> str:
    owners = pod["metadata"].get("ownerReferences") or ()
    return next((str(o.get("kind")) for o in owners if o.get("controller")), "")


def _name(pod: Obj) -> str:
    return f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
