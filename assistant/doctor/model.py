"""The configured language model, and servers of models on this machine. A hosted model is not contacted."""

from concurrent.futures import ThreadPoolExecutor

from assistant.doctor.spec import Here, Probe, Result
from assistant.errors import PARTLY, USAGE
from assistant.language import Text, same
from assistant.models.access import OFFLINE, ModelAccess
from assistant.models.probe import served

_SHOWN = 4


def look(here: Here) -> tuple[Result, ...]:
    with ThreadPoolExecutor(max_workers=len(here.model_servers) or 1) as pool:
        found = list(pool.map(lambda s: (s[0], s[1], served(s[1])), here.model_servers))
    local = tuple(_server(name, url, models) for name, url, models in found)
    access = here.settings.model_access if here.settings else ModelAccess()
    return (_configured(access, here), _openai_key(here), *local)


def _configured(access: ModelAccess, here: Here) -> Result:
    what = "model"
    if access.name == OFFLINE:
        told = Text(ko="planner: 모델 없이 답합니다.", en="planner: answers without a language model.")
        return Result(what=what, state="ok", detail=told)
    variable = access.api_key_env or ("OPENAI_API_KEY" if access.speaks_openai and not access.base_url else "")
    if variable and not here.environ.get(variable):
        told = Text(ko=f"{access.name}: {variable} 변수가 없습니다.", en=f"{access.name}: {variable} is not set.")
        next = f"read -rs {variable} && export {variable}"
        return Result(what=what, state="failed", detail=told, next=next, exit_code=USAGE)
    if not access.local:
        told = Text(ko=f"{access.name}: 외부 모델 (묻지 않았습니다).", en=f"{access.name}: hosted (not contacted).")
        return Result(what=what, state="ok", detail=told, next="baepo models test")
    models = served(access.base_url)
    if models is None:
        told = Text(
            ko=f"{access.name}: {access.base_url}에 닿지 않습니다.",
            en=f"{access.name}: nobody answers at {access.base_url}.",
        )
        return Result(what=what, state="failed", detail=told, next="baepo models list", exit_code=PARTLY)
    return Result(what=what, state="ok", detail=same(f"{access.name} · {access.base_url}"))


def _openai_key(here: Here) -> Result:
    if here.environ.get("OPENAI_API_KEY"):
        return Result(what="OPENAI_API_KEY", state="ok", detail=Text(ko="설정되어 있습니다.", en="Set."))
    return Result(what="OPENAI_API_KEY", state="off", detail=Text(ko="설정되지 않았습니다.", en="Not set."))


def _server(name: str, url: str, models: tuple[str, ...] | None) -> Result:
    if models is None:
        told = Text(ko=f"{url}: 없습니다.", en=f"{url}: nobody answers.")
        return Result(what=name, state="off", detail=told)
    more = f" +{len(models) - _SHOWN}" if len(models) > _SHOWN else ""
    return Result(what=name, state="ok", detail=same(f"{url} · {', '.join(models[:_SHOWN])}{more}".rstrip(" ·")))


PROBE = Probe(name="model", title=Text(ko="언어 모델", en="Language model"), look=look, limit_s=8)
