"""What a thing of the cloud is, and whether it does anything, in one question: "what is i-0abc and is it doing anything?".

Called by `planner.route`. Pure but for `Question.known`. Its row says the first, its judgement the second.
"""

from dataclasses import replace

from assistant.models.spec import Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner.attempts import tried
from assistant.planner.clauses import splits
from assistant.planner.question import Question
from assistant.planner.reading import Reading, read
from assistant.planner.slots import MASK

_WHAT_IT_IS = Lazy(
    rf"^\W*(?:so\s+|and\s+)?what(?:'s|\s+is|\s+are)\s+(?:the\s+|this\s+)?(?:instance\s+|volume\s+|address\s+)?{MASK}+\W*$"
    rf"|^\W*{MASK}+(?:는|은|이|가)?\s*(?:이거|이건|이게|저거|그거)?\s*(?:뭐|뭔|무엇|무슨)\S*(?:\s*\S{{1,5}})?\W*$"
)
_DOES_ANYTHING = Lazy(
    r"\b(?:is|are|does|do)\s+(?:it|they|that|this|anyone|anybody|anything|somebody)\s+(?:\w+\s+)?"
    r"(?:doing\s+(?:anything|something|any\s+work|much)|do\s+anything|idle|busy|working|(?:in\s+)?use[ds]?|using\s+it|needed|wasted)\b"
    r"|일(?:은|을|도)?\s*(?:하고|하나|하는|해)|놀고|노는|쓰이고|쓰고|쓰는|쓰여|사용\s*(?:중|되|하)|필요"
)


def what_and_whether(question: Question) -> Calls | None:
    """The row of what is named and its judgement; None for any other question."""
    for left, right, _ in splits(question.text):
        what = read(replace(question, text=left))
        if not (_named(what) and _WHAT_IT_IS.search(what.slots.masked) and _DOES_ANYTHING.search(right)):
            continue
        row = tried(question, what)
        judges = (e for e in question.catalog if e.kind == "playbook" and e.backend == "aws" and "ids" in e.arguments)
        ids = row.calls[0].arguments.get("ids") if row.sure else None
        entry = next(judges, None)
        if ids and entry is not None and question.has("aws"):
            return Calls((*row.calls, CallWanted(name=entry.name, arguments={"ids": ids})))
    return None


def _named(reading: Reading) -> bool:
    return bool(reading.slots.ids) or any(k.kind == "instances" for m in reading.mentions for k in m.known)
