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
from assistant.planner.reading import KINDS, Reading, read, read_with_names

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
_THAT_PLACE = Lazy(
    r"\b(?:on|in|inside)\s+(?:that|those|this|the\s+same|its|their)\s+(?:nodes?|namespaces?)\b|(?<![가-힣])(?:그|이|해당|같은)\s*(?:노드|네임스페이스)(?:들)?에"
)
_WHAT = Lazy(
    r"(?:뭐|뭣|무엇|뭐가|어떤\s*(?:게|것))\S*\s*(?:떠|돌|있|올라)|\bwhat(?:'s|\s+is|\s+are|\s+runs?|\s+is\s+running)\b"
)
_PLACES: tuple[tuple[_Place, Lazy], ...] = (
    ("node", Lazy(r"\bnodes?\b|노드")),
    ("namespace", Lazy(r"\b(?:namespaces?|ns)\b|네임스페이스")),
)
_ILL = frozenset({"fail", "unhealthy", "error", "stuck"})
_OF_PLACE = frozenset({"pod", "workload", "deployment", "service", "job", "cronjob"}) | _ILL
_OF_THINGS = frozenset({"other", "node", "namespace", "pod", "workload", "deployment", "service", "job", "cronjob"}) | {
    "statefulset",
    "daemonset",
    "configmap",
    "ingress",
    "pvc",
    "previous",
    "diff",
    "who",
    "deploy",
}


def neighbours(question: Question, reading: Reading) -> Routed | None:
    """The pods on its node, or what is in its namespace; without itself where else is asked. None for any other question."""
    if not question.has("kube"):
        return None
    if question.previous and (again := _of_those(question, reading)):
        return again
    said = frozenset(reading.concepts) - HOW
    if not _asks(reading) or not said <= _OF_THINGS | _ILL or len(reading.unknown) > 1:
        return None
    about = reading if reading.mentions else subject_of(question)
    place = _place(question, reading)
    if about is None or not place:
        return None
    pods, thing = {m.pod for m in about.mentions if m.pod}, named_thing(about)
    name = pods.pop() if len(pods) == 1 else thing.name if thing is not None else ""
    space = thing.namespace if thing is not None else ""
    if not name or (place == "namespace" and not space):
        return None
    beside = Beside(
        column=place, names=frozenset({name.lower()}), namespace=space, itself=not _ELSE.search(reading.text)
    )
    return _routed(question, reading, Follows(beside=beside, ill=not said.isdisjoint(_ILL)))


def _of_those(question: Question, reading: Reading) -> Routed | None:
    """Of what was told to be there those that are chosen, "which of those are not ready?", or those of a kind: 서비스는?"""
    before = replace(question, text=question.previous[-1], previous=question.previous[:-1])
    kinds = frozenset(reading.concepts) - HOW
    chooses = narrows_the_last(reading.text)
    of_kind = bool(kinds) and kinds <= KINDS.keys() - {"node", "namespace"}
    own = reading.mentions or reading.slots.ids or reading.slots.namespaces or reading.unknown
    if not chooses and (not of_kind or own or _asks(reading)):
        return None
    found = neighbours(before, read(before))
    if found is None or found.follows.beside is None:
        return None
    if not chooses:
        there = found.follows.beside.column == "namespace"
        beside = replace(found.follows.beside, itself=True)
        return _routed(question, reading, Follows(beside=beside)) if there else None
    conditions = narrowing(question.text, question.now, question.zone).conditions
    broad = all(isinstance(c, InState) and BY_NAME[c.state].broad and not c.negated for c in conditions)
    ill = broad and not _ILL.isdisjoint({*reading.features, *reading.concepts})
    return replace(found, follows=replace(found.follows, ill=ill))


def _routed(question: Question, reading: Reading, follows: Follows) -> Routed | None:
    call = _call(reading, follows.beside) if follows.beside is not None else None
    if call is None or call.name not in {e.name for e in question.catalog}:
        return None
    return Routed(reply=Calls((call,)), follows=follows)


def _asks(reading: Reading) -> bool:
    """What else is there; or what is on the node, or in the namespace, that was talked of."""
    text = reading.text
    if _ELSEWHERE.search(text):
        return False
    things = not _OF_PLACE.isdisjoint(reading.concepts) or _WHAT.search(text)
    return bool((_ELSE.search(text) and _THERE.search(text)) or (_THAT_PLACE.search(text) and things))


def _place(question: Question, reading: Reading) -> _Place | None:
    """That which it names, else that which was asked for before it."""
    for place, words in _PLACES:
        if words.search(reading.slots.masked):
            return place
    for text in reversed(question.previous):
        earlier = read_with_names(replace(question, text=text))
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
