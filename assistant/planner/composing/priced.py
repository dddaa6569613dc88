"""What each resource of a list cost, on its row. Called by `composing.compose` where both were read for one question. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.evidence import Evidence
from assistant.language import Text
from assistant.models.spec import Observation
from tools.spec import Row

_STOPPED = Text(
    ko="멈춘 인스턴스는 자신이 아니라 볼륨에 요금이 나옵니다.",
    en="A stopped instance is charged for its volumes, not for itself.",
)


def on_rows(observations: Sequence[Observation]) -> tuple[Sequence[Observation], Text | None]:
    """The list alone, each row with what it was `charged`, and whence; unchanged where it is no list beside a bill.

    Of a row that a bill read whole does not have it is 0; where more was charged than was read it is not known.
    """
    read = [o.evidence for o in observations if o.evidence is not None]
    lists = [e for e in read if e.tool.startswith("list_") and any("id" in row for row in e.items)]
    bills = [e for e in read if e.tool == "read_resource_costs" and e.items]
    if len(observations) != 2 or len(lists) != 1 or len(bills) != 1:
        return observations, None
    listed, bill = lists[0], bills[0]
    charged = {str(row.get("id")): row for row in bill.items}
    rows = tuple(_priced(row, charged.get(str(row.get("id"))), bill) for row in listed.items)
    one = next(o for o in observations if o.evidence is listed)
    first = bill.items[0]
    said = Text(
        ko=f"비용: {first.get('bill')} {first.get('from')} ~ {first.get('until')} [{bill.id}]",
        en=f"Costs: {first.get('bill')} {first.get('from')} ~ {first.get('until')} [{bill.id}]",
    )
    if any(row.get("state") == "stopped" for row in rows):
        said = Text(ko=f"{said.ko}. {_STOPPED.ko}", en=f"{said.en}. {_STOPPED.en}")
    both = f"{listed.id}] [{bill.id}"  # what is said of the rows rests on either
    return [replace(one, evidence=replace(listed, id=both, items=rows))], said


def _priced(row: Row, charge: Row | None, bill: Evidence) -> Row:
    return {**row, "charged": charge["cost"] if charge is not None else None if bill.cut else "0"}
