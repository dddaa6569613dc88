"""A long transcript in parts: where its turns begin, and the events of some of them. Called by front ends that page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from assistant.events import Event, Unreadable, read_event
from assistant.store.database import Database
from assistant.store.tables import events


@dataclass(frozen=True, kw_only=True)
class KeptTurn:
    """The events of one turn, in order. `unreadable` counts those that are damaged or of a newer version: not shown."""

    events: tuple[Event, ...]
    unreadable: int = 0


def starts(database: Database, session: str) -> list[int]:
    """The sequence number with which each turn begins, oldest first."""
    query = select(events.c.seq).where(events.c.session == session, events.c.type == "TurnStarted")
    with database.read() as connection:
        return list(connection.scalars(query.order_by(events.c.seq)))


def load(database: Database, session: str, begins: Sequence[int], *, before: int | None = None) -> list[KeptTurn]:
    """The turns that begin at these (neighbouring) numbers; the last one ends where `before`, the next one, begins."""
    if not begins:
        return []
    query = select(events.c.seq, events.c.type, events.c.body).where(
        events.c.session == session, events.c.seq >= begins[0]
    )
    if before is not None:
        query = query.where(events.c.seq < before)
    with database.read() as connection:
        rows = connection.execute(query.order_by(events.c.seq)).all()
    turns: list[list[Event]] = []
    unreadable: list[int] = []
    wanted = frozenset(begins)
    for seq, kind, body in rows:
        if seq in wanted or not turns:
            turns.append([])
            unreadable.append(0)
        event = read_event(body, seq=seq, kind=kind)
        if isinstance(event, Unreadable):
            unreadable[-1] += 1
        else:
            turns[-1].append(event)
    return [KeptTurn(events=tuple(t), unreadable=n) for t, n in zip(turns, unreadable, strict=True)]
