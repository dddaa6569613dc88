"""The rows in the place of one that is meant, without it: what else is on the node of a pod. Called by `composing.rows`. Pure."""

from dataclasses import replace

from assistant.evidence import Evidence
from assistant.language import Text, same
from assistant.planner.narrowing.columns import Row
from assistant.planner.narrowing.conditions import InState, Matched, Narrowing
from assistant.planner.narrowing.follows import Beside
from assistant.planner.narrowing.narrowed import names_of


def besides(evidence: Evidence, wanted: Narrowing, beside: Beside) -> tuple[Evidence, Narrowing]:
    """The rows without those that are meant, and the condition that the others are in their place."""
    own = [row for row in evidence.items if _is_meant(row, beside)]
    if wanted.follows.ill:
        others = tuple(c for c in wanted.conditions if not isinstance(c, InState))
        wanted = replace(wanted, conditions=(*others, InState(state="ready", negated=True)))
    rest = replace(evidence, items=tuple(row for row in evidence.items if beside.itself or row not in own))
    wanted = replace(wanted, words=wanted.words - beside.names)
    if beside.column == "namespace":  # in which all are that were read
        return rest, replace(wanted, words=wanted.words - {beside.namespace.lower()})
    nodes = tuple(sorted({str(row["node"]).lower() for row in own if row.get("node")}))
    named, where = ", ".join(sorted(beside.names)), ", ".join(nodes)
    label = (
        (same(where) if beside.itself else Text(ko=f"{where}에서 {named} 말고", en=f"on {where}, besides {named}"))
        if nodes
        else Text(ko=f"{named}의 노드를 알 수 없음", en=f"the node of {named} is not known")
    )
    condition = Matched(column="node", how="is", values=nodes, label=label)
    return rest, replace(wanted, conditions=(condition, *wanted.conditions), words=wanted.words - set(nodes))


def without_named(evidence: Evidence, wanted: Narrowing) -> Narrowing:
    """With the condition that leaves out the rows of `Follows.without`: of costs by their service, else by their name."""
    names = wanted.follows.without
    column = "service" if any("service" in row and "cost" in row for row in evidence.items) else "name"
    condition = Matched(column=column, how="contains", values=names, negated=True, label=same(", ".join(names)))
    return replace(wanted, conditions=(*wanted.conditions, condition))


def _is_meant(row: Row, beside: Beside) -> bool:
    within = not beside.namespace or row.get("namespace") in (None, beside.namespace)
    return within and not beside.names.isdisjoint(names_of(row))
