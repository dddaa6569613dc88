"""Whether a configuration file was found and holds what it should."""

import stat

from assistant.doctor.spec import Here, Probe, Result
from assistant.errors import USAGE, BaepoError, UsageError
from assistant.language import Text


def look(here: Here) -> tuple[Result, ...]:
    if here.problem is not None:
        return (_wrong(here, here.problem),)
    assert here.settings is not None
    source = here.settings.source
    if source is None:
        told = Text(ko="아직 없습니다.", en="There is none yet.")
        return (Result(what="baepo.toml", state="missing", detail=told, next="baepo init"),)
    from assistant.wiring import declared_actions

    try:
        here.settings.check_actions(a.name for a in declared_actions())
    except UsageError as error:
        return (_wrong(here, error),)
    found = here.settings.environments
    names = ", ".join(f"{e.name} ({e.risk.value})" for e in found.values()) or "-"
    if source.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        told = Text(ko=f"다른 사용자가 {source} 파일을 고칠 수 있습니다.", en=f"Others can write to {source}.")
        return (Result(what="baepo.toml", state="warn", detail=told, next=f"chmod 600 {source}"),)
    told = Text(ko=f"{source} · 환경: {names}", en=f"{source} · environments: {names}")
    if not found:
        return (Result(what="baepo.toml", state="warn", detail=told, next="baepo init --force"),)
    return (Result(what="baepo.toml", state="ok", detail=told),)


def _wrong(here: Here, problem: BaepoError) -> Result:
    editor = here.environ.get("EDITOR") or "vi"
    next = f"{editor} {here.settings_file}" if here.settings_file else "unset BAEPO_CONFIG"
    detail = Text(*(" ".join(problem.told(lang)).strip() for lang in ("ko", "en")))
    return Result(what="baepo.toml", state="failed", detail=detail, next=next, exit_code=USAGE)


PROBE = Probe(name="configuration", title=Text(ko="설정", en="Configuration"), look=look, limit_s=10)
