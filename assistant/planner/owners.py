"""Whose resources of the cloud are: the list of them, which shows what their tags say. Called by `planner.route`. Pure."""

from assistant.models.spec import Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading

_WHOSE = Lazy(
    r"\bwho(?:\s+\w+)?\s+owns?\b|\bwhose\b|\bwho(?:\s+is|'s)\s+(?:the\s+)?(?:owner|responsible)\b|\bwho\s+(?:do|does)\b.{0,40}\bbelongs?\s+to\b"
    r"|\b(?:which|what)\s+team\s+(?:owns|has|is\s+responsible)\b|\bowners?\s+of\b|\bwith\s+(?:their|the|its)\s+owners?\b"
    r"|누구\s*(?:거|것|꺼|건|소유|껀)|(?:주인|소유자|담당자|오너)\S{0,2}\s*(?:누구|누가|뭐|알려|보여|궁금|확인)|어느\s*팀\s*(?:거|것|꺼|소유|건)"
)
_LISTS = (
    ("list_addresses", frozenset({"ip", "eip", "address", "<address>"})),
    ("list_volumes", frozenset({"volume", "<volume>"})),
    ("list_snapshots", frozenset({"snapshot", "<snapshot>"})),
    ("list_instances", frozenset({"instance", "<instance>"})),
)
_NOT_THESE = frozenset({"howto", "define", "document", "cost", "<pod>", "pod", "<kind>", "workload", "log", "why"})
_THOSE = Lazy(r"\b(?:these|those|them|that|it)\b|(?<![가-힣])(?:그|저|이)(?:것|거|게)?(?![가-힣])")


def owners(question: Question, reading: Reading) -> Routed | None:
    """The list of the kind whose owners are asked for; None where something else is, or what was listed before."""
    if not _WHOSE.search(reading.text) or _NOT_THESE & reading.features:
        return None
    if question.previous and not reading.slots.ids and _THOSE.search(reading.text):
        return None
    meant = [name for name, features in _LISTS if features & reading.features]
    entry = next((e for e in question.catalog if meant == [e.name]), None)
    if entry is None or not question.has(entry.backend):
        return None
    region = {"region": reading.slots.region} if reading.slots.region else {}
    ids = [i for kind, i in reading.slots.ids if kind in ("vol", "i")]
    chosen = {"ids": ids} if ids and entry.name in ("list_volumes", "list_instances") else {}
    return Routed(reply=Calls((CallWanted(name=entry.name, arguments={**region, **chosen}),)))
