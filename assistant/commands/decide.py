"""`baepo approve` and `baepo reject`: the short-lived process in which a person reads a plan and signs.

It loads the plan from the store itself, shows the digest itself, and is the only one that touches a private key.
"""

import argparse
import getpass
import os
import secrets
import sys
from datetime import datetime, timedelta
from pathlib import Path

from assistant import keys, ledger
from assistant.commands import options as common
from assistant.commands import output
from assistant.commands.keys import passphrase_of
from assistant.decisions import Approver, Decision, Verdict
from assistant.environments import Environment, Risk
from assistant.errors import DONE, Refused, UsageError
from assistant.language import Lang, Text, same, with_particle
from assistant.plan_text import STATES, plan_text, recorded
from assistant.plans import Plan
from assistant.settings import Settings
from assistant.store import plans as plan_store
from assistant.store.evidence import EvidenceStore
from assistant.wiring import Wiring

_VALID_FOR = timedelta(minutes=30)
_TYPED_AT_LEAST = 4  # hex digits
_VERDICTS = {"approve": Text(ko="승인", en="approve"), "reject": Text(ko="거절", en="reject")}


def approve_main(argv: list[str]) -> int:
    return _main(
        argv,
        "approve",
        "Read a plan, type its short digest, sign it with your key.",
        "  baepo approve p-7f3a\n  baepo approve p-7f3a --as minji --digest 9c41",
    )


def reject_main(argv: list[str]) -> int:
    return _main(
        argv,
        "reject",
        "Say no to a plan; the refusal is signed and kept.",
        '  baepo reject p-7f3a --reason "not during the sale"',
    )


def _options(argv: list[str], verdict: Verdict, description: str, examples: str) -> argparse.Namespace:
    parser = common.parser(verdict, description, examples)
    parser.add_argument("plan", metavar="ID", help="a plan id, or the beginning of one")
    parser.add_argument("--as", dest="approver", default="", metavar="NAME", help="which configured approver you are")
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help="your private key (default: keys/NAME.key of the data folder)"
    )
    parser.add_argument("--digest", default="", help="the short digest, as read on the plan (else it is asked for)")
    parser.add_argument("--reason", default="", help="kept with the decision")
    options: argparse.Namespace = parser.parse_args(argv)
    return options


def _main(argv: list[str], verdict: Verdict, description: str, examples: str) -> int:
    options = _options(argv, verdict, description, examples)
    settings = common.load(options)
    wiring = Wiring(settings)
    with wiring.database.read() as connection:
        plan = plan_store.load_plan(connection, options.plan)
        state = plan_store.plan_state(connection, plan, wiring.clock.now())
        head = ledger.head(connection)
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
    lang = common.language(options)
    if not options.json:
        text = plan_text(plan, environment, ruling, state=state, lang=lang)
        print(output.flowing(output.markdown(text, style=output.styled(sys.stdout))), end="\n\n")
    _require_open(plan, environment, verdict, state)
    if verdict == "approve":
        check_evidence(wiring.evidence, plan, session)
    approver = _approver(settings, options, wiring.clock.now())
    _confirm_digest(plan, environment, verdict, options, lang)
    signer = _signer(settings, approver, environment, options)
    now = wiring.clock.now()
    unsigned = Decision(
        plan_id=plan.id,
        digest=plan.digest,
        environment=plan.environment,
        verdict=verdict,
        approver=approver.name,
        nonce=secrets.token_hex(16),
        issued_at=now,
        expires_at=min(now + _VALID_FOR, plan.expires_at),
        ledger_head=head,
        reason=options.reason,
    )
    decision = unsigned.signed(signer.sign(unsigned.payload()))
    wiring.decider.record(decision, environment=environment)
    if options.json:
        common.print_json("baepo.decision_recorded/1", decision=decision.to_json())
    else:
        done = Text(
            ko=f"{approver.name}: {_VERDICTS[verdict].ko}했습니다.",
            en=f"{verdict.capitalize()}{'d' if verdict == 'approve' else 'ed'} by {approver.name}.",
        )
        print(done.in_(lang) + (f" → baepo execute {plan.id}" if verdict == "approve" else ""))
    return DONE


def _require_open(plan: Plan, environment: Environment, verdict: Verdict, state: str) -> None:
    """Raises `Refused` where there is nothing to decide."""
    if state not in ("waiting", "approved"):
        raise Refused(
            Text(
                ko=f"계획 {plan.id}: {STATES.get(state, same(state)).ko}. 결정할 것이 없습니다.",
                en=f"Plan {plan.id} is {state}: there is nothing to decide.",
            ),
            remedy=Text(ko="다시 물어 새 계획을 받으세요.", en="Ask again for a fresh plan."),
        )
    if verdict == "approve" and recorded(plan, environment):
        raise Refused(
            Text(
                ko=f"{with_particle(environment.name, '은')} 기록입니다. 바꿀 수 있는 것이 없으니 승인할 것도 없습니다.",
                en=f"{environment.name} is a recording: nothing can be changed there, so there is nothing to approve.",
            )
        )


def check_evidence(evidence: EvidenceStore, plan: Plan, session: str) -> None:
    """Raises `Refused` when what the plan rests on is not as it was recorded."""
    changed = evidence.changed(session, dict.fromkeys(e for a in plan.actions for e in a.context.evidence))
    if session and changed:
        raise Refused(
            Text(
                ko=f"계획 {plan.id}의 근거(대화 {session})가 기록된 뒤에 바뀌었습니다: {', '.join(changed)}.",
                en=f"Plan {plan.id} rests on evidence of session {session} that was changed after it was recorded: "
                f"{', '.join(changed)}.",
            ),
            remedy=Text(
                ko="다시 물어 새 계획을 받고, 누가 저장소에 썼는지 알아보세요.",
                en="Ask again for a fresh plan, and find out who wrote to the store.",
            ),
        )


