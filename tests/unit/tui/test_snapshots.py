"""Every screen as text, in two sizes and both languages, on values that never change. `--snapshot-update` writes them anew.

Text rather than pictures, so that a change can be read in a review; what colours add is tested with the themes.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from assistant.events import BudgetSpent, EvidenceKept, FindingRaised, PlanProposed, TurnEnded, TurnStarted
from assistant.evidence import Evidence
from assistant.language import Lang
from tui import themes
from tui.app import BaepoApp
from tui.cites import Spot
from tui.screens.chat import ChatScreen
from tui.screens.dialogs import CommandScreen, ConfirmScreen, ReasonScreen, TooSmallScreen
from tui.screens.evidence import EvidenceScreen
from tui.screens.finder import FinderScreen
from tui.screens.findings import FindingsScreen
from tui.screens.help import HelpScreen
from tui.screens.passage import PassageScreen
from tui.screens.plan import PlanScreen
from tui.screens.table import TableScreen
from tui.values import (
    EvidenceRow,
    FindingRow,
    Found,
    Greeting,
    Limits,
    PassagePage,
    Place,
    PlanPage,
    PlanRow,
    TablePage,
    TurnPage,
)
from tui.widgets.answers import FindingBlock
from tui.widgets.completion import Completion
from tui.widgets.conversation import Conversation
from tui.widgets.prompt import Prompt
from tui.widgets.side import EvidencePane, PlansPane
from tui.widgets.status import Status

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLACE = Place(name="prod-seoul", risk="production", backends=(("kube", "prod-seoul", False), ("aws", "7915", False)))
POD = {
    "metadata": {"name": "pay-7d9f", "namespace": "shop"},
    "status": {
        "phase": "Pending",
        "reason": "[red]CreateContainerConfigError[/]",
        "message": "PAYMENT_URL \x1b[31m이 없음",
    },
}
EVIDENCE = Evidence(
    id="E3", session="s-1", tool="read_objects", arguments={"kind": "pods"}, environment="prod-seoul", digest="ab" * 32,
    cut=True, taken_at=AT, items=({"metadata": {"name": "cart-1", "namespace": "shop"}, "status": {"phase": "Running"}}, POD),
)  # fmt: skip
SPOT = Spot(evidence="E3", field="shop/pay-7d9f status.phase", value="Pending")
PLAN = PlanPage(
    id="p-7f3a7f3a", title="roll back deployment shop/pay", digest="9c41 77e0", state="waiting", place=PLACE,
    targets=("shop/pay",), evidence=("E3",), decisions=(), expires_in_s=1700.0,
    text="**Plan p-7f3a7f3a**  prod-seoul · PRODUCTION\n\n**롤백 shop/pay**\n  image\n  - pay:v2.4.1\n  + pay:v2.4.0\n"
    "  **위험** 낮음: 되돌릴 리비전의 파드가 정상입니다.\n  **undo** roll forward to revision 42 [E3]",
)  # fmt: skip
ANSWER = """pay: ConfigMap pay-env에 PAYMENT_URL 없음
**원인** 새 버전 v2.4.1이 PAYMENT_URL을 요구하지만 ConfigMap pay-env에 없습니다. [E3]
**Effect** 3 pods are in CreateContainerConfigError; 5 of the previous version serve. [E2]

