"""A line to type in, for filters, searches and reasons: what would not be seen is shown as such, as in the prompt."""

from textual import events
from textual.widgets import Input

from assistant.commands.output import neutral


class Line(Input):
    """Takes the first line of what is pasted."""

    async def _on_key(self, event: events.Key) -> None:
        if (shown := unseen(event)) is None:
            await super()._on_key(event)
        else:
            self.insert_text_at_cursor(shown)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()  # else the base class would put it in as well
        first = next(iter(event.text.splitlines()), "")
        start, end = self.selection
        self.replace(neutral(first.expandtabs(1)), *sorted((start, end)))


def unseen(event: events.Key) -> str | None:
    """A character that was typed and would not be seen, made visible; None for any other key. Ends the event."""
    character = event.character
    if not character or character.isascii() or neutral(character) == character:  # ASCII: a key of the keyboard
        return None
    event.stop()
    event.prevent_default()
    return neutral(character)
