"""Whether a question asks since when something has been wrong, or how long; or whether something ran. Read by
`narrowing.asked` and `following.aspects`. Pure.
"""

from assistant.patterns import Lazy

# Since when something has been wrong: not how long a thing has been running, or when one was made.
_SINCE = Lazy(
    r"\bsince\s+when\b|\bhow\s+long\s+ago\s+did\b|\b(?:for\s+)?how\s+long\s+(?:has|have|had|was|were|is|are)\s+(?:it|this|that|they|\S+)"
    r"\s+(?:been\s+)?(?:like\s+(?:this|that)|so|down|failing|broken|crash\w*|dead|out|stuck|unhealthy|unavailable|in\s+\S+|this\s+way|going\s+on|erroring|pending|not\s+\w+)"
    r"|\bhow\s+long\s+has\s+(?:it|this|that)\s+been\b"
    r"|\bwhen\s+did\s+(?:it|this|that|they|\S+)\s+(?:start|begin|break|fail|crash|die|go\s+down|stop\s+working|happen)\w*"
    r"|언제부터|언제\s*(?:시작|터|생겼|생긴|발생|죽었|다운|고장|망가|장애)|(?:몇\s*(?:시간|분|일)|며칠|얼마)\s*(?:째|동안)"
    r"|얼마나\s*(?:오래|됐|되었|지났)"
)


def asks_since(text: str) -> bool:
    """Whether it asks since when something has been so: "how long has checkout been down?", 언제부터 그래?"""
    return bool(_SINCE.search(text))


_RAN = Lazy(
    r"\b(?:did|has|have|was|were)\b.*\b(?:run|ran|finish(?:ed)?|completed?|succeed(?:ed)?|executed?|work(?:ed)?|go(?:ne)?\s+(?:ok|well|through|fine))\b"
    r"|돌았|돌아갔|(?:실행|수행|완료)\s*(?:됐|되었|했)|끝났|성공\s*(?:했|적)|잘\s*됐"
)
_WHY = Lazy(r"왜|이유|원인|\bwhy\b")


def asks_whether_it_ran(text: str) -> bool:
    """Not why it did not: "did the report run last night?", 어제 잘 돌았어?"""
    return bool(_RAN.search(text)) and not _WHY.search(text)


def without_running(text: str) -> str:
    """The text without its words for running and ending, which name nothing."""
    return _RUNNING.sub(" ", text)


_RUNNING = Lazy(
    r"\b(?:run|ran|finish(?:ed)?|completed?|succeed(?:ed)?|executed?|work(?:ed)?|go(?:ne)?|ok(?:ay)?|well|fine|through)\b"
    r"|(?:돌았|돌아갔|끝났|성공|실행|수행|완료)\S*|잘(?:\s*됐\S*)?"
)
_BEFORE = Lazy(
    r"^\W*(?:and\s+|what\s+about\s+|how\s+about\s+)*(?:the\s+)?(?:one|run|time|night|day)\s+before\b|\bprevious\s+(?:one|run|time)\b"
    r"|그\s*(?:이?전|전날)\S*\s*(?:것|거|건|실행|회차)?\S*\s*[?？]*\s*$|(?:직전|바로\s*전)\s*(?:것|거|건|실행)"
)


def asks_the_run_before(text: str) -> bool:
    """After it was told whether something ran: "and the one before that?"."""
    return bool(_BEFORE.search(text))
