"""Whether the numbers and times of a clause follow from the records it is about; called by `assistant.verifier.verify`.

A number is supported when it stands in a record, is a count of rows, or a sum, mean, difference or share of such numbers.
The search is bounded: it looks at the rows that the clause names or describes, not at every combination.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations

from assistant.patterns import Lazy
from assistant.verifier.atoms import atoms
from assistant.verifier.counts import Clause, counts, subsets, tables
from assistant.verifier.moments import Moment
from assistant.verifier.quantities import Quantity
from assistant.verifier.records import Fact, Record
from assistant.verifier.transitions import changes

_SUM = Lazy(
    r"\b(?:total|together|altogether|combined|sum|in all|overall|save|worth|average|mean)\b"
    r"|합계|합치|합쳐|총|모두|전체(?!의)|평균|아낄"
)
_SEVERAL = Lazy(r"\b(?:and|both|each|all)\b|,|[와과] |하고 |각각", 0)
_WITHOUT = Lazy(r"\b(?:without|excluding|except|not counting)\b|빼[면고]|제외")
_MEAN = Lazy(r"\baverage\b|\bmean\b|평균")
_COUNTED = frozenset(
    {
        "node",
        "namespace",
        "deployment",
        "statefulset",
        "daemonset",
        "finding",
        "volume",
        "instance",
        "address",
        "workload",
    }
)


def moment_holds(moment: Moment, clause: Clause) -> bool:
    """Whether some point in time of the records may be written like this."""
    return any(moment.fits(t, clause.reference) for r in clause.about for t in (*r.times, *_taken(r)))


def fraction_holds(a: int, b: int, clause: Clause) -> bool:
    """`2/3`: both numbers in one record, as ready and wanted, or written like that or as `2 of 3`; or month and day."""
    pairs = {p for r in clause.about for p in _ready_pairs(r)} if clause.named else set()
    if any(total == b for _, total in pairs) and (a, b) not in pairs:
        return False
    if any((t.month, t.day) == (a, b) for r in clause.about for t in r.times):
        return True
    for r in clause.about:
        if r.row is not None and "ready" in r.row:
            wanted = r.row.get("desired", r.row.get("replicas"))
            if (r.row["ready"] == a and wanted == b) or r.row["ready"] == f"{a}/{b}":
                return True
            continue
        values = {f.value for f in r.facts if f.kind == "plain" or not f.kind}
        if a in values and b in values and r.role != "title":
            return True
    if clause.named and any(r.row is not None and "ready" in r.row for r in clause.about):
        return False
    return number_of(clause, lambda n: n == a) and number_of(clause, lambda n: n == b)


_READY_OF = Lazy(r"\b(\d+) of (\d+) are ready|(\d+)개 중 (\d+)개", 0)


def _ready_pairs(record: Record) -> Iterator[tuple[int, int]]:
    """(ready, wanted) of a row or of what a finding says."""
    row = record.row or {}
    if isinstance(row.get("ready"), int) and isinstance(row.get("desired"), int):
        yield row["ready"], row["desired"]
    for m in _READY_OF.finditer(record.words if record.finding is not None else ""):
        yield (int(m[1]), int(m[2])) if m[1] else (int(m[4]), int(m[3]))


def number_of(clause: Clause, wanted: "object") -> bool:
    """Whether a count of rows is the wanted one."""
    assert callable(wanted)
    return any(wanted(n) for n in counts(clause, frozenset()))


def number_holds(q: Quantity, concept: frozenset[str], clause: Clause) -> bool:
    """Whether the number follows from the records of the clause."""
    if q.kind == "money" and q.currency not in (_currencies(clause.scope) or {q.currency}):
        return False
    if q.kind == "duration" and _age_holds(q, clause):
        return True
    if _stands(q, concept, clause.about):
        return True
    if q.kind == "plain" and 1990 <= q.raw <= 2100 and any(t.year == q.raw for r in clause.about for t in r.times):
        return True
    if q.kind == "plain" and q.raw >= 1000 and any(f"{q.raw:g}" in r.tokens for r in clause.about):
        return True  # part of a name or of a message
    if q.kind == "plain" and q.values[0] == int(q.values[0]) and any(q.near(n) for n in counts(clause, concept)):
        return True
    if (
        q.kind in ("money", "bytes")
        and _OF.search(clause.text[: q.start])
        and any(map(q.near, _totals_of(q.kind, clause)))
    ):
        return True
    shares = q.kind == "percent" and q.step == 3.0  # "more than three quarters"
    if q.bound and EACH.match(clause.text[q.end : q.end + 16]):
        return False  # "above $10 each": no sum of them
    return (not q.bound or shares) and any(q.near(v) for k, v in _derived(q, clause, concept) if k == q.kind)


EACH = Lazy(r"^\s?(?:each|apiece|per)\b|^\S{0,3}\s?씩")
_OF = Lazy(r"\b(?:of|out of|against)\s(?:the |a total of |about )?$")


def _totals_of(kind: str, clause: Clause) -> Iterator[float]:
    """ "$395.85 of $506.43": the whole that something is a part of."""
    for table in tables(clause.scope):
        yield from (sum(values) for values in _field_values(table, kind).values())


def _currencies(records: Iterable[Record]) -> set[str]:
    return {f.currency for r in records for f in r.facts if f.kind == "money" and f.currency}


def _taken(record: Record) -> tuple[datetime, ...]:
    return (record.evidence.taken_at,) if record.evidence is not None and record.row is None else ()


def _stands(q: Quantity, concept: frozenset[str], records: Iterable[Record]) -> bool:
    facts = [f for r in records for f in r.facts]
    same = [f for f in facts if _comparable(q, f)]
    if q.kind == "plain" and concept:
        most = max((len(f.concepts & concept) for f in same), default=0)
        if not most and any(f.field == "resources" and q.near_raw(f.raw) for f in same):
            return True  # a bill counts addresses and instances alike as resources
        if most or concept & _COUNTED:
            same = [f for f in same if most and len(f.concepts & concept) == most]
    return any(_equal(q, f) for f in same)


def _comparable(q: Quantity, fact: Fact) -> bool:
    if q.kind == "money":
        return fact.kind == "money" and (not fact.currency or fact.currency == q.currency)
    if q.kind == "plain":
        return True
    return fact.kind == q.kind or (not fact.kind and fact.raw != int(fact.raw))


def _equal(q: Quantity, fact: Fact) -> bool:
    if q.kind == fact.kind and q.kind != "plain":
        return any(q.near(v) for v in (fact.value, *fact.alternatives))
    if q.kind == "plain" and fact.kind not in ("plain", ""):
        telling = fact.kind in ("bytes", "money", "percent") or q.raw >= 1000 or q.raw != int(q.raw)
        return telling and q.raw == fact.raw  # the unit stands in the column title, or a raw row is shown
    return q.near_raw(fact.raw)


def _age_holds(q: Quantity, clause: Clause) -> bool:
    """`2 hours ago`, `for 67 days`: the age of a point in time of the records, or the time between two of them."""
    unit_s = q.values[0] / q.raw if q.raw else 1.0
    for r in clause.about:
        reference = r.evidence.taken_at if r.evidence is not None else clause.reference
        times = list(r.times)
        if any(_age_fits((reference - t).total_seconds(), q, unit_s) for t in times):
            return True
        if not q.ago and len(times) < 12:
            if any(q.near(abs((a - b).total_seconds())) for a, b in combinations(times, 2)):
                return True
            if any(abs(abs((a - b).total_seconds()) - q.values[0]) <= 0.5 * unit_s for a, b in combinations(times, 2)):
                return True
    return False


def _age_fits(age_s: float, q: Quantity, unit_s: float) -> bool:
    slack = max(0.1 * q.values[0], 0.55 * unit_s) if q.about or q.raw != int(q.raw) else 0.5 * unit_s
    return q.values[0] - slack <= age_s <= q.values[0] + max(slack, unit_s * 0.999 if not q.about else 0)


def _derived(q: Quantity, clause: Clause, concept: frozenset[str] = frozenset()) -> Iterator[tuple[str, float]]:
    """(kind, value) of sums, means, differences and shares that the clause may mean."""
    text = clause.whole or clause.text
    for table in tables(clause.scope):
        about = set(map(id, clause.about))
        named = [r for r in table if id(r) in about] if clause.named else []
        if clause.named and not named and not _SUM.search(text):
            continue  # of other things than the named
        groups = [table, *([named] if named else []), *subsets(table, clause.text), *subsets(table, text)]
        if named and not _SUM.search(clause.text):
            groups = [named]
        if q.kind in ("money", "bytes") or _MEAN.search(text):
            if named and len(groups) == 1 and not _SEVERAL.search(clause.text):
                groups = []  # what one thing costs is no sum
            yield from _sums(q.kind, [*groups, *([] if named else _by_variant(table))], mean=bool(_MEAN.search(text)))
        if q.kind == "percent":
            yield from _shares(table, groups, counting="$" not in text and "달러" not in text)
            yield from (
                ("percent", 100 * a.values[0] / len(table)) for a in clause.stated if a.kind == "plain" and table
            )
        if q.kind == "plain" and concept:
            yield from _totals(concept, (table, named))
        if _WITHOUT.search(text):
            yield from _remainders(q.kind, table)
        for group in (table, named, *([r] for r in (named or table)[:200])):
            yield from _changes(group, q.kind)
    if q.kind == "duration":  # between the beginnings of two problems
        began = [t for r in clause.scope if r.role == "time" for t in r.times][:12]
        yield from (("duration", abs((a - b).total_seconds())) for a, b in combinations(began, 2))
    for change in (c for r in clause.about for line in r.words.splitlines() for c in changes(line)):
        yield change.kind, abs(change.after - change.before)
        if change.before:
            yield "percent", 100 * change.after / change.before
            yield "percent", 100 * abs(change.after - change.before) / change.before
    if q.kind == "percent":  # how far something has come: "segment 200/400"
        written = (str(v) for r in clause.about[:50] for v in (r.row or {}).values() if "/" in str(v))
        yield from (("percent", 100 * a / b) for text in written for a, b, _ in atoms(text).fractions if b)
    yield from _from_stated(q, clause)


def _by_variant(table: list[Record]) -> list[list[Record]]:
    """Findings of one kind belong together even where the text does not say the kind."""
    kinds: dict[str, list[Record]] = {}
    for r in table:
        if r.finding is not None:
            kinds.setdefault(dict(r.finding.cause).get("variant", ""), []).append(r)
    return list(kinds.values())


def _field_values(rows: Iterable[Record], kind: str) -> dict[str, list[float]]:
    values: dict[str, list[float]] = {}
    for r in rows:
        seen = set()
        for f in r.facts:
            if (f.kind == kind and f.field and f.field not in seen) or (kind == "duration" and f.kind == kind):
                seen.add(f.field)
                values.setdefault(f.field, []).append(f.value)
    return values


def _sums(kind: str, groups: Iterable[list[Record]], *, mean: bool) -> Iterator[tuple[str, float]]:
    for group in groups:
        for values in _field_values(group, kind).values():
            yield kind, sum(values)
            if mean and values:
                yield kind, sum(values) / len(values)


def _totals(concept: frozenset[str], groups: Iterable[list[Record]]) -> Iterator[tuple[str, float]]:
    """Of what is counted in a column: the restarts of all pods together, the CPUs of all nodes."""
    for group in groups:
        columns: dict[str, float] = {}
        for f in (f for r in group for f in r.facts if f.field and f.concepts & concept):
            columns[f.field] = columns.get(f.field, 0.0) + f.value
        yield from (("plain", total) for total in columns.values())


def _remainders(kind: str, table: list[Record]) -> Iterator[tuple[str, float]]:
    """The total without one of the rows."""
    for values in _field_values(table, kind).values():
        yield from ((kind, sum(values) - value) for value in values[:200])


def _shares(table: list[Record], groups: Iterable[list[Record]], *, counting: bool) -> Iterator[tuple[str, float]]:
    whole = {(kind, k): sum(v) for kind in ("money", "bytes") for k, v in _field_values(table, kind).items()}
    for group in groups:
        if len(group) == len(table):
            continue
        if table and counting:
            yield "percent", 100 * len(group) / len(table)
        for kind in ("money", "bytes"):
            for name, values in _field_values(group, kind).items():
                if whole.get((kind, name)):
                    yield "percent", 100 * sum(values) / whole[kind, name]


def _changes(rows: list[Record], kind: str) -> Iterator[tuple[str, float]]:
    now = sum(_field_values(rows, "money").get("cost", []))
    before = sum(_field_values(rows, "money").get("before", []))
    if before and kind == "money":
        yield "money", abs(now - before)
    if before and kind == "percent":
        yield "percent", abs(100 * (now - before) / before)


def _from_stated(q: Quantity, clause: Clause) -> Iterator[tuple[str, float]]:
    """From two numbers that the answer itself gave before, and that hold."""
    near = clause.stated[-8:]
    for a, b in combinations(near, 2):
        if a.kind != b.kind or (a.kind == "plain" and q.kind != "percent"):
            continue
        if q.kind == a.kind:
            yield q.kind, a.values[0] + b.values[0]
            yield q.kind, abs(a.values[0] - b.values[0])
        elif q.kind == "percent" and max(a.values[0], b.values[0]):
            yield "percent", 100 * min(a.values[0], b.values[0]) / max(a.values[0], b.values[0])
    if q.kind == "percent":
        for a in near:
            for total in {f.value for t in tables(clause.scope) for v in [_field_values(t, a.kind)] for f in
                          [Fact(kind="", value=sum(x), raw=0) for x in v.values()]}:  # fmt: skip
                if total and a.kind != "plain":
                    yield "percent", 100 * a.values[0] / total
