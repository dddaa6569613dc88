"""Questions for what of a list must stay: "any of these I should NOT delete?", 지우면 안 되는 것도 있어?

Called by `planner.route`. Pure. Each one is judged by what its tags, owner, age and use say; a list alone does not answer it.
"""

import re

from assistant.language import Text
from assistant.models.spec import Abstain, Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner.following.backups import asks_for_backups
from assistant.planner.following.picking import kinds_said
from assistant.planner.following.subjects import as_told
from assistant.planner.narrowing.follows import Follows
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading

_DEED = (
    r"(?:delet\w*|remov\w*|terminat\w*|destroy\w*|releas\w*|touch\w*|drop\w*|clean\w*|stop\w*|shut\w*|get\s+rid\s+of)"
)
_KEEP = Lazy(
    rf"\b(?:should|must|may|can|could|do|dare|better|ought)\s*(?:n'?t|not|never)\b.*\b{_DEED}|\b(?:should|must|may|can|could|ought)\s+(?:i|we|you|they)\s+(?:not|never)\b.*\b{_DEED}"
    rf"|\b(?:not|n't|un)\s*(?:be\s+)?(?:safe|ok(?:ay)?)\b.*\b(?:to|if)\b.*\b{_DEED}|\bunsafe\b"
    r"|\b(?:should|must|need\s+to|have\s+to|want\s+to|better|ought\s+to)\b.*\b(?:keep|stay|remain|be\s+(?:kept|left))\b|\b(?:worth|to)\s+keep(?:ing)?\b|\b(?:which|what|any|are|is)\b.*\bprotected\b|\boff[\s-]limits\b|\bleave\s+alone\b"
    r"|(?:지우|삭제하|없애|정리하|건드리|끄|반납하|버리|날리|해제하|손대|제거하)면\s*(?:절대\s*)?(?:안\s*(?:되|돼|될|됨)|큰일|곤란|위험한|문제)|(?:지우|삭제하|없애|건드리|버리)지\s*말아야"
    r"|(?:남겨|놔|냅|그냥)\s*(?:둬야|두어야|놔야|놓아야|둬야만|야)\s*(?:하|할|해|되|돼|될)|(?:유지|보존|보관)해야"
)
_SAFE = Lazy(
    rf"\b(?:which|what|any)\b.*\b(?:safe|ok(?:ay)?|fine)\s+to\s+{_DEED}|\b(?:which|what)\b.*\bcan\s+go\b|\b(?:which|what)\b.*\b(?:can|could|may|should)\s+(?:i|we|be)\s+(?:\w+ly\s+|just\s+)?{_DEED}"
    r"|(?:지워|삭제해|없애|정리해|버려|날려|반납해|제거해)도\s*(?:되|돼|괜찮|안전)\S*\s*(?:건|것|거|게)|(?:지울|삭제할|정리할|없앨|버릴)\s*수\s*있는\s*(?:건|것|거|게)"
)
_ID = re.compile(r"(?:i|vol|eipalloc|snap)-[0-9a-f]{6,}")
_KINDS = {"vol": "Volume", "i": "Instance", "eipalloc": "Address", "snap": "Snapshot"}
_MOST = 50  # judged in one call
_NOT_JUDGED = Text(
    ko="**어느 것을 남겨야 하는지 알 수 없습니다.** 스냅샷은 무엇이 쓰는지 판단할 수 있을 만큼 읽지 않습니다. "
    "볼륨, 인스턴스, 탄력적 IP라면 태그, 소유, 나이, 연결로 말씀드릴 수 있습니다.",
    en="**Which of them must stay I cannot tell.** Of snapshots I do not read what uses them. Of volumes, instances and "
    "Elastic IPs I can say what their tags, owner, age and attachments tell.",
)


def asks_to_keep(text: str) -> bool:
    """Whether it asks what must stay, or what may go."""
    return bool(_KEEP.search(text) or _SAFE.search(text))


def of_kept(question: Question, reading: Reading) -> Routed | None:
    """The judgement of each of those that were shown or found; None for any other question, and after any other answer."""
    window = reading.slots.window
    earlier = window is not None and not window.to_now  # "today" only says when it would be done
    own = reading.mentions or reading.slots.ids or earlier or "why" in reading.concepts
    asks_keep = bool(_KEEP.search(reading.text))
    if own or not (asks_keep or _SAFE.search(reading.text)) or not question.has("aws"):
        return None
    ids = _told(question, reading)
    judged = tuple(i for i in ids if not i.startswith("snap-"))[:_MOST]
    if not judged:
        return Routed(reply=Abstain(text=_NOT_JUDGED.in_(question.lang))) if ids else None
    judges = (e for e in question.catalog if e.kind == "playbook" and e.backend == "aws" and "ids" in e.arguments)
    entry = next(judges, None)
    if entry is None:
        return None
    call = CallWanted(name=entry.name, arguments={"ids": list(judged)})
    return Routed(reply=Calls((call,)), follows=Follows(keeps=True, may_go=not asks_keep))


def _of_the_same(text: str) -> bool:
    """Whether its answer told more of what was told before, and nothing else."""
    return asks_to_keep(text) or asks_for_backups(text)


def _told(question: Question, reading: Reading) -> tuple[str, ...]:
    """The ids of what the turn before showed, else of what was found in the cloud; of the kinds that are named."""
    turns = question.standing.turns
    if not question.previous or not turns or turns[-1].question != question.previous[-1]:
        return ()
    while len(turns) > 1 and _of_the_same(turns[-1].question):  # "and which are safe to delete?"
        turns = turns[:-1]
    shown = tuple(name for name in turns[-1].shown if _ID.fullmatch(name))
    told = as_told(question, turns[-1].question, turns[-1].findings)
    found = tuple(dict.fromkeys(f.target.id for f in told if f.target.provider == "aws"))
    if not shown and not found and not turns[-1].shown:
        found = tuple(dict.fromkeys(f.target.id for f in question.standing.findings if f.target.provider == "aws"))
    kinds = kinds_said(reading)
    ids = shown or found
    return tuple(i for i in ids if not kinds or _KINDS.get(i.partition("-")[0]) in kinds) or ids
