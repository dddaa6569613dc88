"""How to make what is missing, or mend what fails: what it is with its keys and command, then the runbook's section."""

from dataclasses import replace
from typing import Any

import pytest

from assistant.environments import Environment, Risk
from assistant.findings import Finding
from assistant.language import language_of, same
from assistant.models.planner import OfflinePlanner
from assistant.models.spec import Answer, Calls, CallWanted, Observation, Turn
from assistant.playbooks.spec import Diagnosis
from assistant.verifier import verify
from tests.unit.planner.answers import observed
from tests.unit.planner.asking import CLUSTER, NOW, ask, entries
from tests.unit.planner.standing import crash, session, turn

CAUSE = (("variant", "missing_secret"), ("secret", "billing-db"), ("key", "user"), ("keys", "user, password"))
MISSING = replace(
    crash(), title=same("billing: Secret billing-db missing"), cause=CAUSE, proposals=(),
    runbook="runbooks/config-error#check",
)  # fmt: skip
LIVE = Environment(name="live", risk=Risk.SANDBOX, targets={})
FIX = "runbooks/config-error#fix"
QUESTIONS = (
    "how do I create the secret that billing is missing?",
    "billing에 필요한 Secret이 없다는데 어떻게 만들어요?",
)


def _looked(*findings: Finding) -> Observation:
    diagnosis = Diagnosis(findings=findings, looked_at=same(""), evidence=("E3",))
    return Observation(call=CallWanted(name="explain_workload", arguments={"name": "billing"}), diagnosis=diagnosis)


def _reply(text: str, *seen: Observation) -> Any:
    asked = Turn(
        question=text, lang=language_of(text), environment=LIVE, catalog=entries(),
        known=lambda backend: CLUSTER if backend == "kube" else (), now=NOW, observations=seen,
    )  # fmt: skip
    return OfflinePlanner().reply(asked, lambda _text: None)


@pytest.mark.parametrize("text", [*QUESTIONS, "how do I fix billing?", "billing 어떻게 고쳐?"])
def test_the_section_is_read_once_what_is_wrong_is_known(text: str) -> None:
    reply = _reply(text, _looked(MISSING))
    assert isinstance(reply, Calls)
    assert [(c.name, c.arguments["passage"]) for c in reply.wanted] == [("search_guides", FIX)]


@pytest.mark.parametrize("text", ["why is billing failing?", "billing 왜 죽어?", "how do you know that billing fails?"])
def test_no_way_is_told_where_none_is_asked_for(text: str) -> None:
    assert isinstance(_reply(text, _looked(MISSING)), Answer)


def test_nothing_is_read_where_nothing_was_found() -> None:
    assert isinstance(_reply(QUESTIONS[0], _looked()), Answer)


def _said(text: str, *findings: Finding) -> str:
    passage = {"id": FIX, "text": "Add it at its source.", "lang": language_of(text), "covers": True}
    seen = (_looked(*findings), observed("search_guides", [passage], id="E9", passage=FIX))
    reply = _reply(text, *seen)
    assert isinstance(reply, Answer)
    checked = verify(reply.text, observations=seen, lang=language_of(text), question=text)
    assert checked.ok, (reply.text, checked.removed, checked.marked)
    return reply.text


@pytest.mark.parametrize("text", QUESTIONS)
def test_what_is_missing_is_told_with_its_keys_and_the_command(text: str) -> None:
    answer = _said(text, MISSING)
    head, no_secrets, owner, _, command = answer.splitlines()[:5]
    assert "Secret billing-db" in head
    assert "user, password" in head
    assert ("Baepo writes no Secrets" if language_of(text) == "en" else "Baepo는 Secret을 쓰지 않습니다") in no_secrets
    assert "Helm billing" in owner
    create = "kubectl create secret generic billing-db -n store"
    assert command == f'{create} --from-literal=user="$VALUE" --from-literal=password="$VALUE"'
    assert "Add it at its source." in answer


def test_a_key_of_a_config_map_is_added_to_it() -> None:
    cause = (("variant", "missing_config_key"), ("configmap", "billing-env"), ("key", "URL"))
    answer = _said(QUESTIONS[0], replace(MISSING, cause=cause))
    assert 'kubectl patch configmap billing-env -n store --type merge -p \'{"data":{"URL":"VALUE"}}\'' in answer
    assert "no Secrets" not in answer


def test_beside_another_failure_the_whole_diagnosis_is_told() -> None:
    answer = _said(QUESTIONS[0], MISSING, crash())
    assert "exceeds its memory limit" in answer


@pytest.mark.parametrize("text", ["how do I create it?", "그 시크릿은 어떻게 만들어?", "how do I create that secret?"])
def test_after_it_was_told_the_same_is_a_remedy(text: str) -> None:
    why = "why is billing failing?"
    reply = ask(text, why, standing=session(turn(why, MISSING))).reply
    assert isinstance(reply, Calls)
    assert [c.arguments.get("passage") for c in reply.wanted] == [FIX]
    assert [o.recalled.aspect for o in reply.recalled if o.recalled is not None] == ["fix"]


def test_a_secret_of_no_failure_is_a_matter_of_the_guides() -> None:
    reply = ask("how do I create a secret?", "why is billing failing?", standing=session(turn("x", MISSING))).reply
    assert isinstance(reply, Calls)
    assert not reply.recalled
