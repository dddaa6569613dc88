"""What rows say that sentences about them must not exchange: revisions, statistics, new and old pods, where a fact stands."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.canonical import digest
from assistant.evidence import Evidence
from assistant.models.spec import CallWanted, Observation
from assistant.verifier import verify
from assistant.verifier.absences import unseen
from assistant.verifier.revisions import of_history
from assistant.verifier.windows import windows

_NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_IMAGE = "registry.example/shop/cart"
_HISTORY: tuple[dict[str, Any], ...] = (
    {
        "revision": 8,
        "current": True,
        "images": [f"{_IMAGE}:v2.1.0"],
        "created_at": "2026-03-01T09:00:00Z",
        "changes": [
            {"field": "spec.containers[cart].image", "before": f"{_IMAGE}:v2.0.4", "after": f"{_IMAGE}:v2.1.0"},
            {"field": "spec.containers[cart].resources.limits.memory", "before": "512Mi", "after": "128Mi"},
            {"field": "spec.containers[cart].envFrom", "before": "", "after": '[{"name": "cart-features"}]'},
        ],
    },
    {
        "revision": 7,
        "current": False,
        "images": [f"{_IMAGE}:v2.0.4"],
        "created_at": "2026-02-20T09:00:00Z",
        "changes": [],
    },
)


def _metric(name: str, minimum: float, average: float, maximum: float) -> dict[str, Any]:
    return {
        "id": "i-0aa11bb22cc33dd44", "metric": name, "statistic": "Average", "period_s": 86400, "minimum": minimum,
        "average": average, "maximum": maximum, "from": "2026-02-16T00:00:00Z", "until": "2026-03-02T00:00:00Z",
    }  # fmt: skip


_METRICS = (
    _metric("NetworkIn", 1_100_000, 2_450_000, 3_300_000),
    _metric("NetworkOut", 900_000, 1_950_000, 2_700_000),
)


def _observed(id_: str, *items: Mapping[str, Any], tool: str, **arguments: Any) -> Observation:
    evidence = Evidence(
        id=id_, session="s", tool=tool, arguments=arguments, environment="test", taken_at=_NOW,
        digest=digest([dict(i) for i in items]), items=items, cut=False,
    )  # fmt: skip
    return Observation(call=CallWanted(name=tool, arguments=arguments), evidence=evidence)


_TURN = (
    _observed("E1", *_HISTORY, tool="list_rollout_history", name="cart"),
    _observed("E2", *_METRICS, tool="read_metrics", days=14),
    _observed("E3", {"id": "vol-0123456789abcdef0", "name": "cart-data", "size_gib": 40}, tool="list_volumes"),
)


def _kept(text: str) -> bool:
    return verify(text, observations=_TURN, lang="en", question="cart").ok


def test_values_before_a_change_belong_to_the_revision_before() -> None:
    new, old = of_history(_HISTORY, frozenset({"cart"}))
    assert {"v2.1.0", 128.0 * 2**20} <= new.values
    assert new.current
    assert "cart-features" in new.added
    assert {"v2.0.4", 512.0 * 2**20} <= old.values
    assert not old.values & new.values


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("Revision 7 ran v2.0.4 [E1].", "Revision 7 ran v2.1.0 [E1]."),
        ("The current revision is 8 [E1].", "The current revision is 7 [E1]."),
        ("Revision 8 added `cart-features` [E1].", "Revision 7 added `cart-features` [E1]."),
        ("Revision 8 added `cart-features` [E1].", "Revision 8 removed `cart-features` [E1]."),
        (
            "The memory limit was lowered from 512Mi to 128Mi [E1].",
            "The CPU limit was lowered from 512Mi to 128Mi [E1].",
        ),
        (
            "| revision | image | memory |\n|---|---|---|\n| 7 | v2.0.4 | 512Mi |",
            "| revision | image | memory |\n|---|---|---|\n| 7 | v2.1.0 | 512Mi |",
        ),
        ("i-0aa11bb22cc33dd44 sent 1.95 MB a day on average [E2].", "i-0aa11bb22cc33dd44 sent 1.95 MB an hour [E2]."),
        ("i-0aa11bb22cc33dd44 sent 1.95 MB a day on average [E2].", "i-0aa11bb22cc33dd44 sent 2.45 MB a day [E2]."),
        (
            "On average i-0aa11bb22cc33dd44 sent 1.95 MB a day [E2].",
            "At its peak i-0aa11bb22cc33dd44 sent 1.95 MB [E2].",
        ),
        ("cart-data has 40 GiB [E3].", "cart-data has 40 GiB [E2]."),
    ],
)
def test_what_belongs_to_one_is_not_said_of_another(true: str, false: str) -> None:
    assert _kept(true)
    assert not _kept(false)


def test_what_is_not_there_must_be_something_that_was_looked_for() -> None:
    known = frozenset({"pod", "node", "memory"})
    assert unseen("There is no leak in this service.", known) is not None
    assert unseen("There are no pods on this node.", known) is None
    assert unseen("I found no leak.", known) is None


def test_a_rate_is_of_the_amount_beside_it() -> None:
    (traffic,) = windows("traffic at 4.8 MB a day")
    (cost,) = windows("$109.10 a day")
    assert (traffic.kind, cost.kind) == ("bytes", "money")
    assert not traffic.same_kind("money")
