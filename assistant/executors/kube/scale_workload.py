"""The actions `kube.scale_deployment` and `kube.scale_statefulset`: another number of pods. `arguments`: {"replicas": 5}.

Found and run by `assistant.gate`. Source: apps/v1 `spec.replicas`; autoscaling/v2, which sets it where there is one.
"""

from assistant.executors.kube.frame.edits import Edit, value_at
from assistant.executors.kube.frame.ownership import AUTOSCALERS, autoscalers_of
from assistant.executors.kube.frame.patching import declare
from assistant.executors.kube.frame.recipe import Progress, Subject, Told, only, whole_number
from assistant.executors.kube.frame.rollouts import LIST_PODS, scaled, timeout_s
from assistant.language import Text, with_particle
from assistant.plans import Json, RiskLevel
from tools.kube.reader import KubeReader, Obj
from tools.spec import BadRequest, Reason

_REPLICAS = ("spec", "replicas")
_MOST = 1000
_UNDO = Text(ko="이전 파드 수로 되돌립니다.", en="Sets the number of pods from before again.")


class _Scale:
    def arguments(self, given: Json) -> Json:
        whole_number(only(given, "replicas").get("replicas"), "replicas", least=0, most=_MOST)
        return given

    def edits(self, subject: Subject) -> tuple[Edit, ...]:
        wanted, now = int(subject.arguments["replicas"]), int(value_at(subject.obj, _REPLICAS) or 0)
        target = subject.target
        scalers = autoscalers_of(subject.reader, target.kind, target.id, target.place)
        if scalers and now and wanted:  # with no pods an autoscaler is off, and then only
            name = scalers[0]["metadata"]["name"]
            command = f"baepo propose kube.set_hpa_bounds {target.place}/{name} min_replicas={wanted}"
            raise BadRequest(
                f"HorizontalPodAutoscaler {target.place}/{name} sets the replicas of {target}: it would set them back.",
                remedy=f"Change its bounds: {command}",
                reason=Reason(code="autoscaled", parts={"target": str(target), "scaler": name, "command": command}),
            )
        return () if wanted == now else (Edit(path=_REPLICAS, value=wanted),)

    def told(self, subject: Subject, edits: tuple[Edit, ...]) -> Told:
        wanted, now = int(edits[0].value), int(value_at(subject.obj, _REPLICAS) or 0)
        name, most = subject.target, max(wanted, now)
        risk, reason = _risk(now, wanted)
        limit_s = timeout_s(most)
        return Told(
            title=Text(
                ko=f"{with_particle(str(name), '을')} 파드 {now}개에서 {wanted}개로 조절",
                en=f"Scale {name} from {now} to {wanted} pods",
            ),
            effects=(_effect(now, wanted),),
            risk=risk,
            risk_reason=reason,
            verify=Text(
                ko=f"{limit_s:.0f}초 안에 파드가 정확히 {wanted}개이고 모두 사용 가능해야 합니다.",
                en=f"Within {limit_s:.0f} s there are exactly {wanted} pods, all available.",
            ),
            timeout_s=limit_s,
            undo=Text(
                ko=f"파드 {now}개로 되돌립니다(다른 사람이 그사이 바꾸지 않았을 때만).",
                en=f"Sets {now} again, unless somebody has changed it in between.",
            ),
            at_source=Text(ko=f"replicas: {wanted}", en=f"replicas: {wanted}"),
        )

    def progress(self, obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
        return scaled(obj, reader, waited_s=waited_s)


def _effect(now: int, wanted: int) -> Text:
    if wanted > now:
        more = wanted - now
        return Text(
            ko=f"파드 {more}개를 더 띄웁니다. 노드에 자리가 있어야 하고, 있던 파드는 그대로입니다.",
            en=f"{more} more start, if nodes have room for them; those that run are not touched.",
        )
    fewer = now - wanted
    return Text(
        ko=f"파드 {fewer}개를 끝냅니다. 볼륨 클레임은 지우지 않습니다.",
        en=f"{fewer} of the pods end; volume claims are kept.",
    )


def _risk(now: int, wanted: int) -> tuple[RiskLevel, Text]:
    if wanted == 0:
        return "high", Text(ko="요청을 처리할 파드가 하나도 남지 않습니다.", en="No pod is left to serve.")
    if wanted < now:
        share = 100 * (now - wanted) // now
        return "medium", Text(ko=f"처리할 수 있는 양이 {share}% 줄어듭니다.", en=f"{share} % of the capacity goes.")
    return "low", Text(ko="파드가 늘기만 합니다.", en="Pods are only added.")


_READS = (f"list {AUTOSCALERS}", LIST_PODS)
SCALE_DEPLOYMENT = declare(
    _Scale(),
    name="kube.scale_deployment",
    resource="deployments.apps",
    title=Text(ko="Deployment 파드 수 조절", en="Scale a Deployment"),
    undo_text=_UNDO,
    also_reads=_READS,
)
SCALE_STATEFULSET = declare(
    _Scale(),
    name="kube.scale_statefulset",
    resource="statefulsets.apps",
    title=Text(ko="StatefulSet 파드 수 조절", en="Scale a StatefulSet"),
    undo_text=_UNDO,
    also_reads=_READS,
)
