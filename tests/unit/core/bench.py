"""A gate with everything round it - store, policy, approvers with keys, a board to change - and shortcuts through it.

Used by the gate tests here and in tests/live; `child.py` opens the same bench in another process.
"""

import json
import secrets
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from assistant import ledger
from assistant.clock import Clock
from assistant.connections import Connections
from assistant.decisions import Approver, Decision, signed_heads
from assistant.environments import Environment, Risk
from assistant.executors.spec import Operation
from assistant.gate.decide import Decider
from assistant.gate.execute import Gate, Outcome
from assistant.gate.propose import Proposer
from assistant.identity import Principal
from assistant.language import Text
from assistant.plans import Json, Plan, Proposal
from assistant.policy import Policy, Rule
from assistant.redaction import Redactor
from assistant.store import plans as plan_store
from assistant.store.database import Database
from assistant.warrants import Phase, Warrant
from tests.fakes import SET_VALUE, Board, BoardClient, BoardTarget, FakeClock, install_board_backend, set_value

REQUESTER = Principal(name="jun", roles=frozenset({"developer"}), via="cli")
STRANGER = Principal(name="eve", roles=frozenset({"guest"}), via="cli")
ROLES = {"minji": {"sre"}, "sora": {"sre"}, "jun": {"sre"}, "dev": {"developer"}}
RULE = Rule(
    environments=("prod",),
    actions=("board.*",),
    propose=frozenset({"developer"}),
    approve=frozenset({"sre"}),
)


