"""Conditions of one question that go together: several values of one column are alternatives. Called by
`narrowing.asked`. Pure.
"""

from dataclasses import replace

from assistant.language import Text
from assistant.planner.narrowing.conditions import Compared, Condition, Matched


def alternatives(conditions: list[Condition]) -> tuple[Condition, ...]:
    """Each once; several values of one column are alternatives, since nothing is two things at once."""
    merged: list[Condition] = []
    restarts = [c for c in conditions if isinstance(c, Compared) and c.column == "restarts"]
    if len(restarts) > 1:  # "that restarted more than 5 times" says it twice
        conditions = [c for c in conditions if c not in restarts or not (isinstance(c, Compared) and c.implied)]
    for condition in dict.fromkeys(conditions):
        if isinstance(condition, Matched):
            same = next(
                (
                    i
                    for i, m in enumerate(merged)
                    if isinstance(m, Matched)
                    and (m.column, m.negated) == (condition.column, condition.negated)
                    and condition.column in ("type", "service", "region", "resource", "charged_for", "node")
                ),
                None,
            )
            if same is not None:
                merged[same] = _joined(merged[same], condition)
                continue
        merged.append(condition)
    return tuple(merged)


def _joined(one: Condition, other: Matched) -> Condition:
    if not isinstance(one, Matched):
        return one
    label = None
    if one.label is not None and other.label is not None:
        label = Text(ko=f"{one.label.ko}, {other.label.ko}", en=f"{one.label.en}, {other.label.en}")
    values = tuple(dict.fromkeys((*one.values, *other.values)))
    return replace(one, values=values, label=label, spoken=f"{one.spoken}, {other.spoken}")
