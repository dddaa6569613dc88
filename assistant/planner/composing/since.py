"""Since when a finding is so, and how long that is. Called by `composing.compose` and `composing.standing_text`. Pure."""

from datetime import UTC, datetime, timedelta

from assistant.finding_text import citations, in_one_line
from assistant.findings import Finding, Statement
from assistant.language import Lang, Text
from assistant.patterns import Lazy

_MOMENT = Lazy(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? UTC")


def since_text(finding: Finding, now: datetime | None, lang: Lang) -> str:
    """One line: the moment, how long ago it was at `now`, and of what; "" where nothing that was read tells it."""
    dated = _dated(finding)
    if dated is None or finding.klass != "problem":
        return ""
    statement, at = dated
    told = f"{at:%Y-%m-%d %H:%M} UTC"
    ko, en = f"{told}부터", f"since {told}"
    if now is not None and now > at:
        length = about(now - at)
        ko, en = f"{ko}, 약 {length.ko}째입니다", f"{en}, about {length.en}"
    head = Text(ko=f"**{ko}**", en=f"**{en}**").in_(lang)
    return f"{head} · {in_one_line(finding.title, lang)} {citations(c.evidence for c in statement.cites)}".rstrip()


def began_at(finding: Finding) -> datetime | None:
    """The moment since which it is so; None where nothing that was read tells it."""
    dated = _dated(finding)
    return dated[1] if dated is not None else None


def _dated(finding: Finding) -> tuple[Statement, datetime] | None:
    for statement in finding.statements:
        if statement.role == "time" and (moment := _MOMENT.search(statement.text.en)):
            return statement, datetime.fromisoformat(moment[0].removesuffix(" UTC")).replace(tzinfo=UTC)
    return None


def about(length: timedelta) -> Text:
    """As people say it: days from two on, hours with minutes, minutes."""
    minutes = max(int(length.total_seconds() // 60), 1)
    if minutes >= 2 * 24 * 60:
        days = minutes // (24 * 60)
        return Text(ko=f"{days}일", en=f"{days} days")
    hours, rest = divmod(minutes, 60)
    if not hours:
        return Text(ko=f"{rest}분", en=f"{rest} min")
    return Text(ko=f"{hours}시간" + (f" {rest}분" if rest else ""), en=f"{hours} h" + (f" {rest} min" if rest else ""))
