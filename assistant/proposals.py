"""Plans for what an investigation found; called by `assistant.agent`. A refusal is told, not hidden."""

from collections.abc import Callable

from assistant.environments import Environment
from assistant.errors import BaepoError
from assistant.events import Event, PlanProposed, ProposalRefused
from assistant.findings import Finding, ranked
from assistant.gate.propose import Proposer
from assistant.identity import Principal
from assistant.language import Lang
from assistant.models.spec import Planned
from assistant.playbooks.spec import Diagnosis
from assistant.refusals import told
from tools.spec import ToolError

PLANS_PER_TURN = 3


class Proposals:
    """Proposes for one principal, in one environment and session."""

    def __init__(
        self,
        proposer: Proposer,
        *,
        principal: Principal,
        environment: Environment,
        session: str,
        lang: Lang,
        emit: Callable[[Event], None],
    ) -> None:
        self._proposer = proposer
        self._principal = principal
        self._environment = environment
        self._session = session
        self._lang: Lang = lang
        self._emit = emit

    def of(self, diagnosis: Diagnosis) -> tuple[Planned, ...]:
        """What became of the findings that matter most."""
        actionable = [f for f in ranked(diagnosis.findings) if f.proposals][:PLANS_PER_TURN]
        return tuple(self._proposed(finding) for finding in actionable)

    def _proposed(self, finding: Finding) -> Planned:
        try:
            plan = self._proposer.propose(
                finding.proposals, principal=self._principal, environment=self._environment, session=self._session
            )
        except (ToolError, BaepoError) as error:
            action, target = finding.proposals[0].action, str(finding.target)
            why, remedy = told(error, self._lang) if isinstance(error, ToolError) else error.told(self._lang)
            self._emit(ProposalRefused(action=action, target=target, reason=why))
            return Planned(finding=finding, refusal=f"{why} {remedy}".rstrip())
        context = plan.actions[0].context
        self._emit(
            PlanProposed(
                plan=plan.id,
                digest=plan.digest,
                title=context.title.to_json(),
                environment=plan.environment,
                risk=context.risk,
            )
        )
        title = context.title.in_(self._lang)
        return Planned(finding=finding, plan_id=plan.id, title=title, managed_by=context.managed_by)
