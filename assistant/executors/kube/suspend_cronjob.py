"""The actions `kube.suspend_cronjob` and `kube.resume_cronjob`. No arguments.

Found and run by `assistant.gate`. Source: batch/v1 `spec.suspend`, `spec.startingDeadlineSeconds`.
"""

from assistant.executors.kube.frame.edits import Edit
from assistant.executors.kube.frame.patching import declare
from assistant.executors.kube.frame.recipe import Progress, Subject, Told, only
from assistant.language import Text
from assistant.plans import Json
from tools.kube.reader import KubeReader, Obj

_SUSPEND = ("spec", "suspend")
_STAYS_S = 15.0
_VERIFY = Text(
    ko="값이 그대로 남아 있어야 합니다. 다른 프로그램이 곧바로 되돌리면 실패로 봅니다.",
    en="The value stays: another program that puts it back at once makes this fail.",
)


class _Suspend:
    """`stopped`: no run is started any more."""

    def __init__(self, *, stopped: bool) -> None:
        self._stopped = stopped

    def arguments(self, given: Json) -> Json:
        return only(given)

    def edits(self, subject: Subject) -> tuple[Edit, ...]:
        same = bool(subject.spec.get("suspend")) == self._stopped
        return () if same else (Edit(path=_SUSPEND, value=self._stopped),)

    def told(self, subject: Subject, edits: tuple[Edit, ...]) -> Told:
        words = _suspending(subject) if self._stopped else _resuming(subject)
        title, effects, risk_reason, undo = words
        return Told(
            title=title,
            effects=effects,
            risk="medium",
            risk_reason=risk_reason,
            verify=_VERIFY,
            timeout_s=_STAYS_S,
            undo=undo,
            at_source=Text(
                ko=f"spec.suspend: {str(self._stopped).lower()}", en=f"spec.suspend: {str(self._stopped).lower()}"
            ),
        )

    def progress(self, obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
        active = len((obj.get("status") or {}).get("active") or ())
        if self._stopped:
            seen = Text(
                ko=f"새 실행은 시작하지 않습니다. 진행 중인 실행 {active}개.",
                en=f"No new run starts; {active} under way.",
            )
        else:
            seen = Text(ko="일정에 따라 다시 실행합니다.", en="It runs by its schedule again.")
        return Progress(state="done", seen=seen)


def _suspending(subject: Subject) -> tuple[Text, tuple[Text, ...], Text, Text]:
    active = (subject.obj.get("status") or {}).get("active") or ()
    schedule, name = subject.spec.get("schedule", ""), str(subject.target)
    return (
        Text(ko=f"{name} 일시 중지", en=f"Suspend {name}"),
        (
            Text(ko=f"일정({schedule})에 따른 새 실행이 없습니다.", en=f"No run of its schedule ({schedule}) starts."),
            Text(
                ko=f"진행 중인 실행 {len(active)}개는 끝까지 갑니다.",
                en=f"Runs that are under way go on to their end: {len(active)}.",
            ),
        ),
        Text(ko="다시 시작할 때까지 그 일이 이루어지지 않습니다.", en="Until it is resumed its work is not done."),
        Text(
            ko="다시 시작합니다. 그사이 건너뛴 실행은 보통 돌아오지 않습니다.", en="Resumes it; skipped runs stay out."
        ),
    )


def _resuming(subject: Subject) -> tuple[Text, tuple[Text, ...], Text, Text]:
    spec, name = subject.spec, str(subject.target)
    deadline, policy = spec.get("startingDeadlineSeconds"), spec.get("concurrencyPolicy", "Allow")
    late = Text(
        ko="startingDeadlineSeconds가 없어, 지나간 실행 가운데 하나가 곧바로 시작될 수 있습니다.",
        en="It has no startingDeadlineSeconds: one run that was missed may start at once.",
    )
    if deadline is not None:
        late = Text(
            ko=f"놓친 지 {deadline}초 안인 실행이 있으면 곧바로 시작됩니다.",
            en=f"A run that was missed within the last {deadline} s starts at once.",
        )
    return (
        Text(ko=f"{name} 다시 시작", en=f"Resume {name}"),
        (
            Text(ko=f"일정({spec.get('schedule', '')})대로 실행합니다.", en=f"It runs by {spec.get('schedule', '')}."),
            late,
            Text(ko=f"동시 실행 정책: {policy}", en=f"Concurrency policy: {policy}"),
        ),
        Text(ko="실행이 다시 시작됩니다.", en="Runs start again."),
        Text(ko="다시 일시 중지합니다. 시작된 실행은 멈추지 않습니다.", en="Suspends it again; runs that began go on."),
    )


SUSPEND_CRONJOB = declare(
    _Suspend(stopped=True),
    name="kube.suspend_cronjob",
    resource="cronjobs.batch",
    title=Text(ko="CronJob 일시 중지", en="Suspend a CronJob"),
    undo_text=Text(ko="다시 시작합니다.", en="Resumes it."),
)
RESUME_CRONJOB = declare(
    _Suspend(stopped=False),
    name="kube.resume_cronjob",
    resource="cronjobs.batch",
    title=Text(ko="CronJob 다시 시작", en="Resume a CronJob"),
    undo_text=Text(ko="다시 일시 중지합니다.", en="Suspends it again."),
)
