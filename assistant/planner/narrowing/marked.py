"""Whether a question wants a list and what of it is in some state: list the cronjobs and tell me if any is suspended.

Called by `planner.route`. Pure. The list is whole then, and what is asked about is said and comes first.
"""

from datetime import datetime, tzinfo

from assistant.patterns import Lazy
from assistant.planner.clauses import splits
from assistant.planner.narrowing.asked import narrowing, things_in

_LISTS = Lazy(
    r"\b(?:list|show|display|print|give\s+me|enumerate)\b|\bwhat\s+(?:are|is)\s+(?:the|all|our|my)\b|\b(?:what|which)\s+\S+\s+(?:are\s+there|do\s+(?:we|i)\s+have)\b"
    r"|목록|리스트|보여|나열|뽑아|(?:뭐|뭐뭐|어떤\s*(?:게|것|거))\s*있"
)
_WHETHER = Lazy(
    r"\b(?:if|whether|which|any|is|are|those|ones|mark|flag|highlight)\b|있는지|있나|있어|있으면|인지|[은는된난]지|어떤|어느|뭐가|표시|짚어|만\s"
)
_OF_THOSE = Lazy(
    r"^\W*(?:(?:tell|let|show|say|check|see|note|flag|mark|point|highlight|also|out|me|know|please|then|to|and|if|whether|which|what|is|are|there|any|all"
    r"|some|one|ones|those|that|them|these|of|it|they|not|has|have|been|who)\b[\s,]*)+|거|것|게|애|놈|그\s*중|있"
)


def list_and_mark(text: str, now: datetime, zone: tzinfo) -> tuple[str, str] | None:
    """(what is to be listed, what is asked of it); None for any other question."""
    for left, right, _ in splits(text):
        if not _LISTS.search(left) or not (_WHETHER.search(right) and _OF_THOSE.search(right)):
            continue
        listed, asked = narrowing(left, now, zone), narrowing(right, now, zone)
        same_things = things_in(left) and things_in(right) <= things_in(left)
        if same_things and not listed.conditions and listed.order is None and asked.conditions:
            return left, right
    return None
