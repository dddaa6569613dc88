"""Completion reads a store on a real PostgreSQL server, and leaves one that is off alone."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from assistant.clock import SystemClock
from assistant.completion import values
from assistant.store import sessions
from assistant.store.database import Database


def _settings(tmp_path: Path, url: str) -> Path:
    file = tmp_path / "baepo.toml"
    file.write_text(f'[store]\nurl = "{url}"\n')
    return file


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_sessions_of_a_store_on_a_server_are_values(scheme: str, postgres_url: str, tmp_path: Path) -> None:
    url = f"{scheme}://{postgres_url.partition('://')[2]}"
    with closing(Database(url, SystemClock())) as database:
        at = datetime.now(UTC)
        made = sessions.create_session(database, title="왜 느려?", principal="jun", environment="lab", at=at)
    assert (made.id, "왜 느려?") in values.values("sessions", _settings(tmp_path, url), tmp_path)


@pytest.mark.parametrize("kind", ["plans", "evidence"])
def test_queries_of_every_kind_are_understood_by_the_server(
    kind: values.Kind, postgres_url: str, tmp_path: Path
) -> None:
    """A mistake in one would complete nothing, silently; so the server is asked directly."""
    with closing(Database(postgres_url, SystemClock())):
        pass
    plain = f"postgresql://{postgres_url.partition('://')[2]}"
    with psycopg.connect(plain) as connection:
        connection.execute(values._QUERIES[kind].replace("?", "%s").encode(), (5,))
