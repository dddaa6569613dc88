"""Every langchain chat model as a `Chat`: streams text, gathers tool calls by index, and says in words what went wrong.

The only module that imports langchain and openai, inside functions. Sends to the model's server and nowhere else:
langchain's tracing is off whatever the environment says, redirects are not followed, and a local server is reached
without proxies. Source: langchain 1.5, langchain-openai 1.7, openai 3.57, as they behave.
"""

import contextvars
import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from assistant.errors import BaepoError, Cancelled, UsageError
from assistant.language import Text
from assistant.models.access import ModelAccess
from assistant.models.exchange import (
    MAX_OUTPUT_TOKENS,
    Broken,
    GaveUp,
    Message,
    ModelError,
    RawCall,
    Rejected,
    Said,
    Stalled,
    TryAgain,
)
from assistant.models.spec import Limits

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

_POLL_S = 0.05
_MOST_CHARS = 16_000  # of one answer; no server should go on this long, but one that ignores `max_tokens` does
_GRACE_S = 2.0  # the client's own timeout comes after ours, which knows more
_NO_KEY = "none"  # servers without keys want a header all the same
_TOO_LONG = Text(ko="시간이 너무 오래 걸렸습니다", en="it took too long")
_ENDLESS = Text(ko="답이 끝나지 않았습니다", en="its answer did not end")
_BROKE_OFF = Text(ko="답이 중간에 끊겼습니다", en="its answer broke off")
_UNREACHABLE = Text(ko="서버에 연결할 수 없습니다", en="its server cannot be reached")
_STRANGE = Text(ko="답의 형식이 잘못됐습니다", en="its answer is not in the protocol")
_log = logging.getLogger(__name__)


class LangchainChat:
    """One chat model; the client is made at the first request, shared by threads."""

    def __init__(
        self, access: ModelAccess, *, environ: Mapping[str, str], output_tokens: int = MAX_OUTPUT_TOKENS
    ) -> None:
        self.name = access.name
        self._output_tokens = output_tokens
        self._access = access
        self._environ = environ
        self._lock = threading.Lock()
        self._client: BaseChatModel | None = None

    def send(
        self, messages: Sequence[Message], tools: Sequence[Message], write: Callable[[str], None], limits: Limits
    ) -> Said:
        """Raises: `ModelError`, `Cancelled`, `UsageError` when the model cannot be made at all."""
        model = self._model()
        pump = _Pump(model, messages, tools)
        context = contextvars.copy_context()  # tracing is switched off in it, for this thread only
        threading.Thread(target=context.run, args=(pump.run,), name="model", daemon=True).start()
        gathered = _Gathered()
        try:
            self._receive(pump, gathered, write, limits)
        finally:
            pump.stop.set()
        if not gathered.finished and self._access.speaks_openai:
            raise Broken(_BROKE_OFF)
        return gathered.said()

    def _receive(self, pump: "_Pump", gathered: "_Gathered", write: Callable[[str], None], limits: Limits) -> None:
        quiet_since, patience_s = time.monotonic(), self._access.first_timeout_s
        while True:
            if limits.cancelled.is_set():
                raise Cancelled("stopped")
            now = time.monotonic()
            if limits.seconds_left() <= 0:
                raise Stalled(_TOO_LONG)
            if now - quiet_since > patience_s:
                raise Stalled(_silent(now - quiet_since))
            try:
                chunk = pump.chunks.get(timeout=_POLL_S)
            except queue.Empty:
                continue
            if chunk is None:
                return
            if isinstance(chunk, BaseException):
                raise self._translated(chunk, begun=gathered.begun) from chunk
            quiet_since, patience_s = time.monotonic(), self._access.timeout_s
            if text := gathered.take(chunk):
                write(text)
            if gathered.size > _MOST_CHARS:
                raise GaveUp(_ENDLESS)

    def _model(self) -> "BaseChatModel":
        with self._lock:
            if self._client is None:
                self._client = _create(self._access, self._environ, self._output_tokens)
            return self._client

    def _translated(self, error: BaseException, *, begun: bool) -> BaseException:
        """The library's error as one of ours; only its kind is logged, as its message may repeat the key."""
        status = getattr(error, "status_code", None)
        _log.info("model %s: %s, status %s", self.name, type(error).__name__, status)
        if isinstance(status, int):
            return _by_status(status, error, self._access)
        name = type(error).__name__
        if isinstance(error, BaepoError) or not isinstance(error, Exception):
            return error
        if "Timeout" in name:
            return Stalled(_silent(self._access.timeout_s if begun else self._access.first_timeout_s))
        if any(word in name for word in ("Connection", "Connect", "Protocol", "ReadError")):
            return Broken(_BROKE_OFF) if begun else TryAgain(_UNREACHABLE)
        return Broken(_STRANGE)  # whatever the libraries make of an answer they do not understand


