"""Sentences of the same matter that say different things, and those that only look like it."""

import pytest

import knowledge.guides
from knowledge.disagreement import difference


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Backups are kept for 30 days every week.", "Database backups are kept for 7 days every week."),
        ("데이터베이스 백업은 30일 동안 보관합니다.", "데이터베이스 백업은 7일 동안 보관합니다."),
        ("데이터베이스 백업은 30일 동안 보관합니다.", "Database backups are kept for 7 days."),
        ("Roll back a canary above one percent of errors.", "Roll back the canary when errors are above five percent."),
        ("Deploy to production on Fridays.", "Never deploy to production on Fridays."),
        ("금요일에는 운영 배포를 하지 마세요.", "금요일에는 운영 배포를 합니다."),
    ],
)
def test_what_is_at_odds_is_quoted_from_either_side(here: str, there: str) -> None:
    found = difference(f"Something else first.\n{here}", f"{there} And more.")
    assert found is not None
    assert (found.here, found.there) == (here, there)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Set replicas to 3 for the gateway.", "Set memory to 512Mi for the worker."),
        ("Keep backups for 30 days.", "Keep backups for 30 days."),
        ("Scale the checkout deployment to 5 replicas.", "Scale the booking deployment to 2 replicas."),
        ("Send five percent of the traffic first.", "Send 5 percent of the traffic first."),
        ("Backups of the ledger are kept for 30 days.", "Backups of the mail archive are kept for 90 days."),
        ("kubectl scale deployment web --replicas=3", "kubectl scale deployment web --replicas=5"),
    ],
)
def test_what_is_of_other_things_or_the_same_is_not_at_odds(here: str, there: str) -> None:
    assert difference(here, there) is None


def test_the_built_in_guides_do_not_disagree() -> None:
    passages = knowledge.guides.load()
    pairs = [(a, b) for a in passages for b in passages if a.lang == b.lang and a.guide < b.guide]
    assert [(a.id, b.id) for a, b in pairs if difference(a.text, b.text)] == []
