"""How far a Deployment, StatefulSet or DaemonSet is with its pods. Called by recipes.

Source: apps/v1 status of the three kinds; what `kubectl rollout status` waits for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.executors.kube.frame.recipe import Progress
from assistant.language import Text
from tools.kube.reader import KubeReader, Obj
from tools.kube.rows import condition, pod_state
from tools.kube.selectors import selector_text
from tools.spec import ToolError

BASE_S, PER_POD_S, MOST_S = 120.0, 15.0, 900.0
LIST_PODS = "list pods"


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Pods of a workload: wanted, all, of the newest template, available; `seen`: its controller has seen the change."""

    wanted: int
    total: int
    updated: int
    available: int
    seen: bool

    def text(self, waited_s: float) -> Text:
        w, old = self.wanted, max(0, self.total - self.updated)
        ko_old, en_old = (f", 이전 파드 {old}개", f", {old} old") if old else ("", "")
        return Text(
            ko=f"{waited_s:.0f}초 뒤: 새 템플릿 {self.updated}/{w}, 사용 가능 {self.available}/{w}{ko_old}",
            en=f"after {waited_s:.0f} s: {self.updated}/{w} of the new template, {self.available}/{w} available{en_old}",
        )


def counts_of(obj: Obj) -> Counts:
    spec, status, kind = obj["spec"], obj.get("status") or {}, obj.get("kind")
    seen = int(status.get("observedGeneration", 0)) >= int(obj["metadata"].get("generation", 0))
    if kind == "DaemonSet":
        wanted = int(status.get("desiredNumberScheduled", 0))
        total = int(status.get("currentNumberScheduled", 0))
        updated, available = int(status.get("updatedNumberScheduled", 0)), int(status.get("numberAvailable", 0))
        return Counts(wanted=wanted, total=total, updated=updated, available=available, seen=seen)
    wanted, total = int(spec.get("replicas", 1)), int(status.get("replicas", 0))
    updated, available = int(status.get("updatedReplicas", 0)), int(status.get("availableReplicas", 0))
    if kind == "StatefulSet" and status.get("currentRevision") == status.get("updateRevision"):
        updated = total  # the server clears the count when the update is over
    return Counts(wanted=wanted, total=total, updated=updated, available=available, seen=seen)


def replicas_of(obj: Obj) -> int:
    """How many pods it should have."""
    return counts_of(obj).wanted


def timeout_s(pods: int) -> float:
    return min(MOST_S, BASE_S + PER_POD_S * pods)


