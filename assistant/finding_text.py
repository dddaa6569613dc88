"""How a finding and what could not be read are told, in Markdown. Used by the planner's answers and by `baepo check`."""

from collections.abc import Iterable

from assistant.findings import Finding
from assistant.language import Lang, Text
from assistant.refusals import told
from tools.spec import NotRead

_TOGETHER = 3  # kinds that are forbidden and told in one line
LABELS = {
    "cause": Text(ko="원인", en="Cause"),
    "effect": Text(ko="영향", en="Effect"),
    "time": Text(ko="시점", en="When"),
    "scope": Text(ko="범위", en="Scope"),
    "saving": Text(ko="절감", en="Saving"),
    "caution": Text(ko="주의", en="Caution"),
}


def in_full(finding: Finding, lang: Lang) -> str:
    lines = [f"**{in_one_line(finding.title, lang)}**"]
    for statement in finding.statements:
        label = LABELS[statement.role].in_(lang)
        cites = citations(c.evidence for c in statement.cites)
        lines.append(f"**{label}** {in_one_line(statement.text, lang)} {cites}".rstrip())
    if finding.confidence == "likely":
        lines.append(
            Text(
                ko="**확신** 가장 그럴듯한 설명입니다. 확정된 원인은 아닙니다.",
                en="**Confidence** the likeliest explanation, not a proven one.",
            ).in_(lang)
        )
    return "\n".join(lines)


def not_looked_at(not_read: tuple[NotRead, ...], lang: Lang) -> str:
    if not not_read:
        return ""
    head = Text(ko="**보지 못한 것**", en="**Could not look at**").in_(lang)
    forbidden = tuple(n for n in not_read if n.reason is not None and n.reason.code == "forbidden")
    together = forbidden if len(forbidden) >= _TOGETHER else ()
    said = [(n.what, *told(n, lang)) for n in not_read if n not in together]
    lines = [f"- {what}: {why}" + (f" → {remedy}" if remedy else "") for what, why, remedy in said]
    return "\n".join([head, *([_forbidden(together, lang)] if together else []), *lines])


def _forbidden(not_read: tuple[NotRead, ...], lang: Lang) -> str:
    """One line for many kinds that the credentials do not open: the same sentence for each would hide the rest."""
    kinds = ", ".join(n.what for n in not_read)
    users = {n.reason.parts.get("user", "") for n in not_read if n.reason is not None}
    user = ", ".join(sorted(filter(None, users)))
    return Text(
        ko=f"- {kinds}: 사용자 {user}에게 읽을 권한이 없습니다(403). → `baepo permissions kube`가 필요한 역할을 출력합니다.",
        en=f"- {kinds}: the user {user} may not read them (403). → `baepo permissions kube` prints the role that it takes.",
    ).in_(lang)


def in_one_line(text: Text, lang: Lang) -> str:
    """One line: names and messages that were read must not begin lines of their own."""
    return " ⏎ ".join(text.in_(lang).splitlines())


def citations(ids: Iterable[str]) -> str:
    return " ".join(f"[{i}]" for i in dict.fromkeys(ids))
