"""What doing away with the rows that were just listed would save: 그거 다 지우면 얼마 아껴?, "what would deleting those save?".

Called by `planner.route`. Pure but for `Question.known`. Each of them is judged, and no other.
"""

from assistant.language import Text
from assistant.models.spec import Abstain, Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner.following.shown import ids_shown, refers_to_those
from assistant.planner.following.wishes import wish_in
from assistant.planner.question import Question
from assistant.planner.reading import Reading

_SAVES = Lazy(r"아끼|아껴|아낄|아낀|절약|절감|줄어|줄일|줄여|굳어|굳나|\b(?:sav(?:e|es|ed|ing|ings)|cut|spare)\b")
_ALL = Lazy(r"(?<![가-힣])(?:다|모두|전부|싹)(?![가-힣])|\ball\b")
_JUDGED = frozenset({"i", "vol", "eipalloc"})


_UNPRICED = Text(
    ko="**방금 보여 드린 것에는 따로 매겨진 요금이 없습니다.** 아낄 수 있는 금액은 인스턴스, 볼륨, 탄력적 IP처럼 청구서에 나오는 "
    "AWS 리소스만 알 수 있습니다.",
    en="**What was just listed has no price of its own.** What can be saved is known only of AWS resources that a bill names: "
    "instances, volumes, Elastic IPs.",
)


def saving_of_shown(question: Question, reading: Reading) -> Calls | Abstain | None:
    """The judgement of what was listed; None where nothing of the kind was, or the question is about something else."""
    if reading.mentions or reading.slots.ids or reading.slots.region or not _SAVES.search(reading.text):
        return None
    wish = wish_in(reading.slots.masked)
    all_of_them = wish is not None and wish.mood == "weigh" and bool(_ALL.search(reading.text))
    turns = question.standing.turns
    if not (refers_to_those(reading) or all_of_them) or not turns or turns[-1].findings:
        return None
    ids = [id_ for kind, id_ in ids_shown(question) if kind in _JUDGED]
    judges = (e for e in question.catalog if e.kind == "playbook" and e.backend == "aws" and "ids" in e.arguments)
    entry = next(judges, None)
    last = question.previous[-1:] == (turns[-1].question,)
    if not ids and last and turns[-1].shown and wish is not None:
        return Abstain(text=_UNPRICED.in_(question.lang))
    if not ids or entry is None or not question.has("aws"):
        return None
    return Calls((CallWanted(name=entry.name, arguments={"ids": ids}),))
