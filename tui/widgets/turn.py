"""One question and everything that comes of it, as a column of blocks built from the events of the core."""

from textual.containers import Vertical
from textual.widget import Widget

from assistant.events import Asked, Event, FindingRaised, PlanProposed, ProposalRefused, TextDelta, TurnEnded
from assistant.language import Lang, Text
from tui import words
from tui.cites import Citations
from tui.sections import numbers, sections
from tui.values import Notice
from tui.widgets.answers import AnswerBlock, CitingBlock, FindingBlock
from tui.widgets.blocks import ActivityBlock, ChoiceBlock, NoticeBlock, NumberedBlock, PlanCard, QuestionBlock
from tui.widgets.leaving import Leaving


class TurnColumn(Leaving, Vertical):
    """Begins as a question that waits; `see` takes the events of the turn; what streams is written by `tick`."""

    def __init__(self, question: str, lang: Lang) -> None:
        super().__init__(classes="turn")
        self._lang = lang
        self.asked = QuestionBlock(question, lang)
        self._activity: ActivityBlock | None = None
        self._streamed: AnswerBlock | None = None
        self._said: list[CitingBlock] = []
        self._answered = ""
        self._citations = Citations()
        self._raised: dict[str, str] = {}  # the severity of each finding, by its title
        self._cards: list[Widget] = []
        self._written: list[str] = []
        self._unmounted: list[Widget] = [self.asked]
        self._mounted = False

    @property
    def running(self) -> bool:
        return self._activity is not None and not self._activity.activity.ended

    @classmethod
    def of(cls, events: tuple[Event, ...], question: str, lang: Lang) -> "TurnColumn":
        """A turn of the past; one that has no end was interrupted, and says so."""
        column = cls(question, lang)
        column.begin()
        for event in events:
            column.see(event)
        if column.running:
            column.see(TurnEnded(status="interrupted", answer="", message=words.INTERRUPTED.in_(lang)))
        return column

    async def on_mount(self) -> None:
        self._mounted = True
        await self.mount(*self._unmounted)  # whoever waits for this column waits for its blocks, too

    def begin(self) -> None:
        """The question's turn has come."""
        self.asked.note("")
        self._activity = ActivityBlock(self._lang)
        self._put(self._activity)

    def see(self, event: Event) -> None:
        if self._activity:
            self._activity.activity.see(event)
        match event:
            case TextDelta(text=text):
                self._written.append(text)
            case FindingRaised(finding=finding):
                self._citations.add(finding)
                self._raised |= dict.fromkeys(finding.get("title", {}).values(), finding.get("severity", ""))
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

    def tick(self) -> None:
        """What came since the last time, at once: a model may write a word at a time."""
        if self._activity and self.running:
            self._activity.update()
        if self._written:
            self._writing().write("".join(self._written))
            self._written.clear()

    @property
    def offered(self) -> dict[int, NumberedBlock]:
        """What digits open while this is the newest turn: the answers to choose from, else the plans."""
        cards = [c for c in self._cards if isinstance(c, NumberedBlock)]
        choices = [c for c in cards if isinstance(c, ChoiceBlock)]
        return {c.number: c for c in choices or cards if c.number}

    def offer(self, *, newest: bool) -> None:
        """Plans are numbered as the answer lists them; nothing is offered any more once a newer turn is there."""
        listed, plans = numbers(self._answered), [c for c in self._cards if isinstance(c, PlanCard)]
        free = [n for n in range(1, 10) if n not in listed.values()]
        for card in plans:
            number = listed.get(card.plan) or (free.pop(0) if free else 0)
            card.offer(number if newest else 0)
        for choice in self._cards:
            if isinstance(choice, ChoiceBlock):
                choice.display = newest

    def references(self) -> frozenset[str]:
        """What the answer cites."""
        return frozenset(r for block in self._said for r in block.references)

    def answer(self) -> str:
        return self._answered or (self._streamed.clean if self._streamed else "")

    def _writing(self) -> AnswerBlock:
        if self._streamed is None:
            self._streamed = AnswerBlock(citations=self._citations)
            self._said = [self._streamed]
            self._put(self._streamed)
        return self._streamed

    def _finish(self, answer: str) -> None:
        """The answer as it is kept: a block for each finding, in the place of what was streamed."""
        streamed, self._answered, self._said = self._streamed, answer, []
        for section in sections(answer, self._raised):
            if section.severity in words.SEVERITIES:
                self._said.append(FindingBlock(section.text, section.severity, self._citations, self._lang))
            elif streamed is not None and not self._said:
                streamed.finish(section.text)
                self._said.append(streamed)
            else:
                self._said.append(AnswerBlock(section.text, self._citations))
        self._put(*(block for block in self._said if block is not streamed))
        if streamed is not None and streamed not in self._said:
            if streamed.has_focus and self._said:
                self.call_after_refresh(self._said[0].focus)
            self._take_away(streamed)

    def _take_away(self, block: Widget) -> None:
        if block in self._unmounted and not self._mounted:
            self._unmounted.remove(block)
        else:
            block.remove()

    def _end(self, ended: TurnEnded) -> None:
        if self._activity is None:
            return
        self._written.clear()
        self._activity.end()
        if ended.answer:
            self._finish(ended.answer)
        first: list[Widget] = []
        if ended.status == "cancelled":
            first.append(NoticeBlock(Notice(message=words.STOPPED.in_(self._lang)), bad=False))
        elif ended.message:
            first.append(NoticeBlock(Notice(message=ended.message)))
        self._cards[:0] = first
        self._cards.extend(self._not_read(ended))
        self._put(*self._cards)

    def _not_read(self, ended: TurnEnded) -> list[Widget]:
        """What could not be looked at, unless the answer says so itself."""
        return [
            NoticeBlock(
                Notice(
                    message=f"{words.NOT_READ.in_(self._lang)} {part['what']}: {part['why']}",
                    remedy=part.get("remedy", ""),
                )
            )
            for part in ended.not_read
            if part["why"] not in ended.answer
        ]

    def _put(self, *blocks: Widget) -> None:
        """Below what there is; what comes before this is on the screen waits until it is."""
        if self._mounted and blocks:
            self.mount(*blocks)
        else:
            self._unmounted.extend(blocks)
