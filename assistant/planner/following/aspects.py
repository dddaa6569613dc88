"""What a question wants to know of earlier findings: how to fix them, why they are claimed, what would change, what waits.

Called by `following.recall`. Pure.
"""

from assistant.models.spec import Aspect
from assistant.patterns import Lazy
from assistant.planner.following.wishes import DEEDS
from assistant.planner.narrowing.since import asks_since
from assistant.planner.reading import Reading

# Concepts that say how something is asked, beside those that make it a question about what was found.
HOW = frozenset(
    (
        *("show", "which", "exist", "list", "status", "use", "run", "work", "up", "per", "name", "latest", "appear"),
        *("count", "usage", "type", "not", "detail", "define", "general", "healthy"),
    )
)
_ABOUT_FIX = frozenset({"howto", "fix", "document"})
_ABOUT_WHY = frozenset({"why", "evidence", "sure"})
_ABOUT_SINCE = frozenset(
    {*_ABOUT_WHY, "when", "who", "fail", "old", "clock", "stuck", "error", "unhealthy", "start", "stop"}
)
_ABOUT_PLANS = frozenset({"stuck", "when", "previous", "other"})  # pending
_ABOUT_CHANGE = frozenset({"change", "diff", "deploy", "rollback"})
_EVER = _ABOUT_FIX | _ABOUT_WHY | _ABOUT_PLANS | _ABOUT_CHANGE | DEEDS.keys() | {"fail", "status", "who"}
_OTHERWISE = Lazy(r"말고|대신|다른\s*방법|\b(?:other|another|different)\s+(?:way|option)|\balternativ|\binstead\b")
_NEXT = Lazy(
    r"\bwhat\s+(?:should|do|can|must|would)\s+(?:i|we|you)\s+(?:do|suggest|recommend|advise)|\bwhat\s+now\b|\bnext\s+steps?\b|\bwhat'?s\s+next\b"
    r"|뭘\s*해야|뭐\s*해야|무엇을\s*해야|뭐부터\s*해|어떡해|어쩌지|어떻게\s*(?:해야|하지|할까|하면|조치|대응)|다음(?:은|엔|에는)?\s*(?:뭐|뭘|단계)|해결책|조치"
)
_THINK = Lazy(
    r"\bcould\s+it\s+be\s+(?:something|anything)\s+else|다른\s*(?:원인|이유|문제)(?:일|은|는|이|가|도|\s*아)|\bhow\s+do\s+you\s+know|\bmakes?\s+you\s+(?:think|say|believe|so)|\bwhy\s+do\s+you\s+(?:think|say|believe)|\bwhy\s+is\s+that\b"
    r"|어떻게\s*알|그렇게\s*(?:생각|판단|본|봤|보는|말)|왜\s*그렇|왜\s*그런"
)
_EXTENT = Lazy(r"영향|피해|\bimpact\b|\baffect(?:s|ed)?\b")
_WHO = Lazy(r"누가|누구|\bwho\b")
_ABOUT_WHO = frozenset(
    {
        "who",
        "change",
        "deploy",
        "fail",
        "why",
        "stop",
        "stopped",
        "fix",
        "memory",
        "oom",
        "cpu",
        "limits",
        "image",
        "history",
    }
)
# The second one of a list that was shown: 두 번째, 2번, the second.
_ORDINALS = (
    r"첫\s*번째|첫째|1\s*번(?!째)|\bfirst\b",
    r"두\s*번째|둘째|2\s*번(?!째)|\bsecond\b",
    r"세\s*번째|셋째|3\s*번(?!째)|\bthird\b",
)
ORDINAL = Lazy("|".join(f"({o})" for o in _ORDINALS))
_PLANS = Lazy(r"계획|플랜|제안|\bplans?\b|\bproposals?\b|\bproposed\b")
_WILL_CHANGE = Lazy(
    r"(?:뭐|뭘|무엇|어떤\s*게)\S*\s*(?:\S+\s+)?(?:바뀌|달라지)|\bwill\s+(?:it\s+|that\s+|this\s+)?change\b"
)


def aspect_of(reading: Reading) -> Aspect | None:
    """None for a question that is not about what was found, as far as its words tell."""
    said = frozenset(reading.concepts) - HOW
    if "why" in said:
        said -= {"waste", "unused", "loose"}  # what the finding is about, whose reason is asked
    if "howto" in said and reading.refers:
        said -= {"create", "secret", "configmap", "object"}  # how what is missing is made
    if "fix" in said:
        said -= {"change"}  # what to change to have it fixed
    if said <= _ABOUT_SINCE and asks_since(reading.text):
        return "when"
    who = _WHO.search(reading.text) and not _EXTENT.search(reading.text)
    if who and said <= _ABOUT_WHO and len(reading.unknown) <= 1:
        return "who"
    if not said <= _EVER:
        return None
    if _OTHERWISE.search(reading.text):
        said -= {*DEEDS, "diff"}
    if ORDINAL.search(reading.text):
        said -= {"fail", "status"}
    if said <= {*_ABOUT_WHY, "when", "who", "fail"} and _EXTENT.search(reading.text):
        return "why"
    if "evidence" in said and said <= _ABOUT_WHY and len(reading.unknown) <= 1:
        return "why"
    if reading.unknown and not any(p.search(reading.text) for p in (_THINK, _PLANS, _OTHERWISE, ORDINAL)):
        return None
    if _THINK.search(reading.text) or (said and said <= _ABOUT_WHY):
        return "why"
    if said <= _ABOUT_FIX and (said & {"fix", "howto"} or _NEXT.search(reading.text)):
        return None if "general" in reading.concepts else "fix"
    if _PLANS.search(reading.text) and said <= _ABOUT_PLANS | DEEDS.keys():
        return "plans"
    if _WILL_CHANGE.search(reading.text) and said <= _ABOUT_CHANGE:
        return "weigh"
    return None
