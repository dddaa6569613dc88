"""The nodes that a question supposes to be lost: "what if worker-3 goes down?", worker-3 죽으면 뭐가 같이 죽어? Read by
`narrowing.asked`, routed by `planner.lost_node`. Pure: whether they are there, their list tells.
"""

from assistant.patterns import Lazy
from assistant.planner.narrowing.node_words import NAMED, NODE_NAME, NUMBERED

_NAME = rf"(?:{NAMED}|{NODE_NAME}|{NUMBERED})"
_JOINT = r"(?:\s*(?:,|and|or|&|와|과|이랑|랑|하고|또는)\s*)"
_NAMES = rf"(?:(?:the\s+)?(?:worker\s+)?nodes?\s+)?(?P<names>{_NAME}(?:{_JOINT}{_NAME})*)"
_LOST = (
    r"(?:(?:would\s+|were\s+to\s+)?(?:go(?:es|ing)?|went)\s+(?:down|away|offline)|d(?:ies?|ied|ying)|fail(?:s|ed|ing)?|crash(?:es|ed|ing)?"
    r"|(?:is|was|gets?|were)\s+(?:lost|down|dead|gone|drained|rebooted|removed|terminated|cordoned|shut\s+down|taken\s+down|turned\s+off)"
    r"|drops?\s+out|disappears?|reboots?)"
)
_TAKE = (
    r"(?:los(?:e|ing)|drain(?:ing)?|reboot(?:ing)?|remov(?:e|ing)|kill(?:ing)?"
    r"|terminat(?:e|ing)|shut(?:ting)?\s+down|tak(?:e|ing)\s+(?:down|out)|restart(?:ing)?)"
)
_LOST_KO = (
    r"(?:노드|서버)?\S{0,2}\s*(?:갑자기\s*|혹시\s*|만약\s*|통째로\s*)*"
    r"(?:죽|나가|내려가|내리|다운|뻗|빠지|없어지|없애|날아가|날리|장애|잃|꺼지|끄|드레인|비우|재부팅|재시작|고장|문제\s*생기)\S*(?:\s*(?:나|되|하|생기))?\S*(?:면|을\s*때|때)"
)
_SUPPOSED = (
    Lazy(rf"\b(?:if|when|once|suppose|should)\s+{_NAMES}\s+{_LOST}\b"),
    Lazy(rf"\b(?:if|when|once|by|of|from|on|were\s+to)\s+(?:(?:i|we|you|they)\s+)?{_TAKE}\s+{_NAMES}"),
    Lazy(rf"\b(?:loss|failure|outage|death)\s+of\s+{_NAMES}"),
    Lazy(rf"(?:노드\s*)?(?P<names>{_NAME}(?:{_JOINT}{_NAME})*)\s*{_LOST_KO}"),
)
_ONE = Lazy(rf"{NODE_NAME}|{NUMBERED}|{NAMED}")
# What comes of it is asked: not the way, and not leave.
_WHAT = Lazy(
    r"\b(?:what|which|anything|everything|who|does|do|will|would|is|are|impact|affected)\b"
    r"|뭐|뭘|무엇|무슨|어떤|어느|어떻게\s*(?:돼|되|될)|같이|영향|괜찮|문제|서비스|누가|몇"
)
_ELSE = Lazy(
    r"\bhow\s+(?:do|to|can|should)\b|\bwhat\s+(?:should|do|can)\s+(?:i|we)\b|방법|절차|어떻게\s*(?:해|하|대응|복구)|뭘\s*해야|뭐부터"
)


def lost_nodes(text: str) -> tuple[str, ...]:
    """Their names, lower case; () where none is supposed to be lost."""
    if not _WHAT.search(text) or _ELSE.search(text):
        return ()
    span = next((m.span("names") for pattern in _SUPPOSED if (m := pattern.search(text))), None)
    if span is None:
        return ()
    return tuple(dict.fromkeys(m[0].lower() for m in _ONE.finditer(text) if span[0] <= m.start() < span[1]))
