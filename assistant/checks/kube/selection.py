"""LabelSelectors with expressions. Called by the checks of policies, budgets and DaemonSets. Source: LabelSelector, meta/v1."""

from collections.abc import Mapping
from typing import Any

from assistant.checks.kube.facts import selects


def matches(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """A LabelSelector; an empty one selects every pod of the namespace."""
    return selects(selector.get("matchLabels") or {}, labels) and all(
        _holds(e, labels) for e in selector.get("matchExpressions") or ()
    )


def _holds(expression: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    key, values = str(expression.get("key", "")), expression.get("values") or ()
    match expression.get("operator"):
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case _:
            return key not in labels
