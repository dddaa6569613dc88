"""What tools and executors are handed: a reader or writer that refuses what was not declared.

`client` builds them; `live` and `snapshot` are the two sources behind them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from tools.kube.resources import Resource, resource_named
from tools.kube.tls import TLS_OFF, public_part
from tools.kube.tls import TYPE as TLS
from tools.spec import BadRequest, Call, Denied, Reason

Obj = dict[str, Any]
Objects = list[Obj]  # an alias because `list` is a method below
Keep = Callable[[Obj], Obj]
PatchType = Literal["json", "merge", "strategic", "apply", "take over"]  # the last: apply, also what others own
_APPLYING = ("apply", "take over")  # server-side apply, which creates what is not there
NOT_THERE = "1"  # a resourceVersion that no object has: applied with it, an object is created, and never changed
How = Literal["delete", "evict"]  # evicting respects PodDisruptionBudgets
DRY_RUN = " (dry run)"
_NAME = re.compile(r"[a-z0-9A-Z]([-a-z0-9A-Z._:]*[a-z0-9A-Z])?")  # RBAC names may hold a colon; never a slash


def whole(obj: Obj) -> Obj:
    """The object as it is."""
    return obj


class KubeReader(Protocol):
    """Reads of one cluster for one call. Resources are named like `pods` and `deployments.apps`."""

    def list(
        self,
        resource: str,
        *,
        namespace: str | None = None,
        label_selector: str | None = None,
        field_selector: str | None = None,
        limit: int | None = None,
        keep: Keep = whole,
    ) -> Objects:
        """Raw objects, at most `limit`, paged behind the scenes; of each what `keep` makes of it as its page comes, so that a
        large list is never held whole. Raises: ToolError. Never Secrets."""

    def get(self, resource: str, name: str, *, namespace: str | None = None) -> Obj:
        """One raw object. Raises: NotFound, ToolError. Never a Secret."""

    def log(
        self,
        namespace: str,
        pod: str,
        container: str,
        *,
        previous: bool = False,
        tail_lines: int = 2000,
        since_s: int | None = None,
    ) -> str:
        """The end of a container's log, each line starting with its time."""

    def metadata(self, resource: str, *, namespace: str | None = None, limit: int | None = None) -> Objects:
        """Names, labels and owners only (PartialObjectMetadata): the one way Secrets are listed."""

    def certificates(self, *, namespace: str | None = None) -> Objects:
        """The public parts of TLS Secrets (`tools.kube.tls.public_part`). Raises: Denied where the settings do not allow it."""

    def dry_run(
        self, resource: str, name: str, patch: Any, *, namespace: str | None, patch_type: PatchType = "json"
    ) -> Obj:
        """What the server would make of a patch, admission included, without storing it."""

    def dry_run_delete(self, resource: str, name: str, *, namespace: str | None, seen: Obj, how: How = "delete") -> Obj:
        """Whether the server would remove the object that was `seen`. Raises like `KubeWriter.delete`."""

    def about(self) -> Obj:
        """`cluster_uid`, `server_version`, and `recorded_at` ("" for a live cluster)."""


class KubeWriter(KubeReader, Protocol):
    """A reader that can also change what its action declared."""

    def patch(
        self, resource: str, name: str, patch: Any, *, namespace: str | None, patch_type: PatchType = "json"
    ) -> Obj:
        """The object after the patch. Raises: Conflict when a JSON Patch `test` or a resourceVersion does not hold, Owned when
        what is applied belongs to another field manager, ToolError."""

    def delete(self, resource: str, name: str, *, namespace: str | None, seen: Obj, how: How = "delete") -> Obj:
        """Removes the object that was `seen`, and no later one of its name; what it owns goes in the background.

        Raises: Conflict (another object, or changed since), NotFound, Blocked (an eviction that a budget forbids now),
        ToolError.
        """


@dataclass(frozen=True, kw_only=True)
class Query:
    """What one list wants."""

    namespace: str | None = None
    label_selector: str | None = None
    field_selector: str | None = None
    limit: int | None = None
    metadata_only: bool = False
    keep: Keep = whole


@dataclass(frozen=True, kw_only=True)
class LogQuery:
    """Which log, and how much of its end."""

    namespace: str
    pod: str
    container: str
    previous: bool
    tail_lines: int
    since_s: int | None


@dataclass(frozen=True, kw_only=True)
class Patch:
    """One patch of one object."""

    body: Any
    namespace: str | None
    patch_type: PatchType
    dry_run: bool


@dataclass(frozen=True, kw_only=True)
class Removal:
    """One object to remove, as it was seen."""

    namespace: str | None
    uid: str
    resource_version: str
    how: How
    dry_run: bool


class Source(Protocol):
    """Where objects come from: a live API server or a snapshot."""

    def list(self, resource: Resource, query: Query, call: Call) -> Objects: ...

    def get(self, resource: Resource, name: str, namespace: str | None, call: Call) -> Obj: ...

    def log(self, query: LogQuery, call: Call) -> str: ...

    def patch(self, resource: Resource, name: str, patch: Patch, call: Call) -> Obj: ...

    def remove(self, resource: Resource, name: str, removal: Removal, call: Call) -> Obj: ...

    def about(self, call: Call) -> Obj: ...


