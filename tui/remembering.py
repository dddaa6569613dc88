"""What the app keeps for its next run, and when: the theme as it is chosen, the draft while it is typed and at the end.

Used by `tui.app`.
"""

from tui import themes
from tui.stage import Stage
from tui.widgets.prompt import MAX_CHARACTERS, Prompt

_DRAFT_EVERY_S = 5.0


class Remembering:
    """Belongs to the app."""

    def __init__(self, app: Stage) -> None:
        self._app = app

    def begin(self, theme: str) -> None:
        """Takes up what was kept, and keeps from now on."""
        app = self._app
        themes.choose(app, theme)
        app.theme_changed_signal.subscribe(app, lambda _theme: self._keep("theme", app.theme))
        app.set_interval(_DRAFT_EVERY_S, lambda: self._keep("draft", self._draft()))

    def end(self) -> None:
        """At once: nothing comes after it."""
        if self._app.greeting and self._app.is_open:
            self._app.desk.memory.keep("draft", self._draft())

    def _draft(self) -> str:
        return self._app.chat.query_one(Prompt).text[:MAX_CHARACTERS]

    def _keep(self, name: str, text: str) -> None:
        self._app.background(lambda: self._app.desk.memory.keep(name, text), lambda _: None, lambda _: None)
