"""`baepo models`: which language model is configured, exactly what it would be sent, and whether it works. Shows no keys."""

import argparse
import json
import os
from collections.abc import Callable

from assistant.catalog import catalog
from assistant.commands import options as common
from assistant.commands import output
from assistant.environments import Environment
from assistant.errors import DONE, FAILED, Refused, UsageError
from assistant.language import Lang, Text, language_of, same
from assistant.models import probe
from assistant.models.access import OFFLINE, ModelAccess, allow
from assistant.models.configured import language_model, wording
from assistant.models.costs import UNKNOWN, price_of
from assistant.models.dialogue import LanguageModel
from assistant.models.langchain import LangchainChat
from assistant.models.prompt import Prompt
from assistant.models.spec import Turn
from assistant.models.wording import ANSWER_TOKENS, Wording
from assistant.wiring import Wiring

_EXAMPLES = """  baepo models list
  baepo models preview "why is checkout failing?" --env prod
  baepo models test"""
_TEST_S = 240.0
_TO_COME = Text(
    ko=f"(플래너의 답: 질문할 때 읽은 것, 많아야 {ANSWER_TOKENS}토큰)",
    en=f"(the planner's answer, from what it reads when you ask: at most {ANSWER_TOKENS} tokens)",
)

_LANGUAGES: tuple[Lang, Lang] = ("ko", "en")
_SILENT, _EMPTY = "nobody answers", "answers, but lists no models"
_SERVERS = (
    Text(ko="이 기기에서", en="on this machine"),
    Text(ko="주소", en="address"),
    Text(ko="모델", en="models"),
)
_NAMES = {
    "name": Text(ko="이름", en="name"),
    "place": Text(ko="위치", en="place"),
    "base_url": Text(ko="주소", en="base url"),
    "key": Text(ko="키", en="key"),
    "reachable": Text(ko="응답", en="reachable"),
    "models": Text(ko="모델", en="models"),
    "price": Text(ko="가격", en="price"),
}
_VALUES = {
    "in this program": Text(ko="이 프로그램 안", en="in this program"),
    "local": Text(ko="로컬", en="local"),
    "hosted": Text(ko="호스팅", en="hosted"),
    "the provider's": Text(ko="제공자의 주소", en="the provider's"),
    "True": Text(ko="예", en="True"),
    "False": Text(ko="아니요", en="False"),
    _SILENT: Text(ko="응답 없음", en=_SILENT),
    _EMPTY: Text(ko="응답하지만 모델 목록이 없음", en=_EMPTY),
    UNKNOWN: Text(ko="가격 모름 (docs/models.md#tokens-and-cost)", en=UNKNOWN),
}
_STEPS = {
    "answers": Text(ko="대답", en="answers"),
    "calls a tool": Text(ko="도구 호출", en="calls a tool"),
    "answers from the result": Text(ko="결과로 대답", en="answers from the result"),
    "reports its tokens": Text(ko="토큰 보고", en="reports its tokens"),
}
_WORKS = {
    True: Text(ko="됨", en="works"),
    False: Text(ko="안 됨", en="does not"),
    None: Text(ko="해 보지 않음", en="not tried"),
}


def main(argv: list[str]) -> int:
    what = "The language model: what is there, exactly what it would be sent, and whether it works."
    parser = common.parser("models", what, _EXAMPLES, env=True)
    parser.add_argument(
        "what", choices=["list", "preview", "test"], help="list what is there, preview a prompt, or test the model"
    )
    parser.add_argument("question", nargs="*", help="for preview: the question, in your own words")
    options = parser.parse_args(argv)
    run: dict[str, Callable[[argparse.Namespace, Wiring], int]] = {"list": _list, "preview": _preview, "test": _test}
    return run[options.what](options, Wiring(common.load(options)))


def _list(options: argparse.Namespace, wiring: Wiring) -> int:
    access = wiring.settings.model_access
    configured = {"name": access.name, **_where(access)}
    servers = [{"server": n, "base_url": u, "models": probe.served(u)} for n, u in probe.KNOWN_SERVERS]
    allowed = sorted(e.name for e in wiring.settings.environments.values() if e.hosted_models)
    if options.json:
        common.print_json("baepo.models/1", configured=configured, local_servers=servers, hosted_allowed_in=allowed)
        return DONE
    lang = common.language(options)
    names = {k: _NAMES[k].in_(lang) for k in configured}
    shown = [(names[k], _VALUES.get(str(v), same(str(v))).in_(lang)) for k, v in configured.items()]
    print(output.table((Text(ko="설정된 모델", en="configured").in_(lang), ""), shown))
    rows = [(str(s["server"]), str(s["base_url"]), _models(s["models"], lang)) for s in servers]
    print("\n" + output.table([h.in_(lang) for h in _SERVERS], rows))
    hosted = Text(ko="호스팅 모델을 허용한 환경:", en="hosted models allowed in:").in_(lang)
    none = Text(ko="없음", en="no environment").in_(lang)
    print(f"\n{hosted} {', '.join(allowed) or none}")
    return DONE