def rolled_out(obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
    """Done when every pod is of the newest template and available; what a strategy leaves alone is not waited for."""
    counts = counts_of(obj)
    if not counts.seen:
        return Progress(state="waiting", seen=_unseen(waited_s))
    text, held = counts.text(waited_s), held_back(obj)
    kept = _partition(obj)
    if held is not None and not kept:
        return Progress(state="done", seen=held)
    if counts.total == counts.available == counts.wanted and counts.updated >= counts.wanted - kept:
        return Progress(state="done", seen=held or text)
    late = condition(obj, "Progressing")
    if late.get("reason") == "ProgressDeadlineExceeded":
        message = str(late.get("message", ""))
        return Progress(
            state="failed",
            seen=_with_pods(
                Text(ko=f"진행 기한을 넘겼습니다: {message}", en=f"The progress deadline is exceeded: {message}"),
                obj,
                reader,
            ),
        )
    return Progress(state="waiting", seen=_with_pods(text, obj, reader))


def scaled(obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
    """Done when there are as many pods as wanted and all are available, of whatever template."""
    counts = counts_of(obj)
    if not counts.seen:
        return Progress(state="waiting", seen=_unseen(waited_s))
    seen = Text(
        ko=f"{waited_s:.0f}초 뒤: 파드 {counts.total}개 중 사용 가능 {counts.available}개(목표 {counts.wanted}개)",
        en=f"after {waited_s:.0f} s: {counts.total} pods, {counts.available} available, {counts.wanted} wanted",
    )
    if counts.total == counts.available == counts.wanted:
        return Progress(state="done", seen=seen)
    return Progress(state="waiting", seen=_with_pods(seen, obj, reader))


def held_back(obj: Obj) -> Text | None:
    """Why a new template reaches no pod by itself: paused, or an update strategy that waits for people."""
    spec: Mapping[str, Any] = obj["spec"]
    if spec.get("paused"):
        return Text(
            ko="롤아웃이 일시 중지되어 있어, 다시 시작할 때까지 파드는 바뀌지 않습니다.",
            en="The rollout is paused: no pod changes until it is resumed.",
        )
    if (spec.get("updateStrategy") or {}).get("type") == "OnDelete":
        return Text(
            ko="업데이트 전략이 OnDelete라서, 파드는 지워질 때만 새 템플릿으로 바뀝니다.",
            en="The update strategy is OnDelete: a pod takes the new template only when it is deleted.",
        )
    if partition := _partition(obj):
        return Text(
            ko=f"partition이 {partition}이라 그보다 작은 번호의 파드는 바뀌지 않습니다.",
            en=f"The partition is {partition}: pods of a smaller number keep the old template.",
        )
    return None


def _partition(obj: Obj) -> int:
    return int(((obj["spec"].get("updateStrategy") or {}).get("rollingUpdate") or {}).get("partition") or 0)


def replacement(obj: Obj) -> Text:
    """How its pods are replaced by those of a new template."""
    if (held := held_back(obj)) is not None:
        return held
    pods, spec = replicas_of(obj), obj["spec"]
    if pods == 0:
        return Text(ko="지금은 파드가 없어 교체할 것이 없습니다.", en="There are no pods now: none is replaced.")
    strategy = spec.get("strategy") or spec.get("updateStrategy") or {}
    if strategy.get("type") == "Recreate":
        return Text(
            ko=f"파드 {pods}개를 모두 내린 뒤 새로 띄웁니다. 그동안 서비스가 중단됩니다.",
            en=f"All {pods} pods are stopped before new ones start: a short outage.",
        )
    return Text(ko=f"파드 {pods}개를 차례로 교체합니다.", en=f"{_pods(pods)} replaced step by step.")


def interrupts(obj: Obj) -> bool:
    """Whether there is a moment in which none of its pods serves."""
    pods, strategy = replicas_of(obj), obj["spec"].get("strategy") or {}
    return strategy.get("type") == "Recreate" or (pods == 1 and obj.get("kind") == "StatefulSet")


def _pods(count: int) -> str:
    return "1 pod is" if count == 1 else f"{count} pods are"


def _unseen(waited_s: float) -> Text:
    return Text(
        ko=f"{waited_s:.0f}초 뒤: 컨트롤러가 아직 변경을 처리하지 않았습니다.",
        en=f"after {waited_s:.0f} s: its controller has not seen the change yet",
    )


def _with_pods(text: Text, obj: Obj, reader: KubeReader) -> Text:
    """With what one of its newest pods waits for, when that can be read."""
    try:
        said = waiting_pod(reader, obj)
    except ToolError:
        return text
    return Text(ko=f"{text.ko}; {said}", en=f"{text.en}; {said}") if said else text


def waiting_pod(reader: KubeReader, obj: Obj) -> str:
    """`web-7d9f-x2m4n: ImagePullBackOff`, of the newest pod that is not ready; "" when there is none. Raises: ToolError."""
    meta = obj["metadata"]
    selector = selector_text(obj["spec"].get("selector") or {})
    pods = reader.list("pods", namespace=meta["namespace"], label_selector=selector, limit=200) if selector else []
    unready = [p for p in pods if condition(p, "Ready").get("status") != "True" and pod_state(p) != "Terminating"]
    if not unready:
        told = condition(obj, "ReplicaFailure")
        return str(told.get("message", "")) if told.get("status") == "True" else ""
    newest = max(unready, key=lambda p: str(p["metadata"].get("creationTimestamp", "")))
    scheduled = condition(newest, "PodScheduled")
    why = str(scheduled.get("message", "")) if scheduled.get("status") == "False" else ""
    return f"{newest['metadata']['name']}: {pod_state(newest)}" + (f" ({why})" if why else "")
