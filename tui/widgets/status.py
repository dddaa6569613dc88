"""The top line: product, environment with its risk as sign, word and colour, model, and what the turn has used."""

import time

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from assistant.commands.output import neutral
from assistant.events import BudgetSpent
from tui.values import RISK_SIGNS, Place


class Status(Widget):
    """What does not fit is left out from the least important on: hint, model, money."""

    _calls = 0
    _since = 0.0
    place: reactive[Place | None] = reactive(None)
    model: reactive[str] = reactive("")
    spent: reactive[BudgetSpent | None] = reactive(None)
    running: reactive[bool] = reactive(False)

    def on_mount(self) -> None:
        self.set_interval(0.2, self._tick)

    def watch_running(self) -> None:
        self._calls, self._since = 0, time.monotonic()

    def called(self) -> None:
        self._calls += 1

    def _tick(self) -> None:
        if self.running:
            self.refresh()

    def render(self) -> RenderResult:
        left = [Content.styled(" Baepo ", "bold reverse"), self._risk()]
        if self.model:
            left.append(Content.styled(neutral(self.model), "dim"))
        right = [self._budget(), Content.styled("^P", "bold").append(" commands ")]
        for keep_left, keep_right in ((3, 2), (3, 1), (2, 1), (2, 0)):
            first, last = Content("  ").join(left[:keep_left]), Content("  ").join(right[:keep_right])
            gap = self.size.width - first.cell_length - last.cell_length
            if gap >= 2:
                return first.append(" " * gap).append(last)
        return Content("  ").join(left[:2]).truncate(self.size.width, ellipsis=True)

    def _risk(self) -> Content:
        if self.place is None:
            return Content("? …")
        sign, colour = RISK_SIGNS.get(self.place.risk, ("?", "$error"))
        risk = Content.styled(f"{sign} {self.place.risk.upper()}", f"bold {colour}")
        return Content(neutral(self.place.name) + " ").append(risk)

    def _budget(self) -> Content:
        if self.running:
            return Content(f"● calls {self._calls} · {time.monotonic() - self._since:.1f} s")
        if self.spent is None:
            return Content()
        s = self.spent
        money = s.cost_usd.rstrip("0").rstrip(".") if "." in s.cost_usd else s.cost_usd
        return Content(f"calls {s.tool_calls}/{s.max_tool_calls} · {s.seconds:.1f} s · ${money}")
