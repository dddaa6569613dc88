"""Label and field selectors, evaluated here for snapshots and checks the way the API server does.

Source: Kubernetes documentation, "Labels and Selectors" and "Field Selectors".
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tools.spec import BadRequest

Obj = Mapping[str, Any]
Matches = Callable[[Obj], bool]
_KEY = r"[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?"
_SET = re.compile(rf"\s*(?P<key>{_KEY})\s+(?P<operator>in|notin)\s+\((?P<values>[^)]*)\)\s*")
_EQUAL = re.compile(rf"\s*(?P<key>{_KEY})\s*(?P<operator>!=|==|=)\s*(?P<value>[-A-Za-z0-9_.]*)\s*")
_EXISTS = re.compile(rf"\s*(?P<not>!?)\s*(?P<key>{_KEY})\s*")


def by_labels(selector: str | None) -> Matches:
    """`app=web,tier in (a, b),!canary`. Raises: BadRequest."""
    tests = [_label_test(part) for part in _parts(selector or "")]
    return lambda obj: all(test(labels_of(obj)) for test in tests)


def by_fields(selector: str | None) -> Matches:
    """`status.phase!=Succeeded,spec.nodeName=n1`: exact values of dotted paths. Raises: BadRequest."""
    tests: list[tuple[list[str], str, bool]] = []
    for part in (selector or "").split(","):
        if not part.strip():
            continue
        match = re.fullmatch(r"\s*([\w.]+)\s*(!=|==|=)\s*(.*?)\s*", part)
        if match is None:
            raise BadRequest(f"{part!r} is not a field selector such as status.phase=Running.")
        tests.append((match[1].split("."), match[3], match[2] == "!="))
    return lambda obj: all((_at(obj, path) == value) != negated for path, value, negated in tests)


def selector_text(selector: Mapping[str, Any]) -> str:
    """A `LabelSelector` as a list request takes it; "" selects nothing in particular."""
    words = [f"{key}={value}" for key, value in (selector.get("matchLabels") or {}).items()]
    for one in selector.get("matchExpressions") or ():
        key, values = one["key"], ", ".join(one.get("values") or ())
        written = {"In": f"{key} in ({values})", "NotIn": f"{key} notin ({values})", "Exists": key}
        words.append(written.get(one["operator"], f"!{key}"))
    return ",".join(words)


def labels_of(obj: Obj) -> Mapping[str, str]:
    labels: Mapping[str, str] = obj.get("metadata", {}).get("labels") or {}
    return labels


def _parts(selector: str) -> list[str]:
    return [p for p in re.split(r",(?![^(]*\))", selector) if p.strip()]


def _label_test(part: str) -> Callable[[Mapping[str, str]], bool]:
    if match := _SET.fullmatch(part):
        key, values = match["key"], {v.strip() for v in match["values"].split(",")}
        if match["operator"] == "in":
            return lambda labels: labels.get(key) in values
        return lambda labels: labels.get(key) not in values
    if match := _EQUAL.fullmatch(part):
        key, value = match["key"], match["value"]
        if match["operator"] == "!=":
            return lambda labels: labels.get(key) != value
        return lambda labels: labels.get(key) == value
    if match := _EXISTS.fullmatch(part):
        key, wanted = match["key"], not match["not"]
        return lambda labels: (key in labels) == wanted
    raise BadRequest(f"{part!r} is not a label selector such as app=web.")


def _at(obj: Any, path: list[str]) -> str:
    for name in path:
        obj = obj.get(name) if isinstance(obj, Mapping) else None
    return "" if obj is None else str(obj)