def _where(access: ModelAccess) -> dict[str, object]:
    """Where the model is and whether it answers; a hosted one is not contacted."""
    if access.name == OFFLINE:
        return {"place": "in this program"}
    place = "local" if access.local else "hosted"
    told: dict[str, object] = {"place": place, "base_url": access.base_url or "the provider's"}
    if access.api_key_env:
        told["key"] = f"{access.api_key_env} is {'set' if os.environ.get(access.api_key_env) else 'not set'}"
    if access.local:
        found = probe.served(access.base_url)
        told |= {"reachable": found is not None, "models": _models(found, "en")}
    told["price"] = str(price_of(access.price, local=access.local) or UNKNOWN)
    return told


def _models(found: object, lang: Lang) -> str:
    if found is None:
        return _VALUES[_SILENT].in_(lang)
    return ", ".join(found) if isinstance(found, tuple) and found else _VALUES[_EMPTY].in_(lang)


def _preview(options: argparse.Namespace, wiring: Wiring) -> int:
    """Builds the first request as `ask` would, and sends nothing."""
    question = " ".join(options.question).strip()
    if not question:
        raise UsageError(
            Text(ko="질문이 비어 있습니다.", en="The question is empty."),
            remedy=Text(
                ko='baepo models preview "checkout이 왜 실패해?"', en='baepo models preview "why is checkout failing?"'
            ),
        )
    environment = common.environment(options, wiring.settings, question)
    question = wiring.redactor.text(question)
    turn = Turn(
        question=question,
        lang=options.lang or language_of(question),
        environment=environment,
        catalog=catalog(wiring.tools.values(), wiring.playbooks.values()),
        now=wiring.clock.now(),
    )
    model, prompt = _prompt(wiring, turn)
    goes = _goes(wiring.settings.model_access, environment)
    if options.json:
        common.print_json(
            "baepo.prompt/1",
            model=model.name,
            goes=goes.en,
            tokens=prompt.tokens,
            counted_by=model.counted_by,
            messages=prompt.messages,
            tools=prompt.tools,
        )
        return DONE
    for message in prompt.messages:
        print(output.neutral(f"--- {message['role']}\n{message['content']}"))
    for tool in prompt.tools:
        print(output.neutral(f"--- tool\n{json.dumps(tool['function'], ensure_ascii=False)}"))
    lang = common.language(options)
    size = Text(ko=f"토큰 {prompt.tokens}개", en=f"{prompt.tokens} tokens").in_(lang)
    print(f"\n{size} ({model.counted_by}) · {model.name} · {goes.in_(lang)}")
    return DONE


def _goes(access: ModelAccess, environment: Environment) -> Text:
    if access.name == OFFLINE:
        return Text(
            ko="어디에도 보내지 않습니다: 플래너가 설정되어 있고, 플래너는 모델이 필요 없습니다",
            en="would be sent nowhere: the planner is configured, and needs no model",
        )
    try:
        allow(access, environment)
    except Refused as refusal:
        korean, english = (" ".join(refusal.told(lang)) for lang in _LANGUAGES)
        return Text(ko=f"어디에도 보내지 않습니다: {korean}", en=f"would be sent nowhere: {english}")
    return Text(
        ko=f"보낼 곳: {access.base_url or '제공자'}", en=f"would be sent to {access.base_url or 'the provider'}"
    )


def _test(options: argparse.Namespace, wiring: Wiring) -> int:
    """Sends made-up data only, so a hosted model needs no environment's leave."""
    access = wiring.settings.model_access
    if access.name == OFFLINE:
        raise UsageError(
            Text(ko="설정된 언어 모델이 없습니다.", en="No language model is configured."),
            remedy=Text(ko="[model] name을 적으세요 (docs/models.md).", en="Set [model] name (docs/models.md)."),
        )
    steps = probe.try_out(LangchainChat(access, environ=os.environ), seconds=_TEST_S)
    works = all(s.works is not False for s in steps)
    if options.json:
        common.print_json("baepo.model_test/1", model=access.name, works=works, steps=[vars(s) for s in steps])
    else:
        lang = common.language(options)
        cells = [(_STEPS.get(s.what, same(s.what)).in_(lang), _WORKS[s.works].in_(lang), s.detail) for s in steps]
        print(output.table(("", access.name, ""), cells))
    return DONE if works else FAILED


def _prompt(wiring: Wiring, turn: Turn) -> tuple[LanguageModel | Wording, Prompt]:
    """The model and its first prompt; where the planner leads, with words in the place of the answer it will give."""
    access, redact = wiring.settings.model_access, wiring.redactor.text
    if access.name != OFFLINE and access.led:
        words = wording(access, environ=os.environ, redact=redact)
        return words, words.prompt(turn, _TO_COME.in_(turn.lang))
    model = language_model(access, environ=os.environ, passages=wiring.passages, redact=redact)
    return model, model.prompt(turn)
