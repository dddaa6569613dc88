"""Why a plan may not be carried out or undone, each as the error that is raised. Called by the gate and by warrants."""

from collections.abc import Sequence

from assistant.errors import Failed, Refused
from assistant.language import Text, with_particle
from assistant.refusals import told
from tools.spec import ToolError

ASK_AGAIN = Text(ko="다시 물어 새 계획을 받으세요.", en="Ask again for a fresh plan.")


def frozen(environment: str, reason: str) -> Refused:
    return Refused(
        Text(
            ko=f"{with_particle(environment, '은')} 동결되어 있습니다: {reason}.",
            en=f"{environment} is frozen: {reason}.",
        ),
        remedy=Text(ko="이유가 없어지면 baepo unfreeze를 실행하세요.", en="baepo unfreeze, once the reason is gone."),
    )


def rejected(plan: str, by: str) -> Refused:
    return Refused(
        Text(
            ko=f"{with_particle(by, '이')} 계획 {with_particle(plan, '을')} 거절했습니다.",
            en=f"Plan {plan} was rejected by {by}.",
        )
    )


def not_approved(plan: str) -> Refused:
    told = Text(ko=f"계획 {with_particle(plan, '은')} 승인되지 않았습니다.", en=f"Plan {plan} is not approved.")
    return Refused(told, remedy=f"baepo approve {plan}")


def no_role(name: str) -> Refused:
    return Refused(
        Text(
            ko=f"{with_particle(name, '은')} 여기서 계획을 실행할 수 없습니다.",
            en=f"{name} may not carry out plans here.",
        )
    )


def edited(plan: str) -> Refused:
    return Refused(
        Text(
            ko=f"저장된 계획 {with_particle(plan, '이')} 수정되었습니다. 내용이 다이제스트와 맞지 않습니다.",
            en=f"The stored plan {plan} was edited: its content no longer gives its digest.",
        )
    )


def history_altered(plan: str) -> Refused:
    told = Text(
        ko=f"계획 {plan}에 대한 원장 기록이 변조되었습니다.", en=f"What the ledger says about plan {plan} was altered."
    )
    return Refused(told, remedy="baepo ledger verify")


def carried_out_before(plan: str, at: str) -> Refused:
    return Refused(
        Text(
            ko=f"계획 {with_particle(plan, '은')} {at} UTC에 이미 실행되었습니다. 승인은 한 번만 쓸 수 있습니다.",
            en=f"Plan {plan} was carried out before, at {at} UTC: an approval is used once.",
        ),
        remedy=Text(
            ko=f"{ASK_AGAIN.ko} 저장소가 변조되었는지는 `baepo ledger verify`가 보여 줍니다.",
            en=f"{ASK_AGAIN.en} `baepo ledger verify` shows whether the store was altered.",
        ),
    )


def under_way_or_done(plan: str) -> Refused:
    told = Text(
        ko=f"계획 {with_particle(plan, '은')} 실행 중이거나 이미 실행되었습니다. 승인은 한 번만 쓸 수 있습니다.",
        en=f"Plan {plan} is already being carried out, or was: an approval is used once.",
    )
    return Refused(told, remedy=f"baepo plan show {plan}")


def done_already(plan: str, ended: str) -> Refused:
    return Refused(
        Text(
            ko=f"계획 {with_particle(plan, '은')} 이미 실행되었습니다({ended}). 승인은 한 번만 쓸 수 있습니다.",
            en=f"Plan {plan} was already carried out ({ended}): an approval is used once.",
        ),
        remedy=Text(
            ko=f"다시 물어 새 계획을 받거나 되돌리세요: baepo undo {plan}",
            en=f"Ask again for a fresh plan, or put things back: baepo undo {plan}",
        ),
    )


def by_another(plan: str, owner: str, *, undoing: bool) -> Refused:
    """`owner` is the process that carries it out, or undoes it."""
    ko, en = ("되돌리는", "undone") if undoing else ("실행하는", "carried out")
    return Refused(
        Text(
            ko=f"다른 프로세스가 계획 {with_particle(plan, '을')} {ko} 중입니다: {owner}.",
            en=f"Plan {plan} is being {en} by {owner}.",
        )
    )


def target_changed(plan: str, target: str, action: str, moved: Sequence[str]) -> Refused:
    where = f"{action}: {', '.join(moved)}"
    return Refused(
        Text(
            ko=f"계획 {with_particle(plan, '을')} 승인한 뒤에 {with_particle(target, '이')} 바뀌었습니다({where}).",
            en=f"{target} has changed since plan {plan} was approved ({where}).",
        ),
        remedy=ASK_AGAIN,
    )


def too_often(environment: str, action: str, done: int, most: int) -> Refused:
    return Refused(
        Text(
            ko=f"{environment}에서 {with_particle(action, '을')} 24시간 동안 {done}번 실행했습니다. 한도는 {most}번입니다.",
            en=f"{action} ran {done} times in {environment} in 24 hours; the cap is {most}.",
        )
    )


def unfinished(plan: str) -> Refused:
    return Refused(
        Text(
            ko=f"계획 {with_particle(plan, '이')} 끝나지 않았습니다. 시작한 프로세스가 죽었습니다.",
            en=f"Plan {plan} is unfinished: a process began it and died.",
        ),
        remedy=Text(
            ko=f"baepo execute {plan}: 어떻게 되었는지 알아보고 끝냅니다. 그다음 되돌릴 수 있습니다.",
            en=f"baepo execute {plan} finds out what happened and finishes; then it can be undone.",
        ),
    )


def never_done(plan: str) -> Refused:
    return Refused(
        Text(
            ko=f"계획 {with_particle(plan, '은')} 실행되지 않았습니다. 되돌릴 것이 없습니다.",
            en=f"Plan {plan} was not carried out: there is nothing to undo.",
        )
    )


def undone_already(plan: str) -> Refused:
    return Refused(
        Text(ko=f"계획 {with_particle(plan, '은')} 이미 되돌렸습니다.", en=f"Plan {plan} is undone already.")
    )


def too_old_to_undo(plan: str) -> Refused:
    return Refused(
        Text(
            ko=f"계획 {with_particle(plan, '을')} 실행한 지 24시간이 넘어, 그 승인으로는 되돌릴 수 없습니다.",
            en=f"Plan {plan} was carried out more than 24 hours ago: its approval covers no undo.",
        )
    )


def broke_off(error: ToolError, left: str, *, undoing: bool) -> Failed:
    """The backend refused the change; `left` is what had been done by then, "" for nothing."""
    korean = told(error, "ko")
    ko, en = ("되돌리지 못했습니다", "undone") if undoing else ("실행하지 못했습니다", "carried out")
    return Failed(
        Text(
            ko=f"{ko}. {korean.why}" + (f" 그 전에 한 일은 그대로 남아 있습니다: {left}." if left else ""),
            en=f"Not {en}: {error.message}" + (f" Done before that, and left as it is: {left}." if left else ""),
        ),
        remedy=Text(ko=korean.remedy, en=error.remedy),
    )
