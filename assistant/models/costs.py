"""What a model's tokens cost. Called by `models.dialogue` after each request.

`PRICES` holds only prices that were read at the vendor's own page; there are none yet, so a price comes from
`[model.price]` and a cost without one is unknown, never zero. Local models cost nothing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, kw_only=True)
class Price:
    """USD per million tokens, when it was read, and where."""

    input_per_mtok: Decimal
    output_per_mtok: Decimal
    as_of: date | None = None
    source: str = "[model.price]"

    def cost_usd(self, input_tokens: int, output_tokens: int) -> Decimal:
        return (self.input_per_mtok * input_tokens + self.output_per_mtok * output_tokens) / _MILLION


FREE = Price(input_per_mtok=Decimal(0), output_per_mtok=Decimal(0), source="local")
PRICES: Mapping[str, Price] = MappingProxyType(
    {}
)  # "provider:model": Price(..., as_of=date(...), source="https://...")


def price_of(name: str, configured: Price | None, *, local: bool) -> Price | None:
    """The configured price, else the table's, else nothing for a local model, else None: unknown."""
    return configured or PRICES.get(name) or (FREE if local else None)
