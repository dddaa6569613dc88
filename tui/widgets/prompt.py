"""Where one types: enter sends, ctrl+j makes a new line, up and down at the edges walk through earlier questions."""

import re
from collections.abc import Callable, Collection, Sequence

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from assistant.commands.output import neutral
from tui.widgets.line import unseen

MAX_CHARACTERS = 20_000  # a question, not a file: what is longer is cut, and said
_NEW_LINE = frozenset({"ctrl+j", "shift+enter", "alt+enter"})
_NAME_BEGUN = re.compile(r"(?:^|(?<=\s))@([\w./:-]*)$")


class Prompt(TextArea):
    """Grows with its text; never locked while work runs."""

    class Submitted(Message):
        """A question is complete."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Offered(Message):
        """A digit was pressed in the empty prompt while choices stood above it; counts from 1."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    class NameBegun(Message):
        """The word before the cursor begins with `@`: what follows it; None when it does not any more."""

        def __init__(self, begun: str | None) -> None:
            super().__init__()
            self.begun = begun

    class NameMoved(Message):
        """Another one of the names that fit is wanted."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Resized(Message):
        """It takes more or fewer lines than before."""

    class Paged(Message):
        """All of the question is in sight: a page up (-1) or down (1) means the conversation."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Cut(Message):
        """More was pasted than a question holds."""

        def __init__(self, given: int) -> None:
            super().__init__()
            self.given = given

    def __init__(self, placeholder: str, *, offered: Callable[[], Collection[int]] = tuple, id: str) -> None:
        super().__init__(
            id=id, placeholder=placeholder, compact=True, highlight_cursor_line=False, tab_behavior="focus"
        )
        self._offered = offered  # which digits open something while nothing is typed
        self.choice = ""  # the name that is highlighted above, "" while none fits
        self._begun: str | None = None
        self._history: list[str] = []
        self._at = 0  # len(history): the draft
        self._draft = ""

    def remember(self, questions: Sequence[str]) -> None:
        self._history.extend(questions)
        self._at = len(self._history)

    def put(self, text: str) -> None:
        """Replaces what stands there; the cursor goes to its end."""
        self.text = neutral(text)
        self.move_cursor(self.document.end)

    def set_aside(self) -> None:
        """Empties it; arrow up brings the text back."""
        self.remember([self.text])
        self.put("")

    def complete(self, name: str) -> None:
        """Puts a name in the place of the one that was begun."""
        row, column = self.cursor_location
        begun = _NAME_BEGUN.search(self.document.get_line(row)[:column])
        if begun:
            self.replace(f"{name} ", (row, begun.start()), (row, column))
        self.choice = ""

    async def _on_key(self, event: events.Key) -> None:
        taken = True
        if self.choice and event.key in ("tab", "enter"):
            self.complete(self.choice)
        elif self.choice and event.key in ("up", "down"):
            self.post_message(self.NameMoved(-1 if event.key == "up" else 1))
        elif self.choice and event.key == "escape":
            self.post_message(self.NameBegun(None))
        elif event.key in _NEW_LINE:
            self.insert("\n")
        elif event.key == "enter":
            self._submit()
        elif not self.text and event.character in {str(number) for number in self._offered()}:
            self.post_message(self.Offered(int(event.character or 0)))
        elif shown := unseen(event):
            self.insert(shown)
        else:
            taken = False
        if taken:
            event.stop()
            event.prevent_default()
        else:
            await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        """Puts in what fits, with what would not be seen shown as such."""
        event.stop()
        event.prevent_default()  # else the base class would put it in as well
        room = max(MAX_CHARACTERS - len(self.text) + len(self.selected_text), 0)
        if len(event.text) > room:
            self.post_message(self.Cut(len(event.text)))
        text = event.text[:room].replace("\r\n", "\n").replace("\r", "\n")
        self.delete(*self.selection)
        self.insert(neutral(text)[:room])

    def on_resize(self) -> None:
        self.post_message(self.Resized())

    def on_text_area_selection_changed(self) -> None:
        """Also after each change: the cursor has moved."""
        row, column = self.cursor_location
        found = _NAME_BEGUN.search(self.document.get_line(row)[:column])
        begun = found[1] if found else None
        if begun != self._begun:
            self._begun = begun
            self.post_message(self.NameBegun(begun))

    def action_cursor_up(self, select: bool = False) -> None:
        if not select and self.cursor_at_first_line and self._at > 0:
            self._walk(self._at - 1)
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        if not select and self.cursor_at_last_line and self._at < len(self._history):
            self._walk(self._at + 1)
        else:
            super().action_cursor_down(select)

    def action_cursor_page_up(self) -> None:
        self._page(-1, super().action_cursor_page_up)

    def action_cursor_page_down(self) -> None:
        self._page(1, super().action_cursor_page_down)

    def _page(self, by: int, within: Callable[[], None]) -> None:
        if self.max_scroll_y > 0:
            within()
        else:
            self.post_message(self.Paged(by))

    def _walk(self, to: int) -> None:
        if self._at == len(self._history):
            self._draft = self.text
        self._at = to
        self.put(self._draft if to == len(self._history) else self._history[to])

    def _submit(self) -> None:
        text = self.text.strip()
        if text:
            self.remember([text])
            self._draft = ""
            self.put("")
            self.post_message(self.Submitted(text))
