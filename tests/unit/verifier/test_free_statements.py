"""What a model says freely of a thing is held against everything known of the thing, whatever evidence it cites."""

import json

import pytest

from assistant.language import Lang
from assistant.models.spec import Observation
from assistant.verifier import verify
from assistant.verifier.rewriting import HYPOTHESIS
from evals.suites.verifier_cases import FOLDER, recorded

_OBSERVED = ("explain_workload", "E24", "E26", "E27", "E28", "E29")


@pytest.fixture(scope="module")
def turn() -> tuple[Observation, ...]:
    document = json.loads((FOLDER / "recording_remarks.json").read_text(encoding="utf-8"))["137"]
    found = recorded(document, "remarks-tests")
    return tuple(found[o] for o in _OBSERVED)


def _lang(text: str) -> Lang:
    return "ko" if any("가" <= c <= "힣" for c in text) else "en"


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("0 of 4 dispatch pods are ready [E2].", "4 of 4 dispatch pods are ready [E4]."),
        ("search-api is down [E2].", "search-api is fully up [E24]."),
        ("search-api has a 256Mi memory limit [E24].", "search-api has a 1Gi memory limit [E24]."),
        ("search-api is on revision 41 [E28].", "search-api is on revision 40 [E28]."),
        ("search-api wants 4 replicas [E24].", "search-api has 2 replicas [E24]."),
        ("search-api and dispatch are broken [E2].", "Only search-api is broken [E2]."),
        ("Revision 41 is the broken one of search-api [E28].", "Revision 40 is the broken one of search-api [E28]."),
        ("The old image-resizer pods still serve [E4].", "The old image-resizer pods have all been replaced [E4]."),
        ("search-api is OOMKilled [E2].", "search-api is not OOMKilled [E26]."),
        ("booking-prod is fine [E24].", "Nothing is wrong in coupon-prod [E24]."),
        ("image-resizer는 멈췄지만 이전 버전이 계속 처리합니다 [E4].", "image-resizer는 완전히 멈췄습니다 [E4]."),
        ("search-api의 한도는 256Mi입니다 [E24].", "search-api의 한도는 1Gi입니다 [E24]."),
    ],
)
def test_other_evidence_about_the_thing_counts(turn: tuple[Observation, ...], true: str, false: str) -> None:
    assert verify(true, observations=turn, lang=_lang(true)).ok
    assert not verify(false, observations=turn, lang=_lang(false)).ok


@pytest.mark.parametrize(
    "invented",
    [
        "Consequently booking-api lost its sessions [E24].",
        "That is why the newsletter went out late.",
        "search-api broke right after the nodes were repainted [E27].",
        "The Secret dispatch-signing was wiped by a nightly job [E2].",
        "이 여파로 뉴스레터가 늦게 나갔습니다.",
        "클러스터 이전 도중 시크릿이 사라졌습니다 [E2].",
    ],
)
def test_effects_and_events_that_nothing_tells_are_hypotheses(turn: tuple[Observation, ...], invented: str) -> None:
    seen = verify(invented, observations=turn, lang=_lang(invented))
    assert not seen.ok
    assert seen.removed or HYPOTHESIS.in_(_lang(invented)) in seen.text or "(" in seen.text


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("search-api broke before dispatch did [E2].", "dispatch broke before search-api did [E2]."),
        (
            "search-api broke first, then dispatch [E2].",
            "dispatch broke first, then search-api [E2].",
        ),
        ("dispatch보다 search-api가 먼저 실패했습니다 [E2].", "search-api보다 dispatch가 먼저 실패했습니다 [E2]."),
        ("search-api has been failing the longest [E2].", "dispatch has been failing the longest [E2]."),
    ],
)
def test_things_broke_in_the_order_of_their_findings(turn: tuple[Observation, ...], true: str, false: str) -> None:
    assert verify(true, observations=turn, lang=_lang(true)).ok
    assert not verify(false, observations=turn, lang=_lang(false)).ok


@pytest.mark.parametrize(
    ("true", "false"),
    [
        (
            "롤백해도 ConfigMap과 Secret은 그대로입니다 [runbooks/rollback#fix].",
            "롤백하면 ConfigMap과 Secret도 돌아옵니다 [runbooks/rollback#fix].",
        ),
        (
            "일시 중지된 디플로이먼트는 롤백을 거부합니다 [runbooks/rollback#fix].",
            "일시 중지된 디플로이먼트도 롤백할 수 있습니다 [runbooks/rollback#fix].",
        ),
    ],
)
def test_what_a_guide_says_stays_or_is_refused(turn: tuple[Observation, ...], true: str, false: str) -> None:
    assert verify(true, observations=turn, lang="ko").ok
    assert not verify(false, observations=turn, lang="ko").ok


@pytest.mark.parametrize("said", ["indexer hoovers cupboards nicely [E26].", "calendar wobbles on windy days [E24]."])
def test_what_nothing_tells_of_a_thing_is_marked(turn: tuple[Observation, ...], said: str) -> None:
    assert not verify(said, observations=turn, lang="en").ok


@pytest.mark.parametrize("text", ["", ".", " .", "because", "그 결과"])
def test_texts_that_say_nothing_are_left_alone(turn: tuple[Observation, ...], text: str) -> None:
    assert verify(text, observations=turn, lang="en").text == text
