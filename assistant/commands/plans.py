"""`baepo plans` and `baepo plan show`: what was proposed, exactly as an approver sees it, and how far each plan is."""

import sys

from assistant.commands import options as common
from assistant.commands import output
from assistant.errors import DONE, UsageError
from assistant.language import Text, same, with_particle
from assistant.plan_text import STATES, plan_text, recorded
from assistant.store import plans as plan_store
from assistant.wiring import Wiring

_NEXT = {"waiting": ("approve", "reject"), "approved": ("execute",), "verified": ("undo",)}


def list_main(argv: list[str]) -> int:
    parser = common.parser(
        "plans", "List plans, newest first, and how far each is.", "  baepo plans\n  baepo plans --json"
    )
    options = parser.parse_args(argv)
    wiring, lang = Wiring(common.load(options)), common.language(options)
    with wiring.database.read() as connection:
        rows = [
            (plan, plan_store.plan_state(connection, plan, wiring.clock.now()))
            for plan in plan_store.list_plans(connection)
        ]
        edited = plan_store.edited_plans(connection)
    if options.json:
        listed = [
            {
                "id": p.id,
                "state": s,
                "environment": p.environment,
                "expires_at": p.expires_at.isoformat(),
                "title": p.actions[0].context.title.to_json(),
                "digest": p.digest,
            }
            for p, s in rows
        ]
        common.print_json("baepo.plans/1", plans=listed, edited=edited)
    elif not rows and not edited:
        none = Text(
            ko='아직 계획이 없습니다. 고칠 것을 찾은 질문이 계획을 만듭니다: baepo ask "..."',
            en='No plans yet. A question that finds something to fix proposes them: baepo ask "..."',
        )
        print(none.in_(lang))
    else:
        cells = [
            (
                p.id,
                STATES.get(s, same(s)).in_(lang),
                p.environment,
                f"{p.expires_at:%m-%d %H:%M}",
                p.actions[0].context.title.in_(lang),
            )
            for p, s in rows
        ]
        head = Text(ko="계획 상태 환경 만료 내용", en="plan state environment expires what")
        print(output.table(head.in_(lang).split(), cells, prose=True))
    if edited and not options.json:
        print(
            Text(
                ko=f"저장소에서 수정되어 쓸 수 없는 계획: {', '.join(edited)}. baepo ledger verify",
                en=f"Edited in the store, so nothing can be done with them: {', '.join(edited)}. baepo ledger verify",
            ).in_(lang),
            file=sys.stderr,
        )
    return DONE


def show_main(argv: list[str]) -> int:
    parser = common.parser(
        "plan",
        "Show a plan: what would change, risk, verification, undo, who must approve.",
        "  baepo plan show p-7f3a",
    )
    parser.add_argument("verb", choices=["show"], help="what to do")
    parser.add_argument("plan", metavar="ID", help="a plan id, or the beginning of one")
    options = parser.parse_args(argv)
    settings = common.load(options)
    wiring = Wiring(settings)
    with wiring.database.read() as connection:
        plan = plan_store.load_plan(connection, options.plan)
        state = plan_store.plan_state(connection, plan, wiring.clock.now())
        decisions = plan_store.load_decisions(connection, plan.id)
        session = plan_store.session_of(connection, plan.id)
    environment = settings.environments.get(plan.environment)
    if environment is None:
        raise UsageError(
            Text(
                ko=f"계획 {plan.id}의 환경 {with_particle(plan.environment, '은')} 여기에 설정되어 있지 않습니다.",
                en=f"Plan {plan.id} is for {plan.environment}, which is not configured here.",
            ),
            remedy="baepo env",
        )
    ruling = settings.policy.decide(plan.requester, plan, environment)
    if options.json:
        common.print_json(
            "baepo.plan_shown/1",
            id=plan.id,
            digest=plan.digest,
            short_digest=plan.short_digest,
            state=state,
            session=session,
            plan=plan.to_json(),
            decisions=[d.to_json() for d in decisions],
            policy={
                "allowed": ruling.allowed,
                "reason": ruling.reason.en,
                "approvals": ruling.approvals,
                "approver_roles": sorted(ruling.approver_roles),
            },
        )
        return DONE
    lang = common.language(options)
    text = plan_text(plan, environment, ruling, state=state, lang=lang)
    print(output.flowing(output.markdown(text, style=output.styled(sys.stdout))))
    if session and any(a.context.evidence for a in plan.actions):
        print(f"  baepo evidence list --session {session}")
    for decision in decisions:
        when = f"{decision.issued_at:%Y-%m-%d %H:%M:%S} UTC"
        words = Text(ko="승인" if decision.verdict == "approve" else "거절", en=decision.verdict)
        told = Text(ko=f"{decision.approver} {words.ko} · {when}", en=f"{words.en} by {decision.approver} at {when}")
        print(f"  {told.in_(lang)} {decision.reason}".rstrip())
    if ruling.allowed and not recorded(plan, environment) and (commands := _NEXT.get(state)):
        print("\n→ " + "   ".join(f"baepo {command} {plan.id}" for command in commands))
    return DONE
