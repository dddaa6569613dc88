"""Which conversation is shown, and how much of it: resuming, beginning anew, paging. Used by `tui.app`."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui import words
from tui.values import TurnPage
from tui.widgets.conversation import PAGE_TURNS

if TYPE_CHECKING:
    from tui.app import BaepoApp

_END = 2**31


class ConversationFlow:
    """Belongs to the app."""

    def __init__(self, app: "BaepoApp") -> None:
        self._app = app

    def change(self, session: str) -> None:
        """Goes on with an earlier conversation ("last" or an id), or begins a new one ("")."""
        app = self._app
        if app.runs.turn:
            app.notify(words.STATES["running"].in_(app.lang), severity="warning", markup=False)
        elif not session:
            app.desk.begin_anew()
            app.chat.renew(app.greeting)
            app.refresh_evidence()
        else:
            app.background(lambda: app.desk.resume(session), lambda _: self.show_newest(app.refresh_evidence), app.tell)

    def show_newest(self, then: Callable[[], object]) -> None:
        """The end of the conversation as it is in the store."""
        app = self._app

        def show(page: TurnPage) -> None:
            app.chat.renew(None)
            app.conversation.show_past(page)
            app.refresh_plans()
            then()

        app.background(lambda: app.archive.turns(-PAGE_TURNS, _END), show, app.tell)

    def page(self, first: int, last: int) -> None:
        """More of it, above or below what is shown."""
        app = self._app

        def take(page: TurnPage) -> None:
            app.conversation.take(page)
            app.refresh_plans()

        app.background(lambda: app.archive.turns(first, last), take)
