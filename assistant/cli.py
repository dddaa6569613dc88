"""The command line: a command is imported when it is used, so that `--help` loads nothing."""

import io
import os
import sys

from assistant.command_table import COMMANDS

_HELP = """Baepo (배포): ask about what you run; evidence in, plan out.
Nothing moves without a signed approval.

usage: baepo COMMAND [...]     baepo COMMAND --help tells more, with examples

{commands}

try it      baepo demo                no account, no key, no model needed
ask         baepo ask "what is wrong?"
            baepo ask "what is wasted in this account?"
change      baepo plan show p-7f3a   baepo approve p-7f3a   baepo execute p-7f3a
exit codes  0 done  1 failed  2 usage  3 refused by policy
            4 partly could not look  5 --fail-on met
"""


_HELP_KO = """Baepo (배포): 운영 중인 시스템에 대해 물으면 근거와 함께 답합니다.
서명된 승인 없이는 아무것도 바꾸지 않습니다.

사용법: baepo 명령 [...]     예를 곁들인 자세한 설명: baepo 명령 --help

{commands}

해 보기     baepo demo                계정도 키도 모델도 필요 없습니다
질문        baepo ask "지금 뭐가 잘못됐어?"
            baepo ask "어디에서 돈이 새고 있어?"
변경        baepo plan show p-7f3a   baepo approve p-7f3a   baepo execute p-7f3a
종료 코드   0 완료  1 실패  2 사용법  3 정책이 거절
            4 일부를 볼 수 없었음  5 --fail-on에 걸림
"""

_LOCALE = ("BAEPO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")  # without Korean in one of them no language has to be loaded


def main(argv: list[str] | None = None) -> int:
    """Runs one command; returns its exit code. Every error a person can do something about is a message, not a traceback."""
    arguments = sys.argv[1:] if argv is None else argv
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started it
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 as long as the process
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # where the locale says ASCII, Korean is escaped rather than an error
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(arguments)
    except KeyboardInterrupt:  # what `edge.run` cannot catch: its own import, and a second one while it tells the first
        print("Stopped.", file=sys.stderr)
        return 130


def _run(arguments: list[str]) -> int:
    if not arguments:
        return _bare()
    if arguments[0] in ("-h", "--help", "help"):
        if arguments[1:]:
            return _run([arguments[1], "--help"])
        print(_help(), end="")
        return 0
    if arguments[0] in ("-V", "--version"):
        from assistant import __version__

        print(f"baepo {__version__}")
        return 0
    if arguments[:2] == ["completion", "values"]:  # runs at every Tab, so not even the edge is loaded
        from assistant.commands.completion import main as complete

        return complete(arguments[1:])
    from assistant.commands.edge import run

    return run(arguments[0], arguments[1:], COMMANDS)


def _help() -> str:
    said, page = {name: what for name, (_, what) in COMMANDS.items()}, _HELP
    if any(value.startswith("ko") for name, value in os.environ.items() if name in _LOCALE):
        from assistant.commands.help_text import summary
        from assistant.language import system_language

        said = {name: summary(name, what) for name, what in said.items()}
        page = _HELP_KO if system_language() == "ko" else _HELP
    width = max(map(len, said))
    return page.format(commands="\n".join(f"  {name:{width}}  {what}" for name, what in said.items()))


def _bare() -> int:
    """`baepo` alone: the first run on a new machine, else the terminal UI, or help where there is no terminal."""
    from assistant import places
    from assistant.commands.edge import run

    if not places.configured():
        return run("first run", [], {"first run": ("assistant.commands.first_run:main", "")})
    on_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    return run("chat", [], COMMANDS) if on_terminal else _run(["--help"])


if __name__ == "__main__":
    sys.exit(main())
