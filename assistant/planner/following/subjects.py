"""Which of the session's findings a question is about, and which kinds of things it names. Called by `following.recall`.

Pure but for `Question.known`.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from assistant.findings import Finding
from assistant.planner.composing.chosen_findings import chosen_findings
from assistant.planner.following.picking import (
    asks_sum,
    asks_the_rest,
    called,
    kinds_said,
    named_out,
    only_chooses,
    picked,
)
from assistant.planner.narrowing.asked import narrowing
from assistant.planner.question import Question
from assistant.planner.reading import Reading, read

_KIND_OF_ID = {"vol": "Volume", "i": "Instance", "snap": "Snapshot", "eipalloc": "Address", "ip": "Address"}
_KIND_OF = {
    "deployments.apps": "Deployment", "statefulsets.apps": "StatefulSet", "daemonsets.apps": "DaemonSet",
    "services": "Service", "pods": "Pod", "instances": "Instance",
}  # fmt: skip


def subjects(question: Question, reading: Reading, *, deed: str = "") -> tuple[Finding, ...]:
    """The earlier findings that a question is about: those it names; else those of the latest turn that found anything,
    unless something else was talked about since. With a `deed`, where something of that can be done, only such."""
    standing = question.standing
    if own := _named(standing.findings, reading):
        return own
    if reading.mentions or reading.slots.ids:
        return ()
    if spaces := reading.slots.namespaces:
        return tuple(f for f in standing.findings if f.target.place in spaces)
    found = talked_of(question)
    found = tuple(f for f in found if deed and any(deed_of(p.action) == deed for p in f.proposals)) or found
    chosen = picked(reading, found)
    return found if chosen is None else chosen.findings


def talked_of(question: Question, *, all_of_them: bool = False) -> tuple[Finding, ...]:
    """The findings of the latest turn that has any, as far as the turns since have not chosen among them; or all of them."""
    standing = question.standing
    since: list[Reading] = []
    for turn in reversed(standing.turns):
        earlier = read(replace(question, text=turn.question))
        if not turn.findings and named_out(earlier, standing.findings):  # all but the one that it names
            since.append(earlier)
            continue
        found = _named(turn.findings or standing.findings, earlier) or (
            tuple(f for f in turn.findings if f.klass == "problem") or turn.findings
        )
        if found and all_of_them:
            return found
        if found:
            return _narrowed(as_told(question, turn.question, found), since[::-1])
        if earlier.mentions or earlier.slots.ids:
            return ()
        since.append(earlier)
    return ()


def as_told(question: Question, asked: str, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those that the answer to an earlier question told: what the question chose of all that was found, if anything."""
    return chosen_findings(found, narrowing(asked, question.now, question.zone)).findings or found


def _narrowed(found: tuple[Finding, ...], since: list[Reading]) -> tuple[Finding, ...]:
    """As far as the questions since, oldest first, have chosen among them, or asked for those that were not chosen."""
    chosen = found
    for reading in since:
        rest = tuple(f for f in found if f not in chosen) if asks_the_rest(reading) else ()
        chosen = rest or _chosen(chosen, reading)
    return chosen


def _chosen(findings: tuple[Finding, ...], reading: Reading) -> tuple[Finding, ...]:
    out = named_out(reading, findings)
    if out:
        return tuple(f for f in findings if f not in out) or findings
    chosen = picked(reading, findings) if only_chooses(reading) or asks_sum(reading) else None
    return chosen.findings if chosen is not None and chosen.findings else findings


def deed_of(action: str) -> str:
    """`rollback` of `kube.rollback_deployment`."""
    return action.rpartition(".")[2].partition("_")[0]


def _named(findings: Iterable[Finding], reading: Reading) -> tuple[Finding, ...]:
    """Those whose target the question names, by its id or name, else the one whose name it says a part of."""
    each = tuple(findings)
    names = {n for m in reading.mentions for k in m.known for n in (k.name, k.id)}
    exact = tuple(f for f in each if any(n in names or _says(reading.text, n) for n in called(f)))
    if exact or reading.slots.ids:
        return exact
    part = [f for f in each if any(_says_part(reading.text, n) for n in called(f))]
    return tuple(part) if len({f.target for f in part}) == 1 else ()


def _says_part(text: str, name: str) -> bool:
    """Whether a text says a name without its first or last piece: "the load test instance" of garam-load-test."""
    pieces = name.split("-")
    parts = ("-".join(pieces[1:]), "-".join(pieces[:-1])) if len(pieces) > 2 else ()
    return any(re.search(rf"(?<![\w-]){p.replace('-', '[- ]')}(?![A-Za-z0-9_-])", text, re.IGNORECASE) for p in parts)


def _says(text: str, name: str) -> bool:
    return bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![A-Za-z0-9_-])", text, re.IGNORECASE))


def kinds_named(reading: Reading) -> frozenset[str]:
    kinds = {_KIND_OF_ID.get(kind, kind) for kind, _ in reading.slots.ids}
    kinds |= {_KIND_OF[k.kind] for m in reading.mentions for k in m.known if k.kind in _KIND_OF}
    return frozenset(kinds) or kinds_said(reading)