def _approver(settings: Settings, options: argparse.Namespace, now: datetime) -> Approver:
    """The configured approver: named, else the one of this user's name, else the only one whose key is in use."""
    in_use = {n: a for n, a in settings.approvers.items() if not a.retired(now)}
    only = next(iter(in_use)) if len(in_use) == 1 else ""
    name = options.approver or (settings.user if settings.user in in_use else only)
    if not settings.approvers:
        raise UsageError(
            Text(ko="설정된 승인자가 없습니다.", en="No approver is configured."),
            remedy=Text(
                ko="baepo keys create NAME을 실행한 뒤 [approvers.NAME]을 추가하세요.",
                en="baepo keys create NAME, then add [approvers.NAME].",
            ),
        )
    names = ", ".join(sorted(in_use))
    remedy = Text(
        ko=f"--as로 하나를 고르세요: {names or '(쓰고 있는 키가 없음)'}",
        en=f"Use --as with one of: {names or '(none whose key is in use)'}",
    )
    if name not in in_use and name in settings.approvers and (reason := settings.approvers[name].refusal(now)):
        raise Refused(
            Text(
                ko=f"서명하지 않았습니다: {reason.ko}.",
                en=f"Nothing was signed: {reason.en}.",
            ),
            remedy=remedy,
        )
    if name not in in_use:
        problem = Text(ko="어느 승인자인지 알 수 없습니다.", en="It is not clear which approver you are.")
        if name:
            problem = Text(
                ko=f"{with_particle(name, '은')} 설정된 승인자가 아닙니다.", en=f"{name} is not a configured approver."
            )
        raise UsageError(problem, remedy=remedy)
    return in_use[name]


def _confirm_digest(
    plan: Plan, environment: Environment, verdict: Verdict, options: argparse.Namespace, lang: Lang
) -> None:
    """The typed digest shows that the person looked at this very plan; Enter alone does nothing."""
    typed = options.digest
    if not typed:
        if not sys.stdin.isatty():
            raise UsageError(
                Text(ko="짧은 다이제스트가 없습니다.", en="The short digest is missing."),
                remedy=Text(
                    ko=f"`baepo plan show {plan.id}`에 나오는 값을 --digest로 주세요.",
                    en=f"--digest, as `baepo plan show {plan.id}` prints it.",
                ),
            )
        targets = ", ".join(output.one_line(str(a.target)) for a in plan.actions)
        word = _VERDICTS[verdict].in_(lang)
        print(f"{word}: {environment.name} ({environment.risk.value.upper()}), {targets}")
        ask = Text(
            ko=f"{word}하려면 위 계획의 다이제스트 앞 네 자리를 입력하세요: ",
            en=f"To {word}, type the first four digits of the digest above: ",
        )
        typed = input(ask.in_(lang))
    plain = typed.replace(" ", "").strip().lower()
    if not plain:
        nothing = Text(ko="아무것도 입력하지 않아 서명하지 않았습니다.", en="Nothing was typed: nothing was signed.")
        raise Refused(nothing, remedy=f"baepo plan show {plan.id}")
    if len(plain) < _TYPED_AT_LEAST or not plan.short_digest.startswith(plain):
        raise Refused(
            Text(
                ko=f"{with_particle(repr(typed), '은')} 계획 {plan.id}의 다이제스트가 아닙니다. 서명하지 않았습니다.",
                en=f"{typed!r} is not the digest of plan {plan.id}: nothing was signed.",
            ),
            remedy=f"baepo plan show {plan.id}",
        )


def _signer(
    settings: Settings, approver: Approver, environment: Environment, options: argparse.Namespace
) -> keys.Signer:
    """An SSH agent that holds the approver's key, else the key file; both must be the key that the settings pin."""
    agent = os.environ.get("SSH_AUTH_SOCK", "")
    if agent and options.key is None:
        held = keys.AgentSigner(agent, approver.public_key)
        if held.held():
            return held
    path, lang = options.key or settings.keys / f"{approver.name}.key", common.language(options)
    signer = keys.open_file(path, lambda: getpass.getpass(passphrase_of(path, lang)))
    if signer.public_key != approver.public_key:
        raise Refused(
            Text(
                ko=f"{path}의 키는 baepo.toml에 적힌 {approver.name}의 키가 아닙니다.",
                en=f"{path} is not the key of {approver.name} in baepo.toml.",
            ),
            remedy=Text(ko="--key로 고르거나 public_key를 고치세요.", en="Use --key, or correct public_key."),
        )
    if not signer.protected and environment.risk is not Risk.SANDBOX:
        raise Refused(
            Text(
                ko=f"{path}에는 암호가 없습니다. 그런 키는 샌드박스용인데 "
                f"{environment.name}의 위험 등급은 {environment.risk.value}입니다.",
                en=f"{path} has no passphrase: such keys are for sandboxes, and {environment.name} is {environment.risk.value}.",
            ),
            remedy=Text(
                ko="baepo keys create NAME으로 암호가 있는 키를 만들고 공개 키를 baepo.toml에 적으세요.",
                en="baepo keys create NAME makes a protected one; its public key goes to baepo.toml.",
            ),
        )
    return signer
