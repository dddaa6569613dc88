"""Which of some named things must stay, and why, as far as was read. Called by `composing.compose`. Pure."""

from collections.abc import Sequence

from assistant.finding_text import citations
from assistant.findings import Finding
from assistant.language import Lang, Text
from assistant.patterns import Lazy
from assistant.playbooks.spec import Diagnosis

NOT_READ = Text(
    ko="누가 무엇에 쓰려는지는 읽지 않습니다. 지우기 전에 주인에게 확인하십시오.",
    en="Who may still want it, and for what, I do not read: ask the owner before deleting.",
)


def kept_text(diagnosis: Diagnosis, asked: int, lang: Lang) -> str:
    """Those that tags, an owner, use or youth speak for, a line each; then the others. `asked`: how many were asked about."""
    held = [f for f in diagnosis.findings if f.klass == "advice"]
    owned = [f for f in diagnosis.findings if f.klass != "advice" and f.managed_by]
    others = [f for f in diagnosis.findings if f.klass != "advice" and not f.managed_by]
    kept = len(held) + len(owned) + len(diagnosis.used)
    lines = [_head(kept, asked).in_(lang)]
    lines.extend(f"- {held_line(f, lang)} {citations(f.evidence)}" for f in held)
    lines.extend(f"- {owned_line(f).in_(lang)} {citations(f.evidence)}" for f in owned)
    read = citations(diagnosis.evidence[-1:])
    lines.extend(f"- {reason.in_(lang)} {read}".rstrip() for reason in diagnosis.used)
    if others:
        lines.extend(["", *_others(others, lang, all_of_them=not kept)])
    return "\n".join(lines)


def _head(kept: int, asked: int) -> Text:
    if not kept:
        return Text(
            ko=f"**{asked}개 중 남겨 두라는 근거가 있는 것은 없습니다.**",
            en=f"**None of {asked}: nothing that I read says that any of them must stay.**",
        )
    be = "is" if kept == 1 else "are"
    return Text(
        ko=f"**{asked}개 중 {kept}개는 그냥 지우면 안 됩니다.**",
        en=f"**{kept} of {asked} {be} not to be deleted just so.**",
    )


def held_line(finding: Finding, lang: Lang) -> str:
    why = [s.text.in_(lang) for s in finding.statements if s.role == "caution"]
    return ": ".join([name_of(finding), *why[:1]])


def owned_line(finding: Finding) -> Text:
    kind, _, name = finding.managed_by.partition(":")
    tool = {"cloudformation": "CloudFormation", "autoscaling": "Auto Scaling", "terraform": "Terraform"}.get(kind, kind)
    return Text(
        ko=f"{name_of(finding)}: {tool} {name} 소유입니다. 거기서 바꾸지 않고 직접 지우면 다시 만들어지거나 어긋납니다",
        en=f"{name_of(finding)}: belongs to {tool} {name}. Removed by hand instead of there, it comes back or drifts",
    )


def _others(findings: Sequence[Finding], lang: Lang, *, all_of_them: bool) -> list[str]:
    """Those that nothing speaks for, what is to be minded with them, and what was not read."""
    names, count = ", ".join(name_of(f) for f in findings), len(findings)
    cites = citations(dict.fromkeys(e for f in findings for e in f.evidence))
    which = Text(ko="이", en="These") if all_of_them else Text(ko="나머지", en="The other")
    said = Text(
        ko=f"**{which.ko} {count}개**는 태그, 소유, 나이, 연결에 남겨 두라는 근거가 보이지 않습니다: {names}",
        en=f"**{which.en} {count}:** neither tags, owner, age nor attachments say to keep "
        f"{'it' if count == 1 else 'them'}: {names}",
    )
    cautions = [(s, f) for f in findings for s in f.statements if s.role == "caution"]
    each = dict.fromkeys((s.text.in_(lang), citations(c.evidence for c in s.cites)) for s, _ in cautions)
    return [f"{said.in_(lang)} {cites}", *(f"{text} {cited}".rstrip() for text, cited in each), NOT_READ.in_(lang)]


_CALLED = Lazy(r"^(?:Volume|Instance|Snapshot|Elastic IP) (?P<name>.+)$")


def name_of(finding: Finding) -> str:
    """As its title calls it, which is by name where it has one: areum-build-cache (vol-0abc)."""
    before, there, _ = finding.title.en.partition(f" ({finding.target.id})")
    if not there:
        return finding.target.id
    called = _CALLED.match(before)
    return f"{called['name'] if called else before.rpartition(' ')[2]} ({finding.target.id})"
