"""Which section of a guide a question wants."""

import pytest

from knowledge.intents import asks_for_reaction, wanted


@pytest.mark.parametrize(
    "text",
    [
        "파드가 OOMKilled 되면 어떻게 대처해야 하나요?",
        "CrashLoopBackOff가 뜨면 어떻게 대응하나요?",
        "what should I do when a pod is evicted?",
    ],
)
def test_what_to_do_when_something_happens_wants_the_remedy(text: str) -> None:
    assert wanted(text) == "fix"


def test_signs_and_proof_are_no_reaction() -> None:
    for text in ("what does OOMKilled mean?", "고친 뒤 어떻게 확인해?"):
        assert not asks_for_reaction(text)
