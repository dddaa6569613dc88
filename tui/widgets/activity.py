"""What a turn is reading, from its events, as lines; shown by `tui.widgets.blocks.ActivityBlock`."""

import time
from dataclasses import dataclass, field

from assistant.commands.output import neutral
from assistant.events import (
    BudgetSpent,
    Event,
    EvidenceKept,
    FindingRaised,
    ModelAsked,
    PlanProposed,
    ToolCalled,
    ToolFailed,
)
from assistant.language import Lang, Text

_RUNNING_SHOWN = 6
_MODEL = "model"  # beside the calls under way


@dataclass(kw_only=True)
class Activity:
    """Calls under way and done. A playbook's call has no end event of its own, so that only reads are counted."""

    running: dict[str, tuple[str, float]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    findings: int = 0
    plans: int = 0
    ended: bool = False
    stopping: bool = False
    _started: float = field(default_factory=time.monotonic)
    _seconds: float = 0.0

    def see(self, event: Event) -> None:
        match event:
            case ModelAsked(model=model):
                self.running[_MODEL] = (neutral(model), time.monotonic())
            case ToolCalled(call=call, name=name):
                self.running.pop(_MODEL, None)
                self.running[call] = (neutral(name), time.monotonic())
            case EvidenceKept(call=call, evidence=evidence, tool=tool, items=items, cut=cut, elapsed_ms=elapsed):
                self.running.pop(call, None)
                more = "+" if cut else ""
                self.done.append(f"✓ {evidence:4} {neutral(tool)}: {items}{more} · {elapsed / 1000:.1f} s")
            case ToolFailed(call=call, name=name, kind="not_found", message=message):  # looked, and there is none
                self.running.pop(call, None)
                self.done.append(f"– {neutral(name)}: {neutral(message)}")
            case ToolFailed(call=call, name=name, message=message):
                self.running.pop(call, None)
                self.failures.append(f"✗ {neutral(name)}: {neutral(message)}")
            case FindingRaised():
                self.findings += 1
            case PlanProposed():
                self.plans += 1
            case BudgetSpent(seconds=seconds):
                self._seconds = seconds

    def lines(self, lang: Lang) -> list[str]:
        """While it runs what is under way; afterwards a summary, then each read."""
        if self.ended:
            return [self._summary(lang), *self.done, *self.failures]
        now = time.monotonic()
        under_way = [f"● {name} … {now - since:.1f} s" for name, since in self.running.values()][-_RUNNING_SHOWN:]
        word = Text(ko="멈추는 중…", en="stopping…") if self.stopping else Text(ko="읽는 중", en="reading")
        return [f"{word.in_(lang)} · {len(self.done)} ✓ · {now - self._started:.1f} s", *under_way, *self.failures]

    def _summary(self, lang: Lang) -> str:
        parts = [
            Text(
                ko=f"● {self._seconds:.1f}초 동안 {len(self.done)}가지를 읽음",
                en=f"● read {len(self.done)} thing{'s' * (len(self.done) != 1)} in {self._seconds:.1f} s",
            ).in_(lang)
        ]
        if self.findings:
            parts.append(
                Text(ko=f"발견 {self.findings}건", en=f"{self.findings} finding{'s' * (self.findings != 1)}").in_(lang)
            )
        if self.plans:
            parts.append(Text(ko=f"계획 {self.plans}개", en=f"{self.plans} plan{'s' * (self.plans != 1)}").in_(lang))
        if self.failures:
            parts.append(
                Text(ko=f"{len(self.failures)}가지는 못 봄", en=f"{len(self.failures)} could not be read").in_(lang)
            )
        return " · ".join(parts)
