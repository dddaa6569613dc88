"""How many pods are of the new version and how many of the old, and what was planned; called by `assistant.verifier.verify`.

The same reading is applied to the answer and to the findings: the two counts may not change places.
"""

import re
from collections.abc import Collection, Iterable

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import objections
from assistant.verifier.grounds import Grounds, statements_of

_COUNTS = {
    "new": (
        Lazy(r"\b(?P<n>\d+|one|two|three|four) (?:of the )?(?:new|newer) pods?\b", re.I | re.A),
        Lazy(r"새 ?(?:버전 ?)?파드 ?(?P<n>\d+)개|신규 ?파드 ?(?P<m>\d+)개"),
    ),
    "old": (
        Lazy(r"\b(?P<n>\d+|one|two|three|four) (?:old|older|previous) pods?\b", re.I | re.A),
        Lazy(
            r"\b(?P<n>\d+|one|two|three|four) pods? of the (?:old|older|previous) (?:version|revision)\b", re.I | re.A
        ),
        Lazy(r"(?:이전|기존|구) ?(?:버전(?:의)? ?)?파드 ?(?P<n>\d+)개"),
    ),
}
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4}
_PLAN_FOR = Lazy(r"\b(?P<plan>p-[0-9a-f]{4,})`?\W{0,3}(?:is |was )?(?:for|→|:)\s`?(?P<name>[\w./-]+\w)", re.I | re.A)
_PROPOSED = Lazy(
    r"\bplans? (?:is|are|was|were|has been|have been) (?:proposed|ready|prepared)\b|계획[이을]? ?(?:제안|준비|만들)"
)
_NOT = Lazy(r"\bno (?:\w+ )?$|\bnot\b|지 ?않|없")


def exchanged(text: str, subjects: Collection[str], grounds: Grounds) -> Text | None:
    """New and old pods, or the plans of two things, the wrong way round; a plan for what has none."""
    said = _counted([text])
    findings = (grounds.findings(subjects) or grounds.known.findings) if said else ()
    known = _counted(t for f in findings for t in statements_of(f))
    for which, numbers in said.items():
        if known.get(which) and not numbers <= known[which]:
            return objections.says_otherwise(f"{which}: {min(known[which])}")
    return _planned(text, subjects, grounds)


def _counted(texts: Iterable[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for text in texts:
        for which, patterns in _COUNTS.items():
            for match in (m for p in patterns for m in p.finditer(text)):
                number = next(g for g in match.groups() if g).lower()
                found.setdefault(which, set()).add(_WORDS.get(number) or int(number))
    return found


def _planned(text: str, subjects: Collection[str], grounds: Grounds) -> Text | None:
    plans = [r for r in grounds.known.records if r.role == "plan"]
    for match in _PLAN_FOR.finditer(text):
        name = match["name"].lower()
        of = [r for r in plans if match["plan"].lower() in r.tokens]
        if of and any(name in r.tokens for r in plans) and not any(name in r.tokens for r in of):
            return objections.not_together(match["plan"], match["name"])
    proposed = _PROPOSED.search(text)
    about = grounds.findings(subjects)
    if proposed and about and not _NOT.search(text[: proposed.end() + 12]):
        chosen = set(map(id, about))
        if not any(id(r.finding) in chosen and grounds.known.plans & r.tokens for r in plans):
            return objections.says_otherwise_in(about[0].title)
    return None
