"""Guides: search, and one passage to read."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Markdown, OptionList, Static
from textual.widgets.option_list import Option

from assistant.commands.output import neutral
from assistant.language import Lang
from tui import prose, words
from tui.values import PassagePage
from tui.widgets.blocks import ReferenceOpened
from tui.widgets.keys import KeyLine


class PassageScreen(Screen[None]):
    """One section of a guide; its links are inert."""

    CSS_PATH = "guides.tcss"
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
        self.app.copy_to_clipboard(self._page.text)
        self.notify(words.COPIED.in_(self._lang), markup=False)


class GuidesScreen(Screen[None]):
    """Search as one types; enter opens a passage."""

    CSS_PATH = "guides.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "list", show=False), Binding("escape", "dismiss", "back")]

    class Searched(Message):
        """The search words changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang

    def compose(self) -> ComposeResult:
        yield Input(placeholder=words.SEARCH.in_(self._lang), id="guides-search", compact=True)
        yield OptionList(id="guides-list", compact=True, markup=False)
        yield KeyLine(self._lang)

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self.post_message(self.Searched(""))

    def show(self, pages: tuple[PassagePage, ...]) -> None:
        options = [Option(prose.literal(f"{p.title} · {p.heading}").append(f"  [{p.id}]"), id=p.id) for p in pages]
        nothing = [Option(words.NOTHING_FITS.in_(self._lang), disabled=True)]
        self.query_one(OptionList).set_options(options or nothing)

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        self.post_message(self.Searched(event.value))

    @on(Input.Submitted)
    def _open_first(self) -> None:
        listed = self.query_one(OptionList)
        if listed.option_count and (first := listed.get_option_at_index(0).id):
            self.post_message(ReferenceOpened(first))

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        if event.option_id:
            self.post_message(ReferenceOpened(event.option_id))

    def action_list(self) -> None:
        self.query_one(OptionList).focus()
