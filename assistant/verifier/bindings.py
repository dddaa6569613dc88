"""Which records each clause of a statement is about, so that a true number beside the wrong name is noticed.

Called by `assistant.verifier.verify`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from assistant.patterns import Lazy
from assistant.verifier.atoms import Name, atoms, parts
from assistant.verifier.cells import first_named, numbered
from assistant.verifier.claims import claims
from assistant.verifier.concepts import concepts
from assistant.verifier.counts import Clause
from assistant.verifier.names import cell_words
from assistant.verifier.quantities import Quantity
from assistant.verifier.records import Record
from assistant.verifier.statements import Statement
from assistant.verifier.subjects import Scope, Subject, subjects

_CUT = Lazy(
    r"(?<!실행 )(?<!사용 )(?<!가동 )(?:중에서|중|가운데)\s(?!\d+개)|;\s|:\s(?!\**\d+(?:/\d+)?\S{0,2}\s*$)|,\s(?!\d{4}\b)|\s[—–·]\s|\.\s"  # noqa: E501
    r"|\s(?:and(?! a half| \w+ (?:minutes?|seconds?|hours?|days?)\b)|but|while|whereas|which|although)\s"
    r"|(?<=[가-힣][고며])\s(?!있|싶|나서|계)|(?<=지만)\s|(?<=는데)\s"
)
_PRONOUN = Lazy(
    r"^(?:it|its|he|she|this|that|they|these|those|their"
    r"|the (?:latter|limit|former|pods?|containers?|service|workload|volume|instance))\b"
    r"|^(?:all|both|none|each|neither|any|some|one|two|three|four|five|six|\d+) of (?:them|these|those|the \w+)\b"
    r"|^(?:이|그) |^(?:이들|그들|둘|셋|넷|모두|각각|전부)(?:은|는|이|가|도|을|를|의)? |^(?:파드|컨테이너)(?: 자체)?[는가들도]"
)
_EACH = Lazy(r"^(?:both|each|all|neither|none) |^(?:둘|셋|넷|모두|각각|전부)(?: (?:다|모두))?(?:은|는|이|가)? ")
_OF_THE_REST = Lazy(r"^(?:나머지|그 ?외|그 ?밖|다른)|^(?:and |but )?(?:all )?(?:the )?(?:others?|rest|remaining)\b")
_SAME = Lazy(r"([\w./:-]+)`?\s?\(`?([\w./:-]+)`?\)")  # `name (id)`: one thing


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundClause:
    """A clause with its subjects; `soft`: the subjects are only inherited, other records may serve as well."""

    text: str
    subjects: frozenset[str]
    about: tuple[Record, ...]
    scope: Scope
    soft: bool
    header: tuple[str, ...] = ()
    within: bool = False  # inherited from the same statement
    earlier: tuple[Record, ...] = ()  # of the state before, when the clause does not speak of it

    def as_clause(self, reference: datetime, stated: tuple[Quantity, ...], whole: str) -> Clause:
        about = self.scope if self.soft or not self.about else self.about
        return Clause(
            text=self.text, about=about, scope=self.scope, reference=reference, stated=stated, whole=whole,
            named=about is not self.scope,
        )  # fmt: skip

    def apart(self, reference: datetime, stated: tuple[Quantity, ...], whole: str) -> tuple[Clause, ...]:
        """One clause for each subject: "a, b and c are stopped" is said of each of them."""
        one_each = (
            replace(self, subjects=frozenset({s}), about=self.scope.about(frozenset({s})), soft=False)
            for s in sorted(self.subjects)
        )
        return tuple(replace(part.as_clause(reference, stated, whole), one_of_many=True) for part in one_each)

    @property
    def named_keys(self) -> frozenset[str]:
        """Everything that records of the scope are about."""
        return frozenset().union(*(r.keys for r in self.scope))

    def known(self, name: str) -> bool:
        """Whether the name is only known from the state before, which the clause does not speak of."""
        return not any(name in r.tokens for r in self.earlier) or any(_holds(r, name) for r in self.scope)

    def concepts_at(self, position: int) -> frozenset[str]:
        """Of a table cell: what its column title says."""
        column = self.text[:position].count("|")
        return concepts(self.header[column]) if column < len(self.header) else frozenset()


def _several(clause: BoundClause) -> bool:
    """Whether the subjects of a clause are more than one thing; a name and its id are one."""
    return len(clause.subjects) > 1 and not any(clause.subjects <= r.tokens for r in clause.about)


def clauses(s: Statement, whole: str, scope: Scope, inherited: Subject) -> list[BoundClause]:
    """The clauses of a statement, each with the records it is about."""
    if s.kind == "row":
        return [_row(s, whole, scope)]
    bound: list[BoundClause] = []
    above = subjects(s.above, scope) if s.above else frozenset()
    for text in _pieces(whole):
        own = subjects(text, scope)
        if not own and bound and _OF_THE_REST.match(text.strip()):
            bound.append(BoundClause(text=text, subjects=frozenset(), about=(), scope=scope, soft=True))
            continue
        within = not own and bool(bound) and bool(bound[-1].subjects)
        if own:
            names, soft = own, False
        elif bound and bound[-1].subjects:
            names, soft = bound[-1].subjects, bound[-1].soft or (_several(bound[-1]) and not _EACH.match(text.strip()))
        elif _PRONOUN.match(text.strip()) and inherited.names:
            names, soft = inherited.names, len(inherited.names) > 1 and not _EACH.match(text.strip())
        else:
            names, soft = above or inherited.within(s.block), True
        mine = scope if scope.recalls(text) else scope.of_now
        bound.append(
            BoundClause(
                text=text,
                subjects=names,
                about=mine.about(names),
                scope=mine,
                soft=soft,
                within=within,
                earlier=() if mine is scope else scope.of_before,
            )
        )
    return bound


def _row(s: Statement, whole: str, scope: Scope) -> BoundClause:
    words = cell_words(first_named(whole))
    about = numbered(whole, s.header, scope) or tuple(r for r in scope if words and all(w in r.tokens for w in words))
    about = tuple(r for r in about if any(w in r.keys for w in words)) or about
    if not about:
        names = subjects(whole, scope)
        about = scope.about(names)
    return BoundClause(text=whole, subjects=frozenset(words), about=about, scope=scope, soft=False, header=s.header)


def _pieces(text: str) -> list[str]:
    cuts = [0, *(m.end() for m in _CUT.finditer(text) if not _bracketed(text, m.start())), len(text)]
    pieces: list[str] = []
    open_list = False
    for start, end in pairwise(cuts):
        piece = text[start:end]
        read = atoms(piece)
        bare = not (read.quantities or read.fractions or read.moments or claims(piece) or _versions(read.names))
        if pieces and (bare or open_list) and not pieces[-1].rstrip().endswith(";") and not _OF_THE_REST.match(piece):
            pieces[-1] += piece  # "a, b and c are ready" is one clause
            open_list = open_list and bare
        elif piece:
            pieces.append(piece)
            open_list = bare
    return pieces


def _bracketed(text: str, at: int) -> bool:
    """Whether a place is within brackets: `name (type, $3)` is one thing."""
    return text.count("(", 0, at) > text.count(")", 0, at)


def _versions(names: Sequence[Name]) -> bool:
    return any(re.fullmatch(r"v?\d+\.\d+(?:\.\d+)?(?:-\S+)?", n.text) for n in names)


def unbound(clause: BoundClause) -> tuple[str, str] | None:
    """Two names of a clause that no record holds together, such as a workload and another one's image."""
    read = atoms(clause.text)
    for match in _SAME.finditer(clause.text):
        one, other = match[1].lower(), match[2].lower()
        if (
            one in clause.named_keys
            and other in clause.named_keys
            and not any(one in r.tokens and other in r.tokens for r in clause.scope)
        ):
            return one, other
    if clause.soft or not clause.subjects:
        loose = (n.text.lower() for n in read.names)
        return next(((n, "the rest") for n in loose if clause.scope and not clause.known(n)), None)
    values = {n.text.lower() for n in read.names} - clause.subjects
    values = {v for v in values if not any(p in clause.subjects for p in parts(v))}
    row = bool(clause.header)
    for value in sorted(values):
        if not any(_holds(r, value) for r in clause.about):
            return value, min(clause.subjects)
    if values and len(clause.subjects) > 1 and not row:
        for subject in sorted(clause.subjects):
            if not any(subject in r.tokens and not values.isdisjoint(r.tokens) for r in clause.about):
                return subject, min(values)
    return _apart(clause) if not row else None


def _holds(record: Record, name: str) -> bool:
    """Whether the record holds the name, or each of its parts."""
    simple = [p for p in parts(name) if not any(c in p for c in "/:=@#")]
    if name in record.tokens or any(t.endswith((f".{name}", f"-{name}")) for t in record.tokens):
        return True
    return len(simple) > 1 and all(p in record.tokens for p in simple)


def _apart(clause: BoundClause) -> tuple[str, str] | None:
    """A name and a place (namespace, region) that never go together."""
    fields: dict[str, set[str]] = {}
    for subject in clause.subjects:
        for r in clause.scope:
            if subject in r.keys:
                fields.setdefault(subject, set()).add(r.keys[subject])
    for one in sorted(fields):
        others = [o for o in fields if o != one and fields[o].isdisjoint(fields[one])]
        if others and not any(one in r.tokens and o in r.tokens for o in others for r in clause.scope):
            return one, others[0]
    return None
