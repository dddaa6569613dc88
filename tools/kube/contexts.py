"""What a kubeconfig names, without opening anything: read by `assistant.doctor` and `baepo init`.

Source: "Organizing Cluster Access Using kubeconfig Files" (several files merge, the first value of a name counts).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.spec import BadRequest, Reason


@dataclass(frozen=True, kw_only=True)
class Context:
    """One context. `login` is how it signs in, in a word: token, certificate, password, none, or its login program."""

    name: str
    server: str
    namespace: str
    login: str
    current: bool


def default_paths(environ: Mapping[str, str], home: Path) -> tuple[Path, ...]:
    """The kubeconfig files that kubectl would read, existing or not."""
    named = [Path(p).expanduser() for p in environ.get("KUBECONFIG", "").split(os.pathsep) if p]
    return tuple(named) or (home / ".kube" / "config",)


def read_contexts(paths: tuple[Path, ...]) -> tuple[Context, ...]:
    """The contexts of all files in the order written; files that do not exist are passed over. Raises: BadRequest."""
    merged: dict[str, dict[str, dict[str, Any]]] = {"contexts": {}, "clusters": {}, "users": {}}
    current = ""
    for path in (p for p in paths if p.exists()):
        value = read_kubeconfig(path)
        current = current or str(value.get("current-context") or "")
        for part, entries in merged.items():
            for entry in value.get(part) or []:
                if isinstance(entry, dict) and entry.get("name"):
                    entries.setdefault(str(entry["name"]), _table(entry.get(part[:-1])))
    return tuple(
        Context(
            name=name,
            server=str(merged["clusters"].get(str(context.get("cluster")), {}).get("server", "")),
            namespace=str(context.get("namespace") or "default"),
            login=_login(merged["users"].get(str(context.get("user")), {})),
            current=name == current,
        )
        for name, context in merged["contexts"].items()
    )


def secrets_in(paths: tuple[Path, ...]) -> frozenset[str]:
    """What must never be shown: tokens, passwords, private keys. Empty for what cannot be read."""
    found: set[str] = set()
    for path in (p for p in paths if p.exists()):
        try:
            users = read_kubeconfig(path).get("users") or []
        except BadRequest:
            continue
        for user in (_table(u.get("user")) for u in users if isinstance(u, dict)):
            found |= {str(user[n]) for n in ("token", "password", "client-key-data") if user.get(n)}
    return frozenset(found)


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _login(user: Mapping[str, Any]) -> str:
    if "exec" in user:
        return os.path.basename(str(_table(user["exec"]).get("command") or "a login program"))
    if "token" in user or "tokenFile" in user:
        return "token"
    if "client-certificate" in user or "client-certificate-data" in user:
        return "certificate"
    return "password" if "username" in user else "none"


def read_kubeconfig(path: Path) -> dict[str, Any]:
    """The parsed file, {} for an empty one. Raises `BadRequest`, which quotes no line: it may hold a token."""
    import yaml

    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:  # its text would quote the line, and with it a token
        line = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise BadRequest(
            f"The kubeconfig {path} is not valid YAML{line}: {error.problem}.",
            remedy=f"kubectl config view --kubeconfig {path}",
            reason=_unusable(path, f"YAML{line}: {error.problem}"),
        ) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise BadRequest(
            f"The kubeconfig {path} cannot be read: {why}.", remedy=f"ls -l {path}", reason=_unusable(path, why)
        ) from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRequest(
            f"The kubeconfig {path} is no kubeconfig.",
            remedy=f"kubectl config view --kubeconfig {path}",
            reason=_unusable(path, ""),
        )
    return value


def _unusable(path: Path, why: str) -> Reason:
    return Reason(code="bad_kubeconfig", parts={"path": str(path), "quote": why})
