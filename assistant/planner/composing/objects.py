"""Objects of the Kubernetes API as an answer: the named ones whole, else which there are. Called by `composing.rows`. Pure."""

from collections.abc import Sequence
from typing import Any

from assistant.language import Lang, Text
from assistant.planner.narrowing.columns import Row

_MOST_LINES, _MOST_LINES_EACH = 400, 60


def are_objects(items: Sequence[Row]) -> bool:
    return bool(items) and all(isinstance(i.get("metadata"), dict) and i["metadata"].get("name") for i in items)


def objects_text(items: Sequence[Row], words: frozenset[str], lang: Lang, *, cite: str, shown: int) -> str:
    """`words`: the question's names, lower case. One object as indented fields; of several their names."""
    named = [i for i in items if str(i["metadata"]["name"]).lower() in words] or list(items)
    if len(named) > 1:
        names = [f"  {_called(i)}" for i in named[:shown]]
        more = len(named) - len(names)
        if more:
            names.append(Text(ko=f"  … 나머지 {more}건", en=f"  … {more} more").in_(lang))
        head = Text(ko=f"**{len(named)}건**", en=f"**{len(named)} objects**").in_(lang)
        return "\n".join([f"{head} [{cite}]", *names])
    fields = [line for key, value in named[0].items() for line in _fields(key, value, 2)]
    most = _MOST_LINES if shown > _MOST_LINES_EACH else _MOST_LINES_EACH
    note = Text(
        ko="원본에서 추린 것이라 그대로 적용할 수 없습니다 (환경 변수와 ConfigMap의 값은 읽지 않습니다)",
        en="cut down, so not to be applied as it is (values of variables and ConfigMaps are not read)",
    )
    head = f"**{_called(named[0])}** · {note.in_(lang)} [{cite}]"
    if len(fields) > most:
        rest = len(fields) - most
        fields = [
            *fields[:most],
            Text(ko=f"  … {rest}줄 더: --detail", en=f"  … {rest} more lines: --detail").in_(lang),
        ]
    return "\n".join([head, *fields])


def _called(item: Row) -> str:
    meta = item["metadata"]
    return f"{meta['namespace']}/{meta['name']}" if meta.get("namespace") else str(meta["name"])


def _fields(key: str, value: Any, indent: int) -> list[str]:
    """As YAML would be read: a field a line, lists with dashes."""
    space = " " * indent
    if isinstance(value, dict) and value:
        return [f"{space}{key}:", *(line for k, v in value.items() for line in _fields(str(k), v, indent + 2))]
    if isinstance(value, list) and value:
        return [f"{space}{key}:", *(line for v in value for line in _entry(v, indent + 2))]
    return [f"{space}{key}: {_scalar(value)}"]


def _entry(value: Any, indent: int) -> list[str]:
    space = " " * indent
    if not isinstance(value, dict) or not value:
        return [f"{space}- {_scalar(value)}"]
    lines = [line for k, v in value.items() for line in _fields(str(k), v, indent + 2)]
    return [f"{space}- {lines[0].strip()}", *lines[1:]]


def _scalar(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return " ⏎ ".join(str(value).splitlines()) if value not in ({}, []) else str(value)
