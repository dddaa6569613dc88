"""`baepo check`: every check of a cluster, or of manifests, at once, for people, cron and CI. Reads only; makes no plans."""

import argparse
import gc
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from assistant.budget import Budget, Spending
from assistant.commands import options as common
from assistant.commands import output
from assistant.commands.finding_json import SCHEMA, finding_json, gap_json
from assistant.commands.folded_advice import folded_advice
from assistant.commands.place import add_place, place_of
from assistant.commands.progress import Progress
from assistant.environments import Environment
from assistant.errors import DONE, FAIL_ON, PARTLY, UsageError
from assistant.finding_text import in_full, not_looked_at
from assistant.findings import Finding, Severity, apply_suppressions, ranked
from assistant.language import Lang, Text, with_particle
from assistant.models.spec import CallWanted, Observation
from assistant.playbooks.spec import Diagnosis
from assistant.store import sessions
from assistant.wiring import Wiring

_EXAMPLES = """  baepo check kube                                  the environment of your settings
  baepo check kube --context prod-seoul             a context of your kubeconfig, no settings needed
  baepo check kube --snapshot incident.tar.zst --namespace shop
  baepo check kube --json --fail-on high            in CI: exit 5 when something is that severe
  baepo check manifests deploy/ --fail-on high      files before they are applied, with file and line
  helm template web charts/web | baepo check manifests -"""
_INVESTIGATIONS = {"kube": "explain_workload"}
MANIFESTS = "manifests"
_BUDGET = Budget(tool_calls=100, seconds=300.0)


@dataclass(frozen=True, kw_only=True)
class _Checked:
    """What came of the checks in one place; `hidden` are the findings that are suppressed."""

    environment: Environment
    session: str
    diagnosis: Diagnosis
    hidden: tuple[Finding, ...]


def main(argv: list[str]) -> int:
    """0 looked everywhere, 4 some parts could not be read, 5 with --fail-on."""
    options = _parsed(argv)
    if options.backend == MANIFESTS:
        from assistant.commands import check_manifests

        return check_manifests.run(options)
    if options.paths:
        raise UsageError(
            Text(
                ko=f"클러스터에는 경로 {with_particle(options.paths[0], '이')} 없습니다.",
                en=f"A cluster has no path {options.paths[0]}.",
            ),
            remedy=Text(
                ko="파일은 이렇게 검사합니다: baepo check manifests PATH", en="For files: baepo check manifests PATH"
            ),
        )
    settings = common.load(options)
    with _without_collector():
        checked = _checked(Wiring(settings), place_of(options, settings), options)
    found = [f for f in checked.diagnosis.findings if options.all or f.klass == "problem"]
    show = _print_json if options.json else _print
    show(checked, found, common.language(options))
    if options.fail_on and any(f.severity >= Severity[options.fail_on.upper()] for f in found):
        return FAIL_ON
    return PARTLY if checked.diagnosis.not_read else DONE


def _parsed(argv: list[str]) -> argparse.Namespace:
    parser = common.parser(
        "check",
        "Run every check on a cluster, or on manifests: what is wrong, why, and what could be done.",
        _EXAMPLES,
        env=True,
    )
    parser.add_argument("backend", choices=sorted([*_INVESTIGATIONS, MANIFESTS]), help="what to check")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="manifests: files, folders, or - for standard input")
    add_place(parser, recorded=True)
    parser.add_argument("--all", action="store_true", help="advice too, not only problems; of manifests each in full")
    parser.add_argument("--fail-on", choices=[s.label for s in Severity], help="exit 5 when a finding is that severe")
    options: argparse.Namespace = parser.parse_args(argv)
    return options


