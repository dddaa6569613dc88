"""Where one types: enter sends, ctrl+j makes a new line, up and down at the edges walk through earlier questions."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea


class Prompt(TextArea):
    """Grows with its text; never locked while work runs."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+j,shift+enter,alt+enter", "newline", show=False)]

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

    def __init__(self, placeholder: str, *, id: str) -> None:
        super().__init__(
            id=id, placeholder=placeholder, compact=True, highlight_cursor_line=False, tab_behavior="focus"
        )
        self.offers = 0
        self._history: list[str] = []
        self._at = 0  # len(history): the draft
        self._draft = ""

    def remember(self, questions: Sequence[str]) -> None:
        self._history.extend(questions)
        self._at = len(self._history)

    def put(self, text: str) -> None:
        """Replaces what stands there; the cursor goes to its end."""
        self.text = text
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self._submit()
        elif not self.text and event.character and event.character in "123456789"[: self.offers]:
            event.stop()
            event.prevent_default()
            self.post_message(self.Offered(int(event.character)))
        else:
            await super()._on_key(event)

    def action_newline(self) -> None:
        self.insert("\n")

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
