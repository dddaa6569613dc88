"""Which of the findings that were just told a follow-up chooses, and whether it only chooses: "제일 급한 거 하나만", "only
the ones in us-west-2", "다 합치면 얼마야?".

Called by `following.recall` and `following.subjects`. Pure.
"""

import re
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

from assistant.findings import Finding
from assistant.language import Text, same
from assistant.money import Money
from assistant.patterns import Lazy
from assistant.planner.composing.since import began_at
from assistant.planner.following.aspects import HOW, ORDINAL
from assistant.planner.narrowing.region_words import REGION, region_named
from assistant.planner.narrowing.restrictions import excluded
from assistant.planner.reading import Reading
from assistant.planner.slots import MASK
from knowledge import concepts

_MOST = r"(?:가장|제일|젤|최고로)\s*"
_WORST = Lazy(
    rf"{_MOST}(?:먼저|급|시급|심각|심한|위험|중요|나쁜|문제)\S*|최우선\S*"
    r"|\b(?:the\s+)?(?:worst|(?:most|top)\s+(?:urgent|severe|serious|critical|important|pressing|dangerous))\b"
)
_LARGEST = Lazy(
    rf"{_MOST}(?:큰|비싼|많이|아까운)\S*|\b(?:the\s+)?(?:biggest|largest|(?:most|highest)\s+(?:expensive|costly|saving)|costliest)\b"
)
_OLDEST = Lazy(
    rf"{_MOST}(?:오래|먼저|일찍|이른)\S*(?:\s*(?:시작|생긴|생겼|발생|터진|죽은)\S*)?"
    r"|\b(?:(?:has|have|had)\s+)?(?:been\s+)?(?:(?:going\s+on|failing|down|broken|around|there)\s+)?(?:for\s+)?(?:the\s+)?(?:oldest|longest|earliest)\b"
    r"|\b(?:start|began|begin|broke|fail|happen)\w*\s+first\b"
)
_NEWEST = Lazy(
    rf"{_MOST}(?:최근|나중|늦게|최신)\S*(?:\s*(?:시작|생긴|생겼|발생|터진|죽은)\S*)?"
    r"|\b(?:start|began|begin|broke|fail|happen)\w*\s+(?:last|most\s+recently)\b|\b(?:the\s+)?(?:newest|latest|most\s+recent(?:ly)?)(?:\s+(?:one|problem|failure))?\b"
)
_AMONG = Lazy(
    r"(?:그|이|저)\s*중(?:에서|에)?(?:는|도)?|(?<![가-힣])(?:하나|한\s*개|한\s*건)\s*만|(?<![가-힣])(?:것|거|꺼)(?:들)?\s*만|(?<=[가-힣])만(?:은|요)?(?![가-힣])"
    r"|(?<![가-힣])(?:것|거|꺼|게|건)(?:은|는|이)?(?![가-힣])|\b(?:of|among|from)\s+(?:them|those|these)\b|\b(?:only|just)\b|\b(?:ones?|in)\b"
)
_CHOOSES = Lazy(r"만(?:은|요)?(?![가-힣])|(?:그|이|저)\s*중|\b(?:only|just|of\s+(?:them|those|these)|one)\b")
_SUM = Lazy(
    r"합치|합하|합해|합쳐|합계|총합|모두\s*더하|다\s*더하|(?:다|전부|모두|총)\s*(?:해서\s*|하면\s*)?(?:한\s*달에\s*)?얼마"
    r"|얼마나?\s*(?:를|을)?\s*(?:아끼|아낄|절약|절감|줄일)|\bhow\s+much\s+(?:can|could|would|will|do)\s+(?:we|i|it|that|they|you)\s+save\b"
    r"|\bwhat\s+(?:do|does|are)\s+(?:they|those|these|that|it)\s+cost(?:ing)?\b"
    r"|얼마나?\s*(?:를|을)?\s*(?:아껴|아낀|절약|줄어|줄여|굳)|\bhow\s+much\b.*\bsaved?\b|\bwhat\b.*\b(?:would|will|do|could)\s+(?:we|i|it|that)\s+save\b"
    r"|\bhow\s+much\s+(?:is|are)\s+(?:all\s+)?(?:that|those|these|they|it)\b|(?:그거|그것|그게|이거|이게)\s*(?:다\s*)?(?:한\s*달에\s*)?얼마(?:야|예요|지|인데|나\s*(?:돼|되))"
    r"|\bwhat(?:'s|\s+is|\s+are|\s+would\s+be|\s+will\s+be)\s+the\s+savings?\b|\b(?:in\s+)?(?:total|sum)\b|\baltogether\b|\ball\s+together\b|\badd(?:s|ed)?\s+up\b"
)
_HOW_MUCH = Lazy(r"얼마|\bhow\s+much\b")
_KIND_SAID = {
    "volume": "Volume", "instance": "Instance", "snapshot": "Snapshot", "eip": "Address", "node": "Node",
    "statefulset": "StatefulSet", "daemonset": "DaemonSet", "job": "Job", "cronjob": "CronJob", "namespace": "Namespace",
    "configmap": "ConfigMap", "secret": "Secret", "ingress": "Ingress", "pvc": "PersistentVolumeClaim",
    "deployment": "Deployment", "pod": "Pod",
}  # fmt: skip
_LEFT_OUT = {**_KIND_SAID, "ip": "Address"}  # beside a word that leaves it out nothing else is meant: IP 말고
_ONLY_ONE = Lazy(r"(?:하나|한\s*개|한\s*건)\s*만|\b(?:only|just)\s+(?:the\s+)?(?:one|first)\b")
# Also what would be done to have it saved: 다 지우면 얼마 아껴?
_OF_SUM = frozenset({"cost", "total", "waste", "expensive", "month", "delete", "stop", "stopped", "unused", "decrease"})
_EXCEPTS = Lazy(
    r"\b(?:except(?:\s+for)?|excluding|exclude|without|leav(?:e|ing)\s+out|leave|out|skip(?:ping)?|ignor(?:e|ing)|other\s+than|besides|apart\s+from"
    r"|aside\s+from|not\s+counting|not|minus|but)\b|말고|빼고|빼면|빼\s*(?:줘|봐)|뺀|제외\S*"
)
_STOPS = Lazy(
    r"(?<![가-힣])(?:꺼|끄|끌)(?=[가-힣\s])|(?:중지|정지|종료)(?:하|시키|해)|멈추|\bstop(?:ping|ped)?\b|\b(?:shut(?:ting)?|turn(?:ing|ed)?|power(?:ing|ed)?|switch(?:ing|ed)?)\b.*\b(?:off|down)\b"
)
_OF_CHOICE = frozenset({"most", "latest", "total"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """`findings` are those chosen; `said` how they were, in the order in which it was applied; `of` how many there were."""

    findings: tuple[Finding, ...]
    said: tuple[Text, ...]
    of: int


def picked(reading: Reading, findings: tuple[Finding, ...]) -> Picked | None:
    """The findings that the words choose, in their order; None where they choose none of them from the others."""
    without = kinds_excluded(reading)
    kinds = kinds_said(reading) - without
    chosen, said = tuple(f for f in findings if f.target.kind in kinds) or findings, list[Text]()
    if len(chosen) < len(findings):
        said.append(same(", ".join(sorted(kinds))))
    rest = tuple(f for f in chosen if f.target.kind not in without)
    if len(rest) < len(chosen):
        words = ", ".join(m.word for m in reading.meant if _LEFT_OUT.get(m.concept) in without)
        chosen, said = rest, [*said, Text(ko=f"{words} 제외", en=f"without {words}")]
    if region := _region(reading):
        chosen, said = tuple(f for f in chosen if f.target.place == region), [*said, same(region)]
    if ordinal := ORDINAL.search(reading.text):
        number = ordinal.lastindex or 1
        return Picked(
            findings=chosen[number - 1 :][:1],
            said=(*said, Text(ko=f"{number}번째", en=f"number {number}")),
            of=len(findings),
        )
    if _LARGEST.search(reading.text) and any(f.impact.saving for f in findings):
        chosen = _largest(chosen)
        said.append(Text(ko="절감이 가장 큰 것", en="the largest saving"))
    elif dated := _by_age(reading, chosen):
        return replace(dated, said=(*said, *dated.said), of=len(findings))
    elif _WORST.search(reading.text) or (said and _ONLY_ONE.search(reading.text)):
        chosen = chosen[:1]
        said.append(Text(ko="가장 심각한 것", en="the most severe"))
    return Picked(findings=chosen, said=tuple(said), of=len(findings)) if said else None


def _by_age(reading: Reading, findings: tuple[Finding, ...]) -> Picked | None:
    """The one that has been so the longest, or not for long; None where neither is asked for, or no finding tells."""
    oldest = bool(_OLDEST.search(reading.text))
    dated = [(at, f) for f in findings if (at := began_at(f)) is not None]
    if not dated or not (oldest or _NEWEST.search(reading.text)):
        return None
    at = (min if oldest else max)(at for at, _ in dated)
    word = Text(ko="가장 오래된 것", en="the oldest") if oldest else Text(ko="가장 최근 것", en="the most recent")
    since = Text(ko=f"{at:%Y-%m-%d %H:%M} UTC부터", en=f"since {at:%Y-%m-%d %H:%M} UTC")
    return Picked(findings=tuple(f for when, f in dated if when == at), said=(word, since), of=len(findings))


def only_chooses(reading: Reading) -> bool:
    """Whether the words ask for nothing but a choice among what was told."""
    if reading.mentions or reading.slots.ids or reading.slots.amounts or reading.slots.window:
        return False
    rest = reading.slots.masked
    without = bool(kinds_excluded(reading))
    for pattern in (_OLDEST, _NEWEST, _WORST, _LARGEST, ORDINAL, _AMONG, *((_EXCEPTS,) if without else ())):
        rest = pattern.sub(" ", rest)
    left = {m.concept or m.word for m in concepts.read(rest.replace(MASK, " "))}
    left -= _LEFT_OUT.keys() if without else _KIND_SAID.keys()
    chosen = without or any(p.search(reading.text) for p in (_CHOOSES, _WORST, _LARGEST, _OLDEST, _NEWEST))
    return chosen and left <= HOW | _OF_CHOICE


def asks_sum(reading: Reading) -> bool:
    """Whether what was told is to be added up, and nothing else is named."""
    if reading.mentions or reading.slots.ids or reading.slots.window or reading.slots.region:
        return False
    said = frozenset(reading.concepts) - HOW
    if reading.refers or kinds_excluded(reading) or _CHOOSES.search(reading.text):
        said -= {*_LEFT_OUT, "fail"} if _STOPS.search(reading.text) else _LEFT_OUT.keys()  # shut down: nothing fails
    sums = bool(_SUM.search(reading.text) or (kinds_excluded(reading) and _HOW_MUCH.search(reading.text)))
    return sums and said <= _OF_SUM and len(reading.unknown) < 2


_REST = Lazy(
    r"나머지|(?:그거|그것|그것들|그거들|걔|걔네)\s*(?:말고|빼고)|\b(?:the\s+)?(?:rest|remaining(?:\s+ones?)?)\b|\bthe\s+others?\b|\b(?:without|except|besides)\s+(?:those|these|them|that|it)\b"
)


def named_out(reading: Reading, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those that it leaves out by name, or by a name without its first piece: except load-test, staging-web 빼고는?"""
    text = reading.text if "why" not in reading.concepts else ""  # why not that one?
    return tuple(
        f for f in findings
        if any(
            excluded(text, m.start(), m.end())
            for name in called(f)
            for said in (name, name.partition("-")[2])
            if len(said) > 3 and (m := re.search(rf"(?<![\w-]){re.escape(said)}(?![A-Za-z0-9_-])", text, re.IGNORECASE))
        )
    )  # fmt: skip


def asks_the_rest(reading: Reading) -> bool:
    """Whether it asks for those that were told and not chosen, and for nothing else."""
    named = [m for m in reading.mentions if not _REST.search(m.text)]  # "rest" is like the name of many a thing
    if not _REST.search(reading.text) or named or reading.slots.ids:
        return False
    said = {m.concept or m.word for m in concepts.read(_REST.sub(" ", reading.slots.masked).replace(MASK, " "))}
    return said <= HOW | _OF_SUM | {"other", "diff", "합쳐", "합치"}


def asks_how_much(reading: Reading) -> bool:
    """Whether an amount is asked for, of whatever it is."""
    return bool(_SUM.search(reading.text) or _HOW_MUCH.search(reading.text))


def to_be_stopped(reading: Reading, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those of which stopping would save something, where that is what is asked: instances that run. Else all."""
    if not _STOPS.search(reading.text):
        return findings
    return tuple(f for f in findings if f.target.kind == "Instance" and "stopped" not in f.check)


def saving_of(findings: tuple[Finding, ...]) -> Money | None:
    """What they save together; None where none is priced, or they are priced in several currencies."""
    each = [f.impact.saving for f in findings if f.impact.saving is not None]
    return reduce(add, each) if len({m.currency for m in each}) == 1 else None


def called(finding: Finding) -> tuple[str, ...]:
    """Id and name of what it is about; the title gives the name beside the id: areum-build-cache (vol-0abc)."""
    before_id = re.search(rf"(\S+) \({re.escape(finding.target.id)}\)", finding.title.en)
    return (finding.target.id, *((before_id[1],) if before_id else ()))


def _largest(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The one that saves most, and those that save as much."""
    most = max(map(_amount, findings), default=0.0)
    return tuple(f for f in findings if most and _amount(f) == most)


def kinds_said(reading: Reading) -> frozenset[str]:
    """The kinds of things that it speaks of, as targets are called."""
    return frozenset(_KIND_SAID[c] for c in reading.concepts if c in _KIND_SAID)


def kinds_excluded(reading: Reading) -> frozenset[str]:
    """The kinds that it leaves out: 볼륨 말고, "except the volumes"."""
    text = reading.slots.masked
    return frozenset(
        _LEFT_OUT[m.concept] for m in reading.meant if m.concept in _LEFT_OUT and _is_excluded(text, m.start, m.end)
    )


def _is_excluded(text: str, first: int, last: int) -> bool:
    """Also the second of two that are left out: without volumes and IPs."""
    before = _AND_ANOTHER.search(text[:first])
    if before is not None and _EXCEPTS.search(text[: before.start()]):
        return True
    return excluded(text, first, last) or bool(_AND_BEFORE.match(text[first:]))


_AND_ANOTHER = Lazy(r"\b(?:and|or|nor)\s+(?:the\s+)?$|,\s*(?:the\s+)?$")
_AND_BEFORE = Lazy(r"^\S+?(?:이?랑|하고|와|과|,)\s*\S+\s*(?:말고|빼고|빼면|제외)")


def _amount(finding: Finding) -> float:
    return float(finding.impact.saving.amount) if finding.impact.saving else 0.0


def _region(reading: Reading) -> str:
    found = REGION.search(reading.text)
    return region_named(found[0]) if found else ""