@contextmanager
def _without_collector() -> Iterator[None]:
    """A large cluster becomes a million objects without cycles, over which the garbage collector would go again and again:
    a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _checked(wiring: Wiring, environment: Environment, options: argparse.Namespace) -> _Checked:
    cancelled = threading.Event()
    progress = Progress(live=output.draws(sys.stderr) and not options.json)
    previous = signal.signal(signal.SIGINT, lambda _signal, _frame: cancelled.set())
    session = sessions.create_session(  # a record without the agent of a conversation, which takes time to build
        wiring.database,
        title=f"check {options.backend}",
        principal=wiring.principal.name,
        environment=environment.name,
        at=wiring.clock.now(),
    ).id
    try:
        look = wiring.toolbox.look(
            environment=environment,
            principal=wiring.principal,
            session=session,
            spending=Spending(_BUDGET, wiring.clock),
            cancelled=cancelled,
            emit=progress.see,
        )
        investigation = wiring.playbooks[_INVESTIGATIONS[options.backend]]
        where = {"namespace": options.namespace} if options.namespace else {}
        diagnosis = investigation.function(look, advice=options.all, **where)
    finally:
        signal.signal(signal.SIGINT, previous)
        progress.clear()
    suppressions = sessions.load_suppressions(wiring.database, environment.name)
    shown, hidden = apply_suppressions(diagnosis.findings, suppressions, wiring.clock.now())
    diagnosis = replace(diagnosis, findings=ranked(shown))
    return _Checked(environment=environment, session=session, diagnosis=diagnosis, hidden=hidden)


def _print(checked: _Checked, found: Sequence[Finding], lang: Lang) -> None:
    style = output.styled(sys.stdout)
    print(output.markdown("\n\n".join(_blocks(checked, found, lang)), style=style))
    counts = [
        f"{n} {s.word.in_(lang)}" for s in sorted(Severity, reverse=True) if (n := sum(f.severity == s for f in found))
    ]
    said = [checked.environment.name, *counts, checked.session]
    if checked.hidden:
        n = len(checked.hidden)
        said.insert(-1, Text(ko=f"알려진 문제 {n}건 숨김", en=f"{n} known, hidden").in_(lang))
    print(output.dim("\n" + " · ".join(said), style=style))


def _blocks(checked: _Checked, found: Sequence[Finding], lang: Lang) -> Iterator[str]:
    diagnosis = replace(checked.diagnosis, findings=tuple(found))
    if not found:
        from assistant.planner.composing.compose import compose

        told = Observation(call=CallWanted(name=_INVESTIGATIONS["kube"], arguments={}), diagnosis=diagnosis)
        yield compose([told], lang, environment=checked.environment.name, detail=True)
        return
    titles = _titles_of_posture()
    folded = [f for f in found if f.check in titles and f.severity < Severity.HIGH]
    for finding in (f for f in found if f.check not in titles or f.severity >= Severity.HIGH):
        severity, place = finding.severity, finding.target
        yield f"{severity.sign} {severity.word.in_(lang)} · {place.kind} {place.short}\n{in_full(finding, lang)}"
    if folded:
        yield folded_advice(((f.check, f"{f.target.kind} {f.target.short}") for f in folded), titles, lang)
    if commands := list(dict.fromkeys(c for f in found for c in _commands(f, checked.environment))):
        yield "\n".join(
            [Text(ko="**할 수 있는 조치**", en="**What could be done**").in_(lang), *(f"  {c}" for c in commands)]
        )
    if diagnosis.not_read:
        yield not_looked_at(diagnosis.not_read, lang)


def _titles_of_posture() -> dict[str, Text]:
    """The checks on how objects are written: one says the same of many."""
    import assistant.checks.kube.posture
    from assistant.checks.spec import checks_in

    return {c.id: c.title for c in checks_in(assistant.checks.kube.posture)}


def _print_json(checked: _Checked, found: Sequence[Finding], lang: Lang) -> None:
    common.print_json(
        SCHEMA,
        environment=checked.environment.name,
        session=checked.session,
        looked_at=checked.diagnosis.looked_at.in_(lang),
        findings=[finding_json(f, lang) for f in found],
        suppressed=[f.fingerprint for f in checked.hidden],
        not_read=[gap_json(n) for n in checked.diagnosis.not_read],
    )


def _commands(finding: Finding, environment: Environment) -> list[str]:
    """How the actions of a finding are planned; none where nothing can be changed, as in a recording."""
    if environment.targets["kube"].recorded:
        return []
    return [
        " ".join(
            [
                f"baepo propose {p.action} {p.target.place}/{p.target.id}",
                *(f"{k}={v}" for k, v in p.arguments.items()),
                f"--env {environment.name}",
            ]
        )
        for p in finding.proposals
    ]