가이드  [runbooks/config-error#check]"""

FOUND = f"네, 문제가 1건 있습니다.\n\n**{ANSWER.replace(chr(10), '**' + chr(10), 1)}"
FINDING = {
    "title": {"ko": "pay: ConfigMap pay-env에 PAYMENT_URL 없음", "en": "pay: PAYMENT_URL missing in pay-env"},
    "severity": "critical",
    "statements": [],
}
PASSAGE = PassagePage(
    id="runbooks/config-error#check",
    title="설정 오류",
    heading="확인",
    text="`kubectl get cm`으로 봅니다.\n\n- 하나\n- 둘",
)
NAMES = (
    Found(id="shop", title="shop", detail="namespace"),
    Found(id="shop-api", title="shop-api", detail="deployments · shop"),
    Found(id="runbooks/rollback", title="runbooks/rollback", detail="shop을 롤백하기"),
    Found(id="pay", title="pay", detail="deployments · money"),
)


class Host(App[None]):
    """Nothing but a screen and the themes."""

    CSS_PATH = BaepoApp.CSS_PATH

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        themes.register(self)
        self._shown = screen

    def on_mount(self) -> None:
        self.push_screen(self._shown)


def greeted(lang: Lang) -> Screen[Any]:
    return ChatScreen(lang)


def table(lang: Lang) -> Screen[Any]:
    page = TablePage(
        title="Ledger", head=("✗ entry 2 was altered",), ok=False, columns=("seq", "what", "subject"),
        rows=(("2", "decided", "p-7f3a7f3a"), ("1", "asked", "s-1a2b")), details=('{"seq": 2}', '{"seq": 1}'),
    )  # fmt: skip
    return TableScreen(page, lang)


def findings(lang: Lang) -> Screen[Any]:
    rows = [
        FindingRow(
            fingerprint="1f2e3d4c5b6a", severity=severity, title=f"pay [b]{severity}[/b] 메모리", environment="demo",
            evidence=("E3",), spots=(), known=known,
        )
        for severity, known in (("critical", ""), ("high", ""), ("medium", "me: 감사 때문에 · 2026-04-01"), ("low", ""))
    ]  # fmt: skip
    return FindingsScreen(tuple(rows), lang)


SCREENS: dict[str, Callable[[Lang], Screen[Any]]] = {
    "greeting": greeted,
    "chat": greeted,
    "finding": greeted,
    "drawer": greeted,
    "guide-beside": greeted,
    "completion": greeted,
    "evidence": lambda lang: EvidenceScreen(EVIDENCE, lang, (SPOT,)),
    "plan": lambda lang: PlanScreen(PLAN, lang, "planner"),
    "table": table,
    "findings": findings,
    "finder": lambda lang: FinderScreen("sessions", lang),
    "passage": lambda lang: PassageScreen(
        PassagePage(
            id="runbooks/config-error#check", title="설정 오류", heading="확인", text="| a | b |\n|---|---|\n| 1 | 둘 |"
        ),
        lang,
    ),
    "help": HelpScreen,
    "confirm": lambda lang: ConfirmScreen("실행: shop/pay\nprod-seoul · PRODUCTION", "Execute", lang),
    "command": lambda lang: CommandScreen("baepo approve p-7f3a7f3a", lang),
    "reason": lambda lang: ReasonScreen("pay: memory", lang),
    "small": lambda lang: TooSmallScreen((50, 14), lang),
}  # fmt: skip


def fill(name: str, screen: Screen[Any], lang: Lang) -> None:
    """What the app would have told the screen by then."""
    if isinstance(screen, FinderScreen):
        screen.show("", (Found(id="s-1", title="● 왜 실패했어?", detail="s-1 · demo"), Found(id="s-2", title="[red]x")))
    if not isinstance(screen, ChatScreen):
        return
    limits = Limits(tool_calls=30, seconds=120.0, cost_usd="0.50")
    greeting = Greeting(
        place=PLACE, places=(PLACE,), user="me (operator)", model="planner", limits=limits,
        examples=("What is wrong in this cluster?", "이 계정에서 낭비되는 리소스를 찾아줘"),
    )  # fmt: skip
    screen.greet(greeting)
    screen.welcome(greeting)
    if name == "greeting":
        return
    if name == "completion":
        screen.query_one(Completion).know(NAMES)
        screen.query_one(Prompt).put("로그 @shop")
        return
    screen.renew(None)
    turn = (
        TurnStarted(question="pay 배포가 왜 실패했어?", lang="ko", environment="prod-seoul", model="planner"),
        EvidenceKept(call="c1", evidence="E3", tool="read_objects", items=2, cut=True, elapsed_ms=12),
        FindingRaised(finding=FINDING if name == "finding" else {"statements": []}),
        PlanProposed(
            plan="p-7f3a7f3a", digest="9c41", title={"ko": "롤백", "en": "roll back"}, environment="prod", risk="low"
        ),
        BudgetSpent(tool_calls=4, max_tool_calls=30, tokens=0, seconds=0.9, cost_usd="0"),
        TurnEnded(status="answered", answer=FOUND if name == "finding" else ANSWER),
    )
    conversation = screen.query_one(Conversation)
    conversation.show_past(TurnPage(first=0, total=1, turns=(turn,)))
    screen.query_one(Status).spent = turn[4]
    row = EvidenceRow(
        id="E3",
        tool="read_objects",
        arguments='{"kind": "pods"}',
        environment="prod-seoul",
        items=2,
        cut=True,
        at=f"{AT:%H:%M:%S}",
    )
    screen.query_one(EvidencePane).show((row,), 1, frozenset({"E3"}))
    plan = PlanRow(
        id="p-7f3a7f3a", title="roll back shop/pay", state="waiting", environment="prod-seoul", expires_in_s=1765.0
    )
    screen.query_one(PlansPane).show((plan,))
    conversation.plans((plan,))
    if name == "finding":
        screen.call_after_refresh(lambda: screen.query(FindingBlock).first().focus())
    elif name == "drawer":
        screen.action_side("#plans-list")
    elif name == "guide-beside" and screen.has_room:
        screen.app.call_later(screen.open_peek().show_passage, PASSAGE)
    elif name == "chat" and screen.has_room:
        screen.open_peek().show_evidence(EVIDENCE, (SPOT,))


class TextFile(SingleFileSnapshotExtension):
    """One readable file a screen."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    @classmethod
    def dirname(cls, *, test_location: Any) -> str:
        return str(Path(__file__).parents[2] / "snapshots" / "tui" / Path(test_location.filepath).stem)


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
@pytest.mark.parametrize("name", SCREENS)
def test_screen(name: str, size: tuple[int, int], lang: Lang, snapshot: SnapshotAssertion) -> None:
    looked: list[str] = []

    async def run() -> None:
        screen = SCREENS[name](lang)
        async with Host(screen).run_test(size=size) as pilot:
            await pilot.pause()
            fill(name, screen, lang)
            looked.append(await settled(pilot))

    asyncio.run(run())
    assert looked[0] == snapshot(extension_class=TextFile, name=f"{name}-{size[0]}x{size[1]}-{lang}")


async def settled(pilot: Pilot[Any]) -> str:
    """What is shown once it does not change any more."""
    before = ""
    for _ in range(200):
        await pilot.pause(0.15)  # longer than the conversation takes to notice what lies below
        strips = pilot.app.screen._compositor.render_strips()
        now = "\n".join(strip.text.rstrip() for strip in strips) + "\n"
        if now == before:
            return now
        before = now
    raise AssertionError("never came to rest")
