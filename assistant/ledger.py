"""The ledger: an append-only, hash-chained record of what was asked, seen, proposed, decided and done.

It holds digests and names, not content. An entry is written in the same transaction as what it records. Every decision
signs the head it was made on, so an approver's key attests the whole chain up to there: whoever rewrites history without
that key is found out by `verify`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from assistant import ledger_faults
from assistant.canonical import digest
from assistant.language import Text
from assistant.redaction import UNKEYED
from assistant.store.database import exclusive
from assistant.store.tables import decisions, evidence, ledger, operations, plans

Kind = Literal[
    "asked",
    "read",
    "proposed",
    "decided",
    "refused",
    "claimed",
    "applied",
    "verified",
    "failed",
    "undone",
    "frozen",
    "unfrozen",
    "purged",
    "suppressed",
]
GENESIS = "0" * 64
_KEPT = (evidence.c.session, evidence.c.number, evidence.c.digest)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One link of the chain. `hash` covers everything else, `previous` included."""

    seq: int
    at: str
    kind: str
    principal: str
    environment: str
    subject: str  # a session, plan, evidence or operation id
    body: dict[str, Any]
    previous: str
    hash: str

    def computed_hash(self) -> str:
        return digest(
            [self.seq, self.at, self.kind, self.principal, self.environment, self.subject, self.body, self.previous]
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "seq": self.seq,
            "at": self.at,
            "kind": self.kind,
            "principal": self.principal,
            "environment": self.environment,
            "subject": self.subject,
            "body": self.body,
            "previous": self.previous,
            "hash": self.hash,
        }


def head(connection: Connection) -> str:
    """The hash of the newest entry, `GENESIS` when there is none."""
    newest = select(ledger.c.hash).order_by(ledger.c.seq.desc()).limit(1)
    return connection.scalar(newest) or GENESIS


def append(
    connection: Connection,
    *,
    at: datetime,
    kind: Kind,
    principal: str,
    environment: str,
    subject: str,
    body: dict[str, Any],
) -> Entry:
    """Adds one entry within the caller's write transaction."""
    exclusive(connection)
    body = UNKEYED.value(body)
    newest = connection.execute(select(ledger).order_by(ledger.c.seq.desc()).limit(1)).first()
    entry = Entry(
        seq=newest.seq + 1 if newest else 1,
        at=at.isoformat(),
        kind=kind,
        principal=principal,
        environment=environment,
        subject=subject,
        body=body,
        previous=newest.hash if newest else GENESIS,
        hash="",
    )
    row = entry.to_json() | {"body": json.dumps(body, ensure_ascii=False), "hash": entry.computed_hash()}
    connection.execute(ledger.insert().values(row))
    return _entry(row)


def entries(connection: Connection, *, newest: int | None = None, subject: str = "") -> list[Entry]:
    """Oldest first; `newest` keeps only the last so many."""
    query = select(ledger).order_by(ledger.c.seq.desc())
    if subject:
        query = query.where(ledger.c.subject == subject)
    if newest is not None:
        query = query.limit(newest)
    return [_entry(row) for row in reversed(connection.execute(query).all())]


def histories(connection: Connection, subjects: Iterable[str]) -> dict[str, list[Entry]]:
    """What is recorded of each subject, oldest first."""
    return {subject: entries(connection, subject=subject) for subject in subjects}


def claimed_at(connection: Connection, *, plan_id: str, operation_id: str, phase: str, index: int) -> datetime | None:
    """When the gate claimed an operation, as the ledger has it; None for a claim that the ledger does not vouch for."""
    wanted = {"operation": operation_id, "phase": phase, "action": index}
    for entry in entries(connection, subject=plan_id):
        if entry.kind == "claimed" and entry.body == wanted and entry.computed_hash() == entry.hash:
            return datetime.fromisoformat(entry.at)
    return None


@dataclass(frozen=True, kw_only=True)
class Audit:
    """What a verification of the chain found. `attested` is the newest entry that a signed decision vouches for."""

    count: int
    attested: int
    faults: tuple[Text, ...]

    @property
    def ok(self) -> bool:
        return not self.faults


