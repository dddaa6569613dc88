"""Words that are one slip from a word of the field, and words that are not."""

import pytest

from knowledge.spelling import meant_by, usual


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("memroy", "memory"),
        ("restrat", "restart"),
        ("namepsace", "namespace"),
        ("depolyments", "deployments"),
        ("proceedure", "procedure"),
        ("podds", "pods"),
        ("인스탄스", "인스턴스"),
        ("네임스패이스", "네임스페이스"),
        ("스냅샾은", "스냅샷은"),
    ],
)
def test_a_slip_is_read_as_the_word_it_is_near_to(written: str, meant: str) -> None:
    assert meant_by(written) == meant


@pytest.mark.parametrize(
    "word", ["memory", "table", "remote", "monitor", "quote", "bread", "들어갑니다", "테이블에", "상품"]
)
def test_words_of_their_own_are_left(word: str) -> None:
    assert not meant_by(word)


def test_common_spellings_of_endings_are_the_usual_ones() -> None:
    assert usual("재시작햇어? 안됬어, 잇어?") == "재시작했어? 안됐어, 있어?"
    assert usual("사이트에 업데이트") == "사이트에 업데이트"
