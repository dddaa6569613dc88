"""Whether a clause says the opposite of its evidence: ready when it is not, raised when it was lowered.

Called by `assistant.verifier.verify`. Only what the evidence decides is a contradiction; silence is none.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from assistant.verifier.atoms import atoms, tokens
from assistant.verifier.claims import Claim, claims, of_row
from assistant.verifier.sources import Record
from assistant.verifier.support import Clause, claim_counts, tables

_FROM_TO = re.compile(
    r"\bfrom\s+(?P<a>\S+)\s+to\s+(?P<b>\S+)|(?P<c>\S+?)에서\s+(?P<d>\S+?)(?:로|으로|까지)(?![가-힣])", re.I
)
_LARGEST = re.compile(r"\b(?:largest|biggest|most expensive|highest)\b|가장 (?:큰|많은|비싼)", re.I)
_LATEST = re.compile(r"\b(?:most recent|latest|newest)\b|가장 (?:최근|새)", re.I)
_OLDEST = re.compile(r"\boldest\b|가장 오래", re.I)
_SMALLEST = re.compile(r"\b(?:smallest|cheapest|lowest)\b|가장 (?:작은|적은|싼)", re.I)
_REST = re.compile(r"\b(?:otherwise|rest|other|else|besides)\b|나머지|그 ?외|그 밖", re.I)
_ANYTHING = re.compile(r"\b(?:problems?|issues?|wrong|cluster)\b|문제|이상|클러스터", re.I)
_DENIED = re.compile(r"(?<!there )\b(?:is|are|was|were)\s+not\s+(?:an?\s+|the\s+|in\s+)?$", re.I)


def contradiction(clause: Clause, subjects: frozenset[str]) -> str:
    """What the evidence says against the clause, or ""."""
    for claim in claims(clause.text):
        wrong = _change(clause, claim) if claim.axis == "change" else _state(clause, claim, subjects)
        if wrong:
            return wrong
    return _superlative(clause, subjects) or _denied(clause)


def _state(clause: Clause, claim: Claim, subjects: frozenset[str]) -> str:
    findings = [r for r in clause.about if r.finding is not None and r.role != "plan"]
    if not subjects and claim.axis == "health" and claim.sign > 0:
        if _REST.search(clause.text) or not (claim.every or _ANYTHING.search(clause.text)):
            return ""
        broken = [r for r in clause.scope if r.role == "title" and r.finding and r.finding.klass == "problem"]
        return f"problems were found: {broken[0].words.splitlines()[0]}" if broken else ""
    decided = _by_findings(clause, claim, findings)
    if decided:
        return decided if decided != "agrees" else ""
    for table in tables(clause.scope):
        about = set(map(id, clause.about))
        rows = [r for r in table if id(r) in about] if clause.named else table
        if not rows or not any(of_row(r.row) for r in rows if r.row is not None):
            continue
        return _by_rows(clause, claim, rows)
    return ""


def _by_findings(clause: Clause, claim: Claim, findings: Sequence[Record]) -> str:
    """Compares with the statement of a finding that is most like the clause and speaks to the same axis."""
    best, agreeing, opposite = 0.0, False, ""
    mine = _terms(clause.text)
    for record in findings:
        for line in record.words.splitlines():
            said = [c.sign for c in claims(line) if c.axis == claim.axis]
            if not said:
                continue
            like = len(mine & _terms(line)) / (1 + len(mine))
            if like > best + 1e-9:
                best, agreeing, opposite = like, False, ""
            if like >= best - 1e-9:
                agreeing = agreeing or claim.sign in said
                opposite = opposite or ("" if claim.sign in said else line)
    if agreeing:
        return "agrees"
    return opposite if best >= (0.3 if claim.axis == "exist" else 0.0) else ""


def _by_rows(clause: Clause, claim: Claim, rows: list[Record]) -> str:
    agree, oppose = claim_counts(claim, rows)
    numbers = [int(q.values[0]) for q in atoms(clause.text).quantities if q.kind == "plain" and q.raw == int(q.raw)]
    numbers = [] if clause.one_of_many else numbers
    if not agree and not oppose:
        return ""
    if agree in numbers and len(rows) > 1:
        return ""
    if numbers and len(rows) > 1 and not claim.every:
        if agree in numbers or (agree >= 1 and len(numbers) > 1):
            return ""
        return f"{agree} rows agree, {oppose} say the opposite" if (oppose and oppose in numbers) or not agree else ""
    if (claim.every or len(rows) == 1) and oppose:
        return f"{oppose} of {agree + oppose} rows say the opposite"
    return f"all {oppose} rows say the opposite" if oppose and not agree else ""


def _change(clause: Clause, claim: Claim) -> str:
    """Grew or shrank: by the clause's own "from a to b", by such a pair in the records, or by now and before."""
    own = list(_directions(clause.text))
    if own:
        return "" if claim.sign in own else "the two values go the other way"
    numbers = atoms(clause.text).quantities
    meant = set(_by_amount(clause, [q.values[0] for q in numbers if q.kind == "money"]))
    if meant:
        return "it went the other way" if claim.sign not in meant else ""
    seen: set[int] = set()
    for r in clause.about:
        for line in r.words.splitlines():
            seen.update(_directions(line))
        if r.row is not None:
            seen.update(_in_row(r.row, numbers))
    if not seen:
        for table in tables(clause.scope):
            now = sum(float(r.row.get("cost", 0)) for r in table if r.row and "before" in r.row)
            before = sum(float(r.row.get("before", 0)) for r in table if r.row and "before" in r.row)
            if before:
                seen.add(1 if now > before else -1)
    return "it went the other way" if seen and claim.sign not in seen else ""


