"""Crashes and races of the gate on SQLite."""

from tests.unit.core.races import GateRaces


class TestOnSqlite(GateRaces):
    """With the bench of conftest."""
