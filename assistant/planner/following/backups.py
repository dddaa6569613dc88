"""Whether what was just told has a backup: 백업은 있어?, "is there a snapshot of it?". Called by `planner.route` and
`planner.besides`. Pure but for `Question.known`.
"""

from assistant.models.spec import Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner.following.shown import ids_shown
from assistant.planner.following.subjects import talked_of
from assistant.planner.narrowing.follows import Follows
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading

_BACKUP = Lazy(r"백업|스냅샷|스냅숏|\bback(?:ed)?[\s-]?ups?\b|\bsnapshots?\b")
_WHETHER = Lazy(
    r"있(?:어|나|니|을까|는지|는\s*거|음|습니까|지|죠)|(?:해|떠|받아)\s*(?:놨|놓|뒀|두었|둔)|(?:했|됐|되어\s*있|남아|없)"
    r"|\b(?:is|are|do|does|did|has|have|any|was|were)\b"
)
_OTHER = Lazy(
    r"방법|어떻게|만들|복원|오래된|목록|몇|어떤|\b(?:how\s+(?:do|to|can|should|many|old)|list|show|old(?:er)?|which|creat\w*|make|restor\w*|every|all)\b"
)
_KINDS = frozenset({"i", "vol"})
_LIMIT = 5000


def backups_of_told(question: Question, reading: Reading) -> Routed | None:
    """The volumes and snapshots that say whether those that were told, or listed, can be had back; None for any other
    question, and where nothing that has volumes was told."""
    turns = question.standing.turns
    own = reading.mentions or reading.slots.ids or reading.slots.region or reading.slots.window
    if own or not question.previous or not turns or not question.has("aws"):
        return None
    if not asks_for_backups(reading.text):
        return None
    told = [f.target.id for f in talked_of(question) if f.target.kind in ("Volume", "Instance")]
    again = asks_for_backups(turns[-1].question)  # of the same: its answer showed all volumes that were read
    if not turns[-1].findings and not again and (shown := [id_ for kind, id_ in ids_shown(question) if kind in _KINDS]):
        told = shown
    names = ("list_volumes", "list_snapshots")
    if not told or not set(names) <= {e.name for e in question.catalog}:
        return None
    calls = tuple(CallWanted(name=name, arguments={"limit": _LIMIT}) for name in names)
    return Routed(reply=Calls(calls), follows=Follows(backups=tuple(told)))


def asks_for_backups(text: str) -> bool:
    """Whether it asks if there is one; not for snapshots themselves."""
    return bool(_BACKUP.search(text) and _WHETHER.search(text)) and not _OTHER.search(text)
