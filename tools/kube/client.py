"""Opens clusters: a kubeconfig context or a snapshot. Called by `assistant.toolbox` and `assistant.gate`.

The `kubernetes` package is used for one thing: credentials and TLS settings from a kubeconfig, exec plugins included.
"""

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.kube.contexts import read_kubeconfig
from tools.kube.live import LiveSource
from tools.kube.reader import BoundReader, BoundWriter, Source
from tools.kube.resources import RESOURCES
from tools.kube.snapshot import SnapshotSource, open_snapshot
from tools.kube.target import Target
from tools.kube.transport import Mode, Transport
from tools.spec import BadRequest, Call, Connection, Denied, Reason, Unavailable

IDENTITY_TIMEOUT_S = 10.0
POOL_SIZE = 8


def connect(target: Target, *, mode: Mode = "read") -> Connection:
    """Opens the cluster. Raises: BadRequest for a broken kubeconfig, Unavailable when credentials cannot be had."""
    if target.snapshot is not None:
        if mode == "write":
            raise Denied(
                f"{target.label} is a recording: nothing can be changed on it.",
                permission="write",
                reason=Reason(code="recording", parts={"name": target.label}),
            )
        return RecordedConnection(open_snapshot(target.snapshot.expanduser()))
    source = LiveSource(_transport(target, mode))
    return LiveConnection(source, mode, tls_certificates=target.tls_certificates)


class RecordedConnection:
    """A snapshot."""

    def __init__(self, source: SnapshotSource) -> None:
        self._source = source

    def identity(self) -> str:
        return str(self._source.meta()["cluster_uid"])

    def bound(self, call: Call) -> BoundReader:
        return BoundReader(self._source, call, tls_certificates=bool(self._source.meta().get("tls_certificates")))


class LiveConnection:
    """An API server; the identity of the cluster is asked once."""

    def __init__(self, source: Source, mode: Mode, *, tls_certificates: bool = False) -> None:
        self._source = source
        self._mode = mode
        self._tls_certificates = tls_certificates
        self._lock = threading.Lock()
        self._identity = ""

    def identity(self) -> str:
        """The UID of the namespace kube-system, which lives as long as the cluster."""
        with self._lock:
            if not self._identity:
                call = Call(operations=frozenset(), deadline=time.monotonic() + IDENTITY_TIMEOUT_S)
                found = self._source.get(RESOURCES["namespaces"], "kube-system", None, call)
                self._identity = str(found["metadata"]["uid"])
            return self._identity

    def bound(self, call: Call) -> BoundReader:
        made = BoundWriter if self._mode == "write" else BoundReader
        return made(self._source, call, tls_certificates=self._tls_certificates)


def _transport(target: Target, mode: Mode) -> Transport:
    return open_transport(target, mode, observe=lambda _headers: None)


def open_transport(target: Target, mode: Mode, *, observe: Callable[[Mapping[str, str]], object]) -> Transport:
    """HTTP to the target's API server. Raises: BadRequest, Unavailable, as `connect` does."""
    settings = _settings(target)
    place = f"the API server {settings.host} (context {target.label})"
    return Transport(
        _pool(settings, place),
        settings.host,
        place=place,
        mode=mode,
        headers=lambda: _credentials(settings),
        observe=observe,
    )


def _settings(target: Target) -> Any:
    """A `kubernetes.client.Configuration` filled from the kubeconfig, or from the pod this runs in."""
    import kubernetes

    kube_config: Any = kubernetes.config
    settings = kubernetes.client.Configuration()
    path = _kubeconfig_path(target)
    if path is None:
        try:
            kube_config.load_incluster_config(client_configuration=settings)
        except kube_config.ConfigException as error:
            raise BadRequest(f"The service account of this pod cannot be used: {error}.") from error
        return settings
    user = _checked_user(path, target)
    with _logged_errors() as errors:
        try:
            kube_config.load_kube_config(
                config_file=path, context=target.context or None, client_configuration=settings
            )
        except (kube_config.ConfigException, KeyError, TypeError, AttributeError) as error:
            raise BadRequest(
                f"The kubeconfig {path} cannot be used: {error}.",
                remedy="Check it with `kubectl config view`.",
                reason=Reason(code="bad_kubeconfig", parts={"path": path, "quote": str(error)}),
            ) from error
    if "exec" in user and not settings.api_key and not settings.cert_file:
        why = "; ".join(errors) or "it gave no token"
        raise Unavailable(
            f"The login program {user['exec'].get('command')!r} of context {target.label} failed: {why}.",
            remedy="Log in again with the cloud's own command, then try `kubectl get namespaces`.",
            reason=Reason(
                code="login_failed",
                parts={"command": str(user["exec"].get("command")), "name": target.label, "quote": why},
            ),
        )
    return settings


