"""Plans, decisions and the journal of operations, as the gate keeps them. Every write takes the caller's transaction."""

import json
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from assistant import ledger
from assistant.decisions import Decision
from assistant.errors import Refused, UsageError
from assistant.language import Text, with_particle
from assistant.plans import Json, Plan
from assistant.store.database import Database
from assistant.store.tables import decisions, freezes, operations, plans
from assistant.warrants import Claim, Phase

_PREFIX_AT_LEAST = 4


def save_plan(connection: Connection, plan: Plan, *, session: str) -> None:
    row = {
        "id": plan.id,
        "digest": plan.digest,
        "environment": plan.environment,
        "session": session,
        "created_at": plan.created_at.isoformat(),
        "expires_at": plan.expires_at.isoformat(),
        "body": json.dumps(plan.to_json(), ensure_ascii=False),
    }
    connection.execute(plans.insert().values(row))


def load_plan(connection: Connection, plan_id: str) -> Plan:
    """By id or a prefix of it, at least 4 digits, that fits one plan.

    Raises: `UsageError`, and `Refused` when its content was edited since.
    """
    wanted = plan_id.lower() if plan_id.startswith("p-") else f"p-{plan_id.lower()}"
    if len(wanted) < len("p-") + _PREFIX_AT_LEAST:
        raise UsageError(
            Text(
                ko=f"{with_particle(repr(plan_id), '은')} 계획 번호로 너무 짧습니다.",
                en=f"{plan_id!r} is too short for a plan id.",
            ),
            remedy=Text(ko="baepo plans로 목록을 볼 수 있습니다.", en="baepo plans lists them."),
        )
    escaped = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    query = select(plans.c.id, plans.c.digest, plans.c.body).where(plans.c.id.like(escaped + "%", escape="\\")).limit(2)
    found = connection.execute(query).all()
    if len(found) != 1:
        told = Text(ko=f"여기에 계획 {with_particle(plan_id, '이')} 없습니다.", en=f"{plan_id} is not a plan here.")
        if found:
            told = Text(ko=f"{plan_id}에 맞는 계획이 여럿입니다.", en=f"{plan_id} fits more than one plan.")
        raise UsageError(told, remedy=Text(ko="baepo plans로 목록을 볼 수 있습니다.", en="baepo plans lists them."))
    plan = _unaltered(found[0])
    if plan is None:
        raise Refused(
            Text(
                ko=f"저장소에서 계획 {with_particle(found[0].id, '이')} 수정되었습니다. 내용이 다이제스트와 맞지 않습니다.",
                en=f"Plan {found[0].id} was edited in the store: its content no longer gives its digest.",
            ),
            remedy=Text(
                ko="다시 물어 새 계획을 받고, 누가 저장소에 썼는지 알아보세요.",
                en="Ask again for a fresh plan, and find out who wrote to the store.",
            ),
        )
    return plan


def session_of(connection: Connection, plan_id: str) -> str:
    """The session whose evidence a plan cites; "" for one that was proposed by hand."""
    return connection.scalar(select(plans.c.session).where(plans.c.id == plan_id)) or ""


def list_plans(connection: Connection, *, session: str = "") -> list[Plan]:
    """Newest first; one that was edited in the store is left out, and named by `ledger verify`."""
    query = select(plans.c.id, plans.c.digest, plans.c.body).order_by(plans.c.created_at.desc(), plans.c.id)
    if session:
        query = query.where(plans.c.session == session)
    return [plan for row in connection.execute(query) if (plan := _unaltered(row)) is not None]


def edited_plans(connection: Connection) -> list[str]:
    """Ids of plans whose content no longer gives their digest."""
    rows = connection.execute(select(plans.c.id, plans.c.digest, plans.c.body).order_by(plans.c.id))
    return [row.id for row in rows if _unaltered(row) is None]


