"""The column of turns. Holds a window of them: a long conversation lies in the store, and comes as one scrolls to it."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Literal

from textual import on
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget

from assistant.events import Event, TurnStarted
from assistant.language import Lang
from tui import words
from tui.values import Notice, PlanRow, TurnPage
from tui.widgets.block import Block
from tui.widgets.blocks import NoticeBlock, NumberedBlock, PlanCard
from tui.widgets.turn import TurnColumn

PAGE_TURNS = 4  # mounted at once: few enough that scrolling does not stop for them
_KEPT_SCREENS = 1.5  # of lines above and below what is in sight; more than the one screenful at which more is asked for
_REFRESH_S = 0.1
Following = Literal["turn", "end", "scrolled", ""]  # the turn asked last, the end; by hand, until at the end; nothing


class Conversation(VerticalScroll, can_focus=False):
    """What is streaming never scrolls away what is being read: once the reader has moved, only who is at the end follows.

    What is followed stays in sight when more comes and when the size changes: the question asked last stands at the
    top, or the end at the bottom.
    """

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
        self._plans: dict[str, PlanRow] = {}
        self._first = self._last = self._total = 0  # of the turns in the store, those that are shown
        self._awaiting = False
        self._following: Following = "turn"
        self._more_below = False

    def on_mount(self) -> None:
        self.set_interval(_REFRESH_S, self._tick)

    # What happens now

    def ask(self, question: str) -> TurnColumn:
        """A question that begins now, or is told by `begin` when its turn comes."""
        turn = TurnColumn(question, self._lang)
        self.mount(turn)
        self._offer([*self.query(TurnColumn), turn])
        if self._following == "turn":
            self._follow(turn)
        return turn

    def begin(self, turn: TurnColumn) -> None:
        turn.begin()
        self._turn = turn
        self._following = "turn"
        self._follow(turn)

    def see(self, event: Event) -> None:
        """One event of the turn that was begun."""
        if self._turn is None:
            return
        if isinstance(event, TurnStarted) and self._last == self._total:
            self._last = self._total = self._total + 1
        self._turn.see(event)
        if not self._turn.running:
            self._offer(list(self.query(TurnColumn)))
            self.call_after_refresh(self._forget_far)

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
        self._following = "end"
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
        columns = self._columns(page)
        self.mount(*columns)
        self._offer(columns)
        self.show_end()
        self.call_after_refresh(self._want_more)

    async def take(self, page: TurnPage) -> None:
        """The turns that were wanted, above or below those that are shown; what is read stays where it is."""
        columns, shown = self._columns(page), list(self.query(TurnColumn))
        with self.app.batch_update():  # no frame in between, in which the text would have jumped
            far_above, far_below = self._far()
            if columns and shown and page.first + len(page.turns) == self._first:
                await self.mount(*columns, before=shown[0])
                self._first = page.first
                self._grew_above()
                await self._forget(0, far_below)
            elif columns and shown and page.first == self._last:
                await self.mount(*columns, after=shown[-1])
                self._last = page.first + len(page.turns)
                await self._forget(far_above, 0)
            self._tell_plans(*columns)
            self._offer(list(self.query(TurnColumn)))
        self._awaiting = False
        self.call_after_refresh(self._want_more)

    def not_taken(self) -> None:
        """They could not be read: the reader may try again by scrolling."""
        self._awaiting = False

    def _grew_above(self) -> None:
        """Scrolls on by what was put above, before it is laid out."""
        size = self.scrollable_content_region.size
        height = self.get_content_height(size, self.app.size, size.width)
        grown = height - self.virtual_size.height
        self.virtual_size = self.virtual_size.with_height(height)
        self.scroll_to(y=self.scroll_y + grown, animate=False, immediate=True)

    def _columns(self, page: TurnPage) -> list[Widget]:
        columns: list[Widget] = []
        for events in page.turns:
            started = next((e for e in events if isinstance(e, TurnStarted)), None)
            columns.append(TurnColumn.of(events, started.question if started else "?", self._lang))
        if page.unreadable:
            columns.append(NoticeBlock(Notice(message=words.NEWER.in_(self._lang)), bad=False))
        return columns

    def _far(self) -> tuple[int, int]:
        """How many turns are far out of sight, above and below; none while one of them is under way."""
        if self.running:
            return 0, 0
        reach, regions = _KEPT_SCREENS * self.size.height, [t.virtual_region for t in self.query(TurnColumn)]
        if not all(r.height for r in regions):  # not laid out yet: nothing is known about it
            return 0, 0
        above = list(takewhile(lambda r: r.bottom < self.scroll_y - reach, regions[:-1]))
        below = takewhile(lambda r: r.y > self.scroll_y + self.size.height + reach, reversed(regions[len(above) + 1 :]))
        return len(above), len(list(below))

    async def _forget(self, above: int, below: int) -> None:
        """So many turns leave the window: they are in the store. What is read stays where it is."""
        turns = list(self.query(TurnColumn))
        if above:
            lines = turns[above].virtual_region.y - turns[0].virtual_region.y
            self.scroll_to(y=self.scroll_y - lines, animate=False, immediate=True)
        self._first, self._last = self._first + above, self._last - below
        await self.remove_children([*turns[:above], *turns[len(turns) - below :]])

    async def _forget_far(self) -> None:
        with self.app.batch_update():
            await self._forget(*self._far())

    @property
    def running(self) -> bool:
        return self._turn is not None and self._turn.running

    @property
    def at_newest(self) -> bool:
        """False when later turns are in the store only."""
        return self._last == self._total

    def watch_scroll_y(self, old: float, new: float) -> None:
        super().watch_scroll_y(old, new)
        if self._following == "scrolled" and old < new and self._at_end:
            self._following = "end"
        self._want_more()

    def watch_virtual_size(self) -> None:
        """There is more, or less, than before."""
        self._keep_following()

    def on_resize(self) -> None:
        self._keep_following()

    @property
    def _at_end(self) -> bool:
        return self.max_scroll_y - self.scroll_y < 1 and self.at_newest

    def _want_more(self) -> None:
        """Asks for the turns that come next while there is still a screenful before them."""
        if self._awaiting or not self._total or not self.query(TurnColumn):
            return
        near = self.size.height
        if self.scroll_y <= near and self._first > 0:
            self._awaiting = True
            self.post_message(self.PageWanted(max(self._first - PAGE_TURNS, 0), self._first))
        elif self.max_scroll_y - self.scroll_y <= near and not self.at_newest:
            self._awaiting = True
            self.post_message(self.PageWanted(self._last, min(self._last + PAGE_TURNS, self._total)))

    # Looking at it

    @property
    def offered(self) -> dict[int, NumberedBlock]:
        """What each digit opens: of the newest turn, or of the start as long as nothing was asked."""
        if turns := self.query(TurnColumn):
            return turns.last().offered if self.at_newest else {}
        return {b.number: b for b in self.query(NumberedBlock)}

    def _offer(self, shown: Sequence[Widget]) -> None:
        turns = [t for t in shown if isinstance(t, TurnColumn)]
        for turn in turns:
            turn.offer(newest=self.at_newest and turn is turns[-1])

    def plans(self, rows: tuple[PlanRow, ...]) -> None:
        """How far the plans are by now."""
        self._plans = {r.id: r for r in rows}
        self._tell_plans(self)

    def _tell_plans(self, *among: Widget) -> None:
        for card in (card for widget in among for card in widget.query(PlanCard)):
            if row := self._plans.get(card.plan):
                card.progress(row)

    def references(self) -> frozenset[str]:
        """What the last answer cites."""
        return next((t.references() for t in reversed(self.query(TurnColumn)) if t.answer()), frozenset())

    def last_answer(self) -> str:
        return next((t.answer() for t in reversed(self.query(TurnColumn)) if t.answer()), "")

    def page(self, by: int) -> None:
        """A screenful up (-1) or down (1)."""
        self._by_hand(by)
        self.scroll_relative(y=by * max(self.size.height - 2, 1), animate=False)

    def to_edge(self, by: int) -> None:
        """To the first (-1) or last (1) line of what is shown."""
        self._by_hand(by)
        self.scroll_to(y=0 if by < 0 else self.max_scroll_y, animate=False)

    def action_page_up(self) -> None:
        self.page(-1)

    def action_page_down(self) -> None:
        self.page(1)

    def action_scroll_home(self) -> None:
        self.to_edge(-1)

    def action_scroll_end(self) -> None:
        self.to_edge(1)

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
        self._by_hand(-1)

    def on_mouse_scroll_down(self) -> None:
        self._by_hand(1)

    def _by_hand(self, by: int) -> None:
        """The reader scrolls, unless there is nothing there to scroll to."""
        if self.max_scroll_y > 0 and not (by > 0 and self._at_end):
            self._following = "scrolled"

    def on_descendant_focus(self) -> None:
        self._following = ""

    def _tick(self) -> None:
        if self._turn:
            self._turn.tick()
        more = not self._at_end
        if more != self._more_below:
            self._more_below = more
            self.post_message(self.MoreBelow(more))

    def _keep_following(self) -> None:
        if self._following == "end":
            self.scroll_end(animate=False)
        elif self._following == "turn" and self._turn is not None:
            self._follow(self._turn)

    def _follow(self, turn: Widget) -> None:
        self.call_after_refresh(self.scroll_to_widget, turn, top=True, animate=False)
