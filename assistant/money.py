"""Amounts of money: `Decimal` with a currency; adding two currencies is an error, never a guess."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


@dataclass(frozen=True, order=True)
class Money:
    """An exact amount; shown rounded to the cent."""

    amount: Decimal
    currency: str = "USD"

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def to_the_cent(self) -> "Money":
        """As it is shown: a sum of such amounts is what somebody who adds the shown ones gets."""
        return Money(self.amount.quantize(_CENT, rounding=ROUND_HALF_UP), self.currency)

    def __str__(self) -> str:
        rounded = self.to_the_cent().amount
        return f"${rounded:,}" if self.currency == "USD" else f"{rounded:,} {self.currency}"

    def to_json(self) -> dict[str, str]:
        return {"amount": str(self.amount), "currency": self.currency}

    @classmethod
    def from_json(cls, value: dict[str, str]) -> "Money":
        return cls(Decimal(value["amount"]), value["currency"])
