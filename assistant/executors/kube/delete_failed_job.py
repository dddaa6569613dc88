"""The action `kube.delete_failed_job`: a Job that has given up, with its pods. No arguments.

Found and run by `assistant.gate`. Source: batch/v1 JobStatus (condition Failed).
"""

from assistant.executors.kube.frame.recipe import Progress, Subject, Told, only
from assistant.executors.kube.frame.removing import declare_removal
from assistant.language import Text, with_particle
from assistant.plans import Json, PlannedAction
from assistant.refusing import refusal
from tools.kube.reader import KubeReader
from tools.kube.rows import condition
from tools.spec import BadRequest

_WITHIN_S = 120.0


class _DeleteFailedJob:
    def arguments(self, given: Json) -> Json:
        return only(given)

    def seen(self, subject: Subject) -> Json:
        failed = condition(subject.obj, "Failed")
        if failed.get("status") != "True":
            raise refusal(
                BadRequest,
                Text(
                    ko=f"{with_particle(str(subject.target), '은')} 실패하지 않았습니다. 재시도를 포기한 Job만 지웁니다.",
                    en=f"{subject.target} has not failed: only a Job that has given up is deleted.",
                ),
            )
        return {"failed": str(failed.get("reason", ""))}

    def told(self, subject: Subject) -> Told:
        failed, status = condition(subject.obj, "Failed"), subject.obj.get("status") or {}
        owners = [f"{o['kind']} {o['name']}" for o in subject.obj["metadata"].get("ownerReferences") or ()]
        why, count, name = f"{failed.get('reason')}: {failed.get('message')}", status.get("failed", 0), subject.target
        again = Text(
            ko="아무것도 다시 만들지 않습니다. 필요하면 매니페스트로 다시 만들어야 합니다.",
            en="Nothing makes it again; where it is needed, it is created from its manifest.",
        )
        if owners:
            again = Text(
                ko=f"{', '.join(owners)}의 다음 실행에는 영향이 없습니다.",
                en=f"The next run of {', '.join(owners)} is not touched.",
            )
        return Told(
            title=Text(ko=f"실패한 {name} 삭제", en=f"Delete the failed {name}"),
            effects=(
                Text(ko=f"실패한 까닭: {why}", en=f"It failed for: {why}"),
                Text(
                    ko=f"실패한 파드 {count}개와 그 로그도 함께 지워집니다.",
                    en=f"Its {count} failed pods and their logs go with it.",
                ),
                again,
            ),
            risk="low",
            risk_reason=Text(ko="이미 끝난 Job입니다.", en="It is over already."),
            verify=Text(
                ko=f"{_WITHIN_S:.0f}초 안에 Job과 그 파드가 없어져야 합니다.",
                en=f"Within {_WITHIN_S:.0f} s the Job and its pods are gone.",
            ),
            timeout_s=_WITHIN_S,
            undo=Text(ko="로그는 돌아오지 않습니다.", en="Its logs do not come back."),
        )

    def kept(self, subject: Subject) -> Json:
        return {}

    def after(self, receipt: Json, action: PlannedAction, reader: KubeReader, *, waited_s: float) -> Progress:
        pods = reader.list("pods", namespace=action.target.place)
        left = [p for p in pods for o in p["metadata"].get("ownerReferences") or () if o.get("uid") == receipt["uid"]]
        return Progress(
            state="waiting" if left else "done",
            seen=Text(
                ko=f"{waited_s:.0f}초 뒤: Job은 없고, 남은 파드 {len(left)}개",
                en=f"after {waited_s:.0f} s: the Job is gone, {len(left)} of its pods left",
            ),
        )


DELETE_FAILED_JOB = declare_removal(
    _DeleteFailedJob(),
    name="kube.delete_failed_job",
    resource="jobs.batch",
    title=Text(ko="실패한 Job 삭제", en="Delete a failed Job"),
    also_reads=("list pods",),
)
