"""What is wrong with one pod, and when that counts. Made by `failures` and `unstarted`; read by everything after them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.checks.kube.facts import KubeFacts, LogKey, Seen, says
from assistant.findings import Cite

Pairs = tuple[tuple[str, str], ...]
STUCK_AFTER = timedelta(seconds=90)  # what may still be starting is not failing
RECENT = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One pod's trouble. `details` are machine-readable; `message` is in the machine's own words."""

    variant: str
    pod: Seen
    container: str
    reason: str
    message: str
    details: Pairs = ()
    cites: tuple[Cite, ...] = ()
    since: datetime | None = None

    def detail(self, key: str) -> str:
        return dict(self.details).get(key, "")


def log_line(
    pod: Seen, container: str, facts: KubeFacts, *, previous_first: bool, only_first: bool = False
) -> tuple[str, Cite | None]:
    """The line of the container's log that says why, if its log was read: of the run before the last restart or of now."""
    for previous in (previous_first,) if only_first else (previous_first, not previous_first):
        log = facts.logs.get(LogKey(namespace=pod.namespace, pod=pod.name, container=container, previous=previous))
        row = log.why() if log else None
        if log is not None and row is not None:
            text = says(row)
            return text, Cite(evidence=log.evidence, field=f"line {row['line']} text", value=text)
    return "", None
