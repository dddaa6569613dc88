"""Whether a deploy brought what was told: yes, no or unknown first, then each finding with its revision and who is noted."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.findings import Cite, Finding, Statement
from assistant.language import Text, same
from assistant.models.spec import Calls, CallWanted, Observation, Recalled
from assistant.planner.composing.compose import compose
from assistant.planner.following.fault import asks_whose_fault
from assistant.playbooks.spec import Diagnosis
from assistant.verifier import verify
from tests.unit.planner.answers import observed
from tests.unit.planner.asking import NOW, ask
from tests.unit.planner.standing import UPLOADER, crash, leftover, session, turn

WHY = "what is broken?"
BEGAN = NOW - timedelta(hours=3)


def _since(finding: Finding) -> Finding:
    at = f"{BEGAN:%Y-%m-%d %H:%M:%S} UTC"
    text = Text(ko=f"{at}부터 실패하고 있습니다.", en=f"It has been failing since {at}.")
    time = Statement(role="time", text=text, cites=(Cite(evidence="E3"),))
    return replace(finding, statements=(*finding.statements, time))


FOUND = (_since(crash()), _since(crash(UPLOADER)))


@pytest.mark.parametrize(
    "text",
    [
        "is it my deploy's fault?",
        "did my deploy break it?",
        "did I cause this?",
        "was it because of our release?",
        "am I to blame?",
        "그거 내가 배포를 잘못해서 그런 거야?",
        "내 탓이야?",
        "우리 배포 때문이야?",
        "제가 뭘 잘못했나요?",
        "whose fault is it?",
        "so was it the last release?",
    ],
)
def test_the_revisions_of_all_that_was_told_are_read(text: str) -> None:
    reply = ask(text, WHY, standing=session(turn(WHY, *FOUND, leftover()))).reply
    assert isinstance(reply, Calls)
    assert [(c.name, c.arguments["name"]) for c in reply.wanted] == [
        ("list_rollout_history", "billing"),
        ("list_rollout_history", "uploader"),
    ]
    recalled = reply.recalled[0].recalled
    assert recalled is not None
    assert (recalled.aspect, recalled.findings) == ("fault", FOUND)


def test_of_a_service_the_revisions_of_what_it_should_select_are_read() -> None:
    service = replace(crash(), target=replace(UPLOADER, kind="Service"), related=(UPLOADER,), proposals=())
    reply = ask("is it my deploy's fault?", WHY, standing=session(turn(WHY, service))).reply
    assert isinstance(reply, Calls)
    assert [c.arguments["name"] for c in reply.wanted] == ["uploader"]
    answer = _told("en", _history("uploader", "media", timedelta(days=4), id="E6"), found=(service,))
    assert answer.startswith("**No: nothing shows that it came with a deploy.**")


@pytest.mark.parametrize(
    "text", ["should we roll back our deploy?", "내 배포를 되돌리면?", "who deployed it?", "when was the last release?"]
)
def test_other_questions_are_none_of_these(text: str) -> None:
    assert not asks_whose_fault(text)


def _history(name: str, namespace: str, after: timedelta, *, who: str = "", id: str) -> Observation:
    at = f"{BEGAN - after:%Y-%m-%dT%H:%M:%SZ}"
    row: dict[str, Any] = {"revision": 9, "current": True, "created_at": at, "change_cause": who, "replica_set": "x"}
    return observed("list_rollout_history", [row], id=id, name=name, namespace=namespace)


def _told(lang: Any, *histories: Observation, found: tuple[Finding, ...] = FOUND) -> str:
    recalled = Observation(
        call=CallWanted(name="recall", arguments={}),
        diagnosis=Diagnosis(findings=found, looked_at=same(""), evidence=("E3",)),
        recalled=Recalled(aspect="fault", findings=found, of=len(found)),
    )
    read = [recalled, *histories]
    answer = compose(read, lang, environment="live")
    checked = verify(answer, observations=read, lang=lang, question="is it my fault?")
    assert checked.ok, (answer, checked.removed, checked.marked)
    return answer


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_what_began_with_a_revision_is_told_apart_from_what_did_not(lang: str) -> None:
    answer = _told(
        lang,
        _history("billing", "store", timedelta(minutes=2), who="v9 by mina", id="E5"),
        _history("uploader", "media", timedelta(days=4), id="E6"),
    )
    head, first, second, _ = answer.splitlines()
    assert ("2건 중 1건" if lang == "ko" else "Yes, 1 of 2 came with a deploy; who is noted for 1.") in head
    assert "v9 by mina" in first
    assert "[E5]" in first
    assert ("확인되지 않습니다" if lang == "ko" else "no revision is known") in second


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_where_nothing_shows_it_the_answer_is_no(lang: str) -> None:
    answer = _told(lang, _history("billing", "store", timedelta(days=4), id="E5"), found=FOUND[:1])
    assert answer.startswith("**아니요" if lang == "ko" else "**No")


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_where_no_revision_could_be_read_it_is_unknown(lang: str) -> None:
    assert _told(lang).startswith("**알 수 없습니다" if lang == "ko" else "**Unknown")


def test_the_revision_that_a_finding_names_itself_counts_whenever_it_was() -> None:
    named = Statement(role="cause", text=same("Revision 9 changed the limit."), cites=(Cite(evidence="E3"),))
    found = (replace(FOUND[0], statements=(*FOUND[0].statements, named)),)
    answer = _told("en", _history("billing", "store", timedelta(days=4), id="E5"), found=found)
    assert answer.startswith("**Yes, it came with a deploy; whose is not recorded.**")
    assert "revision 9" in answer
