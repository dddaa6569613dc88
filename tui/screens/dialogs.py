"""Small dialogs: asking before something is done, asking for a reason, a command to run elsewhere, too little room."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from assistant.language import Lang
from tui import prose, words
from tui.widgets.line import Line


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
            yield Static(prose.literal(words.buttons(self._yes, self._lang)), classes="dialog-keys")

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
            yield Static(words.CLOSE.in_(self._lang), classes="dialog-keys", markup=False)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a finding is accepted, and for how many days."""

    text: str
    days: int


class ReasonScreen(ModalScreen[Reason | None]):
    """Asks why something known is to be hidden, and for how long; None when it is not."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, title: str, lang: Lang) -> None:
        super().__init__()
        self._title, self._lang = title, lang

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(prose.literal(self._title), id="dialog-text")
            yield Line(placeholder=words.WHY_KNOWN.in_(self._lang), id="reason", compact=True)
            yield Line("30", placeholder=words.DAYS_KNOWN.in_(self._lang), id="days", compact=True)
            yield Static("", id="dialog-wrong")
            with Horizontal(id="dialog-buttons"):
                yield Button(words.CANCEL.in_(self._lang), id="no", compact=True)
                yield Button(words.HIDE.in_(self._lang), id="yes", variant="warning", compact=True)

    def on_mount(self) -> None:
        self.query_one("#reason").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        reason, days = self.query_one("#reason", Input).value.strip(), self.query_one("#days", Input).value.strip()
        if event.button.id == "no":
            self.dismiss(None)
        elif reason and days.isdecimal() and 1 <= int(days) <= 365:
            self.dismiss(Reason(text=reason, days=int(days)))
        else:
            self.query_one("#dialog-wrong", Static).update(prose.literal(words.NEEDS_REASON.in_(self._lang)))


class TooSmallScreen(ModalScreen[None]):
    """Covers what cannot be shown at this size; what is below it stays as it is."""

    CSS_PATH = "dialogs.tcss"

    def __init__(self, least: tuple[int, int], lang: Lang) -> None:
        super().__init__()
        self._least, self._lang = least, lang

    def compose(self) -> ComposeResult:
        yield Static("", id="too-small", markup=False)

    def on_resize(self, event: Resize) -> None:
        said = words.too_small(event.size.width, event.size.height, self._least, self._lang)
        text = f"{said} {words.KEPT_MEANWHILE.in_(self._lang)}"
        self.query_one("#too-small", Static).update(prose.literal(text))
