"""The planner knows only the catalog: what is declared is reached, at a bearable speed."""

import time
from collections.abc import Callable

import pytest

from assistant.catalog import Entry
from assistant.language import Text
from assistant.planner import intents
from assistant.planner.question import Question
from assistant.planner.reading import read
from assistant.planner.route import routed
from assistant.playbooks.spec import Diagnosis, Look
from tests.unit.planner.asking import NOW, call, calls, entries


def check_backups(look: Look, *, namespace: str | None = None, days: int = 30) -> Diagnosis:
    """Backups of volume claims that are missing or late."""
    return Diagnosis(findings=(), looked_at=Text(ko="", en=""), evidence=())


NEW = Entry(
    name="check_backups",
    kind="playbook",
    backend="kube",
    title="Check backups",
    description="Backups of volume claims that are missing or late.",
    examples=(
        "백업 안 된 볼륨 있어?",
        "볼륨 백업 현황",
        "shop 백업 언제 됐어?",
        "Which backups are missing?",
        "when did the last backup of the claim run",
    ),
    function=check_backups,
)


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("백업 언제 됐어", {}),
        ("백업 안 된 볼륨 좀 보여주세요", {}),
        ("are any backups missing", {}),
        ("backups in media that are missing", {"namespace": "media"}),
        ("media 네임스페이스 백업 현황", {"namespace": "media"}),
    ],
)
def test_a_new_playbook_is_reached_by_its_examples_alone(text: str, arguments: dict[str, object]) -> None:
    [made] = calls(text, extra=(NEW,))
    assert (made.name, made.arguments) == ("check_backups", arguments)


def test_every_entry_has_examples_in_both_languages_that_lead_to_it() -> None:
    missed = []
    for entry in entries():
        korean = [e for e in entry.examples if any("가" <= c <= "힣" for c in e)]
        assert len(korean) >= 3, entry.name
        assert len(entry.examples) - len(korean) >= 3, entry.name
        for text in entry.examples:
            reading = read(Question(text=text, lang="ko", catalog=entries(), now=NOW))
            ranked = intents.rank(reading, entries())
            if not ranked or entry.name not in [s.entry.name for s in ranked[:2]]:
                missed.append((entry.name, text))
    assert len(missed) <= sum(len(e.examples) for e in entries()) * 0.05, missed


def _timed(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def test_two_hundred_entries_are_routed_in_little_more_than_twenty(capsys: pytest.CaptureFixture[str]) -> None:
    def many(count: int) -> tuple[Entry, ...]:
        real = entries()
        return tuple(
            Entry(
                name=f"{e.name}_{i}",
                kind=e.kind,
                backend=e.backend,
                title=e.title,
                description=e.description,
                examples=tuple(f"{text} flavour{i}" for text in e.examples[:4] + e.examples[-4:]),
                function=e.function,
            )
            for i in range(count // len(real) + 1)
            for e in real
        )[:count]

    def route_with(catalog: tuple[Entry, ...]) -> Callable[[], object]:
        return lambda: routed(Question(text="billing 왜 죽었고 로그도 보여줘", lang="ko", catalog=catalog, now=NOW))

    small, large = many(20), many(200)
    cold = _timed(route_with(large))
    route_with(small)()
    warm_small = min(_timed(route_with(small)) for _ in range(5))
    warm_large = min(_timed(route_with(large)) for _ in range(5))
    with capsys.disabled():
        print(
            f"\nroute, 200 entries: cold {cold * 1000:.1f} ms, warm {warm_large * 1000:.2f} ms; 20: {warm_small * 1000:.2f}"
        )
    assert warm_large < 40 * warm_small
    assert warm_large < cold


def test_questions_of_the_readme_still_work() -> None:
    assert call("클러스터에 문제 있는 거 있어?") == ("explain_workload", {})
    assert call("what is wasted in this AWS account?") == ("find_waste", {})
