"""Whose rows of a list of all are meant: "is there an HPA on checkout?", "which hostnames are there, does one go to it?".

Called by `planner.route`. Pure but for `Question.known`.
"""

from dataclasses import replace

from assistant.planner.attempts import Attempt, tried
from assistant.planner.clauses import splits
from assistant.planner.question import Question
from assistant.planner.reading import read

_CHOSEN = frozenset({"name", "pod", "ids", "namespace"})


def named_rows(attempt: Attempt, question: Question) -> frozenset[str]:
    """The names, lower case, of what it is about, where lists of all are read for it."""
    if any(_CHOSEN & call.arguments.keys() or not _lists(call.name, question) for call in attempt.calls):
        return frozenset()
    known = [m for m in attempt.reading.mentions if m.known and m.how not in ("several", "part")]
    strange = {m.text.lower() for m in attempt.reading.mentions if m.how == "unknown" and not m.pod}
    return frozenset({k.name.lower() for m in known for k in m.known if k.kind != "instances"} | strange)


def _lists(name: str, question: Question) -> bool:
    """Whether a tool of the cluster lists many things and none by its name."""
    entry = next((e for e in question.catalog if e.name == name), None)
    return entry is not None and entry.kind == "tool" and entry.backend == "kube" and "name" not in entry.arguments


def asked_of_list(attempt: Attempt, question: Question) -> str:
    """The part of the question that names some of the rows, where the part before it wants them all; "" otherwise."""
    for left, right, _ in splits(question.text):
        listed, of_some = (read(replace(question, text=part)) for part in (left, right))
        if of_some.mentions and not listed.mentions and tried(question, listed).calls == attempt.calls:
            return right
    return ""
