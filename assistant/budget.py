"""Hard limits of one turn, checked before each call and shown while it runs."""

from dataclasses import dataclass
from decimal import Decimal

from assistant.clock import Clock
from assistant.errors import BaepoError
from assistant.events import BudgetSpent
from assistant.language import Text, with_particle

LOCAL_SECONDS = 240.0  # of a turn with a language model on this machine, which may be slow and costs nothing
_RESERVE_ROUNDS = 4  # the planner needs two: what to read, and what to say


class OutOfBudget(BaepoError):
    """A limit of the turn is reached; what was found so far is kept. `reason` is one clause that a person is told."""

    def __init__(self, reason: Text) -> None:
        super().__init__(Text(ko=f"{reason.ko}.", en=f"The turn has {reason.en}."))
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What one turn may use, and how much of it a language model leaves to the planner, should that have to carry on."""

    tool_calls: int = 100
    model_rounds: int = 8
    tokens: int = 60_000
    seconds: float = 120.0
    cost_usd: Decimal = Decimal("0.50")
    reserved_calls: int = 50  # an investigation of a whole cluster takes 44
    reserved_seconds: float = 20.0

    @property
    def kept_calls(self) -> int:
        return min(self.reserved_calls, self.tool_calls // 2)

    @property
    def kept_seconds(self) -> float:
        return min(self.reserved_seconds, self.seconds / 4)


class Spending:
    """What one turn has used of its budget; with `reserved`, a part of it is out of reach until `open_reserve`."""

    def __init__(self, budget: Budget, clock: Clock, *, reserved: bool = False) -> None:
        self.budget = budget
        self._clock = clock
        self._started = clock.monotonic()
        self._calls = budget.tool_calls - (budget.kept_calls if reserved else 0)
        self._seconds = budget.seconds - (budget.kept_seconds if reserved else 0)
        self._rounds = budget.model_rounds
        self._free = False  # the planner's rounds use no tokens
        self.tool_calls = 0
        self.model_rounds = 0
        self.tokens = 0
        self.cost_usd = Decimal(0)
        self.priced = True

    @property
    def seconds(self) -> float:
        return self._clock.monotonic() - self._started

    @property
    def seconds_left(self) -> float:
        return self._seconds - self.seconds

    def open_reserve(self) -> None:
        """From here on the planner spends: all the reads, its share of the seconds however late it is, no tokens."""
        self._calls = self.budget.tool_calls
        self._seconds = max(self.budget.seconds, self.seconds + self.budget.kept_seconds)
        self._rounds = self.model_rounds + _RESERVE_ROUNDS
        self._free = True

    def take_tool_call(self) -> None:
        """Raises `OutOfBudget` when none is left."""
        self._check_time()
        if self.tool_calls >= self._calls:
            raise _used_up(self._calls, ko="번의 조회", en="reads")
        self.tool_calls += 1

    def take_round(self) -> None:
        """Raises `OutOfBudget` when none is left."""
        self._check_time()
        if self.model_rounds >= self._rounds:
            raise _used_up(self._rounds, ko="번의 왕복", en="rounds")
        if not self._free and self.tokens >= self.budget.tokens:
            raise _used_up(self.budget.tokens, ko="토큰", en="tokens")
        if not self._free and self.cost_usd >= self.budget.cost_usd:
            raise _used_up(self.budget.cost_usd, ko="달러", en="US dollars")
        self.model_rounds += 1

    def afford(self, tokens: int, cost_usd: Decimal | None) -> None:
        """Raises `OutOfBudget` when a request that uses so much could go beyond a limit; None: no price is known."""
        if self._free:
            return
        if self.tokens + tokens > self.budget.tokens:
            raise _too_dear(self.budget.tokens, ko="토큰", en="tokens")
        if self.cost_usd + (cost_usd or 0) > self.budget.cost_usd:
            raise _too_dear(self.budget.cost_usd, ko="달러", en="US dollars")

    def add_tokens(self, tokens: int, cost_usd: Decimal | None) -> None:
        """`cost_usd` None: no price is known."""
        self.tokens += tokens
        self.cost_usd += cost_usd or 0
        self.priced = self.priced and cost_usd is not None

    def event(self) -> BudgetSpent:
        return BudgetSpent(
            tool_calls=self.tool_calls,
            max_tool_calls=self.budget.tool_calls,
            tokens=self.tokens,
            seconds=round(self.seconds, 3),
            cost_usd=str(self.cost_usd),
            priced=self.priced,
        )

    def _check_time(self) -> None:
        if self.seconds_left <= 0:
            raise _used_up(round(self._seconds), ko="초", en="seconds")


def _used_up(limit: object, *, ko: str, en: str) -> OutOfBudget:
    return OutOfBudget(Text(ko=f"한 질문에 쓸 수 있는 {limit}{ko}를 다 썼습니다", en=f"used up its {limit} {en}"))


def _too_dear(limit: object, *, ko: str, en: str) -> OutOfBudget:
    return OutOfBudget(
        Text(
            ko=f"다음 요청이 한 질문에 쓸 수 있는 {limit}{with_particle(ko, '을')} 넘길 수 있어 보내지 않았습니다",
            en=f"no room for another request, which could go beyond its {limit} {en}",
        )
    )