def _unaltered(row: Any) -> Plan | None:
    """The plan of a row, or None when somebody wrote to the row."""
    try:
        plan = Plan.from_json(json.loads(row.body))
    except (ValueError, KeyError, TypeError, ArithmeticError):
        return None
    return plan if (plan.id, plan.digest) == (row.id, row.digest) else None


def list_undecided(connection: Connection, environment: str) -> list[Plan]:
    """Plans nobody has decided on or begun, newest first."""
    decided = select(decisions.c.plan_id).union(select(operations.c.plan_id))
    query = (
        select(plans.c.id, plans.c.digest, plans.c.body)
        .where(plans.c.environment == environment, plans.c.id.not_in(decided))
        .order_by(plans.c.created_at.desc())
    )
    return [plan for row in connection.execute(query) if (plan := _unaltered(row)) is not None]


_STATES = ("running", "failed", "undone", "applied", "skipped", "verified")  # the first that occurs names the plan's


def plan_state(connection: Connection, plan: Plan, now: datetime) -> str:
    """One word: waiting, approved, rejected, expired, or how its execution stands."""
    rows = load_operations(connection, plan.id)
    undone = {r.action_index for r in rows if r.phase == "undo" and r.state == "undone"}
    states = {"undone" if r.action_index in undone else r.state for r in rows if r.phase == "apply"}
    if states:
        return next(s for s in _STATES if s in states)
    verdicts = {d.verdict for d in load_decisions(connection, plan.id)}
    if "reject" in verdicts:
        return "rejected"
    if now >= plan.expires_at:
        return "expired"
    return "approved" if verdicts else "waiting"


def save_decision(connection: Connection, decision: Decision) -> None:
    """Raises `Conflict` on a replayed nonce or a second decision by the same approver."""
    row = {
        "nonce": decision.nonce,
        "plan_id": decision.plan_id,
        "approver": decision.approver,
        "verdict": decision.verdict,
        "body": json.dumps(decision.to_json(), ensure_ascii=False),
    }
    connection.execute(decisions.insert().values(row))


def load_decisions(connection: Connection, plan_id: str = "") -> tuple[Decision, ...]:
    """Those on one plan, or all."""
    query = select(decisions.c.body).order_by(decisions.c.nonce)
    if plan_id:
        query = query.where(decisions.c.plan_id == plan_id)
    return tuple(d for body in connection.scalars(query) if (d := _decision(body)) is not None)


def _decision(body: str) -> Decision | None:
    """None for a row that somebody wrote to: it counts for nothing, and `ledger verify` names it."""
    try:
        return Decision.from_json(json.loads(body))
    except (ValueError, KeyError, TypeError):
        return None


def save_claim(connection: Connection, *, plan_id: str, index: int, phase: Phase, owner: str, at: datetime) -> Claim:
    """Writes the operation id before anything else happens. Raises `Conflict` when the phase was claimed before."""
    claim = Claim(
        operation_id=f"op-{secrets.token_hex(8)}",
        plan_id=plan_id,
        action_index=index,
        phase=phase,
        state="running",
        claimed_at=at,
    )
    row = {
        "id": claim.operation_id,
        "plan_id": plan_id,
        "action_index": index,
        "phase": phase,
        "state": claim.state,
        "receipt": "{}",
        "owner": owner,
        "claimed_at": at.isoformat(),
        "updated_at": at.isoformat(),
    }
    connection.execute(operations.insert().values(row))
    return claim


def release(connection: Connection, operation_ids: list[str], at: datetime) -> None:
    """Leaves what has not ended to whoever comes next."""
    open_ones = operations.c.id.in_(operation_ids), operations.c.state.in_(("running", "applied"))
    connection.execute(update(operations).where(*open_ones).values({"owner": "", "updated_at": at.isoformat()}))


def take_over(connection: Connection, operation_id: str, *, owner: str, state: str, at: datetime) -> None:
    """Makes `owner` responsible for an operation that is in `state` again or still."""
    values = {"owner": owner, "state": state, "updated_at": at.isoformat()}
    connection.execute(update(operations).where(operations.c.id == operation_id).values(values))


