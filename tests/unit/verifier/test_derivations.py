"""Numbers that follow from the rows by small arithmetic hold; the same sentences with another number do not."""

from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.canonical import digest
from assistant.evidence import Evidence
from assistant.models.spec import CallWanted, Observation
from assistant.verifier import verify

_AT = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
_BILL: tuple[dict[str, Any], ...] = (
    {"service": "Amazon Elastic Compute Cloud", "currency": "USD", "cost": "300.00", "before": "320.00"},
    {"service": "Tax", "currency": "USD", "cost": "30.00", "before": "28.00"},
)
_VOLUMES: tuple[dict[str, Any], ...] = (
    {"id": "vol-1a", "name": "web-root", "region": "ap-northeast-2", "type": "gp3", "size_gib": 20},
    {"id": "vol-2b", "name": "db-root", "region": "ap-northeast-2", "type": "gp2", "size_gib": 45},
    {"id": "vol-3c", "name": "old-root", "region": "us-east-1", "type": "gp2", "size_gib": 120},
)


def _seen(number: str, tool: str, items: tuple[dict[str, Any], ...]) -> Observation:
    evidence = Evidence(
        id=number, session="s", tool=tool, arguments={}, environment="e", taken_at=_AT, digest=digest(list(items)), items=items,
        cut=False,
    )  # fmt: skip
    return Observation(call=CallWanted(name=tool, arguments={}), evidence=evidence)


def _holds(text: str) -> bool:
    observations = (_seen("E1", "read_bill_summary", _BILL), _seen("E2", "list_volumes", _VOLUMES))
    return verify(text, observations=observations, lang="en", question="what do we pay for?").ok


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("The bill is $330.00 [E1].", "The bill is $303.00 [E1]."),
        ("That is $3,960 a year [E1].", "That is $3,690 a year [E1]."),
        ("The gp2 volumes hold 165 GiB [E2].", "The gp2 volumes hold 185 GiB [E2]."),
        (
            "In Seoul there are 65 GiB, in us-east-1 120 GiB [E2].",
            "In Seoul there are 120 GiB, in us-east-1 65 GiB [E2].",
        ),
    ],
)
def test_a_derived_number_holds_and_another_does_not(true: str, false: str) -> None:
    assert _holds(true)
    assert not _holds(false)
