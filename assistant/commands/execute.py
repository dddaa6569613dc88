"""`baepo execute` and `baepo undo`: an approved plan through the gate, with what is being done shown as it happens."""

import signal
import sys
import threading
from collections.abc import Callable

from assistant.commands import options as common
from assistant.commands import output
from assistant.errors import DONE, FAILED, PARTLY, UsageError
from assistant.gate.execute import Outcome
from assistant.language import Text, with_particle
from assistant.store import plans as plan_store
from assistant.wiring import Wiring

_WORDS = {
    "verified": Text(ko="적용하고 확인했습니다", en="done and verified"),
    "undone": Text(ko="되돌렸습니다", en="undone"),
    "failed": Text(ko="확인하지 못한 변경이 남아 있습니다", en="changed, but not as intended"),
    "applied": Text(ko="적용했지만 아직 확인하지 못했습니다", en="applied, not yet verified"),
}


def execute_main(argv: list[str]) -> int:
    return _main(argv, "execute", "Carry out an approved plan once, verify it, undo it if verification fails.")


def undo_main(argv: list[str]) -> int:
    return _main(argv, "undo", "Put back what a plan changed; its approval covers that for 24 hours.")


def _main(argv: list[str], verb: str, description: str) -> int:
    """0 verified (or undone by `undo`), 1 changed back or failed, 3 refused, 4 applied but not verified."""
    parser = common.parser(verb, description, f"  baepo {verb} p-7f3a")
    parser.add_argument("plan", metavar="ID", help="a plan id, or the beginning of one")
    options = parser.parse_args(argv)
    settings = common.load(options)
    wiring, lang = Wiring(settings), common.language(options)
    with wiring.database.read() as connection:
        plan = plan_store.load_plan(connection, options.plan)
    environment = settings.environments.get(plan.environment)
    if environment is None:
        raise UsageError(
            Text(
                ko=f"계획 {plan.id}의 환경 {with_particle(plan.environment, '은')} 여기에 설정되어 있지 않습니다.",
                en=f"Plan {plan.id} is for {plan.environment}, which is not configured here.",
            ),
            remedy="baepo env",
        )
    stop = threading.Event()

    def on_interrupt(_signal: int, _frame: object) -> None:
        stop.set()
        stopping = Text(
            ko="멈추는 중: 진행 중인 쓰기는 끝내고, 확인은 하지 않습니다.",
            en="Stopping: a write under way is finished first, then verification is left.",
        )
        print(f"\n{stopping.in_(lang)}", file=sys.stderr)

    def tell(text: Text) -> None:
        if not options.json:
            print(f"● {output.neutral(text.in_(lang))}", flush=True)

    previous = signal.signal(signal.SIGINT, on_interrupt)
    try:
        run: Callable[..., Outcome] = wiring.gate.execute if verb == "execute" else wiring.gate.undo
        outcome = run(plan, environment=environment, by=wiring.principal, tell=tell, stop=stop)
    finally:
        signal.signal(signal.SIGINT, previous)
    if options.json:
        steps = [
            {
                "action": s.action.action,
                "target": s.action.target.to_json(),
                "state": s.state,
                "observed": [o.to_json() for o in s.observed],
            }
            for s in outcome.steps
        ]
        common.print_json("baepo.outcome/1", plan=plan.id, ok=_good(outcome, verb), steps=steps)
    else:
        for step in outcome.steps:
            print(f"{step.action.target}: {_WORDS[step.state].in_(lang)}")
            for observed in step.observed:
                print(f"  {output.neutral(observed.in_(lang))}")
    if _good(outcome, verb):
        return DONE
    return PARTLY if any(s.state == "applied" for s in outcome.steps) else FAILED


def _good(outcome: Outcome, verb: str) -> bool:
    return outcome.ok if verb == "execute" else all(s.state == "undone" for s in outcome.steps)
