"""The numbers and times of an answer under way: which of them hold; called by `assistant.verifier.verify`."""

import re
from collections.abc import Iterator
from functools import cached_property

from assistant.findings import Severity
from assistant.patterns import Lazy
from assistant.verifier import cells
from assistant.verifier.arithmetic import Asked, changed_share, is_multiple
from assistant.verifier.atoms import atoms
from assistant.verifier.bindings import BoundClause
from assistant.verifier.counts import Clause, left_over
from assistant.verifier.derivations import Ledger
from assistant.verifier.grounds import Grounds
from assistant.verifier.quantities import Quantity
from assistant.verifier.records import near_concepts
from assistant.verifier.statements import Statement
from assistant.verifier.subjects import Scope, subjects
from assistant.verifier.support import EACH, fraction_holds, moment_holds, number_holds
from assistant.verifier.topics import stranger

_OWN = ("name", "id", "instance_id", "volume_id", "owner", "service", "public_ip")  # keys that name one thing
_OPENS = Lazy(r":\s*(?:\[E\d+\][\s.]*)*$", 0)
_ENTRY = Lazy(r"\s*(?:[-*•]|\d+[.)])\s")
_THOSE = Lazy(r"\b(?:all|these|those|the)\s$")


class Figures:
    """Remembers the numbers that held and how long the list is, for what a later statement makes of them."""

    def __init__(self, text: str, grounds: Grounds, everything: Scope) -> None:
        self._text = text
        self._grounds = grounds
        self._everything = everything
        self.stated: list[Quantity] = []
        self._listed: tuple[int, int] = (-1, 0)  # block of the last list or table, and how many entries it has

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self._grounds.known.records)

    @cached_property
    def _problems_found(self) -> int:
        return sum(f.klass == "problem" for f in self._grounds.known.findings)

    def made_over(self, q: Quantity, period_s: float) -> bool:
        """Whether an amount is one of the evidence made over to another period."""
        return self._ledger.made_over(q, period_s)

    def pass_over(self, s: Statement) -> None:
        """Counts an entry of a list or a table."""
        if s.kind in ("item", "row"):
            self._listed = (s.block, self._listed[1] + 1 if self._listed[0] == s.block else 1)

    def wrong(self, s: Statement, rest: str, part: BoundClause, whole: str, subject: frozenset[str]) -> Iterator[str]:
        """Numbers and times of the clause that do not hold, as shown. `subject`: what the answer speaks of so far."""
        clause = part.as_clause(self._grounds.known.reference, tuple(self.stated), whole)
        read = atoms(clause.text)
        for moment in read.moments:
            shown = clause.text[moment.start : moment.end]
            if shown in rest and not moment_holds(moment, clause):
                yield shown
        for a, b, _ in read.fractions:
            if re.search(rf"(?<!\d){a} ?(?:/|of) ?{b}(?!\d)", rest) and not fraction_holds(a, b, clause):
                yield f"{a}/{b}"
        for q in read.quantities:
            shown = clause.text[q.start : q.end]
            if shown not in rest or _list_number(clause.text, q):
                continue
            concept = near_concepts(clause.text, q) | part.concepts_at(q.start)
            if s.kind == "row" and (column := part.text[: q.start].count("|")) < len(s.header):
                q = cells.with_unit(q, shown, s.header[column])
            if q.kind == "plain" and self._counted(s, q, concept, part, clause, shown):
                self.stated.append(q)
                continue
            asked = self._asked(q, concept, part, s, whole)
            times = is_multiple(clause.text, q)
            holds = (not times and number_holds(q, concept, clause)) or (
                not (q.bound and EACH.match(clause.text[q.end : q.end + 16])) and self._ledger.follows(asked)
            )
            sure = changed_share(asked)
            holds = (holds if sure is None else sure) and not self._ledger.misplaced(asked)
            holds = holds and not self._of_another(q, concept, part, subject)
            counted = clause.text[q.end : q.end + 40]
            if not holds or (q.kind == "plain" and not concept and stranger(counted, self._grounds.vocabulary)):
                yield shown.strip()
            elif s.kind != "heading":
                self.stated.append(q)

    def _counted(
        self, s: Statement, q: Quantity, concept: frozenset[str], part: BoundClause, clause: Clause, shown: str
    ) -> bool:
        """Whether a bare number counts what the answer itself lists, or what it counted before."""
        before = clause.text[: q.start]
        return (
            q.raw == self._listed[1] * (s.kind == "prose") > 1
            or q.raw == len(subjects(s.plain, self._everything)) > 1  # "two of them: a and b"
            or ("finding" in concept and not part.subjects and q.raw == self._problems_found)
            or self._severe(q, clause.text)
            or (s.kind != "row" and q.raw == self._announced(s) > 1)
            or self._item_number(q, clause.text)
            or q.raw in left_over(clause, q, self._text[: s.start].lower())
            or (s.kind == "row" and "|" not in part.text[: q.start] and q.raw == self._listed_before(s) + 1)
            or q.raw == _enumerated(clause.whole, shown)
            or (bool(_THOSE.search(before)) and any(q.raw == x.raw for x in self.stated[-3:]))
        )

    def _severe(self, q: Quantity, text: str) -> bool:
        """ "two of them critical": as many findings are."""
        near = text[q.end : q.end + 40]
        return any(
            re.search(rf"\b{severity.label}\b|{severity.word.ko}", near, re.I)
            and q.raw == sum(f.severity == severity and f.klass == "problem" for f in self._grounds.known.findings)
            for severity in Severity
        )

    def _announced(self, s: Statement) -> int:
        """How many entries the list has that a statement ending in a colon opens."""
        line, _, following = self._text[s.start :].partition("\n")
        if not _OPENS.search(line):
            return 0
        entries = 0
        for after in following.lstrip("\n").splitlines():
            if _ENTRY.match(after):
                entries += 1
            elif not after.startswith((" ", "\t")):
                break
        return entries

    def _item_number(self, q: Quantity, text: str) -> bool:
        """ "1번과 2번이 심각합니다": entries of the answer's own numbered list."""
        named = re.match(r"번(?:과|은|이|을|부터|째|도|,| 항목)", text[q.end :]) or re.search(
            r"(?:\bitems? |\bnumber |#)(?:\d+ and )?$", text[: q.start], re.I
        )
        return bool(named) and bool(re.search(rf"^\s*{q.raw:g}[.)]\s", self._text, re.M))

    def _of_another(self, q: Quantity, concept: frozenset[str], part: BoundClause, subject: frozenset[str]) -> bool:
        """An exit code, a restart count: of what the answer speaks of, not of something else that has one."""
        names = part.subjects or subject
        if q.kind != "plain" or len(names) != 1 or not concept & {"exit", "restart"} or concept & {"pod", "replica"}:
            return False
        facts = [
            f for r in self._everything.about(names) for f in r.facts if f.concepts & concept & {"exit", "restart"}
        ]
        each = [f.value for f in facts]
        return bool(each) and not any(q.near_raw(v) for v in (*each, *(v * n for v in set(each) for n in range(2, 9))))

    def _asked(self, q: Quantity, concept: frozenset[str], part: BoundClause, s: Statement, whole: str) -> Asked:
        about = () if part.soft else part.about
        named = tuple(r for r in about if r.role != "call" and any(r.keys.get(n, "") in _OWN for n in part.subjects))
        cell = s.header[column] if (column := part.text[: q.start].count("|")) < len(s.header) else ""
        return Asked(
            quantity=q, concept=concept, text=part.text, whole=f"{whole} {cell}".strip(), named=named, stated=self.stated,
            cites=frozenset(s.cites), given=tuple(x for x in atoms(whole).quantities if x.raw != q.raw), row=s.kind == "row", above=s.above,  # noqa: E501
        )  # fmt: skip

    def _listed_before(self, s: Statement) -> int:
        return self._listed[1] if self._listed[0] == s.block else 0


def _enumerated(text: str, shown: str) -> int:
    """How many things a sentence lists behind the number: "changed three things: a, b and c"."""
    match = re.search(rf"{re.escape(shown)}[^:]{{0,30}}:\s(.+)", text)
    return len(re.split(r",\s(?:and\s)?|\sand\s|,?\s그리고\s", match[1])) if match else 0


def _list_number(text: str, q: Quantity) -> bool:
    """`1)` inside a line and the like."""
    return bool(re.match(r"^\s*$", text[: q.start]) and re.match(r"[.)]\s", text[q.end : q.end + 2]))
