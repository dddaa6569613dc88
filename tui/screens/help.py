"""Help that teaches: what happens, then the keys."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Markdown

from assistant.language import Lang, Text
from tui.widgets.keys import KeyLine

_TEXT = Text(
    ko="""## 이렇게 씁니다

1. **묻습니다.** 한국어나 영어로, 쓰던 말 그대로. 질문에 환경 이름을 넣으면 그 환경을 봅니다.
2. **답에는 근거가 붙습니다.** `[E3]`은 실제로 읽은 것, `[runbooks/…#…]`은 가이드입니다. 누르면 열립니다.
3. **고칠 수 있으면 계획이 나옵니다.** 계획은 아무것도 바꾸지 않습니다. 열어서 바뀌는 것, 위험, 확인 방법, 되돌리는 방법을 봅니다.
4. **사람이 승인합니다.** `a`를 누르면 별도 프로세스가 계획을 다시 보여 주고 다이제스트를 입력받아 서명합니다. Enter만으로는 아무 일도 일어나지 않습니다.
5. **실행하고 확인합니다.** `x`로 실행하면 적용한 뒤 확인하고, 확인에 실패하면 되돌립니다. 나중에 `u`로 되돌릴 수도 있습니다.

## 키

| 키 | 하는 일 |
|---|---|
| enter · ctrl+j | 보내기 · 줄바꿈 |
| ↑ ↓ (입력 칸의 처음/끝 줄) | 이전 질문 |
| tab · shift+tab | 입력 → 대화 → 근거 → 계획 |
| ↑ ↓ (대화) | 블록 사이 이동 |
| ← → · enter (답) | 인용 고르기 · 열기 |
| c · e · z (블록) | 복사 · 대화를 파일로 · 접기 |
| f2 · f3 · f4 | 근거 · 계획 · 가이드 |
| esc | 서랍 닫기, 하던 일 멈추기 (찾은 것은 남습니다) |
| ^P · ^Q | 명령 · 종료 |
""",
    en="""## How it works

1. **Ask.** In Korean or English, in your own words. Name an environment to look there.
2. **Answers rest on evidence.** `[E3]` is something that was really read, `[runbooks/…#…]` is a guide. Press one to open it.
3. **What can be fixed becomes a plan.** A plan changes nothing. Open it: what would change, risk, verification, undo.
4. **A person approves.** `a` starts a process of its own that shows the plan again, asks for its digest, and signs. Enter alone does nothing.
5. **Carry out, then verify.** `x` applies the plan and verifies it; what does not verify is undone. `u` puts it back later.

## Keys

| key | what it does |
|---|---|
| enter · ctrl+j | send · new line |
| ↑ ↓ (first/last line of the prompt) | earlier questions |
| tab · shift+tab | prompt → conversation → evidence → plans |
| ↑ ↓ (conversation) | move between blocks |
| ← → · enter (answer) | choose a citation · open it |
| c · e · z (block) | copy · conversation to a file · fold |
| f2 · f3 · f4 | evidence · plans · guides |
| esc | close the drawer, stop what runs (what was found stays) |
| ^P · ^Q | commands · quit |
""",
)


class HelpScreen(Screen[None]):
    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "back"), Binding("f1,question_mark", "dismiss", show=False)]

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help-scroll"):
            yield Markdown(_TEXT.in_(self._lang), open_links=False)
        yield KeyLine(self._lang)

    def on_mount(self) -> None:
        self.query_one("#help-scroll").focus()
