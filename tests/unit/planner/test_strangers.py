"""A name that nothing here has is looked for and said not to exist; ordinary words are not taken for names."""

import pytest

from tests.unit.planner.asking import calls


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("nonexist 왜 실패했어?", "nonexist"),
        ("why is frontendz failing?", "frontendz"),
        ("what is the issue with frontendz?", "frontendz"),
        ("what is wrong with the argocd app `demo-app`?", "demo-app"),  # by what it is deployed is no name
        ("why is the site slow", None),
        ("why is everything down", None),
        ("왜 502가 나와?", None),
    ],
)
def test_a_strange_name_is_passed_on(question: str, name: str | None) -> None:
    wanted = calls(question)
    assert wanted[0].name == "explain_workload"
    assert wanted[0].arguments.get("name") == name
