"""What was found in this conversation; one that is known and accepted can be hidden, with a reason and an end."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.language import Lang
from tui import prose, words
from tui.messages import FindingMarked, ReferenceOpened
from tui.values import FindingRow
from tui.widgets.keys import KeyLine


class FindingsScreen(Screen[None]):
    """Shows `FindingRow`s; enter opens what the highlighted one rests on, `k` marks it as known or ends that."""

    CSS_PATH = "finder.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "evidence"),
        Binding("k", "know", "known…"),
        Binding("escape", "dismiss", "back"),
    ]

    def __init__(self, rows: tuple[FindingRow, ...], lang: Lang) -> None:
        super().__init__()
        self._rows, self._lang = rows, lang

    def compose(self) -> ComposeResult:
        yield Static(words.FINDINGS.in_(self._lang), id="findings-head")
        yield OptionList(id="finder-list", compact=True, markup=False)
        yield KeyLine(self._lang)

    def on_mount(self) -> None:
        self.show(self._rows)
        self.query_one(OptionList).focus()

    def show(self, rows: tuple[FindingRow, ...]) -> None:
        self._rows = rows
        listed = self.query_one(OptionList)
        at = listed.highlighted
        nothing = [Option(words.NO_FINDINGS.in_(self._lang), disabled=True)]
        listed.set_options([Option(self._line(r)) for r in rows] or nothing)
        listed.highlighted = min(at or 0, len(rows) - 1) if rows else None

    def action_know(self) -> None:
        if (row := self._current()) is not None:
            self.post_message(FindingMarked(row))

    @on(OptionList.OptionSelected)
    def _open(self) -> None:
        row = self._current()
        if row is not None and row.evidence:
            first = row.evidence[0]
            self.post_message(ReferenceOpened(first, tuple(s for s in row.spots if s.evidence == first)))

    def _current(self) -> FindingRow | None:
        at = self.query_one(OptionList).highlighted
        return self._rows[at] if self._rows and at is not None else None

    def _line(self, row: FindingRow) -> Content:
        sign, word, colour = words.SEVERITIES.get(row.severity, ("·", None, "dim"))
        said = f"{sign} {word.in_(self._lang)}" if word else f"{sign} {row.severity}"
        line = Content.styled(said, colour).append("  ").append(prose.literal(row.title))
        known = f"{words.KNOWN.in_(self._lang)}: {row.known}" if row.known else ""
        below = "  ".join(p for p in (known, " ".join(f"[{e}]" for e in row.evidence), row.fingerprint) if p)
        return line.append("\n    ").append(prose.literal(below).stylize("dim"))
