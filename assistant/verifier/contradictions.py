"""Values and states that a sentence gives a thing and everything known of that thing denies, whatever evidence it cites.

Called by `assistant.verifier.verify`. Each check is bound to one attribute of one thing: its memory limit, the state of
its pods, whether it still serves, whether it is the only one.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from assistant.findings import Finding
from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import objections
from assistant.verifier.atoms import atoms
from assistant.verifier.claims import claims
from assistant.verifier.grounds import Grounds, statements_of
from assistant.verifier.moods import SERVING

_LIMIT = Lazy(
    r"\b(?:memory|ram)\b[^,.;]*\b(?:limit|ceiling|cap)\w*|\b(?:limit|ceiling)\b|(?:한도|상한|제한|리밋)", re.I | re.A
)
_OTHER_AMOUNT = Lazy(
    r"\brequest|\bdifference|\bby\s$|\bless\b|\bmore\b|\bheap|\bused?\b|\buses\b|\bpeak|\bshort\b|요청|차이|사용|힙|더|만큼|씩",
    re.I | re.A,
)
_CLOSE = 0.01  # a limit is written as it is set
_DENIED_BEFORE = Lazy(r"\b(?:not|no|none|never|nothing|neither)\b|n't\b", re.I | re.A)
_DENIED_AFTER = Lazy(r"^[^,.;]{0,12}(?:아니|아닙|아닌|없|않)")
_WHOLLY = Lazy(
    r"\b(?:completely|entirely|totally|fully|wholly|altogether|utterly)\b|완전히|전면|아예|통째|모조리|전부",
    re.I | re.A,
)
_OLD = Lazy(r"\b(?:old|older|previous|former)\b|이전|기존|예전|구 ?버전|옛|구형")
_REPLACED = Lazy(
    r"\b(?:replaced|gone|retired|phased out|swapped out|terminated|no longer (?:there|around|up))\b|교체|물러"
    r"|남지 않|남아 있지 않|사라졌|종료됐"
)
_SAME_CAUSE = Lazy(
    r"\b(?:same|common|shared) (?:root )?(?:cause|reason|culprit)\b|(?:원인|이유)[이은도]? (?:서로 )?(?:같|동일"
    r"|하나)|(?:같은|공통된?|동일한) (?:원인|이유)"
)
_BAD_AXES = frozenset({"run", "health", "serve", "ready", "endpoints"})
_ONLY = Lazy(
    r"(?:^|[,;:]\s)\W*(?:it is |it's )?(?:only|just|nothing but|solely)\s`?(?P<a>[\w./-]+)`?"
    r"|`?(?P<b>[\w./-]+)`? (?:is|was|remains) the (?:only|sole|one and only)\s(?:\w+\s)?(?:problem|issue|fault|workload|thing|one|deployment|service|trouble)\b"  # noqa: E501
    r"|`?(?P<c>[A-Za-z][\w./-]*)`?(?: 하나)?(?:뿐|만)(?=입니다|이에요|이다|예요|이고|\s)",
    re.I | re.A,
)
_SAYS_ONLY = Lazy(r"\b(?:only|just|solely|sole|nothing but)\b|[뿐만]")
_TROUBLE = Lazy(r"\b(?:problem|issue|fault|trouble)s?\b|문제|장애|이상", re.I | re.A)


def contradicted(text: str, subjects: frozenset[str], grounds: Grounds) -> Text | None:
    """What findings and rows about the subjects say against the text, if anything."""
    findings = grounds.findings(subjects)
    return (
        _limit(text, subjects, findings, grounds)
        or _state(text, findings or (() if subjects else grounds.known.findings))
        or _whole(text, findings)
        or _alone(text, grounds)
        or _replicas(text, subjects, grounds)
        or _same_cause(text, subjects, grounds)
    )


def _limit(text: str, subjects: frozenset[str], findings: Iterable[Finding], grounds: Grounds) -> Text | None:
    """A memory limit that is neither the one of now nor the one before."""
    if len(subjects) != 1 or not _LIMIT.search(text) or _OTHER_AMOUNT.search(text):
        return None
    said = [q for q in atoms(text).quantities if q.kind == "bytes"]
    known = set(_limits_of(findings, grounds, subjects)) if said else set()
    changed = {v for c, _ in grounds.changes(subjects) if c.kind == "bytes" for v in (c.before, c.after)}
    values = known | changed
    values |= {abs(a - b) for a in values for b in values}
    if known and any(not any(abs(x - v) <= _CLOSE * v for x in q.values for v in values) for q in said):
        return objections.says_otherwise()
    return None


def _limits_of(findings: Iterable[Finding], grounds: Grounds, subjects: frozenset[str]) -> Iterable[float]:
    for f in findings:
        for key in ("memory_limit", "previous_memory_limit"):
            yield from _bytes(dict(f.cause).get(key, ""))
    for row in (r.row for r in grounds.rows(subjects) if r.row is not None):
        for limit in _strings(row, "limits"):
            yield from _bytes(limit.rpartition("memory=")[2] if "memory=" in limit else "")


def _strings(row: Mapping[str, Any], field: str) -> list[str]:
    values = row.get(field)
    return [str(v) for v in values] if isinstance(values, list) else []


def _bytes(text: str) -> list[float]:
    return [q.values[0] for q in atoms(text).quantities if q.kind == "bytes"]


def _state(text: str, findings: Iterable[Finding]) -> Text | None:
    """A state that the findings name and the text denies: "no pod is in CrashLoopBackOff"."""
    for f in findings:
        reason = dict(f.cause).get("reason", "")
        if not reason or not re.fullmatch(r"[A-Z]\w+", reason):
            continue
        for match in re.finditer(rf"(?<![A-Za-z]){re.escape(reason)}(?![A-Za-z])", text):
            before = re.split(r"[,;.]|\b(?:but|and|so|because|which)\b", text[: match.start()])[-1]
            if _DENIED_BEFORE.search(before) or _DENIED_AFTER.match(text[match.end() :]):
                return objections.says_otherwise_in(f.title)
    return None


def _whole(text: str, findings: Iterable[Finding]) -> Text | None:
    """ "completely down" or "the old pods are gone", of what still serves in part."""
    down = _WHOLLY.search(text) and any(c.sign < 0 and c.axis in _BAD_AXES for c in claims(text))
    if not (down or (_OLD.search(text) and _REPLACED.search(text))):
        return None
    if SERVING.search(text):
        return None
    return next(
        (objections.says_otherwise_in(f.title) for f in findings if any(SERVING.search(t) for t in statements_of(f))),
        None,
    )


def _alone(text: str, grounds: Grounds) -> Text | None:
    """ "only a is broken", where others are, too."""
    match = _ONLY.search(text) if _SAYS_ONLY.search(text) else None
    if match is None:
        return None
    bad = any(c.sign < 0 and c.axis in _BAD_AXES for c in claims(text)) or _TROUBLE.search(text)
    if not bad:
        return None
    name = next(g for g in match.groups() if g).lower()
    mine = {id(f) for f in grounds.findings((name,))}
    places = frozenset(n.text.lower() for n in atoms(text).names) & grounds.place_names
    others = [
        f
        for f in grounds.known.findings
        if f.klass == "problem" and id(f) not in mine and (not places or f.target.place.lower() in places)
    ]
    named = any(f.target.short.lower() in text.lower() for f in others)
    return objections.says_otherwise_in(others[0].title) if mine and others and not named else None


def _replicas(text: str, subjects: frozenset[str], grounds: Grounds) -> Text | None:
    """So many replicas, of what wants, has ready and runs other numbers of them."""
    said = [int(q.raw) for q in atoms(text).quantities if q.kind == "plain" and _counts_replicas(text, q.start, q.end)]
    rows = [r.row for r in grounds.rows(subjects) if r.row is not None and "desired" in r.row]
    if len(subjects) != 1 or len(rows) != 1 or not said:
        return None
    known = {int(v) for k in ("desired", "ready", "updated") if isinstance(v := rows[0].get(k), int)}
    known |= {int(rows[0]["desired"]) - n for n in known}
    return None if known.issuperset(said) else objections.says_otherwise()


def _counts_replicas(text: str, start: int, end: int) -> bool:
    return bool(
        re.match(r"\s?(?:\w+\s)?replicas?\b", text[end:], re.I | re.A)
        or re.search(r"(?:레플리카|복제본)(?: 수)?[는은이가를을]?\s?$", text[:start])
    )


def _same_cause(text: str, subjects: frozenset[str], grounds: Grounds) -> Text | None:
    """ "a and b have the same cause", where different things were found."""
    if not _SAME_CAUSE.search(text) or _DENIED_BEFORE.search(text) or re.search("다르|다릅|아니|않", text):
        return None
    found = [f for name in sorted(subjects) for f in grounds.findings((name,)) if f.klass == "problem"]
    return objections.says_otherwise_in(found[0].title) if len({f.check for f in found}) > 1 else None