class Bench:
    """One installation in a folder. Attributes may be replaced by a test; parts are built from them on each use."""

    def __init__(self, folder: Path, *, url: str = "", clock: Clock | None = None) -> None:
        install_board_backend()
        self.folder = folder
        self.clock: Any = clock or FakeClock()
        self.board = Board(folder / "board.json")
        self.url = url or f"sqlite:///{folder / 'baepo.db'}"
        self.database = Database(self.url, self.clock)
        self.keys = _keys(folder / "keys.json")
        self.approvers = {
            n: Approver(name=n, roles=frozenset(r), public_key=public_key(self.keys[n])) for n, r in ROLES.items()
        }
        self.environment = Environment(
            name="prod", risk=Risk.PRODUCTION, targets={"board": BoardTarget(path=self.board.path, board_id="board-1")}
        )
        self._rule = folder / "rule.json"
        self.policy = Policy((replace(RULE, **(json.loads(self._rule.read_text()) if self._rule.exists() else {})),))
        self.actions = {SET_VALUE.name: SET_VALUE}
        self.told: list[Text] = []
        self.stop = threading.Event()
        self.full: Any = None  # the limit on its disk, while there is one

    def target(self, **changes: Any) -> None:
        """Changes how the environment reaches the board."""
        target = replace(BoardTarget(path=self.board.path, board_id="board-1"), **changes)
        self.environment = replace(self.environment, targets={"board": target})

    def rule(self, **changes: Any) -> None:
        self.policy = Policy((replace(RULE, **changes),))

    def save_rule(self, **changes: int) -> None:
        """Like `rule`, and for every process that opens this bench."""
        self._rule.write_text(json.dumps(changes))
        self.policy = Policy((replace(RULE, **changes),))  # type: ignore[arg-type]

    @property
    def gate(self) -> Gate:
        return Gate(
            database=self.database,
            connections=Connections(),
            actions=self.actions,
            approvers=self.approvers,
            policy=self.policy,
            clock=self.clock,
        )

    def propose(self, *proposals: Proposal, by: Principal = REQUESTER) -> Plan:
        if not proposals:
            self.board.put(color="blue")
            proposals = (set_value("color", "green"),)
        return self.propose_only(proposals, by=by)

    def propose_only(self, proposals: tuple[Proposal, ...], by: Principal = REQUESTER) -> Plan:
        proposer = Proposer(
            database=self.database,
            connections=Connections(),
            actions=self.actions,
            policy=self.policy,
            redactor=Redactor(b"k" * 32),
            clock=self.clock,
        )
        return proposer.propose(proposals, principal=by, environment=self.environment, session="s-1")

    def decision(self, plan: Plan, by: str = "minji", *, key: str = "", **changes: Any) -> Decision:
        """Signed by `by`, or under that name with the key of `key`, over exactly `changes`."""
        with self.database.read() as connection:
            head = ledger.head(connection)
        now: datetime = self.clock.now()
        unsigned = Decision(
            plan_id=plan.id,
            digest=plan.digest,
            environment=plan.environment,
            verdict="approve",
            approver=by,
            nonce=secrets.token_hex(16),
            issued_at=now,
            expires_at=now + timedelta(minutes=30),
            ledger_head=head,
        )
        unsigned = replace(unsigned, **changes)
        return unsigned.signed(self.keys[key or by].sign(unsigned.payload()))

    def record(self, decision: Decision) -> Decision:
        decider = Decider(database=self.database, approvers=self.approvers, policy=self.policy, clock=self.clock)
        decider.record(decision, environment=self.environment)
        return decision

    def approve(self, plan: Plan, by: str = "minji", **changes: Any) -> Decision:
        return self.record(self.decision(plan, by, **changes))

    def smuggle(self, decision: Decision) -> None:
        """Into the store past `Decider`, as code with the store's password could."""
        with self.database.write() as connection:
            plan_store.save_decision(connection, decision)

    def sql(self, statement: str, *parameters: Any) -> None:
        with self.database.write() as connection:
            if connection.dialect.name == "postgresql":
                statement = statement.replace("?", "%s")
            connection.exec_driver_sql(statement, parameters)

    def execute(self, plan: Plan, by: Principal = REQUESTER) -> Outcome:
        return self.gate.execute(plan, environment=self.environment, by=by, tell=self.told.append, stop=self.stop)

    def undo(self, plan: Plan, by: Principal = REQUESTER) -> Outcome:
        return self.gate.undo(plan, environment=self.environment, by=by, tell=self.told.append, stop=self.stop)

    def claim(self, plan: Plan, phase: Phase = "apply", index: int = 0) -> str:
        """An operation id that the journal knows, however little the plan deserves it."""
        with self.database.write() as connection:
            claim = plan_store.save_claim(
                connection, plan_id=plan.id, index=index, phase=phase, owner="", at=self.clock.now()
            )
            ledger.append(
                connection,
                at=self.clock.now(),
                kind="claimed",
                principal="tester",
                environment=plan.environment,
                subject=plan.id,
                body=claim.to_ledger(),
            )
        return claim.operation_id

    def warrant(self, plan: Plan, phase: Phase = "apply", index: int = 0) -> Warrant:
        with self.database.read() as connection:
            decisions = plan_store.load_decisions(connection, plan.id)
        return Warrant(
            plan=plan,
            action_index=index,
            phase=phase,
            decisions=decisions,
            approvers=self.approvers,
            policy=self.policy,
            environment=self.environment,
            journal=plan_store.StoredJournal(self.database),
            clock=self.clock,
        )

    def apply_directly(self, warrant: Warrant, operation_id: str) -> Json:
        """The executor, called as code inside the process could call it."""
        return SET_VALUE.apply(
            warrant, writer=BoardClient(self.board, True), operation=self._operation(operation_id), resumed={}
        )

    def undo_directly(self, warrant: Warrant, operation_id: str) -> Json:
        return SET_VALUE.undo(
            warrant,
            {"before": "blue"},
            writer=BoardClient(self.board, True),
            operation=self._operation(operation_id),
        )

    def _operation(self, operation_id: str) -> Operation:
        return Operation(id=operation_id, clock=self.clock, journal=lambda _receipt: None)

    def audit(self) -> ledger.Audit:
        """As `baepo ledger verify` does."""
        with self.database.read() as connection:
            decisions = plan_store.load_decisions(connection)
            return ledger.verify(connection, signed_heads(decisions, self.approvers))

    def kinds(self) -> list[str]:
        """What the ledger recorded, in order."""
        with self.database.read() as connection:
            return [e.kind for e in ledger.entries(connection)]

    def states(self, plan: Plan) -> list[tuple[str, int, str]]:
        """(phase, action, state) of the journal."""
        with self.database.read() as connection:
            return [(r.phase, r.action_index, r.state) for r in plan_store.load_operations(connection, plan.id)]


def public_key(key: Ed25519PrivateKey) -> str:
    import base64

    return "ed25519:" + base64.b64encode(key.public_key().public_bytes_raw()).decode()


def _keys(path: Path) -> dict[str, Ed25519PrivateKey]:
    """Kept in the folder, so that another process finds the same approvers."""
    if not path.exists():
        made = {
            n: Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()).hex()
            for n in [*ROLES, "mallory"]
        }
        path.write_text(json.dumps(made))
    read = json.loads(path.read_text())
    return {n: Ed25519PrivateKey.from_private_bytes(bytes.fromhex(h)) for n, h in read.items()}
