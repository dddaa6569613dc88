"""The actions `kube.pause_rollout` and `kube.resume_rollout` of a Deployment. No arguments.

Found and run by `assistant.gate`. Source: apps/v1 `spec.paused` and the condition Progressing.
"""

from assistant.executors.kube.frame.edits import Edit
from assistant.executors.kube.frame.patching import declare
from assistant.executors.kube.frame.recipe import Progress, Subject, Told, only
from assistant.executors.kube.frame.rollouts import (
    LIST_PODS,
    counts_of,
    replacement,
    replicas_of,
    rolled_out,
    timeout_s,
)
from assistant.language import Text, with_particle
from assistant.plans import Json
from tools.kube.list_rollout_history import owned_replica_sets, revision_of
from tools.kube.reader import KubeReader, Obj
from tools.kube.rows import condition
from tools.kube.template_diff import differences, without_hash

_PAUSED = ("spec", "paused")
_SEEN_WITHIN_S = 60.0


class _Pause:
    def arguments(self, given: Json) -> Json:
        return only(given)

    def edits(self, subject: Subject) -> tuple[Edit, ...]:
        return () if subject.spec.get("paused") else (Edit(path=_PAUSED, value=True),)

    def told(self, subject: Subject, edits: tuple[Edit, ...]) -> Told:
        counts = counts_of(subject.obj)
        halfway = counts.updated < counts.total or counts.total != counts.wanted
        name = str(subject.target)
        return Told(
            title=Text(ko=f"{name} 롤아웃 일시 중지", en=f"Pause the rollout of {name}"),
            effects=(
                Text(
                    ko="돌고 있는 파드는 그대로이고, 템플릿을 바꿔도 다시 시작할 때까지 적용되지 않습니다.",
                    en="Pods that run stay; a change of the template has no effect until it is resumed.",
                ),
                *((_mixed(counts.updated, counts.total),) if halfway else ()),
            ),
            risk="medium" if halfway else "low",
            risk_reason=Text(ko="롤아웃이 절반에서 멈춥니다.", en="A rollout that is under way stops where it is.")
            if halfway
            else Text(ko="진행 중인 롤아웃이 없습니다.", en="No rollout is under way."),
            verify=Text(
                ko=f"{_SEEN_WITHIN_S:.0f}초 안에 컨트롤러가 일시 중지를 인정해야 합니다(Progressing: DeploymentPaused).",
                en=f"Within {_SEEN_WITHIN_S:.0f} s its controller says that it is paused (Progressing: DeploymentPaused).",
            ),
            timeout_s=_SEEN_WITHIN_S,
            undo=Text(ko="롤아웃을 다시 시작합니다.", en="Resumes it."),
            at_source=Text(ko="spec.paused: true", en="spec.paused: true"),
        )

    def progress(self, obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
        reason = str(condition(obj, "Progressing").get("reason", ""))
        if counts_of(obj).seen and reason == "DeploymentPaused":
            return Progress(state="done", seen=Text(ko="일시 중지되었습니다.", en="It is paused."))
        return Progress(
            state="waiting",
            seen=Text(
                ko=f"{waited_s:.0f}초 뒤: 컨트롤러가 아직 일시 중지를 인정하지 않았습니다.",
                en=f"after {waited_s:.0f} s: its controller has not said that it is paused",
            ),
        )


class _Resume:
    def arguments(self, given: Json) -> Json:
        return only(given)

    def edits(self, subject: Subject) -> tuple[Edit, ...]:
        return (Edit(path=_PAUSED, value=None),) if subject.spec.get("paused") else ()

    def told(self, subject: Subject, edits: tuple[Edit, ...]) -> Told:
        waiting, name, pods = _held_changes(subject), str(subject.target), replicas_of(subject.obj)
        resumed = {**subject.obj, "spec": {**subject.spec, "paused": False}}
        limit_s = timeout_s(pods)
        return Told(
            title=Text(ko=f"{name} 롤아웃 다시 시작", en=f"Resume the rollout of {name}"),
            effects=(
                *((_rolls_out(waiting), replacement(resumed)) if waiting else ()),
                *(() if waiting else (_NOTHING_HELD,)),
            ),
            risk="medium" if waiting else "low",
            risk_reason=Text(ko="멈춰 있던 변경이 이제 적용됩니다.", en="Changes that were held back take effect now.")
            if waiting
            else Text(ko="파드는 바뀌지 않습니다.", en="No pod changes."),
            verify=Text(
                ko=f"{limit_s:.0f}초 안에 파드 {pods}개가 모두 지금의 템플릿으로 준비되어야 합니다.",
                en=f"Within {limit_s:.0f} s all {pods} pods are of the present template and available.",
            ),
            timeout_s=limit_s,
            undo=Text(
                ko="다시 일시 중지합니다. 그사이 교체된 파드는 돌아오지 않습니다.",
                en="Pauses it again; pods that were replaced by then do not come back.",
            ),
            at_source=Text(ko="spec.paused를 지움", en="spec.paused taken away"),
        )

    def progress(self, obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
        return rolled_out(obj, reader, waited_s=waited_s)


_NOTHING_HELD = Text(
    ko="멈춰 있는 동안 바뀐 템플릿이 없어 파드는 그대로입니다.",
    en="The template has not changed while it was paused: no pod changes.",
)


def _held_changes(subject: Subject) -> list[str]:
    """Fields of the template that the newest revision does not have yet; all of it where there is none."""
    owned = owned_replica_sets(subject.reader, subject.obj)
    template = subject.spec["template"]
    if not owned:
        return ["spec.template"]
    running = [rs for rs in owned if int(rs["spec"].get("replicas") or 0)]
    newest = max(owned, key=revision_of)
    changed = [field for field, _, _ in differences(without_hash(newest["spec"]["template"]), template)]
    halfway = [f"revision {revision_of(newest)}"] if len(running) > 1 and not changed else []
    return changed or halfway


def _rolls_out(fields: list[str]) -> Text:
    said = ", ".join(fields[:5])
    return Text(ko=f"멈춰 있던 변경이 적용됩니다: {said}", en=f"What was held back rolls out: {said}")


def _mixed(updated: int, total: int) -> Text:
    return Text(
        ko=f"파드 {total}개 중 {with_particle(f'{updated}개', '은')} 새 템플릿, 나머지는 이전 템플릿인 채로 섞여 있습니다.",
        en=f"{updated} of {total} pods are of the new template: both versions run side by side.",
    )


PAUSE_ROLLOUT = declare(
    _Pause(),
    name="kube.pause_rollout",
    resource="deployments.apps",
    title=Text(ko="롤아웃 일시 중지", en="Pause a rollout"),
    undo_text=Text(ko="다시 시작합니다.", en="Resumes it."),
)
RESUME_ROLLOUT = declare(
    _Resume(),
    name="kube.resume_rollout",
    resource="deployments.apps",
    title=Text(ko="롤아웃 다시 시작", en="Resume a rollout"),
    undo_text=Text(ko="다시 일시 중지합니다.", en="Pauses it again."),
    also_reads=("list replicasets.apps", LIST_PODS),
)
