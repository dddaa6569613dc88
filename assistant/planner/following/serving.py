"""Whether what was talked of still answers, or users feel what is wrong with it: "is it still serving traffic?", 사용자한테 영향
있어? Called by `planner.route`.

Pure but for `Question.known`. How many pods are ready and where its Services lead is read; what is wrong was told before.
"""

from assistant.models.spec import Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner.following.one_thing import WORKLOADS, named_thing, thing_talked_of
from assistant.planner.in_general import VAGUE
from assistant.planner.narrowing.attributes import Attribute
from assistant.planner.narrowing.harm_words import asks_of_harm
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading, read

_WHO = r"(?:users?|customers?|clients?|people|anyone|anybody|they|we|visitors?)"
_STILL = r"(?:still|currently|even|actually|at\s+least|now|able\s+to|really|also)"
_SERVES = Lazy(
    rf"\b(?:is|are|does|do|can)\b.{{0,40}}?\b(?:serv(?:e|es|ing)|handl(?:e|es|ing)|tak(?:e|es|ing)|receiv(?:e|es|ing)|get(?:s|ting)?|accept(?:s|ing)?)\s+"
    r"(?:any\s+|live\s+|user\s+|some\s+|the\s+)*(?:traffic|requests?|users?|customers?)\b"
    rf"|\b(?:is|are)\s+(?:\S+\s+)?(?:{_STILL}\s+)*(?:serving|answering|responding|reachable|available|accessible)\b"
    rf"|\b(?:can|could)\s+{_WHO}\s+(?:{_STILL}\s+)*(?:reach|access|use|get\s+to|call)\b"
    rf"|\b(?:does|do)\s+(?:it|they|\S+)\s+(?:{_STILL}\s+)*(?:answer|respond|work\s+for\s+{_WHO})\b"
    r"|서비스(?:는|가|도|을|를)?\s*(?:지금도?\s*|아직도?\s*|계속\s*|정상적?으?로?\s*)*(?:되고|되나|되는|돼|하고|가능|제공|돌고|돌아)\S*"
    r"|(?:트래픽|요청)(?:은|이|을|도)?\s*(?:지금도?\s*|아직도?\s*|계속\s*|제대로\s*|잘\s*)*(?:받|처리|들어|가고|나가)\S*"
    r"|(?:응답|대답)(?:은|이|을|도)?\s*(?:지금도?\s*|아직도?\s*|계속\s*|제대로\s*|잘\s*)*(?:하고|하나|해|되|돼|와|오)\S*"
    r"|(?:사용자|유저|고객|손님)\S*\s*(?:지금도?\s*|아직도?\s*|계속\s*)*(?:접속|이용|사용|쓸|접근)\S*\s*(?:수(?:는|가|도)?\s*있|가능|되|돼)\S*"
    r"|접속(?:은|이|도)?\s*(?:지금도?\s*|아직도?\s*)*(?:되|돼|가능)\S*"
)
_ELSE = Lazy(
    r"왜|이유|원인|어떻게|언제|얼마|몇|않|안\s|못"
    r"|\b(?:why|how|when|what|which|who|cause[ds]?|slow\w*|not|n't)\b|n't\b|느리|느려"
)


def serving_asked(question: Question, reading: Reading) -> Routed | None:
    """The reads that tell it of the one workload that is named or talked of; None for any other question."""
    harm = asks_of_harm(reading.text)
    if not question.has("kube") or not (harm or (question.previous and asks_whether_it_serves(reading.text))):
        return None
    if reading.slots.ids or reading.slots.window or reading.slots.namespaces:
        return None
    named = reading if reading.mentions else read(question, words_too=True)
    by_name = any(m.how not in VAGUE for m in named.mentions)  # a plain word that only sounds like one names nothing
    thing = named_thing(named) if by_name else thing_talked_of(question)
    if thing is None or thing.kind not in WORKLOADS.values() or not thing.namespace:
        return None
    space = {"namespace": thing.namespace}
    calls = [
        CallWanted(name="list_workloads", arguments=space),
        *(
            CallWanted(name="list_resources", arguments={"kind": kind, **space})
            for kind in ("services", "endpointslices.discovery.k8s.io")
        ),
    ]
    if not {c.name for c in calls} <= {e.name for e in question.catalog}:
        return None
    asked: tuple[Attribute, ...] = ("harm",) if harm else ("serving",)
    return Routed(reply=Calls(tuple(calls)), about=frozenset({thing.name.lower()}), attributes=asked)


def asks_whether_it_serves(text: str) -> bool:
    """And nothing else: not why, since when, or how slowly."""
    return bool(_SERVES.search(text)) and not _ELSE.search(text)
