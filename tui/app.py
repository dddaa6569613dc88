"""`baepo chat`: the app. Passes questions to the desk in worker threads, and what comes back to the screens."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ClassVar, TypeVar

from textual import on
from textual.app import App, SuspendNotSupported, SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from assistant.events import Asked, BudgetSpent, Event, EvidenceKept, PlanProposed, ToolCalled, TurnEnded, TurnStarted
from assistant.language import Lang
from tui import themes, words
from tui.commands import palette, parse
from tui.desk import Desk, explain
from tui.runs import Runs
from tui.screens.chat import ChatScreen
from tui.screens.dialogs import CommandScreen, ConfirmScreen
from tui.screens.evidence import EvidenceScreen
from tui.screens.guides import GuidesScreen, PassageScreen
from tui.screens.help import HelpScreen
from tui.screens.plan import PlanScreen
from tui.values import Greeting, Notice, Options, OutcomePage, Place, PlanPage, PlanRow
from tui.widgets.blocks import (
    ChoiceBlock,
    CopyWanted,
    ExportWanted,
    NoticeBlock,
    ProgressBlock,
    QuestionBlock,
    QuestionChosen,
    ReferenceOpened,
)  # fmt: skip
from tui.widgets.conversation import Conversation
from tui.widgets.prompt import Prompt
from tui.widgets.side import EvidencePane, PlansPane
from tui.widgets.status import Status

T = TypeVar("T")
_PLANS_EVERY_S = 20.0
_REVIEW_EVERY_S = 2.0


class BaepoApp(App[int]):
    """One conversation on a terminal."""

    TITLE = "Baepo"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "help"),
        Binding("question_mark", "help", show=False),
        Binding("ctrl+q", "quit", "quit", priority=True),
    ]

    class Returned(Message):
        """Work in a thread is over; `then` goes on in the app."""

        def __init__(self, then: Callable[[], None]) -> None:
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
        self.desk = Desk(options)
        self.runs: Runs[QuestionBlock] = Runs()
        self.model = ""
        self.places: tuple[Place, ...] = ()
        self.chat = ChatScreen(options.lang)

    @property
    def lang(self) -> Lang:
        return self.options.lang

    def on_mount(self) -> None:
        themes.register(self)
        self.push_screen(self.chat)
        self.call_after_refresh(self.look_around)
        self.set_interval(_PLANS_EVERY_S, self.refresh_plans)
        self.set_interval(_REVIEW_EVERY_S, self.refresh_review)

    def look_around(self) -> None:
        def greeted(greeting: Greeting) -> None:
            self.model, self.places = greeting.model, greeting.places
            self.chat.greet(greeting)
            self.refresh_plans()
            self.background(self.desk.resume, self._resumed, self.tell)
            self.background(self.desk.warm, lambda _: None)

        self.background(self.desk.greet, greeted, self.tell)

    def _resumed(self, events: tuple[Event, ...]) -> None:
        """Shows an earlier conversation from its transcript, as it was shown then."""
        if not events:
            return
        self.chat.taken()
        for event in events:
            if isinstance(event, TurnStarted):
                self.conversation.begin(self.conversation.ask(event.question))
                self.chat.query_one(Prompt).remember([event.question])
            self.conversation.see(event)
        self.refresh_evidence()
        self.refresh_plans()

    # Work in threads

    def background(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Notice], None] | None = None
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
        return bool(self.chat.query(Conversation))

    @property
    def conversation(self) -> Conversation:
        return self.chat.query_one(Conversation)

    # Asking

    @on(Prompt.Submitted)
    def _submitted(self, message: Prompt.Submitted) -> None:
        self.ask(message.text)

    @on(QuestionChosen)
    def _chosen(self, message: QuestionChosen) -> None:
        self.chat.query_one(Prompt).remember([message.question])
        self.ask(message.question)

    @on(Prompt.Offered)
    def _offered(self, message: Prompt.Offered) -> None:
        choices = list(self.chat.query(ChoiceBlock))
        if message.number <= len(choices):
            choices[message.number - 1].action_open()

    def ask(self, question: str) -> None:
        """Now, or after the questions before it."""
        self.chat.taken()
        block = self.conversation.ask(question)
        if self.runs.turn is None:
            self._begin(question, block)
        else:
            block.note(words.QUEUED.in_(self.lang))
            self.runs.queue.append((question, block))

    def _begin(self, question: str, block: QuestionBlock) -> None:
        cancelled = self.runs.turn = threading.Event()
        self.conversation.begin(block)
        self.chat.query_one(Status).running = True
        self.background(
            lambda: self.desk.ask(question, lambda event: self._post(event), cancelled),
            lambda _: self._over(),
            self._broke,
        )

    def _post(self, event: Event) -> None:
        self.post_message(self.Happened(event))

    @on(Happened)
    def _happened(self, message: Happened) -> None:
        if not self.is_open:
            return
        event = message.event
        self.conversation.see(event)
        match event:
            case TurnStarted(environment=environment):
                self._looks_at(environment)
            case ToolCalled():
                self.chat.query_one(Status).called()
            case BudgetSpent():
                self.chat.query_one(Status).spent = event
            case EvidenceKept():
                self.refresh_evidence()
            case PlanProposed():
                self.refresh_plans()
            case Asked(options=options):
                self.chat.query_one(Prompt).offers = len(options[:9])
            case TurnEnded():
                self.refresh_evidence()
                self.refresh_plans()

    def _looks_at(self, environment: str) -> None:
        """The header names where the last question looked."""
        status = self.chat.query_one(Status)
        status.place = next((p for p in self.places if p.name == environment), status.place)

    def _broke(self, notice: Notice) -> None:
        self.conversation.failed(notice)
        self._over()

    def _over(self) -> None:
        self.runs.turn = None
        self.chat.query_one(Status).running = False
        if self.runs.queue:
            self._begin(*self.runs.queue.pop(0))

    def action_stop(self) -> None:
        """Cancels the turn and what waits behind it, else a running change, else goes back to the prompt."""
        if self.runs.turn and not self.runs.turn.is_set():
            self.runs.turn.set()
            self.conversation.stopping()
            for _question, block in self.runs.queue:
                block.note(words.DROPPED.in_(self.lang))
            self.runs.queue.clear()
        elif self.runs.change and not self.runs.change.is_set():
            self.runs.change.set()
            self.notify(words.CONFIRM_QUIT.in_(self.lang), markup=False)
        else:
            self.chat.query_one(Prompt).focus()

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

        self.background(self.desk.plans, show, lambda _: None)

    def refresh_review(self) -> None:
        """A plan may be decided elsewhere while it is being read here."""
        if isinstance(screen := self.screen, PlanScreen):
            plan_id = screen.page.id
            self.background(
                lambda: self.desk.plan(plan_id),
                lambda page: screen.show(page) if screen.is_attached else None,
                lambda _: None,
            )

    # Opening

    @on(ReferenceOpened)
    def _reference_opened(self, message: ReferenceOpened) -> None:
        self.action_open_reference(message.reference)

    def action_open_reference(self, reference: str) -> None:
        if reference.startswith("p-"):
            self.background(lambda: self.desk.plan(reference), self._review)
        elif "#" in reference:
            self.background(
                lambda: self.desk.passage(reference, self.lang), lambda p: self._show(PassageScreen(p, self.lang))
            )
        else:
            self.background(
                lambda: self.desk.open_evidence(reference), lambda e: self._show(EvidenceScreen(e, self.lang))
            )

    def _review(self, page: PlanPage) -> None:
        self._show(PlanScreen(page, self.lang, self.model))

    def _show(self, screen: Screen[None]) -> None:
        self.push_screen(screen)

    def action_guides(self) -> None:
        self.push_screen(GuidesScreen(self.lang))

    @on(GuidesScreen.Searched)
    def _searched(self, message: GuidesScreen.Searched) -> None:
        screen = self.screen
        if isinstance(screen, GuidesScreen):
            self.background(
                lambda: self.desk.search_guides(message.text),
                lambda pages: screen.show(pages) if screen.is_attached else None,
            )

    def action_help(self) -> None:
        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.lang))

    # Deciding and carrying out

    @on(PlanScreen.Wanted)
    def _wanted(self, message: PlanScreen.Wanted) -> None:
        if message.verb in ("approve", "reject"):
            self.decide(message.verb, message.page)
        else:
            self.confirm_change(message.verb, message.page)

    def decide(self, verdict: str, page: PlanPage) -> None:
        """Hands the terminal to the process that signs."""
        try:
            with self.suspend():
                self.desk.decide_here(verdict, page.id)
        except SuspendNotSupported:
            self.push_screen(CommandScreen(f"baepo {verdict} {page.id}", self.lang))
        self.refresh_review()
        self.refresh_plans()

    def confirm_change(self, verb: str, page: PlanPage) -> None:
        yes = (words.EXECUTE if verb == "execute" else words.UNDO).in_(self.lang)
        where = f"{page.place.name} · {page.place.risk.upper()} · {', '.join(page.targets)}"
        text = f"{yes}: {page.title}\n{where}\n{page.id} · {page.digest}"
        self.push_screen(ConfirmScreen(text, yes, self.lang), lambda sure: self.carry_out(verb, page) if sure else None)

    def carry_out(self, verb: str, page: PlanPage) -> None:
        """Shown in the conversation while it happens."""
        if self.runs.change is not None:
            self.notify(words.STATES["running"].in_(self.lang), severity="warning", markup=False)
            return
        stop = self.runs.change = threading.Event()
        if isinstance(self.screen, PlanScreen):
            self.pop_screen()
        block = ProgressBlock(f"● {page.id} · {page.title}")
        self.conversation.add(block)

        def told(text: str) -> None:
            block.tell(text)
            self.conversation.show_end()

        def line(text: str) -> None:
            self.post_message(self.Returned(lambda: told(f"● {text}")))

        def ended(outcome: OutcomePage) -> None:
            for text in outcome.lines:
                told(text)
            self._changed(block, ok=outcome.ok)

        def broke(notice: Notice) -> None:
            told(f"✗ {notice}")
            self._changed(block, ok=False)

        self.background(lambda: self.desk.carry_out(verb, page.id, line, stop), ended, broke)

    def _changed(self, block: ProgressBlock, *, ok: bool) -> None:
        self.runs.change = None
        block.end(ok=ok)
        self.refresh_plans()
        self.refresh_review()

    def choose(self, place: Place) -> None:
        """Questions that name no environment look here from now on."""
        self.desk.default_environment = place.name
        self.chat.query_one(Status).place = place

    # Commands

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        return palette(self)

    @on(CopyWanted)
    def _copy(self, message: CopyWanted) -> None:
        self.copy_to_clipboard(message.text)
        self.notify(words.COPIED.in_(self.lang), markup=False)

    def copy_answer(self) -> None:
        self._copy(CopyWanted(self.conversation.last_answer()))

    @on(ExportWanted)
    def export(self) -> None:
        path = Path(f"baepo-{self.desk.session or 'empty'}.md").absolute()
        try:
            path.write_text(self.conversation.text() + "\n", encoding="utf-8")
        except OSError as error:
            self.warn(Notice(message=f"{path}: {error.strerror}"))
        else:
            self.notify(str(path), markup=False)

    async def action_quit(self) -> None:
        """A running change is finished or left in order, never cut off."""
        if self.runs.turn:
            self.runs.turn.set()
        if self.runs.change is None:
            self.exit(0)
            return

        def leave(sure: bool | None) -> None:
            if sure and self.runs.change:
                self.runs.change.set()
            if sure:
                self.exit(0)

        text = words.CONFIRM_QUIT.in_(self.lang)
        self.push_screen(ConfirmScreen(text, words.QUIT.in_(self.lang), self.lang), leave)


def main(argv: list[str]) -> int:
    """`baepo chat`. 0 when left in order."""
    app = BaepoApp(parse(argv))
    app.run()
    return app.return_code or 0
