"""What the AWS checks are given: rows of the AWS and bill tools, each with the evidence it came in.

Built by `assistant.playbooks.find_waste` from evidence, by tests from literals.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from assistant.findings import Cite
from assistant.identity import ResourceRef
from assistant.money import Money
from tools.spec import Row


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One row and where it was seen."""

    row: Row
    evidence: str

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def region(self) -> str:
        return str(self.row.get("region", ""))

    @property
    def tags(self) -> Mapping[str, str]:
        tags: Mapping[str, str] = self.row.get("tags") or {}
        return tags

    @property
    def label(self) -> str:
        """As people call it: `db-old (vol-0a1b...)`."""
        name = self.row.get("name")
        return f"{name} ({self.id})" if name else self.id

    def cites(self, *fields: str) -> tuple[Cite, ...]:
        """Which item, then the fields of it that a statement rests on."""
        return tuple(
            Cite(evidence=self.evidence, field=name, value=str(self.row.get(name, ""))) for name in ("id", *fields)
        )

    def moment(self, field_: str) -> datetime | None:
        value = self.row.get(field_)
        return datetime.fromisoformat(str(value)) if value else None


@dataclass(frozen=True, kw_only=True)
class Activity:
    """What CloudWatch measured of one instance over the last weeks; None where it was not asked or has no row."""

    cpu: Seen | None = None  # statistic Maximum
    network_in: Seen | None = None  # statistic Sum
    network_out: Seen | None = None


@dataclass(frozen=True, kw_only=True)
class Price:
    """What some resources were charged together in the bill's last 30 days; `amount` is None when not all is known."""

    amount: Money | None
    source: str = ""
    cites: tuple[Cite, ...] = ()
    unpriced: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AwsFacts:
    """One account. `charges` is None when there is no bill, and empty when the bill has none of the resources."""

    account: str
    volumes: tuple[Seen, ...] = ()
    instances: tuple[Seen, ...] = ()
    addresses: tuple[Seen, ...] = ()
    activity: Mapping[str, Activity] = field(default_factory=dict)
    charges: tuple[Seen, ...] | None = None

    def ref(self, kind: str, seen: Seen) -> ResourceRef:
        scope = str(seen.row.get("account") or self.account)
        return ResourceRef(provider="aws", scope=scope, place=seen.region, kind=kind, id=seen.id)

    @cached_property
    def _charges_by_id(self) -> Mapping[str, list[Seen]]:
        by_id: dict[str, list[Seen]] = {}
        for charge in self.charges or ():
            if charge.row.get("currency"):
                by_id.setdefault(charge.id, []).append(charge)
        return by_id

    def price_of(self, ids: Iterable[str]) -> Price:
        """The usage charges of these resources in one currency; resources that are not on the bill are named."""
        wanted = tuple(dict.fromkeys(ids))
        found = [charge for id_ in wanted for charge in self._charges_by_id.get(id_, ())]
        unpriced = tuple(i for i in wanted if i not in {c.id for c in found})
        currencies = {str(c.row["currency"]) for c in found}
        cites = tuple(cite for c in found for cite in c.cites("cost", "currency"))
        if len(currencies) != 1:
            return Price(amount=None, cites=cites, unpriced=unpriced)
        total = sum((Decimal(str(c.row["cost"])) for c in found), Decimal(0))
        first = found[0].row
        source = f"{first['bill']} {first['from']}..{first['until']}"
        return Price(amount=Money(total, currencies.pop()).to_the_cent(), source=source, cites=cites, unpriced=unpriced)


def days_between(earlier: datetime, now: datetime) -> int:
    return (now - earlier).days


def seen_in(evidence_id: str, rows: Iterable[Mapping[str, Any]]) -> tuple[Seen, ...]:
    return tuple(Seen(row=row, evidence=evidence_id) for row in rows)
