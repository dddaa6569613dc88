"""The objects of a document in the shape that checks read. Called by `assistant.manifests.reading`.

Lists are taken apart. Kinds of Kubernetes are told by kind and group; of others only what they have in common is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.manifests.documents import Document
from assistant.manifests.shapes import fitted
from assistant.manifests.tree import Node
from tools.kube.resources import RESOURCES

_RESOURCES = {known.kind: resource for resource, known in RESOURCES.items()} | {
    "ReplicationController": "replicationcontrollers",
}


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One object of a file: `root` knows its lines, `row` is what checks see. `resource` is "" for what is no object."""

    file: str
    root: Node
    resource: str
    row: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.row.get("kind") or "")


def objects(document: Document, file: str) -> Iterator[Manifest]:
    """The objects of a document; none for a document that is no Kubernetes object."""
    for root in _members(document.root):
        if isinstance(root.value, dict) and _text(root, "kind") and _text(root, "apiVersion"):
            yield _manifest(root, document, file)


def _members(root: Node) -> Iterator[Node]:
    """What a `List` or a JSON array holds, else the document itself."""
    items = root.members.get("items")
    if _text(root, "kind").endswith("List") and items is not None and isinstance(items.value, list):
        for item in items.items:
            yield from _members(item)
    elif root.items:
        yield from root.items
    else:
        yield root


def _text(root: Node, field: str) -> str:
    member = root.members.get(field)
    return member.value if member is not None and isinstance(member.value, str) else ""


def _manifest(root: Node, document: Document, file: str) -> Manifest:
    kind, version = _text(root, "kind"), _text(root, "apiVersion")
    resource = resource_of(kind, version)
    row, misfits = fitted(kind, root.value, known=resource in RESOURCES or resource in _RESOURCES.values())
    if misfits:
        row["malformed"] = [{"path": m.path, "value": m.value, "wanted": m.wanted} for m in misfits]
    last = _last_line(root)
    twice = [d for d in document.duplicates if root.line <= d.line <= last]
    if twice:
        row["duplicates"] = [{"key": d.key, "line": d.line, "first_line": d.first_line} for d in twice]
    return Manifest(file=file, root=root, resource=resource, row=row)


def resource_of(kind: str, api_version: str) -> str:
    """`deployments.apps` for a Deployment of any version; `widgets.example.com` for what others define."""
    group = api_version.rpartition("/")[0]
    resource = _RESOURCES.get(kind, "")
    own = resource.partition(".")[2]
    if resource and (group == own or (_is_built_in(group) and _is_built_in(own))):
        return resource
    return f"{kind.lower()}s.{group}" if group else f"{kind.lower()}s"


def _is_built_in(group: str) -> bool:
    """A group of Kubernetes: a kind under another of them than its own is still meant as that kind."""
    return "." not in group or group.endswith(".k8s.io")


def _last_line(root: Node) -> int:
    last, waiting = root.line, [root]
    while waiting:
        node = waiting.pop()
        last = max(last, node.line)
        waiting += [*node.members.values(), *node.items]
    return last
