"""What is answered, as blocks: the answer, and each finding in it. Both cite; left and right choose a citation."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from assistant.language import Lang
from tui import prose, words
from tui.cites import Citations
from tui.widgets.block import Block


class CitingBlock(Block):
    """Left and right choose a citation, enter opens it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "choose(-1)", "citation", key_display="←→"),
        Binding("right", "choose(1)", show=False),
    ]

    def __init__(self, text: str, citations: Citations, *, classes: str) -> None:
        super().__init__(self.laid_out(text, -1), clean=text, classes=classes)
        self.citations = citations
        self._at = -1

    def laid_out(self, text: str, selected: int) -> prose.Prose:
        """The text with this citation shown as chosen; -1 for none."""
        return prose.answer(text, selected=selected)

    @property
    def references(self) -> tuple[str, ...]:
        """What it cites, in order, as often as it does."""
        return tuple(r.id for r in self._shown.references)

    def finish(self, text: str) -> None:
        self.show(self.laid_out(text, self._at), clean=text)

    def on_blur(self) -> None:
        self._select(-1)

    def action_choose(self, by: int) -> None:
        if references := self._shown.references:
            self._select((max(self._at, -1 if by > 0 else 0) + by) % len(references))

    def action_open(self) -> None:
        if self._shown.references:
            self.action_open_citation(max(self._at, 0))

    def _select(self, at: int) -> None:
        if at != self._at:
            self._at = at
            self.finish(self.clean)


class AnswerBlock(CitingBlock):
    """The answer, or what of it is no finding; may be written piece by piece."""

    def __init__(self, text: str = "", citations: Citations | None = None) -> None:
        super().__init__(text, citations or Citations(), classes="answer")
        self._settled = prose.Prose(paragraphs=())  # what is written and does not change any more
        self._open = ""  # the paragraph that is being written

    def write(self, text: str) -> None:
        """More of an answer that is still being written: only its last paragraph is read anew."""
        self._open += text
        done, mark, rest = self._open.rpartition("\n\n")
        if mark and done.count("```") % 2 == 0:
            section = prose.answer(done, first=len(self._settled.references))
            self._settled, self._open = self._settled.then(section).then(prose.plain("")), rest
        first = len(self._settled.references)
        self.show(self._settled.then(prose.answer(self._open, first=first)), clean=self.clean + text)


class FindingBlock(CitingBlock):
    """One finding: how bad it is as a sign and a word, its title, and what it rests on."""

    def __init__(self, text: str, severity: str, citations: Citations, lang: Lang) -> None:
        self._severity, self._lang = severity, lang
        super().__init__(text, citations, classes=f"answer finding -{severity}")

    def laid_out(self, text: str, selected: int) -> prose.Prose:
        whole = prose.answer(text, selected=selected)
        title = whole.paragraphs[0]
        sign, word, colour = words.SEVERITIES[self._severity]
        badge = Content.styled(f"{sign} {word.in_(self._lang)}  ", f"bold {colour}")
        if not isinstance(title, prose.Paragraph):
            return whole
        head = prose.Paragraph(lead=badge, indent=badge.cell_length, body=title.body)
        return prose.Prose(paragraphs=(head, *whole.paragraphs[1:]), references=whole.references)
