"""Whether a question supposes that a node is lost: "can we survive a node going down?". Called by `narrowing.asked` and
`planner.in_all`. Pure.
"""

from decimal import Decimal

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.planner.narrowing.conditions import Compared

_LOST_EN = (
    r"(?:go(?:es|ing)?\s+(?:down|away|offline)|d(?:ie|ies|ying)|fail(?:s|ing|ure|ed)?|crash(?:es|ing)?|loss|outage"
    r"|is\s+lost|drops?\s+out)"
)
_LOSES = Lazy(
    rf"\b(?:if|when|surviv\w*|tolerat\w*|withstand|handle|cope\s+with|resilient\s+to|lose|losing)\s+"
    rf"(?:we\s+lose\s+|(?:the\s+)?(?:loss|failure|outage)\s+of\s+)?(?:a|an|one|any|the|1|single|another)?\s*(?:single\s+|worker\s+)?node\b(?:\s+{_LOST_EN})?"
    r"|\bwhat\s+(?:would|will|could|else)\s+(?:break|stop|go\s+down|fail|suffer|be\s+down)\b.{0,40}"
    r"\b(?:drain|los|reboot|remov|kill|tak)\w*\b.{0,24}\bnode"
    rf"|노드\S*\s*(?:하나|한\s*대|한\s*개|1\s*[대개])?\S*\s*(?:죽|나가|내려가|다운|뻗|빠지|없어지|날아가|장애|잃)\S*\s*(?:나|되)?\S*(?:면|도|라도|더라도)(?![가-힣])"
)
_SINGLE = Compared(column="replicas", op="exactly", value=Decimal(1), implied=True, spoken="")
NOT_SIMULATED = Text(
    ko="노드를 잃는 상황은 계산하지 않으므로, 나머지 노드에 다 들어가는지는 알 수 없습니다. "
    "레플리카가 하나인 것은 그 노드가 죽으면 다시 뜰 때까지 멈춥니다.",
    en="Losing a node is not simulated, so whether the rest would fit on the others is not known. What has one replica is down "
    "until it has started elsewhere.",
)


def at_stake(text: str) -> Compared | None:
    """What a lost node would stop, as a condition on workloads; None where no loss is supposed."""
    return _SINGLE if _LOSES.search(text) else None
