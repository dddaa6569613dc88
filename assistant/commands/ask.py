"""`baepo ask`: one question, one cited answer. Shows what is being read while it runs, when someone is watching."""

import re
import signal
import sys
import threading
from dataclasses import dataclass
from decimal import Decimal

from assistant.choosing import where_to_ask
from assistant.commands import options as common
from assistant.commands import output
from assistant.commands.progress import Progress
from assistant.errors import DONE, FAIL_ON, FAILED, PARTLY, REFUSED, UsageError
from assistant.events import (
    Asked,
    BudgetSpent,
    Event,
    EvidenceKept,
    FindingRaised,
    ModelAsked,
    PlanProposed,
    TextDelta,
    ToolCalled,
    ToolFailed,
    TurnEnded,
)
from assistant.findings import Severity
from assistant.language import Lang, Text, language_of
from assistant.store import sessions
from assistant.text_width import width
from assistant.wiring import Wiring

_EXAMPLES = """  baepo ask "checkout 배포가 왜 실패했어?"
  baepo ask "what is wasted in this AWS account?" --env prod
  baepo ask "what is wrong in shop?" --detail
  baepo ask "why is search restarting?" --json --fail-on high"""


def main(argv: list[str]) -> int:
    """0 answered, 1 failed, 3 refused, 4 partly could not look, 5 with --fail-on."""
    parser = common.parser("ask", "Ask about a live system or the guides, in Korean or English.", _EXAMPLES, env=True)
    parser.add_argument("question", nargs="+", help="the question, in your own words")
    parser.add_argument("--detail", action="store_true", help="all that was found and read, not the gist")
    parser.add_argument("--session", default="", metavar="ID", help='go on with an earlier session, or "last"')
    parser.add_argument("--fail-on", choices=[s.label for s in Severity], help="exit 5 when a finding is that severe")
    options = parser.parse_args(argv)
    question = " ".join(options.question).strip()
    if not question:
        raise UsageError(
            Text(ko="질문이 비어 있습니다.", en="The question is empty."),
            remedy=Text(ko='baepo ask "checkout이 왜 실패해?"', en='baepo ask "why is checkout failing?"'),
        )
    settings = common.load(options)
    wiring = Wiring(settings)
    earlier = sessions.last_environment(wiring.database, options.session) if options.session else ""
    default = earlier if earlier in settings.environments else settings.default_environment
    environment = where_to_ask(settings.environments, question=question, wanted=options.env, default=default)
    session = wiring.session(title=question, environment=environment.name, resume=options.session)
    cancelled = threading.Event()
    watcher = _Watcher(live=output.draws(sys.stderr) and not options.json, early=not options.json)
    previous = signal.signal(signal.SIGINT, lambda _signal, _frame: cancelled.set())
    try:
        ended = session.ask(
            question,
            environment=environment,
            listener=watcher.see,
            cancelled=cancelled,
            lang=options.lang,
            detail=options.detail,
        )
    finally:
        signal.signal(signal.SIGINT, previous)
        watcher.clear()
    if options.json:
        common.print_json("baepo.answer/1", **watcher.answer(ended, session.id, environment.name))
    else:
        _show(ended, watcher, session.id, environment.name, detail=options.detail)
    return _exit_code(ended, watcher, options.fail_on)


def _show(ended: TurnEnded, watcher: "_Watcher", session: str, environment: str, *, detail: bool) -> None:
    style = output.styled(sys.stdout)
    rest = ended.answer.removeprefix(watcher.shown) if watcher.shown else ended.answer
    if rest.strip():
        print(("\n" if watcher.shown else "") + output.flowing(output.markdown(rest.lstrip("\n"), style=style)))
    for option in watcher.options:
        print(f"  - {output.one_line(option)}")
    if watcher.options:
        print(f'  baepo ask "..." --session {session}')
    if ended.unsupported:
        count = len(ended.unsupported)
        note = Text(
            ko=f"근거를 넘어선 문장 {count}개를 빼거나 표시했습니다 (--json에 모두 있습니다).",
            en=f"{count} statements went beyond the evidence and were removed or marked (--json lists them).",
        )
        print(output.dim(note.in_(language_of(ended.answer)), style=style))
    if detail and watcher.reads:
        print("\n" + _reads_table(watcher.reads, language_of(ended.answer)))
    if ended.message:
        print(output.neutral(ended.message), file=sys.stderr)
    kept = sum(r.evidence != "" for r in watcher.reads)
    lang, taken = language_of(ended.answer), watcher.spent.seconds
    counted = Text(ko=f"근거 {kept}개", en=f"{kept} evidence").in_(lang)
    seconds = Text(ko=f"{taken:.1f}초", en=f"{taken:.1f} s").in_(lang)
    said = (counted, environment, seconds, *_cost(watcher.spent, lang), ended.answered_by, session)
    footer = " · ".join(said)
    commands = [f"baepo plan show {watcher.plans[0].plan}"] if watcher.plans else []
    commands += [f"baepo evidence show {c}" for c in ended.citations if re.fullmatch(r"E\d+", c)][:1]
    if commands:
        command = "   ".join(commands)
        apart = sys.stdout.isatty() and width(f"{footer}      {command}") > output.columns()
        footer = output.flowing(footer) + ("\n" if apart else "      ") + command
    print(output.dim("\n" + footer, style=style))


