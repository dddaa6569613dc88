"""A scripted server and a shop that asks it, one pair a test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.unit.models.server import ScriptedServer, Step
from tests.unit.models.shop import Shop, opened

Play = Callable[..., tuple[ScriptedServer, Shop]]


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    """`play(step, ...)` opens a server with that script, and a shop whose model it is."""
    with ExitStack() as stack:

        def start(*steps: Step, **given: Any) -> tuple[ScriptedServer, Shop]:
            server = stack.enter_context(ScriptedServer(*steps))
            return server, stack.enter_context(opened(tmp_path, server.base_url, **given))

        yield start
