"""The node that pods are said to be on: "running on node-3", node-3에 떠 있는. Called by `narrowing.asked`. Pure."""

from collections.abc import Iterator

from assistant.patterns import Lazy
from assistant.planner.narrowing.comparisons import Read
from assistant.planner.narrowing.conditions import Matched

NODE_NAME = r"(?=[\w.-]*(?:node|worker|master|control|pool|ip-\d))[a-z][a-z0-9]*(?:[-.][a-z0-9]+)+"
NAMED = r"(?<=\bnode )[a-z][a-z0-9]*(?:[-.][a-z0-9]+)+|(?<=노드 )[a-z][a-z0-9]*(?:[-.][a-z0-9]+)+"  # said to be one
NUMBERED = r"(?=[a-z.-]*\d)[a-z][a-z0-9]*(?:[-.][a-z0-9]+)+"  # what pods run on may be called anything: alpha-01
_RUNS_KO = r"(?:(?:더|또|같이)\s*)?(?:떠|뜬|돌|실행|있|스케줄|올라)\S*(?:\s*(?:있는|있는지|있나|있어|중인|중))?"
# "running on it" is where a pod is; whether it runs is asked by "on it that are running" and "not running on it".
_ON_NODE = Lazy(
    rf"(?:(?<!not )(?<!n't )\b(?:running|scheduled|placed|living)\s+)?"
    rf"\b(?:on|onto)\s+(?:the\s+)?(?:node\s+)?(?P<en>{NODE_NAME})(?![\w-])"
    rf"|(?<!not )(?<!n't )\b(?:running|scheduled|placed)\s+on\s+(?:the\s+)?(?:node\s+)?(?P<runs>{NUMBERED})(?![\w-])"
    rf"|(?P<ko>{NODE_NAME})\s*(?:노드)?\s*(?:에서?|위에)\s*(?:\S*[가이]\s+)?(?:지금|현재)?\s*{_RUNS_KO}"
    rf"|(?P<runs_ko>{NUMBERED})\s*노드\s*(?:에서?|위에)\s*(?:\S*[가이]\s+)?(?:지금|현재)?\s*{_RUNS_KO}"
    rf"|\bpods\s+(?:of|in|from|for)\s+(?:the\s+)?node\s+(?P<of>{NUMBERED})(?![\w-])"
    rf"|노드\s*(?P<node>{NUMBERED})(?:의|에)?(?=\s*(?:파드|팟|포드))|(?P<node_of>{NUMBERED})\s*노드(?:의|에)?(?=\s*(?:파드|팟|포드))"
    rf"|(?P<with_pods>{NUMBERED})\s*노드(?:에서|에|의)(?=\s[^?]*(?:파드|팟|포드))"
    rf"|(?P<its>{NODE_NAME})의(?=\s*(?:파드|팟|포드))"
)


def on_nodes(text: str) -> Iterator[Read]:
    """The node that pods are on, by a name that reads as one, or by where they are said to run."""
    for match in _ON_NODE.finditer(text):
        name = next(found for found in match.groups() if found)
        found = Matched(column="node", how="is", values=(name.lower(),), spoken=match[0])
        yield Read(condition=found, first=match.start(), last=match.end())
