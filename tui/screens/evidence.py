"""One evidence: its items as rows, the highlighted one in full below, and a filter over every value."""

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text as Cell
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import DataTable, Input, Static

from assistant.commands.output import neutral
from assistant.language import Lang, Text
from tui import prose, words
from tui.widgets.keys import KeyLine

if TYPE_CHECKING:
    from assistant.evidence import Evidence

_ROWS_SHOWN = 500
_CELL_COLUMNS = 48


class EvidenceScreen(Screen[None]):
    """Shows an `Evidence`."""

    CSS_PATH = "evidence.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", key_display="/"),
        Binding("c", "copy", "copy row"),
        Binding("escape", "leave", "back"),
    ]

    def __init__(self, evidence: "Evidence", lang: Lang) -> None:
        super().__init__()
        self._evidence, self._lang = evidence, lang
        self._columns = prose.columns(evidence.items)

    @cached_property
    def _searchable(self) -> list[str]:
        return [json.dumps(dict(i), ensure_ascii=False).lower() for i in self._evidence.items]

    def compose(self) -> ComposeResult:
        e = self._evidence
        more = Text(ko=" (잘림: 더 있습니다)", en=" (cut: more exist)").in_(self._lang) if e.cut else ""
        head = (
            f"{e.id} · {e.tool} · {e.environment} · {e.taken_at:%Y-%m-%d %H:%M:%S} UTC · {len(e.items)}{more}"
            f" · sha256 {e.digest[:12]}\n{json.dumps(e.arguments, ensure_ascii=False)}"
        )
        yield Static(prose.literal(head), id="evidence-head")
        for part in e.not_read:
            yield Static(prose.literal(f"! {words.NOT_READ.in_(self._lang)} {part.what}: {part.why}"), classes="notice")
        yield Input(placeholder=words.FILTER.in_(self._lang), id="evidence-filter", compact=True)
        yield DataTable[Cell](id="evidence-rows", cursor_type="row", zebra_stripes=True)
        with VerticalScroll(id="evidence-detail", can_focus=False):
            yield Static("", id="evidence-item", markup=False)
        yield KeyLine(self._lang)

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        for column in self._columns:
            table.add_column(Cell(neutral(column.removeprefix("metadata."))), key=column)
        self._fill("")
        table.focus()

    @on(Input.Changed, "#evidence-filter")
    def _filtered(self, event: Input.Changed) -> None:
        self._fill(event.value.lower())

    @on(Input.Submitted, "#evidence-filter")
    def _chosen(self) -> None:
        self.query_one(DataTable).focus()

    @on(DataTable.RowHighlighted)
    def _detail(self, event: DataTable.RowHighlighted) -> None:
        item = self._item(event.row_key.value)
        lines = "\n".join(prose.value_lines(item)) if item is not None else ""
        self.query_one("#evidence-item", Static).update(prose.literal(lines))

    def action_filter(self) -> None:
        self.query_one("#evidence-filter").focus()

    def action_copy(self) -> None:
        table = self.query_one(DataTable)
        if table.row_count:
            key = table.coordinate_to_cell_key(table.cursor_coordinate).row_key
            self.app.copy_to_clipboard(json.dumps(self._item(key.value), ensure_ascii=False))
            self.notify(words.COPIED.in_(self._lang), markup=False)

    def action_leave(self) -> None:
        """Out of the filter first, then back."""
        filtered = self.query_one("#evidence-filter", Input)
        if filtered.has_focus:
            filtered.value = ""
            self.query_one(DataTable).focus()
        else:
            self.dismiss()

    def _fill(self, wanted: str) -> None:
        table = self.query_one(DataTable)
        table.clear()
        everything = range(len(self._evidence.items))
        fitting = [n for n in everything if wanted in self._searchable[n]] if wanted else list(everything)
        for number in fitting[:_ROWS_SHOWN]:
            item = self._evidence.items[number]
            table.add_row(*(_cell(prose.cell(item, c)) for c in self._columns), key=str(number))
        shown = f"{min(len(fitting), _ROWS_SHOWN)} / {len(everything)}"
        table.border_title = shown if fitting else words.NOTHING_FITS.in_(self._lang)
        if not fitting:
            self.query_one("#evidence-item", Static).update("")

    def _item(self, key: str | None) -> dict[str, Any] | None:
        return dict(self._evidence.items[int(key)]) if key is not None else None


def _cell(text: str) -> Cell:
    """Literal text: a plain string in a `DataTable` would be read as markup."""
    cell = Cell(text, no_wrap=True)
    cell.truncate(_CELL_COLUMNS, overflow="ellipsis")
    return cell
