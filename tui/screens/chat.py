"""The main screen: conversation, prompt, evidence and plans side by side; the right side is a drawer below 100 columns."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget

from assistant.language import Lang
from tui import words
from tui.values import Greeting
from tui.widgets.blocks import Block, ChoiceBlock
from tui.widgets.conversation import Conversation
from tui.widgets.greeting import GreetingBlock
from tui.widgets.keys import KeyLine
from tui.widgets.prompt import Prompt
from tui.widgets.side import EvidencePane, PlansPane
from tui.widgets.status import Status


class ChatScreen(Screen[None]):
    """Arranges and moves the focus; what was asked or opened goes to the app as messages."""

    CSS_PATH = "chat.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (160, "-huge")]  # noqa: RUF012 declared by Screen
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "pane(1)", show=False),
        Binding("shift+tab", "pane(-1)", show=False),
        Binding("f2", "side('#evidence-list')", "evidence"),
        Binding("f3", "side('#plans-list')", "plans"),
        Binding("f4", "app.guides", "guides"),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("escape", "leave", "stop"),
    ]

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang

    def compose(self) -> ComposeResult:
        yield Status(id="status")
        with Horizontal(id="body"):
            with Vertical(id="main"):
                yield Conversation(self._lang, id="conversation")
                yield Prompt(words.PLACEHOLDER.in_(self._lang), id="prompt")
            with Vertical(id="side"):
                yield EvidencePane(self._lang, id="evidence")
                yield PlansPane(self._lang, id="plans")
        yield KeyLine(self._lang)

    def on_mount(self) -> None:
        self.query_one(Conversation).mount(GreetingBlock(self._lang))
        self.query_one(Prompt).focus()

    def greet(self, greeting: Greeting) -> None:
        """What was found at the start, and what one could ask."""
        status = self.query_one(Status)
        status.place, status.model = greeting.place, greeting.model
        self.query_one(GreetingBlock).greet(greeting)
        self.offer(greeting.examples)

    def offer(self, questions: Sequence[str]) -> None:
        conversation = self.query_one(Conversation)
        for number, question in enumerate(questions, start=1):
            conversation.mount(ChoiceBlock(question, number))
        self.query_one(Prompt).offers = len(questions)

    def taken(self) -> None:
        """A question was asked: the prepared ones have done their work."""
        self.query_one(Prompt).offers = 0
        self.query(ChoiceBlock).remove()

    def action_pane(self, by: int) -> None:
        """Conversation, prompt, evidence, plans, and round again."""
        blocks = [b for b in self.query(Block) if b.display]
        panes: list[Widget] = [*blocks[-1:], self.query_one(Prompt)]
        if self.query_one("#side").display:
            panes += [self.query_one("#evidence-list"), self.query_one("#plans-list")]
        at = next((i for i, p in enumerate(panes) if p is self.focused), 0)
        panes[(at + by) % len(panes)].focus()

    def action_side(self, wanted: str) -> None:
        target = self.query_one(wanted)
        if self.has_class("-narrow") and self.has_class("-drawer") and target.has_focus:
            self.close_drawer()
        else:
            self.add_class("-drawer")
            self.call_after_refresh(target.focus)

    def action_page(self, by: int) -> None:
        conversation = self.query_one(Conversation)
        if by < 0:
            conversation.scroll_page_up(animate=False)
        else:
            conversation.scroll_page_down(animate=False)

    def action_leave(self) -> None:
        """Closes the drawer, else stops what runs, else goes back to the prompt."""
        if self.has_class("-narrow") and self.has_class("-drawer"):
            self.close_drawer()
        else:
            self.app.call_later(self.app.run_action, "stop")

    def close_drawer(self) -> None:
        self.remove_class("-drawer")
        self.query_one(Prompt).focus()
