"""Whose costs a question asks for, by tags: of the search team; and of whom a follow-up goes on to ask: "and the data team?",
"by day". Called by `narrowing.asked`, `planner.filling` and `planner.reading`. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.patterns import Lazy
from assistant.planner.narrowing.comparisons import Read
from assistant.planner.narrowing.conditions import Has
from assistant.planner.narrowing.groups import group_in
from assistant.planner.narrowing.service_words import speaks_of_costs
from assistant.planner.narrowing.tag_words import spends, valued

_OF_A_CLUSTER = Lazy(r"파드|팟|포드|노드|워크로드|\b(?:pods?|nodes?|workloads?|deployments?|namespaces?)\b")
_AMONG = Lazy(r"(?:그|이|저)\s*중|거기서|\b(?:of|among|from)\s+(?:them|those|these|that)\b")
# Of these no bill tells: a question for them is a new one.
_NOT_OF_A_BILL = Lazy(
    r"파드|팟|포드|노드|워크로드|디플로이먼트|배포|클러스터|로그|왜|\b(?:pods?|nodes?|workloads?|deployments?|deploy\w*|clusters?|logs?|why|fail\w*)\b"
)


def tag_values(text: str, previous: Sequence[str] = ()) -> Iterator[Read]:
    """The tags that are named, where costs are asked about, now or in the question before."""
    group = group_in(text)
    if (group is not None and group.tag is not None) or _OF_A_CLUSTER.search(text):
        return
    goes_on = bool(previous) and not _NOT_OF_A_BILL.search(text)
    if _of_costs(text) or (goes_on and (_of_costs(previous[-1]) or tags_of_turn(previous[-1], previous[:-1]))):
        yield from valued(text)


def tags_of_turn(text: str, previous: Sequence[str]) -> tuple[Has, ...]:
    """The tags that a question names; else, of one that goes on without saying what it is of, those talked of before."""
    own = tuple(r.condition for r in tag_values(text, previous) if isinstance(r.condition, Has))
    new = _of_costs(text) and not _AMONG.search(text)
    if own or not previous or new or _NOT_OF_A_BILL.search(text):
        return own
    group = group_in(text)
    if group is not None and group.tag is not None:
        return ()
    return tuple(replace(tag, spoken="") for tag in tags_of_turn(previous[-1], previous[:-1]))


def _of_costs(text: str) -> bool:
    return speaks_of_costs(text) or spends(text)
