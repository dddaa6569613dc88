"""What the guides and own documents say, in words: the best passage, what is at odds with it, and where it is old.

Called by `composing.compose` with the evidence of `search_guides`.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.evidence import Evidence
from assistant.language import Lang, Text
from assistant.models.spec import Observation
from tools.spec import Row

_SEE_ALSO = Text(ko="함께 볼 것", en="See also")
_NOT_COVERED = Text(ko="가이드에 이 내용은 없습니다.", en="The guides do not cover this.")
_NEAREST = Text(ko="가장 가까운 절:", en="The nearest sections:")
_ONLY_THERE = Text(
    ko="이 내용은 영어 문서에만 있어 원문대로 옮깁니다.",
    en="Only a Korean document says this; it is quoted as it stands.",
)
_AT_ODDS = Text(
    ko="**문서마다 다릅니다.** 어느 쪽이 맞는지 확인하세요.", en="**Documents disagree**: find out which is right."
)
_STALE = Text(
    ko="**오래된 내용일 수 있습니다.** 이 문서는 {day}에 마지막으로 읽었습니다. → baepo knowledge sync {source}",
    en="**This may be out of date**: the document was last read on {day}. → baepo knowledge sync {source}",
)


def passages(evidence: Evidence, lang: Lang, *, everything: bool) -> str:
    """The best passage and the ids of the others, or all of them; that nothing covers it, where nothing does."""
    if not any(item.get("covers", True) for item in evidence.items):
        return _not_covered(evidence, lang)
    notes = [*_at_odds(evidence.items, lang), *_stale(evidence.items if everything else evidence.items[:1], lang)]
    if everything:
        return "\n\n".join([*(f"{item['text']} [{item['id']}]" for item in evidence.items), *notes])
    best = evidence.items[0]
    if best.get("lang", lang) != lang:
        notes.insert(0, _ONLY_THERE.in_(lang))
    others = " ".join(f"[{item['id']}]" for item in evidence.items[1:])
    more = [f"{_SEE_ALSO.in_(lang)} {others}"] if others else []
    return "\n\n".join([f"{best['text']} [{best['id']}]", *notes, *more])


def _at_odds(items: tuple[Row, ...], lang: Lang) -> list[str]:
    """What the best passage says and another document says differently, both quoted."""
    best = items[0]
    lines = [
        f"- “{each['here']}” [{best['id']}]\n- “{each['there']}” [{each['from']}]" for each in best.get("differs", ())
    ]
    return [f"{_AT_ODDS.in_(lang)}\n" + "\n".join(lines)] if lines else []


def _stale(items: tuple[Row, ...], lang: Lang) -> list[str]:
    days = {str(item["id"]).partition("/")[0]: str(item["synced_at"])[:10] for item in items if item.get("stale")}
    return [_STALE.in_(lang).format(day=day, source=source) for source, day in days.items()]


def _not_covered(evidence: Evidence, lang: Lang) -> str:
    """That no guide answers, and the sections that come nearest, for the reader to judge."""
    said = _NOT_COVERED.in_(lang)
    if not evidence.items:
        return said
    near = "\n".join(f"- {item['title']} › {item['heading']} [{item['id']}]" for item in evidence.items)
    return f"{said} {_NEAREST.in_(lang)}\n{near}"


def is_fix(observation: Observation) -> bool:
    """Whether it is a runbook's section on how to fix what was found."""
    return str(observation.call.arguments.get("passage") or "").endswith("#fix")


def each_once(observations: Sequence[Observation]) -> list[Observation]:
    """Of several searches of the guides each the best passage that none before it has told; none where there is no other."""
    told: set[str] = set()
    kept = []
    for observation in observations:
        evidence = observation.evidence
        if evidence is None or evidence.tool != "search_guides" or not evidence.items:
            kept.append(observation)
            continue
        covers = any(i.get("covers", True) for i in evidence.items)
        items = tuple(i for i in evidence.items if i["id"] not in told)
        if items:
            told |= {str(items[0]["id"])} if covers else set()
            kept.append(replace(observation, evidence=replace(evidence, items=items)))
    return kept
