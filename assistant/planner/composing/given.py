"""What a read was limited to already, and what its rows tell of those that were talked of. Called by `composing.rows`. Pure."""

from dataclasses import replace

from assistant.evidence import Evidence
from assistant.language import Text, same
from assistant.planner.narrowing.conditions import Has, InState, Narrowing
from assistant.planner.narrowing.narrowed import narrowed


def without_given(wanted: Narrowing, evidence: Evidence) -> Narrowing:
    """Without the states that the read was limited to: they hold for every row, and were not chosen from more."""
    limited = {k for k in ("state", "only_unhealthy") if evidence.arguments.get(k)}
    if not limited or len(wanted.conditions) != 1 or not isinstance(wanted.conditions[0], InState):
        return wanted
    found = narrowed(evidence.items, wanted)
    return replace(wanted, conditions=(), exists=True) if len(found.rows) == len(evidence.items) else wanted


def of_tags(wanted: Narrowing, evidence: Evidence) -> tuple[Narrowing, tuple[Text, ...]]:
    """Without the tags that the read was limited to, and how those are called."""
    if not evidence.arguments.get("tags"):
        return wanted, ()
    tags = tuple(c for c in wanted.conditions if isinstance(c, Has) and c.label is not None)
    kept = tuple(c for c in wanted.conditions if c not in tags)
    labels = tuple(c.label for c in tags if c.label is not None)
    return replace(wanted, conditions=kept), labels or (same(str(evidence.arguments["tags"][0])),)
