"""No answer says more than its evidence: every statement is checked before it is shown.

Called by `assistant.agent` with the answer of the planner or of a language model. Pure: reads nothing, keeps nothing
but parsed texts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.evidence import Evidence
from assistant.language import Lang, Text
from assistant.models.spec import Observation
from assistant.verifier import causes, inert
from assistant.verifier.atoms import atoms
from assistant.verifier.bindings import EARLIER, BoundClause, Subject, clauses, unbound
from assistant.verifier.deeds import never_true
from assistant.verifier.names import unknown_names
from assistant.verifier.polarity import against_guide, contradiction
from assistant.verifier.quantities import Quantity
from assistant.verifier.sources import Known, Record, known, near_concepts
from assistant.verifier.statements import CITATION, Statement, cited, plain, statements
from assistant.verifier.support import fraction_holds, left_over, moment_holds, number_holds
from assistant.verifier.topics import foreign, stranger, vocabulary_of

_PLANNED = re.compile(
    r"\bp-[0-9a-f]{4,}|\bplans?\b|propos|suggest|recommend|roll|revert|delete|계획|제안|롤백|되돌|권장|삭제", re.I
)
_DENIAL = re.compile(
    r"\b(?:not true|not the case|untrue|false|incorrect|no longer|wrong that|far from)\b"
    r"|사실이 아|아닙니다|아니다|틀린|틀렸|거짓",
    re.I,
)
UNVERIFIED = Text(ko="(확인되지 않음)", en="(unverified)")
MISCITED = Text(ko="(인용한 근거에 없음)", en="(not in the cited evidence)")
HYPOTHESIS = Text(ko="가설:", en="Hypothesis:")


@dataclass(frozen=True, kw_only=True)
class Removed:
    """A statement that is not shown, and why."""

    statement: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A statement that is shown with a mark, and why."""

    statement: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Verified:
    """The answer as it may be shown. `ok`: nothing had to be removed or marked."""

    text: str
    removed: tuple[Removed, ...] = ()
    marked: tuple[Marked, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.removed and not self.marked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What came of one statement: `fate` is keep, mark, miscited, hypothesis or drop."""

    fate: str = "keep"
    reason: str = ""
    bad_citations: tuple[str, ...] = ()


def verify(
    text: str, *, observations: Sequence[Observation], lang: Lang, question: str = "", evidence: Sequence[Evidence] = ()
) -> Verified:
    """The answer with what its evidence does not support removed or marked.

    `evidence`: what playbooks of the turn read, when at hand; findings are known without it.
    """
    facts = known(observations, evidence, question, lang)
    safe, defused = inert.inert(text, facts)
    answer = _Answer(safe, facts, lang)
    verdicts = [(s, answer.judge(s)) for s in statements(safe)]
    return _rewritten(safe, verdicts, lang, defused)


class _Answer:
    """One answer under way: what earlier statements were about and which of their numbers held."""

    def __init__(self, text: str, facts: Known, lang: Lang) -> None:
        self._known = facts
        self._lang = lang
        whole = plain(text)
        held = [(q, cites) for q, cites in facts.quotes if q in whole or q in text or plain(q) in whole]
        forms = {(form, cites) for quote, cites in held for form in (quote, plain(quote)) if form}
        self._quotes = sorted(forms, key=lambda quote: (-len(quote[0]), quote[0]))
        self._text = text
        self._stated: list[Quantity] = []
        self._subject = Subject()
        self._before = ""
        self._listed: tuple[int, int] = (-1, 0)  # block of the last list or table, and how many entries it has

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return vocabulary_of(self._known)

    def judge(self, s: Statement) -> _Verdict:
        """Fate of one statement; remembers its subject and its numbers for the next."""
        missing = tuple(i for i in s.cites if i not in self._known.ids)
        verdict = self._judge(s, frozenset(i for i in s.cites if i not in missing))
        self._before = s.plain
        if s.kind in ("item", "row"):
            self._listed = (s.block, self._listed[1] + 1 if self._listed[0] == s.block else 1)
        if not missing:
            return verdict
        reason = f"no such evidence: {', '.join(missing)}"
        if verdict.fate == "keep":
            return _Verdict(fate="mark", reason=reason, bad_citations=missing)
        return _Verdict(fate=verdict.fate, reason=f"{reason}; {verdict.reason}", bad_citations=missing)

    def _judge(self, s: Statement, cites: frozenset[str]) -> _Verdict:
        rest, quoted, misquoted = self._without_quotes(s, cites)
        if misquoted:
            return _Verdict(fate="miscited", reason="another evidence says this")
        records = self._scope(s, cites)
        if quoted and _DENIAL.search(rest):
            return _Verdict(fate="drop", reason="denies what the evidence says")
        if not re.search(r"[^\W_]", rest):
            self._remember(s, records)
            return _Verdict()
        if never := never_true(rest):
            return _Verdict(fate="drop", reason=never)
        problem, miscited = self._problems(s, rest, records, cites, quoted)
        if problem:
            backed = self._backed(s, records)
            if not backed and not miscited:
                return _Verdict(fate="drop", reason=problem)
            return _Verdict(fate="miscited" if miscited else "mark", reason=problem)
        opposed = self._opposed(s, rest, records)
        if opposed:
            return _Verdict(fate="drop", reason=f"the evidence says otherwise: {opposed}")
        self._remember(s, records)
        if s.kind not in ("heading", "code", "row") and not self._caused(rest, records, quoted):
            return _Verdict(fate="hypothesis", reason="no finding states this cause")
        return _Verdict()

    def _without_quotes(self, s: Statement, cites: frozenset[str]) -> tuple[str, bool, bool]:
        """(the statement without what it repeats word for word, whether it repeats anything, whether citing wrongly)."""
        rest, quoted, wrong = s.plain, False, False
        for form, own in self._quotes:
            if form in rest or (rest in form and len(rest) >= 12):
                quoted = True
                wrong = wrong or bool(cites and own and not cites & own)
                rest = rest.replace(form, " ") if form in rest else ""
        return rest, quoted, wrong

    def _scope(self, s: Statement, cites: frozenset[str]) -> tuple[Record, ...]:
        roles = {"previous": bool(EARLIER.search(s.plain)), "plan": bool(_PLANNED.search(s.plain)), "call": True}
        return tuple(r for r in self._known.records if roles.get(r.role, not cites or bool(r.cites & cites)))

    def _problems(
        self, s: Statement, rest: str, records: Sequence[Record], cites: frozenset[str], quoted: bool
    ) -> tuple[str, bool]:
        """(the first thing that the evidence does not support, whether other evidence than the cited does)."""
        wrong = self._unsupported(s, rest, records, quoted)
        if not wrong:
            return "", False
        elsewhere = bool(cites) and not self._unsupported(s, rest, self._scope(s, frozenset()), quoted)
        return wrong, elsewhere

    def _unsupported(self, s: Statement, rest: str, records: Sequence[Record], quoted: bool) -> str:
        if name := next(unknown_names(s, rest, records, self._known, self._lang), None):
            return f"{name} is not in the evidence"
        if s.kind == "code":
            return ""
        whole = s.plain if quoted else rest
        for clause in clauses(s, whole, records, self._known, self._subject):
            if pair := unbound(clause):
                return f"{pair[0]} and {pair[1]} do not occur together"
            if number := next(self._bad_numbers(s, rest, clause, whole), None):
                return f"{number} does not follow from the evidence"
        if s.kind in ("prose", "item") and not quoted:
            strange = foreign(rest, self._vocabulary, anchored=self._anchored(s, records))
            return f"the evidence does not speak of: {', '.join(strange)}" if strange else ""
        return ""

    def _bad_numbers(self, s: Statement, rest: str, part: BoundClause, whole: str) -> Iterator[str]:
        clause = part.as_clause(self._known.reference, tuple(self._stated), whole)
        read = atoms(clause.text)
        for moment in read.moments:
            shown = clause.text[moment.start : moment.end]
            if shown in rest and not moment_holds(moment, clause):
                yield shown
        for a, b, _ in read.fractions:
            if f"{a}/{b}" in rest.replace(" ", "") and not fraction_holds(a, b, clause):
                yield f"{a}/{b}"
        for q in read.quantities:
            shown = clause.text[q.start : q.end]
            if shown not in rest or _list_number(clause.text, q):
                continue
            concept = near_concepts(clause.text, q) | part.concepts_at(q.start)
            if q.kind == "plain" and (
                q.raw == self._listed[1] * (s.kind == "prose") > 1
                or q.raw in left_over(clause, q, self._text[: s.start].lower())
            ):
                self._stated.append(q)
                continue
            if not number_holds(q, concept, clause) or (
                q.kind == "plain" and not concept and stranger(clause.text[q.end : q.end + 40], self._vocabulary)
            ):
                yield shown.strip()
            elif s.kind != "heading":
                self._stated.append(q)

    def _anchored(self, s: Statement, records: Sequence[Record]) -> bool:
        read = atoms(s.plain)
        return self._backed(s, records) or bool(read.moments or any(q.kind != "plain" for q in read.quantities))

    def _opposed(self, s: Statement, rest: str, records: Sequence[Record]) -> str:
        if s.kind in ("heading", "code", "row"):
            return ""
        for part in clauses(s, rest, records, self._known, self._subject):
            given = self._known.reference, tuple(self._stated), rest
            each = (
                part.apart(*given)
                if len(part.subjects) > 1 and (part.within or not part.soft)
                else (part.as_clause(*given),)
            )
            for one in each:
                if found := contradiction(one, part.subjects):
                    return found
        passages = [str((r.row or {}).get("text", "")) for r in _passages(records)] if s.cites else []
        return against_guide(rest, passages)

    def _caused(self, rest: str, records: Sequence[Record], quoted: bool) -> bool:
        why = causes.because(rest, self._before)
        if why is None:
            return True
        return causes.rests_on(why, self._known.findings, _passages(records))

    def _backed(self, s: Statement, records: Sequence[Record]) -> bool:
        """Whether anything in the statement is supported."""
        names = [n.text.lower() for n in atoms(s.plain).names]
        return any(n in r.tokens for n in names for r in records)

    def _remember(self, s: Statement, records: Sequence[Record]) -> None:
        self._subject = Subject.of(s, records, self._subject)


def _passages(records: Sequence[Record]) -> list[Record]:
    return [r for r in records if r.evidence is not None and r.evidence.tool == "search_guides"]


def _list_number(text: str, q: Quantity) -> bool:
    """`1)` inside a line and the like."""
    return bool(re.match(r"^\s*$", text[: q.start]) and re.match(r"[.)]\s", text[q.end : q.end + 2]))


def _rewritten(text: str, verdicts: list[tuple[Statement, _Verdict]], lang: Lang, defused: tuple[str, ...]) -> Verified:
    removed: list[Removed] = []
    marked = [Marked(statement=d, reason="links and images are shown as text") for d in defused]
    for s, verdict in reversed(verdicts):
        if verdict.fate == "keep":
            continue
        original = text[s.start : s.end]
        if verdict.fate == "drop":
            removed.insert(0, Removed(statement=original.strip(), reason=verdict.reason))
            text = _dropped(text, s)
            continue
        marked.append(Marked(statement=original.strip(), reason=verdict.reason))
        text = text[: s.start] + _with_mark(original, s, verdict, lang) + text[s.end :]
    return Verified(
        text=re.sub(r"\n{3,}", "\n\n", text) if removed else text, removed=tuple(removed), marked=tuple(marked)
    )


def _with_mark(original: str, s: Statement, verdict: _Verdict, lang: Lang) -> str:
    shown = original
    for bad in verdict.bad_citations:
        shown = _without_citation(shown, bad)
    if verdict.fate == "hypothesis":
        return f"{HYPOTHESIS.in_(lang)} {shown}"
    mark = (MISCITED if verdict.fate == "miscited" else UNVERIFIED).in_(lang)
    if s.kind == "row":
        return f"{shown.rstrip().rstrip('|').rstrip()} {mark} |"
    return f"{shown.rstrip()} {mark}"


def _without_citation(text: str, bad: str) -> str:
    def keep(match: "re.Match[str]") -> str:
        left = [i for i in cited(match[0]) if i != bad]
        return f"[{', '.join(left)}]" if left else ""

    return re.sub(r"\s+([.,;])", r"\1", CITATION.sub(keep, text))


def _dropped(text: str, s: Statement) -> str:
    """Without the statement, and without its line when nothing else is left on it."""
    start = text.rfind("\n", 0, s.start) + 1
    end = text.find("\n", s.end)
    end = len(text) if end < 0 else end
    line = text[start : s.start] + text[s.end : end].lstrip()
    if not re.search(r"[^\W\d_]", line):
        return text[:start] + text[min(end + 1, len(text)) :]
    return text[:start] + line.rstrip() + text[end:]
