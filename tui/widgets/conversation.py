"""The column of blocks. Turns the event stream of the core into blocks; knows nothing else."""

from textual.containers import VerticalScroll
from textual.widget import Widget

from assistant.events import Asked, Event, PlanProposed, ProposalRefused, TextDelta, TurnEnded
from assistant.language import Lang, Text
from tui import words
from tui.values import Notice, PlanRow
from tui.widgets.blocks import (
    ActivityBlock,
    AnswerBlock,
    Block,
    ChoiceBlock,
    NoticeBlock,
    PlanCard,
    QuestionBlock,
)  # fmt: skip

_REFRESH_S = 0.1


class Conversation(VerticalScroll, can_focus=False):
    """What is streaming never scrolls away what is being read: once the reader has moved, nothing follows any more."""

    def __init__(self, lang: Lang, *, id: str) -> None:
        super().__init__(id=id)
        self._lang = lang
        self._asked: QuestionBlock | None = None
        self._activity: ActivityBlock | None = None
        self._answer: AnswerBlock | None = None
        self._cards: list[Widget] = []
        self._written: list[str] = []
        self._following = True

    def on_mount(self) -> None:
        self.set_interval(_REFRESH_S, self._tick)

    def ask(self, question: str) -> QuestionBlock:
        """A question that begins now, or is told by `begin` when its turn comes."""
        block = QuestionBlock(question, self._lang)
        self.mount(block)
        self._follow(block)
        return block

    def begin(self, asked: QuestionBlock) -> None:
        """Blocks of the turn come right after its question."""
        asked.note("")
        self._asked, self._answer, self._cards = asked, None, []
        self._activity = ActivityBlock(self._lang)
        self.mount(self._activity, after=asked)
        self._following = True
        self._follow(asked)

    def see(self, event: Event) -> None:
        """One event of the turn that was begun."""
        if self._activity:
            self._activity.activity.see(event)
        match event:
            case TextDelta(text=text):
                self._written.append(text)
            case PlanProposed(plan=plan, title=title, risk=risk):
                self._cards.append(PlanCard(plan, Text.from_json(title).in_(self._lang), risk, self._lang))
            case ProposalRefused(action=action, target=target, reason=reason):
                self._cards.append(NoticeBlock(Notice(message=f"{action} · {target}: {reason}"), bad=False))
            case Asked(options=options):
                self._cards.extend(ChoiceBlock(o, n) for n, o in enumerate(options[:9], start=1))
            case TurnEnded():
                self._end(event)

    def stopping(self) -> None:
        if self._activity:
            self._activity.activity.stopping = True
            self._activity.update()

    def failed(self, notice: Notice) -> None:
        """The turn did not begin, or broke off without an end."""
        self._cards.append(NoticeBlock(notice))
        self._end(TurnEnded(status="failed", answer=""))

    def add(self, block: Block) -> None:
        """A block that is none of a turn, at the end and in sight."""
        self.mount(block)
        self.show_end()

    def show_end(self) -> None:
        self.call_after_refresh(self.scroll_end, animate=False)

    def plans(self, rows: tuple[PlanRow, ...]) -> None:
        """How far the plans are by now."""
        by_id = {r.id: r for r in rows}
        for card in self.query(PlanCard):
            if row := by_id.get(card.plan):
                card.progress(row)

    def text(self) -> str:
        """The whole conversation as Markdown."""
        return "\n\n".join(
            f"> {b.clean}" if isinstance(b, QuestionBlock) else b.clean
            for b in self.query(Block)
            if b.clean and not isinstance(b, ChoiceBlock)
        )

    def references(self) -> frozenset[str]:
        """What the last answer cites."""
        answers = list(self.query(AnswerBlock))
        return frozenset(answers[-1].references) if answers else frozenset()

    def last_answer(self) -> str:
        answers = list(self.query(AnswerBlock))
        return answers[-1].clean if answers else ""

    def on_mouse_scroll_up(self) -> None:
        self._following = False

    def on_mouse_scroll_down(self) -> None:
        self._following = False

    def on_descendant_focus(self) -> None:
        self._following = False

    def _tick(self) -> None:
        """What came since the last time, at once: a model may write a word at a time."""
        if self._activity and not self._activity.activity.ended:
            self._activity.update()
        if self._written:
            self._writing().write("".join(self._written))
            self._written.clear()

    def _writing(self) -> AnswerBlock:
        if self._answer is None:
            self._answer = AnswerBlock()
            self.mount(self._answer, after=self._activity)
        return self._answer

    def _end(self, ended: TurnEnded) -> None:
        if self._activity is None:
            return
        self._written.clear()
        self._activity.end()
        after: Block = self._activity
        if ended.answer:
            self._writing().finish(ended.answer)
            after = self._writing()
        more = list(self._cards)
        if ended.status == "cancelled":
            more.insert(0, NoticeBlock(Notice(message=words.STOPPED.in_(self._lang)), bad=False))
        elif ended.message:
            more.insert(0, NoticeBlock(Notice(message=ended.message)))
        seen = ended.answer
        for part in ended.not_read:
            if part["why"] not in seen:
                what = f"{words.NOT_READ.in_(self._lang)} {part['what']}: {part['why']}"
                more.append(NoticeBlock(Notice(message=what, remedy=part.get("remedy", ""))))
        if more:
            self.mount(*more, after=after)
        if self._asked:
            self._follow(self._asked)
        self._activity = None

    def _follow(self, block: Block) -> None:
        if self._following:
            self.call_after_refresh(self.scroll_to_widget, block, top=True, animate=False)
