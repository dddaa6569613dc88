"""The core as the screens need it: each method blocks, runs in a worker thread, and returns a value of `tui.values`.

The heavy part of the product is imported here inside methods, so that the first frame does not wait for it.
"""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.events import Event, TurnEnded
from assistant.language import Lang
from tui import handover, words
from tui.values import EvidenceRow, Greeting, Notice, Options, OutcomePage, PassagePage, Place, PlanPage, PlanRow

if TYPE_CHECKING:
    from assistant.environments import Environment
    from assistant.evidence import Evidence
    from assistant.plans import Plan
    from assistant.session import Session
    from assistant.wiring import Wiring

_PLANS_SHOWN = 50


class Desk:
    """One conversation and what belongs to it. Safe to use from several threads."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._lock = threading.Lock()
        self._wiring: Wiring | None = None
        self._session: Session | None = None
        self.default_environment = options.environment

    @property
    def session(self) -> str:
        """The id of the conversation, "" before the first question."""
        return self._session.id if self._session else ""

    def greet(self) -> Greeting:
        """Raises `UsageError` when settings are wrong, or no environment is configured."""
        from assistant.errors import UsageError
        from assistant.session import choose_environment

        wiring = self._core()
        environments = wiring.settings.environments
        try:
            chosen: Environment | None = choose_environment(
                environments, wanted=self.default_environment, default=wiring.settings.default_environment
            )
        except UsageError:
            if not environments or self.default_environment:
                raise
            chosen = None
        shown = [chosen] if chosen else list(environments.values())
        backends = {b: t for e in shown for b, t in e.targets.items()}
        fitting = [q.in_(self._options.lang) for b, q in words.EXAMPLES if b in backends or b == "guides"]
        return Greeting(
            place=_place(chosen) if chosen else None,
            places=tuple(_place(e) for e in environments.values()),
            backends=tuple((b, t.label, t.recorded) for b, t in backends.items()),
            user=f"{wiring.principal.name} ({', '.join(sorted(wiring.principal.roles))})",
            model=wiring.model.name,
            examples=tuple(fitting[:3]),
        )

    def warm(self) -> None:
        """Builds what the first question needs; harmless to skip."""
        wiring = self._core()
        with self._lock:
            _ = wiring.agent, wiring.gate, wiring.guides, wiring.evidence

    def resume(self) -> tuple[Event, ...]:
        """Goes on with the session that was asked for; its events so far. Raises `UsageError` for an unknown one."""
        if not self._options.session:
            return ()
        from assistant.store import sessions

        wiring = self._core()
        self._session = wiring.session(title="", environment="", resume=self._options.session)
        return tuple(sessions.load_events(wiring.database, self._session.id))

    def ask(self, question: str, listener: Callable[[Event], None], cancelled: threading.Event) -> TurnEnded:
        """One turn. Raises `UsageError` when it is not clear where to look."""
        from assistant.session import choose_environment

        wiring = self._core()
        environment = choose_environment(
            wiring.settings.environments, question=question,
            default=self.default_environment or wiring.settings.default_environment,
        )  # fmt: skip
        if self._session is None:
            self._session = wiring.session(title=question[:80], environment=environment.name)
        return self._session.ask(
            question, environment=environment, listener=listener, cancelled=cancelled, lang=self._options.answer_lang
        )

    def evidence(self) -> tuple[EvidenceRow, ...]:
        if self._session is None:
            return ()
        from datetime import datetime

        return tuple(
            EvidenceRow(
                id=f"E{r.number}", tool=r.tool, arguments=r.arguments, environment=r.environment, items=r.item_count,
                cut=r.cut, taken_at=datetime.fromisoformat(r.taken_at),
            )
            for r in self._core().evidence.of_session(self._session.id)
        )  # fmt: skip

    def open_evidence(self, evidence: str) -> "Evidence":
        """Raises `UsageError` when there is none, or it was purged."""
        return self._core().evidence.load(self.session, evidence)

    def passage(self, passage: str, lang: Lang) -> PassagePage:
        """Raises `knowledge.lexical.PassageNotFound`."""
        found = self._core().guides.get(passage, lang)
        return PassagePage(id=found.id, title=found.title, heading=found.heading, text=found.text)

    def search_guides(self, question: str) -> tuple[PassagePage, ...]:
        """Best first, then those that hold the words as they are; all for no words."""
        import knowledge.guides

        lang, wanted = self._options.lang, question.strip().lower()
        hits = [h.passage for h in self._core().guides.search(question, lang=lang, limit=20)] if wanted else []
        every = (p for p in knowledge.guides.load() if p.lang == lang)
        plain = [p for p in every if wanted in f"{p.title} {p.heading} {p.text}".lower()]
        found = {p.id: p for p in [*hits, *plain]}
        return tuple(PassagePage(id=p.id, title=p.title, heading=p.heading, text=p.text) for p in found.values())

    def plans(self) -> tuple[PlanRow, ...]:
        """Newest first, of every session."""
        from assistant.store import plans as plan_store

        wiring = self._core()
        now = wiring.clock.now()
        with wiring.database.read() as connection:
            newest = plan_store.list_plans(connection)[:_PLANS_SHOWN]
            return tuple(
                PlanRow(
                    id=p.id, title=p.actions[0].context.title.in_(self._options.lang), environment=p.environment,
                    state=plan_store.plan_state(connection, p, now), expires_in_s=(p.expires_at - now).total_seconds(),
                )
                for p in newest
            )  # fmt: skip

    def plan(self, plan_id: str) -> PlanPage:
        """Raises `UsageError` when there is none, or its environment is not configured here."""
        from assistant.plan_text import plan_text, short_digest
        from assistant.store import plans as plan_store

        wiring, lang = self._core(), self._options.lang
        plan, environment = self._plan(plan_id)
        with wiring.database.read() as connection:
            state = plan_store.plan_state(connection, plan, wiring.clock.now())
            decisions = plan_store.load_decisions(connection, plan.id)
            own = {p.id for p in plan_store.list_plans(connection, session=self.session)} if self.session else set()
        ruling = wiring.settings.policy.decide(plan.requester, plan, environment)
        return PlanPage(
            id=plan.id,
            title=plan.actions[0].context.title.in_(lang),
            digest=short_digest(plan),
            state=state,
            place=_place(environment),
            targets=tuple(str(a.target) for a in plan.actions),
            evidence=tuple(dict.fromkeys(e for a in plan.actions for e in a.context.evidence))
            if plan.id in own
            else (),
            text=plan_text(plan, environment, ruling, state=words.state(state, lang), lang=lang),
            decisions=tuple(
                f"{d.verdict} · {d.approver} · {d.issued_at:%Y-%m-%d %H:%M:%S} UTC · {d.reason}".rstrip(" ·")
                for d in decisions
            ),
        )

    def carry_out(self, verb: str, plan_id: str, tell: Callable[[str], None], stop: threading.Event) -> OutcomePage:
        """`execute` or `undo`, through the gate. Raises `Refused`, `Failed` or a `ToolError`."""
        wiring, lang = self._core(), self._options.lang
        plan, environment = self._plan(plan_id)
        run = wiring.gate.execute if verb == "execute" else wiring.gate.undo
        outcome = run(
            plan, environment=environment, by=wiring.principal, tell=lambda text: tell(text.in_(lang)), stop=stop
        )
        lines: list[str] = []
        for step in outcome.steps:
            lines.append(f"{words.state(step.state, lang)} · {step.action.target}")
            lines.extend(f"  {observed.in_(lang)}" for observed in step.observed)
        ok = outcome.ok if verb == "execute" else all(s.state == "undone" for s in outcome.steps)
        return OutcomePage(plan=plan.id, ok=ok, lines=tuple(lines))

    def decision_command(self, verdict: str, plan_id: str) -> list[str]:
        """The child process in which a person decides: it shows the plan and asks for the digest itself."""
        config = ["--config", str(Path(self._options.config).absolute())] if self._options.config else []
        return [sys.executable, "-m", "assistant.cli", verdict, plan_id, "--lang", self._options.lang, *config]

    def decide_here(self, verdict: str, plan_id: str) -> int:
        """Runs that process on this terminal, which the caller has handed over; its exit code."""
        code = handover.run(self.decision_command(verdict, plan_id))
        if code:
            print(words.BACK.in_(self._options.lang), end="", flush=True)
            sys.stdin.readline()
        return code

    def _plan(self, plan_id: str) -> "tuple[Plan, Environment]":
        from assistant.errors import UsageError
        from assistant.store import plans as plan_store

        wiring = self._core()
        with wiring.database.read() as connection:
            plan = plan_store.load_plan(connection, plan_id)
        environment = wiring.settings.environments.get(plan.environment)
        if environment is None:
            raise UsageError(
                f"Plan {plan.id} is for {plan.environment}, which is not configured here.", remedy="baepo env"
            )
        return plan, environment

    def _core(self) -> "Wiring":
        with self._lock:
            if self._wiring is None:
                from assistant import settings
                from assistant.wiring import Wiring

                loaded = settings.load(Path(self._options.config) if self._options.config else None)
                made = Wiring(loaded, via="tui")
                _ = made.database, made.guides, made.evidence  # built once, before threads share them
                self._wiring = made
            return self._wiring


def explain(error: Exception) -> Notice:
    """Any error as words; one that nobody expected says so."""
    from assistant.errors import BaepoError
    from knowledge.lexical import PassageNotFound
    from tools.spec import ToolError

    if isinstance(error, BaepoError | ToolError):
        return Notice(message=error.message, remedy=error.remedy)
    if isinstance(error, PassageNotFound):
        return Notice(message=str(error))
    return Notice(message=f"An error inside Baepo: {type(error).__name__}: {error}", remedy="Report it, please.")


def _place(environment: "Environment") -> Place:
    return Place(name=environment.name, risk=environment.risk.value)
