"""One evidence: its items as rows, the highlighted one in full or raw below; a filter, and comparing with another."""

import json
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from assistant.language import Lang, Text
from tui import prose, words
from tui.cites import Spot, locate
from tui.messages import CompareWanted, CopyWanted
from tui.widgets.keys import KeyLine
from tui.widgets.rows import RowsView

if TYPE_CHECKING:
    from assistant.evidence import Evidence


class EvidenceScreen(Screen[None]):
    """Shows an `Evidence`; what is cited in it is marked, and the first of it highlighted."""

    CSS_PATH = "rows.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "raw", "raw"),
        Binding("d", "compare", "compare"),
        Binding("c", "copy", "copy row"),
        Binding("escape", "leave", "back"),
    ]

    def __init__(self, evidence: "Evidence", lang: Lang, spots: tuple[Spot, ...] = ()) -> None:
        super().__init__()
        self._evidence, self._lang = evidence, lang
        self._located = locate(evidence.items, spots)
        self._raw = False

    def compose(self) -> ComposeResult:
        e = self._evidence
        more = Text(ko=" (잘림: 더 있습니다)", en=" (cut: more exist)").in_(self._lang) if e.cut else ""
        head = (
            f"{e.id} · {e.tool} · {e.environment} · {e.taken_at:%Y-%m-%d %H:%M:%S} UTC · {len(e.items)}{more}"
            f" · sha256 {e.digest[:12]}\n{json.dumps(e.arguments, ensure_ascii=False)}"
        )
        yield Static(prose.literal(head), classes="rows-head")
        for part in e.not_read:
            yield Static(prose.literal(f"! {words.NOT_READ.in_(self._lang)} {part.what}: {part.why}"), classes="notice")
        columns = prose.columns(e.items)
        cited = {at.row for at in self._located}
        yield RowsView(
            [*(["◂"] if cited else []), *(c.removeprefix("metadata.") for c in columns)],
            [
                [*(["◂" if n in cited else ""] if cited else []), *(prose.cell(item, c) for c in columns)]
                for n, item in enumerate(e.items)
            ],
            lang=self._lang,
            detail=self._detail,
            search=lambda: [json.dumps(dict(i), ensure_ascii=False).lower() for i in e.items],
            at=self._located[0].row if self._located else 0,
        )
        yield KeyLine(self._lang)

    def action_raw(self) -> None:
        """JSON, or laid out for reading."""
        self._raw = not self._raw
        self.query_one(RowsView).redetail()

    def action_compare(self) -> None:
        self.post_message(CompareWanted(self._evidence))

    def action_copy(self) -> None:
        at = self.query_one(RowsView).current
        if at is not None:
            self.post_message(CopyWanted(json.dumps(dict(self._evidence.items[at]), ensure_ascii=False)))

    def action_leave(self) -> None:
        """Out of the filter first, then back."""
        if not self.query_one(RowsView).leave():
            self.dismiss()

    def _detail(self, row: int) -> prose.Detail:
        item = dict(self._evidence.items[row])
        if self._raw:
            return prose.Detail(content=prose.literal(json.dumps(item, ensure_ascii=False, indent=2)))
        marked = {at.path for at in self._located if at.row == row}
        return prose.values(item, marked, words.CITED.in_(self._lang))
