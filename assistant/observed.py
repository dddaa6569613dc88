"""What the observations of a turn amount to, for the event that ends it. Called by `assistant.agent`. Pure."""

from collections.abc import Sequence

from assistant.models.spec import Observation
from assistant.planner.composing.rows import names_shown
from assistant.planner.narrowing.conditions import Narrowing

_MOST_NAMES = 200  # kept of the rows that an answer shows


def cited_by(observations: Sequence[Observation]) -> tuple[str, ...]:
    """Ids of all evidence that the observations hold or rest on, each once."""
    cited: dict[str, None] = {}
    for o in observations:
        if o.evidence:
            cited[o.evidence.id] = None
        if o.diagnosis:
            cited.update(dict.fromkeys(e for f in o.diagnosis.findings for e in f.evidence))
            cited.update(dict.fromkeys(o.diagnosis.evidence))
    return tuple(cited)


def gaps_of(observations: Sequence[Observation]) -> tuple[dict[str, str], ...]:
    """What could not be read: `what`, `why`, `remedy`."""
    parts: list[dict[str, str]] = []
    for o in observations:
        if o.error and o.error.kind != "not_found":
            parts.append({"what": o.call.name, "why": o.error.message, "remedy": o.error.remedy})
        looked = o.diagnosis or o.evidence
        parts.extend({"what": n.what, "why": n.why, "remedy": n.remedy} for n in (looked.not_read if looked else ()))
    return tuple(parts)


def names_in(observations: Sequence[Observation], wanted: Narrowing) -> tuple[str, ...]:
    """Ids of the rows that an answer means; names of those that it shows, and of what these belong to."""
    read = [(o.evidence, wanted.of(o.call.key)) for o in observations if o.evidence is not None]
    return tuple(dict.fromkeys(name for evidence, part in read for name in names_shown(evidence, part)))[:_MOST_NAMES]
