"""One section of a guide, to read where there is no room beside the conversation."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Markdown, Static

from assistant.commands.output import neutral
from assistant.language import Lang
from tui import prose, words
from tui.messages import CopyWanted
from tui.values import PassagePage
from tui.widgets.keys import KeyLine


class PassageScreen(Screen[None]):
    """Its links are inert."""

    CSS_PATH = "passage.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("c", "copy", "copy"), Binding("escape", "dismiss", "back")]

    def __init__(self, page: PassagePage, lang: Lang) -> None:
        super().__init__()
        self._page, self._lang = page, lang

    def compose(self) -> ComposeResult:
        head = f"{words.GUIDES.in_(self._lang)} · {self._page.title} · [{self._page.id}]"
        yield Static(prose.literal(head), id="passage-head")
        with VerticalScroll(id="passage-scroll"):
            yield Markdown(neutral(f"## {self._page.heading}\n\n{self._page.text}"), open_links=False)
        yield KeyLine(self._lang)

    def on_mount(self) -> None:
        self.query_one("#passage-scroll").focus()

    def action_copy(self) -> None:
        self.post_message(CopyWanted(self._page.text))
