"""The first tables. Written out as SQL, so that later changes to `tables.py` cannot alter history."""

from sqlalchemy import Connection

_TABLES = (
    """CREATE TABLE sessions (
        id TEXT PRIMARY KEY, title TEXT NOT NULL, principal TEXT NOT NULL, environment TEXT NOT NULL,
        created_at TEXT NOT NULL)""",
    """CREATE TABLE events (
        session TEXT NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (session, seq))""",
    """CREATE TABLE evidence (
        session TEXT NOT NULL, number INTEGER NOT NULL, tool TEXT NOT NULL, arguments TEXT NOT NULL,
        environment TEXT NOT NULL, taken_at TEXT NOT NULL, expires_at TEXT NOT NULL, digest TEXT NOT NULL,
        item_count INTEGER NOT NULL, cut BOOLEAN NOT NULL, not_read TEXT NOT NULL, elapsed_ms INTEGER NOT NULL,
        items TEXT, PRIMARY KEY (session, number))""",
    """CREATE TABLE suppressions (
        fingerprint TEXT NOT NULL, environment TEXT NOT NULL, owner TEXT NOT NULL, reason TEXT NOT NULL,
        expires_at TEXT NOT NULL, PRIMARY KEY (fingerprint, environment))""",
    """CREATE TABLE plans (
        id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, environment TEXT NOT NULL, session TEXT NOT NULL,
        created_at TEXT NOT NULL, expires_at TEXT NOT NULL, body TEXT NOT NULL)""",
    """CREATE TABLE decisions (
        nonce TEXT PRIMARY KEY, plan_id TEXT NOT NULL, approver TEXT NOT NULL, verdict TEXT NOT NULL,
        body TEXT NOT NULL, CONSTRAINT one_decision_per_approver UNIQUE (plan_id, approver))""",
    """CREATE TABLE operations (
        id TEXT PRIMARY KEY, plan_id TEXT NOT NULL, action_index INTEGER NOT NULL, phase TEXT NOT NULL,
        state TEXT NOT NULL, receipt TEXT NOT NULL, owner TEXT NOT NULL, claimed_at TEXT NOT NULL,
        updated_at TEXT NOT NULL, CONSTRAINT one_claim UNIQUE (plan_id, action_index, phase))""",
    """CREATE TABLE ledger (
        seq INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, principal TEXT NOT NULL,
        environment TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, previous TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE)""",
    """CREATE TABLE freezes (
        environment TEXT PRIMARY KEY, reason TEXT NOT NULL, principal TEXT NOT NULL, at TEXT NOT NULL)""",
)


def up(connection: Connection) -> None:
    """Works on SQLite and PostgreSQL alike."""
    for statement in _TABLES:
        connection.exec_driver_sql(statement)
