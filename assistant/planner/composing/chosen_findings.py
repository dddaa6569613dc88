"""Findings held against what a question restricts: how much they save, where they are, how they are called, the top few.

Called by `composing.compose`. Pure. A finding is read as a row, so that the same conditions and orders apply.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.findings import Finding
from assistant.language import Lang, Text, same
from assistant.planner.narrowing.conditions import Condition, InState, Matched, Narrowing
from assistant.planner.narrowing.narrowed import narrowed

MACHINE_STATES = ("running", "stopped")  # the states that findings tell, of instances
_SERVING = Text(
    ko="요청에 답하지 못하는 Service가 있는 것 (사용자 트래픽 자체는 읽지 않습니다)",
    en="those with a Service that cannot answer (user traffic itself is not read)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenFindings:
    """`findings` are those meant, in the order asked for; `total` is how many there were."""

    findings: tuple[Finding, ...]
    total: int
    said: tuple[Text, ...] = ()
    not_applied: tuple[Condition, ...] = ()
    yes_no: bool = False

    def head(self, lang: Lang) -> str:
        """Which of them are told; "" when it is all of them."""
        if len(self.findings) == self.total and not self.said:
            return ""
        ko, en = f"{self.total}건 중 {len(self.findings)}건", f"{len(self.findings)} of {self.total}"
        if len(self.findings) == self.total:
            ko, en = f"{self.total}건", str(self.total)
        if self.yes_no:
            ko, en = (f"네, {ko}", f"Yes, {en}") if self.findings else (f"아니요, {ko}", f"No, {en}")
        rest = "".join(f" · {t.in_(lang)}" for t in self.said)
        return Text(ko=f"**{ko}**{rest}", en=f"**{en}**{rest}").in_(lang)


def chosen_findings(findings: Sequence[Finding], wanted: Narrowing) -> ChosenFindings:
    """Those that fulfil what can be told of a finding. States are what an investigation looks for anyway, a service what it
    is about: neither is held against its findings."""
    telling = tuple(c for c in wanted.conditions if _told_by_findings(c))
    rows = [_row(f, number) for number, f in enumerate(findings)]
    found = narrowed(rows, replace(wanted, conditions=telling))
    kept = [findings[row["number"]] for row in found.shown]
    said = [c.text(wanted.zone) for c in found.applied]
    if wanted.serving and any(f.target.provider == "kube" for f in kept):
        kept = [f for f in kept if stops_serving(f)]
        names = ", ".join(dict.fromkeys(f.target.id.rpartition("/")[2] for f in kept))
        said.extend((_SERVING, same(names)) if names else (_SERVING,))
    if wanted.limit and len(found.rows) > wanted.limit and found.order is not None:
        by = replace(found.order, column=found.order_meaning) if found.order_field else found.order
        said.append(by.text() if found.order_field else Text(ko="심각한 순", en="most severe first"))
    return ChosenFindings(
        findings=tuple(kept),
        total=len(findings),
        said=tuple(said),
        not_applied=tuple(c for c in found.not_applied if not isinstance(c, InState)),
        yes_no=wanted.form == "yes or no" and bool(found.applied),
    )


def stops_serving(finding: Finding) -> bool:
    """Whether something that answers requests cannot: its statements say which Service, or it is one."""
    return finding.target.kind in ("Service", "Ingress") or any(s.role == "scope" for s in finding.statements)


def _told_by_findings(condition: Condition) -> bool:
    if isinstance(condition, InState):
        return condition.state in MACHINE_STATES
    return not (isinstance(condition, Matched) and condition.column in ("type", "service", "resource"))


def _row(finding: Finding, number: int) -> dict[str, Any]:
    target, saving = finding.target, finding.impact.saving
    names = (target.id, finding.title.ko, finding.title.en)
    row: dict[str, Any] = {"number": number, "name": " ".join(names), "kind": target.kind}
    row["managed_by"] = finding.managed_by or ""
    if target.kind == "Instance":
        row["state"] = "stopped" if "stopped" in finding.check else "running"
    row["region" if target.provider == "aws" else "namespace"] = target.place
    return row | ({"saving": str(saving.amount)} if saving is not None else {})