class _Pump:
    """Streams in a thread of its own, so that a server that hangs cannot hold up whoever waits."""

    def __init__(self, model: "BaseChatModel", messages: Sequence[Message], tools: Sequence[Message]) -> None:
        self._model = model
        self._messages = messages
        self._tools = tools
        self.chunks: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.stop = threading.Event()

    def run(self) -> None:
        from langsmith.run_helpers import tracing_context

        try:
            with tracing_context(enabled=False):
                bound = self._model.bind_tools(list(self._tools)) if self._tools else self._model
                stream = bound.stream(list(self._messages))
                for chunk in stream:
                    if self.stop.is_set():
                        stream.close()  # type: ignore[attr-defined]  # closes the connection, so that the server stops
                        break
                    self.chunks.put(chunk)
            self.chunks.put(None)
        except BaseException as error:  # noqa: BLE001 handed to the waiting thread, which raises it
            self.chunks.put(error)


@dataclass
class _Gathered:
    """What has come so far; pieces of parallel calls are joined by their index."""

    text: list[str] = field(default_factory=list)
    calls: dict[object, list[str]] = field(default_factory=dict)  # key: [name, arguments]
    last: object = None
    size: int = 0  # characters
    input_tokens: int | None = None
    output_tokens: int | None = None
    finished: bool = False

    @property
    def begun(self) -> bool:
        return bool(self.text or self.calls)

    def take(self, chunk: "AIMessageChunk") -> str:
        """Adds one piece; returns its text."""
        for piece in chunk.tool_call_chunks:
            index = piece.get("index")
            key = index if index is not None else (piece.get("id") or self.last or 0)
            self.last = key
            call = self.calls.setdefault(key, ["", ""])
            call[0] += piece.get("name") or ""
            call[1] += piece.get("args") or ""
            self.size += len(piece.get("args") or "")
        if chunk.usage_metadata:
            self.input_tokens = (self.input_tokens or 0) + chunk.usage_metadata["input_tokens"]
            self.output_tokens = (self.output_tokens or 0) + chunk.usage_metadata["output_tokens"]
        self.finished = self.finished or bool(chunk.response_metadata.get("finish_reason"))
        text = str(chunk.text)
        self.size += len(text)
        if text:
            self.text.append(text)
        return text

    def said(self) -> Said:
        calls = tuple(RawCall(name=n, arguments=a) for n, a in self.calls.values())
        return Said(
            text="".join(self.text), calls=calls, input_tokens=self.input_tokens, output_tokens=self.output_tokens
        )


def _silent(seconds: float) -> Text:
    return Text(ko=f"{seconds:.0f}초 동안 응답이 없었습니다", en=f"silent for {seconds:.0f} s")


