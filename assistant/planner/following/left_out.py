"""Follow-ups that only leave something out of the rows before: "without tax?", "except storefront", EC2 제외하면?

Called by `planner.route`. Pure but for `Question.known`. Of findings `following.choices` does that.
"""

from collections.abc import Callable
from dataclasses import replace

from assistant.models.spec import Calls
from assistant.patterns import Lazy
from assistant.planner.narrowing import service_words
from assistant.planner.narrowing.conditions import Matched
from assistant.planner.question import Question, Routed

_ONLY = Lazy(
    r"^\W*(?:and\s+)?(?:without|except(?:\s+for)?|excluding|minus|not\s+counting|apart\s+from|leav(?:e|ing)\s+out)\s+(?:the\s+)?(?P<en>[\w./-]+)\W*$"
    r"|^\W*(?P<ko>[\w./-]+?)(?:은|는|을|를)?\s*(?:말고|빼고|빼면|제외(?:하고|하면)?)(?:는|은|요)?\W*$"
)
_LISTS = ("list_", "read_bill", "read_resource_costs", "read_daily")


def leaving_out(question: Question, route: Callable[[Question], Routed]) -> Routed | None:
    """The question before, asked again without those rows; None for any other question. `route`: how a question is read."""
    said = _ONLY.match(question.text)
    turns = question.standing.turns
    if said is None or not question.previous or (turns and turns[-1].findings):
        return None
    text = question.previous[-1]
    before = replace(
        question, text=text, previous=question.previous[:-1], standing=replace(question.standing, turns=turns[:-1])
    )
    told = route(before)
    if not isinstance(told.reply, Calls) or told.reply.recalled or told.attributes:
        return None
    if told.parts and not told.follows.without:
        return None
    if not all(call.name.startswith(_LISTS) for call in told.reply.wanted):
        return None
    word = said["en"] or said["ko"]
    services = (r.condition for r in service_words.named(word))
    values = (word.lower(), *(v for c in services if isinstance(c, Matched) for v in c.values))
    parts = told.parts or tuple((call, text) for call in told.reply.wanted)
    return replace(
        told, parts=parts, follows=replace(told.follows, without=tuple(dict.fromkeys((*told.follows.without, *values))))
    )
