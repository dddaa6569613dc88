"""Reads of the Kubernetes playbooks: objects at once, what they point to after that, and logs. No playbook itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Log, LogKey, Seen
from assistant.checks.kube.peaks import PEAKS
from assistant.evidence import Evidence
from assistant.playbooks.spec import Look, Request
from tools.kube.list_certificates import ISSUED
from tools.kube.target import Target
from tools.spec import NotRead, Reason, Unavailable

MOST_ITEMS = 20_000
MOST_LOGS = 6
LOG_LINES = 60
SECRETS = "secrets"  # their names, where the credentials allow that: a help to some checks and needed by none
TLS = "tls"  # the public parts of TLS Secrets: no kind of the API
_NO_GAPS = ("not_installed", "tls_off")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What came of the reads."""

    facts: KubeFacts
    now: datetime  # of the recording, if it is one: what is recent is judged by it
    recorded_at: str
    evidence: tuple[str, ...]
    not_read: tuple[NotRead, ...]
    tried: frozenset[str]  # kinds, whatever came of it

    def asked_about(self, what: str) -> "Reading":
        return replace(self, facts=replace(self.facts, reported=self.facts.reported | {what}))

    def with_logs(self, logs: Mapping[LogKey, Log], not_read: Iterable[NotRead]) -> "Reading":
        if not logs:  # the same facts, with what was derived from them
            return replace(self, not_read=(*self.not_read, *not_read))
        known = {**self.facts.logs, **logs}
        fresh = tuple(log.evidence for log in logs.values())
        return replace(
            self,
            facts=replace(self.facts, logs=known),
            evidence=tuple(dict.fromkeys((*self.evidence, *fresh))),
            not_read=(*self.not_read, *not_read),
        )


def read_kinds(look: Look, kinds: Iterable[str], namespace: str | None, reported: frozenset[str]) -> Reading:
    """Objects of these kinds. Raises: Unavailable when neither pods nor Deployments could be read."""
    kinds = tuple(kinds)
    requests = [_request(kind, namespace) for kind in kinds]
    cluster, *answers = look.read_all(Request(tool="read_cluster", arguments={}), *requests)
    objects, evidence, not_read = _kept(kinds, answers)
    if "pods" not in objects and "deployments.apps" not in objects:
        raise Unavailable(not_read[0].why, remedy=not_read[0].remedy, reason=not_read[0].reason)
    about = cluster.items[0] if isinstance(cluster, Evidence) else {}
    recorded_at = str(about.get("recorded_at", ""))
    scope = look.environment.targets["kube"].pinned or str(about.get("cluster_uid", ""))
    return Reading(
        facts=KubeFacts(
            scope=scope,
            objects=objects,
            reported=reported,
            server_version=str(about.get("server_version", "")),
            only=namespace or "",
        ),
        now=datetime.fromisoformat(recorded_at) if recorded_at else look.now,
        recorded_at=recorded_at,
        evidence=evidence,
        not_read=not_read,
        tried=frozenset(kinds),
    )


def read_more(look: Look, reading: Reading, kinds: Iterable[str], namespace: str | None) -> Reading:
    """The reading with further kinds, those it has not tried yet."""
    new = [kind for kind in dict.fromkeys(kinds) if kind not in reading.tried]
    if not new:
        return reading
    objects, evidence, not_read = _kept(new, look.read_all(*(_request(kind, namespace) for kind in new)))
    return replace(
        reading,
        tried=reading.tried | set(new),
        facts=replace(reading.facts, objects={**reading.facts.objects, **objects}),
        evidence=(*reading.evidence, *evidence),
        not_read=(*reading.not_read, *not_read),
    )


def _kept(
    kinds: Sequence[str], answers: Sequence[Evidence | NotRead]
) -> tuple[dict[str, tuple[Seen, ...]], tuple[str, ...], tuple[NotRead, ...]]:
    objects: dict[str, tuple[Seen, ...]] = {}
    evidence: list[str] = []
    not_read: list[NotRead] = []
    for kind, answer in zip(kinds, answers, strict=True):
        if isinstance(answer, NotRead):
            if kind != SECRETS and _is_gap(answer):
                not_read.append(replace(answer, what=kind))
            continue
        evidence.append(answer.id)
        not_read.extend(n for n in answer.not_read if _is_gap(n) and (kind != TLS or n.what != ISSUED))
        if answer.cut:
            not_read.append(_cut(kind))
        rows = _rows(kind, answer)
        objects[kind] = tuple(Seen(evidence=answer.id, resource=kind, row=row) for row in rows)
    return objects, tuple(evidence), tuple(not_read)


