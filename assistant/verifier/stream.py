"""Text as it comes from a model, shown line by line and only as far as it is verified. Used by `assistant.agent`."""

from collections.abc import Callable


class VerifiedStream:
    """`write` takes raw text; whole lines are verified and what is new of them is shown.

    A long answer is verified each time it has grown by an eighth, not at each line: the work stays in proportion to it.
    """

    def __init__(self, verified: Callable[[str], str], show: Callable[[str], None]) -> None:
        self._verified = verified
        self._show = show
        self._raw = ""
        self._shown = ""
        self._due = 0  # letters from which on it is verified again

    def write(self, text: str) -> None:
        """Adds raw text; shows what its last line break settles."""
        self._raw += text
        if "\n" in text and len(self._raw) >= self._due:
            self._due = len(self._raw) * 9 // 8
            self._show_up_to(self._verified(self._raw[: self._raw.rindex("\n") + 1]))

    def end(self, answer: str) -> None:
        """Shows the rest of the whole, verified answer. What was shown of another text stays; the end of the turn says
        what counts."""
        self._show_up_to(answer)

    def _show_up_to(self, text: str) -> None:
        if text.startswith(self._shown) and len(text) > len(self._shown):
            self._show(text[len(self._shown) :])
            self._shown = text
