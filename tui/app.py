"""`baepo chat`: the app. Runs the core in worker threads, and passes what screens want to the flows that do it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from textual import on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.events import Resize
from textual.message import Message
from textual.screen import Screen

from assistant.events import Event
from assistant.language import Lang
from tui import themes, words
from tui.archive import Archive
from tui.asking import AskingFlow
from tui.changing import ChangeFlow
from tui.clipboard import fitting
from tui.commands import palette, parse
from tui.conversations import ConversationFlow
from tui.core import Core
from tui.desk import Desk, explain
from tui.ending import on_hang_up
from tui.messages import (
    ChangeWanted,
    CompareWanted,
    CopyWanted,
    ExportWanted,
    FindingMarked,
    Kind,
    QuestionChosen,
    ReferenceOpened,
    Searched,
    Taken,
    WholeOpened,
)  # fmt: skip
from tui.navigation import Navigation
from tui.planning import Planning
from tui.remembering import Remembering
from tui.runs import Runs
from tui.screens.chat import ChatScreen
from tui.screens.dialogs import ConfirmScreen, TooSmallScreen
from tui.screens.plan import PlanScreen
from tui.values import Found, Greeting, Notice, Options, Place, PlanRow
from tui.widgets.blocks import ChoiceBlock, NoticeBlock
from tui.widgets.completion import Completion
from tui.widgets.conversation import Conversation
from tui.widgets.prompt import MAX_CHARACTERS, Prompt
from tui.widgets.side import EvidencePane, PlansPane
from tui.widgets.status import Status
from tui.widgets.turn import TurnColumn

T = TypeVar("T")
LEAST_SIZE = (50, 14)
_PLANS_EVERY_S = 20.0
_REVIEW_EVERY_S = 2.0


class BaepoApp(App[int]):
    """One conversation on a terminal."""

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

    class Returned(Message):
        """Work in a thread is over; `then` goes on in the app."""

        def __init__(self, then: Callable[[], object]) -> None:
            super().__init__()
            self.then = then

    class Happened(Message):
        """An event of the turn under way."""

        def __init__(self, event: Event) -> None:
            super().__init__()
            self.event = event

    def __init__(self, options: Options) -> None:
        super().__init__()
        self.options = options
        self.core = Core(options)
        self.desk, self.planning, self.archive = Desk(self.core), Planning(self.core), Archive(self.core)
        self.runs: Runs[TurnColumn] = Runs()
        self.asking, self.changing, self.navigation = AskingFlow(self), ChangeFlow(self), Navigation(self)
        self.conversations, self.remembering = ConversationFlow(self), Remembering(self)
        self.greeting: Greeting | None = None
        self.chat = ChatScreen(options.lang)
        themes.register(self)  # now, while no style has been computed yet

    def get_default_screen(self) -> Screen[Any]:
        return self.chat

    @property
    def lang(self) -> Lang:
        return self.options.lang

    @property
    def model(self) -> str:
        return self.greeting.model if self.greeting else ""

    @property
    def places(self) -> tuple[Place, ...]:
        return self.greeting.places if self.greeting else ()

    # Beginning and ending

    def on_mount(self) -> None:
        self.call_after_refresh(self.look_around)
        self.set_interval(_PLANS_EVERY_S, self.refresh_plans)
        self.set_interval(_REVIEW_EVERY_S, self.refresh_review)
        if not self.is_headless:
            on_hang_up(self._hang_up, lambda: self.runs.change is not None)

    def look_around(self) -> None:
        def greeted(greeting: Greeting) -> None:
            self.greeting = greeting
            self.remembering.begin(greeting.theme)
            self.chat.greet(greeting)
            self.refresh_plans()
            if self.options.session:
                self.conversations.change(self.options.session)
            self.background(self.desk.warm, lambda _: self.background(self.desk.names, self._known, lambda _: None))

        self.background(self.desk.greet, greeted, self.tell)

    def _known(self, names: tuple[Found, ...]) -> None:
        self.chat.query_one(Completion).know(names)

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

    # Work in threads

    def background(
        self, work: Callable[[], T], then: Callable[[T], object], failed: Callable[[Notice], object] | None = None
    ) -> None:
        """Runs `work` in a thread, then `then` in the app; any error becomes words."""

        def run() -> None:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 the edge of the front end: an error becomes a message
                notice = explain(error)
                self.post_message(self.Returned(lambda: (failed or self.warn)(notice)))
            else:
                self.post_message(self.Returned(lambda: then(result)))

        self.run_worker(run, thread=True)

    @on(Returned)
    def _returned(self, message: Returned) -> None:
        if self.is_open:
            message.then()

    def warn(self, notice: Notice) -> None:
        self.notify(str(notice), severity="error", markup=False)

    def tell(self, notice: Notice) -> None:
        self.conversation.add(NoticeBlock(notice))

    @property
    def is_open(self) -> bool:
        """False once the screens are being taken down, while threads may still report."""
        return self.chat.conversation.is_attached

    @property
    def conversation(self) -> Conversation:
        return self.chat.conversation

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
        choices = list(self.chat.query(ChoiceBlock))
        if message.number <= len(choices):
            choices[message.number - 1].action_open()

    @on(Prompt.Cut)
    def _cut(self, message: Prompt.Cut) -> None:
        self.notify(words.cut(message.given, MAX_CHARACTERS, self.lang), severity="warning", markup=False)

    @on(Happened)
    def _happened(self, message: Happened) -> None:
        if self.is_open:
            self.asking.happened(message.event)

    def action_stop(self) -> None:
        """Cancels the turn, else a running change, else goes back to the prompt."""
        if not self.asking.stop() and not self.changing.stop():
            self.chat.query_one(Prompt).focus()

    @on(Conversation.PageWanted)
    def _page_wanted(self, message: Conversation.PageWanted) -> None:
        self.conversations.page(message.first, message.last)

    # What stands beside it

    def refresh_evidence(self) -> None:
        self.background(
            self.desk.evidence,
            lambda rows: self.chat.query_one(EvidencePane).show(rows, self.conversation.references()),
        )

    def refresh_plans(self) -> None:
        def show(rows: tuple[PlanRow, ...]) -> None:
            self.chat.query_one(PlansPane).show(rows)
            self.conversation.plans(rows)

        self.background(self.planning.plans, show, lambda _: None)

    def refresh_review(self) -> None:
        """A plan may be decided elsewhere while it is being read here."""
        if isinstance(screen := self.screen, PlanScreen):
            plan_id = screen.page.id
            self.background(
                lambda: self.planning.plan(plan_id),
                lambda page: screen.show(page) if screen.is_attached else None,
                lambda _: None,
            )

    def choose(self, place: Place) -> None:
        """Questions that name no environment look here from now on."""
        self.core.default_environment = place.name
        self.chat.query_one(Status).place = place
        self.notify(f"{place.name} · {place.risk.upper()}: {words.HERE_FROM_NOW.in_(self.lang)}", markup=False)
        self.background(self.desk.names, self._known, lambda _: None)

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
    def _compare_wanted(self, message: CompareWanted) -> None:
        self.navigation.find("compare", about=message.evidence.id)

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

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=words.FIND_COMMAND.in_(self.lang), id="--command-palette"))

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

    def action_find(self, kind: Kind) -> None:
        self.navigation.find(kind)

    def action_environments(self) -> None:
        self.navigation.find("environments")

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
    return app.return_code or 0
