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
from assistant.language import Text, language_of
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


def main(argv: list[str]) -> int:
    what = "The language model: what is there, exactly what it would be sent, and whether it works."
    parser = common.parser("models", what, _EXAMPLES, env=True)
    parser.add_argument("what", choices=["list", "preview", "test"])
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
    print(output.table(("configured", ""), [(k.replace("_", " "), str(v)) for k, v in configured.items()]))
    rows = [(str(s["server"]), str(s["base_url"]), _models(s["models"])) for s in servers]
    print("\n" + output.table(("on this machine", "address", "models"), rows))
    print("\nhosted models allowed in: " + (", ".join(allowed) or "no environment"))
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
        told |= {"reachable": found is not None, "models": _models(found)}
    told["price"] = str(price_of(access.price, local=access.local) or UNKNOWN)
    return told


def _models(found: object) -> str:
    if found is None:
        return "nobody answers"
    return ", ".join(found) if isinstance(found, tuple) and found else "answers, but lists no models"


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
            goes=goes,
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
    print(f"\n{prompt.tokens} tokens ({model.counted_by}) · {model.name} · {goes}")
    return DONE


def _goes(access: ModelAccess, environment: Environment) -> str:
    if access.name == OFFLINE:
        return "would be sent nowhere: the planner is configured, and needs no model"
    try:
        allow(access, environment)
    except Refused as refusal:
        return f"would be sent nowhere: {refusal.message} {refusal.remedy}"
    return f"would be sent to {access.base_url or 'the provider'}"


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
        word = {True: "works", False: "does not", None: "not tried"}
        print(output.table(("", access.name, ""), [(s.what, word[s.works], s.detail) for s in steps]))
    return DONE if works else FAILED


def _prompt(wiring: Wiring, turn: Turn) -> tuple[LanguageModel | Wording, Prompt]:
    """The model and its first prompt; where the planner leads, with words in the place of the answer it will give."""
    access, redact = wiring.settings.model_access, wiring.redactor.text
    if access.name != OFFLINE and access.led:
        words = wording(access, environ=os.environ, redact=redact)
        return words, words.prompt(turn, _TO_COME.in_(turn.lang))
    model = language_model(access, environ=os.environ, passages=wiring.passages, redact=redact)
    return model, model.prompt(turn)