def _by_amount(clause: Clause, amounts: list[float]) -> Iterator[int]:
    """Directions of the rows, or of the totals, whose amount or difference the clause gives."""
    for table in tables(clause.scope):
        pairs = [
            (float(r.row["cost"]), float(r.row["before"])) for r in table if r.row and {"cost", "before"} <= {*r.row}
        ]
        if not pairs:
            continue
        pairs.append((sum(now for now, _ in pairs), sum(before for _, before in pairs)))
        for now, before in pairs:
            if any(abs(a - x) <= 0.0051 for a in amounts for x in (now, abs(now - before))) and now != before:
                yield 1 if now > before else -1


def _directions(text: str) -> Iterator[int]:
    for match in _FROM_TO.finditer(text):
        a, b = (atoms(match[x] or match[y] or "").quantities for x, y in (("a", "c"), ("b", "d")))
        if a and b and a[0].kind == b[0].kind and a[0].values[0] != b[0].values[0]:
            yield 1 if b[0].values[0] > a[0].values[0] else -1


def _in_row(row: object, numbers: object) -> Iterator[int]:
    if isinstance(row, dict):
        if "before" in row and ("after" in row or "cost" in row):
            a, b = (atoms(str(row.get(k, ""))).quantities for k in ("before", "after" if "after" in row else "cost"))
            if a and b and a[0].kind == b[0].kind and a[0].values[0] != b[0].values[0]:
                yield 1 if b[0].values[0] > a[0].values[0] else -1
        for value in row.values():
            yield from _in_row(value, numbers)
    elif isinstance(row, list):
        for value in row:
            yield from _in_row(value, numbers)


_EN_NOT = re.compile(r"\b(?:do not|don't|must not|should not|never)\s+(?:just\s+)?(\w+)", re.I)
_KO_NOT = re.compile(r"([가-힣]{2,}?)하지\s?(?:말|마)|([가-힣]{2,})[은는을를]?\s?(?:하지\s?)?(?:마세요)")


def against_guide(text: str, passages: Sequence[str]) -> str:
    """A sentence of a cited guide that advises against what the text advises, or the other way round; or ""."""
    mine, refused = _terms(text), _refused(text)
    lines = [line for p in passages for line in re.split(r"(?<=[.!?])\s+|\n", p) if line.strip()]
    scored = sorted(((len(mine & _terms(line)), line) for line in lines), reverse=True)[:3]
    for like, line in scored:
        if like < 0.3 * len(mine):
            break
        there = _refused(line)
        if refused & there:
            return ""
        if (refused - there and any(w in line for w in refused - there)) or any(w in text for w in there - refused):
            return line
    return ""


def _refused(text: str) -> frozenset[str]:
    """What a text says not to do."""
    english = {m[1].lower()[:5] for m in _EN_NOT.finditer(text)}
    return frozenset(english | {(m[1] or m[2])[:2] for m in _KO_NOT.finditer(text)})


def _superlative(clause: Clause, subjects: frozenset[str]) -> str:
    """The largest, smallest, latest or oldest is not the one named."""
    text = clause.text
    large, late = bool(_LARGEST.search(text)), bool(_LATEST.search(text))
    if not subjects or not (large or late or _SMALLEST.search(text) or _OLDEST.search(text)):
        return ""
    about = set(map(id, clause.about))
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
        if not any(values[i] == best for i in mine):
            return "another row is further out"
    return ""


def _comparable_rows(table: list[Record], text: str) -> list[Record]:
    """What the clause compares among: unattached volumes only, where it says so."""
    for claim in claims(text):
        fitting = [r for r in table if r.row is not None and of_row(r.row).get(claim.axis) == claim.sign]
        if fitting:
            return fitting
    return table


def _amount(record: Record) -> float | None:
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


def _denied(clause: Clause) -> str:
    """ "is not 80 GiB" of what is 80 GiB."""
    read = atoms(clause.text)
    for q in read.quantities:
        if _DENIED.search(clause.text[: q.start]) or re.match(r"\S{0,4}[가이]? 아[니닙]", clause.text[q.end :]):
            return "this is what the evidence shows"
    for name in read.names:
        denied = clause.named and _DENIED.search(clause.text[: name.start])
        if denied and any(name.text.lower() in r.tokens for r in clause.about):
            return "this is what the evidence shows"
    return ""


def _terms(text: str) -> frozenset[str]:
    return frozenset({*tokens(text), *(w[:2] for w in re.findall(r"[가-힣]{2,}", text))})
