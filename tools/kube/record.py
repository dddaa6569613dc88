"""Writes a cluster down as a snapshot, so that somebody else can look at it: `baepo kube snapshot` calls this.

Layout as in `snapshot`. What may be secret never gets in: values of environment variables, ConfigMaps and Secrets (of
these only metadata is listed), the last applied configuration; the rest passes `redact`.
"""

import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from tools.kube.errors import NOT_INSTALLED
from tools.kube.reader import KubeReader, Obj
from tools.kube.resources import RESOURCES
from tools.kube.snapshot import SCHEMA
from tools.kube.tls import CERTIFICATE, TLS_OFF
from tools.spec import BadRequest, NotRead, ToolError

OPERATIONS = frozenset({"get namespaces", "get pods/log", *(f"list {name}" for name in RESOURCES)})
SUFFIX = ".tar.zst"
_MOST_LOGS = 60  # containers that died or do not run
_LOG_LINES = 1000
_LAST_APPLIED = ("last-applied",)
_STATUSES = ("containerStatuses", "initContainerStatuses")
Redact = Callable[[Any], Any]


class Out(Protocol):
    """Where files of a snapshot go."""

    def write(self, path: str, content: bytes) -> None: ...


def record(
    reader: KubeReader,
    out: Out,
    *,
    redact: Redact,
    context: str,
    now: datetime,
    namespace: str | None,
    logs: bool,
    tell: Callable[[str], None],
) -> list[NotRead]:
    """Everything that can be read; what cannot is left out and returned. Raises: ToolError when not even pods can be."""
    about = reader.about()
    meta = {
        "schema": SCHEMA,
        "cluster_uid": about["cluster_uid"],
        "server_version": about["server_version"],
        "taken_at": about["recorded_at"] or f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "context": context,
        **({"namespace": namespace} if namespace else {}),
    }
    gaps: list[NotRead] = []
    pods: list[Obj] = []
    certificates = _certificates(reader, namespace, gaps)
    if certificates is not None:
        meta["tls_certificates"] = True
    for name, resource in RESOURCES.items():
        tell(name)
        try:
            found = _listed(reader, name, namespace if resource.namespaced else None)
        except ToolError as error:
            if name == "pods":
                raise
            if error.reason is not None and error.reason.code == NOT_INSTALLED:
                continue
            gaps.append(NotRead.of(name, error))
            continue
        pods = found if name == "pods" else pods
        if name == "secrets" and certificates is not None:
            found = [certificates.get(_key(o), o) for o in found]
        body = {"kind": f"{resource.kind}List", "items": [redact(without_secrets(name, o)) for o in found]}
        out.write(f"lists/{name}.json", json.dumps(body, ensure_ascii=False).encode())
    if logs:
        gaps += _logs(reader, out, pods, redact, tell)
    meta["not_read"] = [g.what for g in gaps]
    out.write("meta.json", json.dumps(meta, indent=2).encode())
    return gaps


def _listed(reader: KubeReader, name: str, namespace: str | None) -> list[Obj]:
    return reader.metadata(name, namespace=namespace) if name == "secrets" else reader.list(name, namespace=namespace)


def _certificates(reader: KubeReader, namespace: str | None, gaps: list[NotRead]) -> dict[tuple[str, str], Obj] | None:
    """The public parts of TLS Secrets by namespace and name; None where they are not read."""
    try:
        return {_key(o): o for o in reader.certificates(namespace=namespace)}
    except ToolError as error:
        if error.reason is None or error.reason.code != TLS_OFF:
            gaps.append(NotRead.of("certificates of TLS Secrets", error))
        return None


def _key(obj: Obj) -> tuple[str, str]:
    return str(obj["metadata"].get("namespace", "")), str(obj["metadata"]["name"])


