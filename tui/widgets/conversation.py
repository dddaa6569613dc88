"""The column of turns. Holds a window of them: a long conversation lies in the store, and comes as one scrolls to it."""

from textual import on
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget

from assistant.events import Event, TurnStarted
from assistant.language import Lang
from tui import words
from tui.values import Notice, PlanRow, TurnPage
from tui.widgets.block import Block
from tui.widgets.blocks import NoticeBlock, PlanCard
from tui.widgets.turn import TurnColumn

PAGE_TURNS = 12
_WINDOW_TURNS = 3 * PAGE_TURNS
_REFRESH_S = 0.1
_NEAR_LINES = 3


class Conversation(VerticalScroll, can_focus=False):
    """What is streaming never scrolls away what is being read: once the reader has moved, nothing follows any more."""

    class PageWanted(Message):
        """The reader is near the edge of what is shown, and there is more: turns `first` up to `last`."""

        def __init__(self, first: int, last: int) -> None:
            super().__init__()
            self.first, self.last = first, last

    class MoreBelow(Message):
        """Whether something lies below what is in sight."""

        def __init__(self, more: bool) -> None:
            super().__init__()
            self.more = more

    class Left(Message):
        """The reader moved on below the last block."""

    def __init__(self, lang: Lang, *, id: str) -> None:
        super().__init__(id=id)
        self._lang = lang
        self._turn: TurnColumn | None = None
        self._first = self._last = self._total = 0  # of the turns in the store, those that are shown
        self._awaiting = False
        self._following = True
        self._more_below = False

    def on_mount(self) -> None:
        self.set_interval(_REFRESH_S, self._tick)

    # What happens now

    def ask(self, question: str) -> TurnColumn:
        """A question that begins now, or is told by `begin` when its turn comes."""
        turn = TurnColumn(question, self._lang)
        self.mount(turn)
        self._follow(turn)
        return turn

    def begin(self, turn: TurnColumn) -> None:
        turn.begin()
        self._turn = turn
        self._following = True
        self._follow(turn)

    def see(self, event: Event) -> None:
        """One event of the turn that was begun."""
        if self._turn is None:
            return
        if isinstance(event, TurnStarted) and self._last == self._total:
            self._last = self._total = self._total + 1
            self._forget_first()
        self._turn.see(event)
        if not self._turn.running:
            self._follow(self._turn)

    def stopping(self) -> None:
        if self._turn:
            self._turn.stopping()

    def failed(self, notice: Notice) -> None:
        """The turn did not begin, or broke off without an end."""
        if self._turn:
            self._turn.failed(notice)

    def add(self, block: Block) -> None:
        """A block that is none of a turn, at the end and in sight."""
        self.mount(block)
        self.show_end()

    def show_end(self) -> None:
        self.call_after_refresh(self.scroll_end, animate=False)

    # What happened before

    def clear(self) -> None:
        """Nothing is shown any more."""
        self._turn, self._awaiting = None, False
        self._first = self._last = self._total = 0
        self.query("*").remove()

    def show_past(self, page: TurnPage) -> None:
        """The newest turns of an earlier conversation."""
        self._first, self._last, self._total = page.first, page.first + len(page.turns), page.total
        self.mount(*self._columns(page))
        self.show_end()

    def take(self, page: TurnPage) -> None:
        """The turns that were wanted, above or below those that are shown; what is read stays where it is."""
        self._awaiting = False
        columns, shown = self._columns(page), list(self.query(TurnColumn))
        if not columns or not shown:
            return
        if page.first < self._first:
            below = self.max_scroll_y - self.scroll_y
            self.mount(*columns, before=shown[0])
            self._first = page.first
            self.call_after_refresh(self._keep_below, below)
        elif page.first == self._last:
            self.mount(*columns, after=shown[-1])
            self._last = page.first + len(columns)

    def _keep_below(self, lines: float) -> None:
        self.scroll_to(y=self.max_scroll_y - lines, animate=False, immediate=True)
        self._forget_last()

    def _columns(self, page: TurnPage) -> list[Widget]:
        columns: list[Widget] = []
        for events in page.turns:
            started = next((e for e in events if isinstance(e, TurnStarted)), None)
            columns.append(TurnColumn.of(events, started.question if started else "?", self._lang))
        if page.unreadable:
            columns.append(NoticeBlock(Notice(message=words.NEWER.in_(self._lang)), bad=False))
        return columns

    def _forget_first(self) -> None:
        """Old turns leave the window when new ones come; they are in the store."""
        turns = list(self.query(TurnColumn))
        for turn in turns[: max(len(turns) - _WINDOW_TURNS, 0)]:
            turn.remove()
            self._first += 1

    def _forget_last(self) -> None:
        """So do the newest while the reader is far above; never one that is still under way."""
        turns = list(self.query(TurnColumn))
        if any(t is self._turn and t.running for t in turns) or len(turns) <= _WINDOW_TURNS:
            return
        for turn in turns[_WINDOW_TURNS:]:
            turn.remove()
            self._last -= 1

    @property
    def at_newest(self) -> bool:
        """False when later turns are in the store only."""
        return self._last == self._total

    def watch_scroll_y(self, old: float, new: float) -> None:
        super().watch_scroll_y(old, new)
        if self._awaiting or not self._total:
            return
        if new <= _NEAR_LINES and self._first > 0:
            self._awaiting = True
            self.post_message(self.PageWanted(max(self._first - PAGE_TURNS, 0), self._first))
        elif new >= self.max_scroll_y - _NEAR_LINES and not self.at_newest and new > old:
            self._awaiting = True
            self.post_message(self.PageWanted(self._last, min(self._last + PAGE_TURNS, self._total)))

    # Looking at it

    def plans(self, rows: tuple[PlanRow, ...]) -> None:
        """How far the plans are by now."""
        by_id = {r.id: r for r in rows}
        for card in self.query(PlanCard):
            if row := by_id.get(card.plan):
                card.progress(row)

    def references(self) -> frozenset[str]:
        """What the last answer cites."""
        return next((t.references() for t in reversed(self.query(TurnColumn)) if t.answer()), frozenset())

    def last_answer(self) -> str:
        return next((t.answer() for t in reversed(self.query(TurnColumn)) if t.answer()), "")

    @on(Block.Moved)
    def _move(self, message: Block.Moved) -> None:
        message.stop()
        blocks = [b for b in self.query(Block) if b.display]
        at = blocks.index(message.block) + message.by
        if 0 <= at < len(blocks):
            blocks[at].focus()
        elif message.by > 0:
            self.post_message(self.Left())
        else:
            self.scroll_home(animate=False)

    def on_mouse_scroll_up(self) -> None:
        self._following = False

    def on_mouse_scroll_down(self) -> None:
        self._following = False

    def on_descendant_focus(self) -> None:
        self._following = False

    def _tick(self) -> None:
        if self._turn:
            self._turn.tick()
        more = self.max_scroll_y - self.scroll_y >= 1 or not self.at_newest
        if more != self._more_below:
            self._more_below = more
            self.post_message(self.MoreBelow(more))

    def _follow(self, turn: Widget) -> None:
        if self._following:
            self.call_after_refresh(self.scroll_to_widget, turn, top=True, animate=False)
