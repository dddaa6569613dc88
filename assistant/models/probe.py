"""Looks for servers on this machine and tries a model with one small made-up tool call. Called by `baepo models`.

Nothing of any environment is sent.
"""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.models.exchange import Chat, Message, ModelError, RawCall, Said
from assistant.models.prompt import exchange
from assistant.models.spec import Limits

# Ports that these programs listen on by default, as their documentation says.
KNOWN_SERVERS = (
    ("Ollama", "http://127.0.0.1:11434/v1"),
    ("LM Studio", "http://127.0.0.1:1234/v1"),
    ("llama.cpp", "http://127.0.0.1:8080/v1"),
    ("vLLM", "http://127.0.0.1:8000/v1"),
)
_LOOK_S = 1.0
_ASKED = 3  # times at most for the tool call
_TOOL: Message = {
    "type": "function",
    "function": {
        "name": "read_temperature",
        "description": "The temperature of one room.",
        "parameters": {
            "type": "object",
            "properties": {"room": {"type": "string"}},
            "required": ["room"],
            "additionalProperties": False,
        },
    },
}
_OPENING: tuple[Message, ...] = (
    {"role": "system", "content": "Call the tool first, then answer in one short sentence."},
    {"role": "user", "content": "How warm is the room 'server-1'?"},
)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that was tried; `works` None: could not be tried."""

    what: str
    works: bool | None
    detail: str = ""


def served(base_url: str, *, seconds: float = _LOOK_S) -> tuple[str, ...] | None:
    """Names of the models that a local server offers; None when nobody answers there."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay())
    try:
        with direct.open(f"{base_url.rstrip('/')}/models", timeout=seconds) as answer:
            listed = json.loads(answer.read(1_000_000))
        return tuple(str(m.get("id", "")) for m in listed["data"])
    except urllib.error.HTTPError:
        return ()  # somebody answers, but does not say what is there
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_given: Any) -> None:
        return None


def try_out(chat: Chat, *, seconds: float) -> list[Step]:
    """Reaches the model, has it call a tool, and has it answer from the result.

    A model that writes text instead of calling the tool is asked again: small ones do now and then, and are of use.
    """
    ends = time.monotonic() + seconds
    limits = Limits(seconds_left=lambda: max(ends - time.monotonic(), 0.0))
    first, steps = _send(chat, "answers", _OPENING, limits)
    if first is None:
        return [*steps, Step(what="calls a tool", works=None), Step(what="answers from the result", works=None)]
    call, tool_step = _tool_call(chat, first, limits)
    steps.append(tool_step)
    if call is None:
        steps.append(Step(what="answers from the result", works=None))
    else:
        result = exchange("call_1", call.name, call.arguments if tool_step.works else "{}", '{"celsius": 41}')
        second, failed = _send(chat, "answers from the result", (*_OPENING, *result), limits)
        steps += failed if second is None else [_right_answer(second)]
    reported = first.input_tokens is not None
    detail = f"{first.input_tokens} + {first.output_tokens}" if reported else "not reported; they will be estimated"
    return [*steps, Step(what="reports its tokens", works=reported, detail=detail)]


def _tool_call(chat: Chat, said: Said, limits: Limits) -> tuple[RawCall | None, Step]:
    """The call in what was said or in what is said when asked again, and how that went."""
    texts = 0
    while True:
        call = next((c for c in said.calls if c.name == "read_temperature"), None)
        if call is not None:
            after = f" (asked {texts + 1} times: it wrote text before)" if texts else ""
            return call, Step(what="calls a tool", works=_right(call.arguments), detail=call.arguments[:80] + after)
        texts += 1
        again = _send(chat, "calls a tool", _OPENING, limits)[0] if texts < _ASKED else None
        if again is None:
            times = f", {texts} times" if texts > 1 else ""
            detail = f"it wrote text instead{times}: {said.text[:80]!r}"
            return None, Step(what="calls a tool", works=False, detail=detail)
        said = again


def _right_answer(said: Said) -> Step:
    return Step(what="answers from the result", works="41" in said.text, detail=said.text.strip()[:80])


def _send(chat: Chat, what: str, messages: Sequence[Message], limits: Limits) -> tuple[Said | None, list[Step]]:
    began, first_at = time.monotonic(), 0.0

    def write(_text: str) -> None:
        nonlocal first_at
        first_at = first_at or time.monotonic()

    try:
        said = chat.send(messages, (_TOOL,), write, limits)
    except ModelError as error:
        return None, [Step(what=what, works=False, detail=f"{error.message}. {error.remedy}".strip())]
    took = f"{time.monotonic() - began:.1f} s" + (f", first words after {first_at - began:.1f} s" if first_at else "")
    return said, [Step(what=what, works=True, detail=took)]


def _right(given: str) -> bool:
    try:
        return bool(json.loads(given) == {"room": "server-1"})
    except ValueError:
        return False
