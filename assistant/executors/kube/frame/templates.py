"""What all changes of a pod template have in common: pods are replaced, watched, and put back by the old template.

Called by recipes that set fields of a template.
"""

from assistant.executors.kube.frame.edits import Edit
from assistant.executors.kube.frame.recipe import Subject, Told
from assistant.executors.kube.frame.rollouts import (
    LIST_PODS,
    held_back,
    interrupts,
    replacement,
    replicas_of,
    timeout_s,
)
from assistant.language import Text

READS = (LIST_PODS,)
UNDO = Text(ko="이전 값을 다시 넣습니다.", en="Sets the values from before again.")


def told(subject: Subject, edits: tuple[Edit, ...], *, title: Text, more: tuple[Text, ...] = ()) -> Told:
    """The words for setting fields of a template; `more` are effects of this action alone."""
    obj, pods = subject.obj, replicas_of(subject.obj)
    outage, limit_s = interrupts(obj), timeout_s(pods)
    fields = ", ".join(f"{e.label}: {e.value}" for e in edits)
    return Told(
        title=title,
        effects=(replacement(obj), *more),
        risk="medium" if outage or not held_back(obj) else "low",
        risk_reason=Text(
            ko="교체하는 동안 처리할 파드가 없는 순간이 있습니다.", en="There is a moment in which no pod of it serves."
        )
        if outage
        else Text(
            ko="새 설정의 파드가 뜨는지는 아직 확인되지 않았습니다.",
            en="Whether pods start with it is not known before they do.",
        ),
        verify=Text(
            ko=f"{limit_s:.0f}초 안에 파드 {pods}개가 모두 새 템플릿으로 준비되고 이전 파드는 없어야 합니다.",
            en=f"Within {limit_s:.0f} s all {pods} pods are of the new template and available; no old one is left.",
        ),
        timeout_s=limit_s,
        undo=Text(
            ko="이전 값을 다시 넣습니다(다른 사람이 그사이 바꾸지 않았을 때만).",
            en="Sets the values from before again, unless somebody has changed them in between.",
        ),
        at_source=Text(ko=fields, en=fields),
    )
