"""The standing of a session, read from its transcript and from the plans. Called by `assistant.session`."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from assistant.events import FindingRaised, TurnEnded, TurnStarted, read_event
from assistant.findings import read_finding
from assistant.standing import EarlierTurn, Standing, StandingPlan
from assistant.store import plans as plan_store
from assistant.store.database import Database
from assistant.store.tables import events

_LOOKED_BACK = 30  # turns whose findings a follow-up may be about


def standing(database: Database, *, session: str, environment: str, now: datetime) -> Standing:
    """What was found about `environment` in the session's latest turns, and the plans of both."""
    with database.read() as connection:
        return Standing(
            turns=_turns(connection, session, environment), plans=_plans(connection, session, environment, now)
        )


def _turns(connection: Connection, session: str, environment: str) -> tuple[EarlierTurn, ...]:
    query = (
        select(events.c.seq, events.c.type, events.c.body)
        .where(events.c.session == session, events.c.type.in_(["TurnStarted", "FindingRaised", "TurnEnded"]))
        .where(events.c.seq >= _looked_back_to(connection, session, environment))
        .order_by(events.c.seq)
    )
    turns: list[tuple[str, EarlierTurn]] = []  # with its environment
    for row in connection.execute(query):
        event = read_event(row.body, seq=row.seq, kind=row.type)
        if isinstance(event, TurnStarted):
            turns.append((event.environment, EarlierTurn(question=event.question)))
        elif row.type == "TurnStarted":  # damaged: what follows belongs to no known place
            turns.append(("", EarlierTurn(question="")))
        elif turns:
            turns[-1] = (turns[-1][0], _with(turns[-1][1], event))
    here = [turn for place, turn in turns if place == environment]
    return tuple(here[-_LOOKED_BACK:])


def _with(turn: EarlierTurn, event: object) -> EarlierTurn:
    if isinstance(event, TurnEnded):
        return replace(turn, shown=event.shown)
    finding = read_finding(event.finding) if isinstance(event, FindingRaised) else None
    return turn if finding is None else replace(turn, findings=(*turn.findings, finding))


def _looked_back_to(connection: Connection, session: str, environment: str) -> int:
    """Where the earliest of the latest turns about `environment` begins; a long transcript is not read from its start."""
    query = (
        select(events.c.seq, events.c.body)
        .where(events.c.session == session, events.c.type == "TurnStarted")
        .order_by(events.c.seq.desc())
    )
    earliest, found = 0, 0
    with connection.execute(query.execution_options(yield_per=_LOOKED_BACK)) as rows:
        for row in rows:
            event = read_event(row.body, seq=row.seq, kind="TurnStarted")
            if isinstance(event, TurnStarted) and event.environment == environment:
                earliest, found = row.seq, found + 1
            if found == _LOOKED_BACK:
                break
    return earliest


def _plans(connection: Connection, session: str, environment: str, now: datetime) -> tuple[StandingPlan, ...]:
    own = [p for p in plan_store.list_plans(connection, session=session) if p.environment == environment]
    waiting = plan_store.list_undecided(connection, environment)
    each = {p.id: p for p in (*own, *waiting)}
    stands = [StandingPlan(plan=p, state=plan_store.plan_state(connection, p, now)) for p in each.values()]
    known = {p.id for p in own}
    here = [s for s in stands if s.plan.id in known or s.state in ("waiting", "approved")]
    newest: dict[object, StandingPlan] = {}
    for one in sorted(here, key=lambda s: s.plan.created_at):  # of plans for the same that wait the newest is told
        deeds = tuple((a.action, a.target) for a in one.plan.actions)
        newest[deeds if one.state == "waiting" else one.plan.id] = one
    return tuple(sorted(newest.values(), key=lambda s: s.plan.created_at, reverse=True))
