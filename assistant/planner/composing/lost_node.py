"""What a lost node takes along: the pods on it whose workload has no other ready pod elsewhere, then the rest. Called by
`composing.compose`. Pure.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.language import Lang, Text
from assistant.models.spec import Observation
from assistant.planner.narrowing.conditions import Narrowing

_Row = Mapping[str, Any]
_LISTED = 15
_OVER = ("Succeeded", "Completed")


def lost_node_text(
    observations: Sequence[Observation], wanted: Narrowing, lang: Lang
) -> tuple[str, tuple[Observation, ...]]:
    """(the answer, the observations that it was read from); ("", ()) where no named node is supposed to be lost."""
    read = {str(o.evidence.arguments.get("kind")): o for o in observations if o.evidence is not None}
    pods, nodes = read.get("pods"), read.get("nodes")
    if not wanted.lost or pods is None or pods.evidence is None or nodes is None or nodes.evidence is None:
        return "", ()
    known = {str(n.get("name", "")).lower() for n in nodes.evidence.items}
    rows = [p for p in pods.evidence.items if p.get("state") not in _OVER]
    gone = [n for n in wanted.lost if n in known]
    blocks = [_no_such(n, sorted(known), nodes.evidence.id).in_(lang) for n in wanted.lost if n not in known]
    if gone:
        blocks.append(_of_nodes(gone, rows, f"[{pods.evidence.id}]", lang))
    return "\n\n".join(blocks), (pods, nodes)


def _no_such(name: str, known: Sequence[str], cite: str) -> Text:
    there = ", ".join(known[:_LISTED])
    return Text(
        ko=f"**{name}: 그런 노드가 없습니다.** 있는 노드: {there} [{cite}]",
        en=f"**There is no node {name}.** The nodes are: {there} [{cite}]",
    )


def _of_nodes(gone: Sequence[str], rows: Sequence[_Row], cite: str, lang: Lang) -> str:
    own = [r for r in rows if str(r.get("node", "")).lower() in gone]
    every_node = [r for r in own if str(r.get("owner", "")).startswith(("DaemonSet/", "Node/"))]
    others = {_group(r) for r in rows if str(r.get("node", "")).lower() not in gone and _ready(r)}
    movable = [r for r in own if r not in every_node]
    down = [r for r in movable if not _ready(r)]
    alone = [r for r in movable if r not in down and _group(r) not in others]
    kept = [r for r in movable if r not in down and r not in alone]
    name = ", ".join(gone)
    count, workloads = len(own), len({_group(r) for r in alone})
    have = "has" if len(alone) == 1 else "have"
    head = Text(
        ko=f"**{name}: 파드 {count}개 중 {len(alone)}개는 다른 노드에 준비된 복제본이 없습니다** {cite}",
        en=f"**{name}: {len(alone)} of its {count} pods {have} no ready copy on another node** {cite}",
    )
    if not workloads:
        head = Text(
            ko=f"**{name}: 파드 {count}개, 다른 노드에 복제본이 없어 같이 멈추는 것은 없습니다** {cite}",
            en=f"**{name}: {count} pods, none of which is the only ready copy** {cite}",
        )
    lines = [head.in_(lang), *(f"- {_called(r)} {cite}" for r in alone[:_LISTED])]
    for pods, said in (
        (kept, Text(ko="다른 노드에도 준비된 복제본이 있음", en="with a ready copy on another node")),
        (down, Text(ko="지금도 준비되지 않음", en="not ready even now")),
        (every_node, Text(ko="노드마다 하나씩 뜨는 것(DaemonSet 등)", en="of every node (DaemonSets and the like)")),
    ):
        if pods:
            names = ", ".join(dict.fromkeys(_group(r)[1] for r in pods))
            lines.append(f"{said.in_(lang)}: {len(pods)} · {names} {cite}")
    return "\n".join(lines)


def _group(pod: _Row) -> tuple[str, str]:
    """The workload that a pod is of, as far as its owner tells: a ReplicaSet without its hash."""
    kind, _, name = str(pod.get("owner") or "").partition("/")
    if kind == "ReplicaSet":
        name = name.rpartition("-")[0] or name
    return str(pod.get("namespace", "")), name or str(pod.get("name", ""))


def _called(pod: _Row) -> str:
    space, name = _group(pod)
    return f"{space}/{name} ({pod.get('name')})"


def _ready(pod: _Row) -> bool:
    ready, _, wanted = str(pod.get("ready", "")).partition("/")
    return bool(wanted) and ready == wanted
