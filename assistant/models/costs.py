"""What a model's tokens cost. Called by `models.dialogue` after each request, and by `settings` to read prices.

No price is built in: vendors change them, and one that nobody looked up is worse than none. They come from the settings,
with the day and the page they were read at; a cost without a price is unknown, never zero. Local models cost nothing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from assistant.language import Text, same

_MILLION = Decimal(1_000_000)
_NUMBERS = ("input_per_mtok", "output_per_mtok")


@dataclass(frozen=True, kw_only=True)
class Price:
    """USD per million tokens, when it was read, and where."""

    input_per_mtok: Decimal
    output_per_mtok: Decimal
    as_of: date | None = None
    source: str = ""

    def cost_usd(self, input_tokens: int, output_tokens: int) -> Decimal:
        return (self.input_per_mtok * input_tokens + self.output_per_mtok * output_tokens) / _MILLION

    def __str__(self) -> str:
        when = f", read {self.as_of}" if self.as_of else ", no date given"
        where = f" at {self.source}" if self.source else ""
        return f"{self.input_per_mtok} in, {self.output_per_mtok} out, in USD per million tokens{when}{where}"


FREE = Price(input_per_mtok=Decimal(0), output_per_mtok=Decimal(0), source="local")
UNKNOWN = "no price known (docs/models.md#tokens-and-cost)"


def price_of(configured: Price | None, *, local: bool) -> Price | None:
    """The configured price, else nothing for a local model, else None: unknown."""
    return configured or (FREE if local else None)


def read_prices(model: Mapping[str, Any], named: str) -> dict[str, Price]:
    """Prices by model name, of the settings' table `[model]`, whose own model is `named`.

    `[model.price]` is that model's, `[model.prices."provider:model"]` those of others that a variable may choose.

    Raises: `ValueError` with the place, what is wrong there, and an example, as its three arguments.
    """
    prices = model.get("prices", {})
    if not isinstance(prices, dict):
        raise ValueError(
            "model.prices",
            Text(ko="테이블이 들어 있어야 합니다", en="must hold tables"),
            same('[model.prices."provider:model"]'),
        )
    found = {name: _price(table, f'model.prices."{name}"') for name, table in prices.items()}
    if "price" in model:
        found[named] = _price(model["price"], "model.price")
    return found


def _price(table: Any, place: str) -> Price:
    known = {*_NUMBERS, "as_of", "source"}
    if not isinstance(table, dict) or not set(_NUMBERS) <= set(table) <= known:
        raise ValueError(
            place,
            Text(ko="테이블이어야 합니다", en="must be a table"),
            Text(
                ko=f"달러로 적는 {', '.join(_NUMBERS)}와 as_of, source가 들어갑니다.",
                en=f"It holds {' and '.join(_NUMBERS)} in USD, and as_of and source.",
            ),
        )
    for key in _NUMBERS:
        amount = table[key]
        if isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 <= amount < 1e6:
            raise ValueError(
                f"{place}.{key}",
                Text(ko=f"달러 금액이어야 하는데 {amount!r}입니다", en=f"must be an amount in USD, not {amount!r}"),
                Text(ko="예: 2.5", en="For example 2.5."),
            )
    as_of, source = table.get("as_of"), table.get("source", "")
    if as_of is not None and (not isinstance(as_of, date) or isinstance(as_of, datetime)):
        raise ValueError(
            f"{place}.as_of",
            Text(ko=f"날짜여야 하는데 {as_of!r}입니다", en=f"must be a date, not {as_of!r}"),
            Text(ko="예: 2026-03-31 (따옴표 없이)", en="For example 2026-03-31, without quotes."),
        )
    if not isinstance(source, str):
        raise ValueError(
            f"{place}.source",
            Text(ko=f"글이어야 하는데 {source!r}입니다", en=f"must be text, not {source!r}"),
            Text(ko='예: "https://vendor/pricing"', en='For example "https://vendor/pricing".'),
        )
    amounts = [Decimal(str(table[key])) for key in _NUMBERS]
    return Price(input_per_mtok=amounts[0], output_per_mtok=amounts[1], as_of=as_of, source=source)