def _kubeconfig_path(target: Target) -> str | None:
    """None inside a pod without a kubeconfig. Raises: BadRequest."""
    if target.kubeconfig is not None:
        path = str(target.kubeconfig.expanduser())
    else:
        path = os.environ.get("KUBECONFIG") or str(Path("~/.kube/config").expanduser())
    if any(os.path.exists(p) for p in path.split(os.pathsep) if p):
        return path
    if target.kubeconfig is None and "KUBERNETES_SERVICE_HOST" in os.environ:
        return None
    raise BadRequest(
        f"There is no kubeconfig at {path}.",
        remedy="Set `kubeconfig` in the settings, or KUBECONFIG.",
        reason=Reason(code="no_kubeconfig", parts={"path": path}),
    )


def _checked_user(path: str, target: Target) -> dict[str, Any]:
    """The user entry of the context, after what the library would report badly has been checked."""
    merged: dict[str, list[dict[str, Any]]] = {"contexts": [], "users": []}
    current = ""
    for one in (p for p in path.split(os.pathsep) if os.path.exists(p)):
        value = read_kubeconfig(Path(one))
        for part, entries in merged.items():
            entries.extend(e for e in value.get(part) or [] if isinstance(e, dict))
        current = current or str(value.get("current-context") or "")
    name = target.context or current
    if not name:
        raise BadRequest(
            f"The kubeconfig {path} has no current context.",
            remedy="Set `context` in the settings.",
            reason=Reason(code="no_current_context", parts={"path": path}),
        )
    context = next((c.get("context") or {} for c in merged["contexts"] if c.get("name") == name), None)
    if context is None:
        known = ", ".join(sorted(str(c.get("name")) for c in merged["contexts"])) or "none"
        raise BadRequest(
            f"The kubeconfig {path} has no context {name!r}.",
            remedy=f"Set `context` to one of: {known}.",
            reason=Reason(code="no_context", parts={"path": path, "name": name, "known": known}),
        )
    user = next((u.get("user") or {} for u in merged["users"] if u.get("name") == context.get("user")), {})
    command = (user.get("exec") or {}).get("command")
    if command and shutil.which(command) is None and not os.path.exists(os.path.join(os.path.dirname(path), command)):
        hint = (user["exec"].get("installHint") or "").strip()
        raise Unavailable(
            f"Context {name} logs in with {command!r}, which is not installed here.",
            remedy=hint or f"Install {command} and make sure it is on PATH.",
            reason=Reason(code="no_login_program", parts={"name": name, "command": command, "hint": hint}),
        )
    return dict(user)


@contextmanager
def _logged_errors() -> Iterator[list[str]]:
    """The library logs why a login program failed, and would print it over the screen."""
    messages: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    handler = Keep(level=logging.ERROR)
    logging.getLogger().addHandler(handler)
    try:
        yield messages
    finally:
        logging.getLogger().removeHandler(handler)


def _credentials(settings: Any) -> dict[str, str]:
    """Headers that log in; an expired token of a login program is renewed on the way."""
    with _logged_errors():
        return {s["key"]: s["value"] for s in settings.auth_settings().values() if s["in"] == "header" and s["value"]}


def _pool(settings: Any, place: str) -> Any:
    import ssl

    import urllib3

    options: dict[str, Any] = {"maxsize": POOL_SIZE, "block": True, "retries": False}
    if settings.host.startswith("https"):
        try:
            context = ssl.create_default_context(cafile=settings.ssl_ca_cert)
            if settings.cert_file:
                context.load_cert_chain(settings.cert_file, settings.key_file)
        except (OSError, ssl.SSLError) as error:
            raise BadRequest(
                f"The certificates for {place} cannot be used: {error}.", remedy="Fetch the kubeconfig again."
            ) from error
        if not settings.verify_ssl:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            options["assert_hostname"] = False
        options["ssl_context"] = context
        if settings.tls_server_name:
            options["server_hostname"] = settings.tls_server_name
            options["assert_hostname"] = settings.tls_server_name
    if settings.proxy:
        return urllib3.ProxyManager(settings.proxy, **options)
    return urllib3.PoolManager(**options)
