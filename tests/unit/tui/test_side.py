"""The panes beside the conversation hold a window of what the store has, however long the conversation is."""

import asyncio

from textual.app import App, ComposeResult
from textual.widgets import OptionList

from tui.messages import PairChosen
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
    CSS = "#evidence-list { height: 5; }"
    pairs: list[tuple[str, str]]

    def on_mount(self) -> None:
        self.pairs = []

    def on_pair_chosen(self, message: PairChosen) -> None:
        self.pairs.append((message.one, message.other))

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


def test_it_follows_what_is_read_and_what_the_newest_answer_cites_until_a_person_chooses() -> None:
    async def run() -> None:
        app = _Pane()
        async with app.run_test() as pilot:
            pane, listed = app.query_one(EvidencePane), app.query_one(OptionList)

            def highlighted() -> str | None:
                return listed.highlighted_option.id if listed.highlighted_option else None

            pane.show(*_newest(40), frozenset({"E7", "E9"}))
            assert highlighted() == "E7"
            pane.follow()
            pane.show(*_newest(43), frozenset({"E7", "E9"}), reading=True)
            assert highlighted() == "E43"
            pane.show(*_newest(45), frozenset({"E42"}))
            assert highlighted() == "E42"
            await pilot.pause(0.2)
            assert listed.scroll_y <= 41 < listed.scroll_y + 5  # and in sight
            listed.focus()
            await pilot.press("up")
            pane.follow()  # asked from elsewhere while somebody chooses here
            pane.show(*_newest(48), frozenset({"E47"}))
            assert highlighted() == "E41"
            app.set_focus(None)
            await pilot.pause()
            pane.follow()
            pane.show(*_newest(50), frozenset({"E49"}))
            assert highlighted() == "E49"

    asyncio.run(run())


def test_two_are_compared_and_which_is_the_first_is_shown() -> None:
    async def run() -> None:
        app = _Pane()
        async with app.run_test() as pilot:
            pane, listed = app.query_one(EvidencePane), app.query_one(OptionList)
            pane.show(*_newest(3), frozenset())
            listed.focus()
            await pilot.press("d")
            assert "E3" in str(pane.border_subtitle)
            assert [str(o.prompt)[:1] for o in listed.options] == [" ", " ", "±"]
            await pilot.press("d")  # not this one after all
            assert [str(o.prompt)[:1] for o in listed.options] == [" ", " ", " "]
            await pilot.press("d", "up", "up", "d")
            await pilot.pause()
            assert app.pairs == [("E3", "E1")]
            assert "±" not in str(pane.border_subtitle)

    asyncio.run(run())
