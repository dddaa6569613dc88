"""Any table that is only looked through: ledger, cost, two evidences compared."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from assistant.language import Lang
from tui import prose
from tui.messages import CopyWanted
from tui.values import TablePage
from tui.widgets.keys import KeyLine
from tui.widgets.rows import RowsView


class TableScreen(Screen[None]):
    """Shows a `TablePage`."""

    CSS_PATH = "rows.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", "copy row"),
        Binding("escape", "leave", "back"),
    ]

    def __init__(self, page: TablePage, lang: Lang) -> None:
        super().__init__()
        self._page, self._lang = page, lang

    def compose(self) -> ComposeResult:
        page = self._page
        head = "\n".join([page.title, *page.head])
        yield Static(prose.literal(head), classes="rows-head" if page.ok else "rows-head -bad")
        details = page.details or tuple("" for _ in page.rows)
        yield RowsView(
            page.columns,
            page.rows,
            lang=self._lang,
            detail=self._detail,
            search=lambda: [f"{' '.join(r)} {d}".lower() for r, d in zip(page.rows, details, strict=True)],
        )
        yield KeyLine(self._lang)

    def action_copy(self) -> None:
        at = self.query_one(RowsView).current
        if at is not None:
            self.post_message(CopyWanted("\t".join(self._page.rows[at])))

    def action_leave(self) -> None:
        if not self.query_one(RowsView).leave():
            self.dismiss()

    def _detail(self, row: int) -> prose.Detail:
        return prose.Detail(content=prose.literal(self._page.details[row] if self._page.details else ""))
