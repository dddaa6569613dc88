"""Whether a clause says the opposite of its evidence: ready when it is not, raised when it was lowered.

Called by `assistant.verifier.verify`. Only what the evidence decides is a contradiction; silence is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import objections
from assistant.verifier.atoms import atoms, tokens
from assistant.verifier.claims import Claim, claims
from assistant.verifier.counts import Clause, claim_counts, tables
from assistant.verifier.grounds import Grounds
from assistant.verifier.moods import SERVING, advises, asserted, own_reading, plans
from assistant.verifier.reasons import existence
from assistant.verifier.records import Record

_LARGEST = Lazy(
    r"\b(?:busiest|largest|biggest|most expensive|highest)\b|가장\s?(?:큰|크|커|컸|큽|많(?!이 (?:늘|줄|오|올|내|증가|감소))|비[싼싸쌉쌌]|높)"  # noqa: E501
)
_LATEST = Lazy(r"\b(?:most recent|latest|newest)\b|가장 (?:최근|새)")
_OLDEST = Lazy(r"\boldest\b|가장 오래")
_NEXT = Lazy(r"\bfollowed by\b|\bahead of\b|\bthen\b|\bnext\b|\bsecond\b|그 ?다음|다음[은이]|이어서|뒤를 이어")
_NOT_THE = Lazy(r"(?:\bnot|n't) the\b|아[니닙]")
_SMALLEST = Lazy(r"\b(?:smallest|cheapest|lowest)\b|가장\s?(?:작|적|[싼싸쌉쌌]|낮|저렴)")
_REST = Lazy(r"\b(?:otherwise|rest|other|else|besides)\b|나머지|그 ?외|그 밖")
_ANYTHING = Lazy(r"\b(?:problems?|issues?|wrong|cluster)\b|문제|이상|클러스터")
_KINDRED = {
    "run": ("ready", "health"),
    "health": ("ready",),
    "bound": ("ready",),
    "serve": ("endpoints",),
    "endpoints": ("serve",),
}
_OF_ROWS = {"serve": ("health",), "endpoints": ("health",)}  # what rows say of it where no finding does
_NEW_STUCK = Lazy(r"\bnew pods? (?:is|are) in [A-Z]\w+|새 파드 \d+개가 [A-Z]\w+ 상태", 0)
_GOOD_NEWS = frozenset({"health", "serve", "endpoints"})
_THESE = Lazy(r"\b(?:the|these|those)\s(?:\w+\s)?$", re.I | re.A)
_ATTRIBUTE = Lazy(
    r"[a-z-]+\s(?:instances?|volumes?|pods?|nodes?|ones?|workloads?|services?|addresses|ips?|resources|containers?)\s(?!are\b|is\b|include)",
    re.I | re.A,
)
_OF_PLANS = frozenset({"ready", "run", "health", "serve", "exist"})  # "the plan is ready" says nothing of the workload
_KINDS = (
    Lazy(r"\bpods?\b|\bcontainers?\b|\breplicas?\b|파드|컨테이너|복제본|레플리카".replace("파드", "(?<!연결된 )파드")),
    Lazy(r"\bnodes?\b|노드"),
)
_HANGUL = Lazy("[가-힣]")
_ENDPOINTS = Lazy(r"\bendpoints?\b|엔드포인트")
_ALL_BUT = Lazy(r"\ball but\b|\bexcept\b|\bapart from\b|제외|빼고")
_OTHERS = Lazy(
    r"\b(?:no|none|any|every|all|the|some|few|several) others?\b|\bthe rest\b|\bnothing else\b|다른 |나머지|그 ?외"
)
_REVISION = Lazy(r"(?:\brevision|\brev\.?|리비전)\s?#?(\d+)")
_UNTIL = Lazy(r"\b(?:until|once|unless|as long as|when)\b[^.;]*$")
_KO_ATTRIBUTE = Lazy(r"[가-힣]{0,4}[된한은인는]\s(?!것|수|거)[가-힣]")
_NEW = Lazy(r"\bnew(?:er)? (?:version|pods?|revision|release)|새 ?(?:버전|파드|리비전)|신규")
_OLD = Lazy(
    r"\b(?:old|older|previous|prior|earlier|last) (?:version|pods?|revision|release)|이전 ?(?:버전|파드|리비전)|구 ?버전|기존"
)
_DENIED = Lazy(r"(?<!there )\b(?:is|are|was|were)\s+not\s+(?:an?\s+|the\s+|in\s+)?$")


def contradiction(clause: Clause, subjects: frozenset[str], grounds: Grounds) -> Text | None:
    """What the evidence says against the clause, if anything."""
    text = asserted(clause.text)
    if not text:
        return None
    clause = replace(clause, text=text)
    speaks_of_plans = plans(text)
    kinds = existence(text)
    for claim in claims(text):
        if _ATTRIBUTE.match(text[claim.start :]) and _THESE.search(text[: claim.start]):
            continue  # "the stopped instances": which, not that
        if not subjects and not claim.every and _KO_ATTRIBUTE.match(text[claim.start :]):
            continue
        if claim.axis == "exist" and _UNTIL.search(text[: claim.start]):
            continue
        if (speaks_of_plans and claim.axis in _OF_PLANS) or (claim.axis == "exist" and kinds):
            continue  # what is missing is compared by what it is, in `causes`
        if wrong := _state(clause, claim, subjects, grounds):
            return wrong
    return _superlative(clause, subjects) or _denied(clause)


def _state(clause: Clause, claim: Claim, subjects: frozenset[str], grounds: Grounds) -> Text | None:
    subjects = subjects or grounds.named(clause.text)
    revisions = set(_REVISION.findall(clause.text)) or set(_REVISION.findall(_up_to(clause))[-1:])
    if not subjects and not revisions and claim.sign > 0 and (claim.axis in _GOOD_NEWS or claim.every):
        return _all_well(clause, claim, grounds)
    if claim.axis == "health" and claim.sign > 0 and SERVING.search(clause.whole or clause.text):
        return None  # inferred from what still serves
    if claim.sign > 0 and claim.axis in _GOOD_NEWS and (bad := _of_places(clause, subjects, grounds)):
        return bad
    own = grounds.findings(subjects)
    findings = [r for r in clause.about if r.finding is not None and r.role != "plan"]
    if claim.axis == "restart" and claim.sign < 0:
        restarted = [f for f in own if dict(f.cause).get("restarts", "0") not in ("", "0")]
        if restarted:
            return objections.says_otherwise_in(restarted[0].title)
    decided = _by_findings(clause, claim, findings) or _by_findings(clause, claim, grounds.records_of(own))
    if decided:
        return objections.says_otherwise(decided) if decided != "agrees" else None
    for table in tables(clause.scope):
        meant = [rows for rows in _meant(clause, subjects, revisions, table) if any(r.signs for r in rows)]
        if meant:
            opposed = [_by_rows(clause, claim, rows) for rows in meant]
            return opposed[0] if all(opposed) else None
    other = _OF_ROWS.get(claim.axis, ()) if claim.sign < 0 and not own else ()
    for axis in (claim.axis, *other) if subjects and not revisions else ():
        if own_rows := [r for r in grounds.rows(subjects) if axis in r.signs and _may_tell(clause, r)]:
            return _by_rows(clause, replace(claim, axis=axis), own_rows)
    return None


def _of_places(clause: Clause, subjects: frozenset[str], grounds: Grounds) -> Text | None:
    """Good news of a whole namespace or region in which a problem was found."""
    places = subjects & grounds.place_names
    if not places or places != subjects or _OTHERS.search(clause.text) or _ALL_BUT.search(clause.text):
        return None
    if any(q.kind == "plain" for q in atoms(clause.text).quantities) or _KINDS[1].search(clause.text):
        return None
    broken = (f for f in grounds.known.findings if f.klass == "problem" and f.target.place.lower() in places)
    return next((objections.says_otherwise_in(f.title) for f in broken), None)


def _meant(
    clause: Clause, subjects: frozenset[str], revisions: set[str], table: list[Record]
) -> Iterator[list[Record]]:
    """The rows that the clause may speak of: what it names; what it inherits, or the whole table; all others."""
    about = set(map(id, clause.about))
    if clause.named:
        rows = [[r for r in table if id(r) in about]]
    else:
        own = [r for r in table if not subjects.isdisjoint(r.keys)]
        if own and _OTHERS.search(clause.text):
            rows = [[r for r in table if r not in own]]
        elif own and not _ALL_BUT.search(clause.text):
            rows = [own] if len(own) == 1 else [own, table]
        else:
            rows = [table]
    for found in rows:
        yield ([r for r in found if str((r.row or {}).get("revision", "")) in revisions] if revisions else []) or found


def _up_to(clause: Clause) -> str:
    """The statement as far as the clause."""
    at = clause.whole.find(clause.text)
    return clause.whole[: at + len(clause.text)] if at >= 0 else ""


def _all_well(clause: Clause, claim: Claim, grounds: Grounds) -> Text | None:
    """ "everything is fine", of a place where problems were found; "the rest is fine" of more than was read."""
    broken = [r for r in clause.scope if r.role == "title" and r.finding and r.finding.klass == "problem"]
    if _KINDS[1].search(clause.text):
        broken = [r for r in broken if _KINDS[1].search(r.words)]
    numbers = {int(q.raw) for q in atoms(clause.text).quantities if q.kind == "plain"}
    counted = [claim_counts(claim, t) for t in tables(clause.scope)]
    if any(
        agree in numbers or (oppose in numbers and _ALL_BUT.search(clause.text)) for agree, oppose in counted if agree
    ):
        return None
    if _REST.search(clause.text):
        all_numbers = {int(q.raw) for q in atoms(clause.whole or clause.text).quantities if q.kind == "plain"}
        if grounds.unmentioned and len(broken) not in all_numbers:
            return objections.says_otherwise_in(grounds.unmentioned[0].title)
        read = any(r.signs for r in clause.scope) or own_reading(clause.whole or clause.text)
        return None if read or len(broken) in all_numbers else objections.off_subject()
    if not (claim.every or _ANYTHING.search(clause.text)):
        return None if not broken or SERVING.search(clause.whole or clause.text) else objections.off_subject()
    if claim.axis != "health":
        problems = [f for f in grounds.known.findings if f.klass == "problem"]
        broken = [
            r
            for r in grounds.records_of(problems)
            if not _of_another_kind(clause.whole or clause.text, r.words)
            and any(c.axis == claim.axis and c.sign < 0 for x in r.words.splitlines() for c in claims(x))
        ]
    if not broken:
        rows = [r for r in clause.scope if r.signs.get(claim.axis) == -claim.sign]
        return objections.rows_say_otherwise(len(rows), len(clause.scope)) if rows else None
    finding = broken[0].finding
    return objections.says_otherwise_in(finding.title) if finding else None


def _by_findings(clause: Clause, claim: Claim, findings: Sequence[Record]) -> str:
    """Compares with the statement of a finding that is most like the clause and speaks to the same axis, or to a kindred
    one: what is not ready does not run. "agrees", the line that says the opposite, or ""."""
    if claim.axis == "ready" and claim.sign > 0 and _NEW.search(clause.text):
        lines = (x for r in findings for x in r.words.splitlines())
        if stuck := next((x for x in lines if _NEW_STUCK.search(x)), ""):
            return stuck
    for axis in (claim.axis, *_KINDRED.get(claim.axis, ())):
        if found := _by_axis(clause, replace(claim, axis=axis), findings):
            return found
    return ""


def _by_axis(clause: Clause, claim: Claim, findings: Sequence[Record]) -> str:
    best, agreeing, opposite = 0.0, False, ""
    mine = _terms(clause.text)
    for record in findings:
        for line in _of_language(record, clause.text):
            said = [c.sign for c in claims(line) if c.axis == claim.axis]
            if not said or advises(line) or _of_another_kind(clause.text, line):
                continue
            if _OLD.search(clause.text) and not _NEW.search(clause.text) and not _OLD.search(line):
                continue  # what serves on is not what fails
            if (
                _OLD.search(line)
                and _NEW.search(clause.text)
                and not _OLD.search(clause.text)
                and claim.axis == "serve"
            ):
                said = [-x for x in said]  # what the old version does, the new one does not
            like = len(mine & _terms(line)) / (1 + len(mine))
            if like > best + 1e-9:
                best, agreeing, opposite = like, False, ""
            if like >= best - 1e-9:
                agreeing = agreeing or claim.sign in said
                opposite = opposite or ("" if claim.sign in said else line)
    if agreeing:
        return "agrees"
    return opposite if best >= (0.3 if claim.axis == "exist" else 0.0) else ""


def _of_language(record: Record, text: str) -> list[str]:
    """The lines of a finding in the language of the text; all where it has none in that language."""
    lines = record.words.splitlines()
    hangul = bool(_HANGUL.search(text))
    return [x for x in lines if bool(_HANGUL.search(x)) == hangul] or lines


def _of_another_kind(text: str, line: str) -> bool:
    """Whether the text speaks of the pods or the nodes of a thing, and the line of neither."""
    kinds = [k for k in _KINDS if k.search(text)]
    return bool(kinds) and not any(k.search(line) for k in kinds)


def _by_rows(clause: Clause, claim: Claim, rows: list[Record]) -> Text | None:
    agree, oppose = claim_counts(claim, rows)
    numbers = [int(q.values[0]) for q in atoms(clause.text).quantities if q.kind == "plain" and q.raw == int(q.raw)]
    numbers = [] if clause.one_of_many else numbers
    if _ALL_BUT.search(clause.text) and (oppose in numbers or clause.named):
        return None  # the named ones are the exception
    if len(rows) == 1 and _tells_how_many(rows[0], claim, numbers):
        return None
    opposite = objections.rows_say_otherwise(oppose, agree + oppose)
    if (not agree and not oppose) or (agree in numbers and len(rows) > 1):
        return None
    if numbers and len(rows) > 1 and not claim.every:
        if agree >= 1 and len(numbers) > 1:
            return None
        return opposite if (oppose and oppose in numbers) or not agree else None
    if (claim.every or len(rows) == 1) and oppose:
        return opposite
    return opposite if oppose and not agree else None


def _may_tell(clause: Clause, record: Record) -> bool:
    """Of the endpoints of a Service only its endpoints tell: the pods of a workload of that name may be ready without them."""
    return not _ENDPOINTS.search(clause.text) or "endpoints" in (record.row or {})


def _tells_how_many(record: Record, claim: Claim, numbers: Sequence[int]) -> bool:
    """Whether the clause gives the row's own count, "3 of 4 ready": it says neither that all are nor that none is."""
    ready = (record.row or {}).get("ready")
    return claim.axis in ("ready", "endpoints") and type(ready) is int and ready in numbers


