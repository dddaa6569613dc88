"""`baepo roadmap`: the phases towards well-run operations, what is already true of an environment, and what is next."""

import argparse
import sys
import threading
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from assistant.budget import Budget, Spending
from assistant.commands import options as common
from assistant.commands import output
from assistant.environments import Environment
from assistant.errors import DONE, PARTLY, UsageError
from assistant.finding_text import citations, not_looked_at
from assistant.language import Lang, Text
from assistant.phases import PHASES
from assistant.playbooks.spec import Diagnosis
from assistant.roadmap import Phase, Read, Standing, next_steps, standings
from assistant.wiring import Wiring
from tools.spec import NotRead, ToolError

_ABOUT = """The phases from a first deployment to well-run operations: what is already true of an environment, with the evidence
for it, what speaks against the rest, and what to do next. Reads only. Exit code 4 when something could not be looked at."""
_EXAMPLES = """  baepo roadmap                       the environment of your settings
  baepo roadmap --env staging --json"""
# By backend: the playbook that looks, and how; steps also rest on how things are written.
_PLAYBOOKS: Mapping[str, tuple[str, Mapping[str, bool]]] = {
    "kube": ("explain_workload", {"advice": True}),
    "aws": ("find_waste", {}),
}
_BUDGET = Budget(tool_calls=200, seconds=300.0)
_NAMED = 3  # things against a step are named, the rest is counted
_CITED = 3
_SIGNS = {"done": "✓", "open": "✗", "unknown": "?", "none": "–", "absent": "–"}
_WORDS = {
    "unknown": Text(ko="보지 못했습니다", en="could not be looked at"),
    "none": Text(ko="아직 없습니다", en="there are none yet"),
    "absent": Text(ko="이 환경에 설정되어 있지 않습니다", en="not configured in this environment"),
}
_NEXT = Text(ko="**다음에 할 일**", en="**Next**")
_ALL = Text(ko="모든 단계가 이루어졌습니다.", en="Every step is true.")
_OTHERS = Text(ko="외 {count}개", en="and {count} more")


def main(argv: list[str]) -> int:
    parser = common.parser("roadmap", _ABOUT, _EXAMPLES, env=True)
    options = parser.parse_args(argv)
    settings = common.load(options)
    if not settings.environments:
        raise UsageError(
            Text(ko="아직 살펴볼 환경이 없습니다.", en="There is no environment yet to look at."),
            remedy=Text(ko="baepo init 또는 baepo demo", en="baepo init, or baepo demo"),
        )
    wiring = Wiring(settings)
    environment = common.environment(options, settings)
    session = wiring.session(title="roadmap", environment=environment.name).id
    diagnoses = _diagnoses(wiring, environment, session)
    given, read = _set(wiring, environment), _read(wiring, session, diagnoses)
    found = [(phase, standings(phase, diagnoses, given, read)) for phase in PHASES]
    show = _print_json if options.json else _print
    show(options, environment, session, found)
    return PARTLY if any(s.state == "unknown" for _, each in found for s in each) else DONE


def _diagnoses(wiring: Wiring, environment: Environment, session: str) -> dict[str, Diagnosis | NotRead]:
    """What the playbooks find in the backends that the environment has; or why one could not look."""
    look = wiring.toolbox.look(
        environment=environment,
        principal=wiring.principal,
        session=session,
        spending=Spending(_BUDGET, wiring.clock),
        cancelled=threading.Event(),
        emit=lambda _event: None,
    )
    found: dict[str, Diagnosis | NotRead] = {}
    for backend, (name, how) in _PLAYBOOKS.items():
        if not environment.has(backend):
            continue
        try:
            found[backend] = wiring.playbooks[name].function(look, **how)
        except ToolError as error:
            found[backend] = NotRead.of(backend, error)
    return found


def _read(wiring: Wiring, session: str, diagnoses: Mapping[str, Diagnosis | NotRead]) -> dict[str, Read]:
    """By evidence what it holds."""
    ids = [e for d in diagnoses.values() if isinstance(d, Diagnosis) for e in d.evidence]
    found = {e: wiring.evidence.load(session, e) for e in ids}
    return {e: Read(what=str(k.arguments.get("kind", k.tool)), many=len(k.items)) for e, k in found.items()}


