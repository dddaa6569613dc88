"""Sessions, their append-only transcript, and suppressions, as rows."""

import json
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from assistant.errors import UsageError
from assistant.events import Event, event_from_json
from assistant.findings import Suppression
from assistant.redaction import UNKEYED
from assistant.store.database import Database
from assistant.store.tables import events, sessions, suppressions

_TITLE_LENGTH = 80


@dataclass(frozen=True, kw_only=True)
class SessionRecord:
    """One conversation."""

    id: str
    title: str
    principal: str
    environment: str
    created_at: datetime


def create_session(database: Database, *, title: str, principal: str, environment: str, at: datetime) -> SessionRecord:
    """`title` is usually the first question; it is redacted before it is cut, so that no half of a secret stays."""
    record = SessionRecord(
        id=f"s-{secrets.token_hex(4)}",
        title=UNKEYED.text(title)[:_TITLE_LENGTH],
        principal=principal,
        environment=environment,
        created_at=at,
    )
    with database.write(durable=False) as connection:
        row = {
            "id": record.id,
            "title": record.title,
            "principal": principal,
            "environment": environment,
            "created_at": at.isoformat(),
        }
        connection.execute(sessions.insert().values(row))
    return record


def list_sessions(database: Database, *, newest: int = 50, search: str = "") -> list[SessionRecord]:
    """Newest first; with `search` those in which the text was asked or answered."""
    query = select(sessions).order_by(sessions.c.created_at.desc()).limit(newest)
    if search:
        search = unicodedata.normalize("NFC", search)  # some keyboards send Hangul in pieces
        written = json.dumps(search, ensure_ascii=False)[1:-1]  # bodies are JSON with plain Unicode
        spoken = events.c.type.in_(["TurnStarted", "TurnEnded"])
        found = select(events.c.session).where(spoken, events.c.body.icontains(written, autoescape=True))
        query = query.where(sessions.c.id.in_(found) | sessions.c.title.icontains(search, autoescape=True))
    with database.read() as connection:
        rows = connection.execute(query).all()
    return [_record(r) for r in rows]


def load_session(database: Database, session: str) -> SessionRecord:
    """By id, or the newest for "last". Raises `UsageError`."""
    query = select(sessions) if session == "last" else select(sessions).where(sessions.c.id == session)
    with database.read() as connection:
        row = connection.execute(query.order_by(sessions.c.created_at.desc()).limit(1)).first()
    if row is None:
        raise UsageError(f"There is no session {session}.", remedy='Ask something first: baepo ask "..."')
    return _record(row)


def append_event(database: Database, session: str, event: Event, at: datetime) -> None:
    """On disk when it returns, so that a crash of this process loses nothing that was shown."""
    row = {
        "session": session,
        "seq": event.seq,
        "at": at.isoformat(),
        "type": event.type,
        "body": json.dumps(event.to_json(), ensure_ascii=False),
    }
    with database.write(durable=False) as connection:
        connection.execute(events.insert().values(row))


def last_seq(database: Database, session: str) -> int:
    with database.read() as connection:
        return connection.scalar(select(func.max(events.c.seq)).where(events.c.session == session)) or 0


def questions(database: Database, session: str, *, newest: int) -> tuple[str, ...]:
    """So many of the latest that were asked in a session, oldest first."""
    query = select(events.c.body).where(events.c.session == session, events.c.type == "TurnStarted")
    with database.read() as connection:
        bodies = connection.scalars(query.order_by(events.c.seq.desc()).limit(newest)).all()
    return tuple(json.loads(body)["question"] for body in reversed(bodies))


def last_environment(database: Database, session: str) -> str:
    """Where a session, or the "last" one, last looked; "" before its first question. Raises `UsageError`."""
    session = load_session(database, session).id
    query = select(events.c.body).where(events.c.session == session, events.c.type == "TurnStarted")
    with database.read() as connection:
        body = connection.scalar(query.order_by(events.c.seq.desc()).limit(1))
    return str(json.loads(body)["environment"]) if body else ""


def load_events(database: Database, session: str) -> list[Event]:
    with database.read() as connection:
        bodies = connection.scalars(
            select(events.c.body).where(events.c.session == session).order_by(events.c.seq)
        ).all()
    return [event_from_json(json.loads(body)) for body in bodies]


def load_suppressions(database: Database, environment: str) -> tuple[Suppression, ...]:
    with database.read() as connection:
        rows = connection.execute(select(suppressions).where(suppressions.c.environment == environment)).all()
    return tuple(
        Suppression(
            fingerprint=r.fingerprint,
            environment=r.environment,
            owner=r.owner,
            reason=r.reason,
            expires_at=datetime.fromisoformat(r.expires_at),
        )
        for r in rows
    )


def _record(row: Row[Any]) -> SessionRecord:
    return SessionRecord(
        id=row.id,
        title=row.title,
        principal=row.principal,
        environment=row.environment,
        created_at=datetime.fromisoformat(row.created_at),
    )


def save_suppression(connection: Connection, suppression: Suppression) -> None:
    """The newest word on a finding replaces an older one."""
    same = suppressions.c.fingerprint == suppression.fingerprint, suppressions.c.environment == suppression.environment
    connection.execute(suppressions.delete().where(*same))
    row = {
        "fingerprint": suppression.fingerprint,
        "environment": suppression.environment,
        "owner": suppression.owner,
        "reason": suppression.reason,
        "expires_at": suppression.expires_at.isoformat(),
    }
    connection.execute(suppressions.insert().values(row))
