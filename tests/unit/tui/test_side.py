"""The panes beside the conversation hold a window of what the store has, however long the conversation is."""

import asyncio

from textual.app import App, ComposeResult
from textual.widgets import OptionList

from tui.values import EvidenceRow
from tui.widgets.side import EVIDENCE_LISTED, EvidencePane


def _newest(count: int) -> tuple[tuple[EvidenceRow, ...], int]:
    """What the store gives of so many."""
    rows = tuple(
        EvidenceRow(id=f"E{n}", tool="t", arguments="{}", environment="e", items=1, cut=False, at="00:00:00")
        for n in range(1, count + 1)
    )
    return rows[-EVIDENCE_LISTED:], count


class _Pane(App[None]):
    def compose(self) -> ComposeResult:
        yield EvidencePane("en", id="evidence")


def test_a_long_conversation_lists_no_more_evidence_than_a_shorter_one() -> None:
    async def run() -> None:
        app = _Pane()
        async with app.run_test():
            pane, listed = app.query_one(EvidencePane), app.query_one(OptionList)
            pane.show(*_newest(200), frozenset())
            shorter = listed.option_count
            pane.show(*_newest(1_000), frozenset())
            assert listed.option_count == shorter
            assert listed.get_option_at_index(shorter - 1).id == "E1000"
            assert "1000" in str(pane.border_title)  # how much there is stays told

    asyncio.run(run())


def test_the_chosen_evidence_stays_chosen_when_newer_moves_it_up() -> None:
    async def run() -> None:
        app = _Pane()
        async with app.run_test():
            pane, listed = app.query_one(EvidencePane), app.query_one(OptionList)
            pane.show(*_newest(200), frozenset())
            listed.highlighted = listed.get_option_index("E195")
            pane.show(*_newest(203), frozenset())
            assert listed.highlighted_option is not None
            assert listed.highlighted_option.id == "E195"

    asyncio.run(run())
