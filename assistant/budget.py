"""Hard limits of one turn, checked before each call and shown while it runs."""

from dataclasses import dataclass
from decimal import Decimal

from assistant.clock import Clock
from assistant.errors import BaepoError
from assistant.events import BudgetSpent


class OutOfBudget(BaepoError):
    """A limit of the turn is reached; what was found so far is kept."""


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What one turn may use."""

    tool_calls: int = 30
    model_rounds: int = 8
    tokens: int = 60_000
    seconds: float = 120.0
    cost_usd: Decimal = Decimal("0.50")


class Spending:
    """What one turn has used of its budget."""

    def __init__(self, budget: Budget, clock: Clock) -> None:
        self.budget = budget
        self._clock = clock
        self._started = clock.monotonic()
        self.tool_calls = 0
        self.model_rounds = 0
        self.tokens = 0
        self.cost_usd = Decimal(0)

    @property
    def seconds(self) -> float:
        return self._clock.monotonic() - self._started

    @property
    def seconds_left(self) -> float:
        return self.budget.seconds - self.seconds

    def take_tool_call(self) -> None:
        """Raises `OutOfBudget` when none is left."""
        self._check_time()
        if self.tool_calls >= self.budget.tool_calls:
            raise OutOfBudget(f"The turn's {self.budget.tool_calls} reads are used up.")
        self.tool_calls += 1

    def take_round(self) -> None:
        """Raises `OutOfBudget` when none is left."""
        self._check_time()
        if self.model_rounds >= self.budget.model_rounds:
            raise OutOfBudget(f"The turn's {self.budget.model_rounds} rounds are used up.")
        if self.tokens >= self.budget.tokens or self.cost_usd >= self.budget.cost_usd:
            raise OutOfBudget("The turn's tokens are used up.")
        self.model_rounds += 1

    def add_tokens(self, tokens: int, cost_usd: Decimal) -> None:
        self.tokens += tokens
        self.cost_usd += cost_usd

    def event(self) -> BudgetSpent:
        return BudgetSpent(
            tool_calls=self.tool_calls,
            max_tool_calls=self.budget.tool_calls,
            tokens=self.tokens,
            seconds=round(self.seconds, 3),
            cost_usd=str(self.cost_usd),
        )

    def _check_time(self) -> None:
        if self.seconds_left <= 0:
            raise OutOfBudget(f"The turn's {self.budget.seconds:.0f} seconds are used up.")
