"""The action `kube.set_hpa_bounds`: how few and how many pods an autoscaler may choose.
`arguments`: {"min_replicas": 2, "max_replicas": 20}, one or both.

Found and run by `assistant.gate`. Source: autoscaling/v2 `minReplicas`, `maxReplicas`.
"""

from typing import Any

from assistant.executors.kube.frame.conflicts import nothing_said
from assistant.executors.kube.frame.edits import Edit
from assistant.executors.kube.frame.ownership import AUTOSCALERS
from assistant.executors.kube.frame.patching import declare
from assistant.executors.kube.frame.recipe import Progress, Subject, Told, only, whole_number
from assistant.language import Text, with_particle
from assistant.plans import Json
from assistant.refusing import refusal
from tools.kube.ownership import owner_of
from tools.kube.reader import KubeReader, Obj
from tools.kube.rows import condition
from tools.spec import BadRequest

_FIELDS = {"min_replicas": "minReplicas", "max_replicas": "maxReplicas"}
_MOST = 1000
_WITHIN_S = 180.0  # the controller looks every 15 s; pods take their time


class _SetBounds:
    def arguments(self, given: Json) -> Json:
        only(given, *_FIELDS)
        asked = [n for n in _FIELDS if n in given]
        if not asked:
            raise nothing_said("min_replicas, max_replicas")
        for name in asked:
            whole_number(given[name], name, least=1, most=_MOST)
        return given

    def edits(self, subject: Subject) -> tuple[Edit, ...]:
        owner = owner_of(subject.obj)
        if owner is not None and owner.by == "operator":
            raise refusal(
                BadRequest,
                Text(
                    ko=f"{with_particle(str(subject.target), '은')} {owner.name}에서 만든 것이라 곧 되돌려집니다.",
                    en=f"{owner.name} makes {subject.target} and would put its bounds back at once.",
                ),
                Text(
                    ko=f"{owner.name}의 minReplicaCount와 maxReplicaCount를 바꾸십시오.",
                    en=f"Set minReplicaCount and maxReplicaCount of {owner.name}.",
                ),
            )
        wanted = {
            **_bounds(subject.spec),
            **{_FIELDS[n]: subject.arguments[n] for n in _FIELDS if n in subject.arguments},
        }
        if wanted["minReplicas"] > wanted["maxReplicas"]:
            least, most = wanted["minReplicas"], wanted["maxReplicas"]
            raise refusal(
                BadRequest,
                Text(
                    ko=f"{subject.target}의 최소 {with_particle(str(least), '이')} 최대 {most}보다 커집니다.",
                    en=f"{subject.target} would have a minimum of {least}, above its maximum of {most}.",
                ),
                Text(ko="min_replicas와 max_replicas를 함께 정하십시오.", en="Set both min_replicas and max_replicas."),
            )
        have = _bounds(subject.spec)
        return tuple(Edit(path=("spec", f), value=v) for f, v in wanted.items() if have[f] != v)

    def told(self, subject: Subject, edits: tuple[Edit, ...]) -> Told:
        after = {**_bounds(subject.spec), **{str(e.path[-1]): e.value for e in edits}}
        low, high = after["minReplicas"], after["maxReplicas"]
        now = int((subject.obj.get("status") or {}).get("currentReplicas") or 0)
        name, aim = str(subject.target), subject.spec["scaleTargetRef"]
        goal, fewer = f"{aim.get('kind')} {aim.get('name')}", now > high
        moved = Text(
            ko=f"{with_particle(goal, '은')} 지금 파드가 {now}개이고, 그대로 범위 안입니다.",
            en=f"{goal} has {now} pods, which stays within the bounds.",
        )
        if not low <= now <= high:
            edge = high if fewer else low
            moved = Text(
                ko=f"{goal}의 파드가 {now}개에서 {edge}개로 바뀝니다.", en=f"{goal} goes from {now} to {edge} pods."
            )
        return Told(
            title=Text(ko=f"{name} 범위를 {low}~{high}개로 변경", en=f"Set the bounds of {name} to {low} to {high}"),
            effects=(
                moved,
                Text(
                    ko="한도를 올리면 노드에 자리가 있어야 하고 비용이 늘 수 있습니다.",
                    en="A higher maximum needs room on nodes and may cost more.",
                ),
            ),
            risk="medium" if fewer else "low",
            risk_reason=Text(ko="처리할 파드가 줄어듭니다.", en="Fewer pods serve.")
            if fewer
            else Text(ko="범위 안에서는 지금처럼 지표가 정합니다.", en="Within the bounds metrics decide, as before."),
            verify=Text(
                ko=f"{_WITHIN_S:.0f}초 안에 {goal}의 파드 수가 {low}~{high}개 안에 들어야 합니다.",
                en=f"Within {_WITHIN_S:.0f} s the pods of {goal} number between {low} and {high}.",
            ),
            timeout_s=_WITHIN_S,
            undo=Text(ko="이전 범위를 다시 넣습니다.", en="Sets the bounds from before again."),
            at_source=Text(
                ko=f"minReplicas: {low}, maxReplicas: {high}", en=f"minReplicas: {low}, maxReplicas: {high}"
            ),
        )

    def progress(self, obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
        bounds, status = _bounds(obj["spec"]), obj.get("status") or {}
        now, wanted = int(status.get("currentReplicas") or 0), int(status.get("desiredReplicas") or 0)
        low, high = bounds["minReplicas"], bounds["maxReplicas"]
        able = condition(obj, "AbleToScale")
        why = f"; {able.get('message', '')}" if able.get("status") == "False" else ""
        seen = Text(
            ko=f"{waited_s:.0f}초 뒤: 지금 {now}개, 목표 {wanted}개, 범위 {low}~{high}개{why}",
            en=f"after {waited_s:.0f} s: {now} pods, {wanted} wanted, bounds {low} to {high}{why}",
        )
        done = low <= now <= high and low <= wanted <= high and not why
        return Progress(state="done" if done else "waiting", seen=seen)


def _bounds(spec: Any) -> dict[str, int]:
    return {"minReplicas": int(spec.get("minReplicas") or 1), "maxReplicas": int(spec["maxReplicas"])}


SET_HPA_BOUNDS = declare(
    _SetBounds(),
    name="kube.set_hpa_bounds",
    resource=AUTOSCALERS,
    title=Text(ko="오토스케일러 범위 변경", en="Set the bounds of an autoscaler"),
    undo_text=Text(ko="이전 범위를 다시 넣습니다.", en="Sets the bounds from before again."),
)
