"""Words that cannot be understood are told in the language of who typed them, whatever argparse calls it."""

import re

import pytest

from assistant.cli import main
from assistant.commands.options import Parser
from assistant.commands.parsing_words import korean
from assistant.errors import UsageError

_WORDS = re.compile(r"[A-Za-z]{3,}")


@pytest.mark.parametrize(
    "given",
    [
        ["--risk", "none"],
        ["--days", "x"],
        ["--share", "x"],
        ["--days"],
        ["--two", "1"],
        ["--many"],
        ["--flag=1"],
        ["--a", "--b"],
        ["place", "more"],
        [],
    ],
)
def test_nothing_of_it_stays_english(given: list[str]) -> None:
    parser = Parser(prog="baepo x", allow_abbrev=False)
    parser.add_argument("--risk", choices=["low", "high"])
    parser.add_argument("--days", type=int)
    parser.add_argument("--share", type=float)
    parser.add_argument("--two", nargs=2)
    parser.add_argument("--many", nargs="+")
    parser.add_argument("--flag", action="store_true")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--a", action="store_true")
    one.add_argument("--b", action="store_true")
    parser.add_argument("word")
    with pytest.raises(UsageError) as refused:
        parser.parse_args(given)
    told, remedy = refused.value.told("ko")
    ours = {"baepo", "risk", "none", "low", "high", "days", "share", "two", "many", "flag", "word", "more"}
    assert set(_WORDS.findall(told)) <= ours
    assert remedy.startswith("사용법: baepo x")
    assert refused.value.told("en")[1].startswith("usage: baepo x")


def test_what_is_not_known_is_quoted() -> None:
    assert korean("something argparse never said") == "something argparse never said"


def test_those_that_our_parsers_do_not_raise_today() -> None:
    assert korean("one of the arguments --a --b is required") == "다음 중 하나가 필요합니다: --a --b"
    assert korean("ambiguous option: --ver could match --verbose, --version").startswith("--ver: ")


@pytest.mark.parametrize(("command", "words"), [("chat", []), ("demo", []), ("ask", ["x"]), ("eval", ["worlds"])])
def test_every_front_end_tells_it_so(
    command: str, words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAEPO_LANG", "ko")
    assert main([command, "--no-such", *words]) == 2
    told = capsys.readouterr().err
    assert "모르는 말: --no-such" in told
    assert "자세한 설명" in told
