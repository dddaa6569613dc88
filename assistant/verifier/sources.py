"""What the turn knows: evidence rows and findings as records that statements are checked against.

Called by `assistant.verifier.verify`. The records of an evidence are kept by its digest, so that they are made once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from assistant.evidence import Evidence
from assistant.findings import Finding
from assistant.language import Lang
from assistant.models.spec import Observation, Planned
from assistant.planner.compose import compose
from assistant.verifier.atoms import Atoms, atoms, parts, tokens
from assistant.verifier.concepts import concepts
from assistant.verifier.quantities import Quantity, field_unit
from assistant.verifier.statements import cited

_KEY_FIELDS_LIST = """
    name id namespace pod node owner service region instance_id volume_id public_ip private_ip replica_set
"""
_KEY_FIELDS = frozenset(_KEY_FIELDS_LIST.split())
_ASSIGNED = re.compile(r"\b([A-Za-z_]\w*)=(\d+(?:\.\d+)?)(?![\w.-])")
_EARLIER = ("good_", "previous_")  # what a finding says of the state before
_COUNTER = re.compile(r"\s?(?:개|건|대|곳|번|회|명|군데)")
_POD = re.compile(r"(?P<workload>.+?)-(?P<hash>[a-z0-9]{8,10})(?:-[a-z0-9]{5})?")
_QUOTABLE = 12  # a passage or message this long may be quoted as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One number of a record, in the base unit of its kind; kind "" is a number whose unit nobody wrote down."""

    kind: str
    value: float
    raw: float
    currency: str = ""
    field: str = ""
    concepts: frozenset[str] = frozenset()
    alternatives: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One evidence row, one finding, or one statement of a finding."""

    cites: frozenset[str]
    tokens: frozenset[str]
    keys: Mapping[str, str] = field(default_factory=dict)  # what it is about: name, id or namespace -> which of these
    facts: tuple[Fact, ...] = ()
    times: tuple[datetime, ...] = ()
    texts: Atoms | None = None
    row: Mapping[str, Any] | None = None
    evidence: Evidence | None = None
    finding: Finding | None = None
    words: str = ""
    role: str = ""


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


def known(observations: Sequence[Observation], more: Sequence[Evidence], question: str, lang: Lang = "en") -> Known:
    """The records of a turn. `more`: evidence that its playbooks read, when at hand."""
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
    # What the product itself makes of the observations and cites nothing for: labels, owners, plans, what was not read.
    own_lines = compose(observations, lang, environment="").splitlines()
    _quote(quotes, frozenset(), *(line for line in own_lines if not cited(line)))
    reference = max((e.taken_at for e in evidence), default=_latest(records))
    return Known(
        records=tuple(records), evidence=tuple(evidence), findings=tuple(findings), quotes=tuple(quotes.items()),
        ids=frozenset(ids), plans=frozenset(plans), reference=reference, vocabulary=frozenset(tokens(question)),
    )  # fmt: skip


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


@lru_cache(maxsize=512)
def _finding_read(same: _Same) -> _Read:
    quotes: dict[str, frozenset[str]] = {}
    return _Read(tuple(_of_finding(same.finding, quotes)), quotes, frozenset())


@lru_cache(maxsize=64)
def _of_evidence(keyed: _Keyed) -> _Read:
    e = keyed.evidence
    quotes: dict[str, frozenset[str]] = {}
    ids = {e.id}
    given = _Flat()
    given.add("", e.arguments)
    given.tokens.update(parts(e.tool), e.tool.split("_"))
    records = []
    for item in e.items:
        cites = {e.id}
        if e.tool == "search_guides" and isinstance(item.get("id"), str):
            cites.add(item["id"])
            ids.add(item["id"])
        flat = _Flat()
        flat.add("", item)
        records.append(flat.record(frozenset(cites), row=item, evidence=e, context=given))
        for text in flat.texts:
            _quote(quotes, frozenset(cites), text)
    _quote(quotes, frozenset(), f"baepo evidence show {e.id}")
    for n in e.not_read:
        _quote(quotes, frozenset(), n.what, n.why, n.remedy)
    records.append(given.record(frozenset({e.id}), row=None, evidence=e, context=None))
    return _Read(tuple(records), quotes, frozenset(ids))


class _Flat:
    """Collects what a nested row says."""

    def __init__(self) -> None:
        self.tokens: set[str] = set()
        self.keys: dict[str, str] = {}
        self.facts: list[Fact] = []
        self.times: list[datetime] = []
        self.texts: list[str] = []

    def add(self, name: str, value: Any) -> None:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                self.tokens.update(parts(str(key).lower()))
                self.add(str(key), inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                self.add(name, inner)
        elif isinstance(value, bool) or value is None:
            return
        elif isinstance(value, int | float):
            self._number(name, float(value))
        else:
            self._text(name, str(value))

    def _text(self, name: str, value: str) -> None:
        if not value:
            return
        read = atoms(value)
        self.tokens |= read.tokens
        lowered = value.lower()
        self.tokens.add(lowered)
        if name.lower() in _KEY_FIELDS:
            self.keys.update(dict.fromkeys(parts(lowered), name.lower()))
            if (pod := _POD.fullmatch(lowered.rpartition("/")[2])) and any(c.isdigit() for c in pod["hash"]):
                self.keys[pod["workload"]] = "owner"
                self.tokens.add(pod["workload"])
        self.times.extend(t for m in read.moments if (t := m.as_datetime()))
        if re.fullmatch(r"-?\d+(?:\.\d+)?", value):
            self._number(name, float(value))
            return
        self.facts.extend(_facts(value, name))
        for key, number in _ASSIGNED.findall(value):
            self._number(key, float(number))
        if len(value) >= _QUOTABLE and " " in value:
            self.texts.append(value)

    def _number(self, name: str, value: float) -> None:
        kind, factor = field_unit(name)
        self.tokens.add(f"{value:g}")
        self.facts.append(
            Fact(kind=kind, value=value * factor, raw=value, field=name, concepts=concepts(name), currency="")
        )

    def record(
        self, cites: frozenset[str], *, row: Mapping[str, Any] | None, evidence: Evidence, context: "_Flat | None"
    ) -> Record:
        if row is not None and "currency" in row:
            self.facts = [f if f.kind != "money" else _priced(f, str(row["currency"])) for f in self.facts]
        about = context.tokens if context else set()
        return Record(
            cites=cites, tokens=frozenset(self.tokens | about), keys={**(context.keys if context else {}), **self.keys},
            facts=(*self.facts, *(context.facts if context else ())), times=tuple(self.times), row=row, evidence=evidence,
        )  # fmt: skip


def _priced(fact: Fact, currency: str) -> Fact:
    return Fact(
        kind="money", value=fact.value, raw=fact.raw, currency=currency, field=fact.field, concepts=fact.concepts
    )


def _facts(text: str, name: str = "") -> Iterator[Fact]:
    read = atoms(text)
    for a, b, position in read.fractions:
        for value in (a, b):
            near = concepts(name) | _near(text, position, position)
            yield Fact(kind="plain", value=value, raw=value, field=name, concepts=near)
    for q in read.quantities:
        yield Fact(
            kind=q.kind, value=q.values[0], raw=q.raw, currency=q.currency, field=name,
            concepts=near_concepts(text, q) | concepts(name), alternatives=q.values[1:],
        )  # fmt: skip


def near_concepts(text: str, q: Quantity) -> frozenset[str]:
    """What a number in a text counts or numbers, by the words beside it."""
    return _near(text, q.start, q.end)


@lru_cache(maxsize=8192)
def _near(text: str, start: int, end: int) -> frozenset[str]:
    after = re.split(r"[,;:()|.·\[\n]", text[end : end + 34])[0].split()[:4]
    before = re.split(r"[,;()|.·\[\]\n]", text[max(0, start - 22) : start])[-1].split()[-2:]
    following = concepts(" ".join(after))
    leading = concepts(" ".join(before))
    if leading and (_COUNTER.match(text[end:]) or text[end - 1 : end] in "개건대곳번회명"):
        return leading  # "워크로드 29개"
    # "revision 20", "status 500", "재시작 104회": what comes before names the number; "104 restarts": what follows.
    ordinal = leading & {"revision", "status", "exit", "port", "line"}
    return ordinal or following or leading


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
    facts += [*_facts(finding.title.en), *_facts(finding.title.ko)]
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
        seen = {t for c in s.cites for t in tokens(f"{c.field} {c.value}")}
        values = [f for c in s.cites for f in _flat_facts(c.field, c.value)]
        times = [t for m in atoms(text).moments if (t := m.as_datetime())]
        times += [t for c in s.cites for m in atoms(c.value).moments if (t := m.as_datetime())]
        yield Record(
            cites=own, tokens=frozenset(about | seen | set(tokens(text))), keys=keys,
            facts=(*_facts(s.text.en), *_facts(s.text.ko), *values), times=tuple(times), finding=finding, words=text,
            role=s.role,
        )  # fmt: skip
        _quote(quotes, own, s.text.en, s.text.ko)


def _flat_facts(name: str, value: str) -> list[Fact]:
    flat = _Flat()
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
        cites=cites, tokens=frozenset({*tokens(text), planned.plan_id.lower()} - {""}), facts=tuple(_facts(text)), words=text,
        keys={planned.finding.target.id.lower(): "name"}, finding=planned.finding, role="plan",
    )  # fmt: skip


def _call(o: Observation) -> Record:
    """What was asked of a tool is known, too: the days of a metric, the namespace of a list."""
    flat = _Flat()
    flat.add("", o.call.arguments)
    text = f"{o.error.message}\n{o.error.remedy}" if o.error else ""
    return Record(
        cites=frozenset(), tokens=frozenset({*flat.tokens, *tokens(text), o.call.name}), facts=(*flat.facts, *_facts(text)),
        words=text, role="call",
    )  # fmt: skip


def _text_record(text: str, cites: frozenset[str]) -> Record:
    times = tuple(t for m in atoms(text).moments if (t := m.as_datetime()))
    return Record(
        cites=cites, tokens=frozenset(tokens(text)), facts=tuple(_facts(text)), times=times, words=text, role="scope"
    )


def _quote(quotes: dict[str, frozenset[str]], cites: frozenset[str], *texts: str) -> None:
    for text in texts:
        for piece in (
            (text, *text.splitlines(), *re.split(r"(?<=[.!?])\s+", text)) if "\n" in text or ". " in text else (text,)
        ):
            stripped = piece.strip(" -*>\n")
            if len(stripped) >= _QUOTABLE:
                quotes[stripped] = quotes.get(stripped, frozenset()) | cites
