"""Questions for what else is where a thing is: "what else is on it?" after the node of a pod, 거기 또 뭐 떠 있어?

Called by `planner.route`. Pure but for `Question.known`.
"""

from dataclasses import replace
from typing import Literal

from assistant.models.spec import Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner.following.aspects import HOW
from assistant.planner.following.followups import subject_of
from assistant.planner.following.one_thing import named_thing
from assistant.planner.narrowing.asked import narrowing, narrows_the_last
from assistant.planner.narrowing.attributes import attributes_in
from assistant.planner.narrowing.conditions import InState
from assistant.planner.narrowing.follows import Beside, Follows
from assistant.planner.narrowing.states import BY_NAME
from assistant.planner.question import Question, Routed
from assistant.planner.reading import KINDS, Reading, read

_Place = Literal["node", "namespace"]
_ELSE = Lazy(
    r"\b(?:else|others?|neighbou?rs?|besides)\b"
    r"|(?<![가-힣])(?:또|다른|그\s*(?:밖|외)에?|말고)(?![가-힣])"
)
_ELSEWHERE = Lazy(
    r"\b(?:(?:an)?other|different)\s+(?:nodes?|namespaces?)\b|\belsewhere\b|\bwhere\s+else\b|(?:또\s*)?다른\s*(?:노드|네임스페이스)|또\s*어디"
)
_THERE = Lazy(
    r"\b(?:on|in|inside)\s+(?:it|them|there|that|those|this|these|the\s+same)\b|\bthere\b|\b(?:that|those|the\s+same|its|their)\s+(?:nodes?|namespaces?)\b"
    r"|(?<![가-힣])(?:거기|그곳|같은)|(?<![가-힣])(?:그|이|해당)\s*(?:노드|네임스페이스)"
)
_PLACES: tuple[tuple[_Place, Lazy], ...] = (
    ("node", Lazy(r"\bnodes?\b|노드")),
    ("namespace", Lazy(r"\b(?:namespaces?|ns)\b|네임스페이스")),
)
_ILL = frozenset({"fail", "unhealthy", "error", "stuck"})
_OF_THINGS = frozenset({"other", "node", "namespace", "pod", "workload", "deployment", "service", "job", "cronjob"}) | {
    "statefulset",
    "daemonset",
    "configmap",
    "ingress",
    "pvc",
    "previous",
    "diff",
}


def neighbours(question: Question, reading: Reading) -> Routed | None:
    """The pods on its node, or what is in its namespace, without itself; None for any other question."""
    if not question.has("kube"):
        return None
    if question.previous and narrows_the_last(reading.text):  # "which of those are not ready?"
        before = replace(question, text=question.previous[-1], previous=question.previous[:-1])
        found = neighbours(before, read(before))
        conditions = narrowing(question.text, question.now, question.zone).conditions
        broad = all(isinstance(c, InState) and BY_NAME[c.state].broad and not c.negated for c in conditions)
        ill = broad and not _ILL.isdisjoint(read(question).features | {*reading.concepts})
        return replace(found, follows=replace(found.follows, ill=ill)) if found is not None else None
    if not _asks(reading) or not frozenset(reading.concepts) - HOW <= _OF_THINGS or len(reading.unknown) > 1:
        return None
    about = reading if reading.mentions else subject_of(question)
    place = _place(question, reading)
    if about is None or not place:
        return None
    pods = {m.pod for m in about.mentions if m.pod}
    thing = named_thing(about)
    if len(pods) != 1 and thing is None:
        return None
    space = thing.namespace if thing is not None else ""
    if place == "namespace" and not space:
        return None
    beside = Beside(
        column=place,
        names=frozenset({(pods.pop() if len(pods) == 1 else thing.name if thing else "").lower()}),
        namespace=space,
    )
    call = _call(reading, beside)
    if call.name not in {e.name for e in question.catalog}:
        return None
    return Routed(reply=Calls((call,)), follows=Follows(beside=beside))


def _asks(reading: Reading) -> bool:
    text = reading.text
    return bool(_ELSE.search(text) and _THERE.search(text)) and not _ELSEWHERE.search(text)


def _place(question: Question, reading: Reading) -> _Place | None:
    """That which it names, else that which was asked for before it."""
    for place, words in _PLACES:
        if words.search(reading.slots.masked):
            return place
    for text in reversed(question.previous):
        earlier = read(replace(question, text=text))
        if "node" in (asked := attributes_in(earlier.slots.masked)):
            return "node"
        if "namespace" in asked:
            return "namespace"
        if not (_asks(earlier) or narrows_the_last(text)):
            return None
    return None


def _call(reading: Reading, beside: Beside) -> CallWanted:
    if beside.column == "node":
        return CallWanted(name="list_resources", arguments={"kind": "pods"})
    kinds = [KINDS[c] for c in reading.concepts if c in KINDS and c != "namespace"]
    if kinds:
        return CallWanted(name="list_resources", arguments={"kind": kinds[0], "namespace": beside.namespace})
    return CallWanted(name="list_workloads", arguments={"namespace": beside.namespace})
