"""The app as its flows see it: the core, the main screen, work in threads, and what stands beside the conversation.

`tui.app` is this and the flows. The flows know this alone, so that neither needs the other.
"""

from collections.abc import Callable
from inspect import isawaitable
from typing import Any, TypeVar

from textual import on
from textual.app import App
from textual.message import Message
from textual.screen import Screen

from assistant.commands.output import neutral
from assistant.events import Event
from assistant.language import Lang
from tui import words
from tui.archive import Archive
from tui.core import Core
from tui.desk import Desk, explain
from tui.planning import Planning
from tui.runs import Runs
from tui.screens.chat import ChatScreen
from tui.screens.plan import PlanScreen
from tui.values import Found, Greeting, Notice, Options, Place, PlanRow
from tui.widgets.blocks import NoticeBlock
from tui.widgets.completion import Completion
from tui.widgets.conversation import Conversation
from tui.widgets.side import EVIDENCE_LISTED, EvidencePane, PlansPane
from tui.widgets.status import Status
from tui.widgets.turn import TurnColumn

T = TypeVar("T")


class Stage(App[int]):
    """One conversation, its core and its screen."""

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
        self.greeting: Greeting | None = None
        self.chat = ChatScreen(options.lang)

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

    # Work in threads

    def background(
        self, work: Callable[[], T], then: Callable[[T], object], failed: Callable[[Notice], object] | None = None
    ) -> None:
        """Runs `work` in a thread, then `then` in the app; any error becomes words."""

        def run() -> None:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 the edge of the front end: an error becomes a message
                notice = explain(error, self.lang)
                self.post_message(self.Returned(lambda: (failed or self.warn)(notice)))
            else:
                self.post_message(self.Returned(lambda: then(result)))

        self.run_worker(run, thread=True)

    @on(Returned)
    async def _returned(self, message: Returned) -> None:
        """A screen that opens is waited for, so that keys pressed meanwhile reach it."""
        if self.is_open and isawaitable(opened := message.then()):
            await opened

    def notify(self, message: str, **how: Any) -> None:
        """As Textual's, for text that others wrote, too."""
        super().notify(neutral(message), **how)

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

    # What stands beside it

    def refresh_evidence(self) -> None:
        self.background(
            lambda: self.desk.newest_evidence(EVIDENCE_LISTED),
            lambda found: self.chat.query_one(EvidencePane).show(
                *found, self.conversation.references(), reading=self.conversation.running
            ),
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
        self.background(self.desk.names, self.know, lambda _: None)

    def know(self, names: tuple[Found, ...]) -> None:
        self.chat.query_one(Completion).know(names)
