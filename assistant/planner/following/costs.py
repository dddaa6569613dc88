"""The reason for costs that were just told: "and why?", "why did it go down vs September?", 뭐 때문에 차이 난 거야?

Called by `following.continued`. Pure but for `Question.known`.
"""

from dataclasses import replace

from assistant.planner.attempts import Attempt, in_two_periods, tried
from assistant.planner.following.aspects import HOW
from assistant.planner.outright import asked_outright
from assistant.planner.question import Question
from assistant.planner.reading import Reading, falls, read

_OF_COSTS = frozenset({"cost", "expensive", "daily", "transfer"})
_REASON = frozenset(
    {"why", "increase", "decrease", "diff", "previous", "cost", "expensive", "change", "fail", "month", "most"}
)
_TURNS = 3  # back to the question that says of what


def of_costs(question: Question, reading: Reading) -> Attempt | None:
    """The question together with the one about costs that it goes on from; None where it is no reason that is asked for."""
    named = reading.mentions or reading.slots.ids or reading.slots.namespaces or reading.kinds
    if named or not _asks_reason(reading):
        return None
    for turn in range(1, min(_TURNS, len(question.previous)) + 1):
        earlier, before = question.previous[-turn], question.previous[:-turn]
        told = read(replace(question, text=earlier, previous=before))
        if told.mentions or told.slots.ids:
            return None
        if not _OF_COSTS.isdisjoint(told.features):
            text = f"{asked_outright(earlier).rstrip(' ?.!')} {question.text}"
            joined = replace(question, text=text, previous=before)
            found = in_two_periods(joined, tried(joined, replace(read(joined), refers=False)))
            if (
                found.sure and "period" in found.scored[0].entry.arguments
            ):  # of what is to come only what has been is told
                so_far = {"ko": "이번 달 비용", "en": "the cost of this month"}[question.lang]
                joined = replace(question, text=f"{so_far} {question.text}", previous=before)
                found = in_two_periods(joined, tried(joined, replace(read(joined), refers=False)))
            return found if found.sure else None
        if not _asks_reason(told):
            return None
    return None


def _asks_reason(reading: Reading) -> bool:
    """Whether it asks why, or what has changed, and of nothing but how much it was."""
    said = frozenset(reading.concepts) - HOW
    fell = all(falls(m.word) for m in reading.meant if m.concept == "fail")  # what a bill does, not a workload
    return not said.isdisjoint({"why", "change"}) and said <= _REASON and fell