def _superlative(clause: Clause, subjects: frozenset[str]) -> Text | None:
    """The largest, smallest, latest or oldest is not the one named."""
    text = clause.text
    large, late = bool(_LARGEST.search(text)), bool(_LATEST.search(text))
    if late and _OLDEST.search(text):
        return None  # two at once: which is which is not read
    if not subjects or not (large or late or _SMALLEST.search(text) or _OLDEST.search(text)):
        return None
    if (following := _NEXT.search(text)) is not None:  # "the largest is a, followed by b"
        text = text[: following.start()]
        subjects = frozenset(s for s in subjects if s in text.lower())
    about = {id(r) for r in clause.about if following is None or not subjects.isdisjoint(r.keys)}
    for table in tables(clause.scope):
        mine = [i for i, r in enumerate(table) if id(r) in about]
        if not mine or len(mine) == len(table):
            continue
        table = _comparable_rows(table, text)
        mine = [i for i, r in enumerate(table) if id(r) in about]
        values = [_when(r) if late or _OLDEST.search(text) else _amount(r) for r in table]
        known = [v for v in values if v is not None]
        if not known or not mine:
            continue
        best = max(known) if large or late else min(known)
        if any(values[i] == best for i in mine) == bool(_NOT_THE.search(text)):
            return objections.says_otherwise()
    return None


