"""The panes beside the conversation: evidence of the session, and plans with their state."""

import json
import time
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.commands.output import neutral
from assistant.language import Lang
from tui import prose, words
from tui.messages import PairChosen, ReferenceOpened, WholeOpened
from tui.values import EvidenceRow, PlanRow

_COUNTDOWN_S = 1.0
EVIDENCE_LISTED = 50  # each listed line is laid out and kept; older evidence is found by search


class EvidencePane(Vertical):
    """The newest of what was read, oldest first; `◂` marks what the last answer cites. Enter opens, `d` compares two.

    It follows what is read and what the answer cites, until a person chooses a line; the next question ends that.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("d", "compare", "compare")]

    def __init__(self, lang: Lang, *, id: str) -> None:
        super().__init__(id=id, classes="-empty")
        self._lang = lang
        self._rows: dict[str, EvidenceRow] = {}
        self._cited: frozenset[str] = frozenset()
        self._followed: str | None = None  # the line that was highlighted here, not by a person
        self._compared = ""  # the first of two to compare, while the other one is chosen
        self.border_title = words.EVIDENCE.in_(lang)

    def compose(self) -> ComposeResult:
        yield OptionList(id="evidence-list", classes="-empty", compact=True, markup=False)
        yield Static(words.NO_EVIDENCE.in_(self._lang), id="evidence-preview", markup=False)

    def show(
        self, newest: tuple[EvidenceRow, ...], total: int, cited: frozenset[str], *, reading: bool = False
    ) -> None:
        """`cited` by the last answer; while `reading`, that is the one before."""
        listed = self.query_one(OptionList)
        chosen = self._chosen
        self._rows, self._cited = {r.id: r for r in newest}, cited
        if self._compared not in self._rows:
            self._compared = ""
        listed.set_options([Option(self._line(r), id=r.id) for r in newest])
        for empty in (self, listed):
            empty.set_class(not newest, "-empty")
        if chosen not in self._rows or chosen == self._followed:
            first = next((r.id for r in newest if r.id in cited), None) if not reading else None
            chosen = self._followed = first or (newest[-1].id if newest else None)
        listed.highlighted = listed.get_option_index(chosen) if chosen else None
        self.border_title = f"{words.EVIDENCE.in_(self._lang)} {total}" if total else words.EVIDENCE.in_(self._lang)
        self._tell()

    def follow(self) -> None:
        """A question begins: what is read for it is highlighted again, unless somebody is choosing here."""
        if not self.query_one(OptionList).has_focus:
            self._followed = self._chosen

    def action_compare(self) -> None:
        """This one is the first of two, or the second, or, pressed on the first again, none."""
        if not (chosen := self._chosen):
            return
        first, self._compared = self._compared, "" if self._compared else chosen
        for changed in {first or chosen, chosen}:
            self.query_one(OptionList).replace_option_prompt(changed, self._line(self._rows[changed]))
        self._tell()
        if first and first != chosen:
            self.post_message(PairChosen(first, chosen))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "compare" or len(self._rows) > 1

    @property
    def _chosen(self) -> str | None:
        highlighted = self.query_one(OptionList).highlighted_option
        return highlighted.id if highlighted else None

    def _tell(self) -> None:
        cited = f"◂ {words.CITED.in_(self._lang)}" if self._cited else ""
        self.border_subtitle = words.second(self._compared, self._lang) if self._compared else cited

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            self.post_message(WholeOpened(event.option_id))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if row := self._rows.get(event.option_id or ""):
            self.query_one("#evidence-preview", Static).update(self._preview(row))

    def _line(self, row: EvidenceRow) -> Content:
        count = f"{row.items}{'+' if row.cut else ''}"
        mark = Content.styled("◂ ", "bold $text-accent") if row.id in self._cited else Content("  ")
        if row.id == self._compared:
            mark = Content.styled("± ", "bold $text-warning")
        said = next((v for v in json.loads(row.arguments).values() if isinstance(v, str)), "")
        return mark.append(prose.literal(f"{row.id:<3} {row.tool} · {count}")).append(
            prose.literal(f"  {said}").stylize("dim")
        )

    def _preview(self, row: EvidenceRow) -> Content:
        lines = [f"{row.environment} · {row.at} UTC"]
        lines += [neutral(line) for line in prose.value_lines(json.loads(row.arguments))[:6]]
        return prose.literal("\n".join(lines))


class PlansPane(Vertical):
    """Plans, newest first, each with its state and how long it can still be approved. Enter reviews."""

    def __init__(self, lang: Lang, *, id: str) -> None:
        super().__init__(id=id)
        self._lang = lang
        self._rows: tuple[PlanRow, ...] = ()
        self._since = 0.0
        self.border_title = words.PLANS.in_(lang)

    def compose(self) -> ComposeResult:
        yield OptionList(id="plans-list", classes="-empty", compact=True, markup=False)
        yield Static(words.NO_PLANS.in_(self._lang), id="plans-empty", markup=False)

    def on_mount(self) -> None:
        self.set_interval(_COUNTDOWN_S, self._count_down)

    def show(self, rows: tuple[PlanRow, ...]) -> None:
        self._rows, self._since = rows, time.monotonic()
        listed = self.query_one(OptionList)
        at = listed.highlighted
        listed.set_options([Option(self._line(r), id=r.id) for r in rows])
        listed.set_class(not rows, "-empty")
        listed.highlighted = min(at, len(rows) - 1) if at is not None and rows else (0 if rows else None)
        self.query_one("#plans-empty").display = not rows
        waiting = sum(r.state == "waiting" for r in rows)
        title = words.PLANS.in_(self._lang)
        self.border_title = f"{title} · {words.waiting(waiting, self._lang)}" if waiting else title

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            self.post_message(ReferenceOpened(event.option_id))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()

    def _count_down(self) -> None:
        """How long each can still be decided on, while nothing else changes."""
        gone = time.monotonic() - self._since
        listed = self.query_one(OptionList)
        for row in self._rows:
            if row.state in ("waiting", "approved"):
                later = replace(row, expires_in_s=row.expires_in_s - gone)
                listed.replace_option_prompt(row.id, self._line(later))

    def _line(self, row: PlanRow) -> Content:
        state = words.state(row.state, self._lang)
        if row.state in ("waiting", "approved"):
            state += f" · {words.duration(row.expires_in_s, self._lang)}"
        return Content(f"{row.id} {state}\n").append(prose.literal(f"  {row.title}").stylize("dim"))
