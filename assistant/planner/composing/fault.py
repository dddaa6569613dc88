"""Whether what was told came with a deploy, and who is noted for it, for each finding. Called by `composing.compose`. Pure.

That something began with a revision is read off the two times, or off what the finding itself says of a revision; whose it
was only where a deployment tool noted it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.findings import Finding
from assistant.language import Lang, Text
from assistant.models.spec import Observation
from assistant.patterns import Lazy
from assistant.planner.composing.cells import cell
from assistant.planner.composing.rollouts import are_revisions
from assistant.planner.composing.since import began_at
from assistant.planner.narrowing.columns import Row

_SOON = timedelta(minutes=15)  # after a revision began, what fails since then came with it
_REVISION = Lazy(r"\brevision (?P<number>\d+) (?:changed|began|of)\b")
_NOT_YOU = Text(
    ko="누가 물었는지는 알지 못하므로, 본인의 배포인지는 리비전과 시각으로 확인하십시오.",
    en="Who is asking is not known here: whether a deploy was yours, its revision and time tell.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Came:
    """With which revision a finding came: "" for none. `known`: whether its revisions could be read at all."""

    finding: Finding
    revision: str = ""
    at: str = ""
    who: str = ""
    cite: str = ""
    known: bool = True


def fault_text(observations: Sequence[Observation], lang: Lang) -> tuple[str, tuple[Observation, ...]]:
    """(the answer, the observations that it was read from); ("", ()) where it is not asked."""
    told = [o for o in observations if o.recalled is not None and o.recalled.aspect == "fault"]
    if not told:
        return "", ()
    histories = [
        o
        for o in observations
        if o.call.name == "list_rollout_history" and o.evidence is not None and o.recalled is None
    ]
    came = [_came(f, histories) for o in told if o.recalled is not None for f in o.recalled.findings]
    lines = [_verdict(came).in_(lang), *(_line(c, lang) for c in came), _NOT_YOU.in_(lang)]
    return "\n".join(lines), (*told, *histories)


def _came(finding: Finding, histories: Sequence[Observation]) -> _Came:
    whose = [
        (t.id, t.place) for t in (finding.target, *finding.related) if t.kind == "Deployment"
    ]  # a Service: its pods'
    read = next(
        (o.evidence for o in histories if o.evidence is not None and _whose(o.evidence.arguments) in whose), None
    )
    rows: Sequence[Row] = read.items if read is not None and are_revisions(read.items) else ()
    number = _own_revision(finding)
    row = next((r for r in rows if number and str(r.get("revision")) == number), None) or (
        None if number else _begun_with(rows, began_at(finding))
    )
    if row is None:
        return _Came(finding=finding, revision=number, known=bool(number or rows or not whose))
    return _Came(
        finding=finding,
        revision=str(row.get("revision")),
        at=cell("created_at", row.get("created_at")),
        who=str(row.get("change_cause") or ""),
        cite=f"[{read.id}]" if read is not None else "",
    )


def _whose(arguments: Row) -> tuple[str, str]:
    return str(arguments.get("name") or ""), str(arguments.get("namespace") or "")


def _own_revision(finding: Finding) -> str:
    """The revision that the finding itself says it came with."""
    said = (s.text.en for s in finding.statements if s.role in ("cause", "time"))
    return next((m["number"] for text in said if (m := _REVISION.search(text))), "")


def _begun_with(rows: Sequence[Row], since: datetime | None) -> Row | None:
    """The current revision, where what fails began as soon as it did."""
    row = next((r for r in rows if r.get("current") is True), None)
    if row is None or since is None:
        return None
    try:
        created = datetime.fromisoformat(str(row.get("created_at")))
    except ValueError:
        return None
    return row if timedelta(0) <= since - created <= _SOON else None


def _verdict(came: Sequence[_Came]) -> Text:
    """Yes, no or unknown, with how many came with a deploy and for how many somebody is noted."""
    count, by, noted = len(came), sum(bool(c.revision) for c in came), sum(bool(c.who) for c in came)
    if not by and not all(c.known for c in came):
        return Text(
            ko="**알 수 없습니다: 배포 이력을 읽지 못했습니다.**", en="**Unknown: the revisions could not be read.**"
        )
    if not by:
        return Text(
            ko=f"**아니요, {'' if count == 1 else f'{count}건 모두 '}배포와 함께 시작됐다는 근거가 없습니다.**",
            en=f"**No: nothing shows that {'it' if count == 1 else f'any of the {count}'} came with a deploy.**",
        )
    whose_ko = f"누구의 배포인지 적힌 것은 {noted}건입니다" if noted else "누구의 배포인지는 적혀 있지 않습니다"
    whose_en = f"who is noted for {noted}" if noted else "whose is not recorded"
    if count == 1:
        return Text(
            ko=f"**네, 배포와 함께 시작됐습니다. {'누구의 배포인지 적혀 있습니다' if noted else whose_ko}.**",
            en=f"**Yes, it came with a deploy; {'who is noted' if noted else whose_en}.**",
        )
    return Text(
        ko=f"**네, {count}건 중 {by}건이 배포와 함께 시작됐습니다. {whose_ko}.**",
        en=f"**Yes, {by} of {count} came with a deploy; {whose_en}.**",
    )


def _line(came: _Came, lang: Lang) -> str:
    title = " ".join(came.finding.title.in_(lang).split())
    cites = " ".join(filter(None, (came.cite, *(f"[{e}]" for e in came.finding.evidence[:2]))))
    if not came.revision:
        said = Text(ko="어느 리비전에서 시작됐는지 확인되지 않습니다", en="no revision is known to have brought it")
        return f"- {title}: {said.in_(lang)} {cites}".rstrip()
    at = f" ({came.at} UTC)" if came.at else ""
    who = Text(ko=f"기록: {came.who}", en=f"noted: {came.who}")
    if not came.who:
        who = Text(ko="누구인지 기록 없음", en="nobody noted")
    said = Text(ko=f"리비전 {came.revision}{at} · {who.ko}", en=f"revision {came.revision}{at} · {who.en}")
    return f"- {title}: {said.in_(lang)} {cites}".rstrip()
