"""The store's contract, and the gate's crashes and races, on a real PostgreSQL server."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from assistant.errors import StoreUnavailable
from assistant.store.database import Database
from tests.contracts.store.contract import StoreContract
from tests.fakes import FakeClock
from tests.unit.core.bench import Bench
from tests.unit.core.races import GateRaces


@pytest.fixture
def store_url(postgres_url: str) -> Iterator[str]:
    """A schema of its own for each test."""
    schema = f"baepo_{secrets.token_hex(6)}"
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    url = make_url(postgres_url).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def bench(tmp_path: Path, store_url: str) -> Iterator[Bench]:
    bench = Bench(tmp_path, url=store_url)
    yield bench
    bench.database.close()


class TestPostgres(StoreContract):
    """The same as on SQLite."""


class TestGateOnPostgres(GateRaces):
    """The same as on SQLite, but here transactions do overlap."""


def test_a_plain_postgresql_url_is_understood(store_url: str) -> None:
    database = Database(store_url.replace("postgresql+psycopg://", "postgresql://"), FakeClock())
    with database.read():
        pass
    database.close()


def test_a_wrong_password_is_told_without_showing_any(store_url: str) -> None:
    wrong = make_url(store_url).set(password="hunter2")
    database = Database(wrong.render_as_string(hide_password=False), FakeClock())
    with pytest.raises(StoreUnavailable) as caught, database.read():
        pass
    database.close()
    assert "hunter2" not in caught.value.message
    assert str(make_url(store_url).password) not in caught.value.message
