"""What the turn knows: evidence rows and findings as records that statements are checked against.

Called by `assistant.verifier.verify`. The records of an evidence are kept by its digest, so that they are made once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from assistant.evidence import Evidence
from assistant.findings import Finding
from assistant.language import Lang
from assistant.models.spec import Observation, Planned
from assistant.planner.composing.compose import compose
from assistant.planner.composing.lost_node import lost_node_text
from assistant.planner.composing.occurred import occurred_text
from assistant.planner.composing.rows import rows_text
from assistant.planner.composing.runs import runs_text
from assistant.planner.composing.since import since_text
from assistant.planner.composing.two_periods import difference
from assistant.planner.narrowing.conditions import Narrowing
from assistant.verifier.atoms import atoms, parts, tokens
from assistant.verifier.records import QUOTABLE, Fact, Flat, Record, facts_of
from assistant.verifier.statements import cited, plain

_EARLIER = ("good_", "previous_")  # what a finding says of the state before


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything the statements of one answer may rest on."""

    records: tuple[Record, ...]
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]
    quotes: tuple[tuple[str, frozenset[str]], ...]  # sentences that may be repeated as they are, with their citations
    ids: frozenset[str]
    plans: frozenset[str]
    reference: datetime
    vocabulary: frozenset[str] = field(default=frozenset())


def known(
    observations: Sequence[Observation],
    more: Sequence[Evidence],
    question: str,
    lang: Lang = "en",
    wanted: Narrowing | None = None,
) -> Known:
    """The records of a turn. `more`: evidence that its playbooks read, when at hand; `wanted`: what the question restricts."""
    records: list[Record] = []
    quotes: dict[str, frozenset[str]] = {}
    ids: set[str] = set()
    plans: set[str] = set()
    evidence = [o.evidence for o in observations if o.evidence is not None]
    evidence += [e for e in more if e.id not in {x.id for x in evidence}]
    findings: list[Finding] = []
    for one in evidence:
        own = _of_evidence(_Keyed(one))
        records.extend(own.records)
        _merge(quotes, own.quotes)
        ids |= own.ids
    for o in observations:
        records.append(_call(o))
        if o.error is not None:
            _quote(quotes, frozenset(), o.error.message, o.error.remedy)
        if o.diagnosis is None:
            continue
        d = o.diagnosis
        ids.update(d.evidence)
        everything = frozenset(d.evidence)
        for f in d.findings:
            findings.append(f)
            ids.update(f.evidence)
            ids.update({f.runbook} - {""})
            read = _finding_read(_Same(f))
            records.extend(read.records)
            _merge(quotes, read.quotes)
        records.append(_text_record(f"{d.looked_at.en} {d.looked_at.ko}", everything))
        _quote(quotes, everything, d.looked_at.en, d.looked_at.ko)
        for n in d.not_read:
            _quote(quotes, frozenset(), n.what, n.why, n.remedy)
        records.extend(_of_plan(p, quotes, plans) for p in o.planned)
    _own_words(quotes, observations, findings, lang, wanted)
    records = list(_joined(records))
    reference = max((e.taken_at for e in evidence), default=_latest(records))
    return Known(
        records=tuple(records), evidence=tuple(evidence), findings=tuple(findings), quotes=tuple(quotes.items()),
        ids=frozenset(ids), plans=frozenset(plans), reference=reference, vocabulary=frozenset(tokens(question)),
    )  # fmt: skip


def _own_words(
    quotes: dict[str, frozenset[str]],
    observations: Sequence[Observation],
    findings: Sequence[Finding],
    lang: Lang,
    wanted: Narrowing | None,
) -> None:
    """What the product itself makes of the observations: what it cites nothing for, such as labels, owners and plans; and
    which rows the question means, how many they are and for how long, which is computed and not said by a model."""
    own_lines: dict[str, None] = {}
    for detail in (False, True):
        own_lines |= dict.fromkeys(
            compose(observations, lang, environment="", detail=detail, wanted=wanted).splitlines()
        )
    _quote(quotes, frozenset(), *(line for line in own_lines if not cited(line)))
    if wanted is None:
        return
    for d in (o.diagnosis for o in observations if o.diagnosis is not None):
        if line := runs_text(d.runs, wanted, lang):
            _merge(quotes, {plain(line): frozenset(r.evidence for r in d.runs)})
    for f in findings if wanted.since else ():  # how long it has been is counted from what the finding says itself
        if line := since_text(f, wanted.now, lang):
            _merge(quotes, {plain(line): frozenset(f.evidence)})
    rows = [(o, o.evidence) for o in observations if o.evidence is not None and o.evidence.tool != "search_guides"]
    computed = [occurred_text(observations, wanted, lang)[0].partition("\n")[0]]
    computed += lost_node_text(observations, wanted, lang)[0].splitlines()
    _merge(quotes, {plain(line): frozenset(e.id for _, e in rows) for line in computed if line})
    for o, e in rows:
        text = rows_text(e, lang, wanted=wanted.of(o.call.key))[0]
        _merge(quotes, {plain(text.split("\n", 1)[0]): frozenset({e.id})})
    for line in difference(observations, wanted, lang).splitlines():
        _merge(quotes, {plain(line): frozenset(e.id for _, e in rows)})


