"""Why something of the cloud is not among what was told to be wasted: "why isn't proxy-1 on that list?", proxy-1은 왜 없어?

Called by `planner.route`. Pure but for `Question.known`.
"""

from assistant.models.spec import Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner import filling
from assistant.planner.question import Question
from assistant.planner.reading import Reading

_NOT_LISTED = Lazy(
    r"\bwhy\b.*(?:n't|\bnot\b|\bmissing\b|\bleft\s+out\b|\bskipp?ed\b).*\b(?:lists?|listed|there|included?|among|flagged|counted|one\s+of)\b"
    r"|\bwhy\b.*\b(?:missing|left\s+out|skipped|excluded)\b"
    r"|왜.*(?:없어|없지|없나|없는|빠졌|빠진|빠져|안\s*(?:나와|나오|들어|보여|포함)|제외)|(?:빠진|없는|제외된)\s*이유"
)


def why_not_listed(question: Question, reading: Reading) -> Calls | None:
    """The judgement of just that one, which says what it was measured by; None where no such thing is named, or no waste
    was told of."""
    told = any(f.target.provider == "aws" for t in question.standing.turns[-3:] for f in t.findings)
    instances = [k for m in reading.mentions for k in m.known if k.kind == "instances"]
    named = instances or any(kind in ("i", "vol", "eipalloc") for kind, _ in reading.slots.ids)
    if not told or not named or not _NOT_LISTED.search(reading.text):
        return None
    judges = (e for e in question.catalog if e.kind == "playbook" and e.backend == "aws" and "ids" in e.arguments)
    entry = next(judges, None)
    if entry is None or not question.has("aws"):
        return None
    filled = filling.fill(entry, reading, question, needs_thing=False)
    return Calls(tuple(CallWanted(name=entry.name, arguments=f.arguments) for f in filled if "ids" in f.arguments))
