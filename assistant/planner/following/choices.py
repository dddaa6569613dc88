"""Questions that choose among the findings that were just told, or add them up: "only the volumes", 볼륨 말고, "and the rest?",
"what do we save by stopping them?". Called by `following.recall`. Pure but for `Question.known`.
"""

from dataclasses import replace

from assistant.findings import Finding
from assistant.language import Text
from assistant.money import Money
from assistant.planner.following.aspects import HOW, aspect_of
from assistant.planner.following.kept import asks_to_keep
from assistant.planner.following.picking import (
    Picked,
    asks_how_much,
    asks_sum,
    asks_the_rest,
    called,
    kinds_said,
    named_out,
    only_chooses,
    picked,
    saving_of,
    to_be_stopped,
)
from assistant.planner.following.subjects import talked_of
from assistant.planner.following.taken_up import taken_up
from assistant.planner.following.wishes import wish_in
from assistant.planner.narrowing.asked import narrowing
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading, read


def of_those_told(question: Question, reading: Reading) -> Routed | None:
    """Some of the findings under discussion, or what they save together, for a question that asks for nothing else."""
    turns = question.standing.turns
    if not turns or not question.previous or turns[-1].question != question.previous[-1]:
        return None
    if rest := _the_rest(question, reading) or _without_named(question, reading):
        return rest
    yearly = narrowing(reading.text, question.now, question.zone).yearly
    sums = asks_sum(reading) or (yearly and frozenset(reading.concepts) - HOW <= {"cost", "total", "waste"})
    if not sums and not only_chooses(reading):
        return None
    if not turns[-1].findings and not _about_those_told(question, turns[-1].question):
        return None
    findings = talked_of(question)
    chosen, kinds = picked(reading, findings), kinds_said(reading)
    if (chosen is None and kinds) or (chosen is not None and not chosen.findings):
        findings = talked_of(
            question, all_of_them=True
        )  # of all instead: what is asked for was left out, or is all that was left
        chosen = picked(reading, findings)
    if sums and chosen is not None:
        findings = chosen.findings
    if len(findings) == 1 and not sums:  # of one there is nothing to choose: "the most recent one?", "and the oldest?"
        findings = talked_of(question, all_of_them=True)
    if sums:
        before = read(replace(question, text=question.previous[-1]))
        counted = to_be_stopped(before if yearly and asks_sum(before) else reading, findings)
        apart = tuple(f for f in findings if f not in counted)
        how = Picked(findings=counted, said=_in_a_year(counted) if yearly else (), of=len(findings))
        return (
            Routed(reply=taken_up(question, "sum", counted, choice=how, apart=apart)) if saving_of(findings) else None
        )
    chosen = picked(reading, findings) if findings else None
    return Routed(reply=taken_up(question, "choice", chosen.findings, choice=chosen)) if chosen else None


def _in_a_year(findings: tuple[Finding, ...]) -> tuple[Text, ...]:
    month = saving_of(findings)
    if month is None:
        return ()
    year = Money(month.amount * 12, month.currency)
    return (Text(ko=f"12개월이면 {year}", en=f"{year} in twelve months"),)


def _the_rest(question: Question, reading: Reading) -> Routed | None:
    """Those that were not chosen before, or that nothing speaks for: 그거 말고 나머지는 다 합쳐서 얼마야?"""
    if not asks_the_rest(reading):
        return None
    told, chosen = talked_of(question, all_of_them=True), talked_of(question)
    if asks_to_keep(question.previous[-1]):
        chosen = tuple(f for f in told if f.managed_by or f.klass != "problem")
    rest = tuple(f for f in told if f not in chosen)
    if not rest or not chosen:
        return None
    if asks_how_much(reading):
        return Routed(reply=taken_up(question, "sum", rest)) if saving_of(rest) else None
    how = Picked(findings=rest, said=(Text(ko="나머지", en="the others"),), of=len(told))
    return Routed(reply=taken_up(question, "choice", rest, choice=how))


def _without_named(question: Question, reading: Reading) -> Routed | None:
    """Those that were told without some that are left out by name, summed where a sum is asked for or was told."""
    told = talked_of(question)
    out = named_out(reading, told) if len(told) > 1 else ()
    rest = tuple(f for f in told if f not in out)
    if not out or not rest:
        return None
    before = read(replace(question, text=question.previous[-1]))
    if summing := next((r for r in (reading, before) if asks_how_much(r) and saving_of(rest)), None):
        counted = to_be_stopped(summing, rest)
        apart = tuple(f for f in rest if f not in counted)
        return Routed(reply=taken_up(question, "sum", counted, apart=apart))
    names = ", ".join(called(f)[-1] for f in out)
    how = Picked(findings=rest, said=(Text(ko=f"{names} 제외", en=f"without {names}"),), of=len(told))
    return Routed(reply=taken_up(question, "choice", rest, choice=how))


def sum_of_several(question: Question, reading: Reading) -> Routed | None:
    """What several save together, where what doing it would save is asked; of one, what it would mean says so."""
    several = asks_sum(reading) and len(talked_of(question)) > 1
    return of_those_told(question, reading) if several else None


def _about_those_told(question: Question, text: str) -> bool:
    """Whether an earlier question was itself answered from the findings before it."""
    earlier = read(replace(question, text=text))
    if asks_the_rest(earlier) or named_out(earlier, question.standing.findings):
        return True
    return bool(only_chooses(earlier) or asks_sum(earlier) or aspect_of(earlier) or wish_in(earlier.slots.masked))
