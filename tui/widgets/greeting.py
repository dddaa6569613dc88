"""The first block: what was found at the start."""

from assistant.commands.output import neutral
from assistant.language import Lang, Text
from tui import prose, words
from tui.values import RISK_SIGNS, Greeting
from tui.widgets.block import Block


class GreetingBlock(Block):
    """Says that it is looking until `greet` tells what was found."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._greeting: Greeting | None = None
        text = words.LOADING.in_(lang)
        super().__init__(prose.plain(text), clean="", classes="greeting")

    def greet(self, greeting: Greeting) -> None:
        self._greeting = greeting
        self.show(
            prose.answer(self._text(greeting) + "\n\n" + words.to_try(len(greeting.examples), self._lang)), clean=""
        )

    def taken(self) -> None:
        """Nothing is offered below it any more."""
        if self._greeting is not None:
            self.show(prose.answer(self._text(self._greeting)), clean="")

    def _text(self, greeting: Greeting) -> str:
        t = Text(ko="**무엇을 도와드릴까요?**", en="**What would you like to know?**").in_(self._lang)
        lines = [t, ""]
        for place in (greeting.place,) if greeting.place else greeting.places:
            sign = RISK_SIGNS.get(place.risk, ("?", ""))[0]
            where = Text(ko="환경", en="place").in_(self._lang)
            lines.append(f"**{where}** {neutral(place.name)} {sign} {place.risk.upper()}")
            for backend, label, recorded in place.backends:
                how = f" · {words.RECORDED.in_(self._lang)}" if recorded else ""
                lines.append(f"**{backend}** {neutral(label)}{how}")
        who = Text(ko="사용자", en="you").in_(self._lang)
        model = words.model(greeting.model, self._lang)
        lines.append(f"**{who}** {neutral(greeting.user)} · {neutral(model)}")
        if greeting.last:
            lines.append(f"**{words.LAST.in_(self._lang)}** {neutral(greeting.last)} · {words.GO_ON.in_(self._lang)}")
        if greeting.place is None:
            name_one = Text(ko="질문에 환경 이름을 넣어 주세요.", en="Name the environment in your question.")
            lines += ["", name_one.in_(self._lang)]
        return "\n".join(lines)
