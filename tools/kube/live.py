"""A live API server as a source of objects: paging, metadata-only lists, logs and patches over raw HTTP.

Called by `client`. Source: Kubernetes API concepts ("Retrieving large results sets in chunks", "Dry-run").
"""

import json
from dataclasses import replace
from typing import Any

from tools.kube.errors import blocked, not_installed
from tools.kube.reader import LogQuery, Obj, Objects, Patch, Query, Removal
from tools.kube.resources import RESOURCES, Resource
from tools.kube.transport import Request, Transport, check_wanted
from tools.spec import BadRequest, Call, Unavailable

PAGE_ITEMS = 500
RESTARTS = 2
LOG_BYTES = 16 << 20
FIELD_MANAGER = "baepo"
_METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
_PATCH_TYPES = {
    "json": "application/json-patch+json",
    "merge": "application/merge-patch+json",
    "strategic": "application/strategic-merge-patch+json",
    "apply": "application/apply-patch+yaml",  # of which JSON is a part
    "take over": "application/apply-patch+yaml",
}


class LiveSource:
    """Reads and patches through one `Transport`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, resource: Resource, query: Query, call: Call) -> Objects:
        """All pages; begins again when the server has forgotten the snapshot it was paging through (410)."""
        doing = f"list {resource.name}" + (f" in namespace {query.namespace}" if query.namespace else "")
        if resource.optional:
            self._check_installed(resource, call)
        for _ in range(RESTARTS + 1):
            found = self._pages(resource, query, call, doing)
            if found is not None:
                return found
        raise Unavailable(
            f"Could not {doing}: the list changed faster than it could be read.", remedy="Ask for one namespace."
        )

    def _check_installed(self, resource: Resource, call: Call) -> None:
        """Asked first, because a server that lacks the kind forbids it to whoever has no right to it. Raises: NotFound."""
        group = f"/apis/{resource.group}/{resource.version}"
        request = Request(doing=f"look for the kind {resource.kind}", path=group, expected_status=(404, 503))
        status, body = self._transport.body(request, call)  # of a 404 plain text
        if status == 503:  # the program behind it is down, and waiting does not bring it back
            raise Unavailable(
                f"Could not list {resource.name}: the API {resource.group}/{resource.version} does not answer.",
                remedy=f"See why: kubectl describe apiservice {resource.version}.{resource.group}",
            )
        kinds = () if status == 404 else self._transport.parsed(body, request).get("resources") or ()
        if all(kind.get("name") != resource.plural for kind in kinds):
            raise not_installed(resource)

    def _pages(self, resource: Resource, query: Query, call: Call, doing: str) -> Objects | None:
        found: Objects = []
        resume = ""
        while True:
            check_wanted(call, doing)
            wanted = PAGE_ITEMS if query.limit is None else min(PAGE_ITEMS, query.limit - len(found))
            page = self._page(resource, query, call, doing, wanted, resume)
            if page is None:
                return None
            items = page.get("items") or []
            if query.metadata_only and any(item.keys() - {"apiVersion", "kind", "metadata"} for item in items):
                raise Unavailable(f"Could not {doing}: the server cannot leave out everything but metadata.")
            found.extend(map(query.keep, items))
            resume = (page.get("metadata") or {}).get("continue") or ""
            if not resume or (query.limit is not None and len(found) >= query.limit):
                return found if query.limit is None else found[: query.limit]

    def _page(
        self, resource: Resource, query: Query, call: Call, doing: str, wanted: int, resume: str
    ) -> dict[str, Any] | None:
        parameters = {"limit": str(wanted)}
        if resume:
            parameters["continue"] = resume
        if query.label_selector:
            parameters["labelSelector"] = query.label_selector
        if query.field_selector:
            parameters["fieldSelector"] = query.field_selector
        request = Request(
            doing=doing,
            path=resource.path(query.namespace),
            query=parameters,
            accept=_METADATA if query.metadata_only else "application/json",
            expected_status=(410,) if resume else (),
        )
        status, page = self._transport.json(request, call)
        return None if status == 410 else page

    def get(self, resource: Resource, name: str, namespace: str | None, call: Call) -> Obj:
        if resource.namespaced and not namespace:
            raise BadRequest(f"A {resource.kind} needs a namespace.")
        doing = f"get {resource.name} {namespace + '/' if namespace else ''}{name}"
        return self._transport.json(Request(doing=doing, path=resource.path(namespace, name)), call)[1]

    def log(self, query: LogQuery, call: Call) -> str:
        parameters = {"container": query.container, "timestamps": "true", "tailLines": str(query.tail_lines)}
        if query.previous:
            parameters["previous"] = "true"
        if query.since_s is not None:
            parameters["sinceSeconds"] = str(query.since_s)
        request = Request(
            doing=f"read the log of {query.namespace}/{query.pod} container {query.container}",
            path=RESOURCES["pods"].path(query.namespace, query.pod, "log"),
            query=parameters,
            accept="text/plain, */*",
            keep_last_bytes=LOG_BYTES,
        )
        return self._transport.body(request, call)[1].decode(errors="replace")

    def about(self, call: Call) -> Obj:
        system = self.get(RESOURCES["namespaces"], "kube-system", None, call)
        version = self._transport.json(Request(doing="read the server's version", path="/version"), call)[1]
        uid, found = str(system["metadata"]["uid"]), str(version.get("gitVersion", ""))
        return {"cluster_uid": uid, "server_version": found, "recorded_at": ""}

    def patch(self, resource: Resource, name: str, patch: Patch, call: Call) -> Obj:
        verb = "dry-run a patch of" if patch.dry_run else "patch"
        request = Request(
            doing=f"{verb} {resource.name} {_placed(name, patch.namespace)}",
            method="PATCH",
            path=resource.path(patch.namespace, name),
            query={
                "fieldManager": FIELD_MANAGER,
                **({"dryRun": "All"} if patch.dry_run else {}),
                **({"force": "true"} if patch.patch_type == "take over" else {}),
            },
            body=json.dumps(patch.body).encode(),
            content_type=_PATCH_TYPES[patch.patch_type],
        )
        return self._transport.json(request, call)[1]

    def remove(self, resource: Resource, name: str, removal: Removal, call: Call) -> Obj:
        """An eviction that a disruption budget forbids is told at once: asking again is for who has the time."""
        evicting = removal.how == "evict"
        verb = "dry-run removing" if removal.dry_run else ("evict" if evicting else "delete")
        options: dict[str, Any] = {"preconditions": {"uid": removal.uid, "resourceVersion": removal.resource_version}}
        if removal.dry_run:
            options["dryRun"] = ["All"]  # of a body with options the server does not read the query's
        if evicting:
            eviction = {"apiVersion": "policy/v1", "kind": "Eviction"}
            metadata = {"name": name, "namespace": removal.namespace}
            body = {**eviction, "metadata": metadata, "deleteOptions": options}
        else:
            body = {"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Background", **options}
        request = Request(
            doing=f"{verb} {resource.name} {_placed(name, removal.namespace)}",
            method="POST" if evicting else "DELETE",
            path=resource.path(removal.namespace, name, "eviction" if evicting else None),
            query={"dryRun": "All"} if removal.dry_run else {},
            body=json.dumps(body).encode(),
            content_type="application/json",
            expected_status=(429,) if evicting else (),
        )
        status, answer = self._transport.json(request, call)
        if status != 429:
            return answer
        if forbidden := blocked(answer, doing=request.doing):
            raise forbidden
        return self._transport.json(replace(request, expected_status=()), call)[1]  # too many requests of ours


def _placed(name: str, namespace: str | None) -> str:
    return f"{namespace}/{name}" if namespace else name
