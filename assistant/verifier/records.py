"""What one row, one finding or one statement holds that can be compared: names, numbers with what they count, times.

Called by `assistant.verifier.sources`; every check reads these.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from assistant.evidence import Evidence
from assistant.findings import Finding
from assistant.patterns import Lazy
from assistant.verifier.atoms import Atoms, atoms, parts
from assistant.verifier.claims import of_row
from assistant.verifier.concepts import concepts
from assistant.verifier.quantities import Quantity, field_unit

_KEY_FIELDS_LIST = """
    name id namespace pod node owner service region instance_id volume_id public_ip private_ip replica_set
"""
_KEY_FIELDS = frozenset(_KEY_FIELDS_LIST.split())
_ASSIGNED = Lazy(r"\b([A-Za-z_][\w-]*)=(\d+(?:\.\d+)?)([A-Za-z%]*)(?![\w.-])", 0)  # `cpu=100m memory=256Mi`
_COUNTER = Lazy(r"\s?(?:개|건|대|곳|번|회|명|군데)")
_POD = Lazy(r"(?P<workload>.+?)-(?P<hash>[a-z0-9]{8,10})(?:-[a-z0-9]{5})?", 0)
QUOTABLE = 12  # a passage or message this long may be quoted as it is


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
    signs: Mapping[str, int] = field(default_factory=dict)  # of a row: what it says on each axis of `claims`


_UNITS = {"percent": "percent", "bytes": "bytes", "seconds": "duration", "count": "plain"}  # of a metric's row
_VALUES = frozenset({"average", "maximum", "minimum", "sum", "value", "p50", "p95", "p99"})
_TAX = frozenset({"tax", "세금"})


def _short_names(service: str) -> frozenset[str]:
    """What people call a service of a bill: `amazon simple storage service` is s3, `aws support (developer)` is support."""
    if service in _TAX:
        return _TAX
    if service.startswith("amazon") and " " not in service:
        return frozenset({service.removeprefix("amazon")})
    words = [w for w in re.split(r"[\s()]+", service.partition("(")[0]) if w and w not in ("amazon", "aws")]
    initials = re.sub(r"(.)\1+", lambda m: f"{m[1]}{len(m[0])}", "".join(w[0] for w in words))
    return frozenset({" ".join(words), initials if len(words) > 2 else words[0] if len(words) == 1 else ""} - {""})


class Flat:
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
            if name.lower() == "service":
                self.keys.update(dict.fromkeys(_short_names(lowered), "service"))
                self.tokens |= _short_names(lowered)
            if (pod := _POD.fullmatch(lowered.rpartition("/")[2])) and any(c.isdigit() for c in pod["hash"]):
                self.keys[pod["workload"]] = "owner"
                self.tokens.add(pod["workload"])
        self.times.extend(t for m in read.moments if (t := m.as_datetime()))
        if re.fullmatch(r"-?\d+(?:\.\d+)?", value):
            self._number(name, float(value))
            return
        self.facts.extend(facts_of(value, name))
        for key, number, unit in _ASSIGNED.findall(value):
            if unit:
                self.facts.extend(
                    replace(f, concepts=f.concepts | concepts(name)) for f in facts_of(number + unit, key)
                )
            else:
                self._number(key, float(number))
        if len(value) >= QUOTABLE and " " in value:
            self.texts.append(value)

    def _number(self, name: str, value: float) -> None:
        kind, factor = field_unit(name)
        self.tokens.add(f"{value:g}")
        self.facts.append(
            Fact(kind=kind, value=value * factor, raw=value, field=name, concepts=concepts(name), currency="")
        )

    def record(
        self, cites: frozenset[str], *, row: Mapping[str, Any] | None, evidence: Evidence, context: "Flat | None"
    ) -> Record:
        if row is not None and (kind := _UNITS.get(str(row.get("unit", "")).lower())):
            self.facts = [replace(f, kind=kind) if f.field in _VALUES and not f.kind else f for f in self.facts]
        if row is not None and "currency" in row:
            self.facts = [f if f.kind != "money" else _priced(f, str(row["currency"])) for f in self.facts]
        about = context.tokens if context else set()
        return Record(
            cites=cites, tokens=frozenset(self.tokens | about), keys={**(context.keys if context else {}), **self.keys},
            facts=(*self.facts, *(context.facts if context else ())), times=tuple(self.times), row=row, evidence=evidence,
            signs=of_row(row) if row is not None else {},
        )  # fmt: skip


def _priced(fact: Fact, currency: str) -> Fact:
    return Fact(
        kind="money", value=fact.value, raw=fact.raw, currency=currency, field=fact.field, concepts=fact.concepts
    )


def facts_of(text: str, name: str = "") -> Iterator[Fact]:
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


@lru_cache(maxsize=1024)
def _near(text: str, start: int, end: int) -> frozenset[str]:
    after = re.split(r"[,;:()|.·\[\n]|서비스(?= ?(?:중|하))", text[end : end + 34])[0].split()[:4]
    said = re.sub(r"\d+(?:개|건|대|곳) ?중(?:에서)?\s?$", "", text[max(0, start - 32) : start])  # "4개 중 0개"
    before = re.split(r"[,;()|.·\[\]\n]", said[-22:])[-1].split()[-3:]
    following = concepts(" ".join(after))
    leading = concepts(" ".join(before))
    if leading and (_COUNTER.match(text[end:]) or text[end - 1 : end] in "개건대곳번회명"):
        return leading  # "워크로드 29개"
    # "revision 20", "status 500", "재시작 104회": what comes before names the number; "104 restarts": what follows.
    ordinal = leading & {"revision", "status", "exit", "port", "line"}
    return ordinal or following or leading
