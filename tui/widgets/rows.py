"""Rows to look through: a filter over every value, a table, and the highlighted row in full below it."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text as Cell
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Input, Static

from assistant.commands.output import one_line
from assistant.language import Lang
from tui import prose, words
from tui.widgets.line import Line

_ROWS_SHOWN = 500
_CELL_COLUMNS = 48
_SEEN_ABOVE = 2  # lines above the marked one that stay in sight


class RowsView(Vertical):
    """`detail` gives what stands below a row; `search` is the text of each row that the filter looks in, lower case."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", key_display="/", priority=True)
    ]  # before the table's own, so that it is done when the next key comes

    def __init__(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        lang: Lang,
        detail: Callable[[int], prose.Detail],
        search: Callable[[], Sequence[str]],
        at: int = 0,
    ) -> None:
        super().__init__(id="rows")
        self._columns, self._rows, self._lang = columns, rows, lang
        self._detail, self._search, self._at = detail, search, at

    def compose(self) -> ComposeResult:
        yield Line(placeholder=words.FILTER.in_(self._lang), id="rows-filter", compact=True)
        yield DataTable[Cell](id="rows-table", cursor_type="row", zebra_stripes=True)
        with VerticalScroll(id="rows-detail", can_focus=False):
            yield Static("", id="rows-item", markup=False)

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        for number, column in enumerate(self._columns):
            table.add_column(Cell(one_line(column)), key=str(number))
        self._fill("")
        if 0 < self._at < table.row_count:
            table.move_cursor(row=self._at, animate=False)
        table.focus()

    @property
    def current(self) -> int | None:
        """The number of the highlighted row among all, None when nothing fits."""
        table = self.query_one(DataTable)
        if not table.row_count:
            return None
        return int(table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value or 0)

    def redetail(self) -> None:
        """What stands below is to be laid out anew."""
        at = self.current
        detail = self._detail(at) if at is not None else prose.Detail(content=Content())
        item = self.query_one("#rows-item", Static)
        item.update(detail.content)

        def scroll() -> None:
            top = detail.top(item.content_size.width)
            self.query_one("#rows-detail").scroll_to(y=max(top - _SEEN_ABOVE, 0), animate=False)

        self.call_after_refresh(scroll)

    def leave(self) -> bool:
        """Out of the filter; False when it was not used."""
        filtered = self.query_one(Input)
        if not filtered.has_focus and not filtered.value:
            return False
        filtered.value = ""
        self.query_one(DataTable).focus()
        return True

    def action_filter(self) -> None:
        """At once: what is typed next is already for it."""
        self.screen.set_focus(self.query_one(Input))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "filter" or self.screen.focused is not self.query_one(Input)

    @on(Input.Changed)
    def _filtered(self, event: Input.Changed) -> None:
        event.stop()
        self._fill(event.value.lower())

    @on(Input.Submitted)
    def _chosen(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(DataTable).focus()

    @on(DataTable.RowHighlighted)
    def _highlighted(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        self.redetail()

    def _fill(self, wanted: str) -> None:
        table = self.query_one(DataTable)
        table.clear()
        everything = range(len(self._rows))
        fitting = [n for n, text in enumerate(self._search()) if wanted in text] if wanted else list(everything)
        for number in fitting[:_ROWS_SHOWN]:
            table.add_row(*map(_cell, self._rows[number]), key=str(number))
        shown = f"{min(len(fitting), _ROWS_SHOWN)} / {len(everything)}"
        table.border_title = Content(shown if fitting else words.NOTHING_FITS.in_(self._lang))
        self.redetail()


def _cell(text: str) -> Cell:
    """Literal text: a plain string in a `DataTable` would be read as markup."""
    cell = Cell(one_line(text), no_wrap=True)
    cell.truncate(_CELL_COLUMNS, overflow="ellipsis")
    return cell
