"""The bottom line: the keys that do something now, in the person's language; each can be pressed with the mouse, too."""

from textual.app import RenderResult
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from assistant.language import Lang

# Bindings carry English descriptions; these are their Korean.
_KOREAN = {
    "evidence": "근거", "plans": "계획", "guides": "가이드", "stop": "멈춤", "help": "도움말", "quit": "종료", "open": "열기",
    "copy": "복사", "copy row": "행 복사", "export": "내보내기", "fold": "접기", "citation": "인용", "approve…": "승인…",
    "reject…": "거절…", "execute…": "실행…", "undo…": "되돌리기…", "back": "뒤로", "filter": "거르기",
}  # fmt: skip


class KeyLine(Widget):
    """What does not fit is left out from the end; what is not possible now is dim."""

    DEFAULT_CSS = "KeyLine { height: 1; dock: bottom; background: $panel; color: $foreground; }"

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._updated)

    def _updated(self, _screen: Screen[object]) -> None:
        self.refresh()

    def render(self) -> RenderResult:
        line = Content()
        for _node, binding, enabled, _tooltip in self.screen.active_bindings.values():
            if not binding.show:
                continue
            word = _KOREAN.get(binding.description, binding.description) if self._lang == "ko" else binding.description
            key = binding.key_display or self.app.get_key_display(binding)
            part = Content(" ").append(Content.styled(key, "bold $text-accent")).append(f" {word} ")
            if not enabled:
                part = part.stylize("dim")
            if line.cell_length + part.cell_length > self.size.width:
                break
            line = line.append(part.stylize(Style.from_meta({"@click": f"app.simulate_key({binding.key!r})"})))
        return line
