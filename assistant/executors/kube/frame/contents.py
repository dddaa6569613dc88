"""What people write of an object, apart from what the server keeps: to show it, compare it, and put it back.

Called by `applying`. Pure. Source: Kubernetes API conventions ("Metadata", "Spec and Status").
"""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.executors.kube.frame.patching import OPERATION
from assistant.plans import Change
from tools.kube.reader import Obj
from tools.kube.template_diff import differences

_SERVERS_OWN = ("apiVersion", "kind", "metadata", "status")
_LONG = 160
Content = dict[str, Any]


def content_of(obj: Obj) -> Content:
    """Labels, annotations, and all parts but status."""
    meta: Mapping[str, Any] = obj.get("metadata") or {}
    annotations = {k: v for k, v in (meta.get("annotations") or {}).items() if k != OPERATION[-1]}
    kept = {"labels": meta.get("labels") or {}, "annotations": annotations}
    return {"metadata": kept, **{k: v for k, v in obj.items() if k not in _SERVERS_OWN}}


def changes_between(before: Content, after: Content) -> tuple[Change, ...]:
    """One for each field; of long texts, such as files in a ConfigMap, the lines that differ."""
    return tuple(Change(field=f, **_shown(was, now)) for f, was, now in differences(before, after))


def skeleton(content: Any) -> Any:
    """The same tree without its values, so that every one of them counts as new."""
    if isinstance(content, Mapping):
        return {k: skeleton(v) for k, v in content.items() if isinstance(v, Mapping | list) and k != "env"}
    if all(isinstance(e, Mapping) and "name" in e for e in content):
        return [{"name": e["name"], **skeleton(e)} for e in content]
    return None


def overwritten(wanted: Any, after: Any, now: Any, path: str = "") -> Iterator[str]:
    """Fields of `wanted` that are no more as they were `after` it was applied; a list counts as one field."""
    if isinstance(wanted, Mapping) and isinstance(after, Mapping) and isinstance(now, Mapping):
        for key, value in wanted.items():
            yield from overwritten(value, after.get(key), now.get(key), f"{path}.{key}" if path else key)
    elif after != now:
        yield path


def put_back(before: Any, after: Any, now: Any, path: str = "") -> Any:
    """`now` with what was changed from `before` to `after` as it was. Raises: Moved when somebody has changed that since."""
    if now == after:
        return before
    if before == after:
        return now
    if isinstance(before, Mapping) and isinstance(after, Mapping) and isinstance(now, Mapping):
        merged = {}
        for key in dict.fromkeys([*now, *before, *after]):
            place = f"{path}.{key}" if path else key
            value = put_back(before.get(key), after.get(key), now.get(key), place)
            if value is not None:
                merged[key] = value
        return merged
    raise Moved(path)


class Moved(Exception):
    """A field has been changed since; its path is the message."""


def replacing(now: Obj, content: Content) -> list[dict[str, Any]]:
    """The JSON Patch that makes the very object in `now` hold `content`."""
    meta, have = now["metadata"], content_of(now)
    operations: list[dict[str, Any]] = [
        {"op": "test", "path": "/metadata/uid", "value": meta["uid"]},
        {"op": "test", "path": "/metadata/resourceVersion", "value": meta["resourceVersion"]},
    ]
    for key in ("labels", "annotations"):
        operations.append({"op": "add", "path": f"/metadata/{key}", "value": content["metadata"].get(key) or {}})
    for key in dict.fromkeys([*have, *content]):
        if key == "metadata" or have.get(key) == content.get(key):
            continue
        path = "/" + key.replace("~", "~0").replace("/", "~1")
        if content.get(key) is None:
            operations.append({"op": "remove", "path": path})
        else:
            operations.append({"op": "add", "path": path, "value": content[key]})
    return operations


def _shown(before: str, after: str) -> dict[str, str]:
    if max(len(before), len(after)) <= _LONG or "\n" not in before + after:
        return {"before": before, "after": after}
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    shown = {sign: "\n".join(line[1:] for line in lines if line.startswith(sign)) for sign in ("-", "+")}
    return {"before": shown["-"], "after": shown["+"]}
