"""The panes beside the conversation: evidence of the session, and plans with their state."""

import json
import time
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.commands.output import neutral
from assistant.language import Lang
from tui import prose, words
from tui.messages import ReferenceOpened, WholeOpened
from tui.values import EvidenceRow, PlanRow

_COUNTDOWN_S = 1.0
EVIDENCE_LISTED = 50  # each listed line is laid out and kept; older evidence is found by search


class EvidencePane(Vertical):
    """The newest of what was read, oldest first; `◂` marks what the last answer cites. Enter opens."""

    def __init__(self, lang: Lang, *, id: str) -> None:
        super().__init__(id=id, classes="-empty")
        self._lang = lang
        self._rows: dict[str, EvidenceRow] = {}
        self.border_title = words.EVIDENCE.in_(lang)

    def compose(self) -> ComposeResult:
        yield OptionList(id="evidence-list", classes="-empty", compact=True, markup=False)
        yield Static(words.NO_EVIDENCE.in_(self._lang), id="evidence-preview", markup=False)

    def show(self, newest: tuple[EvidenceRow, ...], total: int, cited: frozenset[str]) -> None:
        listed = self.query_one(OptionList)
        chosen = listed.highlighted_option.id if listed.highlighted_option else None
        self._rows = {r.id: r for r in newest}
        listed.set_options([Option(self._line(r, cited=r.id in cited), id=r.id) for r in newest])
        for empty in (self, listed):
            empty.set_class(not newest, "-empty")
        listed.highlighted = next((n for n, r in enumerate(newest) if r.id == chosen), 0) if newest else None
        self.border_title = f"{words.EVIDENCE.in_(self._lang)} {total}" if total else words.EVIDENCE.in_(self._lang)
        self.border_subtitle = f"◂ {words.CITED.in_(self._lang)}" if cited else ""

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            self.post_message(WholeOpened(event.option_id))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if row := self._rows.get(event.option_id or ""):
            self.query_one("#evidence-preview", Static).update(self._preview(row))

    def _line(self, row: EvidenceRow, *, cited: bool) -> Content:
        count = f"{row.items}{'+' if row.cut else ''}"
        mark = Content.styled("◂ ", "bold $text-accent") if cited else Content("  ")
        said = next((v for v in json.loads(row.arguments).values() if isinstance(v, str)), "")
        return mark.append(prose.literal(f"{row.id:4}{row.tool} · {count}")).append(
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
