"""Earlier findings and their plans as an observation that an answer rests on again. Called by `following.recall` and
`following.choices`. Pure.
"""

from assistant.findings import Finding
from assistant.language import Text
from assistant.models.spec import Aspect, Calls, CallWanted, Observation, Planned, Recalled
from assistant.planner.following.picking import Picked
from assistant.planner.question import Question
from assistant.playbooks.spec import Diagnosis
from assistant.standing import StandingPlan

ROLLBACK = "runbooks/rollback"
MOST = 3  # findings taken up at once


def taken_up(
    question: Question,
    aspect: Aspect,
    findings: tuple[Finding, ...],
    plans: tuple[StandingPlan, ...] = (),
    choice: Picked | None = None,
    apart: tuple[Finding, ...] = (),
    deed: str = "",
    at_risk: bool = False,
) -> Calls:
    """An observation of earlier findings with their plans; for a fix also the runbook's section on it. The first few, but
    all of a choice or sum; each claim once. `apart`: those that are no part of the sum. `deed`, `at_risk`: as in `Recalled`.
    """
    standing = question.standing
    findings = tuple({f.fingerprint: f for f in findings}.values())
    most = findings if aspect in ("choice", "sum", "when", "fault") else findings[:MOST]
    own = {f.fingerprint: standing.plan_for(f.target) for f in most}
    each = {p.plan.id: p for p in (*own.values(), *plans) if p is not None}
    observation = Observation(
        call=CallWanted(name="recall", arguments={}),
        diagnosis=Diagnosis(
            findings=(*most, *apart),
            looked_at=Text(ko="", en=""),
            evidence=tuple(dict.fromkeys(e for f in (*most, *apart) for e in f.evidence)),
        ),
        planned=tuple(_planned(f, plan, question) for f in most if (plan := own[f.fingerprint]) is not None),
        recalled=Recalled(
            aspect=aspect,
            findings=most,
            said=choice.said if choice else (),
            of=choice.of if choice and aspect != "sum" else len(findings),
            plans=tuple(each.values())[:MOST],
            apart=apart,
            deed=deed,
            at_risk=at_risk,
        ),
    )
    runbooks = list(dict.fromkeys(f.runbook.partition("#")[0] for f in most if f.runbook)) if aspect == "fix" else []
    reads = tuple(section(question, guide) for guide in runbooks[:1])
    reads += (section(question, ROLLBACK),) if aspect == "back" else ()
    of_most = [t for f in most for t in (f.target, *(f.related if aspect == "fault" else ()))]
    deployments = [t for t in of_most if t.kind == "Deployment"] if aspect in ("who", "back", "fault") else []
    reads = (*(history(t.id, t.place) for t in dict.fromkeys(deployments)), *reads)
    return Calls(reads, recalled=(observation,))


def _planned(finding: Finding, standing: StandingPlan, question: Question) -> Planned:
    context = standing.plan.actions[0].context
    return Planned(
        finding=finding,
        plan_id=standing.plan.id,
        title=context.title.in_(question.lang),
        managed_by=context.managed_by,
    )


def section(question: Question, guide: str) -> CallWanted:
    arguments = {"question": question.text, "lang": question.lang, "passage": fix_of(guide)}
    return CallWanted(name="search_guides", arguments=arguments)


def fix_of(runbook: str) -> str:
    """The id of a runbook's section on how to fix it, from that of any of its sections."""
    return f"{runbook.partition('#')[0]}#fix"


def history(name: str, namespace: str) -> CallWanted:
    """The revisions of a Deployment: a deploy tool may have noted there who changed what."""
    return CallWanted(name="list_rollout_history", arguments={"name": name, "namespace": namespace})
