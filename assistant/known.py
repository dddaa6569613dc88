"""What exists in an environment, as people may name it; read from tools that list names, used to understand questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One thing that exists, as people may name it. `kind` is a resource name (`deployments.apps`) or `instances`."""

    name: str
    kind: str = ""
    namespace: str = ""
    id: str = ""
    region: str = ""
    ailing: bool = False  # its own controller says that something is wrong


_KIND_NAMES = {
    "Deployment": "deployments.apps",
    "StatefulSet": "statefulsets.apps",
    "DaemonSet": "daemonsets.apps",
    "Service": "services",
    "Pod": "pods",
}


def known_in(rows: Iterable[Mapping[str, Any]], field_of_name: str) -> tuple[Known, ...]:
    """What exists, from the rows of a tool that declares in which field its things' names are."""
    return tuple(
        Known(
            name=str(row[field_of_name]),
            kind=_KIND_NAMES.get(
                str(row.get("kind", "")), "instances" if str(row.get("id", "")).startswith("i-") else ""
            ),
            namespace=str(row.get("namespace") or ""),
            id=str(row.get("id") or ""),
            region=str(row.get("region") or ""),
            ailing=bool(row.get("problem")),
        )
        for row in rows
        if row.get(field_of_name)
    )
