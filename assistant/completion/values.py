"""Values that shells complete: environments, plans, contexts, profiles and the like. Called at every Tab.

So it reads the settings and an SQLite store with the standard library alone, loads a parser or a driver only for the
kind that needs it, and gives a server that holds the store little time. Any doubt completes nothing.
"""

import json
import os
import socket
import sqlite3
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import quote

Kind = Literal[
    "environments", "plans", "sessions", "evidence", "approvers", "contexts", "profiles", "findings", "guides"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
_MOST = 200
_REACH_S, _SIGN_IN_S, _QUERY_S = 0.5, 2, 0.5  # two seconds are the least that libpq accepts
_QUERIES: Mapping[Kind, str] = {
    "plans": "SELECT id, environment FROM plans ORDER BY created_at DESC LIMIT ?",
    "sessions": "SELECT id, title FROM sessions ORDER BY created_at DESC LIMIT ?",
    "evidence": "SELECT 'E' || number, tool FROM evidence WHERE session = "
    "(SELECT id FROM sessions ORDER BY created_at DESC LIMIT 1) ORDER BY number LIMIT ?",
    "findings": "SELECT body, session FROM events WHERE type = 'FindingRaised' ORDER BY at DESC, seq DESC LIMIT ?",
}


def values(kind: Kind, settings_file: Path | None, data: Path) -> list[tuple[str, str]]:
    """(value, a few words about it), the newest first; empty where nothing can be read."""
    if kind == "contexts":
        return _contexts()
    if kind == "profiles":
        return _profiles()
    if kind == "guides":
        return _guides()
    table = _settings(settings_file)
    if kind in _QUERIES:
        stored = _stored(_QUERIES[kind], _store_url(table, data))
        return _findings(body for body, _ in stored) if kind == "findings" else stored
    if kind == "environments":
        found = table.get("environments")
        return [(n, str(e.get("risk", ""))) for n, e in _tables(found).items()]
    return [(n, "") for n in _tables(table.get("approvers"))]


def _findings(bodies: Iterable[str]) -> list[tuple[str, str]]:
    """Fingerprint and title of each finding, once."""
    found: dict[str, str] = {}
    for body in bodies:
        try:
            finding = json.loads(body)["finding"]
            title = finding["title"]
            found.setdefault(str(finding["fingerprint"]), str(title.get("en") or next(iter(title.values()), "")))
        except (ValueError, KeyError, TypeError, AttributeError):  # of a newer version
            continue
    return list(found.items())


def _contexts() -> list[tuple[str, str]]:
    from tools.kube.contexts import default_paths, read_contexts
    from tools.spec import ToolError

    try:
        return [(c.name, c.server) for c in read_contexts(default_paths(os.environ, Path.home()))]
    except (ToolError, OSError):
        return []


def _profiles() -> list[tuple[str, str]]:
    from tools.aws.profiles import read_profiles
    from tools.spec import ToolError

    try:
        return [(p.name, " ".join(filter(None, (p.kind, p.region)))) for p in read_profiles(os.environ, Path.home())]
    except (ToolError, OSError):
        return []


def _guides() -> list[tuple[str, str]]:
    """The guides first, then their sections."""
    from assistant.language import system_language
    from knowledge.guides import load

    passages = [p for p in load() if p.lang == system_language()]
    guides = {p.guide: p.title for p in passages}
    return [*guides.items(), *((p.id, p.heading) for p in passages)]


def _settings(path: Path | None) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")) if path else {}
    except (OSError, ValueError):
        return {}


def _tables(value: Any) -> dict[str, dict[str, Any]]:
    return {n: t for n, t in value.items() if isinstance(t, dict)} if isinstance(value, dict) else {}


def _store_url(table: Mapping[str, Any], data: Path) -> str:
    section = table.get("store")
    return (str(section.get("url", "")) if isinstance(section, dict) else "") or f"sqlite:///{data / 'baepo.db'}"


def _stored(query: str, url: str) -> list[tuple[str, str]]:
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return _in_file(query, Path(rest.removeprefix("/")))
    return _on_server(query, f"postgresql://{rest}") if scheme.startswith("postgresql") else []


def _in_file(query: str, store: Path) -> list[tuple[str, str]]:
    if not store.exists():
        return []
    try:
        address = f"file:{quote(str(store.resolve()))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=0.2)) as connection:
            return [(str(value), str(about)) for value, about in connection.execute(query, (_MOST,))]
    except sqlite3.Error:
        return []


def _on_server(query: str, url: str) -> list[tuple[str, str]]:
    try:
        import psycopg
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:  # an extra of the installation
        return []
    try:
        host, port = (conninfo_to_dict(url).get(name) for name in ("host", "port"))
        if host and not str(host).startswith("/"):  # a server that is off is noticed sooner than by signing in
            socket.create_connection((str(host), int(port or 5432)), timeout=_REACH_S).close()
        with psycopg.connect(url, connect_timeout=_SIGN_IN_S) as connection:
            connection.read_only = True
            connection.execute("SELECT set_config('statement_timeout', %s, true)", (f"{int(_QUERY_S * 1000)}ms",))
            rows = connection.execute(query.replace("?", "%s").encode(), (_MOST,))
            return [(str(value), str(about)) for value, about in rows]
    except (psycopg.Error, OSError, ValueError):
        return []
