"""Things that belong together: a thing and who deploys it, its namespace, its revision, its plan, its labels.

Called by `assistant.verifier.verify` with one part of a sentence and what it is about.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.findings import Finding
from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import labels, managers, objections
from assistant.verifier.atoms import atoms
from assistant.verifier.grounds import Grounds, statements_of
from assistant.verifier.moods import plans
from assistant.verifier.parts import Part
from assistant.verifier.records import Record
from assistant.verifier.transitions import changes

_IN_PLACE = Lazy(
    (
        r"(?:\b|`)(?P<a>[a-z][a-z0-9-]+)`? namespace\b|\bnamespaces? `?(?P<b>[a-z][a-z0-9-]+)`?"
        r"|(?P<c>[a-z][a-z0-9-]+)`? ?네임스페이스"
        r"|\b(?P<d>[a-z]{2}-[a-z]+-\d)\b"
    ),
    0,
)
_REVISION = Lazy(r"(?:\brevisions?|\brev\.?|리비전)\s?#?(\d+)", re.I | re.A)
_UNTIL = Lazy(r"(?:until|before|up to|since|after|than|from)\s(?:the\s)?$", re.I | re.A)
_KO_UNTIL = Lazy(r"^\s?(?:까지|이전|전까지|전에|보다|이후|부터|에서 리비전)")
_CHANGES = Lazy(
    r"\bchang\w+|\blower\w*|\brais\w+|\bcut\b|\breduc\w+|\bincreas\w+|\bdropp\w+|\bset\b|\bintroduc\w+|\bwent\b|바뀌|바꿔|바꾸|줄|늘|내려|올라|낮|높|변경",
    re.I | re.A,
)
_BEGINS = Lazy(
    r"\bbegan\b|\bbegin\w*|\bstart\w*|\broll(?:ed)? out\b|\bshipp\w+|\breleased\b|\bpushed\b|시작", re.I | re.A
)
_OF = Lazy(
    r"\b(?P<a>\d+|none|zero|one|two|three|four|five|six)(?: of (?:the )?|/)(?P<b>\d+|two|three|four|five|six)\b(?! workloads)",
    re.I | re.A,
)
_KO_OF = Lazy(r"(?P<b>\d+)개 ?중 ?(?:에서 )?(?P<a>\d+)개")
_IS_READY = Lazy(r"\bready\b|\bavailable\b|준비(?! ?중)", re.I | re.A)
_UNREADY = Lazy(
    r"(?:\bnot|n't)(?: \w+)? (?:ready|available)|unready|준비되지|준비가 (?:안|되지)|updated|restart", re.I | re.A
)
_ROLLOUT = Lazy(r"\brollout|\broll(?:ed|ing)? out|\brevision|\bdeploy|\bdeadline|롤아웃|리비전|배포|기한", re.I | re.A)
_EVENTS = (_BEGINS, Lazy(r"\bdeadline\b|기한", re.I | re.A))
_TARGET = Lazy(
    (
        r"\b(?:roll\w*(?: \S+){0,3} back|go(?:ing)? back|rollback"
        r"|revert\w*)\b[^.;]{0,50}?\bto (?:\S+ )?(?:revision )?#?(?P<a>\d+)\b(?![A-Za-z%.])"
        r"|리비전 ?(?P<b>\d+)(?:으로|로)(?= ?(?:되돌|롤백|복귀|돌아))"
    ),
    re.I | re.A,
)
_PIECE = Lazy(r"[,;]\s|\s(?:and|while|whereas)\s|(?<=[고며])\s")
_PLAN = Lazy(r"\bp-[0-9a-f]{4,}\b", re.I | re.A)


def unrelated(part: Part, about: Sequence[Record], grounds: Grounds) -> Text | None:
    """What the part joins that does not belong together, if anything."""
    found: Iterator[Text | None] = iter(())
    findings = grounds.findings(part.subjects)
    one = min(part.subjects) if len(part.subjects) == 1 else ""
    if one:
        found = iter((managers.of_one(part.text, one, grounds), _place(part.text, one, grounds)))
    if not one or managers.several(part.text):
        found = iter((*found, managers.of_several(part, grounds), _placed(part.text, grounds)))
    for objection in found:
        if objection:
            return objection
    return (
        _detail(part.subjects, grounds)
        or _event(part.text, findings or (() if part.subjects else grounds.known.findings))
        or _ready(part, grounds)
        or _plan(part, grounds)
        or _target(part, grounds)
        or _revision(part.text, findings or (() if part.subjects else grounds.known.findings))
        or labels.exchanged(part.text, findings or grounds.known.findings)
    )


def _detail(subjects: frozenset[str], grounds: Grounds) -> Text | None:
    """A thing beside what another one's finding names: one workload and the Secret that another misses."""
    for detail in sorted(subjects):
        theirs = grounds.details(detail)
        for subject in sorted(subjects - {detail}):
            mine = grounds.findings((subject,))
            if theirs and mine and not grounds.details(subject) and not {id(f) for f in mine} & {id(f) for f in theirs}:
                return objections.not_together(subject, detail)
    return None


