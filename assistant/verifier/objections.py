"""Why a statement is not shown as it is, in plain sentences of both languages; called by the verifier's checks.

What is shown to people: short, names the thing, no word of the machinery.
"""

from collections.abc import Iterable

from assistant.language import Text, with_particle


def not_in_evidence(name: str) -> Text:
    """A name that nothing read in this turn holds."""
    return Text(ko=f"근거에 {with_particle(name, '이')} 나오지 않습니다.", en=f"{name} does not occur in the evidence.")


def number_unsupported(shown: str) -> Text:
    """A number or a time that does not follow from the evidence."""
    return Text(
        ko=f"{with_particle(shown, '은')} 근거에서 확인되지 않습니다.", en=f"{shown} does not follow from the evidence."
    )


def not_together(one: str, other: str) -> Text:
    """Two names that no evidence connects."""
    return Text(
        ko=f"{with_particle(one, '과')} {with_particle(other, '을')} 함께 말하는 근거가 없습니다.",
        en=f"No evidence connects {one} and {other}.",
    )


def off_subject() -> Text:
    """The evidence speaks of other things altogether."""
    return Text(ko="근거가 다루지 않는 내용입니다.", en="The evidence does not speak of this.")


def says_otherwise(what: str = "") -> Text:
    """`what`: the sentence of the evidence that says the opposite."""
    return Text(
        ko=f"근거는 다르게 말합니다: {what}" if what else "근거는 반대로 말합니다.",
        en=f"The evidence says otherwise: {what}" if what else "The evidence says the opposite.",
    )


def rows_say_otherwise(opposed: int, of: int) -> Text:
    """Rows of the evidence that say the opposite."""
    return Text(
        ko=f"근거의 {of}건 중 {opposed}건이 반대로 말합니다.",
        en=f"{opposed} of {of} rows of the evidence say the opposite.",
    )


def says_otherwise_in(title: Text) -> Text:
    """`title`: of the finding that says the opposite."""
    return Text(ko=f"근거는 다르게 말합니다: {title.ko}", en=f"The evidence says otherwise: {title.en}")


def other_cause(title: Text | None) -> Text:
    """`title`: of the finding that gives another cause, if there is one."""
    if title is None:
        return Text(ko="이 원인을 말하는 근거가 없습니다.", en="No finding states this cause.")
    return Text(
        ko=f"이 원인은 확인되지 않았습니다. 확인된 것: {title.ko}", en=f"This cause was not found. Found: {title.en}"
    )


def not_of(subject: str) -> Text:
    """Said of something that the evidence says it of something else."""
    return Text(
        ko=f"{subject}에 대해서는 이런 내용이 확인되지 않았습니다.",
        en=f"The evidence does not say this of {subject}.",
    )


def period_unsupported(shown: str) -> Text:
    """A rate or a time window that the evidence does not give."""
    return Text(ko=f"근거의 기간은 '{shown}'이 아닙니다.", en=f'The evidence does not give this for "{shown}".')


def outcome_unsupported(topic: Text) -> Text:
    """`topic`: what nothing that was read can say, such as who is affected."""
    return Text(ko=f"{topic.ko} 확인한 근거가 없습니다.", en=f"Nothing that was read says {topic.en}.")


def no_such_evidence(ids: Iterable[str]) -> Text:
    """Citations that lead nowhere."""
    listed = ", ".join(ids)
    return Text(ko=f"없는 근거를 인용했습니다: {listed}.", en=f"There is no such evidence: {listed}.")


def cites_other() -> Text:
    """Right, but from other evidence than the cited."""
    return Text(ko="인용한 근거가 아니라 다른 근거에 있는 내용입니다.", en="Other evidence than the cited says this.")


def both(first: Text, second: Text) -> Text:
    """One after the other."""
    return Text(ko=f"{first.ko} {second.ko}", en=f"{first.en} {second.en}")
