"""How a plan is decided on and carried out: handing the terminal over, confirming, progress. Used by `tui.app`."""

import threading

from textual.app import SuspendNotSupported

from tui import words
from tui.screens.dialogs import CommandScreen, ConfirmScreen
from tui.screens.plan import PlanScreen
from tui.stage import Stage
from tui.values import Notice, OutcomePage, PlanPage
from tui.widgets.blocks import ProgressBlock


class ChangeFlow:
    """Belongs to the app. Nothing here decides: that is done by a person in another process, and by the gate."""

    def __init__(self, app: Stage) -> None:
        self._app = app

    def wanted(self, verb: str, page: PlanPage) -> None:
        """`approve`, `reject`, `execute` or `undo` of the plan that is shown."""
        if verb in ("approve", "reject"):
            self._decide(verb, page)
        else:
            self._confirm(verb, page)

    def carry_out(self, verb: str, page: PlanPage) -> None:
        """Shown in the conversation while it happens."""
        app = self._app
        if app.runs.change is not None:
            app.notify(words.STATES["running"].in_(app.lang), severity="warning", markup=False)
            return
        stop = app.runs.change = threading.Event()
        if isinstance(app.screen, PlanScreen):
            app.pop_screen()
        app.chat.to_prompt()
        block = ProgressBlock(f"● {page.id} · {page.title}")
        app.conversation.add(block)

        def told(text: str) -> None:
            block.tell(text)
            app.conversation.show_end()

        def line(text: str) -> None:
            app.post_message(app.Returned(lambda: told(f"● {text}")))

        def ended(outcome: OutcomePage) -> None:
            for text in outcome.lines:
                told(text)
            self._changed(block, ok=outcome.ok)

        def broke(notice: Notice) -> None:
            told(f"✗ {notice}")
            self._changed(block, ok=False)

        app.background(lambda: app.planning.carry_out(verb, page.id, line, stop), ended, broke)

    def stop(self) -> bool:
        """Asks a running change to end in order; False when none runs."""
        change = self._app.runs.change
        if change is None or change.is_set():
            return False
        change.set()
        self._app.notify(words.CONFIRM_QUIT.in_(self._app.lang), markup=False)
        return True

    def _decide(self, verdict: str, page: PlanPage) -> None:
        """Hands the terminal to the process that signs."""
        app = self._app
        try:
            with app.suspend():
                app.planning.decide_here(verdict, page.id)
        except SuspendNotSupported:
            app.push_screen(CommandScreen(f"baepo {verdict} {page.id}", app.lang))
        app.refresh_review()
        app.refresh_plans()

    def _confirm(self, verb: str, page: PlanPage) -> None:
        lang = self._app.lang
        yes = (words.EXECUTE if verb == "execute" else words.UNDO).in_(lang)
        where = f"{page.place.name} · {page.place.risk.upper()} · {', '.join(page.targets)}"
        text = f"{yes}: {page.title}\n{where}\n{page.id} · {page.digest}"

        def answered(sure: bool | None) -> None:
            if sure:
                self.carry_out(verb, page)
            else:
                self._app.notify(words.NOT_DONE.in_(lang), markup=False)

        self._app.push_screen(ConfirmScreen(text, yes, lang), answered)

    def _changed(self, block: ProgressBlock, *, ok: bool) -> None:
        self._app.runs.change = None
        block.end(ok=ok)
        self._app.refresh_plans()
        self._app.refresh_review()
