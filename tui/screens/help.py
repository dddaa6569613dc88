"""Help that teaches: what happens, then the keys; the words are in `help.<lang>.md` beside it."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen

from assistant.language import Lang
from tui import prose
from tui.widgets.block import Block
from tui.widgets.keys import KeyLine


class HelpScreen(Screen[None]):
    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "back"),
        Binding("f1,question_mark", "dismiss", show=False),
    ]

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang

    def compose(self) -> ComposeResult:
        text = Path(__file__).with_name(f"help.{self._lang}.md").read_text(encoding="utf-8")
        with VerticalScroll(id="help-scroll"):
            page = Block(prose.answer(text), clean=text)
            page.can_focus = False
            yield page
        yield KeyLine(self._lang)

    def on_mount(self) -> None:
        self.query_one("#help-scroll").focus()