def event_elsewhen(row: str, grounds: Grounds) -> Text | None:
    """A table row that gives an event another time than the findings do."""
    return _event(row, grounds.known.findings)


def _event(text: str, findings: Iterable[Finding]) -> Text | None:
    """A time beside an event that the findings give another time for."""
    when = [m for m in atoms(text).moments if m.clock is not None]
    if len(when) != 1:
        return None
    middle = (when[0].start + when[0].end) / 2
    if not _ROLLOUT.search(text):
        return None
    told = [(abs(m.start() - middle), i) for i, e in enumerate(_EVENTS) for m in e.finditer(text)]
    for event in [_EVENTS[i] for _, i in sorted(told)[:1]]:
        lines = [
            p for f in findings for t in statements_of(f) for p in re.split(r";\s|, (?=\d{4})", t) if event.search(p)
        ]
        at = [t for p in lines for m in atoms(p).moments if (t := m.as_datetime())]
        if at and not any(when[0].fits(t, t) for t in at):
            return objections.says_otherwise(lines[0])
    return None


def _ready(part: Part, grounds: Grounds) -> Text | None:
    """So many of so many ready, where the findings or the row of the thing give other numbers."""
    said = _shares(part.text)
    if len(said) != 1 or not part.subjects:
        return None
    known = {p for f in grounds.findings(part.subjects) for t in statements_of(f) for p in _shares(t)}
    for r in grounds.rows(part.subjects):
        ready, wanted = (r.row or {}).get("ready"), (r.row or {}).get("desired")
        if isinstance(ready, int) and isinstance(wanted, int):
            known.add((ready, wanted))
    if known and said[0] not in known:
        ready, wanted = min(known)
        return objections.says_otherwise_in(
            Text(ko=f"{wanted}개 중 {ready}개가 준비됨", en=f"{ready} of {wanted} ready")
        )
    return None


def _shares(text: str) -> list[tuple[int, int]]:
    """(ready, of how many) of "0 of 4 are ready", "0/4 ready", "준비된 파드는 4개 중 0개"."""
    if not _IS_READY.search(text) or _UNREADY.search(text):
        return []
    found = [(_number(m["a"]), _number(m["b"])) for m in _OF.finditer(text)]
    found += [(int(m["a"]), int(m["b"])) for m in _KO_OF.finditer(text)]
    return [(a, b) for a, b in found if a >= 0 and b >= 0]


def _number(word: str) -> int:
    quantities = atoms(word).quantities
    return int(quantities[0].values[0]) if quantities else -1


_SITED = Lazy(r"`?([\w.-]+)`? (?:is |was |are )?in (?:the )?`?([a-z]{2}-[a-z]+-\d)\b", re.A)


def _placed(text: str, grounds: Grounds) -> Text | None:
    """Each of several things beside its region: "a in us-east-1, b in eu-west-1"."""
    for match in _SITED.finditer(text):
        known = grounds.places(match[1].lower())
        if known and match[2] in grounds.place_names and not any(k.startswith(match[2]) for k in known):
            return objections.not_together(match[1], match[2])
    return None


