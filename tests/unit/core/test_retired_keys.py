"""A key that was retired at a time: it decides nothing any more, and what it decided before stays proven."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant import settings
from assistant.errors import Refused, UsageError
from tests.unit.core.bench import Bench

HOUR = timedelta(hours=1)


def retire(bench: Bench, name: str, at: datetime) -> None:
    bench.approvers[name] = replace(bench.approvers[name], retired_at=at)


def test_it_records_no_decision_from_that_time_on(bench: Bench) -> None:
    plan = bench.propose()
    retire(bench, "minji", bench.clock.now())
    for verdict in ("approve", "reject"):
        with pytest.raises(Refused, match="the key of minji was retired at 20"):
            bench.record(bench.decision(plan, verdict=verdict))
    assert "decided" not in bench.kinds()
    retire(bench, "minji", bench.clock.now() + HOUR)
    bench.approve(plan)
    assert bench.execute(plan).ok


def test_an_approval_that_waits_does_not_count_any_more(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    retire(bench, "minji", bench.clock.now())
    with pytest.raises(Refused, match="does not count: the key of minji was retired"):
        bench.execute(plan)


def test_what_was_decided_before_stays_proven_and_can_be_undone(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    assert bench.execute(plan).ok
    bench.clock.advance(60)
    retire(bench, "minji", bench.clock.now())
    assert bench.audit().ok
    assert all(step.state == "undone" for step in bench.undo(plan).steps)


def test_what_it_signed_later_is_told_by_the_ledger(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    assert bench.audit().ok
    retire(bench, "minji", bench.clock.now() - HOUR)
    assert not bench.audit().ok


@pytest.mark.parametrize("written", ["2026-11-01", "2026-11-01T09:00:00", '"2026-11-01T09:00:00Z"', "7"])
def test_a_time_without_an_offset_is_told(written: str, tmp_path: Path) -> None:
    (tmp_path / "baepo.toml").write_text(_toml(written))
    with pytest.raises(UsageError, match=r"approvers\.minji\.retired_at must be a date, a time and an offset") as told:
        settings.load(tmp_path / "baepo.toml", {"BAEPO_HOME": str(tmp_path)})
    assert "+09:00" in told.value.remedy


def test_any_offset_is_read_as_the_same_moment(tmp_path: Path) -> None:
    (tmp_path / "baepo.toml").write_text(_toml("2026-11-01T18:00:00+09:00"))
    loaded = settings.load(tmp_path / "baepo.toml", {"BAEPO_HOME": str(tmp_path)})
    assert loaded.approvers["minji"].retired_at == datetime(2026, 11, 1, 9, tzinfo=UTC)


def _toml(written: str) -> str:
    key = "ed25519:LzJ4PzAE0XaDPjtjYpfOWx1c056Es+LoCp01+9/ItZQ="
    return f'[approvers.minji]\npublic_key = "{key}"\nroles = ["sre"]\nretired_at = {written}\n'
