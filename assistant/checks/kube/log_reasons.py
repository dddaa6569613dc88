"""Which row of a log says why its program ended or does not work. Called by `facts`.

Programs tell the cause first and then what follows from it, down to "exiting": so of the errors that end a log the first
counts, whatever was said in calmer times before.
Source: rows of `read_pod_logs`, whose `severity` is what the line itself says.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

Row = Mapping[str, Any]
BURST_LINES = 12  # between two errors of one burst
BURST_SPAN = timedelta(seconds=30)


def telling_row(rows: Sequence[Row]) -> Row | None:
    """The innermost cause of the last stack trace that names one; else the first error of the burst that ends the log;
    else the last error, the last hint of one, the last warning."""
    spoken = [row for row in rows if str(row["text"]).strip()]
    chosen = _chosen(spoken)
    if chosen is not None and str(chosen["text"]).rstrip().endswith(":") and not chosen.get("cause"):
        at = spoken.index(chosen) + 1  # a heading: what it announces stands below
        return spoken[at] if at < len(spoken) and _close(chosen, spoken[at]) else chosen
    return chosen


def _chosen(spoken: Sequence[Row]) -> Row | None:
    causes = [r for r in spoken if "caused by" in f"{r['text']} {r.get('cause', '')}".lower()]
    if causes:
        return causes[-1]
    decisive = [row for row in spoken if row["decisive"]]
    errors = [row for row in decisive if row.get("severity") != "hint"]
    if errors and decisive and _close(errors[-1], decisive[-1]):
        return _first_of_burst(errors)
    if decisive:
        return errors[-1] if errors else _first_of_burst(decisive)
    warnings = [row for row in spoken if "warn" in str(row["text"]).lower()]
    return warnings[-1] if warnings else None


def _first_of_burst(errors: Sequence[Row]) -> Row:
    """The first of the last errors that follow each other closely."""
    first = errors[-1]
    for row in reversed(errors[:-1]):
        if not _close(row, first):
            break
        first = row
    return first


def _close(row: Row, later: Row) -> bool:
    if int(later["line"]) - int(row["line"]) > BURST_LINES:
        return False
    one, other = _moment(row), _moment(later)
    return one is None or other is None or other - one <= BURST_SPAN


def _moment(row: Row) -> datetime | None:
    """None for a row without a time, or with one that cannot be read."""
    try:
        return datetime.fromisoformat(str(row.get("at", "")))
    except ValueError:
        return None
