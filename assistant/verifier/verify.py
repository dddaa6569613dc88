"""No answer says more than its evidence: every statement is checked before it is shown.

Called by `assistant.agent` with the answer of the planner or of a language model. Pure: reads nothing, keeps nothing
but parsed texts.
"""

import re
from collections.abc import Sequence

from assistant.evidence import Evidence
from assistant.language import Lang, Text
from assistant.models.spec import Observation
from assistant.patterns import Lazy
from assistant.planner.narrowing.conditions import Narrowing
from assistant.verifier import (
    absences,
    assurances,
    attributes,
    causes,
    cells,
    changes,
    citations,
    comparisons,
    consequences,
    contradictions,
    inert,
    measures,
    objections,
    origins,
    outcomes,
    relations,
    revisions,
    rollouts,
    sequences,
    windows,
)
from assistant.verifier.atoms import atoms
from assistant.verifier.bindings import clauses, unbound
from assistant.verifier.deeds import never_true
from assistant.verifier.figures import Figures
from assistant.verifier.groundless import groundless
from assistant.verifier.grounds import Grounds
from assistant.verifier.guidance import against_guide
from assistant.verifier.moods import advises, asserted, asserts, hedged, open_question, own_reading, plans
from assistant.verifier.names import unknown_names
from assistant.verifier.parts import Part
from assistant.verifier.polarity import contradiction
from assistant.verifier.records import Record
from assistant.verifier.rewriting import Verdict, Verified, rewritten
from assistant.verifier.sources import known
from assistant.verifier.statements import Statement, plain, statements
from assistant.verifier.subjects import Scope, Subject, subjects
from assistant.verifier.topics import foreign

_PLANNED = Lazy(
    r"\bp-[0-9a-f]{4,}|\bplans?\b|propos|suggest|recommend|roll|revert|delete|계획|제안|롤백|되돌|권장|삭제"
)
_ABSENT = Lazy(r"^(?:no\W|none\b)|\bnone of\b|\bno \w+ (?:of|for|in)\b|목록에 없|하나도 없")
_DENIAL = Lazy(
    r"\b(?:not true|not the case|untrue|false|incorrect|no longer|wrong that|far from)\b"
    r"|사실이 아|아닙니다|아니다|틀린|틀렸|거짓"
)


def verify(
    text: str,
    *,
    observations: Sequence[Observation],
    lang: Lang,
    question: str = "",
    evidence: Sequence[Evidence] = (),
    wanted: Narrowing | None = None,
) -> Verified:
    """The answer with what its evidence does not support removed or marked.

    `evidence`: what playbooks of the turn read, when at hand; findings are known without it. `wanted`: what the question
    restricts, so that counts of the rows chosen by it are known.
    """
    facts = known(observations, evidence, question, lang, wanted)
    safe, defused = inert.inert(text, facts)
    answer = _Answer(safe, Grounds(facts, safe), lang, question)
    verdicts = [(s, answer.judge(s)) for s in statements(safe)]
    return rewritten(safe, verdicts, lang, defused)


