"""Sessions, their append-only transcript, and suppressions, as rows."""

import json
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Integer, Row, cast, func, select

from assistant.errors import UsageError
from assistant.events import Event, TurnStarted, read_event
from assistant.findings import Suppression
from assistant.language import Text
from assistant.redaction import UNKEYED
from assistant.store.database import Database
from assistant.store.tables import events, sessions, suppressions

_TITLE_LENGTH = 80


@dataclass(frozen=True, kw_only=True)
class SessionRecord:
    """One conversation. `created_at` None: the store no longer says when; `damage` tells what it says instead."""

    id: str
    title: str
    principal: str
    environment: str
    created_at: datetime | None
    damage: str = ""

    @property
    def began(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} UTC" if self.created_at else "time damaged"


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


def list_sessions(
    database: Database, *, newest: int = 50, search: str = "", principal: str = ""
) -> list[SessionRecord]:
    """Newest first; with `search` those in which the text was asked or answered, with `principal` those of one person."""
    query = select(sessions).order_by(sessions.c.created_at.desc()).limit(newest)
    if principal:
        query = query.where(sessions.c.principal == principal)
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
        rows = connection.execute(query.order_by(sessions.c.created_at.desc()))
        found = (_record(row) for row in rows)
        first = next(found, None)
        dated = first if first is None or first.created_at else next((r for r in found if r.created_at), first)
    if dated is None and session == "last":
        raise UsageError(
            Text(ko="아직 대화가 없습니다.", en="There is no session yet."),
            remedy=Text(ko='먼저 물어보세요: baepo ask "..."', en='Ask something first: baepo ask "..."'),
        )
    if dated is None:
        raise UsageError(
            Text(
                ko=f"이름이 {session[:_TITLE_LENGTH]!r}인 대화가 없습니다.",
                en=f"There is no session {session[:_TITLE_LENGTH]!r}.",
            ),
            remedy=Text(
                ko="`baepo sessions list`로 목록을 볼 수 있습니다.", en="`baepo sessions list` shows which there are."
            ),
        )
    return dated


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
        newest = select(func.max(cast(events.c.seq, Integer))).where(events.c.session == session)
        return connection.scalar(newest) or 0


def questions(database: Database, session: str, *, newest: int) -> tuple[str, ...]:
    """So many of the latest that were asked in a session, oldest first; without those that cannot be read any more."""
    return tuple(started.question for started in reversed(_started(database, session, newest=newest)))


def last_environment(database: Database, session: str) -> str:
    """Where a session, or the "last" one, last looked; "" before its first question. Raises `UsageError`."""
    session = load_session(database, session).id
    started = _started(database, session, newest=1)
    return started[0].environment if started else ""


def load_events(database: Database, session: str) -> list[Event]:
    """In order; `Unreadable` stands where one is damaged or of a newer version."""
    query = select(events.c.seq, events.c.type, events.c.body).where(events.c.session == session)
    with database.read() as connection:
        rows = connection.execute(query.order_by(events.c.seq)).all()
    return [read_event(row.body, seq=row.seq, kind=row.type) for row in rows]


def _started(database: Database, session: str, *, newest: int) -> list[TurnStarted]:
    """How the latest turns began, newest first."""
    query = select(events.c.seq, events.c.type, events.c.body).where(events.c.session == session)
    query = query.where(events.c.type == "TurnStarted").order_by(events.c.seq.desc())
    with database.read() as connection:
        rows = connection.execute(query.execution_options(yield_per=newest))
        read = (read_event(row.body, seq=row.seq, kind=row.type) for row in rows)
        return list(islice((event for event in read if isinstance(event, TurnStarted)), newest))


def load_suppressions(database: Database, environment: str) -> tuple[Suppression, ...]:
    """Those in force or past; one whose end cannot be read hides nothing."""
    with database.read() as connection:
        rows = connection.execute(select(suppressions).where(suppressions.c.environment == environment)).all()
    return tuple(
        Suppression(
            fingerprint=r.fingerprint,
            environment=r.environment,
            owner=r.owner,
            reason=r.reason,
            expires_at=ends,
        )
        for r in rows
        if (ends := _moment(r.expires_at)) is not None
    )


def _record(row: Row[Any]) -> SessionRecord:
    at = _moment(row.created_at)
    return SessionRecord(
        id=str(row.id),
        title=str(row.title),
        principal=str(row.principal),
        environment=str(row.environment),
        created_at=at,
        damage=""
        if at
        else f"the store says that it began at {str(row.created_at)[:_TITLE_LENGTH]!r}, which is no time",
    )


def _moment(written: Any) -> datetime | None:
    """None for what is no time with its zone."""
    try:
        at = datetime.fromisoformat(written)
    except (ValueError, TypeError):
        return None
    return at if at.tzinfo else None


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
