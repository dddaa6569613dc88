"""Beside the conversation: the row of an evidence that a citation rests on, or the passage of a guide."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from assistant.commands.output import neutral
from assistant.language import Lang
from tui import prose, words
from tui.cites import Located, Spot, locate
from tui.messages import CopyWanted, WholeOpened
from tui.values import PassagePage

if TYPE_CHECKING:
    from assistant.evidence import Evidence

_SEEN_ABOVE = 3  # lines above the cited one that stay in sight


class Peek(VerticalScroll):
    """Shows one row at a time, what is cited in it marked with a sign; `o` opens all of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "row(-1)", "row", key_display="←→"),
        Binding("right", "row(1)", show=False),
        Binding("o", "whole", "open"),
        Binding("enter", "whole", show=False),
        Binding("c", "copy", "copy"),
    ]

    def __init__(self, lang: Lang, *, id: str) -> None:
        super().__init__(id=id)
        self._lang = lang
        self._evidence: Evidence | None = None
        self._spots: tuple[Spot, ...] = ()
        self._located: tuple[Located, ...] = ()
        self._row = 0
        self._passage: PassagePage | None = None
        self.display = False

    def compose(self) -> ComposeResult:
        with Vertical(id="peek-body"):
            yield Static("", id="peek-text", markup=False)

    @property
    def reference(self) -> str:
        """What is open here, "" for nothing."""
        if not self.display:
            return ""
        return self._evidence.id if self._evidence else self._passage.id if self._passage else ""

    def show_evidence(self, evidence: "Evidence", spots: tuple[Spot, ...]) -> None:
        self._evidence, self._spots, self._passage = evidence, spots, None
        self._located = locate(evidence.items, spots)
        self._open()
        self._show_row(self._located[0].row if self._located else 0)

    async def show_passage(self, page: PassagePage) -> None:
        self._evidence, self._passage = None, page
        self._open()
        self.border_title = Content(neutral(page.title))
        self.border_subtitle = Content(f"[{neutral(page.id)}]")
        from textual.widgets import Markdown  # its parser is not needed before the first guide

        await self.query("#peek-passage").remove()
        text = neutral(f"## {page.heading}\n\n{page.text}")
        await self.query_one("#peek-body").mount(Markdown(text, id="peek-passage", open_links=False))
        self.scroll_home(animate=False)

    def close(self) -> None:
        self.display = False
        self._evidence = self._passage = None

    def action_row(self, by: int) -> None:
        if self._evidence and self._evidence.items:
            self._show_row((self._row + by) % len(self._evidence.items))

    def action_whole(self) -> None:
        here = tuple(s for s in self._spots if any(at.row == self._row for at in locate(self._items, (s,))))
        self.post_message(WholeOpened(self.reference, here or self._spots))

    def action_copy(self) -> None:
        text = self._passage.text if self._passage else "\n".join(prose.value_lines(dict(self._items[self._row])))
        self.post_message(CopyWanted(text))

    @property
    def _items(self) -> "tuple[dict[str, object], ...]":
        return tuple(dict(i) for i in self._evidence.items) if self._evidence else ()

    def _open(self) -> None:
        self.display = True
        self.query_one("#peek-text").display = self._evidence is not None
        for passage in self.query("#peek-passage"):
            passage.display = self._evidence is None

    def _show_row(self, row: int) -> None:
        evidence = self._evidence
        assert evidence is not None
        self._row = row
        self.border_title = Content(neutral(f"{evidence.id} · {evidence.tool}"))
        count = f"{row + 1}/{len(evidence.items)}{'+' if evidence.cut else ''}" if evidence.items else "0"
        self.border_subtitle = Content(f"{count} · o")
        item = evidence.items[row] if evidence.items else {}
        marked = {at.path for at in self._located if at.row == row}
        where = prose.literal(f"{evidence.environment} · {evidence.taken_at:%H:%M:%S} UTC").stylize("dim")
        values = prose.values(item, marked, words.CITED.in_(self._lang))
        text = self.query_one("#peek-text", Static)
        text.update(where.append("\n").append(values.content))

        def scroll() -> None:
            columns = text.content_size.width
            top = len(where.wrap(max(columns, 1))) + values.top(columns)
            self.scroll_to(y=max(top - _SEEN_ABOVE, 0), animate=False)

        self.call_after_refresh(scroll)
