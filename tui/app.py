"""`baepo chat`: the app. Runs the core in worker threads, and passes what screens want to the flows that do it."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, TypeVar

from textual import on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.events import Event, Key, Resize
from textual.screen import Screen

from assistant import places
from tui import themes, words
from tui.asking import AskingFlow
from tui.changing import ChangeFlow
from tui.clipboard import fitting, through_tmux
from tui.commands import palette, parse
from tui.conversations import ConversationFlow
from tui.ending import on_hang_up
from tui.messages import (
    ChangeWanted,
    CompareWanted,
    CopyWanted,
    ExportWanted,
    FindingMarked,
    Kind,
    PairChosen,
    QuestionChosen,
    ReferenceOpened,
    Searched,
    SessionChosen,
    Taken,
    WholeOpened,
)  # fmt: skip
from tui.navigation import Navigation
from tui.pauses import keep_short
from tui.remembering import Remembering
from tui.screens.dialogs import ConfirmScreen, TooSmallScreen
from tui.stage import Stage
from tui.values import Greeting, Options
from tui.widgets.conversation import Conversation
from tui.widgets.prompt import MAX_CHARACTERS, Prompt

T = TypeVar("T")
LEAST_SIZE = (50, 14)
_PLANS_EVERY_S = 20.0
_REVIEW_EVERY_S = 2.0


class BaepoApp(Stage):
    """One conversation on a terminal: what keys and screens ask for goes to the flow that does it."""

    TITLE = "Baepo"
    CSS_PATH = (
        Path(__file__).with_name("screens") / "chat.tcss"
    )  # of the default screen, for which Textual loads none of its own
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "help"),
        Binding("question_mark", "help", show=False),
        Binding("ctrl+q", "quit", "quit", priority=True),
    ]

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self.conversations, self.remembering = ConversationFlow(self), Remembering(self)
        self.asking, self.changing = AskingFlow(self, self.conversations), ChangeFlow(self)
        self.navigation = Navigation(self, self.conversations)
        themes.register(self)  # now, while no style has been computed yet

    # Beginning and ending

    def on_mount(self) -> None:
        self.call_after_refresh(self.look_around)
        self.set_interval(_PLANS_EVERY_S, self.refresh_plans)
        self.set_interval(_REVIEW_EVERY_S, self.refresh_review)
        if not self.is_headless:
            on_hang_up(self._hang_up, lambda: self.runs.change is not None)

    def look_around(self) -> None:
        def greeted(greeting: Greeting) -> None:
            self._keep_pauses_short()
            self.greeting = greeting
            self.remembering.begin(greeting.theme)
            self.chat.greet(greeting)
            if self.options.session:
                self.conversations.resume_first(self.options.session, greeting, self._prepare)
            else:
                self.chat.welcome(greeting)
                self.background(self.archive.last, self.chat.offer_last, lambda _: None)
                self._prepare()

        self.background(self.desk.greet, greeted, self.tell)

    def _prepare(self) -> None:
        """What the first question needs, once there is something to look at."""
        self.refresh_plans()

        def warmed(_: None) -> None:
            self._keep_pauses_short()
            self.background(self.desk.names, self.know, lambda _: None)

        self.background(self.desk.warm, warmed)

    def _keep_pauses_short(self) -> None:
        if not self.is_headless:  # where there is no screen, the process is somebody else's
            keep_short()

    def _hang_up(self, code: int) -> None:
        """The terminal is gone, or the system ends: as with ctrl+q, but nobody is left to ask."""
        self.runs.stop_all()
        self._leave(code)

    def _leave(self, code: int) -> None:
        self.remembering.end()
        self.exit(code, return_code=code)

    async def action_quit(self) -> None:
        """A running change is finished or left in order, never cut off."""
        if self.runs.turn:
            self.runs.turn.set()
        if self.runs.change is None:
            self._leave(0)
            return

        def leave(sure: bool | None) -> None:
            if sure:
                self.runs.stop_all()
                self._leave(0)

        text = words.CONFIRM_QUIT.in_(self.lang)
        self.push_screen(ConfirmScreen(text, words.QUIT.in_(self.lang), self.lang), leave)

    def on_resize(self, event: Resize) -> None:
        """Where nothing would fit any more, that is said instead; everything goes on below it."""
        small = event.size.width < LEAST_SIZE[0] or event.size.height < LEAST_SIZE[1]
        covered = isinstance(self.screen, TooSmallScreen)
        if small and not covered:
            self.push_screen(TooSmallScreen(LEAST_SIZE, self.lang))
        elif covered and not small:
            self.pop_screen()

    async def on_event(self, event: Event) -> None:
        """A character for which what has the focus has no key goes to the prompt, and the focus with it.

        Here rather than where it was not used: by then the next ones have gone there, too.
        """
        if isinstance(event, Key) and self._is_for_prompt(event):
            self.chat.set_focus(self.chat.query_one(Prompt))
        await super().on_event(event)

    def _is_for_prompt(self, event: Key) -> bool:
        typed = event.is_printable and not event.is_forwarded
        return typed and self.screen is self.chat and event.key not in self.chat.active_bindings

    # Asking

    @on(Prompt.Submitted)
    def _submitted(self, message: Prompt.Submitted) -> None:
        self.asking.ask(message.text)

    @on(QuestionChosen)
    def _chosen(self, message: QuestionChosen) -> None:
        self.chat.query_one(Prompt).remember([message.question])
        self.asking.ask(message.question)

    @on(Prompt.Offered)
    def _offered(self, message: Prompt.Offered) -> None:
        if block := self.conversation.offered.get(message.number):
            block.action_open()

    @on(SessionChosen)
    def _session_chosen(self, message: SessionChosen) -> None:
        self.conversations.change(message.session)

    @on(Prompt.Cut)
    def _cut(self, message: Prompt.Cut) -> None:
        self.notify(words.cut(message.given, MAX_CHARACTERS, self.lang), severity="warning", markup=False)

    @on(Stage.Happened)
    def _happened(self, message: Stage.Happened) -> None:
        if self.is_open:
            self.asking.happened(message.event)

    def action_stop(self) -> None:
        """Cancels the turn, else a running change, else goes back to the prompt."""
        if not self.asking.stop() and not self.changing.stop():
            self.chat.query_one(Prompt).focus()

    def action_help_quit(self) -> None:
        """Ctrl+C where nothing is selected: stops what runs, else empties the prompt, else says how to leave."""
        prompt = self.chat.query_one(Prompt)
        if self.asking.stop() or self.changing.stop():
            return
        if prompt.text:
            prompt.set_aside()
        else:
            self.notify(words.HOW_TO_QUIT.in_(self.lang), markup=False)

    @on(Conversation.PageWanted)
    def _page_wanted(self, message: Conversation.PageWanted) -> None:
        self.conversations.page(message.first, message.last)

    # What screens want

    @on(ReferenceOpened)
    def _reference_opened(self, message: ReferenceOpened) -> None:
        self.navigation.open(message.reference, message.spots)

    @on(WholeOpened)
    def _whole_opened(self, message: WholeOpened) -> None:
        self.navigation.open(message.reference, message.spots, whole=True)

    @on(Searched)
    def _searched(self, message: Searched) -> None:
        self.navigation.search(message.finder, message.text)

    @on(Taken)
    def _taken(self, message: Taken) -> None:
        self.navigation.taken(message.finder, message.verb, message.id)

    @on(CompareWanted)
    async def _compare_wanted(self, message: CompareWanted) -> None:
        await self.navigation.find("compare", about=message.evidence.id)

    @on(PairChosen)
    def _pair_chosen(self, message: PairChosen) -> None:
        self.navigation.compare(message.one, message.other)

    @on(FindingMarked)
    def _known_finding(self, message: FindingMarked) -> None:
        self.navigation.know(message.row)

    @on(ChangeWanted)
    def _wanted(self, message: ChangeWanted) -> None:
        self.changing.wanted(message.verb, message.page)

    @on(CopyWanted)
    def _copy(self, message: CopyWanted) -> None:
        text, cut = fitting(message.text)
        self.copy_to_clipboard(text)
        self.background(lambda: through_tmux(text), lambda _: None)
        if cut:
            self.notify(words.COPIED_IN_PART.in_(self.lang), severity="warning", markup=False)
        else:
            self.notify(words.COPIED.in_(self.lang), markup=False)

    @on(ExportWanted)
    def export(self) -> None:
        self.navigation.export(self.core.session or "last")

    # Commands

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        return palette(self)

    async def action_command_palette(self) -> None:  # type: ignore[override]  # Textual awaits it, too
        if not isinstance(self.screen, CommandPalette):
            await self.push_screen(
                CommandPalette(placeholder=words.FIND_COMMAND.in_(self.lang), id="--command-palette")
            )

    def action_copy_answer(self) -> None:
        self._copy(CopyWanted(self.conversation.last_answer()))

    def action_export(self) -> None:
        self.export()

    def action_session(self, session: str) -> None:
        self.conversations.change(session)

    def action_side(self, wanted: str) -> None:
        while self.screen is not self.chat and len(self.screen_stack) > 1:
            self.pop_screen()
        self.chat.action_side(wanted)

    async def action_find(self, kind: Kind) -> None:
        await self.navigation.find(kind)

    async def action_environments(self) -> None:
        await self.navigation.find("environments")

    def action_costs(self) -> None:
        self.navigation.costs()

    def action_findings(self) -> None:
        self.navigation.findings()

    def action_ledger(self) -> None:
        self.navigation.ledger()

    def action_help(self) -> None:
        self.navigation.help()


def main(argv: list[str]) -> int:
    """`baepo chat`. 0 when left in order."""
    options = parse(argv)
    if options.plain:
        from tui import plain

        return plain.main(options)
    app = BaepoApp(options)
    themes.adapt(app)
    app.run()
    if not app.return_code and app.core.session and not places.in_demo():  # the demo says itself how it goes on
        print(words.go_on(app.core.session, options.lang))
    return app.return_code or 0