def journal_receipt(connection: Connection, operation_id: str, receipt: Json, at: datetime) -> None:
    values = {"receipt": json.dumps(dict(receipt), ensure_ascii=False), "updated_at": at.isoformat()}
    connection.execute(update(operations).where(operations.c.id == operation_id).values(values))


def end_operation(connection: Connection, operation_id: str, state: str, at: datetime) -> None:
    values = {"state": state, "updated_at": at.isoformat()}
    connection.execute(update(operations).where(operations.c.id == operation_id).values(values))


def load_receipt(connection: Connection, plan_id: str, index: int) -> dict[str, Any]:
    """What applying one action of a plan left behind; empty when nothing."""
    query = select(operations.c.receipt).where(
        operations.c.plan_id == plan_id, operations.c.action_index == index, operations.c.phase == "apply"
    )
    receipt: dict[str, Any] = json.loads(connection.scalar(query) or "{}")
    return receipt


def load_operation_receipt(connection: Connection, operation_id: str) -> dict[str, Any]:
    query = select(operations.c.receipt).where(operations.c.id == operation_id)
    receipt: dict[str, Any] = json.loads(connection.scalar(query) or "{}")
    return receipt


def load_operations(connection: Connection, plan_id: str) -> list[Row[Any]]:
    """Rows of the journal in the order of the plan's actions, apply before undo."""
    query = select(operations).where(operations.c.plan_id == plan_id)
    return list(connection.execute(query.order_by(operations.c.action_index, operations.c.phase)))


def applied_since(connection: Connection, environment: str, action: str, since: datetime) -> int:
    """How many actions of one kind were claimed in an environment since a time, for the daily cap."""
    claimed = (
        select(plans.c.body, operations.c.action_index)
        .join(plans, plans.c.id == operations.c.plan_id)
        .where(plans.c.environment == environment, operations.c.phase == "apply")
        .where(operations.c.claimed_at >= since.isoformat())
    )
    return sum(json.loads(body)["actions"][index]["action"] == action for body, index in connection.execute(claimed))


def freeze(connection: Connection, *, environment: str, reason: str, principal: str, at: datetime) -> None:
    connection.execute(freezes.delete().where(freezes.c.environment == environment))
    row = {"environment": environment, "reason": reason, "principal": principal, "at": at.isoformat()}
    connection.execute(freezes.insert().values(row))


def unfreeze(connection: Connection, environment: str) -> bool:
    return connection.execute(freezes.delete().where(freezes.c.environment == environment)).rowcount > 0


class StoredJournal:
    """The journal as a warrant sees it: each question is its own look at the store, so that a freeze acts at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, operation_id: str) -> Claim | None:
        with self._database.read() as connection:
            return _vouched(connection, select(operations).where(operations.c.id == operation_id))

    def claim_of(self, plan_id: str, action_index: int, phase: Phase) -> Claim | None:
        query = select(operations).where(
            operations.c.plan_id == plan_id, operations.c.action_index == action_index, operations.c.phase == phase
        )
        with self._database.read() as connection:
            return _vouched(connection, query)

    def frozen(self, environment: str) -> str:
        query = select(freezes.c.reason, freezes.c.principal).where(freezes.c.environment.in_(["*", environment]))
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return f"{row.reason} ({row.principal})" if row else ""


def _vouched(connection: Connection, query: Select[Any]) -> Claim | None:
    """The claim, with the time at which the ledger says it was made; None when the ledger knows of none."""
    row = connection.execute(query).first()
    if row is None:
        return None
    at = ledger.claimed_at(
        connection, plan_id=row.plan_id, operation_id=row.id, phase=row.phase, index=row.action_index
    )
    if at is None:
        return None
    return Claim(
        operation_id=row.id,
        plan_id=row.plan_id,
        action_index=row.action_index,
        phase=row.phase,
        state=row.state,
        claimed_at=at,
    )
