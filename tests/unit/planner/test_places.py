"""Which environment a question names."""

import pytest

from assistant.known import Known
from assistant.models.spec import Abstain, Calls
from assistant.planner.places import places_named
from tests.unit.planner.asking import CLUSTER, ask

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


@pytest.mark.parametrize("text", ["what's broken on staging?", "스테이징에서 뭐 터졌어?"])
def test_a_place_is_no_part_of_a_name(text: str) -> None:
    known = (*CLUSTER, Known(name="store-staging-web", kind="deployments.apps", namespace="store"))
    reply = ask(text, known=known).reply
    assert isinstance(reply, Abstain)
    assert "staging" in reply.text or "스테이징" in reply.text
    assert isinstance(ask("is the staging web deployment healthy?", known=known).reply, Calls)
