"""Answers laid out: widths, labels, citations, and text that tries to be more than text."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from assistant.evidence import Evidence
from assistant.text_width import padded, width
from tests.unit.tui.driving import blocks, drive, greeted, send, shown, until
from tui import prose
from tui.app import BaepoApp
from tui.screens.evidence import EvidenceScreen
from tui.widgets.answers import AnswerBlock
from tui.widgets.blocks import QuestionBlock

HOSTILE = "[bold red]x[/] \x1b[31mred\x1b[0m \u202egnp.exe [@click=app.quit]go[/]"
ANSWER = """**원인** 새 버전 v2.4.1이 환경 변수 PAYMENT_URL을 요구하지만 ConfigMap checkout-env에 없습니다. [E3] [E5]
**영향** 새 파드 3개가 CreateContainerConfigError, 이전 버전 5개는 정상 처리 중입니다.
- 볼륨 areum-build-cache (vol-023c8e0c471a8f1fa)가 어디에도 연결되어 있지 않습니다: 월 $9.06 [E2]

```
kubectl get pods -n shop
```
1. v2.4.0으로 롤백 · 계획 p-7f3a7f3a 준비됨 [runbooks/config-error#check]"""


@pytest.mark.parametrize("columns", [20, 41, 78, 200])
def test_no_line_is_wider_than_its_room(columns: int) -> None:
    assert all(line.cell_length <= columns for line in prose.answer(ANSWER).lines(columns))


def test_nothing_is_lost_and_labels_stand_in_a_column() -> None:
    lines = [line.plain for line in prose.answer(ANSWER).lines(60)]
    assert lines[0].startswith("원인  새 버전")
    assert lines[1].startswith("      ")
    together = "".join("".join(lines).split())
    for word in ("PAYMENT_URL을", "vol-023c8e0c471a8f1fa", "kubectlgetpods-nshop", "[runbooks/config-error#check]"):
        assert word in together


def test_references_are_those_of_the_text_in_order() -> None:
    references = tuple(r.id for r in prose.answer(ANSWER).references)
    assert references == ("E3", "E5", "E2", "p-7f3a7f3a", "runbooks/config-error#check")


def test_code_is_not_searched_for_citations() -> None:
    assert prose.answer("```\nx[E1]\n```").references == ()


def test_plan_changes_keep_their_signs() -> None:
    text = "**Plan p-1000**\n\n  image\n  - a:1\n  + a:2\n  **risk** low [E1]"
    lines = [line.plain for line in prose.plan(text, linked=True).lines(60)]
    assert "  - a:1" in lines
    assert "  + a:2" in lines
    assert "  risk  low [E1]" in lines
    assert [r.id for r in prose.plan(text, linked=True).references] == ["p-1000", "E1"]
    assert prose.plan(text, linked=False).references == ()


def test_hostile_text_is_only_text() -> None:
    line = prose.answer(HOSTILE).lines(200)[0]
    assert line.plain.startswith("[bold red]x[/] \\x1b[31mred")
    assert "\x1b" not in line.plain
    assert "\u202e" not in line.plain
    assert not line.spans


def test_hostile_question_and_evidence_are_shown_literally(config: Path) -> None:
    evidence = Evidence(
        id="E1", session="s-1", tool="list_[b]", arguments={"q": HOSTILE}, environment="demo", digest="0" * 64, cut=False,
        taken_at=datetime(2026, 1, 1, tzinfo=UTC), items=({"name": HOSTILE, "[red]key[/]": 1},),
    )  # fmt: skip

    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await send(pilot, "[red]pods[/red] [@click=app.quit]x[/]")
        await until(pilot, lambda: app.runs.turn is None and blocks(app, QuestionBlock))
        await until(pilot, lambda: "[red]pods[/red] [@click=app.quit]x[/]" in shown(app))
        app.push_screen(EvidenceScreen(evidence, "en"))
        await until(pilot, lambda: "list_[b]" in shown(app))
        await until(pilot, lambda: "[bold red]x[/] \\x1b[31mred" in shown(app))
        await until(pilot, lambda: "[red]key[/]" in shown(app))

    drive(config, steps, size=(250, 40))


def test_first_frame_loads_neither_store_nor_sdk() -> None:
    code = (
        "import sys, tui.app; "
        "print([m for m in ('sqlalchemy', 'boto3', 'kubernetes', 'duckdb', 'chromadb', 'assistant.wiring') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_streamed_answer_looks_as_the_whole_one() -> None:
    """However it is cut; citations are numbered through, so that each opens its own."""
    text = "\n\n".join([ANSWER, "```\na\n\nb [E7]\n```", "again [E3] and [E9]"])
    whole = prose.answer(text)
    for size in (1, 7, 64):
        block = AnswerBlock()
        for at in range(0, len(text), size):
            block.write(text[at : at + size])
        assert block.clean == text
        assert block.references == tuple(r.id for r in whole.references)
        streamed = [line.plain.rstrip() for line in block._shown.lines(60)]
        assert [line for line in streamed if line] == [
            line.plain.rstrip() for line in whole.lines(60) if line.plain.strip()
        ]


TABLE = """| 서비스 | 이번 달 | 설명 |
|---|---:|---|
| EC2 | $395.85 | 인스턴스와 볼륨 비용이 가장 많이 줄었습니다 [E3] |
| [bold]세금[/] | $46.04 | 부가세 [E4] |"""


@pytest.mark.parametrize("columns", [90, 48, 20])
def test_a_table_fits_its_room_and_loses_nothing(columns: int) -> None:
    laid = prose.answer(TABLE)
    lines = laid.lines(columns)
    assert all(line.cell_length <= columns for line in lines)
    together = "".join("".join(line.plain for line in lines).split())
    for word in ("서비스", "이번달", "$395.85", "줄었습니다", "[bold]세금[/]"):
        assert word in together
    assert [r.id for r in laid.references] == ["E3", "E4"]


def test_columns_of_a_table_stand_below_each_other() -> None:
    head, rule, first, second = (line.plain for line in prose.answer(TABLE).lines(90))
    assert set(rule) == {"─", " "}
    cells = [width(row[: row.index(mark)]) for row, mark in ((head, "설명"), (first, "인스턴스"), (second, "부가세"))]
    assert len(set(cells)) == 1
    ends = [width(row[: row.index(mark)]) + width(mark) for row, mark in ((first, "$395.85"), (second, "$46.04"))]
    assert ends[0] == ends[1]  # at the right, as the colon says


PODS = (
    ("이름", "네임스페이스", "상태", "재시작"),
    ("booking-api-rwlhq8mtj9-mhvk2", "booking", "CrashLoopBackOff", "52"),
    ("결제-worker-0", "pay", "", "3"),
    ("ledger-7d9f", "a-long-namespace", "Running [E3]", "0"),
)


@pytest.mark.parametrize("columns", [140, 80, 56, 30])
def test_a_table_of_the_planner_is_read_at_any_width_and_no_name_is_broken(columns: int) -> None:
    text = "\n".join(["3건 [E2]", *(f"  {line}".rstrip() for line in padded(PODS)), "  … 나머지 7곳"])
    laid = prose.answer(text)
    lines = [line.plain for line in laid.lines(columns)]
    assert all(width(line) <= columns for line in lines)
    for word in (word for row in PODS for cell in row for word in cell.split()):
        assert any(word in line for line in lines), word
    assert [r.id for r in laid.references] == ["E2", "E3"]
    assert lines[-1].strip() == "… 나머지 7곳"
    begins = {
        width(line[: line.index(cell)])
        for cell in ("네임스페이스", "booking ", "pay")
        for line in lines
        if cell in line
    }
    assert len(begins) == 1  # below each other, or in a line below the name of each
    assert len(lines) == (7 if columns >= 80 else 2 + 2 * len(PODS)) or columns == 30


@pytest.mark.parametrize(
    "text",
    [
        "  12001  GET /health\n  12002  GET /pay",  # a log has no titles
        "  one\n  two",
        "  먼저 Helm의 원본을 고치세요.\n  이 계획은 급할 때를 위한 것입니다.",
    ],
)
def test_indented_lines_alone_make_no_table(text: str) -> None:
    assert [line.plain for line in prose.answer(text).lines(60)] == text.split("\n")


@pytest.mark.parametrize("text", ["a | b", "| a |", "| a | b |\n| - |", "|---|"])
def test_pipes_alone_make_no_table(text: str) -> None:
    assert [line.plain for line in prose.answer(text).lines(40)] == text.split("\n")


def test_a_heading_is_no_number_sign() -> None:
    assert prose.answer("## 비용 요약").lines(40)[0].plain == "비용 요약"
