"""What belongs to which revision: its image, its limits, whether it runs now; called by `assistant.verifier.verify`.

Read from the rows of a rollout history, where the values before a change are those of the revision before, and from the
causes of findings. Values of one sentence that speaks of no change must belong to one revision.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import objections
from assistant.verifier.atoms import atoms, tokens
from assistant.verifier.grounds import Grounds
from assistant.verifier.moods import SERVING, plans

_NUMBER = Lazy(r"(?:\brevisions?|\brev\.?|리비전)(?:은|이|의|는|을|\s(?:is|was))?[\s,]?\s?#?(\d+)", re.I | re.A)
_FROM_TO = Lazy(
    r"\bfrom revision (?P<a>\d+) to (?:revision )?(?P<b>\d+)|(?:리비전|revision) ?(?P<c>\d+)에서 (?:리비전|revision) ?(?P<d>\d+)"
)
_CURRENT = Lazy(
    r"\bcurrent(?:ly)?\b|\bnow (?:runs?|running)\b|\b(?:is|are|sits?|stays?|remains?) (?:still |now )?(?:on"
    r"|at)\b|\bstill (?:on|at|runs?)\b"
    r"|현재|지금|여전히",
    re.I | re.A,
)
_MOVES = Lazy(
    (
        r"\b(?:from|to|before|after|until|since|than|was|were|back|instead|previous|old|replac\w*|upgrad\w*|chang\w*|cut|lower\w*|rais\w*)\b"
        r"|→|->|이전|직전 버전|에서|까지|바뀌|바꾸|바꿔|부터|보다|되돌|롤백"
    ),
    re.I | re.A,
)
_ADDED = Lazy(r"\badd(?:ed|s)\b|\bintroduc\w+|추가", re.I | re.A)
_REMOVED = Lazy(r"\bremov(?:ed|es)\b|\bdropp?(?:ed|s)\b|제거|빠졌|없앴", re.I | re.A)
_VERSION = Lazy(r"v?\d+\.\d+(?:\.\d+)?(?:-[\w.]+)?", re.A)


_BAD = Lazy(
    r"\b(?:bad|broken|faulty|problematic|offending|defective|buggy|culprit) (?:one|revision|version|release|deploy\w*)\b"
    r"|\bis (?:the )?(?:broken|bad|faulty|culprit|problem)\b|(?:문제|원인|범인|말썽)(?:입니다|이에요|예요|이다"
    r"|인 (?:버전|리비전))",
    re.I | re.A,
)
_GOOD = Lazy(
    r"\b(?:last )?(?:good|healthy|stable|working|sound) (?:one|revision|version|release)\b|(?:정상|안정적인?"
    r"|멀쩡한) (?:버전|리비전)",
    re.I | re.A,
)
_NOT = Lazy(r"\bnot\b|n't\b|\bno longer\b|아니|아닙|않", re.I | re.A)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """`values`: versions and amounts in bytes that hold while it runs; `added`, `removed`: names that came or went with it."""

    number: str
    of: frozenset[str]
    values: frozenset[str | float]
    current: bool
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    faulty: bool = False  # the one that findings blame


def exchanged(text: str, subjects: Collection[str], grounds: Grounds) -> Text | None:
    """A value given to a revision that is another revision's, if there is one."""
    if (moved := _FROM_TO.search(text)) and _backwards(moved) and not plans(text):
        return objections.says_otherwise()  # only a roll-back goes to a lower revision
    known = [r for r in _known(grounds) if not subjects or not r.of.isdisjoint(subjects)]
    if SERVING.search(text) or len(known) < 2 or len({frozenset(r.of) for r in known}) > 1 or plans(text):
        return None
    numbers = list(dict.fromkeys(_NUMBER.findall(text)))
    if wrong := _blamed(text, numbers, known):
        return wrong
    if len(numbers) == 1 and (wrong := _came_or_went(text, numbers[0], known)):
        return wrong
    if len(numbers) > 1 or _MOVES.search(text):
        return None
    return _of_several(text, numbers, known)


def _backwards(moved: re.Match[str]) -> bool:
    first, last = (int(g) for g in moved.groups() if g)
    return first > last


def _of_several(text: str, numbers: Sequence[str], known: Sequence[Revision]) -> Text | None:
    """Each value allows some of the revisions; all of them together must leave one."""
    left = {r.number for r in known}
    for number in numbers:
        if number not in left:
            return None  # a revision that nothing is known of
        left = {number}
    last = numbers[0] if numbers else ""
    if _CURRENT.search(text) and any(r.current for r in known):
        left &= {r.number for r in known if r.current}
        last = last or "current"
    read = atoms(text)
    said: list[str | float] = [n.text.lower() for n in read.names if _VERSION.fullmatch(n.text)]
    said += [q.values[0] for q in read.quantities if q.kind == "bytes"]
    for value in said:
        holding = {r.number for r in known if value in r.values}
        if holding and not left & holding:
            return objections.not_together(str(value) if isinstance(value, str) else "/".join(sorted(holding)), last)
        left = left & holding or left
        last = last or str(value)
    return None if left else objections.not_together(numbers[0], "current")


