"""Questions about the rows of the answer before: 걔네 다 같은 노드에 있어?, "which of those are broken?", 둘 다 정상이야?

Called by `following.continued`. Pure but for `Question.known`. Whether they are well is asked of each; anything else is read
from the same list again, of those rows only.
"""

from dataclasses import replace

from assistant.known import Known
from assistant.patterns import Lazy
from assistant.planner.attempts import Attempt, tried
from assistant.planner.following.followups import merged
from assistant.planner.names import Mention
from assistant.planner.narrowing.asked import narrowing, narrows_the_last
from assistant.planner.narrowing.conditions import InState
from assistant.planner.narrowing.states import BY_NAME
from assistant.planner.question import Question
from assistant.planner.reading import CLOUD_THINGS, ID_FEATURES, Reading

_THOSE = Lazy(
    r"(?:그|이|저)\s*중(?:에서|에)?|이\s*가운데|걔네|얘네|쟤네|걔들|얘들|그것들|그거들|(?:둘|셋|넷|다섯)\s*다|(?:그|이)\s*(?:파드|워크로드|디플로이먼트|인스턴스|볼륨|노드|서비스)들"
    r"|\b(?:those|these|them|they|both)\b"
)
_ID = Lazy(r"(?P<kind>i|vol|snap|eipalloc)-[0-9a-f]{6,}", 0)
_THE_ONE = Lazy(
    r"\b(?:it|its|that\s+one|this\s+one)\b|(?<![가-힣])(?:(?:그거|그것|이거|이것)(?!들)|그게|그건|그걸|이건|그\s*(?:인스턴스|볼륨|디스크|서버|놈|애)(?!들))"
)
_WHICH_STATE = Lazy(
    r"^\W*(?:and\s+)?(?:which|how\s+many|list|show|only|just)\b|(?:어느|어떤)\s*(?:게|것|거)|몇\s*(?:개|대|건)"
)
_OF_HEALTH = frozenset({"fail", "healthy", "why", "status", "up", "unhealthy", "stuck", "error"})
_ONLY_CHOOSES = frozenset(
    {"most", "old", "latest", "type", "which", "count", "not", "when", "create", "status", "howto"}
)
_MOST, _MOST_MACHINES = 5, 20  # investigations at once; instances in one read


def of_those_shown(question: Question, reading: Reading, subject: Reading) -> Attempt | None:
    """None where nothing was shown, or the question is not about it."""
    turns = question.standing.turns
    if not question.previous or not turns or turns[-1].question != question.previous[-1]:
        return None
    shown = frozenset(name.lower() for name in turns[-1].shown)
    if (of_ids := _of_ids(question, reading, turns[-1].shown)) is not None:
        return of_ids
    own = reading.mentions or reading.slots.ids or reading.slots.namespaces or reading.slots.region
    asks_why = {"why"} <= reading.features <= {"why", "fail", "unhealthy", "not"} and not turns[-1].findings
    if not shown or own or not (asks_why or _THOSE.search(reading.text)):
        return None
    workloads = [k for k in question.known("kube") if k.name.lower() in shown]
    filters = _WHICH_STATE.search(reading.text) and _chooses_rows(question, reading)
    if not filters and (asks_why or reading.features & _OF_HEALTH) and 0 < len(workloads) <= _MOST:
        mentions = tuple(Mention(text=k.name, first=0, last=0, how="exact", known=(k,)) for k in workloads)
        features = frozenset({"<name>", "status", "why"})
        each = tried(
            question, replace(reading, mentions=mentions, features=features, meant=(), unknown=(), refers=False)
        )
        return each if each.sure else None
    machines = [k for k in question.known("aws") if k.name.lower() in shown]
    if 0 < len(machines) <= _MOST_MACHINES and (asked := _of_machines(question, reading, machines)) is not None:
        return asked
    again = tried(question, replace(merged(reading, subject, question), refers=False))
    return replace(again, about=shown) if again.sure else None


def refers_to_those(reading: Reading) -> bool:
    """Whether it is about what was said or shown before."""
    return bool(narrows_the_last(reading.text) or reading.refers or _THOSE.search(reading.text))


def ids_shown(question: Question) -> tuple[tuple[str, str], ...]:
    """(kind, id) of the things of the cloud that the answer just before means; () where another question came since."""
    turns = question.standing.turns
    if not question.previous or not turns or turns[-1].question != question.previous[-1]:
        return ()
    return _ids(turns[-1].shown)


def _ids(shown: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((m["kind"], m[0]) for name in shown if (m := _ID.fullmatch(name)))


def _chooses_rows(question: Question, reading: Reading) -> bool:
    """Whether rows tell it, such as which are not ready; not what is broken, which is looked into."""
    conditions = narrowing(reading.text, question.now, question.zone).conditions
    return any(not isinstance(c, InState) or not BY_NAME[c.state].broad for c in conditions)


def _of_machines(question: Question, reading: Reading, machines: list[Known]) -> Attempt | None:
    """What is asked of instances themselves: whether they run, what type they are; None for what their list told."""
    mentions = tuple(Mention(text=k.name, first=0, last=0, how="exact", known=(k,)) for k in machines)
    named = replace(reading, mentions=mentions, features=reading.features | {"<instance>"}, refers=False)
    asked = tried(question, named)
    return asked if asked.sure and asked.scored[0].entry.backend == "aws" else None


def _of_ids(question: Question, reading: Reading, shown: tuple[str, ...]) -> Attempt | None:
    """What is asked of the things of the cloud that were listed, by their ids: what they cost, which is idle, the oldest.

    Of the one that was asked for, "it": how old it is.
    """
    own = reading.mentions or reading.slots.ids or reading.slots.region or CLOUD_THINGS & reading.features
    if own or not refers_to_those(reading):
        return None
    ids = _ids(shown)
    before = narrowing(question.previous[-1], question.now, question.zone)
    if _THE_ONE.search(reading.text):
        ids = ids[:1] if len(ids) == 1 or before.form == "which" or before.limit == 1 else ()
    if not ids:
        return None
    named = replace(reading, slots=replace(reading.slots, ids=ids), refers=False, inherited=True)
    kinds = {ID_FEATURES[kind] for kind, _ in ids}
    features = reading.features | (kinds if len(kinds) == 1 else {"resource"})
    if features <= kinds | _ONLY_CHOOSES:  # which of them is the largest, how old they are: their list tells
        features = features | {"list"}
    asked = tried(question, replace(named, features=features))
    return asked if asked.sure and all("ids" in call.arguments for call in asked.calls) else None
