"""A list of resources whose cost is asked for as a column: all unattached volumes with size and monthly cost.

Called by `planner.route`. Pure. The bill is read by resource beside the list, and `composing.priced` puts it on the rows.
"""

from dataclasses import replace

from assistant.catalog import Entry
from assistant.models.spec import CallWanted
from assistant.patterns import Lazy
from assistant.planner.attempts import Attempt
from assistant.planner.question import Question

_PRICE = r"(?:costs?|prices?|charges?)"
_COLUMN = Lazy(
    rf"(?:\b(?:with|and|plus|including|by|show(?:ing)?)\b|,)\s+(?:[\w-]+[\s,]+){{0,5}}?{_PRICE}\b(?!\s+(?:of|more|less|over|under|us)\b)"
    r"|(?:이랑|랑|하고|과|와|및|,|·|별(?:로)?)\s*(?:각각\s*)?(?:월|매달|한\s*달)?\s*(?:비용|요금|금액|가격)"
    r"|(?:비용|요금|금액|가격)\S{0,2}\s*(?:함께|같이|포함)"
)
_SUM = Lazy(
    r"\b(?:total|altogether|in\s+all|how\s+much|spend\w*|bill)\b|총|합계|전체\s*(?:비용|요금|금액)|다\s*합|얼마"
)
_DAYS, _MOST = 30, 1000


def with_costs(question: Question, attempt: Attempt) -> Attempt:
    """The list and the costs of each; unchanged where it asks for no such list, or for a sum."""
    entries = {e.name: e for e in question.catalog}
    lists = [c for c in attempt.calls if _lists(entries[c.name])]
    others = [c for c in attempt.calls if c not in lists and entries[c.name].backend != "bills"]
    by_resource = next((e for e in question.catalog if e.backend == "bills" and "ids" in e.arguments), None)
    if len(lists) != 1 or others or by_resource is None or not question.has("bills"):
        return attempt
    if not _COLUMN.search(question.text) or _SUM.search(question.text):
        return attempt
    arguments = {"days": _DAYS, "limit": _MOST} | {
        k: v for k, v in lists[0].arguments.items() if k in ("ids", "region")
    }
    return replace(attempt, calls=(lists[0], CallWanted(name=by_resource.name, arguments=arguments)), parts=())


def _lists(entry: Entry) -> bool:
    return entry.kind == "tool" and entry.backend == "aws" and entry.name.startswith("list_")
