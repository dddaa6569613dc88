"""A recorded cluster as a source of objects: a folder, or the same as `.tar.zst`, that `kube snapshot` wrote.

Called by `client`. Layout: `meta.json`, `lists/<plural>[.<group>].json` (raw list bodies; `secrets` as
PartialObjectMetadataList), `logs/<namespace>/<pod>/<container>[.previous].log`.
"""

import io
import tarfile
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from tools.kube import selectors
from tools.kube.decoding import decoded
from tools.kube.errors import Recorded, not_installed
from tools.kube.reader import LogQuery, Obj, Objects, Patch, Query, Removal
from tools.kube.resources import RESOURCES, Resource
from tools.kube.transport import check_wanted
from tools.spec import BadRequest, Call, NotFound, Reason, ToolError, Unavailable

SCHEMA = "baepo.kube_snapshot/1"
_PACKED_BYTES = 1 << 16
_MOST_REMEMBERED = 2000  # objects of one kind; more are read again, to keep memory small
_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
_STATUSES = ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")


class Files(Protocol):
    """The files of a snapshot by their path in it."""

    def read(self, path: str) -> bytes | None:
        """None when there is no such file. Raises: Unavailable."""


class Folder:
    """A snapshot as a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str) -> bytes | None:
        try:
            return (self._root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise Unavailable(f"Could not read {self._root / path}: {error.strerror}.") from error


class Archive:
    """A snapshot as `.tar.zst`, unpacked into memory on first use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._files: dict[str, bytes] | None = None

    def read(self, path: str) -> bytes | None:
        return self._all().get(path)

    def _all(self) -> dict[str, bytes]:
        with self._lock:
            if self._files is None:
                self._files = dict(self._unpack())
            return self._files

    def _unpack(self) -> Iterator[tuple[str, bytes]]:
        import zstandard

        try:
            with self._path.open("rb") as file:
                plain = _Plain(file)
                with tarfile.open(fileobj=plain, mode="r|") as tar:
                    for member in tar:
                        content = tar.extractfile(member)
                        if content is not None:
                            yield _inner_path(member.name), content.read()
                plain.drain()
        except (OSError, EOFError, zstandard.ZstdError, tarfile.TarError) as error:
            raise Unavailable(
                f"Could not read the snapshot {self._path}: it is damaged or cut off ({error}).",
                remedy="Take or copy the snapshot again.",
            ) from error


class _Plain(io.RawIOBase):
    """A compressed file, read without its compression. One that ends too early is an error wherever it was cut: the
    archive reader takes an end between two members for the end of the archive."""

    def __init__(self, file: IO[bytes]) -> None:
        import zstandard

        self._file = file
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._chunk = io.BytesIO()

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, none at the end. Raises: EOFError."""
        while not (found := self._chunk.read(size)):
            packed = b"" if self._frame.eof else self._file.read(_PACKED_BYTES)
            if not packed:
                break
            self._chunk = io.BytesIO(self._frame.decompress(packed))
        if not found and not self._frame.eof:
            raise EOFError("it ends too early")
        return found

    def drain(self) -> None:
        """Reads what comes after the archive's own end. Raises: EOFError."""
        while self.read(_PACKED_BYTES):
            pass


def _inner_path(name: str) -> str:
    """Without a leading `./` or the folder that was packed."""
    parts = PurePosixPath(name).parts
    for index, part in enumerate(parts):
        if part in ("lists", "logs", "meta.json"):
            return "/".join(parts[index:])
    return "/".join(parts)


