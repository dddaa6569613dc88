"""The top line: product, environment with its risk as sign, word and colour, model, and what the turn has used."""

import time

from textual.app import RenderResult
from textual.content import Content
from textual.events import Click
from textual.reactive import reactive
from textual.widget import Widget

from assistant.commands.output import neutral
from assistant.events import BudgetSpent
from assistant.language import Lang
from tui import words
from tui.values import RISK_SIGNS, Limits, Place


def risk(place: Place) -> Content:
    """An environment with its risk as a sign, a word and a colour."""
    sign, colour = RISK_SIGNS.get(place.risk, ("?", "$error"))
    return Content(neutral(place.name) + " ").append(Content.styled(f"{sign} {place.risk.upper()}", f"bold {colour}"))


class Status(Widget):
    """What does not fit is left out from the least important on: hint, model, money."""

    _calls = 0
    _since = 0.0
    place: reactive[Place | None] = reactive(None)
    model: reactive[str] = reactive("")
    limits: reactive[Limits | None] = reactive(None)
    spent: reactive[BudgetSpent | None] = reactive(None)
    running: reactive[bool] = reactive(False)

    def __init__(self, lang: Lang, *, id: str) -> None:
        super().__init__(id=id)
        self._lang = lang

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
        place = risk(self.place) if self.place else Content("? …")
        left = [Content.styled(" Baepo ", "bold reverse"), place]
        if self.model:
            left.append(Content.styled(neutral(words.model(self.model, self._lang)), "dim"))
        hint = Content.styled("^P", "bold").append(f" {words.COMMANDS.in_(self._lang)} ")
        right = [self._budget(), hint]
        for keep_left, keep_right in ((3, 2), (3, 1), (2, 1), (2, 0)):
            first, last = Content("  ").join(left[:keep_left]), Content("  ").join(right[:keep_right])
            gap = self.size.width - first.cell_length - last.cell_length
            if gap >= 2:
                return first.append(" " * gap).append(last)
        return Content("  ").join(left[:2]).truncate(self.size.width, ellipsis=True)

    async def on_click(self, event: Click) -> None:
        """The place switches it, the other end opens the commands."""
        await self.run_action("app.environments" if event.x < self.size.width // 2 else "app.command_palette")

    def _budget(self) -> Content:
        calls = words.CALLS.in_(self._lang)
        if self.running:
            gone = time.monotonic() - self._since
            most = self.limits
            if most is None:
                return Content(f"● {calls} {self._calls} · {gone:.1f} s")
            return Content(f"● {calls} {self._calls}/{most.tool_calls} · {gone:.1f}/{most.seconds:.0f} s")
        if self.spent is None:
            return Content()
        s = self.spent
        money = s.cost_usd.rstrip("0").rstrip(".") if "." in s.cost_usd else s.cost_usd
        return Content(f"{calls} {s.tool_calls}/{s.max_tool_calls} · {s.seconds:.1f} s · ${money}")
