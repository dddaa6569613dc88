"""The rows of a turn by what they have in common: "stopped", "gp3", "in Seoul"; with how many they are and their sums.

Called by `assistant.verifier.derivations`. Any attribute with few values groups the rows, so that no kind of row needs
an entry here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from assistant.verifier.atoms import tokens
from assistant.verifier.names import REGIONS
from assistant.verifier.records import Fact, Record

_MOST_VALUES = 14  # an attribute with more values than this names rows rather than groups them
_MOST_ROWS = 2000
_SAID = {
    "볼륨": "volume", "인스턴스": "instance", "주소": "address", "탄력적": "address", "elastic": "address", "ip": "address",
    "eip": "address", "멈": "stopped", "정지": "stopped", "중지": "stopped", "유휴": "idle", "놀": "idle", "미사용": "idle",
    "안 쓰": "idle", "unused": "idle", "loose": "unattached", "free": "unattached", "spare": "unattached",
    "미연결": "unattached", "쓰이지": "unattached", "연결되지": "unattached", "연결 안": "unattached", "붙어 있지": "unattached", "associated": "attached",  # noqa: E501
    "연결된": "attached", "실행": "running", "준비": "ready", "정상": "ready", "healthy": "ready", "암호화": "encrypted",
    "완료": "succeeded", "디플로이먼트": "deployment", "스냅샷": "snapshot", "파드": "pod", "노드": "node",
    "서비스": "service", "워크로드": "workload", "received": "networkin", "takes in": "networkin", "수신": "networkin", "sent": "networkout",  # noqa: E501
    "sends": "networkout", "송신": "networkout", "계획": "plan",
}  # fmt: skip
_REGIONS_KO = {"서울": "seoul", "버지니아": "virginia", "도쿄": "tokyo", "오사카": "osaka", "싱가포르": "singapore",
               "시드니": "sydney", "프랑크푸르트": "frankfurt", "아일랜드": "ireland", "런던": "london", "오하이오": "ohio",
               "오리건": "oregon"}  # fmt: skip
_ID_KINDS = {"i": "instance", "vol": "volume", "snap": "snapshot", "eipalloc": "address"}


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Rows of one table that share an attribute; `labels` is what a text may call it by, empty for the whole table."""

    attribute: str
    labels: frozenset[str]
    rows: tuple[Record, ...]


class Table:
    """Rows of one evidence, or the problems found, with every group of them."""

    def __init__(self, rows: Sequence[Record]) -> None:
        self.rows = tuple(rows[:_MOST_ROWS])
        self.whole = Group("", frozenset(), self.rows)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """By every attribute that has few values."""
        found: dict[tuple[str, frozenset[str]], list[Record]] = {}
        for r in self.rows:
            for attribute, labels in attributes(r):
                found.setdefault((attribute, labels), []).append(r)
        values: dict[str, int] = {}
        for attribute, _ in found:
            values[attribute] = values.get(attribute, 0) + 1
        return tuple(Group(a, labels, tuple(rows)) for (a, labels), rows in found.items() if values[a] <= _MOST_VALUES)

    def meant(self, words: frozenset[str]) -> tuple[Group, ...]:
        """The groups that the words name best, of each attribute, and what several of them have in common."""
        best: dict[str, tuple[int, list[Group]]] = {}
        for g in self.groups:
            hits = len(g.labels & words)
            most, _ = best.get(g.attribute, (0, []))
            if hits > most:
                best[g.attribute] = (hits, [g])
            elif hits and hits == most:
                best[g.attribute][1].append(g)
        chosen = [g for _, groups in best.values() for g in groups]
        return (*chosen, *_common(chosen))


def _common(groups: Sequence[Group]) -> Iterator[Group]:
    for at, one in enumerate(groups[:12]):
        for other in groups[at + 1 : 12]:
            if one.attribute != other.attribute:
                inside = set(map(id, other.rows))
                rows = tuple(r for r in one.rows if id(r) in inside)
                if 0 < len(rows) < min(len(one.rows), len(other.rows)):
                    yield Group("both", one.labels | other.labels, rows)


@lru_cache(maxsize=1024)
def _of_value(name: str, value: str) -> frozenset[str]:
    return frozenset({*tokens(value), *(p for t in tokens(value) for p in t.split("_"))} | {value.lower()})