def _place(text: str, subject: str, grounds: Grounds) -> Text | None:
    known = grounds.places(subject)
    if not known:
        return None
    for match in _IN_PLACE.finditer(text):
        place = next(g for g in match.groups() if g)
        if place in grounds.place_names and place not in known and not any(k.startswith(place) for k in known):
            return objections.not_together(subject, place)
    return None


def _revision(text: str, findings: Iterable[Finding]) -> Text | None:
    """A revision beside a value, a time or an event that the findings give to another revision."""
    said = list(_REVISION.finditer(text))
    if len(said) != 1 or plans(text):
        return None
    match = said[0]
    if _UNTIL.search(text[: match.start()]) or _KO_UNTIL.match(text[match.end() :]):
        return None
    fragments = [p for f in findings for t in statements_of(f) for p in re.split(r"[;]\s|(?<=[.])\s|, (?=\d{4})", t)]
    fragments = [p for p in fragments if _REVISION.search(p) and not re.search(r"until|까지", p)]
    for holds in _tests(text):
        lines = [p for p in fragments if holds(p)]
        if lines and not any(match[1] in _REVISION.findall(p) for p in lines):
            return objections.says_otherwise(lines[0])
    return None


def _tests(text: str) -> Iterator["_Test"]:
    read = atoms(text)
    for q in read.quantities:
        if q.kind == "bytes":
            yield _Test(value=q.values[0])
    for moment in read.moments:
        if moment.clock is not None:
            yield _Test(clock=text[moment.start : moment.end])
    if _BEGINS.search(text):
        yield _Test(event=_BEGINS)
    elif _CHANGES.search(text):
        yield _Test(event=_CHANGES)


@dataclass(frozen=True, slots=True)
class _Test:
    """Whether a line of a finding speaks of the same value, time or event."""

    value: float | None = None
    clock: str = ""
    event: "Lazy | None" = None

    def __call__(self, line: str) -> bool:
        if self.event is not None:
            return bool(self.event.search(line))
        read = atoms(line)
        if any(c.before == self.value for c in changes(line)):
            return False  # what was so before the line's revision
        if self.value is not None:
            return any(q.kind == "bytes" and q.values[0] == self.value for q in read.quantities)
        at = [t for m in read.moments if (t := m.as_datetime())]
        return any(m.fits(t, t) for m in atoms(self.clock).moments for t in at)


def _plan(part: Part, grounds: Grounds) -> Text | None:
    """A plan beside the name of something it is not for."""
    pieces = _PIECE.split(part.text) if len(_PLAN.findall(part.text)) > 1 else [part.text]
    for piece in pieces:
        names = part.subjects if len(pieces) == 1 else frozenset(s for s in part.subjects if s in piece.lower())
        if wrong := _plan_of_another(piece, names, grounds):
            return wrong
    return None


def _plan_of_another(text: str, subjects: frozenset[str], grounds: Grounds) -> Text | None:
    ids = _PLAN.findall(text.lower())
    for one in ids:
        of = [r for r in grounds.known.records if r.role == "plan" and one in r.tokens]
        others = {k for r in grounds.known.records if r.role == "plan" and r not in of for k in r.keys}
        for subject in sorted(subjects):
            if of and len(ids) == 1 and subject in others and not any(subject in r.tokens for r in of):
                return objections.not_together(one, subject)
    return None


def _target(part: Part, grounds: Grounds) -> Text | None:
    """A roll-back to another revision than the planned one or the last good one."""
    match = _TARGET.search(part.text)
    if match is None:
        return None
    number = match["a"] or match["b"]
    plans_of = [
        r for r in grounds.known.records
        if r.role == "plan" and (not part.subjects or not part.subjects.isdisjoint({*r.keys, *r.tokens}))
    ]  # fmt: skip
    allowed = {n for r in plans_of for n in _REVISION.findall(r.words)}
    findings = grounds.findings(part.subjects) if part.subjects else grounds.known.findings
    allowed |= {v for f in findings for k, v in f.cause if k == "good_revision"}
    if allowed and number not in allowed:
        return objections.says_otherwise(plans_of[0].words.splitlines()[0] if plans_of else "")
    return None
