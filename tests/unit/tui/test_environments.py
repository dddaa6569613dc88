"""More than one environment: none is guessed, the header names where a question looked."""

from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tests.unit.tui.driving import answers, blocks, drive, greeted, send, shown, until
from tui.app import BaepoApp
from tui.widgets.blocks import NoticeBlock
from tui.widgets.status import Status


def test_environment_is_asked_for_then_named_in_the_header(config: Path) -> None:
    text = config.read_text(encoding="utf-8").replace('default_environment = "demo"', "")
    other = '[environments.shop-live]\nrisk = "production"\n[environments.shop-live.bills]\npath = "bill.csv"\n'
    config.write_text(f"{text}\n{other}", encoding="utf-8")

    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await until(pilot, lambda: "PRODUCTION" in shown(app))
        assert app.chat.query_one(Status).place is None
        await send(pilot, "what is wrong in this cluster?")
        await until(pilot, lambda: app.runs.turn is None and blocks(app, NoticeBlock))
        assert "Which environment" in blocks(app, NoticeBlock)[0]
        assert "shop-live" in blocks(app, NoticeBlock)[0]
        await send(pilot, "what is wrong in the cluster of demo?")
        await until(pilot, lambda: app.runs.turn is None and answers(app))
        place = app.chat.query_one(Status).place
        assert place is not None
        assert place.name == "demo"
        commands = {c.title: c.callback for c in app.get_system_commands(app.screen)}
        commands["Environment: shop-live"]()
        await pilot.pause()
        await until(pilot, lambda: "shop-live ◆ PRODUCTION" in shown(app))

    drive(config, steps)
