"""What can be wrong with a ledger, in words. Called by `assistant.ledger`, which finds it."""

from dataclasses import dataclass

from assistant.language import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence in both languages, with the parts of it in braces."""

    ko: str
    en: str

    def of(self, **parts: object) -> Text:
        return Text(ko=self.ko.format(**parts), en=self.en.format(**parts))


ENTRY_MISSING = Fault(
    ko="항목 {seq}: 없습니다. 다음에 있는 것은 {next}입니다",
    en="entry {seq} is missing: the next one found is {next}",
)
ENTRY_UNLINKED = Fault(
    ko="항목 {seq}: {before}에서 이어지지 않습니다. 이전 해시와의 연결이 끊겼습니다",
    en="entry {seq} does not follow entry {before}: its link to the previous hash is broken",
)
ENTRY_ALTERED = Fault(
    ko="항목 {seq} ({kind} {subject}): 변조되었습니다. 내용이 해시와 맞지 않습니다",
    en="entry {seq} ({kind} {subject}) was altered: its content no longer gives its hash",
)
DECISION_GONE = Fault(
    ko="결정 {id}: 원장에는 있지만 저장소에는 없습니다",
    en="decision {id} is in the ledger but no longer stored",
)
DECISION_UNSIGNED = Fault(
    ko="결정 {id}: 설정된 승인자의 유효한 서명이 없습니다",
    en="decision {id} has no valid signature of a configured approver",
)
DECISION_OF_ANOTHER_LEDGER = Fault(
    ko="결정 {id}: 이 원장이 아닌 원장에 서명했습니다. 기록이 다시 쓰였습니다",
    en="decision {id} was signed on a ledger that is not this one: history was rewritten",
)
DECISION_UNRECORDED = Fault(
    ko="결정 {id}: 저장소에는 있지만 원장에 없습니다",
    en="decision {id} is stored but its ledger entry is missing",
)
PLAN_GONE = Fault(
    ko="계획 {id}: 원장에는 있지만 저장소에는 없습니다",
    en="plan {id} is in the ledger but no longer stored",
)
PLAN_UNRECORDED = Fault(
    ko="계획 {id}: 저장소에는 있지만 원장에 없습니다",
    en="plan {id} is stored but its ledger entry is missing",
)
PLAN_EDITED = Fault(
    ko="계획 {id}: 수정되었습니다. 내용이 제안할 때의 다이제스트와 맞지 않습니다",
    en="plan {id} was edited: its content no longer gives the digest that was proposed",
)
OPERATION_GONE = Fault(
    ko="작업 {id} (계획 {plan}): 원장에는 있지만 실행 기록에는 없습니다",
    en="operation {id} of plan {plan} is in the ledger but no longer in the journal",
)
OPERATION_FORGED = Fault(
    ko="작업 {id} (계획 {plan}): 실행 기록에는 있지만 게이트가 시작한 적이 없습니다",
    en="operation {id} of plan {plan} is in the journal but the gate never claimed it",
)
EVIDENCE_CHANGED = Fault(
    ko="대화 {subject}의 근거 {id}: 바뀌었습니다. 다이제스트가 기록과 다릅니다",
    en="evidence {id} of session {subject} was changed: its digest is not the one that was recorded",
)
