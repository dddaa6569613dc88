"""The actions `kube.restart_deployment`, `_statefulset` and `_daemonset`: every pod is replaced by a fresh one, as
`kubectl rollout restart` does. No arguments.

Found and run by `assistant.gate`. Source: kubectl `pkg/polymorphichelpers/objectrestarter.go`.
"""

from assistant.executors.kube.frame.edits import Edit
from assistant.executors.kube.frame.patching import declare
from assistant.executors.kube.frame.recipe import Progress, Subject, Told, only
from assistant.executors.kube.frame.rollouts import (
    LIST_PODS,
    held_back,
    interrupts,
    replacement,
    replicas_of,
    rolled_out,
    timeout_s,
)
from assistant.language import Text, with_particle
from assistant.plans import Json
from assistant.refusing import refusal
from tools.kube.reader import KubeReader, Obj
from tools.spec import BadRequest

_RESTARTED_AT = ("spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt")
_UNDO = Text(
    ko="재시작 표시를 지워, 남아 있는 이전 파드로 되돌립니다.",
    en="Takes the mark of the restart away, which brings the pods from before back.",
)


class _Restart:
    def arguments(self, given: Json) -> Json:
        return only(given)

    def edits(self, subject: Subject) -> tuple[Edit, ...]:
        held = held_back(subject.obj)
        if held is not None:
            raise refusal(
                BadRequest,
                Text(
                    ko=f"{with_particle(str(subject.target), '은')} 이렇게 재시작할 수 없습니다. {held.ko}",
                    en=f"{subject.target} cannot be restarted this way. {held.en}",
                ),
            )
        return (Edit(path=_RESTARTED_AT, value=subject.now.isoformat(timespec="seconds"), momentary=True),)

    def told(self, subject: Subject, edits: tuple[Edit, ...]) -> Told:
        name, pods, outage = str(subject.target), replicas_of(subject.obj), interrupts(subject.obj)
        limit_s = timeout_s(pods)
        return Told(
            title=Text(ko=f"{name} 재시작", en=f"Restart {name}"),
            effects=(
                replacement(subject.obj),
                Text(
                    ko="이미지와 설정은 그대로이고, 참조하는 ConfigMap과 Secret은 지금 값으로 다시 읽습니다.",
                    en="Image and settings stay; ConfigMaps and Secrets it refers to are read anew, as they are now.",
                ),
            ),
            risk="medium" if outage else "low",
            risk_reason=Text(
                ko="교체하는 동안 처리할 파드가 없는 순간이 있습니다.",
                en="There is a moment in which no pod of it serves.",
            )
            if outage
            else Text(
                ko="새 파드가 준비되어야 다음 파드를 교체합니다.",
                en="The next pod is replaced only when a new one is ready.",
            ),
            verify=Text(
                ko=f"{limit_s:.0f}초 안에 파드 {pods}개가 모두 새로 떠서 준비되어야 합니다.",
                en=f"Within {limit_s:.0f} s all {pods} pods are new and available.",
            ),
            timeout_s=limit_s,
            undo=_UNDO,
        )

    def progress(self, obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
        return rolled_out(obj, reader, waited_s=waited_s)


RESTART_DEPLOYMENT = declare(
    _Restart(),
    name="kube.restart_deployment",
    resource="deployments.apps",
    title=Text(ko="Deployment 재시작", en="Restart a Deployment"),
    undo_text=_UNDO,
    also_reads=(LIST_PODS,),
)
RESTART_STATEFULSET = declare(
    _Restart(),
    name="kube.restart_statefulset",
    resource="statefulsets.apps",
    title=Text(ko="StatefulSet 재시작", en="Restart a StatefulSet"),
    undo_text=_UNDO,
    also_reads=(LIST_PODS,),
)
RESTART_DAEMONSET = declare(
    _Restart(),
    name="kube.restart_daemonset",
    resource="daemonsets.apps",
    title=Text(ko="DaemonSet 재시작", en="Restart a DaemonSet"),
    undo_text=_UNDO,
    also_reads=(LIST_PODS,),
)
