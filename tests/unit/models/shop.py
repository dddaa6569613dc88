"""A small shop to ask about: three tools and a playbook over plain data, in an installation of its own.

`Shop.ask` is a whole turn through session, agent and toolbox, with the language model that the test's server plays.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from assistant.agent import Agent
from assistant.budget import Budget
from assistant.catalog import Entry, catalog
from assistant.clock import Clock, SystemClock
from assistant.connections import Connections
from assistant.environments import Environment, Risk
from assistant.events import Event, TextDelta, TurnEnded
from assistant.gate.propose import Proposer
from assistant.identity import Principal
from assistant.models.access import ModelAccess
from assistant.models.configured import configured, configured_words
from assistant.models.spec import Model, Turn
from assistant.policy import Policy
from assistant.redaction import UNKEYED
from assistant.session import Session
from assistant.store import sessions
from assistant.store.database import Database
from assistant.store.evidence import EvidenceStore
from assistant.toolbox import Toolbox
from tools.spec import NotRead, Page, Tool, Unavailable, tool

JUN = Principal(name="jun", roles=frozenset({"operator"}), via="cli")


@dataclass
class Stock:
    """What the tools read; `asked` is every read that reached it."""

    orders: list[dict[str, Any]] = field(default_factory=lambda: [{"id": f"o-{n}", "state": "late"} for n in range(3)])
    logs: list[str] = field(default_factory=lambda: ["checkout started"])
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@tool(backend="guides", examples=("늦은 주문이 있어?", "which orders are late?"), names="id")
def list_orders(stock: Stock, *, state: str | None = None, limit: int = 100) -> Page:
    """Orders of the shop, optionally those in one `state`. Example: list_orders(state="late")"""
    stock.asked.append(("list_orders", {"state": state, "limit": limit}))
    found = [o for o in stock.orders if state in (None, o["state"])]
    return Page(items=tuple(found[:limit]), cut=len(found) > limit)


@tool(backend="guides", examples=("checkout 로그 보여줘", "show the logs of checkout"))
def read_logs(stock: Stock, *, service: str, lines: int = 50) -> Page:
    """The last log lines of one service."""
    stock.asked.append(("read_logs", {"service": service, "lines": lines}))
    return Page(
        items=tuple({"line": text} for text in stock.logs[-lines:]),
        not_read=(NotRead(what="yesterday's log", why="rotated away"),),
    )


@tool(backend="guides", examples=("재고가 얼마나 남았어?", "how much is in stock?"))
def read_stock(_stock: Stock) -> Page:
    """How much of everything is in the warehouse."""
    raise Unavailable("The warehouse does not answer.", remedy="Wait for the warehouse.")


TOOLS: dict[str, Tool] = {t.name: t for t in (list_orders, read_logs, read_stock)}


class Shop:
    """One installation; `access` decides which model answers."""

    def __init__(
        self,
        folder: Path,
        access: ModelAccess,
        *,
        budget: Budget | None = None,
        clock: Clock | None = None,
        **settings: Any,
    ) -> None:
        self.clock = clock or SystemClock()
        self.stock = Stock()
        self.events: list[Event] = []
        self.cancelled = threading.Event()
        self.environment = Environment(name="shop", risk=Risk.SANDBOX, targets={}, **settings)
        self.tools = dict(TOOLS)
        self.database = Database(f"sqlite:///{folder / 'baepo.db'}", SystemClock())
        self.model: Model = configured(access, environ={"SHOP_KEY": KEY}, passages=_passages, redact=UNKEYED.text)
        self.words = configured_words(access, environ={"SHOP_KEY": KEY}, redact=UNKEYED.text)
        self._folder = folder
        self._budget = budget or Budget()

    @property
    def catalog(self) -> tuple[Entry, ...]:
        return catalog(self.tools.values(), ())

    def add_widgets(self, count: int) -> None:
        """That many more tools, each about a widget of its own."""
        for number in range(count):
            made = _widget(number)
            self.tools[made.name] = made

    def ask(self, question: str) -> TurnEnded:
        clock = self.clock
        connections = Connections(local={"guides": lambda: self.stock})
        agent = Agent(
            model=self.model,
            words=self.words,
            toolbox=Toolbox(
                tools=self.tools,
                connections=connections,
                redactor=UNKEYED,
                evidence=EvidenceStore(self.database, self._folder / "evidence", keep=timedelta(days=1)),
                clock=clock,
            ),
            playbooks={},
            proposer=Proposer(
                database=self.database,
                connections=connections,
                actions={},
                policy=Policy(()),
                redactor=UNKEYED,
                clock=clock,
            ),
            catalog=self.catalog,
            clock=clock,
            budget=self._budget,
        )
        record = sessions.create_session(
            self.database, title=question, principal="jun", environment="shop", at=clock.now()
        )
        session = Session(record, principal=JUN, agent=agent, database=self.database, redactor=UNKEYED, clock=clock)
        return session.ask(
            question, environment=self.environment, listener=self.events.append, cancelled=self.cancelled
        )

    def turn(self, question: str = "which orders are late?") -> Turn:
        """A turn to hand to a model by itself."""
        return Turn(question=question, lang="en", environment=self.environment, catalog=self.catalog)

    @property
    def shown(self) -> str:
        return "".join(e.text for e in self.events if isinstance(e, TextDelta))

    def told(self, kind: str) -> list[Any]:
        return [e for e in self.events if e.type == kind]


def _widget(number: int) -> Tool:
    def read(stock: Stock, *, region: str | None = None, since_days: int = 14, limit: int = 100) -> Page:
        stock.asked.append((f"read_widget_{number}", {}))
        return Page(items=({"widget": number, "spare": 3},))

    read.__name__ = read.__qualname__ = f"read_widget_{number}"
    read.__doc__ = f"""Spare capacity of widget {number}, of all regions or of one `region`, over the last `since_days` days.

    One item a widget: `widget`, `spare` (in percent of what was bought), `since` and `until` (UTC), largest first.
    Example: read_widget_{number}(region="ap-northeast-2", since_days=30)
    Raises: nothing.
    """
    return tool(
        backend="guides", examples=(f"위젯 {number} 여유가 얼마나 있어?", f"spare capacity of widget {number}")
    )(read)


KEY = "test-key-0123456789"


def _passages(_question: str, _lang: str) -> list[tuple[str, str]]:
    return [("orders/late#check", "Look at the state of each late order first.")]


@contextmanager
def opened(folder: Path, base_url: str, **given: Any) -> Iterator[Shop]:
    timeout_s, budget, clock = given.pop("timeout_s", 60), given.pop("budget", None), given.pop("clock", None)
    given = {"planner_first": False} | given
    access = ModelAccess(name="openai:scripted", base_url=base_url, timeout_s=timeout_s, **given)
    shop = Shop(folder, access, budget=budget, clock=clock)
    try:
        yield shop
    finally:
        shop.database.close()
