"""Names that fit what follows an `@` in the prompt, above it."""

from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui import prose
from tui.values import Found

_SHOWN = 8


class Completion(OptionList, can_focus=False):
    """Shown while something fits; the prompt keeps the focus and moves the choice."""

    class Chosen(Message):
        """A name was picked with the mouse."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, compact=True, markup=False)
        self._names: tuple[Found, ...] = ()
        self._fitting: list[Found] = []
        self.display = False

    def know(self, names: tuple[Found, ...]) -> None:
        self._names = names

    @property
    def knows(self) -> bool:
        """Whether there are names by now."""
        return bool(self._names)

    @property
    def chosen(self) -> str:
        """The name that is highlighted, "" while nothing is shown."""
        return self._fitting[self.highlighted].id if self.display and self.highlighted is not None else ""

    def show(self, begun: str | None) -> None:
        """What fits the beginning of a name; None hides it.

        A name that begins so comes before one that holds it, and before what is only told of it, such as a guide's title.
        """
        wanted = (begun or "").lower()

        def rank(named: Found) -> int:
            name = named.id.lower()
            return 0 if name.startswith(wanted) else 1 if wanted in name else 2

        fitting = [n for n in self._names if wanted in f"{n.id} {n.detail}".lower()] if begun is not None else []
        self._fitting = sorted(fitting, key=rank)[:_SHOWN]
        self.display = bool(self._fitting)
        self.set_options(
            Option(prose.literal(n.id).append(prose.literal(f"  {n.detail}").stylize("dim"))) for n in self._fitting
        )
        self.highlighted = 0 if self._fitting else None

    def move(self, by: int) -> None:
        if self.highlighted is not None:
            self.highlighted = (self.highlighted + by) % len(self._fitting)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.highlighted = event.option_index
        self.post_message(self.Chosen(self.chosen))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
