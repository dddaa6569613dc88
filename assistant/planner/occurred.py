"""The reads for whether something of one sort happened to any pod: an investigation, and the pods with how they ended last.

Called by `planner.route`. Pure but for `Question.known`.
"""

from assistant.models.spec import Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner.following.one_thing import named_thing
from assistant.planner.in_general import VAGUE
from assistant.planner.narrowing.asked import narrowing
from assistant.planner.narrowing.conditions import InState
from assistant.planner.narrowing.occurrences import occurrence_asked
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading, read_with_names

_INVESTIGATION, _PODS = "explain_workload", "list_resources"
_OF_PODS = Lazy(
    r"파드|팟|포드|\bpods?\b|이벤트|\bevents?\b|로그|\blogs?\b|노드|\bnodes?\b"
)  # a list of these tells it as well


def occurred(question: Question, reading: Reading) -> Routed | None:
    """None for any other question, or where a list of pods as they are now answers it."""
    if not question.has("kube") or reading.slots.ids or not occurrence_asked(question.text):
        return None
    if _OF_PODS.search(question.text) and reading.slots.window is None and _is_state(question):
        return None
    reading = reading if reading.mentions else read_with_names(question)
    named = [m for m in reading.mentions if m.how not in VAGUE]
    thing = named_thing(reading) if named else None
    if (named and (thing is None or not thing.namespace)) or len(reading.slots.namespaces) > 1:
        return None
    if not {_INVESTIGATION, _PODS} <= {e.name for e in question.catalog}:
        return None
    space = thing.namespace if thing is not None else next(iter(reading.slots.namespaces), "")
    within = {"namespace": space} if space else {}
    whose = {"name": thing.name} if thing is not None else {}
    investigated = CallWanted(name=_INVESTIGATION, arguments={"question": question.text, **whose, **within})
    pods = CallWanted(name=_PODS, arguments={"kind": "pods", **within})
    return Routed(reply=Calls((investigated, pods)))


def _is_state(question: Question) -> bool:
    """Whether it is asked for as one state that rows can be chosen by: with 죽은 beside it, only those dead now would be."""
    states = [c for c in narrowing(question.text, question.now, question.zone).conditions if isinstance(c, InState)]
    return len(states) == 1
