"""What a session and its environment hold when a question is asked: what was found, what waits, what can be done at all.

Plain values: read by `assistant.store.standing`, handed to models as `Turn.standing`.
"""

from dataclasses import dataclass, field, replace

from assistant.findings import Finding
from assistant.identity import ResourceRef
from assistant.language import Text
from assistant.plans import Plan


@dataclass(frozen=True, kw_only=True)
class ActionKind:
    """One kind of change that can be planned: `kube.rollback_deployment` on a Deployment."""

    name: str
    backend: str
    kind: str
    title: Text

    @property
    def verb(self) -> str:
        """`rollback` of `kube.rollback_deployment`."""
        return self.name.rpartition(".")[2].partition("_")[0]


@dataclass(frozen=True, kw_only=True)
class EarlierTurn:
    """A question of the session and what came of it, worst first; empty where nothing was found or looked for."""

    question: str
    findings: tuple[Finding, ...] = ()
    shown: tuple[
        str, ...
    ] = ()  # ids of the rows that its answer means, names of those it shows and of what they belong to


@dataclass(frozen=True, kw_only=True)
class StandingPlan:
    """A plan and how it stands: waiting, approved, rejected, expired, or a state of its execution."""

    plan: Plan
    state: str

    def concerns(self, target: ResourceRef) -> bool:
        return any(a.target == target for a in self.plan.actions)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`turns`: those about this environment, oldest first. `plans`: of the session, or waiting here, newest first.

    `changed`: evidence of the session that is not as it was recorded; nothing here rests on it.
    """

    turns: tuple[EarlierTurn, ...] = ()
    plans: tuple[StandingPlan, ...] = ()
    actions: tuple[ActionKind, ...] = field(default=())
    changed: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Each claim once, as it was last made; those of the latest turn first."""
        found: dict[str, Finding] = {}
        for turn in reversed(self.turns):
            for finding in turn.findings:
                found.setdefault(finding.fingerprint, finding)
        return tuple(found.values())

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of what the findings rest on, each once."""
        cited = [e for t in self.turns for f in t.findings for e in f.evidence]
        return tuple(dict.fromkeys(cited))

    def without(self, changed: tuple[str, ...]) -> "Standing":
        """Without the findings that rest on any of this evidence, and without plans for their targets."""
        gone = frozenset(changed)
        turns, void = [], set()
        for turn in self.turns:
            void |= {f.target for f in turn.findings if gone & set(f.evidence)}
            kept = tuple(f for f in turn.findings if not gone & set(f.evidence))
            turns.append(replace(turn, findings=kept))
        plans = tuple(p for p in self.plans if not any(p.concerns(target) for target in void))
        return replace(self, turns=tuple(turns), plans=plans, changed=changed)

    def plan_for(self, target: ResourceRef) -> StandingPlan | None:
        """The newest plan for a target: one that waits or is approved before any other."""
        plans = [p for p in self.plans if p.concerns(target)]
        return next((p for p in plans if p.state in ("waiting", "approved")), plans[0] if plans else None)
