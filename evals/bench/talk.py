"""What the terminal UI is measured on: a very long conversation."""

import json
from datetime import UTC, datetime

from sqlalchemy import insert

from assistant.events import EvidenceKept, TurnEnded, TurnStarted
from assistant.store import sessions
from assistant.store.tables import events
from assistant.wiring import Wiring

_ANSWER = """**Cause** Container pay-{n} was killed for exceeding its memory limit of 256Mi. [E{n}]
**Effect** 3 pods are in OOMKilled; 0 of 3 are ready. [E{n}]

- Roll back to revision 16 · [runbooks/out-of-memory#check]"""
LAST = "the newest question of them all"


def long_conversation(wiring: Wiring, *, environment: str, turns: int) -> str:
    """Writes a conversation of so many questions and answers; returns its id."""
    at = datetime.now(UTC)
    record = sessions.create_session(wiring.database, title="long", principal="me", environment=environment, at=at)
    rows: list[dict[str, object]] = []
    for n in range(1, turns + 1):
        question = LAST if n == turns else f"why was pay-{n} killed?"
        said = (
            TurnStarted(question=question, lang="en", environment=environment, model="planner"),
            EvidenceKept(call="c1", evidence=f"E{n}", tool="read_objects", items=3, cut=False, elapsed_ms=3),
            TurnEnded(status="answered", answer=_ANSWER.format(n=n)),
        )
        for event in said:
            seq = len(rows) + 1
            body = json.dumps(event.to_json() | {"seq": seq}, ensure_ascii=False)
            rows.append(
                {"session": record.id, "seq": seq, "at": at.isoformat(), "type": event.type, "body": body}
            )  # fmt: skip
    with wiring.database.write(durable=False) as connection:
        connection.execute(insert(events), rows)
    return record.id