def _logs(
    reader: KubeReader, out: Out, pods: list[Obj], redact: Redact, tell: Callable[[str], None]
) -> Iterator[NotRead]:
    wanted = [w for pod in pods for w in _unwell(pod)]
    for namespace, pod, container, previous in wanted[:_MOST_LOGS]:
        tell(f"log {namespace}/{pod} {container}")
        try:
            text = reader.log(namespace, pod, container, previous=previous, tail_lines=_LOG_LINES)
        except ToolError as error:
            yield NotRead.of(f"log of {namespace}/{pod} container {container}", error)
            continue
        ending = ".previous.log" if previous else ".log"
        out.write(f"logs/{namespace}/{pod}/{container}{ending}", str(redact(text)).encode())


def _unwell(pod: Obj) -> Iterator[tuple[str, str, str, bool]]:
    """(namespace, pod, container, previous) of the logs that may say why a container is not well."""
    meta, status = pod["metadata"], pod.get("status") or {}
    for one in (c for key in _STATUSES for c in status.get(key) or ()):
        died = bool(one.get("restartCount"))
        if died:
            yield meta["namespace"], meta["name"], one["name"], True
        if died or (not one.get("ready") and "terminated" not in (one.get("state") or {})):
            yield meta["namespace"], meta["name"], one["name"], False


def without_secrets(resource: str, obj: Mapping[str, Any]) -> dict[str, Any]:
    """The object in its own shape, without values that may be secret."""
    meta = dict(obj["metadata"])
    annotations = {k: v for k, v in (meta.get("annotations") or {}).items() if not any(h in k for h in _LAST_APPLIED)}
    meta["annotations"] = annotations
    meta["managedFields"] = [{k: v for k, v in f.items() if k != "fieldsV1"} for f in meta.get("managedFields") or ()]
    kept = {**obj, "metadata": {k: v for k, v in meta.items() if v}}
    if resource == "secrets":
        public = {key: obj[key] for key in ("type", CERTIFICATE) if CERTIFICATE in obj and key in obj}
        return {"metadata": kept["metadata"], **public}
    if resource == "configmaps":
        for part in ("data", "binaryData"):
            if obj.get(part):
                kept[part] = dict.fromkeys(obj[part], "")
    cleaned: dict[str, Any] = _without_values(kept)
    return cleaned


def _without_values(value: Any) -> Any:
    """Environment variables keep their names and where they come from."""
    if isinstance(value, Mapping):
        return {
            k: _variables(v) if k == "env" and isinstance(v, list) else _without_values(v) for k, v in value.items()
        }
    return [_without_values(v) for v in value] if isinstance(value, list) else value


def _variables(env: list[Any]) -> list[Any]:
    return [{k: v for k, v in e.items() if k != "value"} if isinstance(e, Mapping) else e for e in env]


def opened(path: Path) -> AbstractContextManager[Out]:
    """A new snapshot: a folder, or an archive where the name ends in `.tar.zst`. Appears only when it is whole.

    Raises: BadRequest where something is there already, or the folder above is missing.
    """
    if path.exists():
        raise BadRequest(f"{path} is there already.", remedy="Name a new file or folder.")
    if not path.absolute().parent.is_dir():
        raise BadRequest(f"There is no folder {path.absolute().parent}.", remedy="Create it first.")
    return _archive(path) if path.name.endswith(SUFFIX) else _folder(path)


@contextmanager
def _folder(path: Path) -> Iterator[Out]:
    draft = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.absolute().parent))
    try:
        yield _Folder(draft)
        draft.rename(path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, path: str, content: bytes) -> None:
        file = self._root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


@contextmanager
def _archive(path: Path) -> Iterator[Out]:
    import zstandard

    handle, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.absolute().parent)
    try:
        with (
            os.fdopen(handle, "wb") as file,
            zstandard.ZstdCompressor(level=9).stream_writer(file) as packed,
            tarfile.open(fileobj=packed, mode="w|") as tar,
        ):
            yield _Archive(tar)
        os.rename(draft, path)
    finally:
        Path(draft).unlink(missing_ok=True)


class _Archive:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def write(self, path: str, content: bytes) -> None:
        entry = tarfile.TarInfo(path)
        entry.size, entry.mode = len(content), 0o600
        self._tar.addfile(entry, io.BytesIO(content))
