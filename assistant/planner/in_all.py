"""Questions about everything here that no tool answers whole: what changed since yesterday, what a lost node would stop,
what is left on the nodes.

Called by `planner.route`. Pure. The nearest reads are made, and what they leave out is said.
"""

from dataclasses import replace

from assistant.catalog import Entry
from assistant.language import Text
from assistant.models.spec import Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner import intents
from assistant.planner.filling import values_of
from assistant.planner.following.wishes import wish_in
from assistant.planner.narrowing.losses import NOT_SIMULATED, at_stake
from assistant.planner.question import Question, Routed
from assistant.planner.reading import KINDS, Reading

_REVISIONS = Text(
    ko="워크로드의 새 리비전(ReplicaSet)입니다. ConfigMap, Secret, 레플리카 수를 바꾼 것과 "
    "예전 리비전으로 돌아간 것은 여기에 나오지 않습니다.",
    en="New revisions of workloads, by their ReplicaSets. Changes of ConfigMaps, Secrets and replica counts, and returns to an "
    "older revision, are not among them.",
)
_WORKLOADS = frozenset({"workload", "deployment", "statefulset", "daemonset"})
_CHANGES = frozenset({"change", "deploy"})
_OF_CHANGES = (
    _CHANGES
    | {
        "history",
        "image",
        "cluster",
        "show",
        "which",
        "exist",
        "list",
        "namespace",
        "latest",
        "general",
        "work",
        "what",
        "who",
    }
    | _WORKLOADS
)


def answered_in_all(question: Question, reading: Reading) -> Routed | None:
    """The reads nearest to it; None for any other question, and where something is named."""
    if reading.mentions or reading.slots.ids or not question.has("kube"):
        return None
    spaces = {"namespace": reading.slots.namespaces[0]} if reading.slots.namespaces else {}
    if at_stake(question.text) is not None:
        workloads = _entry(question, reading, "workload", "list")
        return _one(workloads, spaces, NOT_SIMULATED) if workloads else None
    if _ONE_POINT.search(question.text) and (workloads := _entry(question, reading, "workload", "list")):
        call = CallWanted(name=workloads.name, arguments=dict(spaces))
        single = _SINGLE.in_(question.lang)
        return Routed(reply=Calls((call,)), parts=((call, single),), closing=_ONLY_COPIES)
    if _asks_room(reading) and (room := _entry(question, reading, "room", "node", "cpu", "memory")):
        return Routed(reply=Calls((CallWanted(name=room.name, arguments={}),)))
    if _asks_changes(reading):
        listing = _entry(question, reading, "pod", "<kind>", "list")
        if listing and KINDS["replicaset"] in values_of(listing, "kind"):
            calls = Calls((CallWanted(name=listing.name, arguments={"kind": KINDS["replicaset"], **spaces}),))
            return Routed(reply=calls, closing=_REVISIONS)
    return None


_ONE_POINT = Lazy(r"\bsingle\s+points?\s+of\s+failure\b|\bspofs?\b|단일\s*(?:장애|실패)\s*(?:점|지점)")
_SINGLE = Text(ko="레플리카가 1개인 워크로드", en="workloads with only one replica")
_ONLY_COPIES = Text(
    ko="레플리카가 하나뿐인 워크로드만 본 것입니다. 한 노드나 가용 영역에 몰린 것, 데이터베이스, 외부 서비스는 보지 않았습니다.",
    en="Only workloads with a single replica were looked for: not copies that share a node or zone, databases or other services.",
)
_LEFT = Lazy(
    r"남(?:은|아|았|는)|여유|할당\s*가능|빈\s*자리|\b(?:left|free|remain\w*|spare|available|unallocated|allocatable|headroom|room)\b"
)
_WAY_OR_REASON = frozenset({"howto", "why", "define", "document", "disk", "volume", "cost", "fail", "stuck"})


def _asks_room(reading: Reading) -> bool:
    """What is left on nodes for more pods: 메모리 남은 거 제일 적은 노드."""
    said = frozenset(reading.concepts)
    measured = {"cpu", "memory", "resource", "room"} & said
    return bool("node" in said and measured and _LEFT.search(reading.text)) and said.isdisjoint(_WAY_OR_REASON)


def _asks_changes(reading: Reading) -> bool:
    """What changed in a period, of no thing or kind."""
    said = frozenset(reading.concepts)
    if reading.slots.window is None or _may_name(reading) or wish_in(reading.slots.masked):
        return False
    return not said.isdisjoint(_CHANGES) and said <= _OF_CHANGES


def _may_name(reading: Reading) -> bool:
    """Whether a word that nothing explains may be what it asks after; one Korean one only ends a period: 어제 이후로."""
    return len(reading.unknown) > 1 or any(word.isascii() for word in reading.unknown)


def _entry(question: Question, reading: Reading, *features: str) -> Entry | None:
    """The tool of the cluster that such words ask for."""
    asked = replace(reading, features=frozenset(features), meant=(), unknown=())
    return next((s.entry for s in intents.rank(asked, question.catalog) if s.entry.backend == "kube"), None)


def _one(entry: Entry, arguments: dict[str, str], note: Text) -> Routed:
    return Routed(reply=Calls((CallWanted(name=entry.name, arguments=dict(arguments)),)), note=note)