def _comparable_rows(table: list[Record], text: str) -> list[Record]:
    """What the clause compares among: unattached volumes only, where it says so."""
    kinds = [prefix for word, prefix in _ID_PREFIXES.items() if word in text.lower()]
    if len(kinds) == 1:
        of_kind = [
            r
            for r in table
            if any(k.startswith(kinds[0]) for k, f in r.keys.items() if f in ("id", "resource_id", "name"))
        ]
        if of_kind and len(of_kind) < len(table):
            return of_kind
    for claim in claims(text):
        fitting = [r for r in table if r.signs.get(claim.axis) == claim.sign]
        if fitting:
            return fitting
    return table


# Of a list of all sorts of resources, what a noun means.
_ID_PREFIXES = {
    "volume": "vol-", "볼륨": "vol-", "instance": "i-", "인스턴스": "i-", "snapshot": "snap-", "스냅": "snap-",
    "address": "eipalloc-", "주소": "eipalloc-",
}  # fmt: skip


def _amount(record: Record) -> float | None:
    if record.row is not None and isinstance(highest := record.row.get("maximum"), int | float):
        return float(highest)  # of a metric
    for kind in ("money", "bytes"):
        values = [f.value for f in record.facts if f.kind == kind]
        if values:
            return max(values)
    return None


def _when(record: Record) -> float | None:
    row = record.row or {}
    for name in ("created_at", "launched_at", "at"):
        if row.get(name):
            try:
                return datetime.fromisoformat(str(row[name])).timestamp()
            except ValueError:
                return None
    return max((t.timestamp() for t in record.times), default=None)


def _denied(clause: Clause) -> Text | None:
    """ "is not 80 GiB" of what is 80 GiB."""
    read = atoms(clause.text)
    for q in read.quantities:
        if _DENIED.search(clause.text[: q.start]) or re.match(r"\S{0,4}[가이]? 아[니닙]", clause.text[q.end :]):
            return objections.says_otherwise()
    for name in read.names:
        denied = clause.named and _DENIED.search(clause.text[: name.start])
        if denied and any(name.text.lower() in r.tokens for r in clause.about):
            return objections.says_otherwise()
    return None


def _terms(text: str) -> frozenset[str]:
    return frozenset({*tokens(text), *(w[:2] for w in re.findall(r"[가-힣]{2,}", text))})
