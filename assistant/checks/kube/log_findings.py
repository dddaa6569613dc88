"""Checks on the logs of pods that run: operations that take long, and errors. Called by the Kubernetes playbooks.

Source: rows of `read_pod_logs`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.checks.kube.dependencies import why_unreachable
from assistant.checks.kube.facts import KubeFacts, Log, LogKey, Seen, says
from assistant.checks.kube.troubles import all_troubles
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Severity, Statement
from assistant.language import Text

SLOW_ID, ERRORS_ID = "kube.slow_operations", "kube.log_errors"
RUNBOOK = "runbooks/readiness#check"
MOST_SLOW = 4
MOST_ERRORS = 8
_SEVERITIES = ("hint", "error", "crash")
_ORDINARY = re.compile(r'\b(?:INFO|DEBUG|TRACE)\b|level"?[=:] ?"?(?:info|debug|trace)')
_LEAST_SHARE = 0.5  # what takes less than half as long as the slowest is not why it is slow
_SHOWN_CHARS = 300


@dataclass(frozen=True, kw_only=True)
class _Told:
    """Rows of the logs of one workload, with where each was read."""

    target: Seen
    container: str
    rows: tuple[tuple[Log, Mapping[str, Any]], ...]


@check(id=SLOW_ID, title=Text(ko="오래 걸리는 작업", en="Slow operations"), runbook=RUNBOOK)
def slow_operations(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Operations that a log says took a second or more; only when slowness is what was reported."""
    if "latency" not in facts.reported:
        return
    for told in _logs(facts, now):
        slow = [(log, row) for log, row in told.rows if row.get("longest_s")]
        if slow:
            yield _slow(told, _innermost_first(slow), facts)


def _innermost_first(slow: list[tuple[Log, Mapping[str, Any]]]) -> list[tuple[Log, Mapping[str, Any]]]:
    """One row a kind. Of two that take as long, the one that is done first is within the other, and so its cause."""
    by_kind: dict[str, tuple[Log, Mapping[str, Any]]] = {}
    for log, row in slow:
        kind = re.sub(r"\d+(?:\.\d+)?", "#", str(row["text"]))
        if kind not in by_kind or row["longest_s"] > by_kind[kind][1]["longest_s"]:
            by_kind[kind] = (log, row)
    longest = max(float(row["longest_s"]) for _, row in by_kind.values())
    worth = [(log, row) for log, row in by_kind.values() if float(row["longest_s"]) >= _LEAST_SHARE * longest]
    return sorted(worth, key=lambda pair: (-round(float(pair[1]["longest_s"])), pair[1]["line"]))[:MOST_SLOW]


def _slow(told: _Told, slow: list[tuple[Log, Mapping[str, Any]]], facts: KubeFacts) -> Finding:
    name = told.target.name
    statements = []
    for number, (log, row) in enumerate(slow):
        line, span, count = _short(row), _span(row), int(row.get("repeats", 1))
        text = Text(
            ko=f"컨테이너 {told.container}의 로그에서 오래 걸리는 작업: {line} ({span.ko}, {count}회)",
            en=f"Slow in the log of container {told.container}: {line} ({span.en}, {count} times)",
        )
        statements.append(Statement(role="effect" if number else "cause", text=text, cites=(_cite(log, row),)))
    first = slow[0][1]
    return Finding(
        check=SLOW_ID,
        severity=Severity.MEDIUM,
        target=told.target.ref(facts.scope),
        title=Text(
            ko=f"{name}: 로그에 {_span(first).ko} 걸리는 작업이 있음",
            en=f"{name}: its log tells of operations that take {_span(first).en}",
        ),
        statements=tuple(statements),
        cause=(("variant", "slow_operation"), ("log_line", _short(first)), ("longest_s", str(first["longest_s"]))),
        managed_by=told.target.managed_by,
        confidence="likely",
    )


def _span(row: Mapping[str, Any]) -> Text:
    low, high = float(row["shortest_s"]), float(row["longest_s"])
    if f"{low:.3g}" == f"{high:.3g}":
        return Text(ko=f"{high:.3g}초", en=f"{high:.3g} seconds")
    return Text(ko=f"{low:.3g}~{high:.3g}초", en=f"{low:.3g} to {high:.3g} seconds")


