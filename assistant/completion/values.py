"""Values that shells complete: environments, plans, sessions, evidence, approvers. Called at every Tab.

So it reads the settings and an SQLite store with the standard library alone; any doubt completes nothing. A store on a
server is not asked.
"""

import sqlite3
import tomllib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import quote

Kind = Literal["environments", "plans", "sessions", "evidence", "approvers"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_MOST = 200
_QUERIES: Mapping[Kind, str] = {
    "plans": "SELECT id, environment FROM plans ORDER BY created_at DESC LIMIT ?",
    "sessions": "SELECT id, title FROM sessions ORDER BY created_at DESC LIMIT ?",
    "evidence": "SELECT 'E' || number, tool FROM evidence WHERE session = "
    "(SELECT id FROM sessions ORDER BY created_at DESC LIMIT 1) ORDER BY number LIMIT ?",
}


def values(kind: Kind, settings_file: Path | None, data: Path) -> list[tuple[str, str]]:
    """(value, a few words about it), the newest first; empty where nothing can be read."""
    table = _settings(settings_file)
    if kind in _QUERIES:
        return _stored(_QUERIES[kind], _store(table, data))
    if kind == "environments":
        found = table.get("environments")
        return [(n, str(e.get("risk", ""))) for n, e in _tables(found).items()]
    return [(n, "") for n in _tables(table.get("approvers"))]


def _settings(path: Path | None) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")) if path else {}
    except (OSError, ValueError):
        return {}


def _tables(value: Any) -> dict[str, dict[str, Any]]:
    return {n: t for n, t in value.items() if isinstance(t, dict)} if isinstance(value, dict) else {}


def _store(table: Mapping[str, Any], data: Path) -> Path | None:
    section = table.get("store")
    url = str(section.get("url", "")) if isinstance(section, dict) else ""
    if not url:
        return data / "baepo.db"
    scheme, _, path = url.partition(":///")
    return Path(path) if scheme == "sqlite" else None


def _stored(query: str, store: Path | None) -> list[tuple[str, str]]:
    if store is None or not store.exists():
        return []
    try:
        address = f"file:{quote(str(store.resolve()))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=0.2)) as connection:
            return [(str(value), str(about)) for value, about in connection.execute(query, (_MOST,))]
    except sqlite3.Error:
        return []
