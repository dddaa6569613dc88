"""What could not be read, told in Korean: every reason that a tool gives has its sentence."""

import re
from pathlib import Path

import pytest

import tools
from assistant.refusals import _KOREAN, told
from tools.spec import NotRead, Reason, Unavailable

_CODES = sorted(
    {c for p in Path(tools.__path__[0]).rglob("*.py") for c in re.findall(r'Reason\(\s*code="(\w+)"', p.read_text())}
)


@pytest.mark.parametrize("code", _CODES)
def test_every_reason_of_a_tool_has_a_korean_sentence(code: str) -> None:
    assert code in _KOREAN


def test_a_missing_bill_is_told_in_korean() -> None:
    error = Unavailable("There is no bill at /b.", remedy="r", reason=Reason(code="no_bill", parts={"path": "/b"}))
    why, remedy = told(error, "ko")
    assert why == "/b에 청구서가 없습니다."
    assert "bills" in remedy
    assert told(error, "en") == ("There is no bill at /b.", "r")


def test_days_that_the_bill_does_not_hold() -> None:
    gap = NotRead(what="2026-01", why="w", reason=Reason(code="days_not_in_bill", parts={"file": "focus.csv"}))
    assert told(gap, "ko").why == "focus.csv에 이 날짜의 청구 내역이 없습니다."
