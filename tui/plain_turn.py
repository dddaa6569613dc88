"""One turn as `baepo chat --plain` tells it: the answer first, then gaps, plans and choices, and how much was read.

Called by `tui.plain`. What comes while the turn runs is kept until the answer is there, so that nobody has to hear it first.
"""

from collections.abc import Callable

from assistant.events import Asked, Event, EvidenceKept, FindingRaised, PlanProposed, ToolCalled, ToolFailed, TurnEnded
from assistant.language import Lang, Text
from tui import words
from tui.sections import sections


class PlainTurn:
    """Takes the events of one turn; `tell` says a line."""

    def __init__(self, lang: Lang, tell: Callable[[str], None]) -> None:
        self._lang, self._tell = lang, tell
        self._begun = False
        self._reads = 0
        self._raised: dict[str, str] = {}  # severity of each finding, by its title
        self._after: list[str] = []
        self.choices: tuple[str, ...] = ()

    def see(self, event: Event) -> None:
        """From the thread that works."""
        match event:
            case ToolCalled() if not self._begun:  # a sign of life, once
                self._begun = True
                self._tell(Text(ko="읽는 중 …", en="reading …").in_(self._lang))
            case EvidenceKept():
                self._reads += 1
            case FindingRaised(finding=finding):
                self._raised |= dict.fromkeys(finding.get("title", {}).values(), finding.get("severity", ""))
            case ToolFailed(name=name, message=message):
                self._after.append(f"{words.NOT_READ.in_(self._lang)} {name}: {message}")
            case PlanProposed(plan=plan, title=title, risk=risk):
                told = f"{Text.from_json(title).in_(self._lang)}, {words.RISKS[risk].in_(self._lang)}"
                self._after.append(f"{words.PLAN.in_(self._lang)} {plan}: {told}. /plan {plan}")
            case Asked(options=options):
                self.choices = options

    def end(self, turn: TurnEnded) -> None:
        """Everything, in the order in which it is worth hearing."""
        answer = [self._section(s.text, s.severity) for s in sections(turn.answer, self._raised)]
        if answer:
            self._tell("\n\n".join(answer))
        for line in dict.fromkeys([turn.message, *self._after]):
            if line:
                self._tell(line)
        if self._reads:
            self._tell(words.reads(self._reads, self._lang))

    def _section(self, text: str, severity: str) -> str:
        plain = text.replace("**", "")
        if severity not in words.SEVERITIES:
            return plain
        return f"{words.SEVERITIES[severity][1].in_(self._lang)}: {plain.lstrip('# ')}"
