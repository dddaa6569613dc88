"""Plans as the screens need them: the queue, one for review, deciding and carrying out. Blocks: for worker threads."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.language import Text, with_particle
from tui import handover, words
from tui.core import Core, place
from tui.values import OutcomePage, PlanPage, PlanRow

if TYPE_CHECKING:
    from assistant.environments import Environment
    from assistant.plans import Plan

_PLANS_SHOWN = 50


class Planning:
    """What the gate and the plan store say, as values."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def plans(self) -> tuple[PlanRow, ...]:
        """Of every session: first those that wait for a person, then the others, newest first."""
        from assistant.store import plans as plan_store

        wiring, lang = self._core.wiring, self._core.lang
        now = wiring.clock.now()
        with wiring.database.read() as connection:
            newest = plan_store.list_plans(connection)[:_PLANS_SHOWN]
            rows = [
                PlanRow(
                    id=p.id, title=p.actions[0].context.title.in_(lang), environment=p.environment,
                    state=plan_store.plan_state(connection, p, now), expires_in_s=(p.expires_at - now).total_seconds(),
                )
                for p in newest
            ]  # fmt: skip
        return tuple(sorted(rows, key=lambda r: r.state not in ("waiting", "approved", "running")))

    def plan(self, plan_id: str) -> PlanPage:
        """Raises `UsageError` when there is none, or its environment is not configured here."""
        from assistant.plan_text import plan_text, recorded, short_digest
        from assistant.store import plans as plan_store

        wiring, lang, session = self._core.wiring, self._core.lang, self._core.session
        plan, environment = self._plan(plan_id)
        now = wiring.clock.now()
        with wiring.database.read() as connection:
            state = plan_store.plan_state(connection, plan, now)
            decisions = plan_store.load_decisions(connection, plan.id)
            own = {p.id for p in plan_store.list_plans(connection, session=session)} if session else set()
        ruling = wiring.settings.policy.decide(plan.requester, plan, environment)
        evidence = dict.fromkeys(e for a in plan.actions for e in a.context.evidence)
        return PlanPage(
            id=plan.id,
            title=plan.actions[0].context.title.in_(lang),
            digest=short_digest(plan),
            state=state,
            place=place(environment),
            targets=tuple(str(a.target) for a in plan.actions),
            evidence=tuple(evidence) if plan.id in own else (),
            text=plan_text(plan, environment, ruling, state=words.state(state, lang), lang=lang),
            decisions=tuple(
                f"{words.verdict(d.verdict, lang)} · {d.approver} · {d.issued_at:%Y-%m-%d %H:%M:%S} UTC · {d.reason}".rstrip(
                    " ·"
                )
                for d in decisions
            ),
            expires_in_s=(plan.expires_at - now).total_seconds(),
            recorded=recorded(plan, environment),
        )

    def carry_out(self, verb: str, plan_id: str, tell: Callable[[str], None], stop: threading.Event) -> OutcomePage:
        """`execute` or `undo`, through the gate. Raises `Refused`, `Failed` or a `ToolError`."""
        wiring, lang = self._core.wiring, self._core.lang
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
        options = self._core.options
        config = ["--config", str(Path(options.config).absolute())] if options.config else []
        return [sys.executable, "-m", "assistant.cli", verdict, plan_id, "--lang", options.lang, *config]

    def decide_here(self, verdict: str, plan_id: str) -> int:
        """Runs that process on this terminal, which the caller has handed over; its exit code."""
        code = handover.run(self.decision_command(verdict, plan_id))
        if code:
            print(words.BACK.in_(self._core.lang), end="", flush=True)
            sys.stdin.readline()
        return code

    def _plan(self, plan_id: str) -> "tuple[Plan, Environment]":
        from assistant.errors import UsageError
        from assistant.store import plans as plan_store

        wiring = self._core.wiring
        with wiring.database.read() as connection:
            plan = plan_store.load_plan(connection, plan_id)
        environment = wiring.settings.environments.get(plan.environment)
        if environment is None:
            raise UsageError(
                Text(
                    ko=f"계획 {plan.id}의 환경 {with_particle(plan.environment, '은')} 여기에 설정되어 있지 않습니다.",
                    en=f"Plan {plan.id} is for {plan.environment}, which is not configured here.",
                ),
                remedy="baepo env",
            )
        return plan, environment