def attributes(record: Record) -> Iterator[tuple[str, frozenset[str]]]:
    """(attribute, what it may be called by) of a row or of a finding's title."""
    if record.finding is not None:
        check = record.finding.check.rpartition(".")[2]
        yield "check", frozenset(check.split("_"))
        if record.finding.target.place:
            yield "place", frozenset({record.finding.target.place.lower()})
        yield "klass", frozenset({record.finding.klass})
        if record.role == "planned":
            yield "plan", frozenset({"plan"})
        if record.finding.managed_by:
            yield "managed_by", frozenset(tokens(record.finding.managed_by.lower()))
        return
    row = record.row or {}
    yield from _of_mapping(row, "")
    if isinstance(row.get("ready"), int) and isinstance(row.get("desired"), int):
        yield "as wanted", frozenset({"ready" if row["ready"] >= row["desired"] else "unready"})
    for axis, plus, minus in (("ready", "ready", "unready"), ("attach", "attached", "unattached")):
        if axis in record.signs:
            yield f"sign {axis}", frozenset({plus if record.signs[axis] > 0 else minus})
    prefix = str(row.get("id", "")).partition("-")[0]
    if prefix in _ID_KINDS:
        yield "kind of id", frozenset({_ID_KINDS[prefix]})


def _of_mapping(row: Mapping[str, object], under: str) -> Iterator[tuple[str, frozenset[str]]]:
    for name, value in row.items():
        key = f"{under}{name}"
        if isinstance(value, bool):
            yield key, frozenset({name.lower() if value else f"un{name.lower()}"})
        elif isinstance(value, str) and len(value) <= 48 and not name.endswith(("_at", "_id")) and name != "id":
            yield key, _of_value(name, value.rpartition("/")[0] if name == "owner" else value)
            if name == "owner":
                yield "owner", _of_value(name, re.sub(r"-[a-z0-9]{8,10}$", "", value))
        elif isinstance(value, Mapping) and not under:
            yield from _of_mapping(value, f"{name}.")
        elif isinstance(value, list):
            yield f"{key} any", frozenset({name.lower() if value else f"no {name.lower()}"})
            for image in value[:1]:
                if isinstance(image, str) and ":" in image:
                    yield f"{key} tag", _of_value(name, image.rpartition(":")[2])


@lru_cache(maxsize=1024)
def said_words(text: str) -> frozenset[str]:
    """The words by which a text may name a group: tokens without plural, what Korean words and region names mean."""
    lowered = text.lower()
    found = set(tokens(lowered))
    found |= {t[:-2] for t in found if t.endswith("sses")} | {t[:-1] for t in found if t.endswith("s")}
    found |= {meaning for word, meaning in _SAID.items() if (word in found if word.isascii() else word in lowered)}
    found |= {english for word, english in _REGIONS_KO.items() if word in lowered}
    found |= {REGIONS[w] for w in tuple(found) if w in REGIONS}
    if re.search(r"\b(?:not|no|never|without|isn't|aren't)\b|않|없|안 ", lowered):
        found |= {f"un{w}" for w in tuple(found) if len(w) > 4}
    return frozenset(found)


def tables(records: Iterable[Record]) -> tuple[Table, ...]:
    """The rows of each evidence, and one row for each thing found by a family of checks."""
    by_source: dict[str, list[Record]] = {}
    found: dict[int, list[Record]] = {}
    for r in records:
        if r.row is not None and r.evidence is not None:
            by_source.setdefault(r.evidence.id, []).append(r)
        elif r.finding is not None and r.role != "previous":
            found.setdefault(id(r.finding), []).append(r)
    for said in found.values():
        if any(r.role == "title" for r in said):
            one = _as_row(said)
            assert one.finding is not None
            by_source.setdefault(f"findings {one.finding.check.partition('.')[0]}", []).append(one)
    return tuple(Table(rows) for rows in by_source.values())


def _as_row(said: Sequence[Record]) -> Record:
    """Title, statements and plan of a finding as one row; what it cites twice of a field is of two things and adds up."""
    title = next(r for r in said if r.role == "title")
    sums: dict[tuple[str, str], Fact] = {}
    for f in (f for r in said for f in r.facts if f.field):
        key = (f.field, f.kind)
        have = sums.get(key)
        sums[key] = f if have is None else replace(have, value=have.value + f.value, raw=have.raw + f.raw)
    role = "planned" if any(r.role == "plan" and "p-" in " ".join(r.tokens) for r in said) else "title"
    return replace(title, facts=tuple(sums.values()), role=role)


def identity(record: Record) -> int:
    """The same for all records of one finding."""
    return id(record.finding) if record.finding is not None else id(record)


def columns(rows: Iterable[Record]) -> dict[tuple[str, str], list[Fact]]:
    """(field, kind) -> the number of each row that has one; the first where a row has several."""
    found: dict[tuple[str, str], list[Fact]] = {}
    for r in rows:
        seen: set[tuple[str, str]] = set()
        for f in r.facts:
            key = (f.field, f.kind)
            if f.field and key not in seen:
                seen.add(key)
                found.setdefault(key, []).append(f)
    return found
