"""Questions for single attributes of one workload or pod: what memory limit it has, on which node it is. Called by
`planner.route`.

Pure but for `Question.known`. The object is read, and nothing is investigated again.
"""

from assistant.known import Known
from assistant.models.spec import Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner import filling
from assistant.planner.following.one_thing import WORKLOADS, named_thing, thing_talked_of
from assistant.planner.names import Mention
from assistant.planner.narrowing.attributes import Attribute, attributes_in
from assistant.planner.narrowing.since import asks_whether_it_ran
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading, read
from assistant.planner.slots import MASK

_OF_PODS = frozenset({"node", "restarts"})  # told by the pods of a workload
_OF_A_POD = frozenset({"node", "restarts", "namespace", "limits", "limits.memory", "limits.cpu"}) | {
    "requests",
    "requests.memory",
    "requests.cpu",
}
_HISTORY = ("limits", "requests")  # the revision that changed them is told, too
# Are asked of nothing but a workload, though nothing refers to it; the others where it is said to be in or have one.
_SAYS_ITSELF = (*_HISTORY, "replicas", "revision", "manager", "restarts")
_CALLED_A_NODE = Lazy(rf"\bnode\s+{MASK}")
_POINTS = Lazy(r"(?:노드|네임스페이스)(?:에|야|이야|인|지)|이미지(?!\S{0,2}\s*(?:있|몇|다|전부|모두))")


def attribute_asked(question: Question, reading: Reading) -> Routed | None:
    """The read that tells it; None for any other question, and where it is not clear of what."""
    if not question.has("kube"):
        return None
    if not reading.mentions:
        reading = read(question, words_too=True)
    asked = attributes_in(reading.slots.masked)
    if not asked:
        return None
    if _CALLED_A_NODE.search(reading.slots.masked):
        return None  # "is node worker-02 ok?" is of a node
    if pod := next((m for m in reading.mentions if m.pod), None):
        return _of_pod(question, pod, asked) if len(reading.mentions) == 1 else None
    thing = named_thing(reading) if reading.mentions else _talked_of(question, reading, asked)
    if thing is None or thing.kind not in WORKLOADS.values():
        return None
    space = {"namespace": thing.namespace} if thing.namespace else {}
    calls: list[CallWanted] = []
    if "claims" in asked:  # its pods say which are its own
        kinds = ("pods", "persistentvolumeclaims")
        calls.extend(CallWanted(name="list_resources", arguments={"kind": kind, **space}) for kind in kinds)
    if set(asked) - _OF_PODS - {"claims"}:
        calls.append(CallWanted(name="list_workloads", arguments=dict(space)))
    if set(asked) & _OF_PODS and "claims" not in asked:
        calls.append(CallWanted(name="list_resources", arguments={"kind": "pods", **space}))
    if thing.kind == WORKLOADS["Deployment"] and space and any(a.startswith(_HISTORY) for a in asked):
        calls.append(CallWanted(name="list_rollout_history", arguments={"name": thing.name, **space}))
    return _routed(question, calls, thing.name, asked)


_LAST_RUN = Lazy(
    r"\blast\s+(?:run|ran|succeed\w*|success\w*|execut\w*|finish\w*|complet\w*|fail\w*)\b|\b(?:run|ran)\s+last\b"
    r"|마지막\S{0,3}\s*(?:언제\s*)?(?:돌|실행|성공|실패|수행|끝)"
)


def run_asked(question: Question, reading: Reading) -> Routed | None:
    """The investigation of a CronJob or Job that is named, where it is asked when it ran and how: no list of names has them."""
    mentions = reading.mentions
    asked = _LAST_RUN.search(reading.text) or asks_whether_it_ran(reading.text)
    if not asked or {"howto", "why"} & reading.features or not question.has("kube"):
        return None
    if len(mentions) != 1 or mentions[0].known or mentions[0].pod:
        return None
    entry = next(
        (e for e in question.catalog if e.backend == "kube" and e.kind == "playbook" and "name" in e.arguments), None
    )
    if entry is None:
        return None
    filled = filling.fill(entry, reading, question, needs_thing=True)
    calls = tuple(CallWanted(name=entry.name, arguments=f.arguments) for f in filled if not f.missing)
    return Routed(reply=Calls(calls)) if calls else None


def _talked_of(question: Question, reading: Reading, asked: tuple[Attribute, ...]) -> Known | None:
    """The one workload that the session talked of last, where the question points to it."""
    says_itself = all(a.startswith(_SAYS_ITSELF) for a in asked) or _POINTS.search(reading.text)
    if not (reading.refers or reading.fragment or says_itself):
        return None
    return None if reading.slots.ids or reading.slots.namespaces else thing_talked_of(question)


def _of_pod(question: Question, mention: Mention, asked: tuple[Attribute, ...]) -> Routed | None:
    if not set(asked) <= _OF_A_POD:
        return None
    spaces = {k.namespace for k in mention.known if k.namespace}
    space = {"namespace": spaces.pop()} if len(spaces) == 1 else {}
    call = CallWanted(name="list_resources", arguments={"kind": "pods", **space})
    return _routed(question, [call], mention.pod, asked)


def _routed(question: Question, calls: list[CallWanted], name: str, asked: tuple[Attribute, ...]) -> Routed | None:
    has = {e.name for e in question.catalog}
    if not all(c.name in has for c in calls):
        return None
    return Routed(reply=Calls(tuple(calls)), about=frozenset({name.lower()}), attributes=asked)
