"""Which conversation is shown, and how much of it: resuming, beginning anew, paging. Used by `tui.app`."""

from collections.abc import Callable

from tui import words
from tui.stage import Stage
from tui.values import Greeting, Notice, TurnPage
from tui.widgets.conversation import PAGE_TURNS

_END = 2**31


class ConversationFlow:
    """Belongs to the app."""

    def __init__(self, app: Stage) -> None:
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
            app.background(
                lambda: self._resumed(session), lambda page: self._show(page, app.refresh_evidence), app.tell
            )

    def resume_first(self, session: str, greeting: Greeting, then: Callable[[], object]) -> None:
        """The conversation the app was started for; without it, one begins anew. `then` follows in either case."""
        app = self._app

        def shown() -> None:
            app.refresh_evidence()
            then()

        def failed(notice: Notice) -> None:
            app.chat.welcome(greeting)
            app.tell(notice)
            then()

        app.background(lambda: self._resumed(session), lambda page: self._show(page, shown), failed)

    def show_newest(self, then: Callable[[], object]) -> None:
        """The end of the conversation as it is in the store."""
        app = self._app
        app.background(lambda: app.archive.turns(-PAGE_TURNS, _END), lambda page: self._show(page, then), app.tell)

    def _resumed(self, session: str) -> TurnPage:
        self._app.desk.resume(session)
        return self._app.archive.turns(-PAGE_TURNS, _END)

    def _show(self, page: TurnPage, then: Callable[[], object]) -> None:
        """What comes next waits for the first frame, so that it does not compete with it."""
        app = self._app
        app.chat.renew(None)
        app.conversation.show_past(page)

        def shown() -> None:
            app.refresh_plans()
            then()

        app.call_after_refresh(app.call_after_refresh, shown)

    def page(self, first: int, last: int) -> None:
        """More of it, above or below what is shown; what comes too late for the conversation that is shown is dropped."""
        app, session = self._app, self._app.core.session

        def take(page: TurnPage) -> None:
            if app.core.session == session:
                app.conversation.call_later(app.conversation.take, page)

        def failed(notice: Notice) -> None:
            app.conversation.not_taken()
            app.warn(notice)

        app.background(lambda: app.archive.turns(first, last), take, failed)
