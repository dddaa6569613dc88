"""Every command tells what it is for, with examples that it would itself understand."""

import json
import re
import shlex

import pytest

from assistant.cli import main
from assistant.command_table import COMMANDS
from assistant.completion.grammar import parser_of


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
