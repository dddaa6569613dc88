"""What to do about a failure, where a question asks the way in the same breath as it names what fails: "how do I create the
secret that checkout is missing?". Called by `models.planner` once the investigation has told what it is. Pure.
"""

from collections.abc import Sequence

from assistant.findings import ranked
from assistant.models.spec import Calls, CallWanted, Observation, Turn
from assistant.patterns import Lazy
from assistant.planner.following.taken_up import fix_of

_WAY = Lazy(
    r"\bhow\s+(?:do|can|should|would|could|must)\s+(?:i|we|you|one)\b|\bhow\s+to\b|\bwhat(?:'s|\s+is)\s+the\s+(?:fix|remedy|solution|way)\b"
    r"|어떻게\s*(?:만들|만드|생성|고치|고쳐|해결|추가|넣|풀|복구|살리|조치|등록|채우|설정)|(?:만드는|고치는|해결하는|추가하는|생성하는|넣는|복구하는)\s*(?:법|방법)"
    r"|(?:해결|조치|복구|생성)\s*(?:법|방법)"
)
# How something is known, seen or prevented: no remedy of what fails now.
_ELSE = Lazy(r"\bhow\s+do\s+(?:you|we|i)\s+(?:know|tell|see|check)\b|어떻게\s*알|예방|방지|\bprevent|\bavoid")


def remedy_for(turn: Turn) -> Calls | None:
    """The runbook's section on it; None where no way is asked for, nothing was found, or guides were read already."""
    if not _WAY.search(turn.question) or _ELSE.search(turn.question) or _guided(turn.observations):
        return None
    found = [
        f
        for o in turn.observations
        if o.diagnosis is not None and o.recalled is None and o.call.arguments.get("name")
        for f in ranked(o.diagnosis.findings)
        if f.klass == "problem" and f.runbook
    ]
    if not found or "search_guides" not in {e.name for e in turn.catalog}:
        return None
    arguments = {"question": turn.question, "lang": turn.lang, "passage": fix_of(found[0].runbook)}
    return Calls((CallWanted(name="search_guides", arguments=arguments),))


def _guided(observations: Sequence[Observation]) -> bool:
    return any(o.call.name == "search_guides" for o in observations)
