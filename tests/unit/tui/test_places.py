"""Every place one can go to, by keys: findings, cost, ledger, conversations, comparing, completion, the palette."""

import json
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, OptionList

from assistant import ledger
from assistant.language import Lang
from assistant.settings import load
from assistant.wiring import Wiring
from tests.unit.tui.driving import answers, blocks, drive, greeted, send, shown, until
from tui.app import BaepoApp
from tui.screens.dialogs import ReasonScreen
from tui.screens.evidence import EvidenceScreen
from tui.screens.finder import FinderScreen
from tui.screens.findings import FindingsScreen
from tui.screens.table import TableScreen
from tui.widgets.blocks import QuestionBlock
from tui.widgets.completion import Completion
from tui.widgets.prompt import Prompt

SIZES = [(80, 24), (140, 40)]
QUESTION = "what is wrong in this cluster?"


async def answered(app: BaepoApp, pilot: Pilot[Any], question: str = QUESTION) -> None:
    before = len(answers(app))
    await send(pilot, question)
    await until(pilot, lambda: app.runs.turn is None and len(answers(app)) > before)


@pytest.mark.parametrize("size", SIZES)
def test_known_finding_is_hidden_with_a_reason_and_shown_again(config: Path, size: tuple[int, int]) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await answered(app, pilot)
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, FindingsScreen) and "critical" in shown(app))
        await pilot.press("k")
        assert isinstance(app.screen, ReasonScreen)
        await pilot.press("tab", "tab", "tab", "enter")  # no reason: it stays, and says so
        yes = app.screen.query_one("#yes")
        await until(pilot, lambda: "are needed" in shown(app) and not yes.has_class("-active"))
        app.screen.query_one("#reason", Input).value = "kept for the audit"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FindingsScreen) and "kept for the audit" in shown(app))
        wiring = Wiring(load(config))
        with wiring.database.read() as connection:
            assert ledger.entries(connection, newest=1)[0].kind == "suppressed"
        hidden = next(r for r in app.archive.findings() if r.known)
        await pilot.press("escape")
        await answered(app, pilot)
        assert hidden.title not in answers(app)[-1]
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, FindingsScreen) and "kept for the audit" in shown(app))
        await pilot.press("k")
        await until(pilot, lambda: "kept for the audit" not in shown(app))

    drive(config, steps, size=size)


@pytest.mark.parametrize(("lang", "whole"), [("en", "The ledger is whole"), ("ko", "원장이 온전합니다")])
def test_ledger_says_whether_it_is_whole(config: Path, lang: Lang, whole: str) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await answered(app, pilot, "What is wrong?" if lang == "en" else "이 클러스터에 무슨 문제가 있어?")
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, TableScreen) and f"✓ {whole}" in shown(app))
        rows = app.screen.query_one(DataTable)
        everything = rows.row_count
        await pilot.press("slash", *"asked")
        await until(pilot, lambda: 0 < rows.row_count < everything)
        await pilot.press("escape", "escape")
        assert app.screen is app.chat

    drive(config, steps, lang=lang)


def test_altered_ledger_is_told_as_such(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await answered(app, pilot)
        with app.core.wiring.database.write() as connection:
            connection.exec_driver_sql("UPDATE ledger SET principal = 'somebody' WHERE seq = 1")
        await pilot.press("f8")
        await until(pilot, lambda: "✗ The ledger cannot be trusted" in shown(app) and "was altered" in shown(app))

    drive(config, steps)


@pytest.mark.parametrize("size", SIZES)
def test_cost_adds_up_and_is_kept_as_evidence(config: Path, size: tuple[int, int]) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await answered(app, pilot)
        known = len(app.desk.evidence())
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, TableScreen) and "total" in shown(app))
        assert len(app.desk.evidence()) == known + 1
        await until(pilot, lambda: f"[E{known + 1}]" in shown(app))

    drive(config, steps, size=size)


