"""One conversation, headless: what command line, terminal UI, Slack and batch call. Neither may grow its own copy.

Every event is on disk before a listener sees it, so that a crash loses nothing that was shown.
"""

import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from assistant import data_folder, ledger
from assistant.agent import Agent, Asking
from assistant.canonical import digest
from assistant.clock import Clock
from assistant.environments import Environment
from assistant.events import Event, EvidenceKept, TurnEnded
from assistant.identity import Principal
from assistant.language import Lang, language_in
from assistant.redaction import Redactor
from assistant.standing import Standing
from assistant.store import sessions
from assistant.store.database import Database
from assistant.store.evidence import EvidenceStore
from assistant.store.standing import standing

_LOOKED_BACK = 6  # earlier questions that a follow-up may refer to
Listener = Callable[[Event], None]


class Session:
    """One principal's conversation about one environment; a question may name another."""

    def __init__(
        self,
        record: sessions.SessionRecord,
        *,
        principal: Principal,
        agent: Agent,
        database: Database,
        redactor: Redactor,
        clock: Clock,
        lock: Path | None = None,
        evidence: EvidenceStore | None = None,
    ) -> None:
        self.record = record
        self._principal = principal
        self._agent = agent
        self._database = database
        self._redactor = redactor
        self._clock = clock
        self._lock = lock  # two processes take turns in one conversation
        self._evidence = evidence  # where earlier findings are checked against what they cite
        self._seq = 0

    @property
    def id(self) -> str:
        return self.record.id

    def ask(
        self,
        question: str,
        *,
        environment: Environment,
        listener: Listener,
        cancelled: threading.Event,
        lang: Lang | None = None,
        detail: bool = False,
    ) -> TurnEnded:
        """One turn; blocks until it ends. `cancelled` may be set from another thread; `detail` asks for all, not the gist.

        Raises `StoreUnavailable` when the transcript cannot be written.
        """
        with data_folder.alone(self._lock, cancelled=cancelled) if self._lock else nullcontext():
            return self._asked(question, environment, listener, cancelled, lang=lang, detail=detail)

    def _asked(
        self,
        question: str,
        environment: Environment,
        listener: Listener,
        cancelled: threading.Event,
        *,
        lang: Lang | None,
        detail: bool,
    ) -> TurnEnded:
        question = self._redactor.text(question)
        self._seq = sessions.last_seq(self._database, self.id)
        seen: dict[str, str] = {}  # evidence id: digest

        def emit(event: Event) -> None:
            self._seq += 1
            numbered = replace(event, seq=self._seq)
            if isinstance(numbered, TurnEnded):  # a model's words, or those of an error, have passed no other redaction
                answer, message = self._redactor.text(numbered.answer), self._redactor.text(numbered.message)
                numbered = replace(numbered, answer=answer, message=message)
            sessions.append_event(self._database, self.id, numbered, self._clock.now())
            if isinstance(numbered, EvidenceKept):
                seen[numbered.evidence] = numbered.digest
            listener(numbered)

        self._record("asked", environment, {"question": digest(question)})
        previous = sessions.questions(self._database, self.id, newest=_LOOKED_BACK)
        asking = Asking(
            question=question,
            lang=lang or language_in(question, previous),
            environment=environment,
            principal=self._principal,
            session=self.id,
            detail=detail,
            previous=previous,
            suppressions=sessions.load_suppressions(self._database, environment.name),
            standing=self._standing(environment),
        )
        ended = self._agent.run(asking, emit, cancelled)
        body = {"evidence": list(seen), "digests": list(seen.values()), "answer": digest(ended.answer)}
        self._record("read", environment, {**body, "status": ended.status})
        return ended

    def _standing(self, environment: Environment) -> Standing:
        """Only what rests on evidence that is as it was recorded."""
        found = standing(self._database, session=self.id, environment=environment.name, now=self._clock.now())
        changed = self._evidence.changed(self.id, found.evidence) if self._evidence else ()
        return found.without(changed) if changed else found

    def _record(self, kind: ledger.Kind, environment: Environment, body: dict[str, object]) -> None:
        with self._database.write() as connection:
            ledger.append(
                connection,
                at=self._clock.now(),
                kind=kind,
                principal=self._principal.name,
                environment=environment.name,
                subject=self.id,
                body=body,
            )