def verify(connection: Connection, signed_heads: dict[str, str]) -> Audit:
    """Walks the chain. `signed_heads` maps decision nonces with a good signature to the head each one signed."""
    faults: list[Text] = []
    expected, seq, position = GENESIS, 0, {GENESIS: 0}
    decided: set[str] = set()
    for entry in entries(connection):
        seq += 1
        if entry.seq != seq:
            faults.append(ledger_faults.ENTRY_MISSING.of(seq=seq, next=entry.seq))
            seq = entry.seq
        elif entry.previous != expected:
            faults.append(ledger_faults.ENTRY_UNLINKED.of(seq=seq, before=seq - 1))
        if entry.computed_hash() != entry.hash:
            faults.append(ledger_faults.ENTRY_ALTERED.of(seq=seq, kind=entry.kind, subject=entry.subject))
        expected = entry.hash
        position[entry.hash] = seq
        if entry.kind == "decided":
            decided.add(str(entry.body.get("nonce")))
    stored = set(connection.scalars(select(decisions.c.nonce)))
    faults.extend(ledger_faults.DECISION_GONE.of(id=nonce) for nonce in sorted(decided - stored))
    for nonce in sorted(stored):
        if nonce not in signed_heads:
            faults.append(ledger_faults.DECISION_UNSIGNED.of(id=nonce))
        elif signed_heads[nonce] not in position:
            faults.append(ledger_faults.DECISION_OF_ANOTHER_LEDGER.of(id=nonce))
        if nonce not in decided:
            faults.append(ledger_faults.DECISION_UNRECORDED.of(id=nonce))
    faults.extend(_unvouched(connection))
    faults.extend(_changed(connection))
    attested = max((position.get(h, 0) for h in signed_heads.values()), default=0)
    return Audit(count=seq, attested=attested, faults=tuple(faults))


def _unvouched(connection: Connection) -> list[Text]:
    """What the store and the ledger say differently about plans and operations."""
    told = entries(connection)
    proposed = {e.subject: e.body.get("digest") for e in told if e.kind == "proposed"}
    claimed = {str(e.body.get("operation")): e.subject for e in told if e.kind == "claimed"}
    stored = {r.id: r for r in connection.execute(select(plans.c.id, plans.c.digest, plans.c.body))}
    running = {r.id: r.plan_id for r in connection.execute(select(operations.c.id, operations.c.plan_id))}
    faults = [ledger_faults.PLAN_GONE.of(id=i) for i in sorted(proposed.keys() - stored.keys())]
    for plan_id, row in sorted(stored.items()):
        if plan_id not in proposed:
            faults.append(ledger_faults.PLAN_UNRECORDED.of(id=plan_id))
        elif not row.digest == proposed[plan_id] == _digest_of(row.body):
            faults.append(ledger_faults.PLAN_EDITED.of(id=plan_id))
    gone = sorted(o for o, plan_id in claimed.items() if o not in running and plan_id in stored)
    faults.extend(ledger_faults.OPERATION_GONE.of(id=o, plan=claimed[o]) for o in gone)
    forged = sorted(o for o, plan_id in running.items() if claimed.get(o) != plan_id)
    faults.extend(ledger_faults.OPERATION_FORGED.of(id=o, plan=running[o]) for o in forged)
    return faults


def _changed(connection: Connection) -> list[Text]:
    """Evidence that is kept under another digest than was recorded when it was read; what was purged is not missed."""
    stored = {(r.session, f"E{r.number}"): r.digest for r in connection.execute(select(*_KEPT))}
    return [
        ledger_faults.EVIDENCE_CHANGED.of(subject=entry.subject, id=each)
        for entry in entries(connection)
        if entry.kind == "read"
        for each, recorded in zip(entry.body.get("evidence", ()), entry.body.get("digests", ()), strict=False)
        if stored.get((entry.subject, each), recorded) != recorded
    ]


def _digest_of(body: str) -> str:
    try:
        return digest(json.loads(body))
    except ValueError:
        return ""


def _entry(row: Row[Any] | dict[str, Any]) -> Entry:
    values = dict(row) if isinstance(row, dict) else dict(row._mapping)
    try:
        body = json.loads(values["body"])
    except ValueError:  # not what was written: the hash will not fit, and `verify` says so
        body = {"unreadable": values["body"]}
    return Entry(**values | {"body": body})
