"""Refusals that the protocols of this package share: another kind, made anew, changed since, never at rest. Called by them."""

from assistant.identity import ResourceRef
from assistant.language import Text, with_particle
from assistant.refusing import refusal
from tools.kube.errors import Conflict
from tools.spec import BadRequest, NotFound

_AGAIN = Text(ko="잠시 뒤 다시 시도하십시오.", en="Try again in a moment.")
LOOK_AGAIN = Text(ko="다시 보고 새로 계획하십시오.", en="Look again and make a new plan.")


def another_kind(action: str, kind: str, target: ResourceRef) -> BadRequest:
    return refusal(
        BadRequest,
        Text(
            ko=f"{with_particle(action, '은')} {kind}에 쓰는 작업입니다. {target}에는 쓸 수 없습니다.",
            en=f"{action} is for a {kind}, not {target}.",
        ),
    )


def made_anew(target: object) -> Conflict:
    return refusal(
        Conflict,
        Text(
            ko=f"{with_particle(str(target), '은')} 그사이 지워지고 새로 만들어졌습니다.",
            en=f"{target} was deleted and created anew since.",
        ),
        LOOK_AGAIN,
    )


def gone(target: ResourceRef) -> Conflict:
    return refusal(
        Conflict,
        Text(
            ko=f"{with_particle(str(target), '은')} 이미 없습니다. 계획한 뒤에 다른 사람이 지웠습니다.",
            en=f"{target} is gone already: somebody else has removed it since the plan was made.",
        ),
    )


def not_as_seen(target: object, what: str = "", who: str = "") -> Conflict:
    """`what` has changed since the plan was made, by `who`."""
    ko = ": ".join(p for p in (f"{with_particle(str(target), '이')} 계획한 뒤에 바뀌었습니다", what) if p)
    en = f"{target} has changed since the plan was made"
    by_ko = f" ({who})" if who else ""
    by_en = f": {who} changed {what}" if who and what else f", by {who}" if who else f": {what}" if what else ""
    return refusal(Conflict, Text(ko=f"{ko}{by_ko}.", en=f"{en}{by_en}."), LOOK_AGAIN)


def no_rest(target: ResourceRef) -> Conflict:
    return refusal(
        Conflict,
        Text(
            ko=f"{target}에 계속 쓰는 쪽이 있어 아무것도 바꾸지 않았습니다.",
            en=f"{target} is being written to all the time: nothing was changed.",
        ),
        _AGAIN,
    )


def never_still(target: ResourceRef) -> Conflict:
    return refusal(
        Conflict,
        Text(
            ko=f"{with_particle(str(target), '이')} 계속 바뀌고 있어 시험하지 못했습니다.",
            en=f"{target} is being changed all the time: no dry run held still.",
        ),
        _AGAIN,
    )


def nothing_said(names: str) -> BadRequest:
    """No setting was given where one is needed; `names` are those there are."""
    return refusal(
        BadRequest,
        Text(ko="무엇을 바꿀지 정해지지 않았습니다.", en="It is not said what to set."),
        Text(ko=f"이 중에서 적으십시오: {names}", en=f"Give one of {names}."),
    )


def no_revision(target: object, revision: object, known: str) -> NotFound:
    """`known` are the revisions there are."""
    error: NotFound = refusal(
        NotFound,
        Text(
            ko=f"{target}에는 리비전 {with_particle(str(revision), '이')} 없습니다.",
            en=f"{target} has no revision {revision} any more.",
        ),
        Text(ko=f"남아 있는 리비전: {known}", en=f"Revisions it still has: {known}."),
    )
    return error
