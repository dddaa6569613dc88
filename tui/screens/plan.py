"""Review of one plan: everything its digest covers, and the keys that decide on it or carry it out."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from assistant.language import Lang
from tui import prose, words
from tui.messages import ChangeWanted, ReferenceOpened
from tui.values import PlanPage
from tui.widgets.block import Block
from tui.widgets.keys import KeyLine
from tui.widgets.status import Status

# In which states a verb makes sense; the gate decides anew whatever stands here.
_ALLOWED = {
    "approve": {"waiting", "approved"},
    "reject": {"waiting", "approved"},
    "execute": {"approved", "running"},
    "undo": {"verified", "applied", "failed"},
}


class PlanScreen(Screen[None]):
    """Shows a `PlanPage`; enter does nothing here."""

    CSS_PATH = "plan.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 declared by Screen
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "want('approve')", "approve…"),
        Binding("r", "want('reject')", "reject…"),
        Binding("x", "want('execute')", "execute…"),
        Binding("u", "want('undo')", "undo…"),
        Binding("e", "evidence", "evidence"),
        Binding("escape", "dismiss", "back"),
    ]

    def __init__(self, page: PlanPage, lang: Lang, model: str) -> None:
        super().__init__()
        self.page, self._lang, self._model = page, lang, model

    def compose(self) -> ComposeResult:
        yield Status(self._lang, id="status")
        with VerticalScroll(id="plan-scroll"):
            yield Block(self._prose(), clean=self.page.text)
        yield Static("", id="plan-next", markup=False)
        yield KeyLine(self._lang)

    def on_mount(self) -> None:
        status = self.query_one(Status)
        status.place, status.model = self.page.place, self._model
        self.query_one("#plan-scroll").focus()
        self._tell_next()

    def show(self, page: PlanPage) -> None:
        """The same plan, by now in another state."""
        if page != self.page:
            self.page = page
            self.query_one(Block).show(self._prose(), clean=page.text)
            self._tell_next()
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "want":
            return True if self.page.state in _ALLOWED[str(parameters[0])] else None
        return True if action != "evidence" or self.page.evidence else None

    def action_want(self, verb: str) -> None:
        if self.page.recorded:
            self.notify(words.RECORDED_PLAN.in_(self._lang), severity="warning", markup=False)
        else:
            self.post_message(ChangeWanted(verb, self.page))

    def action_evidence(self) -> None:
        if self.page.evidence:
            self.post_message(ReferenceOpened(self.page.evidence[0]))

    def _tell_next(self) -> None:
        """How far it is and which key goes on, in sight however far one has scrolled."""
        said = words.state(self.page.state, self._lang)
        if self.page.recorded:
            step = words.ONLY_READ.in_(self._lang)
        else:
            step = words.next_step(self.page.state, self.page.digest, self._lang)
        self.query_one("#plan-next", Static).update(prose.literal(f"{said} → {step}" if step else said))

    def _prose(self) -> prose.Prose:
        decided = "".join(f"\n  {line}" for line in self.page.decisions)
        text = f"{self.page.text}\n\n**{words.state(self.page.state, self._lang)}**{decided}"
        return prose.plan(text, linked=bool(self.page.evidence))