def _blamed(text: str, numbers: Sequence[str], known: Sequence[Revision]) -> Text | None:
    """The revision of now called the good one, or the one before it the bad one; by its number or its version."""
    versions = {n.text.lower() for n in atoms(text).names if _VERSION.fullmatch(n.text)}
    meant = [r for r in known if r.number in numbers or not versions.isdisjoint(r.values)]
    bad, good = _BAD.search(text), _GOOD.search(text)
    if len(meant) != 1 or bool(bad) == bool(good) or _NOT.search(text) or not any(r.faulty for r in known):
        return None
    return objections.says_otherwise() if meant[0].faulty != bool(bad) else None


def _came_or_went(text: str, number: str, known: Sequence[Revision]) -> Text | None:
    """A name that another revision brought, or that this one brought and is said to have taken away."""
    names = {n.text.lower() for n in atoms(text).names}
    for pattern, field, other in ((_ADDED, "added", "removed"), (_REMOVED, "removed", "added")):
        if not pattern.search(text):
            continue
        right = {r.number for r in known if names & getattr(r, field)}
        opposite = {r.number for r in known if names & getattr(r, other)}
        if (right and number not in right) or (not right and number in opposite):
            return objections.says_otherwise()
    return None


def _known(grounds: Grounds) -> Iterator[Revision]:
    histories: dict[str, list[Mapping[str, Any]]] = {}
    for r in grounds.known.records:
        if (
            r.row is not None
            and r.evidence is not None
            and isinstance(r.row.get("revision"), int)
            and "changes" in r.row
        ):
            histories.setdefault(r.evidence.id, []).append(r.row)
    about = {e.id: str(e.arguments.get("name", "")).lower() for e in grounds.known.evidence}
    blamed = {
        (n, v)
        for f in grounds.known.findings
        for n in (f.target.short.lower(), f.target.id.lower())
        if (v := dict(f.cause).get("bad_revision"))
    }
    for evidence, rows in histories.items():
        name = about.get(evidence, "")
        for one in of_history(rows, frozenset({name})):
            yield replace(one, faulty=(name, one.number) in blamed)
    told = frozenset(about.get(evidence, "") for evidence in histories)
    for f in grounds.known.findings:
        names = frozenset({f.target.short.lower(), f.target.id.lower()})
        if not names & told:
            yield from _of_cause(dict(f.cause), names)


def of_history(rows: Iterable[Mapping[str, Any]], of: frozenset[str]) -> Iterator[Revision]:
    """The revisions of one workload."""
    ordered = sorted(rows, key=lambda row: int(row["revision"]), reverse=True)
    after = [_changed(row) for row in ordered]
    for at, row in enumerate(ordered):
        own = {v for image in row.get("images", ()) for v in _values(str(image))}
        own |= {v for _, _, a in after[at] for v in _values(a)}
        own |= {v for _, b, _ in (after[at - 1] if at else ()) for v in _values(b)}
        came = {t for _, b, a in after[at] for t in tokens(a) - tokens(b)}
        went = {t for _, b, a in after[at] for t in tokens(b) - tokens(a)}
        yield Revision(
            number=str(row["revision"]), of=of, values=frozenset(own), current=bool(row.get("current")),
            added=frozenset(came), removed=frozenset(went),
        )  # fmt: skip


def _changed(row: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (str(c.get("field", "")), str(c.get("before", "")), str(c.get("after", "")))
        for c in row.get("changes", ()) or ()
        if isinstance(c, Mapping)
    ]


def _of_cause(cause: Mapping[str, str], of: frozenset[str]) -> Iterator[Revision]:
    for kind, limit in (("bad", "memory_limit"), ("good", "previous_memory_limit")):
        if number := cause.get(f"{kind}_revision", ""):
            values = {v for key in (f"{kind}_image", limit) for v in _values(cause.get(key, ""))}
            yield Revision(number=number, of=of, values=frozenset(values), current=kind == "bad", faulty=kind == "bad")


def _values(text: str) -> Iterator[str | float]:
    last = text.rpartition(":")[2].lower()
    if _VERSION.fullmatch(last):
        yield last
    yield from (q.values[0] for q in atoms(text).quantities if q.kind == "bytes")