class _Answer:
    """One answer under way: what earlier statements were about and which of their numbers held."""

    def __init__(self, text: str, grounds: Grounds, lang: Lang, question: str) -> None:
        facts = grounds.known
        self._grounds = grounds
        self._known = facts
        self._lang = lang
        self._everything = Scope(facts.records)
        whole = plain(text)
        held = [(q, cites) for q, cites in facts.quotes if q in whole or q in text or plain(q) in whole]
        services = self._everything.services  # a name repeated is what a statement is about, not a sentence repeated
        held = [(q, cites) for q, cites in held if q.lower() not in services]
        forms = {(form, cites) for quote, cites in held for form in (quote, plain(quote)) if form}
        self._quotes = sorted(forms, key=lambda quote: (-len(quote[0]), quote[0]))
        self._text = text
        self._scopes: dict[tuple[frozenset[str], bool, bool], Scope] = {}
        self._figures = Figures(text, grounds, self._everything)
        asked = subjects(question, self._everything)
        self._subject = Subject(asked, topic=asked if len(asked) == 1 else frozenset())
        self._before = ""

    def judge(self, s: Statement) -> Verdict:
        """Fate of one statement; remembers its subject and its numbers for the next."""
        missing = tuple(i for i in s.cites if i not in self._known.ids)
        verdict = self._judge(s, frozenset(i for i in s.cites if i not in missing))
        self._before = s.plain
        self._figures.pass_over(s)
        if not missing:
            return self._cited_rightly(s) if verdict.fate == "keep" and s.cites else verdict
        reason = objections.no_such_evidence(missing)
        if verdict.fate == "keep":
            return Verdict(fate="mark", reason=reason, bad_citations=missing)
        return Verdict(
            fate=verdict.fate,
            reason=objections.both(reason, verdict.reason) if verdict.reason else reason,
            bad_citations=missing,
        )

    def _cited_rightly(self, s: Statement) -> Verdict:
        if any(form == s.plain and own.issuperset(s.cites) for form, own in self._quotes):
            return Verdict()  # word for word what these say together
        names = subjects(s.plain, self._everything) or self._subject.names
        if s.kind != "code" and citations.misplaced(self._text[s.start : s.end], self._everything, names):
            return Verdict(fate="miscited", reason=objections.cites_other())
        return Verdict()

    def _judge(self, s: Statement, cites: frozenset[str]) -> Verdict:
        rest, quoted, misquoted = self._without_quotes(s, cites)
        if misquoted:
            return Verdict(fate="miscited", reason=objections.cites_other())
        records = self._scope(s, cites)
        if quoted and _DENIAL.search(rest):
            return Verdict(fate="drop", reason=objections.says_otherwise())
        if not re.search(r"[^\W_]", rest):
            self._remember(s, records)
            return Verdict()
        if never := never_true(rest):
            return Verdict(fate="drop", reason=never)
        problem, miscited = self._problems(s, rest, records, cites, quoted)
        if problem and miscited and self._touches(s, records):
            problem, records = None, self._scope(s, frozenset())  # cites a part of what it rests on
        if problem:
            backed = self._backed(s, records)
            if not backed and not miscited:
                return Verdict(fate="drop", reason=problem)
            return Verdict(fate="miscited" if miscited else "mark", reason=problem)
        opposed = self._opposed(s, rest, records) or assurances.beyond_the_cut(rest, records)
        if opposed:
            return Verdict(fate="drop", reason=opposed)
        verdict = Verdict()
        if s.kind not in ("heading", "code", "row"):
            verdict = self._weighed(s, rest, records)
        if verdict.fate != "drop":
            self._remember(s, records)
        return verdict

    def _weighed(self, s: Statement, rest: str, records: Scope) -> Verdict:
        """Against everything known of its subjects, whatever evidence it cites."""
        beyond = None if s.cites and _passages(records) else outcomes.beyond_reading(rest, self._grounds.said)
        if beyond:
            return Verdict(fate="drop", reason=beyond)
        if strange := absences.unseen(rest, self._grounds.vocabulary):
            return Verdict(fate="drop", reason=strange)
        parts = self._parts(s, rest)
        if there := next((t for p in parts if (t := absences.denied(p, self._grounds))), None):
            return Verdict(fate="drop", reason=there)
        subjects = frozenset[str]().union(*(p.subjects for p in parts))
        if unfounded := assurances.unfounded(rest, self._grounds.said, subjects or self._subject.names, self._grounds):
            return Verdict(fate="drop", reason=unfounded)
        why = causes.because(rest, self._before)
        if wrong := next((w for p in parts if (w := self._objection(p, records, causal=why is not None))), None):
            return Verdict(fate="drop", reason=wrong)
        if wrong := comparisons.in_turn_wrongly(rest, subjects, self._grounds):
            return Verdict(fate="drop", reason=wrong)
        if denied := causes.denied(rest, subjects, self._grounds):
            return Verdict(fate="drop", reason=denied)
        if (
            why is not None
            and not open_question(rest)
            and not advises(why.effect)
            and not causes.rests_on(why, subjects, _passages(records), self._grounds, hedged=hedged(rest))
        ):
            found = self._grounds.findings(subjects)
            return Verdict(fate="hypothesis", reason=objections.other_cause(found[0].title if found else None))
        if not (s.cites and _passages(records)) and (
            sequences.untold(rest, subjects, self._grounds)
            or consequences.unfounded(rest, self._grounds, self._everything)
            or origins.invented(rest, self._grounds)
        ):
            return Verdict(fate="hypothesis", reason=objections.other_cause(None))
        if any(groundless(p, self._grounds) for p in parts):
            return Verdict(fate="mark", reason=objections.off_subject())
        return Verdict()

    def _parts(self, s: Statement, rest: str) -> list[Part]:
        """The statement cut where its subject changes; a part is bound by everything known, not only by what is cited."""
        found: list[Part] = []
        for clause in clauses(s, rest, self._everything, self._subject):
            if found and (found[-1].subjects == clause.subjects or not clause.subjects):
                found[-1] = Part(found[-1].text + clause.text, found[-1].subjects)
            else:
                found.append(Part(clause.text, clause.subjects))
        return found

    def _objection(self, part: Part, records: Scope, *, causal: bool) -> Text | None:
        grounds = self._grounds
        subjects = part.subjects | grounds.subjects(part.text) or grounds.named(part.text)
        if not subjects and re.search(r"\bp-[0-9a-f]{4,}", part.text):
            subjects = self._subject.names  # the plan of what the answer speaks of
        part = Part(part.text, subjects)
        if objection := relations.unrelated(part, records, grounds) or rollouts.exchanged(part.text, subjects, grounds):
            return objection
        if not open_question(part.text) and (
            strange := windows.unsupported(part.text, subjects, records, grounds, self._figures.made_over)
        ):
            return strange
        text = "" if plans(part.text) else asserted(part.text)
        if not text:
            return None
        if strange := attributes.mismatched(text, subjects or self._one_subject(), records, grounds):
            return strange
        if wrong := measures.mismeasured(text, subjects, grounds) or revisions.exchanged(text, subjects, grounds):
            return wrong
        return (
            contradictions.contradicted(text, subjects, grounds)
            or changes.wrong_way(text, subjects, grounds)
            or comparisons.compared_wrongly(text, subjects, grounds)
            or comparisons.began_wrongly(text, subjects, grounds)
            or comparisons.extreme_wrongly(text, subjects, grounds)
            or (None if causal else causes.misattributed(text, subjects, grounds))
        )

    def _one_subject(self) -> frozenset[str]:
        """What the answer speaks of, where that is one thing."""
        return self._subject.names if len(self._subject.names) == 1 else frozenset()

    def _without_quotes(self, s: Statement, cites: frozenset[str]) -> tuple[str, bool, bool]:
        """(the statement without what it repeats word for word, whether it repeats anything, whether citing wrongly)."""
        rest, quoted, wrong = s.plain, False, False
        for form, own in self._quotes:
            if form in rest:
                quoted, rest = True, rest.replace(form, " ")
                wrong = wrong or bool(cites and own and not cites & own)
            elif len(rest) >= 12 and rest in form:  # a sentence that several findings may say, each from its evidence
                said_by = [by for other, by in self._quotes if rest in other]
                wrong = wrong or bool(cites and not any(not by or cites & by for by in said_by))
                quoted, rest = True, ""
        return rest, quoted, wrong

    def _scope(self, s: Statement, cites: frozenset[str]) -> Scope:
        earlier, planned = self._everything.recalls(s.plain), bool(_PLANNED.search(s.plain))
        key = (cites, earlier, planned)
        if key not in self._scopes:
            roles = {"previous": earlier, "plan": planned, "call": True}
            self._scopes[key] = self._everything.part(
                lambda r: roles.get(r.role, not cites or not cites.isdisjoint(r.cites))
            )
        return self._scopes[key]

    def _problems(
        self, s: Statement, rest: str, records: Scope, cites: frozenset[str], quoted: bool
    ) -> tuple[Text | None, bool]:
        """(the first thing that the evidence does not support, whether other evidence than the cited does)."""
        wrong = self._unsupported(s, rest, records, quoted)
        if not wrong:
            return None, False
        elsewhere = bool(cites) and not self._unsupported(s, rest, self._nearby(s, cites), quoted)
        return wrong, elsewhere

    def _nearby(self, s: Statement, cites: frozenset[str]) -> Scope:
        """What is cited, and everything else that is known of the things that the statement names."""
        names = subjects(s.plain, self._everything)
        names = frozenset(names or self._subject.within(s.block))
        scope = self._scope(s, frozenset())
        return scope.part(lambda r: not cites.isdisjoint(r.cites) or not names.isdisjoint(r.tokens) or r.role == "call")

    def _unsupported(self, s: Statement, rest: str, records: Scope, quoted: bool) -> Text | None:
        if name := next(unknown_names(s, rest, records, self._known, self._lang), None):
            return objections.not_in_evidence(name)
        if s.kind == "code":
            return None
        whole = s.plain if quoted else rest
        for clause in clauses(s, whole, records, self._subject):
            if pair := unbound(clause):
                return objections.not_together(*pair)
            if number := next(self._figures.wrong(s, rest, clause, whole, self._subject.names), None):
                return objections.number_unsupported(number)
        if s.kind in ("prose", "item") and not quoted:
            strange = asserts(rest) and not own_reading(rest) and foreign(
                rest, self._grounds.vocabulary, anchored=self._anchored(s, records), cited=bool(s.cites)
            )  # fmt: skip
            return objections.off_subject() if strange else None
        return None

    def _anchored(self, s: Statement, records: Scope) -> bool:
        read = atoms(s.plain)
        telling = any(q.kind != "plain" or q.raw >= 10 for q in read.quantities)  # all of them hold
        return self._backed(s, records) or bool(read.moments) or telling

    def _opposed(self, s: Statement, rest: str, records: Scope) -> Text | None:
        if s.kind == "row":
            return self._cells(s, rest)
        if s.kind in ("heading", "code"):
            return None
        for part in clauses(s, rest, records, self._subject):
            given = self._known.reference, tuple(self._figures.stated), rest
            if len(part.subjects) > 1 and (part.within or not part.soft):
                each = [
                    (one, frozenset({name}))
                    for name, one in zip(sorted(part.subjects), part.apart(*given), strict=True)
                ]
            else:
                each = [(part.as_clause(*given), part.subjects)]
            for one, names in each:
                if found := contradiction(one, names, self._grounds):
                    return found
        passages = [str((r.row or {}).get("text", "")) for r in _passages(records)] if s.cites else []
        line = against_guide(rest, passages)
        return objections.says_otherwise(line) if line else None

    def _touches(self, s: Statement, records: Scope) -> bool:
        """Whether the cited evidence holds a part of what the statement gives: a name of it or a telling number.

        Of "none of them was taken from vol-1", a list of snapshots rightly holds no vol-1.
        """
        read = atoms(s.plain)
        if _ABSENT.search(s.plain) and any(r.row is not None and not r.cites.isdisjoint(s.cites) for r in records):
            return True
        cited = [r for r in records if r.role not in ("call", "scope") and not r.cites.isdisjoint(s.cites)]
        names = [any(n.text.lower() in r.tokens for r in cited) for n in read.names]
        telling = [q for q in read.quantities if q.kind in ("money", "bytes", "percent") and q.raw >= 10]
        amounts = [any(q.kind == f.kind and q.near(f.value) for r in cited for f in r.facts) for q in telling]
        held = [*names, *amounts]
        return 2 * sum(held) >= len(held) > 0 and (not amounts or any(amounts) or all(names))

    def _cells(self, s: Statement, rest: str) -> Text | None:
        names = subjects(cells.first_named(rest), self._everything)
        about = cells.numbered(rest, s.header, self._everything) or self._everything.about(names)
        return (
            cells.objection(rest, s.header, about, names, self._grounds)
            or relations.event_elsewhen(rest, self._grounds)
            or self._exchanged(s, rest, names)
        )

    def _exchanged(self, s: Statement, row: str, names: frozenset[str]) -> Text | None:
        """What a table row says of a revision, read with the title of its first column."""
        titled = f"{s.header[0]} {row}".replace("|", ",") if s.header else row
        return revisions.exchanged(titled, names, self._grounds)

    def _backed(self, s: Statement, records: Scope) -> bool:
        """Whether anything in the statement is supported."""
        names = [n.text.lower() for n in atoms(s.plain).names]
        return any(n in r.tokens for n in names for r in records)

    def _remember(self, s: Statement, records: Scope) -> None:
        self._subject = Subject.of(s, records, self._subject)


def _passages(records: Sequence[Record]) -> list[Record]:
    return [r for r in records if r.evidence is not None and r.evidence.tool == "search_guides"]
