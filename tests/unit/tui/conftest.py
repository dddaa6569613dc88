"""A made-up company for the terminal UI to look at: its cluster recorded, its cloud account served for the module."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evals import worlds
from evals.demo_settings import write_settings
from evals.worlds.moto_server import serve


@pytest.fixture(scope="package")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[worlds.World, str]]:
    """The world and the endpoint of its account."""
    world = worlds.build(1, tmp_path_factory.mktemp("world"), now=datetime.now(UTC))
    with serve(world) as endpoint_url:
        yield world, endpoint_url


@pytest.fixture
def config(company: tuple[worlds.World, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings with a data folder of their own."""
    world, endpoint_url = company
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path))
    return write_settings(tmp_path, world, endpoint_url)
