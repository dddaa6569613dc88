"""The main screen: conversation, prompt, evidence and plans side by side; the right side is a drawer below 100 columns."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus, Resize
from textual.screen import Screen
from textual.widget import Widget

from assistant.language import Lang
from tui import words
from tui.values import Greeting, SessionRow
from tui.widgets.block import Block
from tui.widgets.blocks import ChoiceBlock, ResumeBlock
from tui.widgets.completion import Completion
from tui.widgets.conversation import Conversation
from tui.widgets.greeting import GreetingBlock
from tui.widgets.keys import KeyLine
from tui.widgets.peek import Peek
from tui.widgets.prompt import Prompt
from tui.widgets.side import EvidencePane, PlansPane
from tui.widgets.status import Status

_WIDE = 100  # columns from which on there is room beside the conversation


class ChatScreen(Screen[None]):
    """Arranges and moves the focus; what was asked or opened goes to the app as messages."""

    AUTO_FOCUS = "#prompt"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide"), (140, "-huge")]  # noqa: RUF012 declared by Screen
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "pane(1)", "pane"),
        Binding("shift+tab", "pane(-1)", show=False),
        # before the prompt's own, and before the keys that follow
        Binding("f2", "side('#evidence-list')", "evidence", priority=True),
        Binding("f3", "side('#plans-list')", "plans", priority=True),
        Binding("f4", "app.find('guides')", "guides", priority=True),
        Binding("f5", "app.costs", "cost", priority=True),
        Binding("f6", "app.findings", "findings", priority=True),
        Binding("f7", "app.find('sessions')", "conversations", priority=True),
        Binding("f8", "app.ledger", "ledger", priority=True),
        Binding("f9", "app.environments", "environment", priority=True),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("ctrl+home", "edge(-1)", show=False, priority=True),
        Binding("ctrl+end", "edge(1)", show=False, priority=True),
        Binding("escape", "leave", "stop"),
    ]

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang
        self.conversation = Conversation(lang, id="conversation")

    def compose(self) -> ComposeResult:
        yield Status(self._lang, id="status")
        with Horizontal(id="body"):
            with Vertical(id="main"):
                yield self.conversation
                yield Completion(id="completion")
                yield Prompt(words.PLACEHOLDER.in_(self._lang), offered=lambda: self.conversation.offered, id="prompt")
            with Vertical(id="side"):
                yield Peek(self._lang, id="peek")
                yield EvidencePane(self._lang, id="evidence")
                yield PlansPane(self._lang, id="plans")
        yield KeyLine(self._lang)

    def on_mount(self) -> None:
        self.conversation.mount(GreetingBlock(self._lang))

    @property
    def has_room(self) -> bool:
        """Whether something can be shown beside the conversation."""
        return not self.has_class("-narrow")

    def greet(self, greeting: Greeting) -> None:
        """What was found at the start, where it belongs beside the conversation."""
        status, prompt = self.query_one(Status), self.query_one(Prompt)
        status.place, status.model, status.limits = greeting.place, greeting.model, greeting.limits
        prompt.remember(greeting.questions)
        if greeting.draft and not prompt.text:
            prompt.put(greeting.draft)

    def welcome(self, greeting: Greeting) -> None:
        """A conversation that is still empty: what was found at the start, and what one could ask."""
        for block in self.query(GreetingBlock):
            block.greet(greeting)
        self.offer(greeting.examples)

    def offer(self, questions: Sequence[str]) -> None:
        conversation = self.conversation
        for number, question in enumerate(questions, start=1):
            conversation.mount(ChoiceBlock(question, number))

    def offer_last(self, last: SessionRow | None) -> None:
        """The conversation before this one, as long as nothing was asked."""
        offered = self.conversation.offered
        if last is not None and offered and not self.query(ResumeBlock):
            self.conversation.mount(ResumeBlock(last, max(offered) + 1, self._lang))

    def taken(self) -> None:
        """A question was asked: what was offered has done its work."""
        for block in self.query(GreetingBlock):
            block.taken()
        for kind in (ChoiceBlock, ResumeBlock):
            self.query(kind).remove()

    def renew(self, greeting: Greeting | None) -> None:
        """Another conversation begins here."""
        self.taken()
        self.close_peek()
        self.conversation.clear()
        if greeting is not None:
            self.conversation.mount(GreetingBlock(self._lang))
            self.welcome(greeting)
        self.query_one(Prompt).focus()

    def action_pane(self, by: int) -> None:
        """Conversation, prompt, evidence, plans, and round again."""
        blocks = [b for b in self.query(Block) if b.display]
        panes: list[Widget] = [*blocks[-1:], self.query_one(Prompt)]
        if self.query_one("#side").display:
            peek = self.query_one(Peek)
            panes += [peek if peek.display else self.query_one("#evidence-list"), self.query_one("#plans-list")]
        focused = self.focused
        in_conversation = isinstance(focused, Block)
        at = 0 if in_conversation else next((i for i, p in enumerate(panes) if p is focused), 0)
        panes[(at + by) % len(panes)].focus()

    def action_side(self, wanted: str) -> None:
        if wanted == "#evidence-list":
            self.close_peek()
        target = self.query_one(wanted)
        if self.has_class("-narrow") and self.has_class("-drawer") and target.has_focus:
            self.to_prompt()
        else:
            self.set_class(self.has_class("-narrow"), "-drawer")
            self.call_after_refresh(target.focus)

    def on_resize(self, event: Resize) -> None:
        """What has the focus stays in sight, as a drawer where the side does not fit any more."""
        narrow = event.size.width < _WIDE
        self.set_class(narrow and self._in_side(self.focused), "-drawer")
        self._spare_prompt(narrow=narrow)

    @on(Prompt.Resized)
    def _prompt_resized(self) -> None:
        self._spare_prompt(narrow=self.has_class("-narrow"))

    def _spare_prompt(self, *, narrow: bool) -> None:
        """The drawer ends above the prompt, however many lines that has."""
        self.query_one("#side").styles.margin = (0, 0, self.query_one(Prompt).outer_size.height if narrow else 0, 0)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A drawer that is left closes."""
        if not self._in_side(event.widget):
            self.remove_class("-drawer")

    def _in_side(self, widget: Widget | None) -> bool:
        return widget is not None and self.query_one("#side") in widget.ancestors

    def action_page(self, by: int) -> None:
        self.conversation.page(by)

    def action_edge(self, by: int) -> None:
        self.conversation.to_edge(by)

    def action_leave(self) -> None:
        """Closes what was opened beside the conversation, else stops what runs, else goes back to the prompt."""
        if self.query_one(Peek).display:
            self.close_peek()
            self.query_one(Prompt).focus()
        elif self.has_class("-narrow") and self.has_class("-drawer"):
            self.to_prompt()
        else:
            self.app.call_later(self.app.run_action, "stop")

    def open_peek(self) -> Peek:
        """The place beside the conversation, in sight and with the focus."""
        peek = self.query_one(Peek)
        self.add_class("-peek")
        peek.display = True
        peek.focus()
        return peek

    def close_peek(self) -> None:
        self.remove_class("-peek")
        self.query_one(Peek).close()

    @on(Conversation.Left)
    def to_prompt(self) -> None:
        """Where one types; nothing lies over the conversation any more."""
        self.remove_class("-drawer")
        self.query_one(Prompt).focus()

    @on(Conversation.MoreBelow)
    def _more_below(self, message: Conversation.MoreBelow) -> None:
        for prompt in self.query(Prompt):  # none any more while the app is being taken down
            prompt.border_subtitle = words.MORE_BELOW.in_(self._lang) if message.more else ""

    @on(Prompt.Paged)
    def _paged(self, message: Prompt.Paged) -> None:
        self.conversation.page(message.by)

    @on(Prompt.NameBegun)
    def _name_begun(self, message: Prompt.NameBegun) -> None:
        completion = self.query_one(Completion)
        completion.show(message.begun)
        self.query_one(Prompt).choice = completion.chosen

    @on(Prompt.NameMoved)
    def _name_moved(self, message: Prompt.NameMoved) -> None:
        completion = self.query_one(Completion)
        completion.move(message.by)
        self.query_one(Prompt).choice = completion.chosen

    @on(Completion.Chosen)
    def _name_chosen(self, message: Completion.Chosen) -> None:
        self.query_one(Prompt).complete(message.name)
        self.query_one(Prompt).focus()
