"""How `baepo doctor` looks: a sign and a word on every line, commands that can be copied, and no terminal assumed."""

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.commands.doctor import _gathered, _Layout
from assistant.doctor.spec import Result
from assistant.language import same
from assistant.text_width import width


def layout(room: int, *, unicode: bool = True) -> _Layout:
    return _Layout(lang="ko", style=False, unicode=unicode, what=12, room=room)


@pytest.mark.parametrize("room", [60, 80, 200])
@pytest.mark.parametrize("what", ["short", "a name that is longer than its column"])
def test_a_long_detail_is_wrapped_and_a_command_never_is(room: int, what: str) -> None:
    command = "kubectl create clusterrolebinding baepo-read --clusterrole=baepo --user=viewer --context=prod-seoul"
    result = Result(what=what, state="failed", detail=same("서버가 거절했습니다 " * 12), next=command)
    *lines, last = layout(room).lines(result)
    assert all(width(line) <= room for line in lines)
    assert last.strip() == f"→ {command}"
    assert "".join(lines).count("서버가") == 12


def test_what_comes_from_files_cannot_steer_the_terminal() -> None:
    result = Result(what="context a\x1b[2J", state="off", detail=same("x\x1b]0;t\x07"), next="echo \x1b[31m")
    assert "\x1b" not in "".join(layout(100).lines(result))


def test_what_is_off_takes_one_line_together() -> None:
    off = [Result(what=n, state="off", detail=same("Not set.")) for n in "abc"]
    failed = Result(what="d", state="failed", detail=same("no"))
    (first, second, third) = _gathered([*off, failed, off[0]])
    assert (first.what, first.detail.en, second, third) == ("a, b, c", "Not set.", failed, off[0])


def test_an_ascii_terminal_gets_ascii_signs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    ended = subprocess.run(
        [sys.executable, "-m", "assistant.cli", "doctor", "--offline", "--lang", "en"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert "+ ok " in ended.stdout
    assert "-> baepo init" in ended.stdout
    assert "\\u2713" not in ended.stdout
    assert "\x1b" not in ended.stdout
