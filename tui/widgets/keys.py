"""The bottom line: the keys that do something now, in the person's language; each can be pressed with the mouse, too."""

from textual.app import RenderResult
from textual.content import Content
from textual.events import Click
from textual.screen import Screen
from textual.widget import Widget

from assistant.language import Lang

# Bindings carry English descriptions; these are their Korean.
_KOREAN = {
    "evidence": "근거", "plans": "계획", "guides": "가이드", "stop": "멈춤", "help": "도움말", "quit": "종료", "open": "열기",
    "copy": "복사", "copy row": "행 복사", "export": "내보내기", "fold": "접기", "citation": "인용", "approve…": "승인…",
    "reject…": "거절…", "execute…": "실행…", "undo…": "되돌리기…", "back": "뒤로", "filter": "거르기", "cost": "비용",
    "findings": "발견", "conversations": "대화", "ledger": "원장", "environment": "환경", "block": "블록", "row": "행",
    "raw": "원본", "compare": "비교", "choose": "고르기", "new": "새 대화", "known…": "알고 있음…", "pane": "칸 이동",
}  # fmt: skip


class KeyLine(Widget):
    """What does not fit is left out from the end; what is not possible now is dim."""

    DEFAULT_CSS = "KeyLine { height: 1; dock: bottom; background: $panel; color: $foreground; }"

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang
        self._ends: list[tuple[int, str]] = []  # up to which column each key reaches

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._updated)

    def _updated(self, _screen: Screen[object]) -> None:
        self.refresh()

    def render(self) -> RenderResult:
        line = Content()
        self._ends.clear()
        active = sorted(self.screen.active_bindings.values(), key=lambda a: a.binding.action != "help")
        for _node, binding, enabled, _tooltip in active:
            if not binding.show:
                continue
            word = _KOREAN.get(binding.description, binding.description) if self._lang == "ko" else binding.description
            key = binding.key_display or self.app.get_key_display(binding)
            part = Content(" ").append(Content.styled(key, "bold $text-accent")).append(f" {word} ")
            if not enabled:
                part = part.stylize("dim")
            if line.cell_length + part.cell_length > self.size.width:
                break
            line = line.append(part)
            self._ends.append((line.cell_length, binding.key))
        return line

    def on_click(self, event: Click) -> None:
        """Presses the key that stands there. Not as links, whose colour would take the place of the key's own."""
        if key := next((key for end, key in self._ends if event.x < end), ""):
            self.app.simulate_key(key)
