"""Whether a CronJob ran as it should: of its runs on record those of the period that is asked about, else the last.

Called by `composing.compose`. Pure.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from assistant.finding_text import citations
from assistant.language import Lang, Text
from assistant.planner.narrowing.conditions import Narrowing
from assistant.playbooks.spec import Run

_ENDED = {
    "succeeded": Text(ko="성공했습니다", en="succeeded"),
    "failed": Text(ko="실패했습니다", en="failed"),
    "running": Text(ko="아직 돌고 있습니다", en="is still running"),
}
_FIRST = {
    "succeeded": Text(ko="네, 잘 돌았습니다", en="Yes"),
    "failed": Text(ko="아니요, 실패했습니다", en="No, it failed"),
    "running": Text(ko="아직 돌고 있습니다", en="It is still running"),
}


def runs_text(runs: Sequence[Run], wanted: Narrowing, lang: Lang) -> str:
    """One line; "" where none is on record, or it is not asked."""
    if not runs or not wanted.ran:
        return ""
    period = wanted.period
    chosen = [r for r in runs if period is None or period.start <= r.started_at < period.end]
    cites = citations(r.evidence for r in runs)
    if wanted.runs_back:
        return f"{_earlier(runs, chosen or runs, wanted).in_(lang)} {cites}"
    last = (chosen or runs)[-1]
    at, ended = _clock(last.started_at, wanted.zone), _ENDED[last.outcome]
    if not chosen:
        ko = f"**그 기간에 실행된 기록이 없습니다**: 남아 있는 기록 {len(runs)}건 중 마지막인 {at}의 실행은 {ended.ko}."
        en = f"**No run of that period is on record**: the last of the {len(runs)} that are, of {at}, {ended.en}."
    elif period is None or len(chosen) == 1:
        first = _FIRST[last.outcome]
        until = _until(last, wanted.zone)
        ko, en = (
            f"**{first.ko}**: {at}의 실행이 {until.ko}{ended.ko}.",
            f"**{first.en}**: the run of {at} {ended.en}{until.en}.",
        )
        if wanted.when:  # the moment is asked for
            ko, en = f"**{at}**: 그 실행이 {ended.ko}.", f"**{at}**: that run {ended.en}."
        if last.outcome == "running":
            ko, en = f"**{first.ko}**: {at}에 시작했습니다.", f"**{first.en}**: it started at {at}."
    else:
        ko, en = _several(chosen, wanted.zone)
    return f"{Text(ko=ko, en=en).in_(lang)} {cites}"


def _earlier(runs: Sequence[Run], told: Sequence[Run], wanted: Narrowing) -> Text:
    """The run so many before the last of those that were told."""
    place = runs.index(told[-1]) - wanted.runs_back
    if place < 0:
        ko = f"**그 전의 실행은 기록에 없습니다**: 남아 있는 것은 {len(runs)}건입니다."
        return Text(ko=ko, en=f"**No run before that is on record**: {len(runs)} are.")
    run = runs[place]
    at, first, ended = _clock(run.started_at, wanted.zone), _FIRST[run.outcome], _ENDED[run.outcome]
    return Text(ko=f"**{first.ko}**: {at}의 실행이 {ended.ko}.", en=f"**{first.en}**: the run of {at} {ended.en}.")


def _until(run: Run, zone: tzinfo) -> Text:
    """When it was over; "" where that is not on record."""
    if run.ended_at is None:
        return Text(ko="", en="")
    at = _clock(run.ended_at, zone)
    return Text(ko=f"{at}에 끝나 ", en=f" and ended at {at}")


def _several(runs: Sequence[Run], zone: tzinfo) -> tuple[str, str]:
    failed = [r for r in runs if r.outcome == "failed"]
    last = _clock((failed or runs)[-1].started_at, zone)
    if failed:
        ko = f"**아니요, {len(runs)}번 중 {len(failed)}번 실패했습니다** · 마지막 실패: {last}."
        return ko, f"**No: {len(failed)} of {len(runs)} runs failed** · the last failure: {last}."
    if any(r.outcome == "running" for r in runs):
        ko = f"**실패한 실행은 없고, {last}에 시작한 것은 아직 돌고 있습니다.**"
        return ko, f"**No run failed; the one of {last} is still running.**"
    return (
        f"**네, {len(runs)}번 모두 잘 돌았습니다** · 마지막: {last}.",
        f"**Yes, all {len(runs)} runs succeeded** · the last: {last}.",
    )


def _clock(at: datetime, zone: tzinfo) -> str:
    """In the asker's zone, and in UTC where that is another."""
    local = at.astimezone(zone)
    utc = f"{at:%Y-%m-%d %H:%M} UTC"
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()} ({utc})" if local.utcoffset() else utc
