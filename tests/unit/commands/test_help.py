"""Every command tells what it is for, with examples that it would itself understand."""

import json
import re
import shlex

import pytest

from assistant.cli import main
from assistant.command_table import COMMANDS
from assistant.commands import help_text
from assistant.completion.grammar import parser_of
from assistant.text_width import width


def examples(shown: str) -> list[list[str]]:
    """The words of each example that begins with a command of ours."""
    _, _, text = shown.partition("examples:")
    lines = (re.split(r"\s{3,}|\s+#", line.strip())[0] for line in text.splitlines())  # what follows is a remark
    return [shlex.split(re.split("[|>]", line)[0]) for line in lines if line.startswith("baepo ")]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_has_examples_that_hold(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    found = [e for e in examples(shown) if e[1] == command]
    assert found, shown
    for words in found:
        parser_of(COMMANDS[command][0]).parse_args(words[2:])


@pytest.mark.parametrize("command", sorted(COMMANDS))
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_an_option_that_is_none_is_told_with_what_to_do(
    command: str, form: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main([command, "--no-such-option", *form])
    except SystemExit as ended:  # parsers that are not ours end by themselves
        code = int(ended.code or 0)
    told = capsys.readouterr()
    assert code == 2
    assert f"baepo {command}" in told.out + told.err
    assert "Traceback" not in told.out + told.err
    if form:
        assert json.loads(told.out)["remedy"]


def spoken(command: str) -> set[str]:
    """All that the help of a command says in words."""
    parser = parser_of(COMMANDS[command][0])
    remarks = re.findall(r"^  .*?\S {3,}(?:# )?(\S.*)$", parser.epilog or "", re.MULTILINE)
    remarks += re.findall(r"^  .*?\S  +# (\S.*)$", parser.epilog or "", re.MULTILINE)
    said = {r for r in remarks if command != "eval" and not r.startswith("baepo ")}
    said |= {a.help for a in parser._actions if a.help and a.help != "==SUPPRESS=="}
    return said | {parser.description or ""}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_word_is_explained(command: str) -> None:
    assert [a.dest for a in parser_of(COMMANDS[command][0])._actions if not a.help] == []


def test_the_korean_of_the_help_is_whole_and_nothing_is_left_over(monkeypatch: pytest.MonkeyPatch) -> None:
    words, summaries = help_text._korean("words"), help_text._korean("summaries")
    wanted = set().union(*(spoken(c) for c in COMMANDS)) | {"options", "positional arguments"}
    assert sorted(wanted - words.keys()) == []
    assert sorted(words.keys() - wanted) == []
    assert summaries.keys() == COMMANDS.keys()


@pytest.mark.parametrize("command", ["init", "ask", "demo", "chat", "keys"])
def test_korean_help_is_korean(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAEPO_LANG", "ko")
    with pytest.raises(SystemExit):
        main([command, "--help"])
    shown = capsys.readouterr().out
    assert shown.startswith(f"사용법: baepo {command}")
    assert "\n예:\n" in shown
    for english in spoken(command):
        assert english not in shown
    assert main(["help"]) == 0
    assert help_text.summary(command, "") in capsys.readouterr().out


def test_help_of_a_command_can_be_asked_for_in_that_order(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["help", "ask"])
    assert "usage: baepo ask" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_first_help_fits_a_terminal_of_80_columns(
    lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAEPO_LANG", lang)
    assert main(["--help"]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if width(line) > 80] == []
