"""The actions `kube.cordon_node` and `kube.uncordon_node`: whether new pods may be put on a node. No arguments.

Found and run by `assistant.gate`. Source: core/v1 `spec.unschedulable`; the node controller mirrors it as the taint
`node.kubernetes.io/unschedulable`.
"""

from assistant.executors.kube.frame.edits import Edit
from assistant.executors.kube.frame.patching import declare
from assistant.executors.kube.frame.recipe import Progress, Subject, Told, only
from assistant.language import Text
from assistant.plans import Json
from tools.kube.reader import KubeReader, Obj
from tools.kube.rows import condition

CORDON = ("spec", "unschedulable")
_TAINT = "node.kubernetes.io/unschedulable"
_SEEN_WITHIN_S = 60.0
_PODS_STAY = Text(ko="돌고 있는 파드는 그대로 둡니다.", en="Pods that run on it stay.")


class _Cordon:
    """`closed`: the node takes no new pods."""

    def __init__(self, *, closed: bool) -> None:
        self._closed = closed

    def arguments(self, given: Json) -> Json:
        return only(given)

    def edits(self, subject: Subject) -> tuple[Edit, ...]:
        if bool(subject.spec.get("unschedulable")) == self._closed:
            return ()
        return (Edit(path=CORDON, value=True if self._closed else None),)

    def told(self, subject: Subject, edits: tuple[Edit, ...]) -> Told:
        return self._cordoning(subject) if self._closed else self._uncordoning(subject)

    def progress(self, obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
        tainted = any(t.get("key") == _TAINT for t in obj["spec"].get("taints") or ())
        if tainted == self._closed:
            return Progress(
                state="done",
                seen=Text(ko="스케줄러가 새 파드를 두지 않습니다.", en="The scheduler puts no new pod on it.")
                if self._closed
                else Text(ko="스케줄러가 다시 파드를 둡니다.", en="The scheduler may put pods on it again."),
            )
        return Progress(
            state="waiting",
            seen=Text(
                ko=f"{waited_s:.0f}초 뒤: 노드 컨트롤러가 테인트({_TAINT})를 아직 바꾸지 않았습니다.",
                en=f"after {waited_s:.0f} s: the node controller has not changed the taint {_TAINT} yet",
            ),
        )

    def _cordoning(self, subject: Subject) -> Told:
        name = subject.target.id
        others = [
            n
            for n in subject.reader.list("nodes")
            if n["metadata"]["name"] != name and not n["spec"].get("unschedulable") and _ready(n)
        ]
        return Told(
            title=Text(ko=f"노드 {name}에 새 파드를 막음(cordon)", en=f"Cordon node {name}"),
            effects=(
                Text(ko="새 파드를 두지 않습니다.", en="No new pod is put on it."),
                _PODS_STAY,
                Text(
                    ko=f"새 파드를 받을 수 있는 노드가 {len(others)}개 남습니다.",
                    en=f"Nodes that can still take new pods: {len(others)}.",
                ),
            ),
            risk="low" if others else "high",
            risk_reason=Text(ko="파드는 멈추지 않습니다.", en="No pod is stopped.")
            if others
            else Text(ko="새 파드를 받을 수 있는 노드가 하나도 남지 않습니다.", en="No other node can take new pods."),
            verify=Text(
                ko=f"{_SEEN_WITHIN_S:.0f}초 안에 노드에 테인트 {_TAINT}가 붙어야 합니다.",
                en=f"Within {_SEEN_WITHIN_S:.0f} s the node carries the taint {_TAINT}.",
            ),
            timeout_s=_SEEN_WITHIN_S,
            undo=Text(ko="다시 파드를 받게 합니다(uncordon).", en="Uncordons it."),
        )

    def _uncordoning(self, subject: Subject) -> Told:
        name, ready = subject.target.id, _ready(subject.obj)
        return Told(
            title=Text(ko=f"노드 {name}에 다시 파드를 허용(uncordon)", en=f"Uncordon node {name}"),
            effects=(Text(ko="새 파드가 다시 놓일 수 있습니다.", en="New pods may be put on it again."), _PODS_STAY),
            risk="low" if ready else "medium",
            risk_reason=Text(ko="노드가 Ready 상태입니다.", en="The node is Ready.")
            if ready
            else Text(ko="노드가 Ready 상태가 아닙니다.", en="The node is not Ready."),
            verify=Text(
                ko=f"{_SEEN_WITHIN_S:.0f}초 안에 노드에서 테인트 {_TAINT}가 없어져야 합니다.",
                en=f"Within {_SEEN_WITHIN_S:.0f} s the taint {_TAINT} is gone from the node.",
            ),
            timeout_s=_SEEN_WITHIN_S,
            undo=Text(ko="다시 새 파드를 막습니다(cordon).", en="Cordons it again."),
        )


def _ready(node: Obj) -> bool:
    return condition(node, "Ready").get("status") == "True"


CORDON_NODE = declare(
    _Cordon(closed=True),
    name="kube.cordon_node",
    resource="nodes",
    title=Text(ko="노드에 새 파드 막기", en="Cordon a node"),
    undo_text=Text(ko="다시 파드를 받게 합니다.", en="Uncordons it."),
    also_reads=("list nodes",),
)
UNCORDON_NODE = declare(
    _Cordon(closed=False),
    name="kube.uncordon_node",
    resource="nodes",
    title=Text(ko="노드에 다시 파드 허용", en="Uncordon a node"),
    undo_text=Text(ko="다시 새 파드를 막습니다.", en="Cordons it again."),
)
