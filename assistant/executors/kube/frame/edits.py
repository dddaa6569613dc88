"""Fields of an object by path: what they are, what they shall be, and the one atomic JSON Patch that sets them.

Called by `patching` and the recipes. Pure. Source: JSON Patch (RFC 6902).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tools.kube.reader import Obj


@dataclass(frozen=True, slots=True)
class Item:
    """The entry of a list that is called `name`, such as a container."""

    name: str


Path = tuple[str | Item, ...]


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One field and what it shall be; None takes it away. `momentary`: another value every time, such as a clock's.
    `withheld`: the plan names it by its digest, because it may hold what must not be shown."""

    path: Path
    value: Any
    momentary: bool = False
    withheld: bool = False

    @property
    def label(self) -> str:
        return label_of(self.path)


def label_of(path: Path) -> str:
    """As people write it: `spec.template.spec.containers[web].image`."""
    text = ""
    for part in path:
        if isinstance(part, Item):
            text += f"[{part.name}]"
        else:
            shown = f'"{part}"' if "." in part or "/" in part else part
            text += f".{shown}" if text else shown
    return text


def value_at(obj: Any, path: Path) -> Any:
    """None where there is nothing."""
    for part in path:
        if isinstance(part, Item):
            entries = obj if isinstance(obj, list) else []
            obj = next((e for e in entries if isinstance(e, Mapping) and e.get("name") == part.name), None)
        else:
            obj = obj.get(part) if isinstance(obj, Mapping) else None
        if obj is None:
            return None
    return obj


def json_patch(obj: Obj, edits: Iterable[Edit]) -> list[dict[str, Any]]:
    """Nothing happens unless the object is the very one in `obj`: the same uid, and unchanged since it was read."""
    meta = obj["metadata"]
    operations: list[dict[str, Any]] = [
        {"op": "test", "path": "/metadata/uid", "value": meta["uid"]},
        {"op": "test", "path": "/metadata/resourceVersion", "value": meta["resourceVersion"]},
    ]
    made: set[Path] = set()
    for edit in edits:
        if edit.value is None:
            if value_at(obj, edit.path) is not None:
                operations.append({"op": "remove", "path": _pointer(obj, edit.path)})
            continue
        for length in range(1, len(edit.path)):
            parent = edit.path[:length]
            if parent not in made and value_at(obj, parent) is None:
                made.add(parent)
                operations.append({"op": "add", "path": _pointer(obj, parent), "value": {}})
        operations.append({"op": "add", "path": _pointer(obj, edit.path), "value": edit.value})
    return operations


def edited(obj: Obj, edits: Iterable[Edit]) -> Obj:
    """The object as the edits alone would make it, for where no server could be asked."""
    result: Obj = _copied(obj)
    for edit in edits:
        place: Any = result
        for part in edit.path[:-1]:
            place = place.setdefault(part, {}) if isinstance(part, str) else _entry(place, part)
        last = edit.path[-1]
        if not isinstance(last, str):
            raise ValueError(f"{label_of(edit.path)} is no field")
        if edit.value is None:
            place.pop(last, None)
        else:
            place[last] = edit.value
    return result


def _entry(entries: Any, item: Item) -> Any:
    return next(e for e in entries if e.get("name") == item.name)


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _copied(v) for k, v in value.items()}
    return [_copied(v) for v in value] if isinstance(value, list) else value


def _pointer(obj: Any, path: Path) -> str:
    pointer = ""
    for part in path:
        if isinstance(part, Item):
            index = next(i for i, entry in enumerate(obj) if entry.get("name") == part.name)
            pointer, obj = f"{pointer}/{index}", obj[index]
        else:
            escaped = part.replace("~", "~0").replace("/", "~1")
            pointer, obj = f"{pointer}/{escaped}", obj.get(part) if isinstance(obj, Mapping) else None
    return pointer
