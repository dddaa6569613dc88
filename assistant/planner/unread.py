"""What a question says that the calls made for it take up nowhere: 결제 쪽 뭐가 문제야?, "pods of the payroll team".

Called by `planner.route`. Pure. An answer about everything would read as one about what was said, so it says that it is not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.catalog import Entry
from assistant.known import Known
from assistant.language import Text, with_particle
from assistant.models.spec import CallWanted
from assistant.patterns import Lazy
from assistant.planner import intents
from assistant.planner.clauses import clauses
from assistant.planner.examples import read_example
from assistant.planner.narrowing.asked import narrowing
from assistant.planner.places import PRODUCTION
from assistant.planner.question import Question
from assistant.planner.reading import KINDS, Reading, read
from knowledge.concepts import Meant, is_bare, is_soft
from knowledge.korean import PARTICLES, base

_OF_A_THING = frozenset({"name", "pod", "ids"})  # what is asked of one thing is answered by all that is read of it
_EVERYWHERE = frozenset({"aws", "cost", "cluster"})  # where or for how much, of whatever is listed
_NEVER_READ = frozenset({"traffic"})
_BY_LABEL = Lazy(
    r"\b(?:by|per|for\s+each)\s+(?P<en>teams?|projects?|owners?|tags?|departments?|customers?|env(?:ironment)?s?)\b"
    r"|\bwhich\s+(?P<which>team|project|owner|department|customer)s?\b"
    r"|(?:어느|어떤)\s*(?P<which_ko>팀|프로젝트|부서|고객)"
    r"|(?P<ko>팀|프로젝트|부서|담당자|태그|고객|환경)\s*별(?![가-힣]*\s*로그)"
)
_BY_TIME = Lazy(
    r"\bwhich\s+(?P<day>day|week|month)\b|\b(?:per|by|each|every)\s+(?P<each>day|week)\b|\bby\s+(?P<month>month)\b|\b(?P<daily>daily|weekly)\b"
    r"|(?:어느|어떤|무슨)\s*(?P<day_ko>날|요일|주|달)|(?P<daily_ko>일별|날짜별|주별|월별)"
)
_MOST_WORDS = 14  # of a question; a story around it names what has nothing to do with it
_MOST_SAID = 3
_TOP = Lazy(r"(?:top|상위|탑|톱)\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|single|couple")
_MOST_CLAUSES = 4
_ASKED = Lazy(  # a clause that wants something; not the story around a question
    r"[?？]\s*$|(?:줘|주세요|줄래|줄\s*수|달라|해라|하자|할래|까|니|나요?|냐|지)\W*$"
    r"|\b(?:who|what|when|where|why|how|which|tell|show|give|get|order|send|write|make|book|call|play|sing|translate)\b"
)
_NOUN_BEFORE = Lazy(
    r"\b(?:with|of|by|in|on|for|from|(?:related|belong\w*|connected|tied|owned)\s+to|as|about|using|without|called|named|labell?ed|owned|the|our|my|your|their|this|that|how\s+many|how\s+much)"
    r"\s+(?:[a-z0-9]+[\s-]+)?$"
)
_NOUN_AFTER = Lazy(
    r"^(?:['’]s)?\s+(?:team|app|apps|stack|squad|group|project|customers?|side|related|system|module|api"
    r"|pods?|services?|deployments?|workloads?|volumes?|costs?|jobs?|nodes?|instances?)\b"
)
_LABELLED = Lazy(r"^\s*(?:쪽|관련|팀|용|앱|계열|담당|그룹|프로젝트|시스템|모듈)(?![가-힣]*다)")
_CASES = PARTICLES.keys() & {
    *("은", "는", "이", "가", "을", "를", "의", "에", "에서", "에는", "에서는"),
    *("로", "으로", "와", "과", "랑", "이랑", "도", "만"),
}
_ADNOMINAL = Lazy(r"^\s*(?:데|거|것|게|곳|애|놈|적|채)(?![가-힣]{2})")
_VERBAL = frozenset("고서며면려던든지게어아여라자네요나니까죠대는은을운한할된될인")  # how a verb may end
_HANGUL = Lazy(r"[\uac00-\ud7a3]", 0)


def unread(question: Question, reading: Reading, calls: Sequence[CallWanted]) -> tuple[str, ...]:
    """The words as they were written; none where the calls are about one thing, or search the guides."""
    entries = [e for call in calls for e in question.catalog if e.name == call.name]
    of_a_thing = any(_OF_A_THING & call.arguments.keys() for call in calls)
    never = tuple(dict.fromkeys(m.word for m in reading.meant if m.concept in _NEVER_READ))
    group = narrowing(question.text, question.now, question.zone).group
    if (
        calls and (group is None or group.tag is None) and (by := _BY_LABEL.search(reading.text))
    ):  # no tool sums by tags
        never = (*never, next(word for word in by.groups() if word))
    if calls and not any("by" in e.arguments for e in entries) and (by := _BY_TIME.search(reading.text)):
        never = (*never, next(word for word in by.groups() if word))
    if of_a_thing or never or any(e.backend == "guides" for e in entries) or len(reading.text.split()) > _MOST_WORDS:
        return never
    told = frozenset[str]().union(*(_told_by(e) for e in entries))
    text = reading.slots.masked
    words = dict.fromkeys(_noun(meant, text) for meant in reading.meant if not _taken_up(meant, told))
    wanted = narrowing(question.text, question.now, question.zone)
    if wanted.suspects:
        return ()
    # What chooses rows is applied, or said where it cannot be.
    spoken = [c.spoken for c in wanted.conditions] + ([wanted.order.spoken] if wanted.order else [])
    chosen = " ".join(spoken).lower()
    alone = len(question.places) < 2  # a single environment is what people call production
    return tuple(
        w
        for w in words
        if w and w.lower() not in chosen and not _TOP.fullmatch(w) and not (alone and PRODUCTION.fullmatch(w))
    )[:_MOST_SAID]


def wants_something(clause: str) -> bool:
    """Whether a clause asks or orders, and does not only tell what a question is about: 노드를 비워야 하는데."""
    return bool(_ASKED.search(clause))


def unanswered(question: Question) -> tuple[str, ...]:
    """The clauses that mean nothing here, of a question whose rest does: the chicken beside the log."""
    parts = clauses(question.text)
    if len(parts) < 2 or len(parts) > _MOST_CLAUSES:
        return ()
    return tuple(part for part in parts if _means_nothing(read(replace(question, text=part, known=_nothing)), question))


def _means_nothing(reading: Reading, question: Question) -> bool:
    native = [c for c in reading.concepts if c != "other" and not is_soft(c) and not is_bare(c)]
    foreign = len(reading.unknown) > 1 or "other" in intents.foreign(reading, question.catalog)
    named = reading.mentions or reading.slots.ids or reading.slots.namespaces or reading.slots.window
    return foreign and not native and not named and bool(_ASKED.search(reading.text))


def _nothing(_backend: str) -> tuple[Known, ...]:
    return ()


def not_answered(parts: Iterable[str], earlier: Text | None) -> Text | None:
    """That these parts of the question are left, below what else must be said with the answer."""
    said = ", ".join(f"“{part}”" for part in parts)
    if not said:
        return earlier
    ko = f"{said}에는 답하지 못했습니다. 읽을 수 있는 것이 없습니다."
    note = Text(ko=ko, en=f"Not answered: {said}. Nothing here can be read for it.")
    return note if earlier is None else Text(ko=f"{earlier.ko}\n{note.ko}", en=f"{earlier.en}\n{note.en}")


def not_narrowed_to(words: Iterable[str], earlier: Text | None) -> Text | None:
    """That the answer leaves these words out, below what else must be said with it."""
    said = tuple(words)
    if not said:
        return earlier
    each = [Text(ko=f"‘{w}’", en=f"“{w}”") for w in said]
    ko, en = ", ".join(t.ko for t in each), ", ".join(t.en for t in each)
    to = with_particle(said[-1], "으로").removeprefix(said[-1])
    note = Text(
        ko=f"{ko}{to}는 좁히지 못했습니다. 읽은 것에 그런 이름이나 항목이 없어, 아래는 그 조건 없이 본 것입니다.",
        en=f"Not narrowed to {en}: nothing read here says that. What follows is without it.",
    )
    return note if earlier is None else Text(ko=f"{earlier.ko}\n{note.ko}", en=f"{earlier.en}\n{note.en}")


def _taken_up(meant: Meant, told: frozenset[str]) -> bool:
    if meant.concept in ("", "other"):
        return f"~{meant.word}" in told
    return (
        meant.concept in told
        or meant.concept in KINDS
        or is_soft(meant.concept)
        or is_bare(meant.concept)
        or meant.concept in _EVERYWHERE
    )


@lru_cache(maxsize=256)
def _told_by(entry: Entry) -> frozenset[str]:
    """The concepts of the questions that the entry says it answers, and their words where they stand for no name."""
    told = frozenset[str]().union(*(read_example(text)[0] for text in entry.examples or (entry.title,)))
    return frozenset(f for f in told if f[0] != "~") if "name" in entry.arguments else told


def _noun(meant: Meant, text: str) -> str:
    """The word as written, without its particle, where it stands as a noun; "" otherwise."""
    written = text[meant.start : meant.end]
    before, after = text[: meant.start], text[meant.end :]
    if not _HANGUL.search(written):
        follows = before[-1:].strip() == "" and _NOUN_AFTER.search(after)
        korean = bool(_HANGUL.search(text))
        return written if korean or follows or _NOUN_BEFORE.search(before) else ""
    bare = next((written[:-n] for n in range(min(4, len(written) - 1), 0, -1) if written[-n:] in _CASES), written)
    bare = bare.removesuffix("쪽") if len(bare) > 2 else bare
    if not bare.startswith(meant.word[:2]) or len(bare) < 2:
        return ""
    if _ADNOMINAL.search(after):
        return ""
    if _LABELLED.search(after) or (bare != written and bare[-1] not in _VERBAL):
        return bare
    return bare if bare == written == base(written) and after[:1] == " " and bare[-1] not in _VERBAL else ""
