"""Questions on a plain terminal, with an answer that Enter gives. Called by `baepo init` and the first run."""

import sys
from collections.abc import Sequence

from assistant.errors import Failed, UsageError
from assistant.language import Lang, Text

_YES = ("", "y", "yes", "네", "예", "응", "ㅇ", "ㅇㅇ")
_NO = ("n", "no", "아니", "아니오", "아니요", "ㄴ", "ㄴㄴ")


class NoAnswer(Failed):
    """The input ended at a question: what that leaves undone, who asked can say."""


class Questions:
    """Asks on standard input; with `answers_itself` every answer is the usual one, and nothing is asked."""

    def __init__(self, lang: Lang, *, answers_itself: bool = False) -> None:
        self._lang = lang
        self._answers_itself = answers_itself

    def check(self) -> None:
        """Raises `UsageError` where nobody can answer."""
        if not self._answers_itself and not sys.stdin.isatty():
            raise UsageError(
                Text(
                    ko="답할 질문이 있는데 답을 입력할 터미널이 없습니다.",
                    en="There are questions to answer, and no terminal to answer at.",
                ),
                remedy=Text(
                    ko="baepo init --yes는 보통의 답을 씁니다. 옵션은 baepo init --help에 있습니다.",
                    en="baepo init --yes takes the usual answers; baepo init --help lists the options.",
                ),
            )

    def pick(self, about: Text, lines: Sequence[str]) -> list[int]:
        """Indexes of the lines wanted, in order; all by default, none for 0."""
        if self._answers_itself:
            return list(range(len(lines)))
        print("\n".join(f"  {number}  {line}" for number, line in enumerate(lines, start=1)))
        hint = Text(ko="번호를 띄어 써서, 0은 없음, Enter는 모두", en="numbers; 0 for none, Enter for all")
        while True:
            words = self._ask(f"{about.in_(self._lang)} ({hint.in_(self._lang)}): ").replace(",", " ").split()
            if not words:
                return list(range(len(lines)))
            if words == ["0"]:
                return []
            if all(w.isdecimal() and 1 <= int(w) <= len(lines) for w in words):
                return sorted({int(w) - 1 for w in words})
            self._again(f"1-{len(lines)}")

    def choose(self, about: Text, words: Sequence[str], usual: str) -> str:
        """One of the words, which may be shortened; Enter gives the usual one."""
        if self._answers_itself:
            return usual
        while True:
            answer = self._ask(f"{about.in_(self._lang)}: {' / '.join(words)} [{usual}]: ").lower()
            if not answer:
                return usual
            fitting = [w for w in words if w.startswith(answer)]
            if len(fitting) == 1:
                return fitting[0]
            self._again(", ".join(words))

    def key(self, keys: Sequence[str]) -> str:
        """One of the keys, the first by Enter; leaving, which is the last, also by the end of input."""
        while True:
            try:
                answer = input(f"[{'/'.join(keys)}]: ").strip().lower()
            except EOFError:
                print()
                return keys[-1]
            if not answer:
                return keys[0]
            if answer in keys:
                return answer
            self._again(", ".join(keys))

    def agreed(self, about: Text) -> bool:
        if self._answers_itself:
            return True
        while (answer := self._ask(f"{about.in_(self._lang)} [Y/n]: ").lower()) not in (*_YES, *_NO):
            self._again("y, n")
        return answer in _YES

    def _ask(self, prompt: str) -> str:
        try:
            return input(prompt).strip()
        except EOFError:
            print()
            raise NoAnswer(Text(ko="대답이 없어 멈췄습니다.", en="Stopped: there was no answer.")) from None

    def _again(self, possible: str) -> None:
        print(Text(ko=f"가능한 답: {possible}", en=f"Possible: {possible}").in_(self._lang))