class SnapshotSource:
    """Answers lists, gets and logs from files; everything else is refused."""

    def __init__(self, files: Files, label: Path) -> None:
        self._files = files
        self._label = label
        self._lock = threading.Lock()
        self._lists: dict[str, Objects] = {}

    def meta(self) -> dict[str, Any]:
        """`cluster_uid`, `server_version`, `taken_at`, `context`."""
        meta = self._json("meta.json")
        if not isinstance(meta, dict) or meta.get("schema") != SCHEMA:
            raise BadRequest(
                f"{self._label} is not a snapshot of a cluster (no meta.json with schema {SCHEMA}).",
                remedy="Give the folder that holds meta.json and lists/.",
            )
        return meta

    def list(self, resource: Resource, query: Query, call: Call) -> Objects:
        labels, fields = selectors.by_labels(query.label_selector), selectors.by_fields(query.field_selector)
        found: Objects = []
        for obj in self._objects(resource):
            check_wanted(call, f"list {resource.name}")
            if query.namespace and resource.namespaced and obj["metadata"].get("namespace") != query.namespace:
                continue
            if labels(obj) and fields(obj):
                found.append({"metadata": obj["metadata"]} if query.metadata_only else query.keep(obj))
            if query.limit is not None and len(found) >= query.limit:
                break
        return found

    def get(self, resource: Resource, name: str, namespace: str | None, call: Call) -> Obj:
        for obj in self._objects(resource):
            same_place = not resource.namespaced or obj["metadata"].get("namespace") == namespace
            if same_place and obj["metadata"]["name"] == name:
                return obj
        where = f" in namespace {namespace}" if namespace else ""
        raise NotFound(f"There is no {resource.kind} {name}{where} in the snapshot {self._label.name}.")

    def log(self, query: LogQuery, call: Call) -> str:
        folder = f"logs/{query.namespace}/{query.pod}"
        body = self._files.read(f"{folder}/{query.container}{'.previous' if query.previous else ''}.log")
        if body is None:
            raise self._no_log(query, call)
        lines = body.decode(errors="replace").splitlines()
        if query.since_s is not None:
            since = datetime.fromisoformat(self.meta()["taken_at"]) - timedelta(seconds=query.since_s)
            lines = [line for line in lines if line[:19] >= f"{since:%Y-%m-%dT%H:%M:%S}"]
        return "\n".join(lines[-query.tail_lines :])

    def _no_log(self, query: LogQuery, call: Call) -> ToolError:
        """Why there is none: the pod has no such log, or it was not recorded, which says nothing about it."""
        pod = self.get(RESOURCES["pods"], query.pod, query.namespace, call)
        status = pod.get("status") or {}
        ran = {c.get("name"): c for key in _STATUSES for c in status.get(key) or ()}
        which = f"{query.namespace}/{query.pod} container {query.container}"
        spec = pod.get("spec") or {}
        if not any(c.get("name") == query.container for key in _CONTAINERS for c in spec.get(key) or ()):
            return NotFound(f"Pod {query.namespace}/{query.pod} has no container {query.container}.")
        if query.previous and not (ran.get(query.container) or {}).get("restartCount"):
            return NotFound(f"There is no previous log: {which} was not restarted.")
        return Unavailable(
            f"The snapshot {self._label.name} does not hold the {'previous ' * query.previous}log of {which}.",
            remedy="Take the snapshot again with permission to read logs.",
        )

    def about(self, call: Call) -> Obj:
        meta = self.meta()
        return {
            "cluster_uid": str(meta["cluster_uid"]),
            "server_version": str(meta.get("server_version", "")),
            "recorded_at": str(meta.get("taken_at", "")),
        }

    def patch(self, resource: Resource, name: str, patch: Patch, call: Call) -> Obj:
        raise self._recorded()

    def remove(self, resource: Resource, name: str, removal: Removal, call: Call) -> Obj:
        raise self._recorded()

    def _recorded(self) -> Recorded:
        return Recorded(
            f"{self._label.name} is a recording: nothing can be tried or changed on it.",
            reason=Reason(code="recording", parts={"name": self._label.name}),
        )

    def _objects(self, resource: Resource) -> Objects:
        with self._lock:
            if resource.name in self._lists:
                return self._lists[resource.name]
            found = self._load(resource)
            if len(found) <= _MOST_REMEMBERED:
                self._lists[resource.name] = found
            return found

    def _load(self, resource: Resource) -> Objects:
        path = f"lists/{resource.name}.json"
        body = self._json(path)
        if body is None and resource.optional:
            raise not_installed(resource)
        if body is None:
            raise Unavailable(
                f"The snapshot {self._label.name} does not hold {resource.name}.",
                remedy="Take the snapshot again with permission to list them.",
            )
        items = body.get("items") if isinstance(body, dict) else None
        if not isinstance(items, list):
            raise Unavailable(f"Could not read {self._label / path}: it is not a list of objects.")
        for number, item in enumerate(items, start=1):
            metadata = item.get("metadata") if isinstance(item, dict) else None
            if not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str):
                raise Unavailable(
                    f"Could not read {self._label / path}: item {number} is not an object with a name.",
                    remedy="Take or copy the snapshot again.",
                )
        return items

    def _json(self, path: str) -> Any:
        body = self._files.read(path)
        if body is None:
            return None
        try:
            return decoded(body)
        except ValueError as error:
            raise Unavailable(
                f"Could not read {self._label / path}: it is cut off or damaged ({error}).",
                remedy="Take or copy the snapshot again.",
            ) from error


def open_snapshot(path: Path) -> SnapshotSource:
    """Raises: BadRequest when there is no snapshot at `path`."""
    if not path.exists():
        raise BadRequest(f"There is no snapshot at {path}.", remedy="Check `snapshot` in the settings.")
    files: Files = Folder(path) if path.is_dir() else Archive(path)
    return SnapshotSource(files, path)