@check(id=ERRORS_ID, title=Text(ko="로그의 오류", en="Errors in the log"), runbook=RUNBOOK)
def log_errors(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Every kind of error in the logs that were read, by workload; only when that workload is what was asked about."""
    if not facts.reported & {"errors", "latency", "dns", "network", "target"}:
        return
    for told in _logs(facts, now):
        errors = [(log, row) for log, row in told.rows if row["decisive"] and not _ORDINARY.search(str(row["text"]))]
        if errors:
            yield _errors(told, _kinds(errors), facts)


def _kinds(errors: list[tuple[Log, Mapping[str, Any]]]) -> list[tuple[Log, Mapping[str, Any]]]:
    """The last row of each kind in the order of the log: rows of one kind share how often it occurs and since when. Of
    too many the worst stay, then the most frequent, then the latest."""
    by_kind: dict[tuple[Any, ...], tuple[Log, Mapping[str, Any]]] = {}
    for log, row in errors:
        kind = (row.get("repeats"), row.get("first_at")) if int(row.get("repeats", 1)) > 1 else (row["line"],)
        by_kind[(log.evidence, *kind)] = (log, row)
    found = list(by_kind.values())
    worst = sorted(range(len(found)), key=lambda i: (*_weight(found[i][1]), i), reverse=True)[:MOST_ERRORS]
    return [found[i] for i in sorted(worst)]


def _weight(row: Mapping[str, Any]) -> tuple[int, int]:
    return _SEVERITIES.index(row.get("severity", "hint")), int(row.get("repeats", 1))


def _errors(told: _Told, errors: list[tuple[Log, Mapping[str, Any]]], facts: KubeFacts) -> Finding:
    name, total = told.target.name, sum(int(row.get("repeats", 1)) for _, row in errors)
    statements = [Statement(role="cause", text=_error_text(row), cites=(_cite(log, row),)) for log, row in errors]
    behind = (s for _, row in reversed(errors) for s in why_unreachable(says(row), told.target.namespace, facts))
    statements += [first] if (first := next(behind, None)) else []
    return Finding(
        check=ERRORS_ID,
        severity=Severity.MEDIUM if facts.reported - {"target"} else Severity.LOW,
        target=told.target.ref(facts.scope),
        title=Text(
            ko=f"{name}: 로그에 오류 {len(errors)}종류, 모두 {total}줄",
            en=f"{name}: {len(errors)} kind{'' if len(errors) == 1 else 's'} of errors in its log, {total} in all",
        ),
        statements=tuple(statements),
        cause=(("variant", "log_errors"), ("log_line", _short(max(errors, key=lambda pair: _weight(pair[1]))[1]))),
        managed_by=told.target.managed_by,
    )


def _error_text(row: Mapping[str, Any]) -> Text:
    line, count, at = _short(row), int(row.get("repeats", 1)), _clock(row.get("at"))
    first = _clock(row.get("first_at"))
    if count == 1:
        when = f" ({at})" if at and at[:16] not in line else ""
        return Text(ko=f"{line}{when}", en=f"{line}{when}")
    since_ko = f", {first}부터 {at}까지" if first else ""
    since_en = f", {first} to {at}" if first else ""
    return Text(ko=f"{line} (비슷한 줄 {count}개{since_ko})", en=f"{line} ({count} lines like it{since_en})")


def _clock(at: Any) -> str:
    return str(at or "")[:19].replace("T", " ")


def _short(row: Mapping[str, Any]) -> str:
    text = says(row)
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"


def _cite(log: Log, row: Mapping[str, Any]) -> Cite:
    return Cite(evidence=log.evidence, field=f"line {row['line']} text", value=says(row))


def _logs(facts: KubeFacts, now: datetime) -> Iterator[_Told]:
    """The logs of containers that run, by workload and container; those of what fails belong to the finding about it."""
    failing = {t.workload.uid for t in all_troubles(facts, now)}
    found: dict[tuple[str, str], tuple[Seen, list[tuple[Log, Mapping[str, Any]]]]] = {}
    for key, log in facts.logs.items():
        pod = facts.named("pods", key.namespace, key.pod)
        top = (facts.controller(pod) or pod) if pod else None
        if pod is None or top is None or top.uid in failing or _is_dead(key, pod):
            continue
        _, rows = found.setdefault((top.uid, key.container), (top, []))
        rows.extend((log, row) for row in log.rows)
    for (_, container), (top, rows) in found.items():
        yield _Told(target=top, container=container, rows=tuple(rows))


def _is_dead(key: LogKey, pod: Seen) -> bool:
    """The run before, or a pod that failed."""
    return key.previous or pod.status.get("phase") == "Failed"