def _is_gap(answer: NotRead) -> bool:
    return answer.reason is None or answer.reason.code not in _NO_GAPS


def _rows(kind: str, answer: Evidence) -> Iterable[Mapping[str, Any]]:
    """Objects, or the rows of a list in their shape."""
    if kind == SECRETS:
        return map(_named, answer.items)
    if kind == PEAKS:
        return ({**row, **_named(row)} for row in answer.items)
    if kind == TLS:
        return ({**row, **_named(row)} for row in answer.items if row.get("kind") == "Secret")
    return answer.items


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    """The name of a row as an object has it."""
    return {"metadata": {"name": row["name"], "namespace": row.get("namespace", "")}}


def peaks_read(look: Look) -> tuple[str, ...]:
    """`PEAKS` where a Prometheus is set."""
    return (PEAKS,) if look.environment.has("prometheus") else ()


def certificates_read(look: Look) -> tuple[str, ...]:
    """`TLS` where certificates in Secrets may be read: by the settings, or in a recording that may hold them."""
    target = look.environment.targets["kube"]
    return (TLS,) if target.recorded or (isinstance(target, Target) and target.tls_certificates) else ()


def _request(kind: str, namespace: str | None) -> Request:
    arguments: dict[str, Any] = {"kind": kind, "limit": MOST_ITEMS}
    if kind == PEAKS:
        return Request(tool="list_usage_peaks", arguments={"namespace": namespace} if namespace else {})
    if kind == TLS:
        return Request(tool="list_certificates", arguments={"namespace": namespace} if namespace else {})
    if namespace:
        arguments["namespace"] = namespace
    if kind == SECRETS:
        return Request(tool="list_resources", arguments=arguments)
    if kind == "events":
        arguments["field_selector"] = "type=Warning"
    return Request(tool="read_objects", arguments=arguments)


def _cut(kind: str) -> NotRead:
    return NotRead(
        what=kind,
        why=f"There are more than {MOST_ITEMS}; only the first {MOST_ITEMS} were read.",
        remedy="Ask about one namespace.",
        reason=Reason(code="cut", parts={"most": str(MOST_ITEMS)}),
    )


@dataclass(frozen=True, kw_only=True)
class LogWish:
    """How much of each log is wanted."""

    lines: int = LOG_LINES
    since_s: int | None = None
    contains: str = ""


def read_logs(
    look: Look, wanted: Iterable[LogKey], wish: LogWish | None = None
) -> tuple[dict[LogKey, Log], tuple[NotRead, ...]]:
    """The logs that could be read, and what could not; the run of now where there is no previous one."""
    wish = wish or LogWish()
    logs: dict[LogKey, Log] = {}
    gaps = _read_some(look, list(dict.fromkeys(wanted)), logs, wish)
    again = [replace(key, previous=False) for key in gaps if key.previous]
    gaps = {replace(key, previous=False): gap for key, gap in gaps.items()} | _read_some(look, again, logs, wish)
    return logs, tuple(gap for key, gap in gaps.items() if key not in logs)


def _read_some(look: Look, keys: list[LogKey], logs: dict[LogKey, Log], wish: LogWish) -> dict[LogKey, NotRead]:
    """Adds to `logs`; returns what could not be read."""
    gaps: dict[LogKey, NotRead] = {}
    for key, answer in zip(keys, look.read_all(*(_log_request(key, wish) for key in keys)), strict=True):
        if isinstance(answer, Evidence):
            logs[key] = Log(evidence=answer.id, rows=tuple(answer.items))
        else:
            gaps[key] = replace(answer, what=f"log of {key.namespace}/{key.pod} container {key.container}")
    return gaps


def _log_request(key: LogKey, wish: LogWish) -> Request:
    arguments = {"namespace": key.namespace, "pod": key.pod, "container": key.container, "previous": key.previous}
    more = {"since_s": wish.since_s, "contains": wish.contains}
    arguments |= {name: value for name, value in more.items() if value}
    return Request(tool="read_pod_logs", arguments={**arguments, "limit": wish.lines})
