"""The command palette (^P), and the command line of `baepo chat`."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from assistant.commands import output
from assistant.commands.options import Parser
from assistant.commands.output import neutral
from assistant.language import Text, system_language
from tui import words
from tui.values import Options

if TYPE_CHECKING:
    from tui.stage import Stage


@dataclass(frozen=True, kw_only=True)
class Command:
    """One entry of the palette: what it is called, what it does, and the app's action that does it."""

    title: Text
    does: Text
    action: str


def _command(action: str, ko: str, en: str, does_ko: str, does_en: str) -> Command:
    return Command(title=Text(ko=ko, en=en), does=Text(ko=does_ko, en=does_en), action=action)


COMMANDS = (
    _command("side('#evidence-list')", "근거", "Evidence", "답이 기대는 것 (f2)", "What answers rest on (f2)"),
    _command(
        "find('evidence')", "근거 검색", "Search evidence", "읽은 모든 값에서 찾기", "Look in every value that was read"
    ),
    _command(
        "side('#plans-list')", "계획", "Plans", "검토, 승인, 실행, 되돌리기 (f3)", "Review, approve, execute, undo (f3)"
    ),
    _command("find('guides')", "가이드", "Guides", "가이드 검색과 읽기 (f4)", "Search and read the guides (f4)"),
    _command("costs", "비용", "Cost", "서비스별 최근 30일 (f5)", "The last 30 days by service (f5)"),
    _command(
        "findings", "발견", "Findings", "아는 것은 이유를 남기고 숨기기 (f6)", "Hide what is known, with a reason (f6)"
    ),
    _command(
        "find('sessions')", "대화", "Conversations", "검색, 이어 가기, 내보내기 (f7)", "Search, go on with, export (f7)"
    ),
    _command("session('')", "새 대화", "New conversation", "처음부터 시작하기", "Begin with nothing said"),
    _command(
        "ledger",
        "원장",
        "Ledger",
        "모든 기록과 온전한지 여부 (f8)",
        "Everything recorded, and whether it is whole (f8)",
    ),
    _command("environments", "환경 바꾸기", "Switch environment", "이제부터 볼 곳 (f9)", "Where questions look (f9)"),
    _command("copy_answer", "답 복사", "Copy answer", "마지막 답을 클립보드로", "The last answer to the clipboard"),
    _command(
        "export", "대화 내보내기", "Export conversation", "여기 Markdown 파일로", "Write it to a Markdown file here"
    ),
    _command("stop", "멈춤", "Stop", "멈추되 찾은 것은 남기기 (esc)", "Stop what runs, keep what was found (esc)"),
    _command("help", "도움말", "Help", "쓰는 방법과 키 (f1)", "How it works, and the keys (f1)"),
    _command("find('themes')", "테마", "Theme", "어둡게, 밝게, 고대비, 흑백", "Dark, light, high contrast, monochrome"),
    _command("quit", "종료", "Quit", "Baepo 끝내기 (ctrl+q)", "Leave Baepo (ctrl+q)"),
)


def palette(app: "Stage") -> Iterable[SystemCommand]:
    """Everything that can be done, in the language of the screen."""
    for command in COMMANDS:
        yield SystemCommand(
            command.title.in_(app.lang), command.does.in_(app.lang), partial(app.run_action, command.action)
        )
    for place in app.places if len(app.places) > 1 else ():
        title = Text(ko=f"환경: {neutral(place.name)}", en=f"Environment: {neutral(place.name)}")
        yield SystemCommand(
            title.in_(app.lang),
            f"{words.HERE_FROM_NOW.in_(app.lang)} ({place.risk.upper()})",
            partial(app.choose, place),
        )


_EXAMPLES = """examples:
  baepo chat
  baepo chat --env prod-seoul --lang ko
  baepo chat --session last
  baepo chat --plain"""


def parse(argv: list[str]) -> Options:
    parser = Parser(
        prog="baepo chat",
        description="Chat, evidence and plans side by side.",
        epilog=_EXAMPLES,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--config", default="", metavar="FILE", help="settings file (default: baepo.toml here, then yours)"
    )
    parser.add_argument("--env", default="", metavar="NAME", help="environment to look at")
    parser.add_argument("--session", default="", metavar="ID", help='go on with an earlier conversation, or "last"')
    parser.add_argument(
        "--lang", choices=["ko", "en"], help="of screens and answers (default: locale; each question's)"
    )
    parser.add_argument(
        "--plain",
        action="store_true",
        help="line by line, for screen readers; also where no screen can be drawn",
    )
    given = parser.parse_args(argv)
    return Options(
        config=given.config,
        environment=given.env,
        session=given.session,
        lang=given.lang or system_language(),
        answer_lang=given.lang,
        plain=given.plain or not output.full_screen(),
    )
