"""The action `kube.delete_pod`: one pod, so that its controller makes another. No arguments.

Sent as an eviction: a PodDisruptionBudget that does not allow it now is respected. Found and run by `assistant.gate`.
Source: policy/v1 Eviction; kubelet mirror pods.
"""

from assistant.executors.kube.frame.recipe import Progress, Subject, Told, only
from assistant.executors.kube.frame.removing import declare_removal
from assistant.language import Text, with_particle
from assistant.plans import Json, PlannedAction
from assistant.refusing import refusal
from tools.kube.reader import KubeReader, Obj
from tools.kube.rows import condition, pod_state
from tools.spec import BadRequest

_MIRROR = "kubernetes.io/config.mirror"
_WITHIN_S, _GRACE_S = 180.0, 30


class _DeletePod:
    def arguments(self, given: Json) -> Json:
        return only(given)

    def seen(self, subject: Subject) -> Json:
        meta = subject.obj["metadata"]
        if _MIRROR in (meta.get("annotations") or {}):
            raise refusal(
                BadRequest,
                Text(
                    ko=f"{with_particle(str(subject.target), '은')} 스태틱 파드라, 지워도 kubelet이 파일을 보고 계속 띄웁니다.",
                    en=f"{subject.target} is a static pod: its kubelet runs it from a file and would go on.",
                ),
            )
        if meta.get("deletionTimestamp"):
            raise refusal(
                BadRequest,
                Text(
                    ko=f"{with_particle(str(subject.target), '은')} 이미 지워지는 중입니다.",
                    en=f"{subject.target} is being deleted already.",
                ),
            )
        return {"owner": _owner(subject.obj)}

    def told(self, subject: Subject) -> Told:
        owner, name, state = _owner(subject.obj), str(subject.target), pod_state(subject.obj)
        serving = condition(subject.obj, "Ready").get("status") == "True"
        limit_s = _WITHIN_S + float(subject.spec.get("terminationGracePeriodSeconds") or _GRACE_S)
        return Told(
            title=Text(ko=f"{name} 삭제", en=f"Delete {name}"),
            effects=(
                Text(ko=f"지금 상태: {state}", en=f"It is now: {state}"),
                Text(ko=f"{owner} 컨트롤러가 새 파드를 만듭니다.", en=f"{owner} makes another one.")
                if owner
                else Text(
                    ko="컨트롤러가 없는 파드라 다시 만들어지지 않습니다.",
                    en="It has no controller: nothing makes it again.",
                ),
                Text(ko="PodDisruptionBudget을 지킵니다.", en="PodDisruptionBudgets are respected."),
            ),
            risk="high" if not owner else ("medium" if serving else "low"),
            risk_reason=Text(ko="다시 만들어지지 않습니다.", en="Nothing makes it again.")
            if not owner
            else (
                Text(ko="요청을 처리하던 파드입니다.", en="It is serving now.")
                if serving
                else Text(ko="준비되지 않은 파드입니다.", en="It is not ready.")
            ),
            verify=Text(
                ko=f"{limit_s:.0f}초 안에 파드가 없어지고, 새 파드가 준비되어야 합니다.",
                en=f"Within {limit_s:.0f} s it is gone, and another one is ready.",
            )
            if owner
            else Text(ko=f"{limit_s:.0f}초 안에 없어져야 합니다.", en=f"Within {limit_s:.0f} s it is gone."),
            timeout_s=limit_s,
            undo=Text(ko="지운 파드와 그 로그는 돌아오지 않습니다.", en="The pod and its log do not come back."),
        )

    def kept(self, subject: Subject) -> Json:
        meta = subject.obj["metadata"]
        owner = next((o for o in meta.get("ownerReferences") or () if o.get("controller")), None)
        uid = owner["uid"] if owner else ""
        before = [p["metadata"]["uid"] for p in _of(uid, subject.reader, meta["namespace"])] if uid else []
        return {"owner_uid": uid, "siblings": before}

    def after(self, receipt: Json, action: PlannedAction, reader: KubeReader, *, waited_s: float) -> Progress:
        """Another pod of the same controller, made since, is ready."""
        gone = Text(ko=f"{waited_s:.0f}초 뒤: 없어졌습니다.", en=f"after {waited_s:.0f} s: it is gone")
        if not receipt["owner_uid"]:
            return Progress(state="done", seen=gone)
        pods = _of(receipt["owner_uid"], reader, action.target.place)
        new = [p for p in pods if p["metadata"]["uid"] not in receipt["siblings"]]
        ready = [p["metadata"]["name"] for p in new if condition(p, "Ready").get("status") == "True"]
        if ready:
            return Progress(
                state="done",
                seen=Text(ko=f"{gone.ko} 새 파드 {ready[0]} 준비됨", en=f"{gone.en}; {ready[0]} is ready in its place"),
            )
        said = ", ".join(f"{p['metadata']['name']}: {pod_state(p)}" for p in new[:3])
        return Progress(
            state="waiting",
            seen=Text(
                ko=f"{gone.ko} 새 파드: {said or '아직 없음'}", en=f"{gone.en}; in its place: {said or 'no pod yet'}"
            ),
        )


def _of(owner_uid: str, reader: KubeReader, namespace: str) -> list[Obj]:
    pods = reader.list("pods", namespace=namespace)
    return [p for p in pods if any(o.get("uid") == owner_uid for o in p["metadata"].get("ownerReferences") or ())]


def _owner(pod: Obj) -> str:
    found = next((o for o in pod["metadata"].get("ownerReferences") or () if o.get("controller")), None)
    return f"{found['kind']} {found['name']}" if found else ""


DELETE_POD = declare_removal(
    _DeletePod(),
    name="kube.delete_pod",
    resource="pods",
    title=Text(ko="파드 삭제", en="Delete a pod"),
    how="evict",
    also_reads=("list pods",),
)
