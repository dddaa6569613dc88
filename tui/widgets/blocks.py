"""The blocks a conversation is made of, beside what is answered: question, activity, plan card, choice, notice, progress."""

from textual.content import Content

from assistant.commands.output import one_line
from assistant.language import Lang
from tui import prose, words
from tui.messages import QuestionChosen, ReferenceOpened, SessionChosen
from tui.values import Notice, PlanRow, SessionRow
from tui.widgets.activity import Activity
from tui.widgets.block import Block


class QuestionBlock(Block):
    """What was asked; says when it waits for its turn."""

    def __init__(self, question: str, lang: Lang) -> None:
        self._question, self._you = question, words.YOU.in_(lang) + "  "
        super().__init__(prose.plain(question, lead=self._you), clean=question, classes="question")

    def note(self, note: str) -> None:
        text = f"{self._question}\n({note})" if note else self._question
        self.show(prose.plain(text, lead=self._you), clean=self._question)


class ActivityBlock(Block):
    """What is being read, and when it is over one line that says what was."""

    def __init__(self, lang: Lang) -> None:
        super().__init__(prose.plain("…"), clean="", classes="activity")
        self._lang = lang
        self.activity = Activity()

    def update(self) -> None:
        lines = self.activity.lines(self._lang)
        self.show(prose.plain("\n".join(lines), style="$text-muted"), clean="\n".join(lines))

    def end(self) -> None:
        self.activity.ended = True
        self.folded = not self.activity.failures
        self.update()


class NumberedBlock(Block):
    """What a digit in the empty prompt opens, as pressing it or enter does; 0 for none."""

    number = 0

    def on_click(self) -> None:
        self.action_open()


class PlanCard(NumberedBlock):
    """A proposed plan, how far it is, and what comes next; enter reviews it."""

    def __init__(self, plan: str, title: str, risk: str, lang: Lang) -> None:
        self.plan, self._title, self._risk, self._lang = plan, title, risk, lang
        super().__init__(prose.plain(title), clean=title, classes="plan-card")
        self.border_title = Content(f"{words.PLAN.in_(lang)} {plan} · {words.RISKS[risk].in_(lang)}")
        self.offer(0)
        self._tell("waiting", 0.0)

    def offer(self, number: int) -> None:
        """The digit that opens it from now on."""
        self.number = number
        self.border_subtitle = Content(words.review(number, self._lang))

    def progress(self, row: PlanRow) -> None:
        self._tell(row.state, row.expires_in_s)

    def action_open(self) -> None:
        self.post_message(ReferenceOpened(self.plan))

    def _tell(self, state: str, expires_in_s: float) -> None:
        line = words.state(state, self._lang)
        if state in ("waiting", "approved") and expires_in_s > 0:
            line += f" · {words.duration(expires_in_s, self._lang)}"
        if state == "approved":
            line += f" → {words.OPEN_TO_EXECUTE.in_(self._lang)}"
        self.set_classes(f"plan-card -{state}")
        self.show(prose.plain(f"{self._title}\n{line}"), clean=f"{self.plan} {self._title}\n{line}")


class ChoiceBlock(NumberedBlock):
    """A question to ask with one key."""

    def __init__(self, question: str, number: int) -> None:
        self.question, self.number = question, number
        super().__init__(prose.plain(question, lead=f" {number}  "), clean=question, classes="choice")

    def action_open(self) -> None:
        self.post_message(QuestionChosen(self.question))


class ResumeBlock(NumberedBlock):
    """An earlier conversation to go on with."""

    def __init__(self, row: SessionRow, number: int, lang: Lang) -> None:
        self.session, self.number = row.id, number
        text = f"{words.GO_ON.in_(lang)}: {one_line(row.title)}"
        super().__init__(prose.plain(f"{text}\n{row.began}", lead=f" {number}  "), clean=text, classes="choice resume")

    def action_open(self) -> None:
        self.post_message(SessionChosen(self.session))


class NoticeBlock(Block):
    """Something to know: an error with its remedy, or what could not be read."""

    def __init__(self, notice: Notice, *, bad: bool = True) -> None:
        super().__init__(
            prose.plain(str(notice), lead="! " if bad else "· "), clean=str(notice), classes="notice" if bad else "note"
        )


class ProgressBlock(Block):
    """A plan being carried out, line by line, and how it ended."""

    def __init__(self, title: str) -> None:
        super().__init__(prose.plain(title), clean=title, classes="progress")
        self._told = [title]

    def tell(self, line: str) -> None:
        self._told.append(line)
        text = "\n".join(self._told)
        self.show(prose.plain(text), clean=text)

    def end(self, *, ok: bool) -> None:
        self.set_classes(f"progress -{'ok' if ok else 'bad'}")
