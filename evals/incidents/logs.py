"""Recorded `kubectl logs` text with the times that `kubectl logs --timestamps` would show, as far as its lines say them.

Called by `replay`. The product's log reader expects each line to begin with its time.
"""

import re
from datetime import UTC, datetime

_TIME = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d:\d\d)(?:[.,](?P<part>\d{1,9}))?(?P<zone>Z|[+-]\d\d:?\d\d)?"
)


def time_in(line: str) -> datetime | None:
    """The first time that a line names near its start; without a zone it is taken for UTC."""
    match = _TIME.search(line[:80])
    if match is None:
        return None
    zone = (match["zone"] or "Z").replace("Z", "+00:00")
    try:
        return datetime.fromisoformat(f"{match['date']}T{match['time']}{zone}").astimezone(UTC)
    except ValueError:
        return None


def stamped(text: str) -> str:
    """Every line with its own time in front, or that of the line before it; lines before the first time have none."""
    lines: list[str] = []
    at: datetime | None = None
    for line in text.splitlines():
        at = time_in(line) or at
        lines.append(f"{at:%Y-%m-%dT%H:%M:%SZ} {line}" if at else line)
    return "\n".join(lines) + "\n"
