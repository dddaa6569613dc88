"""What every block of a conversation can do: be moved to, opened, copied, exported, folded."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.visual import Visual

from tui import prose
from tui.cites import Citations
from tui.messages import CopyWanted, ExportWanted, ReferenceOpened
from tui.tables import Table
from tui.widgets.leaving import Leaving


class Block(Leaving, can_focus=True):
    """Lays a `Prose` out at its own width."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "block", key_display="↑↓"),
        Binding("down", "move(1)", show=False),
        Binding("enter", "open", "open"),
        Binding("c", "copy", "copy"),
        Binding("e", "export", "export"),
        Binding("z", "fold", "fold"),
    ]

    class Moved(Message):
        """The reader wants the block after (1) or before (-1) this one."""

        def __init__(self, block: "Block", by: int) -> None:
            super().__init__()
            self.block, self.by = block, by

    folded: reactive[bool] = reactive(False, layout=True)

    def __init__(self, shown: prose.Prose, *, clean: str, classes: str = "") -> None:
        super().__init__(classes=classes)
        self._shown = shown
        self._laid = _Laid()
        self.clean = clean
        self.citations = Citations()

    def show(self, shown: prose.Prose, *, clean: str) -> None:
        self._shown, self.clean = shown, clean
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(len(self._lines(width)), 1)

    def render_line(self, y: int) -> Strip:
        """Only the lines in sight are drawn: an answer may be thousands long."""
        width = self.content_size.width
        lines = self._lines(width)
        line = lines[y] if y < len(lines) else Content()
        return Visual.to_strips(self, line, width, 1, self.visual_style)[0]

    def _lines(self, columns: int) -> list[Content]:
        columns = max(columns - (2 if self.folded else 0), 1)
        lines = self._laid.lines(self._shown, columns)
        return [lines[0].append(Content.styled(" ▸", "$text-muted"))] if self.folded and len(lines) > 1 else lines

    def action_move(self, by: int) -> None:
        self.post_message(self.Moved(self, by))

    def action_open(self) -> None:
        self.folded = not self.folded

    def action_fold(self) -> None:
        self.folded = not self.folded

    def action_copy(self) -> None:
        self.post_message(CopyWanted(self.clean))

    def action_export(self) -> None:
        self.post_message(ExportWanted())

    def action_open_citation(self, number: int) -> None:
        """Opens the citation with this number, as pressing it with the mouse does."""
        cited = self._shown.references[number]
        self.post_message(ReferenceOpened(cited.id, self.citations.of(cited.id, cited.line)))


class _Laid:
    """The lines of a text at one width. Paragraphs that were there before are not laid out again."""

    def __init__(self) -> None:
        self._columns = 0
        self._paragraphs: tuple[prose.Paragraph | Table, ...] = ()
        self._ends: list[int] = []  # how many lines there are after each paragraph
        self._lines: list[Content] = []

    def lines(self, shown: prose.Prose, columns: int) -> list[Content]:
        if columns != self._columns:
            self._columns, self._paragraphs = columns, ()
        if shown.paragraphs is not self._paragraphs:
            same = 0
            for old, new in zip(self._paragraphs, shown.paragraphs, strict=False):
                if old is not new:
                    break
                same += 1
            del self._ends[same:]
            del self._lines[self._ends[-1] if self._ends else 0 :]
            for paragraph in shown.paragraphs[same:]:
                self._lines += paragraph.lines(columns)
                self._ends.append(len(self._lines))
            self._paragraphs = shown.paragraphs
        return self._lines
