"""What differs between two pod templates, field by field, in words; values that may be secret are only said to differ.

Called by `list_rollout_history` and by executors.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Obj = Mapping[str, Any]
Difference = tuple[str, str, str]  # field, before, after; "" where there is none
HASH_LABEL = "pod-template-hash"
_BY_NAME = ("containers", "initContainers", "env", "volumes", "volumeMounts", "ports", "imagePullSecrets")


def without_hash(template: Obj) -> dict[str, Any]:
    """The template as its Deployment states it: without the label that the controller adds to each ReplicaSet."""
    meta = template.get("metadata") or {}
    labels = {k: v for k, v in (meta.get("labels") or {}).items() if k != HASH_LABEL}
    return {**template, "metadata": {**meta, "labels": labels}}


def differences(before: Obj, after: Obj) -> list[Difference]:
    """Fields like `spec.containers[web].image`; an empty list for equal templates."""
    return list(_differ("", without_hash(before), without_hash(after)))


def _differ(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping) and not _is_variable(path):
        for key in dict.fromkeys([*before, *after]):
            yield from _differ(_join(path, key), before.get(key), after.get(key))
        return
    lists = [v for v in (before, after) if v is not None]
    if path.rpartition(".")[2] in _BY_NAME and all(isinstance(v, list) for v in lists):
        old, new = _by_name(before or []), _by_name(after or [])
        for name in dict.fromkeys([*old, *new]):
            yield from _differ(f"{path}[{name}]", old.get(name), new.get(name))
        return
    was, now = _words(path, before), _words(path, after)
    if was == now and _is_variable(path):
        now = "(another value, hidden)"
    yield path, was, now


def _join(path: str, key: str) -> str:
    shown = f'"{key}"' if "." in key or "/" in key else key
    return f"{path}.{shown}" if path else shown


def _by_name(items: list[Any]) -> dict[str, Any]:
    return {str(i.get("name") or i.get("containerPort") or i.get("mountPath")): i for i in items}


def _is_variable(path: str) -> bool:
    return ".env[" in path and path.endswith("]")


def _words(path: str, value: Any) -> str:
    if value is None:
        return ""
    if _is_variable(path):
        return _variable(value)
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping) and path.rpartition("[")[0].rpartition(".")[2] in ("containers", "initContainers"):
        return str(value.get("image", ""))
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _variable(value: Obj) -> str:
    source = value.get("valueFrom")
    if not source:
        return "(value hidden)"
    for kind, label in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
        if kind in source:
            return f"{label} {source[kind].get('name', '')} key {source[kind].get('key', '')}"
    return json.dumps(source, sort_keys=True)
