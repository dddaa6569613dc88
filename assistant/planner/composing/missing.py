"""What exactly is missing, with its keys, and the command that makes it. Called by `composing.compose` and
`composing.standing_text`. Pure.
"""

from assistant.finding_text import citations
from assistant.findings import Finding, ranked
from assistant.language import Lang, Text, with_particle
from assistant.playbooks.spec import Diagnosis

_VARIANTS = ("missing_secret", "missing_secret_key", "missing_config_map", "missing_config_key")
_NO_SECRETS = Text(
    ko="**Baepo는 Secret을 쓰지 않습니다.** 값을 아는 사람이 직접 만들어야 합니다.",
    en="**Baepo writes no Secrets.** Whoever knows the values has to create it.",
)


def is_missing(finding: Finding) -> bool:
    """Whether what is wrong is a Secret, a ConfigMap or a key of one that is not there."""
    return dict(finding.cause).get("variant") in _VARIANTS


def missing_text(diagnosis: Diagnosis, lang: Lang) -> str:
    """What is not there and how it is made, where that is all that is wrong and the way is asked for; "" otherwise."""
    problems = [f for f in ranked(diagnosis.findings) if f.klass == "problem"]
    if not problems or not all(map(is_missing, problems)):
        return ""
    return "\n\n".join("\n".join(missing_lines(f, lang)) for f in problems)


def missing_lines(finding: Finding, lang: Lang) -> list[str]:
    """What is missing; that no Secret is written here, and where its source is; the command."""
    cause = dict(finding.cause)
    secret, space = "secret" in cause, finding.target.place
    kind, name = ("Secret", cause["secret"]) if secret else ("ConfigMap", cause.get("configmap", ""))
    keys = [k for k in (cause.get("keys") or cause.get("key", "")).split(", ") if k]
    lines = [f"{_what(kind, name, space, keys, cause.get('variable', '')).in_(lang)} {citations(finding.evidence[:1])}"]
    if secret:
        lines.append(_NO_SECRETS.in_(lang))
    if owner := finding.managed_by:
        lines.append(
            Text(
                ko=f"{with_particle(owner, '이')} 배포하므로 그 원본에 넣는 것이 먼저입니다. 급할 때는 직접 만듭니다.",
                en=f"{owner} deploys it: put it into that source first; by hand only in an emergency.",
            ).in_(lang)
        )
    whole = not cause["variant"].endswith("_key")
    return [*lines, "```", _command(kind, name, space, keys or ["KEY"], whole=whole), "```"]


def _what(kind: str, name: str, space: str, keys: list[str], variable: str) -> Text:
    listed = ", ".join(keys)
    of_ko, of_en = (f" · 키 {listed}", f" · key{'' if len(keys) == 1 else 's'} {listed}") if keys else ("", "")
    if not keys:
        of_ko, of_en = " · 키 이름은 워크로드에 적혀 있지 않습니다", " · the workload does not name its keys"
    by_ko, by_en = (f" (환경 변수 {variable})", f" (environment variable {variable})") if variable else ("", "")
    return Text(
        ko=f"**없는 것: {kind} {name}** · 네임스페이스 {space}{of_ko}{by_ko}",
        en=f"**Missing: {kind} {name}** · namespace {space}{of_en}{by_en}",
    )


def _command(kind: str, name: str, space: str, keys: list[str], *, whole: bool) -> str:
    if whole:
        sort = "secret generic" if kind == "Secret" else "configmap"
        literals = " ".join(f'--from-literal={key}="$VALUE"' for key in keys)
        return f"kubectl create {sort} {name} -n {space} {literals}"
    field = "stringData" if kind == "Secret" else "data"
    pairs = ",".join(f'"{key}":"VALUE"' for key in keys)
    return f"kubectl patch {kind.lower()} {name} -n {space} --type merge -p '{{\"{field}\":{{{pairs}}}}}'"
