"""The only caller of tools, for model, playbooks, batch and other agents.

Every read passes here: principal and environment, arguments, budget, timeout and cancellation, redaction, evidence.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from datetime import datetime
from typing import Any

from assistant import arguments as argument_rules
from assistant.budget import OutOfBudget, Spending
from assistant.clock import Clock
from assistant.connections import Connections
from assistant.environments import Environment
from assistant.errors import Cancelled, Refused
from assistant.events import Event, EvidenceKept, ToolCalled, ToolFailed
from assistant.evidence import Evidence
from assistant.identity import Principal
from assistant.language import Text, with_particle
from assistant.playbooks.spec import Request
from assistant.redaction import Redactor
from assistant.store.evidence import EvidenceStore
from tools.spec import BadRequest, Call, NotRead, Page, Tool, ToolError, Unavailable

MAX_PARALLEL = 8
_CANCEL_POLL_S = 0.05
Emit = Callable[[Event], None]


class NotThisPlace(ToolError):
    """Baepo itself refuses to look: another account or cluster answers than the one that is pinned."""

    kind = "refused"


class Toolbox:
    """The tools of this installation and what each read needs; `look` opens it for one turn."""

    def __init__(
        self,
        *,
        tools: Mapping[str, Tool],
        connections: Connections,
        redactor: Redactor,
        evidence: EvidenceStore,
        clock: Clock,
    ) -> None:
        self.tools = tools
        self._connections = connections
        self._redactor = redactor
        self._evidence = evidence
        self._clock = clock
        self._slots = threading.BoundedSemaphore(MAX_PARALLEL)

    def look(
        self,
        *,
        environment: Environment,
        principal: Principal,
        session: str,
        spending: Spending,
        cancelled: threading.Event,
        emit: Emit,
    ) -> "TurnLook":
        """Raises `Refused` when this principal may not read this environment."""
        if not principal.has_any(environment.readers):
            raise Refused(
                Text(
                    ko=f"{principal.name}: {with_particle(environment.name, '을')} 읽을 수 없습니다.",
                    en=f"{principal.name} may not read {environment.name}.",
                ),
                remedy=Text(
                    ko=f"읽을 수 있는 역할: {', '.join(sorted(environment.readers))} (environments.{environment.name}.readers).",
                    en=f"Its readers are: {', '.join(sorted(environment.readers))} (environments.{environment.name}.readers).",
                ),
            )
        return TurnLook(self, environment, session, spending, cancelled, emit)


class TurnLook:
    """The toolbox in one environment, for one turn. Implements `playbooks.spec.Look`.

    Used from one thread, which also emits all events; only the reads themselves run in other threads.
    """

    def __init__(
        self,
        toolbox: Toolbox,
        environment: Environment,
        session: str,
        spending: Spending,
        cancelled: threading.Event,
        emit: Emit,
    ) -> None:
        self._toolbox = toolbox
        self._environment = environment
        self._session = session
        self._spending = spending
        self._cancelled = cancelled
        self._emit = emit
        self._known: dict[str, Evidence | ToolError] = {}
        self._calls = 0

    @property
    def environment(self) -> Environment:
        return self._environment

    @property
    def now(self) -> datetime:
        return self._toolbox._clock.now()

    @property
    def seen(self) -> tuple[Evidence, ...]:
        """What was read in this turn so far."""
        return tuple(e for e in self._known.values() if isinstance(e, Evidence))

    def read(self, tool: str, **arguments: Any) -> Evidence:
        """One read; the same call again in this turn is answered by what came of it the first time.

        Raises: `ToolError`, `OutOfBudget`, `Cancelled`.
        """
        [answer] = self._run([Request(tool=tool, arguments=arguments)])
        if isinstance(answer, ToolError):
            raise answer
        return answer

    def read_each(self, requests: Sequence[Request]) -> list[Evidence | ToolError]:
        """Like `read_all`, with the errors themselves, for whoever has to tell the kinds of failure apart."""
        return self._run(list(requests))

    def read_all(self, *requests: Request) -> list[Evidence | NotRead]:
        """Independent reads at once, answers in the order of the requests. Raises: `OutOfBudget`, `Cancelled`."""
        answers = self._run(list(requests))
        return [
            NotRead.of(_described(r), a) if isinstance(a, ToolError) else a
            for r, a in zip(requests, answers, strict=True)
        ]

    def _run(self, requests: list[Request]) -> list[Evidence | ToolError]:
        started: dict[str, _Pending] = {}
        keys = [_key(request) for request in requests]
        exhausted: OutOfBudget | None = None
        for key, request in zip(keys, requests, strict=True):
            if key not in started and key not in self._known:
                try:
                    started[key] = self._start(request)
                except OutOfBudget as limit:  # what is under way is still waited for and kept
                    exhausted = limit
                    break
        for key, pending in started.items():
            self._known[key] = self._finish(pending)
        if exhausted is not None:
            raise exhausted
        return [self._known[key] for key in keys]

    def _start(self, request: Request) -> "_Pending":
        self._spending.take_tool_call()
        self._calls += 1
        pending = _Pending(request, call=f"c{self._calls}", started=time.monotonic())
        shown = self._toolbox._redactor.value(request.arguments)
        self._emit(
            ToolCalled(call=pending.call, name=request.tool, arguments=shown, environment=self._environment.name)
        )
        try:
            tool, parsed = self._checked(request)
        except ToolError as error:
            pending.error = error
            return pending
        pending.timeout_s = min(tool.timeout_s, max(self._spending.seconds_left, 0.1))
        pending.future = self._spawn(tool, parsed, pending.started + pending.timeout_s)
        return pending

    def _checked(self, request: Request) -> tuple[Tool, dict[str, Any]]:
        tool = self._toolbox.tools.get(request.tool)
        if tool is None:
            raise BadRequest(f"There is no tool {request.tool}.", remedy="baepo tools lists them.")
        return tool, argument_rules.parse(tool.name, tool.function, request.arguments)

    def _spawn(self, tool: Tool, arguments: dict[str, Any], deadline: float) -> "Future[Page]":
        """Daemon threads instead of an executor's: a backend that hangs must not keep the program from ending."""
        future: Future[Page] = Future()
        call = Call(operations=tool.operations, deadline=deadline, cancelled=self._cancelled)

        def work() -> None:
            with self._toolbox._slots:
                if self._cancelled.is_set() or time.monotonic() > deadline:
                    return  # nobody waits for it any more
                try:
                    reader = self._toolbox._connections.bound(self._environment, tool.backend, call)
                    future.set_result(tool.function(reader, **arguments))
                except BaseException as error:  # noqa: BLE001 handed to the waiting thread, which raises it
                    future.set_exception(error)

        threading.Thread(target=work, name=f"read-{tool.name}", daemon=True).start()
        return future

    def _finish(self, pending: "_Pending") -> Evidence | ToolError:
        error = pending.error
        page: Page | None = None
        if error is None:
            try:
                page = self._wait(pending)
            except ToolError as raised:
                error = raised
            except Refused as refusal:  # another place than the one pinned
                error = NotThisPlace(refusal.message, remedy=refusal.remedy)
        if page is None:
            assert error is not None
            return self._failed(pending, error)
        return self._kept(pending, page)

    def _wait(self, pending: "_Pending") -> Page:
        """The page, or within half a second of a cancellation `Cancelled`; a late result is dropped."""
        assert pending.future is not None
        while True:
            if self._cancelled.is_set():
                raise Cancelled("stopped")
            if wait([pending.future], timeout=_CANCEL_POLL_S).done:
                return pending.future.result()
            if time.monotonic() > pending.started + pending.timeout_s:
                raise Unavailable(
                    f"{pending.request.tool} got no answer within {pending.timeout_s:.0f} s.",
                    remedy="Check that the backend is reachable from here: baepo env.",
                )

    def _kept(self, pending: "_Pending", page: Page) -> Evidence:
        redactor = self._toolbox._redactor
        evidence = self._toolbox._evidence.keep(
            session=self._session,
            tool=pending.request.tool,
            arguments=redactor.value(pending.request.arguments),
            environment=self._environment.name,
            taken_at=self.now,
            items=redactor.rows(page.items),
            cut=page.cut,
            not_read=tuple(
                NotRead(
                    what=redactor.text(n.what),
                    why=redactor.text(n.why),
                    remedy=redactor.text(n.remedy),
                    reason=n.reason.with_parts(redactor.text) if n.reason else None,
                )
                for n in page.not_read
            ),
            elapsed_ms=round((time.monotonic() - pending.started) * 1000),
        )
        self._emit(
            EvidenceKept(
                call=pending.call,
                evidence=evidence.id,
                tool=evidence.tool,
                items=len(evidence.items),
                cut=evidence.cut,
                elapsed_ms=evidence.elapsed_ms,
                digest=evidence.digest,
            )
        )
        return evidence

    def _failed(self, pending: "_Pending", error: ToolError) -> ToolError:
        redact = self._toolbox._redactor.text
        error.message, error.remedy = redact(error.message), redact(error.remedy)
        error.reason = error.reason.with_parts(redact) if error.reason else None
        self._emit(
            ToolFailed(
                call=pending.call,
                name=pending.request.tool,
                kind=error.kind,
                message=error.message,
                remedy=error.remedy,
            )
        )
        return error


class _Pending:
    """One read under way."""

    def __init__(self, request: Request, *, call: str, started: float) -> None:
        self.request = request
        self.call = call
        self.started = started
        self.timeout_s = 0.0
        self.future: Future[Page] | None = None
        self.error: ToolError | None = None


def _key(request: Request) -> str:
    return json.dumps([request.tool, request.arguments], sort_keys=True, default=str)


def _described(request: Request) -> str:
    given = ", ".join(f"{k}={v}" for k, v in request.arguments.items() if isinstance(v, str | int))
    return f"{request.tool}({given})" if given else request.tool
