"""A question asked again over the evidence it was answered from: no backend is reached. Used by the suite `feedback`."""

import functools
import json
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from assistant import arguments
from assistant.agent import Agent, Asking
from assistant.connections import Connections
from assistant.environments import Environment
from assistant.events import TurnEnded
from assistant.evidence import Evidence
from assistant.gate.propose import Proposer
from assistant.language import Lang
from assistant.store.database import Database
from assistant.store.evidence import EvidenceStore
from assistant.toolbox import Toolbox
from assistant.wiring import Wiring
from tools.spec import BadRequest, Page, Tool, Unavailable


@dataclass(frozen=True, kw_only=True)
class Then:
    """The moment of the first answer, standing still; only measured time passes."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def ask_again(
    wiring: Wiring,
    evidence: Iterable[Evidence],
    *,
    question: str,
    lang: Lang,
    environment: Environment,
    previous: tuple[str, ...],
    folder: Path,
) -> TurnEnded:
    """The answer of today's assistant; what it wants to read beyond the evidence is "not recorded". `folder` is scratch.

    Plans are not proposed again: they would be made for what is there now.
    """
    kept = tuple(evidence)
    clock = Then(at=max((e.taken_at for e in kept), default=wiring.clock.now()))
    tools = {name: recorded(tool, kept) for name, tool in wiring.tools.items()}
    connections = Connections(local={tool.backend: lambda: None for tool in tools.values()})
    with closing(Database(f"sqlite:///{folder / 'replay.db'}", clock)) as database:
        store = EvidenceStore(database, folder / "evidence", keep=timedelta(days=1))
        agent: Agent = replace(
            wiring.agent,
            clock=clock,
            toolbox=Toolbox(
                tools=tools, connections=connections, redactor=wiring.redactor, evidence=store, clock=clock
            ),
            proposer=Proposer(
                database=database,
                connections=connections,
                actions={},
                policy=wiring.settings.policy,
                redactor=wiring.redactor,
                clock=clock,
            ),
        )
        asking = Asking(
            question=question,
            lang=lang,
            environment=replace(environment, readers=wiring.principal.roles),
            principal=wiring.principal,
            session="replay",
            previous=previous,
        )
        return agent.run(asking, lambda _event: None, threading.Event())


def recorded(tool: Tool, evidence: Iterable[Evidence]) -> Tool:
    """The tool, answering from what was kept of it."""
    pages: dict[str, Evidence] = {}
    for e in evidence:
        if e.tool == tool.name:
            try:
                pages[_key(arguments.parse(tool.name, tool.function, e.arguments))] = e
            except BadRequest:
                continue  # the tool takes other arguments today

    @functools.wraps(tool.function)
    def read(_reader: Any, **given: Any) -> Page:
        page = pages.get(_key(given))
        if page is None:
            raise Unavailable(f"{tool.name} was not read that way when the question was asked.")
        return Page(items=page.items, cut=page.cut, not_read=page.not_read)

    return replace(tool, function=read)


def _key(given: Mapping[str, Any]) -> str:
    return json.dumps(given, sort_keys=True, default=str)
