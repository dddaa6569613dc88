"""The node that was talked of: 그 노드에 뭐가 더 떠 있어?, "is that node ok?". Called by `planner.route`.

Pure but for `Question.known`. A node that a question named, or that an answer showed, is put in place of the word; where only
what runs on it was talked of, its pods are read to tell.
"""

from assistant.models.spec import Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner.following.one_thing import thing_talked_of
from assistant.planner.narrowing.node_words import NODE_NAME, on_nodes
from assistant.planner.question import Question, Routed

NODE = "Node/"  # before the names of nodes among what an answer has shown
_THAT_NODE = Lazy(
    r"(?P<on>\b(?:on|onto)\s+)?\b(?:(?:that|the\s+same|this|its|their)\s+node|the\s+node\s+itself|(?:those|these|the\s+same|their)\s+nodes)\b"
    r"|(?<![가-힣])(?:그|이|같은|해당|거기|걔)\s*노드들?"
)
_NAMED = Lazy(r"\bnode\s+(?P<en>[a-z][a-z0-9]*(?:[-.][a-z0-9]+)+)|(?P<ko>[a-z][a-z0-9]*(?:[-.][a-z0-9]+)+)\s*노드")
_LONE = Lazy(rf"(?<![\w./-]){NODE_NAME}(?![\w/-])")
_NODE = Lazy(r"\bnodes?\b|노드")
_RUNS = Lazy(r"떠|뜬|돌|실행|올라|파드|팟|포드|\b(?:runs?|running|pods?|else|scheduled)\b")
_MOST = 5  # nodes that stand for the word
_BACK = 3  # turns looked back


def says_that_node(text: str) -> bool:
    """Whether it speaks of a node that it does not name."""
    return bool(_THAT_NODE.search(text))


def with_node(question: Question) -> str:
    """The question with the names of the nodes in place of "that node"; "" where it says none, or none is known."""
    said = _THAT_NODE.search(question.text)
    nodes = _talked_of(question) if said is not None else ()
    if said is None or not nodes or len(nodes) > _MOST:
        return ""
    korean = "노드" in said[0]
    if korean:
        between = " 노드에 있는 또는 " if _RUNS.search(question.text) else " 노드와 "
        names = between.join(nodes) + " 노드"
    else:
        names = " or ".join(f"on node {n}" for n in nodes) if said["on"] else " or ".join(f"node {n}" for n in nodes)
    return question.text[: said.start()] + names + question.text[said.end() :]


def said_as_node(question: Question) -> str:
    """The question with the word before or after the name of a node that stands alone, "is worker-3 ok?"; "" where none does, or
    where a workload, its pod or an instance is called so."""
    found = next((m for m in _LONE.finditer(question.text) if any(c.isdigit() for c in m[0])), None)
    if found is None or any(on_nodes(question.text)) or _NODE.search(question.text):
        return ""
    name, backends = found[0].lower(), [b for b in ("kube", "aws") if question.has(b)]
    if "kube" not in backends or any(_may_be(name, k.name.lower()) for b in backends for k in question.known(b)):
        return ""
    said = f"{found[0]} 노드" if question.lang == "ko" else f"node {found[0]}"
    return question.text[: found.start()] + said + question.text[found.end() :]


def of_nodes(found: Routed, question: Question) -> Routed:
    """The list of nodes, where what is asked of one that is named is not understood: how it is, at least."""
    if isinstance(found.reply, Calls) or not question.has("kube"):
        return found
    return Routed(reply=Calls((CallWanted(name="list_resources", arguments={"kind": "nodes"}),)))


def _may_be(name: str, known: str) -> bool:
    """Whether it is that, or a pod of it."""
    return name == known or name.startswith(f"{known}-")


def nodes_of_told(question: Question) -> Routed | None:
    """On which nodes the workload is that was talked of, and how nodes are; None where none was."""
    thing = thing_talked_of(question) if says_that_node(question.text) else None
    if thing is None or not question.has("kube") or _RUNS.search(question.text):
        return None
    name = frozenset({thing.name.lower()})
    own = CallWanted(name="list_resources", arguments={"kind": "pods", "namespace": thing.namespace})
    nodes = CallWanted(name="list_resources", arguments={"kind": "nodes"})
    return Routed(reply=Calls((own, nodes)), about=name, attributes=("node",))


def _talked_of(question: Question) -> tuple[str, ...]:
    """The nodes of the latest turn that named or showed any, unless it was about a workload whose nodes it did not show."""
    shown = {turn.question: turn.shown for turn in question.standing.turns}
    for text in reversed(question.previous[-_BACK:]):
        named = [v for read in on_nodes(text) for v in getattr(read.condition, "values", ())]
        named += [(m["en"] or m["ko"]).lower() for m in _NAMED.finditer(text)]
        told = [name.removeprefix(NODE) for name in shown.get(text, ()) if name.startswith(NODE)]
        if found := tuple(dict.fromkeys(named or told)):
            return found
    return ()