class BoundReader:
    """A source for one call, default-deny. `tls_certificates`: whether the public parts of TLS Secrets may be read."""

    def __init__(self, source: Source, call: Call, *, tls_certificates: bool = False) -> None:
        self._source = source
        self._call = call
        self._tls_certificates = tls_certificates

    def list(
        self,
        resource: str,
        *,
        namespace: str | None = None,
        label_selector: str | None = None,
        field_selector: str | None = None,
        limit: int | None = None,
        keep: Keep = whole,
    ) -> Objects:
        found = self._allowed("list", resource)
        _refuse_secrets(found, "list")
        _check_names(namespace)
        query = Query(
            namespace=namespace, label_selector=label_selector, field_selector=field_selector, limit=limit, keep=keep
        )
        return self._source.list(found, query, self._call)

    def get(self, resource: str, name: str, *, namespace: str | None = None) -> Obj:
        found = self._allowed("get", resource)
        _refuse_secrets(found, "get")
        _check_names(namespace, name)
        return self._source.get(found, name, namespace, self._call)

    def log(
        self,
        namespace: str,
        pod: str,
        container: str,
        *,
        previous: bool = False,
        tail_lines: int = 2000,
        since_s: int | None = None,
    ) -> str:
        self._require("get pods/log")
        _check_names(namespace, pod, container)
        query = LogQuery(
            namespace=namespace,
            pod=pod,
            container=container,
            previous=previous,
            tail_lines=tail_lines,
            since_s=since_s,
        )
        return self._source.log(query, self._call)

    def metadata(self, resource: str, *, namespace: str | None = None, limit: int | None = None) -> Objects:
        found = self._allowed("list", resource)
        _check_names(namespace)
        return self._source.list(found, Query(namespace=namespace, limit=limit, metadata_only=True), self._call)

    def certificates(self, *, namespace: str | None = None) -> Objects:
        found = self._allowed("list", "secrets")
        _check_names(namespace)
        if not self._tls_certificates:
            raise Denied(
                "Certificates in Secrets are not read here: the settings do not allow it.",
                permission="tls_certificates",
                remedy="Set tls_certificates = true in [environments.<name>.kube]; of a recording: take it anew with it set.",
                reason=Reason(code=TLS_OFF),
            )
        return self._source.list(
            found, Query(namespace=namespace, field_selector=f"type={TLS}", keep=public_part), self._call
        )

    def dry_run(
        self, resource: str, name: str, patch: Any, *, namespace: str | None, patch_type: PatchType = "json"
    ) -> Obj:
        found = resource_named(resource)
        for verb in _patching(patch_type):
            self._require(f"{verb} {found.name}{DRY_RUN}")
        _refuse_secrets(found, "patch")
        _check_names(namespace, name)
        value = Patch(body=patch, namespace=namespace, patch_type=patch_type, dry_run=True)
        return self._source.patch(found, name, value, self._call)

    def dry_run_delete(self, resource: str, name: str, *, namespace: str | None, seen: Obj, how: How = "delete") -> Obj:
        found = resource_named(resource)
        self._require(f"{removing(found.name, how)}{DRY_RUN}")
        return self._source.remove(found, name, _removal(found, name, namespace, seen, how, dry_run=True), self._call)

    def about(self) -> Obj:
        self._require("get namespaces")
        return self._source.about(self._call)

    def _allowed(self, verb: str, resource: str) -> Resource:
        found = resource_named(resource)
        self._require(f"{verb} {found.name}")
        return found

    def _require(self, operation: str) -> None:
        if operation not in self._call.operations:
            raise Denied(f"This read did not declare that it may {operation!r}.", permission=operation)


class BoundWriter(BoundReader):
    """A bound reader that may also send the declared patches and removals."""

    def patch(
        self, resource: str, name: str, patch: Any, *, namespace: str | None, patch_type: PatchType = "json"
    ) -> Obj:
        found = resource_named(resource)
        for verb in _patching(patch_type):
            self._require(f"{verb} {found.name}")
        _refuse_secrets(found, "patch")
        _check_names(namespace, name)
        value = Patch(body=patch, namespace=namespace, patch_type=patch_type, dry_run=False)
        return self._source.patch(found, name, value, self._call)

    def delete(self, resource: str, name: str, *, namespace: str | None, seen: Obj, how: How = "delete") -> Obj:
        found = resource_named(resource)
        self._require(removing(found.name, how))
        return self._source.remove(found, name, _removal(found, name, namespace, seen, how, dry_run=False), self._call)


def _patching(patch_type: PatchType) -> tuple[str, ...]:
    """The verbs that the server asks for."""
    return ("patch", "create") if patch_type in _APPLYING else ("patch",)


def removing(resource: str, how: How) -> str:
    """The operation to declare."""
    return f"create {resource}/eviction" if how == "evict" else f"delete {resource}"


def _removal(resource: Resource, name: str, namespace: str | None, seen: Obj, how: How, *, dry_run: bool) -> Removal:
    _refuse_secrets(resource, "delete")
    _check_names(namespace, name)
    meta = seen["metadata"]
    return Removal(
        namespace=namespace, uid=meta["uid"], resource_version=meta["resourceVersion"], how=how, dry_run=dry_run
    )


def _refuse_secrets(resource: Resource, verb: str) -> None:
    if resource.name == "secrets":
        raise Denied(
            "Secret values are never read; their names are, with `metadata`.", permission=f"{verb} secrets (values)"
        )


def _check_names(*names: str | None) -> None:
    for name in names:
        if name is not None and not _NAME.fullmatch(name):
            raise BadRequest(f"{name!r} is not a Kubernetes name.")
