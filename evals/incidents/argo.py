"""`argocd app` text: the failed sync as the Event that Argo CD's controller writes about it, and what the app deploys.

Called by `replay`. Source: argo-cd `controller/appcontroller.go` (reason `OperationCompleted`, type by the phase).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from evals.incidents.text import columns, sections, stamp

Obj = dict[str, Any]


def operation_event(text: str, at: datetime) -> Iterator[tuple[str, Obj]]:
    """The last operation of `argocd app get`, when it failed."""
    top = sections(text)
    namespace, _, name = top.text("Name").rpartition("/")
    message = top.text("Message")
    if not name or top.text("Phase") not in ("Failed", "Error") or not message:
        return
    namespace = namespace or "argocd"
    about = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "name": name,
        "namespace": namespace,
        "uid": f"applications/{namespace}/{name}",
    }
    ended = _ended(top.text("Finished")) or at
    yield (
        "events",
        {
            "metadata": {"name": f"{name}.operation", "namespace": namespace},
            "involvedObject": about,
            "type": "Warning",
            "reason": "OperationCompleted",
            "message": f"Sync operation to {top.text('Sync Revision')} failed: {message}",
            "firstTimestamp": stamp(ended),
            "lastTimestamp": stamp(ended),
        },
    )


def missing(text: str) -> set[tuple[str, str, str]]:
    """(kind, namespace, name) of the objects that `argocd app get` calls missing."""
    found: set[tuple[str, str, str]] = set()
    for line in text.splitlines():
        cells = columns(line)
        if "Missing" in cells and cells.index("Missing") >= 4:
            kind, namespace, name = cells[cells.index("Missing") - 4 : cells.index("Missing") - 1]
            found.add((kind, namespace, name))
    return found


def _ended(text: str) -> datetime | None:
    """`2025-04-02 09:15:09 +0200 CEST`."""
    try:
        return datetime.strptime(" ".join(text.split()[:3]), "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return None
