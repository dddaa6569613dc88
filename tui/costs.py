"""The bill of an environment, by service: what the cost screen shows. Blocks: for a worker thread."""

import json
import secrets
import threading
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assistant.language import Text
from tui.core import Core
from tui.values import TablePage

_DAYS = 30
_BAR_CELLS = 20


def costs(core: Core) -> TablePage:
    """The last 30 whole days beside the 30 before. Raises `UsageError` without a bill, and `ToolError`.

    It is a question like any other: permission, limits and redaction of the toolbox hold, and the read is kept as
    evidence of the conversation when there is one.
    """

    from assistant.budget import Budget, Spending
    from assistant.choosing import choose_environment
    from assistant.errors import UsageError

    wiring = core.wiring
    environment = choose_environment(
        wiring.settings.environments, wanted=core.default_environment, default=wiring.settings.default_environment
    )
    if not environment.has("bills"):
        raise UsageError(
            Text(ko=f"{environment.name}에는 청구서가 없습니다.", en=f"{environment.name} has no bill."),
            remedy=f"[environments.{environment.name}.bills] path = ...",
        )
    session = core.session or f"costs-{secrets.token_hex(4)}"
    look = wiring.toolbox.look(
        environment=environment, principal=wiring.principal, session=session,
        spending=Spending(Budget(), wiring.clock), cancelled=threading.Event(), emit=lambda _event: None,
    )  # fmt: skip
    evidence = look.read("read_bill_summary", days=_DAYS)
    if not core.session:
        wiring.evidence.purge(session=session)
    return _page(evidence.items, evidence.id if core.session else "", core)


def _page(items: tuple[Mapping[str, Any], ...], evidence: str, core: Core) -> TablePage:
    t = Text
    largest = max((Decimal(i["cost"]) for i in items), default=Decimal(0))
    totals: dict[str, Decimal] = {}
    for item in items:
        totals[item["currency"]] = totals.get(item["currency"], Decimal(0)) + Decimal(item["cost"])
    span = f"{items[0]['from']} – {items[0]['until']}" if items else ""
    total = ", ".join(f"{amount:,.2f} {currency}" for currency, amount in totals.items())
    head = t(ko=f"{span} · 합계 {total}", en=f"{span} · total {total}").in_(core.lang)
    columns = t(ko="서비스 비용 통화 변화 비중", en="service cost currency change share").in_(core.lang)
    return TablePage(
        title=t(ko="비용", en="Cost").in_(core.lang),
        head=(head, *([f"[{evidence}]"] if evidence else [])),
        columns=tuple(columns.split()),
        rows=tuple(
            (i["service"], f"{Decimal(i['cost']):,.2f}", i["currency"], _change(i), _bar(Decimal(i["cost"]), largest))
            for i in items
        ),
        details=tuple(json.dumps(dict(i), ensure_ascii=False, indent=2) for i in items),
    )


def _change(item: Mapping[str, Any]) -> str:
    """Against the same time before, with its sign; "" where the bill does not reach back."""
    before = Decimal(item.get("before") or 0)
    return f"{(Decimal(item['cost']) - before) / before * 100:+.0f} %" if before > 0 else ""


def _bar(cost: Decimal, largest: Decimal) -> str:
    return "█" * round(_BAR_CELLS * max(cost, Decimal(0)) / largest) if largest > 0 else ""