def _joined(records: Sequence[Record]) -> Iterator[Record]:
    """The records, each also known by the name that a row gives its id: a bill knows ids, a list knows both."""
    names: dict[str, set[str]] = {}
    for r in records:
        if r.row is not None and r.row.get("name") and r.row.get("id"):
            names.setdefault(str(r.row["id"]).lower(), set()).add(str(r.row["name"]).lower())
    for r in records:
        linked = {n for t in r.tokens & names.keys() for n in names[t]} if r.row is not None else set()
        if linked:  # a volume knows its instance by id
            r = replace(r, tokens=r.tokens | linked)
        own = r.row is not None and not r.row.get("name") and names.get(str(r.row.get("id", "")).lower())
        if own and len(own) == 1:
            yield replace(r, tokens=r.tokens | own, keys={**r.keys, **dict.fromkeys(own, "name")})
        else:
            yield r


def _merge(quotes: dict[str, frozenset[str]], more: Mapping[str, frozenset[str]]) -> None:
    for text, cites in more.items():
        quotes[text] = quotes.get(text, frozenset()) | cites


def _latest(records: Iterable[Record]) -> datetime:
    return max((t for r in records for t in r.times), default=datetime(1970, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class _Keyed:
    """An evidence as a key: its digest stands for its content."""

    evidence: Evidence

    def __hash__(self) -> int:
        return hash((self.evidence.id, self.evidence.digest))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and (
            self.evidence is other.evidence
            or (self.evidence.id, self.evidence.digest, self.evidence.taken_at, self.evidence.session)
            == (other.evidence.id, other.evidence.digest, other.evidence.taken_at, other.evidence.session)
        )


@dataclass(frozen=True, slots=True)
class _Read:
    records: tuple[Record, ...]
    quotes: dict[str, frozenset[str]]
    ids: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A finding as a key: the very same object, which is frozen, reads the same."""

    finding: Finding

    def __hash__(self) -> int:
        return id(self.finding)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.finding is other.finding


@lru_cache(maxsize=64)
def _finding_read(same: _Same) -> _Read:
    quotes: dict[str, frozenset[str]] = {}
    return _Read(tuple(_of_finding(same.finding, quotes)), quotes, frozenset())


@lru_cache(maxsize=64)
def _of_evidence(keyed: _Keyed) -> _Read:
    e = keyed.evidence
    quotes: dict[str, frozenset[str]] = {}
    ids = {e.id}
    given = Flat()
    given.add("", e.arguments)
    given.tokens.update(parts(e.tool), e.tool.split("_"))
    records = []
    before = _before_each(e.items)
    for item in e.items:
        cites = {e.id}
        if e.tool == "search_guides" and isinstance(item.get("id"), str):
            cites.add(item["id"])
            ids.add(item["id"])
        flat = Flat()
        flat.add("", item)
        for value in before.get(item.get("revision"), ()):
            flat.add("held", value)
        records.append(flat.record(frozenset(cites), row=item, evidence=e, context=given))
        for text in flat.texts:
            _quote(quotes, frozenset(cites), text)
    _quote(quotes, frozenset(), e.show_command)
    for n in e.not_read:
        _quote(quotes, frozenset(), n.what, n.why, n.remedy)
    records.append(given.record(frozenset({e.id}), row=None, evidence=e, context=None))
    return _Read(tuple(records), quotes, frozenset(ids))


def _before_each(rows: Sequence[Mapping[str, Any]]) -> dict[Any, list[str]]:
    """By revision, the values that the revision after it changed: they held until then."""
    numbers = sorted({n for row in rows if isinstance(n := row.get("revision"), int)})
    earlier = dict(zip(numbers[1:], numbers[:-1], strict=True))
    found: dict[Any, list[str]] = {}
    for row in rows:
        for change in row.get("changes") or () if row.get("revision") in earlier else ():
            if isinstance(change, Mapping) and change.get("before"):
                found.setdefault(earlier[row["revision"]], []).append(str(change["before"]))
    return {revision: list(dict.fromkeys(values)) for revision, values in found.items()}


def _of_finding(finding: Finding, quotes: dict[str, frozenset[str]]) -> Iterator[Record]:
    cites = frozenset({*finding.evidence, finding.runbook} - {""})
    target = finding.target
    about = {target.place.lower(), target.id.lower(), target.kind.lower(), target.short.lower()} - {""}
    about |= {x.lower() for r in finding.related for x in (r.id, r.place, r.short) if x}
    earlier = {t for k, v in finding.cause if k.startswith(_EARLIER) for t in tokens(v)}
    about |= {t for k, v in finding.cause if not k.startswith(_EARLIER) for t in tokens(v)}
    about |= set(tokens(f"{finding.managed_by} {finding.title.en} {finding.title.ko}"))
    facts = [f for key, v in finding.cause if not key.startswith(_EARLIER) for f in _flat_facts(key, v)]
    before = [f for key, v in finding.cause if key.startswith(_EARLIER) for f in _flat_facts(key, v)]
    facts += [*facts_of(finding.title.en), *facts_of(finding.title.ko)]
    if finding.impact.saving:
        amount = float(finding.impact.saving.amount)
        facts.append(
            Fact(kind="money", value=amount, raw=amount, currency=finding.impact.saving.currency, field="saving")
        )
    place = "namespace" if target.provider == "kube" else "region"
    keys = {n: "name" for n in title_names(finding) if n in about}
    keys |= {target.id.lower(): "name", target.short.lower(): "name"} | (
        {target.place.lower(): place} if target.place else {}
    )
    words = f"{finding.title.en}\n{finding.title.ko}"
    yield Record(
        cites=cites, tokens=frozenset(about), keys=keys, facts=tuple(facts), finding=finding, words=words, role="title"
    )
    if earlier:
        tokens_before = frozenset({*about, *earlier})
        yield Record(
            cites=cites, tokens=tokens_before, keys=keys, facts=tuple(before), finding=finding, role="previous"
        )
    _quote(quotes, cites, finding.title.en, finding.title.ko)
    for s in finding.statements:
        own = frozenset(c.evidence for c in s.cites)
        text = f"{s.text.en}\n{s.text.ko}"
        seen = {t for c in s.cites for t in tokens(f"{c.field} {c.value} {re.sub(r'[^A-Za-z0-9]+', ' ', c.field)}")}
        values = [f for c in s.cites for f in _flat_facts(c.field, c.value)]
        times = [t for m in atoms(text).moments if (t := m.as_datetime())]
        times += [t for c in s.cites for m in atoms(c.value).moments if (t := m.as_datetime())]
        yield Record(
            cites=own, tokens=frozenset(about | seen | set(tokens(text))), keys=keys,
            facts=(*facts_of(s.text.en), *facts_of(s.text.ko), *values), times=tuple(times), finding=finding, words=text,
            role=s.role,
        )  # fmt: skip
        _quote(quotes, own, s.text.en, s.text.ko)


def _flat_facts(name: str, value: str) -> list[Fact]:
    flat = Flat()
    flat.add(name.rpartition(".")[2], value)
    return flat.facts


def title_names(finding: Finding) -> frozenset[str]:
    """Names that the title gives the target, such as a volume's name tag beside its id."""
    before_id = re.search(rf"(\S+) \({re.escape(finding.target.id)}\)", finding.title.en)
    return frozenset({before_id[1].lower()} if before_id else ())


def _of_plan(planned: Planned, quotes: dict[str, frozenset[str]], plans: set[str]) -> Record:
    cites = frozenset(planned.finding.evidence)
    if planned.plan_id:
        plans.add(planned.plan_id.lower())
        _quote(quotes, frozenset(), f"plan {planned.plan_id} is ready", f"계획 {planned.plan_id} 준비됨")
    _quote(quotes, cites, planned.title, planned.refusal)
    text = f"{planned.title}\n{planned.refusal}\n{planned.managed_by}"
    return Record(
        cites=cites, tokens=frozenset({*tokens(text), planned.plan_id.lower()} - {""}), facts=tuple(facts_of(text)), words=text,
        keys={planned.finding.target.id.lower(): "name"}, finding=planned.finding, role="plan",
    )  # fmt: skip


def _call(o: Observation) -> Record:
    """What was asked of a tool is known, too: the days of a metric, the namespace of a list."""
    flat = Flat()
    flat.add("", o.call.arguments)
    text = f"{o.error.message}\n{o.error.remedy}" if o.error else ""
    return Record(
        cites=frozenset(), tokens=frozenset({*flat.tokens, *tokens(text), o.call.name}), facts=(*flat.facts, *facts_of(text)),
        words=text, role="call",
    )  # fmt: skip


def _text_record(text: str, cites: frozenset[str]) -> Record:
    times = tuple(t for m in atoms(text).moments if (t := m.as_datetime()))
    return Record(
        cites=cites, tokens=frozenset(tokens(text)), facts=tuple(facts_of(text)), times=times, words=text, role="scope"
    )


def _quote(quotes: dict[str, frozenset[str]], cites: frozenset[str], *texts: str) -> None:
    for text in texts:
        for piece in (
            (text, *text.splitlines(), *re.split(r"(?<=[.!?])\s+", text)) if "\n" in text or ". " in text else (text,)
        ):
            stripped = piece.strip(" -*>\n")
            if len(stripped) >= QUOTABLE:
                quotes[stripped] = quotes.get(stripped, frozenset()) | cites