@pytest.mark.parametrize("size", SIZES)
def test_conversations_are_searched_gone_on_with_and_exported(
    config: Path, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await answered(app, pilot)
        first = app.core.session
        app.action_session("")
        await until(pilot, lambda: not answers(app))
        await greeted(app, pilot)
        await answered(app, pilot, "How do I check an OOMKilled pod?")
        assert app.core.session != first
        await pilot.press("f7")
        await until(pilot, lambda: isinstance(app.screen, FinderScreen) and QUESTION in shown(app))
        await pilot.press(*"wrong in this")
        await until(pilot, lambda: "OOMKilled pod?" not in shown(app) and QUESTION in shown(app))
        await pilot.press("ctrl+e")
        await until(pilot, lambda: (tmp_path / f"baepo-{first}.md").exists())
        await pilot.press("enter")
        await until(pilot, lambda: app.core.session == first and blocks(app, QuestionBlock) == [QUESTION])
        await until(pilot, lambda: app.chat.query_one("#evidence-list", OptionList).option_count)

    drive(config, steps, size=size)
    exported = next(tmp_path.glob("baepo-s-*.md"))
    assert exported.stat().st_mode & 0o777 == 0o600
    assert f"## {QUESTION}" in exported.read_text(encoding="utf-8")


def test_evidence_is_searched_shown_raw_and_compared(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await answered(app, pilot)
        await answered(app, pilot)
        await app.action_find("evidence")
        await until(pilot, lambda: isinstance(app.screen, FinderScreen) and isinstance(app.focused, Input))
        await pilot.press(*"list_workloads")
        await until(pilot, lambda: "read_objects" not in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, EvidenceScreen))
        await pilot.press("v")
        await until(pilot, lambda: '"namespace":' in shown(app))
        await pilot.press("c")
        assert json.loads(app.clipboard)["namespace"]
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, FinderScreen) and isinstance(app.focused, Input))
        await pilot.press(*"list_workloads")
        await until(pilot, lambda: "read_objects" not in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TableScreen) and "items are the same" in shown(app))

    drive(config, steps)


def test_names_are_completed_after_an_at_sign(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        completion, prompt = app.chat.query_one(Completion), app.chat.query_one(Prompt)
        await until(pilot, lambda: completion.knows)
        name = next(n.id for n in app.desk.names() if n.detail.startswith("deployments"))
        await pilot.press(*f"pods of @{name[:-1]}")
        await until(pilot, lambda: completion.display and prompt.choice)
        wanted = prompt.choice
        await pilot.press("down", "up", "tab", "x")
        assert prompt.text == f"pods of {wanted} x"
        assert not completion.display
        prompt.put("@메모리")  # of the title of a guide
        await until(pilot, lambda: completion.chosen == "runbooks/out-of-memory")
        prompt.put("")
        await pilot.press(*" a@b")  # an address is no name
        await pilot.pause()
        assert not completion.display
        assert app.desk.evidence() == ()  # what was read for this is not kept

    drive(config, steps, lang="ko")


@pytest.mark.parametrize(("lang", "word"), [("en", "Ledger"), ("ko", "원장")])
def test_palette_speaks_the_language_of_the_screen(config: Path, lang: Lang, word: str) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: ("명령 찾기" if lang == "ko" else "Find a command") in shown(app))
        await pilot.press(*word)
        await until(pilot, lambda: "(f8)" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TableScreen))

    drive(config, steps, lang=lang)


def test_keys_and_places_are_pressed_with_the_mouse(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        line = next(text for text in shown(app).splitlines() if "f4 guides" in text)
        await pilot.click("KeyLine", offset=(line.index("f4 guides") + 1, 0))
        await until(pilot, lambda: isinstance(app.screen, FinderScreen) and app.screen.kind == "guides")
        await pilot.press("escape")
        await pilot.click("Status", offset=(12, 0))
        await until(pilot, lambda: isinstance(app.screen, FinderScreen) and app.screen.kind == "environments")
        await until(pilot, lambda: "● SANDBOX" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: any("from now on" in n.message for n in app._notifications))

    drive(config, steps)


def test_risk_is_told_by_its_colour_too(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        strip = app.screen._compositor.render_strips()[0]
        [risk] = [s for s in strip if "SANDBOX" in s.text]
        [model] = [s for s in strip if "planner" in s.text]
        assert risk.style
        assert model.style
        assert risk.style.color != model.style.color

    drive(config, steps)


def test_theme_is_chosen_by_what_it_is_for(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await app.run_action("find('themes')")
        await until(pilot, lambda: "고대비" in shown(app))
        await pilot.press(*"밝")
        await until(pilot, lambda: "baepo-light" in shown(app) and "고대비" not in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "baepo-light" and app.screen is app.chat)

    drive(config, steps, lang="ko")
