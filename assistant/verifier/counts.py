"""How many rows there are of what a clause describes; called by `assistant.verifier.support` and `polarity`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from assistant.patterns import Lazy
from assistant.verifier.atoms import tokens
from assistant.verifier.claims import Claim, claims
from assistant.verifier.quantities import Quantity
from assistant.verifier.records import Record

_WHOLE = Lazy(r"\bof\b|\btotal\b|\bin all\b|\baltogether\b|\bthere are\b|\bhave\b|중|가운데|전체|모두|총|있")


_REST = Lazy(r"\bother\b|\brest\b|\bremaining\b|나머지|그 ?외|그 밖")


_MORE_AFTER = Lazy(r"^\s?(?:more|others?)\b|^\S{1,2} 더", 0)


_OTHERS_BEFORE = Lazy(r"\b(?:the|all) (?:other|remaining)\s$|(?:나머지|다른)\s$")


_MORE_BEFORE = Lazy(r"(?:그 밖에|그 외|외|나머지)\s?$")


_MEANT = {
    "볼륨": "volume", "인스턴스": "instance", "IP": "address", "EC2": "compute", "S3": "storage", "세금": "tax", "놀": "idle",
    "유휴": "idle", "멈": "stopped", "연결되지": "unattached", "쓰이지": "idle", "디플로이먼트": "deployment", "unused": "idle",
    "elastic": "address", "volumes": "volume", "instances": "instance", "services": "service",
}  # fmt: skip


_DISTINCT = {"region": "region", "namespace": "namespace", "node": "node"}


_MOST_FILTERS = 6


_MOST_ROWS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Part of a statement, and the records it may rest on: `about` those it names, `scope` all that are cited."""

    text: str
    about: Sequence[Record]
    scope: Sequence[Record]
    reference: datetime
    stated: Sequence[Quantity] = field(default=())  # numbers of the answer that were found to hold
    whole: str = ""  # the full statement
    named: bool = False  # whether `about` is narrower than `scope`
    one_of_many: bool = False  # `about` is one of several subjects that the clause speaks of together


def tables(records: Iterable[Record]) -> list[list[Record]]:
    """Rows that belong together: the items of each evidence; the problems found."""
    by_evidence: dict[str, list[Record]] = {}
    problems: dict[str, list[Record]] = {}
    for r in records:
        if r.row is not None and r.evidence is not None:
            by_evidence.setdefault(r.evidence.id, []).append(r)
        elif r.role == "title" and r.finding is not None and r.finding.klass == "problem":
            problems.setdefault(r.finding.check.partition(".")[0], []).append(r)
    found = [*by_evidence.values(), *problems.values()]
    return [t[:_MOST_ROWS] for t in found]


def counts(clause: Clause, concept: frozenset[str]) -> set[int]:
    """How many rows there are of what the clause describes."""
    allowed: set[int] = set()
    for table in tables(clause.scope):
        about = set(map(id, clause.about))
        mine = [r for r in table if id(r) in about] if clause.named else table
        for rows in (mine, table) if clause.named and mine else (table,):
            fitting = list(subsets(rows, clause.text))
            inside = set(map(id, mine)) if clause.named and mine else set[int]()
            if inside and rows is table:  # of a longer list only what holds all that the clause names
                fitting = [s for s in fitting if inside <= set(map(id, s))]
            sizes = {len(s) for s in fitting}
            if (
                not fitting
                or ("finding" in concept and table[0].row is None)
                or _WHOLE.search(clause.whole or clause.text)
            ):
                sizes.add(len(rows))
            if _REST.search(clause.text):
                sizes |= {len(rows) - int(q.values[0]) for q in clause.stated if q.kind == "plain"}
            allowed |= sizes
        for name in concept & _DISTINCT.keys():
            allowed.add(len({str(r.row[_DISTINCT[name]]) for r in table if r.row and _DISTINCT[name] in r.row}))
    return allowed


def left_over(clause: Clause, q: Quantity, said: str) -> set[float]:
    """What "and 3 more", "the other 5", "나머지 3건" may count: the rows of a table that the answer has not named so far, or
    what is left of a count that it gave."""
    others = _OTHERS_BEFORE.search(clause.text[: q.start])
    if not (others or _MORE_AFTER.match(clause.text[q.end :]) or _MORE_BEFORE.search(clause.text[: q.start])):
        return set()
    found = set[float]()
    counted = [x.raw for x in clause.stated if x.kind == "plain"]
    found |= {x - 1 for x in counted[-6:]} | {x - y for x, y in combinations(counted[-6:], 2)}
    for table in tables(clause.scope):
        named = [r for r in table if any(k in said for k, f in r.keys.items() if f in ("name", "id"))]
        found.add(float(len(table) - len(named)))
    return found


def subsets(rows: list[Record], text: str) -> Iterator[list[Record]]:
    """The rows that fit what the clause says of them, for every choice of up to three of its words."""
    filters: list[set[int]] = []
    for word in _filter_words(text):
        fitting = {i for i, r in enumerate(rows) if word in r.tokens or _variant(r, word) or _part_of_name(r, word)}
        if fitting and fitting not in filters:
            filters.append(fitting)
    said = _said(rows)
    signs = [(c, {i for i, s in enumerate(said) if s.get(c.axis) == c.sign}) for c in claims(text)]
    decided = [fitting for c, fitting in signs if any(c.axis in s for s in said)]
    filters = [f for f in filters if len(f) < len(rows)][:_MOST_FILTERS]
    cells = [frozenset(str(v).lower() for v in r.row.values()) if r.row is not None else frozenset() for r in rows]
    for word in _filter_words(text):  # the very value of a cell: "4 Succeeded"
        exact = [r for r, values in zip(rows, cells, strict=True) if word in values]
        if 0 < len(exact) < len(rows):
            yield exact
    if decided:  # a claim that rows can answer always narrows: "3 are stopped" counts the stopped ones
        common = set.intersection(*decided)
        yield [rows[i] for i in common]
        for size in range(1, min(3, len(filters)) + 1):
            for chosen in combinations(filters, size):
                yield [rows[i] for i in common.intersection(*chosen)]
        return
    for size in range(1, min(3, len(filters)) + 1):
        for chosen in combinations(filters, size):
            yield [rows[i] for i in set.intersection(*map(set, chosen))]


def _said(rows: list[Record]) -> list[Mapping[str, int]]:
    return [r.signs for r in rows]


def _filter_words(text: str) -> list[str]:
    words = [t for t in tokens(text) if len(t) > 2]
    words += [t[:-1] for t in words if t.endswith("s")]
    words += [english for said, english in _MEANT.items() if said in text or said in words]
    return list(dict.fromkeys(w for w in words if w not in ("the", "and", "are", "for", "has")))


def _variant(record: Record, word: str) -> bool:
    return record.finding is not None and word in dict(record.finding.cause).get("variant", "").split("_")


def _part_of_name(record: Record, word: str) -> bool:
    """`partner-allowlist`, of `acme-partner-allowlist-1`."""
    return "-" in word and any(f"-{word}-" in f"-{k}-" for k, field in record.keys.items() if field == "name")


def claim_counts(claim: Claim, rows: list[Record]) -> tuple[int, int]:
    """How many rows agree with the claim, and how many say the opposite."""
    signs = [s[claim.axis] for s in _said(rows) if claim.axis in s]
    return signs.count(claim.sign), signs.count(-claim.sign)
