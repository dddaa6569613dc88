"""Why a signed decision does not count, each as the error that is raised. Called where one is recorded and where one is used."""

from datetime import datetime

from assistant.errors import Refused
from assistant.language import Text, with_particle
from assistant.plan_refusals import ASK_AGAIN
from assistant.plans import Plan
from assistant.policy import Ruling


def require_allowed(plan: Plan, ruling: Ruling) -> None:
    """Raises `Refused` unless the policy allows the plan at all."""
    if not ruling.allowed:
        raise Refused(
            Text(
                ko=f"정책이 계획 {with_particle(plan.id, '을')} 허용하지 않습니다: {ruling.reason.ko}.",
                en=f"Policy does not allow plan {plan.id}: {ruling.reason.en}.",
            )
        )


def unknown_approver(name: str) -> Refused:
    return Refused(
        Text(
            ko=f"{with_particle(repr(name), '은')} 설정된 승인자가 아닙니다.",
            en=f"{name!r} is not a configured approver.",
        ),
        remedy=Text(
            ko="baepo.toml에 [approvers.<이름>]과 공개 키를 추가하세요.",
            en="Add [approvers.<name>] with its public key to baepo.toml.",
        ),
    )


def plan_expired(plan: Plan) -> Refused:
    return Refused(
        Text(
            ko=f"계획 {with_particle(plan.id, '은')} {plan.expires_at:%H:%M:%S} UTC에 만료되었습니다.",
            en=f"Plan {plan.id} expired at {plan.expires_at:%H:%M:%S} UTC.",
        ),
        remedy=ASK_AGAIN,
    )


def forged(approver: str) -> Refused:
    return Refused(
        Text(
            ko=f"{approver}의 서명이 이 결정과 맞지 않습니다. 위조되었거나 수정되었습니다.",
            en=f"The signature of {approver} does not fit this decision: it was forged or edited.",
        )
    )


def other_content(plan: str, approver: str) -> Refused:
    return Refused(
        Text(
            ko=f"{approver}의 승인은 지금의 계획 {with_particle(plan, '과')} 다른 내용에 대한 것입니다.",
            en=f"The approval of {approver} is for another content than plan {plan} has now.",
        ),
        remedy=Text(
            ko="승인한 뒤에 계획이 수정되었습니다. 다시 계획하세요.",
            en="The plan was edited after it was approved. Propose it anew.",
        ),
    )


def approval_expired(approver: str, at: datetime) -> Refused:
    return Refused(
        Text(
            ko=f"{approver}의 승인은 {at:%H:%M:%S} UTC에 만료되었습니다.",
            en=f"The approval of {approver} expired at {at:%H:%M:%S} UTC.",
        )
    )


def too_soon(approver: str, seconds: float) -> Refused:
    """An own request is approved after a time to think."""
    return Refused(
        Text(
            ko=f"{with_particle(approver, '은')} 자신의 요청을 승인했습니다. 승인하고 {seconds:.0f}초 뒤에 실행할 수 있습니다.",
            en=f"{approver} approved an own request: it may run {seconds:.0f} s after the approval.",
        )
    )


def does_not_count(reason: Text) -> Refused:
    return Refused(
        Text(ko=f"승인이 유효하지 않습니다: {reason.ko}.", en=f"The approval does not count: {reason.en}."),
        remedy=ASK_AGAIN,
    )


def too_few(plan: str, *, have: int, need: int) -> Refused:
    return Refused(
        Text(
            ko=f"계획 {plan}에 필요한 승인 {need}건 중 {have}건만 있습니다.",
            en=f"Plan {plan} has {have} of {need} approvals.",
        ),
        remedy=f"baepo approve {plan}",
    )


def not_recorded(reason: Text, *, remedy: Text | str = "") -> Refused:
    return Refused(Text(ko=f"기록하지 않았습니다: {reason.ko}.", en=f"Not recorded: {reason.en}."), remedy=remedy)
