"""Finding one of many as one types: guides, evidence, conversations, environments, what to compare with."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from assistant.language import Lang
from tui import prose, words
from tui.messages import Kind, Searched, Taken
from tui.values import Found
from tui.widgets.keys import KeyLine
from tui.widgets.line import Line

_PLACEHOLDERS = {
    "guides": words.SEARCH,
    "evidence": words.SEARCH_EVIDENCE,
    "sessions": words.SEARCH_SESSIONS,
    "environments": words.ENVIRONMENTS,
    "themes": words.THEMES,
}


class FinderScreen(Screen[None]):
    """Asks for rows with `Searched`, tells what was taken with `Taken`; stays until it is dismissed."""

    CSS_PATH = "finder.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "choose", key_display="↑↓"),
        Binding("up", "move(-1)", show=False),
        Binding("ctrl+n", "verb('new')", "new"),
        Binding("ctrl+e", "verb('export')", "export", priority=True),
        Binding("escape", "dismiss", "back"),
    ]

    def __init__(self, kind: Kind, lang: Lang, *, about: str = "") -> None:
        super().__init__()
        self.kind, self.about = kind, about
        self._lang = lang
        self._rows: tuple[Found, ...] = ()
        self._shown: str | None = None  # the words whose rows are shown
        self._opening = False  # the first row, as soon as the words typed have some

    def compose(self) -> ComposeResult:
        yield Line(placeholder=self._placeholder(), id="finder-search", compact=True)
        yield OptionList(id="finder-list", compact=True, markup=False)
        yield KeyLine(self._lang)

    def _placeholder(self) -> str:
        if self.kind == "compare":
            return words.compare_with(self.about, self._lang)
        return _PLACEHOLDERS[self.kind].in_(self._lang)

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self.post_message(Searched(self, ""))

    def show(self, text: str, rows: tuple[Found, ...]) -> None:
        """What was found for these words; too late when others stand there by now."""
        if not self.is_attached or text != self.query_one(Input).value:
            return
        self._rows, self._shown = rows, text
        options = [Option(_line(r)) for r in rows]
        listed = self.query_one(OptionList)
        listed.set_options(options or [Option(words.NOTHING_FITS.in_(self._lang), disabled=True)])
        listed.highlighted = 0 if rows else None
        if self._opening:
            self._opening = False
            self.action_verb("open")

    def leave(self) -> None:
        self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "verb" or self.kind == "sessions"

    def action_move(self, by: int) -> None:
        listed = self.query_one(OptionList)
        if self._rows:
            listed.highlighted = ((listed.highlighted or 0) + by) % len(self._rows)

    def action_verb(self, verb: str) -> None:
        at = self.query_one(OptionList).highlighted
        if verb == "new" or (self._rows and at is not None):
            self.post_message(Taken(self, verb, "" if verb == "new" or at is None else self._rows[at].id))

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        self.post_message(Searched(self, event.value))

    @on(Input.Submitted)
    def _open_highlighted(self) -> None:
        self._opening = self._shown != self.query_one(Input).value
        if not self._opening:
            self.action_verb("open")

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        self.post_message(Taken(self, "open", self._rows[event.option_index].id))


def _line(row: Found) -> Content:
    line = prose.literal(row.title).stylize(row.style)
    return line.append("\n  ").append(prose.literal(row.detail).stylize("dim")) if row.detail else line
