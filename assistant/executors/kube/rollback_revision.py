"""The actions `kube.rollback_statefulset` and `kube.rollback_daemonset`: the pod template of an earlier revision again.
`arguments`: {"to_revision": 3}.

Found and run by `assistant.gate`. Source: kubectl `pkg/polymorphichelpers/rollback.go`; apps/v1 ControllerRevision.
"""

from assistant.executors.kube.frame import templates
from assistant.executors.kube.frame.conflicts import no_revision
from assistant.executors.kube.frame.edits import Edit
from assistant.executors.kube.frame.patching import declare
from assistant.executors.kube.frame.recipe import Progress, Subject, Told, only, whole_number
from assistant.executors.kube.frame.rollouts import rolled_out
from assistant.language import Text, with_particle
from assistant.plans import Json
from tools.kube.reader import KubeReader, Obj
from tools.kube.resources import REVISIONS
from tools.kube.template_diff import differences

_TEMPLATE = ("spec", "template")
_MOST = 10**9


class _RollbackRevision:
    def arguments(self, given: Json) -> Json:
        whole_number(only(given, "to_revision").get("to_revision"), "to_revision", least=1, most=_MOST)
        return given

    def edits(self, subject: Subject) -> tuple[Edit, ...]:
        template = _template(subject)
        return (
            (Edit(path=_TEMPLATE, value=template, withheld=True),)
            if differences(subject.spec["template"], template)
            else ()
        )

    def told(self, subject: Subject, edits: tuple[Edit, ...]) -> Told:
        revision, name = str(subject.arguments["to_revision"]), str(subject.target)
        stuck = Text(
            ko="OrderedReady인 StatefulSet에서 이미 고장 난 파드는 직접 지워야 새 템플릿으로 바뀝니다.",
            en="In a StatefulSet that is OrderedReady a pod that is broken already has to be deleted to take it.",
        )
        return templates.told(
            subject,
            (),
            title=Text(
                ko=f"{with_particle(name, '을')} 리비전 {with_particle(revision, '으로')} 롤백",
                en=f"Roll back {name} to revision {revision}",
            ),
            more=(
                Text(
                    ko="데이터와 볼륨, 스키마는 되돌리지 않습니다.",
                    en="Data, volumes and schemas are not reverted.",
                ),
                *((stuck,) if subject.target.kind == "StatefulSet" else ()),
            ),
        )

    def progress(self, obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
        return rolled_out(obj, reader, waited_s=waited_s)


def _template(subject: Subject) -> Json:
    """Raises: NotFound, naming the revisions there are."""
    found = subject.reader.list(REVISIONS, namespace=subject.target.place)
    uid, wanted = subject.obj["metadata"]["uid"], subject.arguments["to_revision"]
    mine = {
        int(r["revision"]): r
        for r in found
        if any(o.get("uid") == uid for o in r["metadata"].get("ownerReferences") or ())
    }
    if wanted not in mine:
        known = ", ".join(map(str, sorted(mine))) or "none"
        raise no_revision(subject.target, wanted, known)
    template = mine[wanted]["data"]["spec"]["template"]
    return {k: v for k, v in template.items() if k != "$patch"}


ROLLBACK_STATEFULSET = declare(
    _RollbackRevision(),
    name="kube.rollback_statefulset",
    resource="statefulsets.apps",
    title=Text(ko="StatefulSet 롤백", en="Roll back a StatefulSet"),
    undo_text=Text(
        ko="롤백 전의 파드 템플릿을 다시 넣습니다.", en="Puts the pod template from before the rollback back."
    ),
    also_reads=(f"list {REVISIONS}", *templates.READS),
)
ROLLBACK_DAEMONSET = declare(
    _RollbackRevision(),
    name="kube.rollback_daemonset",
    resource="daemonsets.apps",
    title=Text(ko="DaemonSet 롤백", en="Roll back a DaemonSet"),
    undo_text=Text(
        ko="롤백 전의 파드 템플릿을 다시 넣습니다.", en="Puts the pod template from before the rollback back."
    ),
    also_reads=(f"list {REVISIONS}", *templates.READS),
)
