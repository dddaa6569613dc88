"""Builds the core from settings, each part when it is first asked for. The only place that knows how parts fit together.

What a part needs is imported when it is made: looking at an earlier conversation does not wait for planner and gate.
"""

import logging
import os
import threading
from collections.abc import Mapping
from datetime import UTC, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import data_folder
from assistant.clock import Clock, SystemClock
from assistant.identity import FrontEnd
from assistant.language import Lang
from assistant.once import once
from assistant.redaction import UNKEYED, Redactor
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.agent import Agent
    from assistant.connections import Connections
    from assistant.executors.spec import Action
    from assistant.gate.decide import Decider
    from assistant.gate.execute import Gate
    from assistant.gate.propose import Proposer
    from assistant.library import Library
    from assistant.models.spec import Model
    from assistant.playbooks.spec import Playbook
    from assistant.session import Session
    from assistant.store.database import Database
    from assistant.store.evidence import EvidenceStore
    from assistant.toolbox import Toolbox
    from knowledge.embedding import Embedder
    from knowledge.index.search import Searcher
    from tools.spec import Tool


class Wiring:
    """One installation, for one front end; its parts may be asked for from several threads."""

    def __init__(self, settings: Settings, *, via: FrontEnd = "cli", clock: Clock | None = None) -> None:
        self.settings = settings
        self.making = threading.RLock()
        self.principal = settings.principal(via)
        self.clock: Clock = clock or SystemClock()
        _log_to(settings.home / "baepo.log")

    @once
    def database(self) -> "Database":
        from assistant.store.database import Database

        return Database(self.settings.store_url, self.clock)

    @once
    def evidence(self) -> "EvidenceStore":
        from assistant.store.evidence import EvidenceStore

        keep = timedelta(days=self.settings.evidence_days)
        return EvidenceStore(self.database, self.settings.home / "evidence", keep=keep)

    @once
    def redactor(self) -> Redactor:
        return Redactor(_installation_key(self.settings))

    @once
    def connections(self) -> "Connections":
        from assistant.connections import Connections

        return Connections(local={"guides": lambda: self.guides})

    @once
    def guides(self) -> "Library":
        from assistant.library import Library
        from knowledge.embedding import DEFAULT, named
        from knowledge.guide_search import built_in

        guides = built_in(named(DEFAULT, cache=self.knowledge_folder / "embedders"))
        return Library(
            guides,
            folder=self.knowledge_folder,
            roles=self.principal.roles,
            searcher=self._searcher,
            now=self.clock.now,
        )

    @property
    def knowledge_folder(self) -> Path:
        from assistant.library import FOLDER

        return self.settings.home / FOLDER

    @once
    def embedder(self) -> "Embedder":
        from knowledge.embedding import configured

        cache = self.knowledge_folder / "embedders"
        return configured(self.settings.knowledge, cache=cache, environ=os.environ)

    def _searcher(self) -> "Searcher":
        from knowledge.index.search import Searcher

        return Searcher(self.knowledge_folder, self.embedder, chroma=self.settings.knowledge.chroma)

    @once
    def tools(self) -> "Mapping[str, Tool]":
        import tools
        from assistant import guides
        from tools.spec import Tool, discover

        return {t.name: t for t in (*discover(tools, Tool), guides.search_guides)}

    @once
    def playbooks(self) -> "Mapping[str, Playbook]":
        import assistant.playbooks
        from assistant.playbooks.spec import Playbook
        from tools.spec import discover

        return {p.name: p for p in discover(assistant.playbooks, Playbook)}

    @once
    def actions(self) -> "Mapping[str, Action]":
        found = {a.name: a for a in declared_actions()}
        self.settings.check_actions(found)
        return found

    @once
    def toolbox(self) -> "Toolbox":
        from assistant.toolbox import Toolbox

        return Toolbox(
            tools=self.tools,
            connections=self.connections,
            redactor=self.redactor,
            evidence=self.evidence,
            clock=self.clock,
        )

    @once
    def proposer(self) -> "Proposer":
        from assistant.gate.propose import Proposer

        return Proposer(
            database=self.database,
            connections=self.connections,
            actions=self.actions,
            policy=self.settings.policy,
            redactor=self.redactor,
            clock=self.clock,
        )

    @once
    def decider(self) -> "Decider":
        from assistant.gate.decide import Decider

        return Decider(
            database=self.database, approvers=self.settings.approvers, policy=self.settings.policy, clock=self.clock
        )

    @once
    def gate(self) -> "Gate":
        from assistant.gate.execute import Gate

        return Gate(
            database=self.database,
            connections=self.connections,
            actions=self.actions,
            approvers=self.settings.approvers,
            policy=self.settings.policy,
            clock=self.clock,
        )

    @once
    def model(self) -> "Model":
        from assistant.guides import own_documents_cover
        from assistant.models.configured import configured

        return configured(
            self.settings.model_access,
            environ=os.environ,
            passages=self.passages,
            redact=self.redactor.text,
            covers=lambda question: own_documents_cover(self.guides, question),
        )

    @once
    def words(self) -> "Model | None":
        from assistant.models.configured import configured_words

        return configured_words(self.settings.model_access, environ=os.environ, redact=self.redactor.text)

    def passages(self, question: str, lang: Lang) -> list[tuple[str, str]]:
        """What the guides say about a question, for a language model's first prompt."""
        found = self.guides.search(question, lang=lang, limit=2)
        return [(h.passage.id, h.passage.text) for h in found.hits] if found.covered else []

    @once
    def agent(self) -> "Agent":
        from assistant.agent import Agent
        from assistant.budget import LOCAL_SECONDS, Budget
        from assistant.catalog import catalog

        access = self.settings.model_access
        return Agent(
            model=self.model,
            words=self.words,
            toolbox=self.toolbox,
            playbooks=self.playbooks,
            proposer=self.proposer,
            catalog=catalog(self.tools.values(), self.playbooks.values()),
            places=tuple(n for e in self.settings.environments.values() for n in (e.name, *e.aliases)),
            zone=self.clock.now().astimezone().tzinfo or UTC,
            clock=self.clock,
            budget=Budget(seconds=LOCAL_SECONDS) if access.local and not access.led else Budget(),
        )

    def session(self, *, title: str, environment: str, resume: str = "", agent: "Agent | None" = None) -> "Session":
        """A new conversation, or an earlier one by id. Raises `UsageError` for an unknown one."""
        from assistant.session import Session
        from assistant.store import sessions

        if resume:
            record = sessions.load_session(self.database, resume)
        else:
            record = sessions.create_session(
                self.database, title=title, principal=self.principal.name, environment=environment, at=self.clock.now()
            )
        return Session(
            record,
            principal=self.principal,
            agent=agent or self.agent,
            database=self.database,
            redactor=self.redactor,
            clock=self.clock,
            lock=self.settings.home / "locks" / f"{record.id}.lock",
            evidence=self.evidence,
        )


def declared_actions() -> "tuple[Action, ...]":
    """Every action there is, whatever the settings say."""
    import assistant.executors
    from assistant.executors.spec import Action
    from tools.spec import discover

    return tuple(discover(assistant.executors, Action))


class _RedactingFormatter(logging.Formatter):
    """Tracebacks quote values: they pass the redactor like everything that is kept."""

    def format(self, record: logging.LogRecord) -> str:
        return UNKEYED.text(super().format(record))


def _log_to(path: Path) -> None:
    """Sends the product's own log to a file, once; the terminal is for answers."""
    logger = logging.getLogger("assistant")
    with data_folder.writable(path.parent):
        pass  # a folder that cannot be used is told at once, not when something has to be logged
    if not logger.handlers:
        handler = logging.FileHandler(path, encoding="utf-8", delay=True)
        handler.setFormatter(_RedactingFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        logger.addHandler(handler)
        logger.propagate = False


def _installation_key(settings: Settings) -> bytes:
    """The key of this installation's redaction placeholders; made on first use."""
    path = settings.home / "redaction.key"
    with data_folder.writable(settings.home):
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(os.urandom(32))
        except FileExistsError:
            pass
        return path.read_bytes()
