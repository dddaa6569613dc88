"""Opens backends by name, checks that each is the place it should be, and keeps them open. Used by toolbox and gate."""

import importlib
import threading
from collections.abc import Callable, Mapping
from typing import Any, Literal

from assistant.environments import Environment
from assistant.errors import Refused
from assistant.language import Text
from tools.spec import BadRequest, Call, Connection

Mode = Literal["read", "write"]


class Connections:
    """One open connection per environment, backend and mode, shared by threads.

    `local` are readers that are the same in every environment and need no target, such as the guides.
    """

    def __init__(self, local: Mapping[str, Callable[[], Any]] | None = None) -> None:
        self._local = dict(local or {})
        self._open: dict[tuple[str, str, Mode], Connection] = {}
        self._locks: dict[tuple[str, str, Mode], threading.Lock] = {}
        self._guard = threading.Lock()

    def bound(self, environment: Environment, backend: str, call: Call, *, mode: Mode = "read") -> Any:
        """The reader or writer for one call.

        Raises: `ToolError` when the place cannot be reached, `Refused` when it is another place than the one pinned.
        """
        if backend in self._local:
            return self._local[backend]()
        key = (environment.name, backend, mode)
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._open:
                self._open[key] = _connect(environment, backend, mode)
        return self._open[key].bound(call)

    def live_identity(self, environment: Environment, backend: str) -> str:
        """Who answers there now; "" for a backend without identity. Raises `ToolError`."""
        return _client(environment, backend, "read").identity()


def _client(environment: Environment, backend: str, mode: Mode) -> Connection:
    target = environment.targets.get(backend)
    if target is None:
        raise BadRequest(
            f"{environment.name} has no {backend}.",
            remedy=f"Add [environments.{environment.name}.{backend}] to baepo.toml, or choose another --env.",
        )
    if mode == "write" and target.recorded:
        raise Refused(
            Text(
                ko=f"{environment.name} ({target.label})은(는) 기록이라 바꿀 수 없습니다.",
                en=f"{environment.name} ({target.label}) is a recording: nothing can be changed there.",
            )
        )
    client = importlib.import_module(f"tools.{backend}.client")
    connection: Connection = client.connect(target, mode=mode)
    return connection


def _connect(environment: Environment, backend: str, mode: Mode) -> Connection:
    connection = _client(environment, backend, mode)
    pinned = environment.targets[backend].pinned
    if mode == "write" and not pinned:
        raise Refused(
            Text(
                ko=f"{environment.name}의 설정에 {backend} 신원이 적혀 있지 않아 아무것도 바꿀 수 없습니다.",
                en=f"{environment.name} does not say which {backend} identity it expects, so nothing may be changed there.",
            ),
            remedy=Text(
                ko=f"baepo env {environment.name}가 지금의 신원을 보여 줍니다. baepo.toml에 적어 두세요.",
                en=f"baepo env {environment.name} prints the live identity to pin in baepo.toml.",
            ),
        )
    if pinned and (live := connection.identity()) != pinned:
        raise Refused(
            Text(
                ko=f"{environment.name}의 {backend} 신원은 {pinned}여야 하는데 {live}입니다. 다른 곳입니다.",
                en=f"{environment.name} expects {backend} identity {pinned}, but {live} answers: this is another place.",
            ),
            remedy=Text(
                ko="baepo.toml의 프로필, 컨텍스트, 신원을 고치세요.",
                en="Correct the profile, context or pinned identity in baepo.toml.",
            ),
        )
    return connection
