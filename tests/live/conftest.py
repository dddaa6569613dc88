"""Fixtures of the live tests: one control plane and one PostgreSQL server for the whole run.

A part that this machine lacks is a skip with its reason, and a failure in CI.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import pytest

from .kit import kube_build
from .kit.kube import ControlPlane
from .kit.parts import MissingPart
from .kit.postgres import PostgresServer

NODES = 3


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.live)


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("true", "1")


def not_covered(part: str, why: str) -> NoReturn:
    """Skip what needs `part`; fail in CI, where nothing may be missing."""
    if in_ci():
        pytest.fail(f"not covered: {part}: {why}", pytrace=False)
    pytest.skip(f"not covered: {part}: {why}")


def optional_not_covered(part: str, why: str) -> NoReturn:
    """Skip, in CI as well: for a part that comes from packages of others which may vanish any day."""
    pytest.skip(f"not covered: {part}: {why}")


@pytest.fixture(scope="session")
def kube_programs(pytestconfig: pytest.Config) -> Path:
    """Folder of the control plane's programs: built in CI, taken from the cache elsewhere (a build takes minutes)."""
    part = "Kubernetes control plane"
    if folder := kube_build.cached():
        return folder
    if not in_ci():
        not_covered(part, "not built yet; run `python -m tests.live.kit.kube_build` once (about six minutes)")
    try:
        return kube_build.build()
    except MissingPart as error:
        not_covered(part, str(error))


@pytest.fixture(scope="session")
def control_plane(kube_programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """A real cluster with three fake nodes. Shared: a test works in a namespace of its own."""
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("control_plane")
        try:
            cluster = stack.enter_context(ControlPlane(folder, programs=kube_programs, nodes=NODES))
        except MissingPart as error:
            not_covered("Kubernetes control plane", str(error))
        yield cluster


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """SQLAlchemy URL of a real, empty PostgreSQL database. Shared: a test uses a schema or tables of its own."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(PostgresServer())
        except MissingPart as error:
            not_covered("PostgreSQL", str(error))
        yield server.url