def _cost(spent: BudgetSpent, lang: Lang) -> tuple[str, ...]:
    """Nothing for an answer without a language model."""
    if not spent.tokens:
        return ()
    cost = f"${Decimal(spent.cost_usd):.4f}" if spent.priced else Text(ko="가격 모름", en="no price known").in_(lang)
    return (Text(ko=f"토큰 {spent.tokens:,}개", en=f"{spent.tokens:,} tokens").in_(lang), cost)


def _reads_table(reads: "list[_Read]", lang: Lang) -> str:
    """Every read with what it gave and how long it took, those that could not look included."""
    head = Text(ko="근거 도구 인자 건수 밀리초", en="evidence tool arguments items ms").in_(lang).split()
    return output.table(
        head, [(r.evidence or "—", r.tool, r.arguments, r.items or r.failure, r.took_ms) for r in reads]
    )


def _exit_code(ended: TurnEnded, watcher: "_Watcher", fail_on: str | None) -> int:
    if fail_on and any(Severity[str(f["severity"]).upper()] >= Severity[fail_on.upper()] for f in watcher.findings):
        return FAIL_ON
    if ended.status == "cancelled":
        return 130
    if ended.status == "refused" or watcher.refused:
        return REFUSED
    if ended.status in ("failed", "out of budget"):
        return FAILED
    return PARTLY if ended.not_read else DONE


@dataclass(kw_only=True)
class _Read:
    """One read as it is listed with --detail; `evidence` or `failure` is empty."""

    tool: str
    arguments: str
    evidence: str = ""
    items: str = ""
    took_ms: str = ""
    failure: str = ""


class _Watcher:
    """Collects a turn's events, and shows on a terminal what is being read.

    `early`: prints the planner's answer when a language model begins to put it in a sentence, which may take a while.
    """

    def __init__(self, *, live: bool, early: bool) -> None:
        self._progress = Progress(live=live)
        self._early = early
        self._text = ""
        self.shown = ""  # what was printed of the answer already
        self.findings: list[dict[str, object]] = []
        self.plans: list[PlanProposed] = []
        self.options: tuple[str, ...] = ()
        self.refused = False  # something was not looked at because another place answers than the one pinned
        self._reads: dict[str, _Read] = {}
        self.spent = BudgetSpent(tool_calls=0, max_tool_calls=0, tokens=0, seconds=0.0, cost_usd="0")

    def see(self, event: Event) -> None:
        if isinstance(event, ModelAsked) and event.purpose == "word" and self._early:
            self._progress.clear()
            print(output.markdown(self._text, style=output.styled(sys.stdout)), flush=True)
            self.shown = self._text
        self._progress.see(event)
        match event:
            case TextDelta(text=text):
                self._text += text
            case ToolCalled(call=call, name=name, arguments=arguments):
                self._reads[call] = _Read(tool=name, arguments=output.json_text(arguments, indent=None))
            case EvidenceKept(call=call, items=items, elapsed_ms=elapsed):
                read = self._reads[call]
                read.evidence, read.items, read.took_ms = event.evidence, f"{items}{'+' * event.cut}", str(elapsed)
            case ToolFailed(call=call, kind=kind, message=message):
                self._reads[call].failure = message
                self.refused = self.refused or kind == "refused"
            case FindingRaised(finding=finding):
                self.findings.append(finding)
            case PlanProposed():
                self.plans.append(event)
            case Asked(options=options):
                self.options = options
            case BudgetSpent():
                self.spent = event

    @property
    def reads(self) -> list[_Read]:
        """What reached a backend; an investigation is told by its own reads."""
        return [r for r in self._reads.values() if r.evidence or r.failure]

    def clear(self) -> None:
        self._progress.clear()

    def answer(self, ended: TurnEnded, session: str, environment: str) -> dict[str, object]:
        return {
            "session": session,
            "environment": environment,
            "status": ended.status,
            "answer": ended.answer,
            "answered_by": ended.answered_by,
            "message": ended.message,
            "options": self.options,
            "citations": ended.citations,
            "reads": [vars(r) for r in self.reads],
            "findings": self.findings,
            "plans": [{"id": p.plan, "digest": p.digest, "title": p.title, "risk": p.risk} for p in self.plans],
            "not_read": ended.not_read,
            "unsupported": ended.unsupported,
            "seconds": self.spent.seconds,
            "tokens": self.spent.tokens,
            "cost_usd": self.spent.cost_usd if self.spent.priced else None,
        }
