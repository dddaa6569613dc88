"""Which environment a question names."""

import pytest

from assistant.planner.places import places_named

PLACES = {"prod": ("prod", "운영", "prod-seoul"), "staging": ("staging", "스테이징")}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("prod에서 ledger 왜 이래", ("prod",)),
        ("why is it failing in prod-seoul", ("prod",)),
        ("운영 쪽 로그", ("prod",)),
        ("and in staging?", ("staging",)),
        ("스테이징 말고 운영", ("prod",)),
        ("in prod, not staging", ("prod",)),
        ("운영이랑 스테이징 비교", ("prod", "staging")),
        ("list the products", ()),
        ("search product-api", ()),
        ("운영자 누구야", ()),
        ("", ()),
    ],
)
def test_whole_words_that_are_not_excluded(text: str, names: tuple[str, ...]) -> None:
    assert places_named(text, PLACES) == names
