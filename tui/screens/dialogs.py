"""Small dialogs: one that asks before something is done, one that shows a command to run elsewhere."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from assistant.language import Lang
from tui import prose, words


class ConfirmScreen(ModalScreen[bool]):
    """True when the person says so. Cancel has the focus: enter alone does nothing."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(False)", show=False),
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    def __init__(self, text: str, yes: str, lang: Lang) -> None:
        super().__init__()
        self._text, self._yes, self._lang = text, yes, lang

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(prose.literal(self._text), id="dialog-text")
            with Horizontal(id="dialog-buttons"):
                yield Button(words.CANCEL.in_(self._lang), id="no", compact=True)
                yield Button(self._yes, id="yes", variant="warning", compact=True)

    def on_mount(self) -> None:
        self.query_one("#no").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")


class CommandScreen(ModalScreen[None]):
    """A command that has to be run in another terminal."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "dismiss", show=False)]

    def __init__(self, command: str, lang: Lang) -> None:
        super().__init__()
        self._command, self._lang = command, lang

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(prose.literal(f"{words.SUSPEND.in_(self._lang)}\n\n  {self._command}"), id="dialog-text")