def _set(wiring: Wiring, environment: Environment) -> Mapping[str, bool]:
    """What the settings hold: approvers, a rule for this environment, sources of one's own."""
    settings = wiring.settings
    return {
        "approvers": bool(settings.approvers),
        "policy": any(fnmatchcase(environment.name, e) for rule in settings.policy.rules for e in rule.environments),
        "runbooks": bool(wiring.guides.has_own),
    }


def _print(
    options: argparse.Namespace,
    environment: Environment,
    session: str,
    found: Sequence[tuple[Phase, Sequence[Standing]]],
) -> None:
    lang, style = common.language(options), output.styled(sys.stdout)
    blocks = []
    for number, (phase, each) in enumerate(found, start=1):
        true = sum(s.state == "done" for s in each)
        lines = [f"**{number}. {phase.title.in_(lang)}** · {true}/{len(each)}", *(_line(s, lang) for s in each)]
        blocks.append("\n".join(lines))
    every = [s for _, each in found for s in each]
    upcoming = next_steps(every)
    lines = [f"{i}. {_next(s, lang)}" for i, s in enumerate(upcoming, start=1)]
    blocks.append("\n".join([_NEXT.in_(lang), *lines]) if lines else _ALL.in_(lang))
    gaps = tuple(dict.fromkeys(n for s in every for n in s.not_read))
    if gaps:
        blocks.append(not_looked_at(gaps, lang))
    print(output.markdown("\n\n".join(blocks), style=style))
    print(output.dim(f"\n{environment.name} · {session} · baepo evidence show ID --session {session}", style=style))


def _line(standing: Standing, lang: Lang) -> str:
    text = f"- {_SIGNS[standing.state]} {standing.step.text.in_(lang)}"
    if standing.findings:
        names = list(dict.fromkeys(f.target.short for f in standing.findings))
        more = [_OTHERS.in_(lang).format(count=len(names) - _NAMED)] if len(names) > _NAMED else []
        return f"{text}: {', '.join([*names[:_NAMED], *more])} {citations(standing.evidence[:_CITED])}"
    if standing.state in _WORDS:
        return f"{text}: {_WORDS[standing.state].in_(lang)} {citations(standing.evidence[:_CITED])}".rstrip()
    return f"{text} {citations(standing.evidence[:_CITED])}".rstrip()


def _next(standing: Standing, lang: Lang) -> str:
    step = standing.step
    guide = f" [{step.guide}]" if step.guide else ""
    if standing.findings:
        worst = standing.findings[0]
        return f"{worst.target.short}: {worst.title.in_(lang)}{guide}"
    command = step.command or ("baepo doctor" if standing.state in ("unknown", "absent") else "")
    return f"{step.text.in_(lang)}{guide}" + (f" → {command}" if command else "")


def _print_json(
    options: argparse.Namespace,
    environment: Environment,
    session: str,
    found: Sequence[tuple[Phase, Sequence[Standing]]],
) -> None:
    lang = common.language(options)
    every = [s for _, each in found for s in each]
    common.print_json(
        "baepo.roadmap/1",
        environment=environment.name,
        session=session,
        phases=[
            {"id": p.id, "title": p.title.in_(lang), "steps": [_as_json(s, lang) for s in each]} for p, each in found
        ],
        next=[_next(s, lang) for s in next_steps(every)],
    )


def _as_json(standing: Standing, lang: Lang) -> dict[str, object]:
    return {
        "text": standing.step.text.in_(lang),
        "state": standing.state,
        "against": [
            {"check": f.check, "target": f.target.short, "title": f.title.in_(lang)} for f in standing.findings
        ],
        "evidence": list(standing.evidence),
        "not_read": [{"what": n.what, "why": n.why, "remedy": n.remedy} for n in standing.not_read],
        "guide": standing.step.guide,
    }
