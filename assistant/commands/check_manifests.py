"""`baepo check manifests`: object checks on files, before anything is applied. Called by `check`. Reads nothing else."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from assistant.commands import options as common
from assistant.commands import output
from assistant.commands.finding_json import SCHEMA, finding_json, gap_json
from assistant.commands.folded_advice import folded_advice
from assistant.errors import DONE, FAIL_ON, PARTLY, UsageError
from assistant.finding_text import in_one_line, not_looked_at
from assistant.findings import Severity
from assistant.language import Lang, Text, with_particle
from assistant.manifests.checking import Placed, Posture, check, checks, postures
from assistant.manifests.reading import STDIN, Manifests, read

_OF_CLUSTERS = ("env", "context", "kubeconfig", "snapshot")
_MOST_PLACES = 4


@dataclass(frozen=True, kw_only=True)
class _Checked:
    """What came of the checks."""

    manifests: Manifests
    found: tuple[Placed, ...]
    postures: tuple[Posture, ...]


def run(options: argparse.Namespace) -> int:
    """0 looked at everything, 4 some files or documents could not be read, 5 with --fail-on. Raises: UsageError."""
    _refuse_places(options)
    if not options.paths:
        raise UsageError(
            Text(ko="검사할 경로가 없습니다.", en="There is no path to check."),
            remedy=Text(
                ko="baepo check manifests PATH, 표준 입력은 -로 적으세요.",
                en="baepo check manifests PATH, or - for the standard input.",
            ),
        )
    manifests = read(options.paths, sys.stdin.buffer.read() if STDIN in options.paths else b"")
    found, levels = check(manifests, datetime.now(UTC)), postures(manifests)
    if options.namespace:
        found = tuple(p for p in found if p.finding.target.place == options.namespace)
        levels = tuple(p for p in levels if p.target.place == options.namespace)
    checked = _Checked(manifests=manifests, found=found, postures=levels)
    lang = common.language(options)
    if options.json:
        _print_json(checked, options.paths, lang)
    else:
        _print(checked, lang, everything=options.all)
    if options.fail_on and any(p.finding.severity >= Severity[options.fail_on.upper()] for p in found):
        return FAIL_ON
    return PARTLY if manifests.not_read else DONE


def _refuse_places(options: argparse.Namespace) -> None:
    for name in _OF_CLUSTERS:
        if getattr(options, name, None):
            raise UsageError(
                Text(
                    ko=f"--{with_particle(name, '은')} 클러스터를 가리키는데, 매니페스트는 파일입니다.",
                    en=f"--{name} names a cluster, and manifests are files.",
                ),
                remedy=Text(
                    ko="빼거나 이렇게 실행하세요: baepo check kube", en="Leave it out, or run: baepo check kube"
                ),
            )


def _print_json(checked: _Checked, paths: Iterable[str], lang: Lang) -> None:
    common.print_json(
        SCHEMA,
        paths=list(paths),
        looked_at=_looked_at(checked).in_(lang),
        findings=[_as_json(p, lang) for p in checked.found],
        posture=[_posture_json(p) for p in checked.postures],
        suppressed=[],
        not_read=[gap_json(n) for n in checked.manifests.not_read],
    )


def _as_json(placed: Placed, lang: Lang) -> dict[str, Any]:
    made = finding_json(placed.finding, lang)
    evidence = [
        {**cite, "file": place.file, "line": place.line}
        for cite, place in zip(made["evidence"], placed.places, strict=True)
    ]
    return {**made, "evidence": evidence, "file": placed.place.file, "line": placed.place.line}


def _posture_json(posture: Posture) -> dict[str, Any]:
    target = posture.target
    return {
        "namespace": target.place,
        "kind": target.kind,
        "name": target.id,
        "level": posture.level,
        "file": posture.place.file,
        "line": posture.place.line,
    }


def _print(checked: _Checked, lang: Lang, *, everything: bool) -> None:
    style = output.styled(sys.stdout)
    print(output.markdown("\n\n".join(_blocks(checked, lang, everything=everything)), style=style))
    severities = [p.finding.severity for p in checked.found]
    counts = [f"{n} {s.word.in_(lang)}" for s in sorted(Severity, reverse=True) if (n := severities.count(s))]
    print(output.dim("\n" + " · ".join([_looked_at(checked).in_(lang), *counts]), style=style))


def _blocks(checked: _Checked, lang: Lang, *, everything: bool) -> Iterator[str]:
    full = [p for p in checked.found if everything or p.finding.severity > Severity.LOW]
    yield from (_in_full(p, lang) for p in full)
    low = [p for p in checked.found if not everything and p.finding.severity == Severity.LOW]
    if low:
        titles = {c.id: c.title for c in checks()}
        yield folded_advice(((p.finding.check, str(p.place)) for p in low), titles, lang)
    if checked.postures:
        yield _levels(checked.postures, lang)
    if not checked.found:
        yield Text(ko="찾은 문제가 없습니다.", en="Nothing was found.").in_(lang)
    if checked.manifests.not_read:
        yield not_looked_at(checked.manifests.not_read, lang)


def _in_full(placed: Placed, lang: Lang) -> str:
    finding = placed.finding
    cause = next(s.text for s in finding.statements if s.role == "cause")
    remedies = (f"→ {in_one_line(s.text, lang)}" for s in finding.statements if s.role == "caution")
    head = f"{placed.place} {finding.severity.sign} {finding.severity.word.in_(lang)} · {finding.check}"
    return "\n".join([head, f"**{in_one_line(cause, lang)}**", *remedies])


def _levels(found: tuple[Posture, ...], lang: Lang) -> str:
    """How many pods meet which level, and where those are that meet none."""
    levels = [p.level for p in found]
    counts = ", ".join(
        f"{level} {n}" for level in ("restricted", "baseline", "privileged") if (n := levels.count(level))
    )
    below = [f"{p.target.kind} {p.target.id} ({p.place})" for p in found if p.level == "privileged"]
    named = f": {', '.join(below[:_MOST_PLACES])}" if below else ""
    return f"**{Text(ko='Pod Security 수준', en='Pod Security level').in_(lang)}** {counts}{named}"


def _looked_at(checked: _Checked) -> Text:
    files, objects = checked.manifests.files, len(checked.manifests.found)
    en = f"{objects} object{'' if objects == 1 else 's'} in {files} file{'' if files == 1 else 's'}"
    return Text(ko=f"파일 {files}개의 객체 {objects}개", en=en)
