"""The blocks a conversation is made of: question, activity, answer, plan card, choice, notice, progress.

Each takes focus: enter opens it, `c` copies its clean text, `z` folds it; up and down move between blocks.
"""

from typing import ClassVar

from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from assistant.language import Lang
from tui import prose, words
from tui.values import Notice, PlanRow
from tui.widgets.activity import Activity


class ReferenceOpened(Message):
    """An evidence id, a passage id or a plan id was chosen."""

    def __init__(self, reference: str) -> None:
        super().__init__()
        self.reference = reference


class QuestionChosen(Message):
    """A prepared question or answer was picked."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question


class CopyWanted(Message):
    """The clean text of a block is to go to the clipboard."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class ExportWanted(Message):
    """The conversation is to be written to a file."""


class Block(Widget, can_focus=True):
    """Lays a `Prose` out at its own width."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("enter", "open", "open"),
        Binding("c", "copy", "copy"),
        Binding("e", "export", "export"),
        Binding("z", "fold", "fold"),
    ]

    folded: reactive[bool] = reactive(False, layout=True)

    def __init__(self, shown: prose.Prose, *, clean: str, classes: str = "") -> None:
        super().__init__(classes=classes)
        self._shown = shown
        self._laid: tuple[int, list[Content]] = (0, [])
        self.clean = clean

    def show(self, shown: prose.Prose, *, clean: str) -> None:
        self._shown, self.clean = shown, clean
        self._laid = (0, [])
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(len(self._lines(width)), 1)

    def render(self) -> RenderResult:
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, columns: int) -> list[Content]:
        columns = max(columns - (2 if self.folded else 0), 1)
        if self._laid[0] != columns:
            self._laid = columns, self._shown.lines(columns)
        lines = self._laid[1]
        return [lines[0].append(Content.styled(" ▸", "dim"))] if self.folded and len(lines) > 1 else lines

    def action_move(self, by: int) -> None:
        blocks = [b for b in self.screen.query(Block) if b.display]
        at = blocks.index(self) + by
        if 0 <= at < len(blocks):
            blocks[at].focus()
        elif by > 0:
            self.screen.query_one("#prompt").focus()

    def action_open(self) -> None:
        self.folded = not self.folded

    def action_fold(self) -> None:
        self.folded = not self.folded

    def action_copy(self) -> None:
        self.post_message(CopyWanted(self.clean))

    def action_export(self) -> None:
        self.post_message(ExportWanted())


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


class AnswerBlock(Block):
    """The answer; left and right choose a citation, enter opens it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "choose(-1)", "citation", key_display="←→"),
        Binding("right", "choose(1)", show=False),
    ]

    def __init__(self, text: str = "") -> None:
        super().__init__(prose.answer(text), clean=text, classes="answer")
        self._at = -1

    @property
    def references(self) -> tuple[str, ...]:
        return self._shown.references

    def write(self, text: str) -> None:
        """More of an answer that is still being written."""
        self.finish(self.clean + text)

    def finish(self, text: str) -> None:
        self.show(prose.answer(text), clean=text)

    def on_blur(self) -> None:
        self._select(-1)

    def action_choose(self, by: int) -> None:
        if references := self._shown.references:
            self._select((max(self._at, -1 if by > 0 else 0) + by) % len(references))

    def action_open(self) -> None:
        if self._shown.references:
            self.post_message(ReferenceOpened(self._shown.references[max(self._at, 0)]))

    def _select(self, at: int) -> None:
        self._at = at
        chosen = self._shown.references[at] if 0 <= at < len(self._shown.references) else ""
        self.show(prose.answer(self.clean, selected=chosen), clean=self.clean)


class PlanCard(Block):
    """A proposed plan and how far it is; enter reviews it."""

    def __init__(self, plan: str, title: str, risk: str, lang: Lang) -> None:
        self.plan, self._title, self._risk, self._lang = plan, title, risk, lang
        super().__init__(prose.plain(title), clean=title, classes="plan-card")
        self.border_title = Content(f"{words.PLANS.in_(lang).removesuffix('s')} {plan} · {words.RISKS[risk].in_(lang)}")
        self.border_subtitle = Content(words.REVIEW.in_(lang))
        self._tell("waiting", 0.0)

    def progress(self, row: PlanRow) -> None:
        self._tell(row.state, row.expires_in_s)

    def action_open(self) -> None:
        self.post_message(ReferenceOpened(self.plan))

    def on_click(self) -> None:
        self.action_open()

    def _tell(self, state: str, expires_in_s: float) -> None:
        line = words.state(state, self._lang)
        if state in ("waiting", "approved") and expires_in_s > 0:
            line += f" · {words.duration(expires_in_s, self._lang)}"
        self.set_classes(f"plan-card -{state}")
        self.show(prose.plain(f"{self._title}\n{line}"), clean=f"{self.plan} {self._title}\n{line}")


class ChoiceBlock(Block):
    """A question to ask with one key."""

    def __init__(self, question: str, number: int) -> None:
        self.question = question
        super().__init__(prose.plain(question, lead=f" {number}  "), clean=question, classes="choice")

    def action_open(self) -> None:
        self.post_message(QuestionChosen(self.question))

    def on_click(self) -> None:
        self.action_open()


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
