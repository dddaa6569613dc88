"""How a question becomes a turn: one at a time, the others wait; its events go to the screen. Used by `tui.app`."""

import threading

from assistant.events import (
    BudgetSpent,
    Event,
    EvidenceKept,
    PlanProposed,
    TextDelta,
    ToolCalled,
    TurnEnded,
    TurnStarted,
)
from tui import words
from tui.conversations import ConversationFlow
from tui.stage import Stage
from tui.values import Notice
from tui.widgets.prompt import Prompt
from tui.widgets.side import EvidencePane
from tui.widgets.status import Status
from tui.widgets.turn import TurnColumn


class AskingFlow:
    """Belongs to the app; runs in its thread, the turn itself in a worker's."""

    def __init__(self, app: Stage, conversations: ConversationFlow) -> None:
        self._app, self._conversations = app, conversations

    def ask(self, question: str) -> None:
        """Now, or after the questions before it."""
        app = self._app
        app.chat.taken()
        if not app.conversation.at_newest:  # the newest turns have left the window: the answer belongs below them
            self._conversations.show_newest(lambda: self.ask(question))
            return
        turn = app.conversation.ask(question)
        if app.runs.turn is None:
            self._begin(question, turn)
        else:
            turn.asked.note(words.QUEUED.in_(app.lang))
            app.runs.queue.append((question, turn))

    def happened(self, event: Event) -> None:
        """One event of the turn under way."""
        app = self._app
        app.conversation.see(event)
        if isinstance(event, TextDelta):  # hundreds a second
            return
        status = app.chat.query_one(Status)
        match event:
            case TurnStarted(environment=environment):
                app.chat.query_one(EvidencePane).follow()
                status.place = next((p for p in app.places if p.name == environment), status.place)
            case ToolCalled():
                status.called()
            case BudgetSpent():
                status.spent = event
            case EvidenceKept():
                app.refresh_evidence()
            case PlanProposed():
                app.refresh_plans()
            case TurnEnded():
                app.refresh_evidence()
                app.refresh_plans()

    def stop(self) -> bool:
        """Cancels the turn and what waits behind it; False when none runs."""
        runs = self._app.runs
        if runs.turn is None or runs.turn.is_set():
            return False
        runs.turn.set()
        self._app.conversation.stopping()
        for _question, turn in runs.queue:
            turn.asked.note(words.DROPPED.in_(self._app.lang))
        runs.queue.clear()
        return True

    def _begin(self, question: str, turn: TurnColumn) -> None:
        app = self._app
        cancelled = app.runs.turn = threading.Event()
        app.conversation.begin(turn)
        app.chat.query_one(Status).running = True
        app.background(
            lambda: app.desk.ask(question, lambda event: self._post(event), cancelled),
            lambda _: self._over(),
            lambda notice: self._broke(question, notice),
        )

    def _post(self, event: Event) -> None:
        self._app.post_message(self._app.Happened(event))

    def _broke(self, question: str, notice: Notice) -> None:
        """It was not answered: the question goes back to where it was typed, unless something new stands there."""
        self._app.conversation.failed(notice)
        prompt = self._app.chat.query_one(Prompt)
        if not prompt.text:
            prompt.put(question)
        self._over()

    def _over(self) -> None:
        runs = self._app.runs
        runs.turn = None
        self._app.chat.query_one(Status).running = False
        if runs.queue:
            self._begin(*runs.queue.pop(0))
