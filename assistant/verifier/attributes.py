"""Whether a thing has the attribute that a sentence gives it: its team, type or state; a selector, ports, limits or none.

Called by `assistant.verifier.verify`. Read from the rows alone: the names of their fields and tags are the attributes.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import objections
from assistant.verifier.grounds import Grounds
from assistant.verifier.records import Record

_KOREAN = {
    "team": "팀", "state": "상태", "type": "유형|타입", "env": "환경", "region": "리전", "namespace": "네임스페이스",
    "node": "노드", "kind": "종류", "phase": "단계", "owner": "소유자|담당자", "class": "클래스", "schedule": "일정",
}  # fmt: skip
_LISTS = {
    "selector": r"selectors?|셀렉터", "ports": r"ports?|포트", "limits": r"limits?|한도|제한", "requests": r"requests?|요청",
    "tags": r"tags?|태그", "volumes": r"volumes?|볼륨", "attachments": r"attachments?",
}  # fmt: skip
_OF_RESOURCE = {"memory": Lazy(r"memory|메모리"), "cpu": Lazy(r"\bcpu\b")}
_VALUE = r"[A-Za-z0-9](?:[\w./-]*[A-Za-z0-9])?"
_NOT = Lazy(r"\b(?:not|no|neither|never|other than|except)\b|n't\b|아니|아닌|않|제외|말고|외")
_NAMES = frozenset({"name", "id", "Name"})


def mismatched(text: str, subjects: Collection[str], cited: Sequence[Record], grounds: Grounds) -> Text | None:
    """The first attribute that the text gives its subjects and their rows do not, if any."""
    rows = [r for r in grounds.rows(subjects) if r.row is not None]
    if _NOT.search(text):
        return _lists(text, rows)
    tables = [r for r in cited if r.row is not None] or rows
    for field, value in _given(text, frozenset(_fields(tables)) | frozenset(_fields(rows))):
        known = {str(v).lower() for r in tables for f, v in _flat(r.row or {}) if f == field}
        if known and field in ("state", "phase") and not _occurs(value, known):
            return objections.not_in_evidence(value)
        for subject in sorted(subjects):
            own = {str(v).lower() for r in grounds.rows((subject,)) for f, v in _flat(r.row or {}) if f == field}
            if own and value in known and value not in own:
                return objections.not_together(subject, value)
    return _lists(text, rows)


def _occurs(value: str, known: Collection[str]) -> bool:
    return any(value in k or k in value for k in known if k)


def _given(text: str, fields: Collection[str]) -> Iterator[tuple[str, str]]:
    """(field, value) for "team growth", "growth 팀", "team 태그가 growth", "in state available", "error 상태"."""
    for field in sorted(fields):
        for pattern in _patterns(field):
            for match in pattern.finditer(text):
                if (value := match[1].lower()) not in _STOP:
                    yield field, value


_STOP_WORDS = """
    is are was the a an of in and or to has that this its it with for by on at tag tags which all each any
"""
_STOP = frozenset(_STOP_WORDS.split())


@lru_cache(maxsize=256)
def _patterns(field: str) -> tuple[Lazy, Lazy]:
    """The value after the name of the field, and before it."""
    words = re.escape(field.replace("_", " ")) + (f"|{_KOREAN[field]}" if field in _KOREAN else "")
    value = rf"`?({_VALUE})`?"
    tag = r"(?:\s?(?:tag|태그|값)(?:가|이|는|은)?)?"
    return (
        Lazy(rf"(?<![\w-])(?:{words}){tag}(?:\s?[=:]\s?|\s(?:is\s|of\s)?){value}(?![\w-])", re.I | re.A),
        Lazy(rf"(?<![\w-]){value}\s(?:{words})(?![\w-]|\s?(?:tag|태그))", re.I | re.A),
    )


def _fields(rows: Sequence[Record]) -> Iterator[str]:
    for r in rows:
        for field, value in _flat(r.row or {}):
            if field not in _NAMES and 1 < len(str(value)) <= 40 and " " not in str(value):
                yield field


def _flat(row: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for field, value in row.items():
        if isinstance(value, Mapping):
            yield from ((str(f), v) for f, v in value.items() if isinstance(v, str))
        elif isinstance(value, str):
            yield field, value


def _lists(text: str, rows: Sequence[Record]) -> Text | None:
    """What the text says is there or not, where the rows of its subjects say the opposite."""
    for field, words in _LISTS.items():
        said = _said_of(text, words)
        values = [r.row[field] for r in rows if r.row is not None and field in r.row]
        if said is None or not values:
            continue
        there, noun = said
        for name, resource in _OF_RESOURCE.items():
            if resource.search(noun) and field in ("limits", "requests"):
                values = [[v for v in value if f"{name}=" in str(v)] for value in values if isinstance(value, list)]
        if all(bool(v) != there for v in values):
            return objections.says_otherwise()
    return None


def _said_of(text: str, words: str) -> tuple[bool, str] | None:
    """(whether it is said to be there, the noun with what stands before it); None where nothing is said of it."""
    none = re.search(
        rf"\b(?:no|without(?: an?| any)?)\s(?P<n>(?:\w+\s){{0,2}}(?:{words}))\b(?!\s(?:was|were|change))"
        rf"|(?P<k>(?:[\w가-힣]+\s)?(?:{words}))(?:[은는이가도]|을|를)?\s(?:\S+\s)?"
        r"(?:없|두지 않|걸려 있지 않|설정되(?:어|지) ?(?:있지 )?않)",
        text,
        re.I,
    )
    if none:
        return False, none["n"] or none["k"]
    some = re.search(
        rf"(?P<k>(?:[\w가-힣]+\s)?(?:{words}))(?:[은는이가도])?\s(?:있(?!지)|걸려 있|설정돼|설정되어)", text, re.I
    )
    return (True, some["k"]) if some else None
