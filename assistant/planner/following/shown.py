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
from assistant.planner.question import Question
from assistant.planner.reading import Reading

_THOSE = Lazy(
    r"걔네|얘네|쟤네|걔들|얘들|그것들|그거들|(?:둘|셋|넷|다섯)\s*다|(?:그|이)\s*(?:파드|워크로드|디플로이먼트|인스턴스|볼륨|노드|서비스)들"
    r"|\b(?:those|these|them|they|both)\b"
)
_OF_HEALTH = frozenset({"fail", "healthy", "why", "status", "up", "unhealthy", "stuck", "error"})
_MOST, _MOST_MACHINES = 5, 20  # investigations at once; instances in one read


def of_those_shown(question: Question, reading: Reading, subject: Reading) -> Attempt | None:
    """None where nothing was shown, or the question is not about it."""
    turns = question.standing.turns
    if not question.previous or not turns or turns[-1].question != question.previous[-1]:
        return None
    shown = frozenset(name.lower() for name in turns[-1].shown)
    own = reading.mentions or reading.slots.ids or reading.slots.namespaces or reading.slots.region
    if not shown or own or not _THOSE.search(reading.text):
        return None
    workloads = [k for k in question.known("kube") if k.name.lower() in shown]
    if reading.features & _OF_HEALTH and 0 < len(workloads) <= _MOST:
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


def _of_machines(question: Question, reading: Reading, machines: list[Known]) -> Attempt | None:
    """What is asked of instances themselves: whether they run, what type they are; None for what their list told."""
    mentions = tuple(Mention(text=k.name, first=0, last=0, how="exact", known=(k,)) for k in machines)
    named = replace(reading, mentions=mentions, features=reading.features | {"<instance>"}, refers=False)
    asked = tried(question, named)
    return asked if asked.sure and asked.scored[0].entry.backend == "aws" else None