def _by_status(status: int, error: BaseException, access: ModelAccess) -> ModelError:
    if status in (408, 409, 429) or status >= 500:
        reason = Text(ko="서버가 너무 바쁩니다", en="its server is too busy")
        if status != 429:
            reason = Text(ko=f"서버 오류 {status}", en=f"server error {status}")
        return TryAgain(reason, after_s=_retry_after_s(getattr(getattr(error, "response", None), "headers", {})))
    key = access.api_key_env or "the provider's key variable"
    told = {
        401: (Text(ko="키가 받아들여지지 않았습니다", en="its key was not accepted"), f"Check {key}."),
        403: (Text(ko="권한이 없습니다", en="access is denied"), f"Check what {key} may use."),
        404: (Text(ko="그런 모델이 없습니다", en="there is no such model"), "Check [model] name and base_url."),
        413: (Text(ko="질문이 너무 깁니다", en="the prompt is too long for it"), "Ask a narrower question."),
    }
    reason, remedy = told.get(
        status,
        (Text(ko=f"요청을 거절했습니다 ({status})", en=f"it refused the request ({status})"), "baepo models test"),
    )
    return Rejected(reason, remedy=remedy)


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    """The delay a server asks for: milliseconds, seconds, or until a date."""
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(float(headers[name]) * unit_s, 0.0)
        except KeyError:
            continue
        except ValueError:
            break
    try:
        return max((parsedate_to_datetime(headers["retry-after"]) - datetime.now(UTC)).total_seconds(), 0.0)
    except (KeyError, ValueError, TypeError):
        return None


def _create(access: ModelAccess, environ: Mapping[str, str], output_tokens: int) -> "BaseChatModel":
    """Raises `UsageError` with what to install or set."""
    key = access.key(environ)
    if access.speaks_openai:
        return _openai(access, key, output_tokens)
    from langchain.chat_models import init_chat_model

    given: dict[str, Any] = {"timeout": access.timeout_s, "max_retries": 0, "max_tokens": output_tokens}
    if access.base_url:
        given["base_url"] = access.base_url
    if access.api_key_env:
        given["api_key"] = key
    try:
        model: BaseChatModel = init_chat_model(access.name, **given)
        return model
    except ImportError as error:
        raise UsageError(
            Text(
                ko=f"{access.name}에 필요한 패키지가 설치되어 있지 않습니다.",
                en=f"{access.name} needs a package that is not installed.",
            ),
            remedy=str(error),
        ) from error
    except ValueError as error:
        raise UsageError(
            Text(ko=f"이름이 {access.name}인 모델이 없습니다.", en=f"There is no model {access.name}."),
            remedy=Text(
                ko=f'"provider:model" 형식으로 적으세요. ({str(error).splitlines()[0]})',
                en=str(error).splitlines()[0] + ' Write it as "provider:model".',
            ),
        ) from error


def _openai(access: ModelAccess, key: str, output_tokens: int) -> "BaseChatModel":
    import httpx2
    from langchain_openai import ChatOpenAI

    wait_s = access.first_timeout_s + _GRACE_S
    kept = httpx2.Limits(max_keepalive_connections=0 if access.local else 20)  # nothing is gained by keeping local ones
    client = httpx2.Client(
        timeout=wait_s,
        follow_redirects=False,
        trust_env=not access.local,
        limits=kept,
        event_hooks={"request": [_without_account] if access.base_url else []},
    )
    given: dict[str, Any] = {"use_responses_api": False, "base_url": access.base_url} if access.base_url else {}
    if access.local:  # some hosted models refuse it; local servers draw lots without it
        given["temperature"] = 0
    return ChatOpenAI(
        model=access.name.removeprefix("openai:"),
        api_key=key or _NO_KEY,  # type: ignore[arg-type]
        timeout=wait_s,
        max_retries=0,
        max_tokens=output_tokens,  # type: ignore[call-arg]
        stream_usage=True,
        http_client=client,
        openai_proxy=None,  # else read from the environment, past `trust_env`
        **given,
    )


def _without_account(request: Any) -> None:
    """The client adds whose account it is from OPENAI_ORG_ID and OPENAI_PROJECT_ID, whatever server it talks to."""
    for name in ("openai-organization", "openai-project"):
        request.headers.pop(name, None)
