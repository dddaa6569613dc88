"""A session that found something in the made-up cluster and account of `asking`; used by the tests of this package."""

from datetime import timedelta
from decimal import Decimal

from assistant.findings import Cite, Finding, Impact, Severity, Statement
from assistant.identity import ResourceRef
from assistant.language import Text, same
from assistant.money import Money
from assistant.plans import Context, Plan, PlannedAction, Proposal
from assistant.standing import ActionKind, EarlierTurn, Standing, StandingPlan
from tests.unit.planner.asking import NOW

BILLING = ResourceRef(provider="kube", scope="uid", place="store", kind="Deployment", id="billing")
UPLOADER = ResourceRef(provider="kube", scope="uid", place="media", kind="Deployment", id="uploader")
VOLUME = ResourceRef(provider="aws", scope="1", place="us-west-2", kind="Volume", id="vol-0123456789abcdef0")
ACTIONS = (
    ActionKind(
        name="kube.rollback_deployment",
        backend="kube",
        kind="Deployment",
        title=Text(ko="Deployment 롤백", en="Roll back a Deployment"),
    ),
    ActionKind(
        name="aws.delete_volume",
        backend="aws",
        kind="Volume",
        title=Text(ko="EBS 볼륨 삭제", en="Delete an EBS volume"),
    ),
)


def crash(target: ResourceRef = BILLING, *, revision: int = 7) -> Finding:
    proposal = Proposal(action="kube.rollback_deployment", target=target, arguments={"to_revision": revision})
    return Finding(
        check="kube.memory",
        severity=Severity.HIGH,
        target=target,
        title=Text(ko=f"{target.id}: 메모리 한도 초과", en=f"{target.id}: exceeds its memory limit"),
        statements=(
            Statement(
                role="cause",
                text=Text(ko="한도를 넘어 강제 종료됩니다.", en="It is killed for exceeding its limit."),
                cites=(Cite(evidence="E3"),),
            ),
        ),
        cause=(("reason", "OOMKilled"),),
        proposals=(proposal,),
        managed_by="Helm billing",
        runbook="runbooks/out-of-memory#check",
        confidence="likely",
    )


def leftover() -> Finding:
    return Finding(
        check="aws.unattached_volumes",
        severity=Severity.LOW,
        target=VOLUME,
        title=Text(
            ko=f"볼륨 hana-scratch ({VOLUME.id})가 어디에도 연결되어 있지 않습니다",
            en=f"Volume hana-scratch ({VOLUME.id}) is attached to nothing",
        ),
        statements=(
            Statement(role="saving", text=Text(ko="청구액 $9.07", en="Charged $9.07"), cites=(Cite(evidence="E8"),)),
        ),
        impact=Impact(saving=Money(Decimal("9.07"))),
        proposals=(Proposal(action="aws.delete_volume", target=VOLUME, arguments={}),),
        runbook="runbooks/unattached-volumes#check",
    )


def plan_of(finding: Finding, state: str = "waiting") -> StandingPlan:
    proposal = finding.proposals[0]
    verb = "롤백" if "rollback" in proposal.action else "삭제"
    context = Context(
        title=Text(ko=f"{finding.target.short} {verb}", en=f"change {finding.target.short}"),
        changes=(),
        effects=(Text(ko="파드 3개를 교체합니다.", en="3 pods are replaced."),),
        risk="medium",
        risk_reason=Text(ko="다시 뜨는지 확인되지 않았습니다.", en="Not known to come up."),
        verify=same("ready"),
        verify_timeout_s=60.0,
        undo=Text(ko="되돌려 놓습니다.", en="Puts it back."),
        reversible=True,
        dry_run="none",
        managed_by=finding.managed_by,
    )
    action = PlannedAction(
        action=proposal.action, target=proposal.target, arguments=proposal.arguments, intent={}, preconditions={},
        context=context,
    )  # fmt: skip
    plan = Plan(
        environment="live",
        requested_by="jun",
        requester_roles=frozenset({"operator"}),
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=30),
        actions=(action,),
    )
    return StandingPlan(plan=plan, state=state)


def session(*turns: EarlierTurn, plans: tuple[StandingPlan, ...] = ()) -> Standing:
    return Standing(turns=turns, plans=plans, actions=ACTIONS)


def turn(question: str, *findings: Finding) -> EarlierTurn:
    return EarlierTurn(question=question, findings=findings)
