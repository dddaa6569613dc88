"""What opens where: references beside the conversation or on a screen of their own, finders, tables. Used by `tui.app`.

Screens are imported when they are opened, so that the first frame does not wait for them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.language import Lang
from tui import themes, words
from tui.cites import Spot
from tui.conversations import ConversationFlow
from tui.messages import Finder, Kind
from tui.screens.plan import PlanScreen
from tui.stage import Stage
from tui.values import RISK_SIGNS, FindingRow, Found, PassagePage, Place, TablePage

if TYPE_CHECKING:
    from assistant.evidence import Evidence


class Navigation:
    """Belongs to the app."""

    def __init__(self, app: Stage, conversations: ConversationFlow) -> None:
        self._app, self._conversations = app, conversations

    # References

    def open(self, reference: str, spots: tuple[Spot, ...], *, whole: bool = False) -> None:
        """A plan for review; an evidence or a passage beside the conversation where there is room for it."""
        app = self._app
        beside = not whole and app.screen is app.chat and app.chat.has_room
        if reference.startswith("p-"):
            app.background(
                lambda: app.planning.plan(reference),
                lambda page: app.push_screen(PlanScreen(page, app.lang, app.model)),
            )
        elif "#" in reference:
            app.background(lambda: app.desk.passage(reference, app.lang), lambda p: self._passage(p, beside=beside))
        else:
            app.background(lambda: app.desk.open_evidence(reference), lambda e: self._evidence(e, spots, beside=beside))

    def _passage(self, page: PassagePage, *, beside: bool) -> object:
        from tui.screens.passage import PassageScreen

        if beside:
            return self._app.call_later(self._app.chat.open_peek().show_passage, page)
        return self._app.push_screen(PassageScreen(page, self._app.lang))

    def _evidence(self, evidence: "Evidence", spots: tuple[Spot, ...], *, beside: bool) -> object:
        from tui.screens.evidence import EvidenceScreen

        if beside:
            self._app.chat.open_peek().show_evidence(evidence, spots)
            return None
        return self._app.push_screen(EvidenceScreen(evidence, self._app.lang, spots))

    # Finders

    async def find(self, kind: Kind, *, about: str = "") -> None:
        """Keys pressed meanwhile wait until one can type into it."""
        from tui.screens.finder import FinderScreen

        if not isinstance(self._app.screen, FinderScreen):
            await self._app.push_screen(FinderScreen(kind, self._app.lang, about=about))

    def search(self, finder: Finder, text: str) -> None:
        sources: dict[Kind, Callable[[], tuple[Found, ...]]] = {
            "guides": lambda: self._app.desk.search_guides(text),
            "evidence": lambda: self._app.desk.search_evidence(text),
            "compare": lambda: tuple(f for f in self._app.desk.search_evidence(text) if f.id != finder.about),
            "sessions": lambda: self._sessions(text),
            "environments": lambda: self._environments(text),
            "themes": lambda: themes.choices(self._app, text, self._app.lang),
        }
        self._app.background(sources[finder.kind], lambda rows: finder.show(text, rows))

    def taken(self, finder: Finder, verb: str, id: str) -> None:
        """A row of a finder: what it does depends on what was looked for."""
        app = self._app
        if verb == "export":
            self.export(id)
        elif finder.kind in ("guides", "evidence"):
            self.open(id, (), whole=True)
        elif finder.kind == "compare":
            finder.leave()
            self.compare(finder.about, id)
        elif finder.kind == "themes":
            finder.leave()
            themes.choose(app, id)
        elif finder.kind == "environments":
            finder.leave()
            app.choose(next(p for p in app.places if p.name == id))
        else:
            finder.leave()
            self._conversations.change("" if verb == "new" else id)

    def _sessions(self, text: str) -> tuple[Found, ...]:
        return tuple(
            Found(
                id=r.id,
                title=("● " if r.current else "") + r.title,
                detail=f"{r.id} · {r.began} · {r.environment}",
            )
            for r in self._app.archive.sessions(text)
        )

    def _environments(self, text: str) -> tuple[Found, ...]:
        wanted = text.strip().lower()
        return tuple(
            _place_found(p, self._app.lang) for p in self._app.places if wanted in f"{p.name} {p.risk}".lower()
        )

    def export(self, session: str) -> None:
        app = self._app
        app.background(
            lambda: app.archive.export(session, Path()),
            lambda path: app.notify(f"{words.EXPORTED.in_(app.lang)} {path}", markup=False),
        )

    # Tables and findings

    def ledger(self) -> None:
        self._app.background(self._app.archive.ledger, self._table)

    def costs(self) -> None:
        from tui.costs import costs

        self._app.background(lambda: costs(self._app.core), self._table)

    def findings(self) -> None:
        from tui.screens.findings import FindingsScreen

        def show(rows: tuple[FindingRow, ...]) -> object:
            screen = self._app.screen
            if isinstance(screen, FindingsScreen):
                screen.show(rows)
                return None
            return self._app.push_screen(FindingsScreen(rows, self._app.lang))

        self._app.background(self._app.archive.findings, show)

    def know(self, row: FindingRow) -> None:
        """Asks why a finding is to be hidden; one that is hidden is shown again."""
        from tui.screens.dialogs import Reason, ReasonScreen

        app = self._app

        def keep(reason: Reason | None) -> None:
            if reason is not None:
                app.background(lambda: app.archive.suppress(row, reason.text, reason.days), lambda _: self.findings())

        if row.known:
            keep(Reason(text="ended", days=0))
        else:
            app.push_screen(ReasonScreen(row.title, app.lang), keep)

    def compare(self, one: str, other: str) -> None:
        """Two evidences, the older one first."""
        self._app.background(lambda: self._compared(one, other), self._table)

    def _compared(self, one: str, other: str) -> TablePage:
        from tui.compare import compare

        first, second = sorted(
            (self._app.desk.open_evidence(one), self._app.desk.open_evidence(other)), key=lambda e: e.taken_at
        )
        return compare(first, second, self._app.lang)

    def help(self) -> None:
        from tui.screens.help import HelpScreen

        if not isinstance(self._app.screen, HelpScreen):
            self._app.push_screen(HelpScreen(self._app.lang))

    def _table(self, page: TablePage) -> object:
        from tui.screens.table import TableScreen

        return self._app.push_screen(TableScreen(page, self._app.lang))


def _place_found(place: Place, lang: Lang) -> Found:
    sign, colour = RISK_SIGNS.get(place.risk, ("?", "$error"))
    backends = " · ".join(
        f"{backend} {label}" + (f" ({words.RECORDED.in_(lang)})" if recorded else "")
        for backend, label, recorded in place.backends
    )
    return Found(
        id=place.name, title=f"{place.name}  {sign} {place.risk.upper()}", detail=backends, style=f"bold {colour}"
    )
