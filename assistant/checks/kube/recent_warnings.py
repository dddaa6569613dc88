"""The check for warnings that no other check understands. Called by `assistant.playbooks.explain_workload`.

Source: Events of type Warning (Kubernetes API v1), which every controller writes in its own words.
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, Seen, event_at, moment
from assistant.checks.kube.failure import RECENT
from assistant.checks.spec import check
from assistant.findings import Finding, Severity, Statement
from assistant.identity import ResourceRef
from assistant.language import Text

ID = "kube.recent_warnings"
RUNBOOK = "runbooks/crash-loop#check"
MOST = 4  # reasons of one object
_SHOWN_CHARS = 200


@check(id=ID, title=Text(ko="최근 경고 이벤트", en="Recent warning events"), runbook=RUNBOOK, klass="advice")
def recent_warnings(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """The latest warning of each reason of the last hour, by object, when one is asked about: told, not judged."""
    if "target" not in facts.reported:
        return
    by_object: dict[tuple[str, str, str], dict[str, Seen]] = {}
    for event in sorted(facts.of("events"), key=lambda e: event_at(e.row)):
        at, about = moment(event_at(event.row)), event.row.get("involvedObject") or {}
        if event.row.get("type") == "Warning" and at is not None and now - at <= RECENT:
            key = (str(about.get("namespace", "")), str(about.get("kind", "")), str(about.get("name", "")))
            by_object.setdefault(key, {})[str(event.row.get("reason", ""))] = event
    for key, by_reason in by_object.items():
        yield _finding(key, list(by_reason.values())[-MOST:], facts)


def _finding(key: tuple[str, str, str], events: list[Seen], facts: KubeFacts) -> Finding:
    (place, kind, name), last = key, events[-1]
    return Finding(
        check=ID,
        severity=Severity.LOW,
        klass="advice",
        target=ResourceRef(provider="kube", scope=facts.scope, place=place, kind=kind, id=name),
        title=Text(
            ko=f"{kind} {name}의 최근 경고 {last.row.get('reason')}: {_short(last)}",
            en=f"A recent warning about {kind} {name}, {last.row.get('reason')}: {_short(last)}",
        ),
        statements=tuple(
            Statement(
                role="cause",
                text=Text(
                    ko=f"경고 {event.row.get('reason')}({_count(event)}회, 마지막 {event_at(event.row)}): {_short(event)}",
                    en=f"Warning {event.row.get('reason')} ({_count(event)} times, last {event_at(event.row)}): {_short(event)}",
                ),
                cites=(event.cite("message", event.row.get("message", "")),),
            )
            for event in events
        ),
        cause=(("variant", "recent_warning"), ("reason", str(last.row.get("reason", "")))),
        confidence="likely",
    )


def _count(event: Seen) -> int:
    return int((event.row.get("series") or {}).get("count") or event.row.get("count") or 1)


def _short(event: Seen) -> str:
    text = " ".join(str(event.row.get("message", "")).split())
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}..."
