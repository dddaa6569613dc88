"""Questions about what the session found, and wishes for a change: the plan that waits, never a read that looks done."""

from dataclasses import replace

import pytest

from assistant.identity import ResourceRef
from assistant.language import Text, language_of
from assistant.models.spec import Abstain, Ask, Calls, Observation, Recalled
from assistant.planner.composing.compose import compose
from assistant.planner.composing.standing_text import recalled_text
from assistant.plans import Change
from assistant.playbooks.spec import Diagnosis
from assistant.standing import Standing
from assistant.verifier import verify
from tests.unit.planner.asking import ask
from tests.unit.planner.standing import BILLING, UPLOADER, VOLUME, crash, leftover, plan_of, session, turn

WHY = "billing 왜 죽어?"
WASTE = "what is wasted?"
CRASH = plan_of(crash())
CRASHED = session(turn(WHY, crash()), plans=(CRASH,))
WASTED = session(turn(WASTE, leftover()), plans=(plan_of(leftover()),))


def taken_up(text: str, standing: Standing, *previous: str) -> tuple[Calls, Observation]:
    reply = ask(text, *(previous or tuple(t.question for t in standing.turns)), standing=standing).reply
    assert isinstance(reply, Calls), (text, reply)
    assert len(reply.recalled) == 1, (text, reply)
    return reply, reply.recalled[0]


def said(text: str, standing: Standing) -> str:
    """The part of the answer that is about earlier findings, as it passes the verifier."""
    _, observation = taken_up(text, standing)
    lang = "ko" if any(c >= "\uac00" for c in text) else "en"
    answer = compose([observation], lang, environment="live")  # type: ignore[arg-type]
    checked = verify(answer, observations=[observation], lang=lang, question=text)  # type: ignore[arg-type]
    assert checked.ok, (checked.removed, checked.marked)
    return checked.text


@pytest.mark.parametrize(
    "text",
    [
        "그럼 어떻게 고쳐?",
        "이제 어떡하지?",
        "조치 방법은?",
        "고쳐줘",
        "how do I fix it?",
        "what should I do?",
        "next steps?",
    ],
)
def test_how_to_fix_what_was_found(text: str) -> None:
    reply, observation = taken_up(text, CRASHED)
    assert [c.arguments["passage"] for c in reply.wanted] == ["runbooks/out-of-memory#fix"]
    assert observation.recalled is not None
    assert observation.recalled.aspect == "fix"
    answer = said(text, CRASHED)
    assert CRASH.plan.id in answer
    assert f"baepo approve {CRASH.plan.id}" in answer


@pytest.mark.parametrize(
    "text",
    [
        "왜?",
        "왜 그렇게 생각해?",
        "근거는?",
        "확실해?",
        "어떻게 알았어?",
        "why do you think so?",
        "how sure are you?",
        "which evidence supports this?",
    ],
)
def test_why_it_is_claimed(text: str) -> None:
    answer = said(text, CRASHED)
    assert "[E3]" in answer
    assert "`baepo evidence show E3`" in answer
    assert "아닙니다" in answer or "not a proven one" in answer  # it is only likely


@pytest.mark.parametrize("text", ["롤백해줘", "billing 롤백해줘", "roll it back", "please roll back billing"])
def test_a_wish_names_the_plan_that_waits_and_changes_nothing(text: str) -> None:
    reply, _ = taken_up(text, CRASHED)
    assert not reply.wanted
    answer = said(text, CRASHED)
    assert "바뀌지 않았습니다" in answer or "Nothing was changed" in answer
    assert CRASH.plan.id in answer


def test_a_plan_that_is_over_is_not_offered_for_approval() -> None:
    expired = replace(CRASHED, plans=(plan_of(crash(), "expired"),))
    answer = said("롤백해줘", expired)
    assert "baepo approve" not in answer
    assert "`baepo propose kube.rollback_deployment store/billing to_revision=7`" in answer


@pytest.mark.parametrize("text", ["재시작해줘", "restart it", "scale billing to 5", "5개로 늘려줘", "billing 삭제해줘"])
def test_a_change_that_no_action_makes_is_said_to_be_none(text: str) -> None:
    reply = ask(text, WHY, standing=CRASHED).reply
    assert isinstance(reply, Abstain)
    assert "kube.rollback_deployment" in reply.text
    assert "baepo propose --help" in reply.text
    assert CRASH.plan.id in reply.text  # what waits for the same thing is named


def test_a_wish_without_a_plan_leads_to_the_investigation_that_may_have_one() -> None:
    found = ask("uploader 롤백해줘", standing=session())
    assert isinstance(found.reply, Calls)
    assert [(c.name, c.arguments["name"]) for c in found.reply.wanted] == [("explain_workload", "uploader")]
    assert found.note is not None
    assert "바뀌지 않습니다" in found.note.ko
    waste = ask(f"delete {VOLUME.id}", standing=session())
    assert isinstance(waste.reply, Calls)
    assert [c.name for c in waste.reply.wanted] == ["find_waste", "list_volumes"]
    assert waste.focus == (VOLUME.id,)


@pytest.mark.parametrize(
    "text",
    ["그거 지우면 얼마 아껴?", "how much would deleting it save?", "can I delete that volume?"],
)
def test_what_deleting_would_mean_is_never_called_safe(text: str) -> None:
    answer = said(text, WASTED)
    assert "$9.07" in (answer.splitlines()[0] if "can I" not in text else answer)
    assert "보증하지 않습니다" in answer or "do not vouch" in answer
    assert WASTED.plans[0].plan.id in answer


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("hana-scratch 지워도 돼?", "hana-scratch"),
        ("hana-scratch 볼륨도 지워도 돼요?", "hana-scratch"),
        ("can I delete hana-scratch too?", "hana-scratch"),
        (f"is it safe to delete {VOLUME.id}?", VOLUME.id),
        (f"{VOLUME.id} 지워도 돼?", VOLUME.id),
    ],
)
def test_one_that_is_named_is_judged_as_in_a_first_question_with_the_plan_that_waits(text: str, name: str) -> None:
    cases = ((WASTED, ("what is wasted?",)), (session(), ("list volumes",)), (session(), ()))
    for standing, previous in cases if name != VOLUME.id else cases[:2]:
        reply = ask(text, *previous, standing=standing).reply
        assert isinstance(reply, Calls)
        (call,) = reply.wanted
        assert (call.name, call.arguments["name"]) == ("judge_removal", name)
        assert bool(reply.recalled) == (standing is WASTED)
    told = ask(text, "what is wasted?", standing=WASTED).reply
    assert isinstance(told, Calls)
    judged = Observation(
        call=told.wanted[0],
        diagnosis=Diagnosis(findings=(), looked_at=Text(ko="**네**", en="**Yes**"), evidence=("E8",)),
    )
    answer = compose([*told.recalled, judged], "en", environment="live")
    assert answer.startswith("**Yes**")
    assert WASTED.plans[0].plan.id in answer
    assert "do not vouch" in answer


def test_of_several_findings_the_one_that_is_named_is_meant() -> None:
    both = session(turn("뭐가 문제야?", crash(), crash(UPLOADER)), plans=(CRASH, plan_of(crash(UPLOADER))))
    _, observation = taken_up("업로더는 어떻게 고쳐?", both)
    assert observation.diagnosis is not None
    assert [f.target for f in observation.diagnosis.findings] == [UPLOADER]
    _, observation = taken_up("어떻게 고쳐?", both)
    assert observation.diagnosis is not None
    assert len(observation.diagnosis.findings) == 2


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("두 번째 문제는 왜 그래?", UPLOADER),
        ("2번 롤백해줘", UPLOADER),
        ("why the first one?", BILLING),
        ("1번은 어떻게 고쳐?", BILLING),
    ],
)
def test_one_of_several_by_its_place_in_the_list(text: str, target: ResourceRef) -> None:
    both = session(turn("뭐가 문제야?", crash(), crash(UPLOADER)))
    _, observation = taken_up(text, both)
    assert observation.diagnosis is not None
    assert [f.target for f in observation.diagnosis.findings] == [target]


def test_a_part_of_its_name_is_enough_where_it_fits_one() -> None:
    assert "$9.07" in said("can I remove the scratch volume?", WASTED)
    named = replace(leftover(), target=replace(VOLUME, id="hana-old-scratch"))
    _, observation = taken_up("old scratch 지워도 돼?", session(turn(WASTE, leftover(), named)))
    assert observation.diagnosis is not None
    assert [f.target.id for f in observation.diagnosis.findings] == ["hana-old-scratch"]


def test_other_ways_to_fix_are_those_of_the_guide() -> None:
    reply, _ = taken_up("롤백 말고 다른 방법은?", CRASHED)
    assert [c.arguments["passage"] for c in reply.wanted] == ["runbooks/out-of-memory#fix"]


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("영향 범위는?", "why"),
        ("who is affected?", "why"),
        ("언제부터 그랬어?", "when"),
        ("when did it start?", "when"),
        ("누가 그랬어?", "who"),
        ("who did this?", "who"),
    ],
)
def test_how_far_it_reaches_since_when_and_who(text: str, aspect: str) -> None:
    _, observation = taken_up(text, CRASHED)
    assert observation.recalled is not None
    assert observation.recalled.aspect == aspect


@pytest.mark.parametrize(
    "text", ["파드 하나 죽여줘", "kubectl delete pod 해줘", "delete namespace store", "terminate the instance"]
)
def test_a_deed_to_another_kind_of_thing_is_not_taken_for_the_one_that_can_be_planned(text: str) -> None:
    reply = ask(text, WASTE, standing=WASTED).reply
    assert isinstance(reply, Abstain)
    assert WASTED.plans[0].plan.id not in reply.text or "instance" in text


@pytest.mark.parametrize("text", ["s3 버킷 지워줘", "로그 지워줘", "rds 삭제해줘", "delete the secret"])
def test_a_deed_to_what_no_action_knows_leads_nowhere(text: str) -> None:
    assert isinstance(ask(text, standing=session()).reply, Abstain)


def test_where_nothing_was_found_there_is_nothing_to_fix() -> None:
    healthy = session(turn("thumbnailer 어때?"))
    reply = ask("고쳐줘", "thumbnailer 어때?", standing=healthy).reply
    assert isinstance(reply, Abstain)
    assert "찾지 못했습니다" in reply.text


def test_it_is_what_was_talked_of_last() -> None:
    later = session(turn(WHY, crash()), turn(WASTE, leftover()), plans=(CRASH,))
    _, observation = taken_up("근거는?", later)
    assert observation.diagnosis is not None
    assert observation.diagnosis.findings[0].target == VOLUME
    again = session(turn("뭐가 문제야?", crash(), crash(UPLOADER)), turn("billing 확실해?"))
    _, observation = taken_up("왜?", again)
    assert observation.diagnosis is not None
    assert [f.target for f in observation.diagnosis.findings] == [BILLING]


def test_a_healthy_thing_talked_of_since_is_not_answered_with_another() -> None:
    since = session(turn(WHY, crash()), turn("thumbnailer 어때?"), plans=(CRASH,))
    reply = ask("롤백해줘", *(t.question for t in since.turns), standing=since).reply
    assert not (isinstance(reply, Calls) and reply.recalled)


@pytest.mark.parametrize("text", ["대기 중인 계획 있어?", "show pending plans", "승인해줘"])
def test_plans_that_wait(text: str) -> None:
    assert CRASH.plan.id in said(text, CRASHED)
    reply = ask(text, standing=session()).reply
    assert isinstance(reply, Abstain)
    assert "baepo plans" in reply.text


def test_plans_for_what_is_named() -> None:
    two = session(turn(WHY, crash()), plans=(CRASH, plan_of(crash(UPLOADER))))
    answer = said("uploader 롤백 계획 있어?", two)
    assert CRASH.plan.id not in answer
    assert two.plans[1].plan.id in answer


def test_what_an_impossible_change_would_mean_is_not_guessed() -> None:
    reply = ask("uploader 재시작하면 나아져?", standing=session()).reply
    assert isinstance(reply, Abstain)
    assert "kube.rollback_deployment" in reply.text


@pytest.mark.parametrize("text", ["왜?", "why?", "지워도 돼?", "그럼 어떻게 고쳐?"])
def test_about_nothing_said_before_it_asks_what_is_meant(text: str) -> None:
    assert isinstance(ask(text, standing=session()).reply, Ask)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("OOM은 보통 어떻게 고쳐?", "search_guides"),
        ("billing 로그 보여줘", "read_pod_logs"),
        ("uploader 왜 죽었어?", "explain_workload"),
        ("롤백 가이드 문서 있어?", "search_guides"),
    ],
)
def test_other_questions_are_answered_afresh(text: str, name: str) -> None:
    reply = ask(text, WHY, standing=CRASHED).reply
    assert isinstance(reply, Calls)
    assert not reply.recalled
    assert [c.name for c in reply.wanted] == [name]


@pytest.mark.parametrize("question", ["would a rollback help?", "롤백하면 돼?", "can we roll it back?"])
def test_whether_a_rollback_would_do_is_said_first(question: str) -> None:
    lang = language_of(question)
    found = session(turn("why is billing failing?", crash()), plans=(plan_of(crash()),))
    reply = ask(question, "why is billing failing?", standing=found).reply
    assert isinstance(reply, Calls)
    assert recalled_text(_told(reply), lang).startswith(
        "**Yes, to revision 7**" if lang == "en" else "**네, 리비전 7로**"
    )
    none = session(turn("why is billing failing?", replace(crash(), proposals=())))
    reply = ask(question, "why is billing failing?", standing=none).reply
    assert isinstance(reply, Calls)
    assert recalled_text(_told(reply), lang).startswith("**No: " if lang == "en" else "**아니요: ")


@pytest.mark.parametrize(
    "question", ["is it safe to roll it back?", "롤백해도 안전해?", "what happens if I roll back?"]
)
def test_whether_it_is_safe_gets_no_yes(question: str) -> None:
    reply = ask(question, "why is billing failing?", standing=session(turn("why is billing failing?", crash()))).reply
    assert isinstance(reply, Calls)
    text = recalled_text(_told(reply), language_of(question))
    assert text.startswith(("**It can be rolled back, to revision 7**", "**되돌릴 수는 있습니다: 리비전 7로**"))
    assert "vouch" in text or "보증하지 않습니다" in text


def test_what_a_rollback_changes_is_said_with_where_it_goes() -> None:
    plan = plan_of(crash())
    (action,) = plan.plan.actions
    changes = (
        Change(field="spec.template.metadata.labels.version", before="v2", after="v1"),
        Change(field="spec.template.spec.containers[billing].image", before="r.io/s/billing:v2", after="r.io/s/billing:v1"),
        Change(field="spec.template.spec.containers[billing].resources.limits.memory", before="64Mi", after="256Mi"),
    )  # fmt: skip
    changed = replace(action, arguments={"to_revision": 7}, context=replace(action.context, changes=changes))
    plan = replace(plan, plan=replace(plan.plan, actions=(changed,)))
    found = session(turn("why is billing failing?", crash()), plans=(plan,))
    for question, expected in (
        ("is it safe to roll it back?", "to revision 7** · image billing:v2 → billing:v1, memory limit 64Mi → 256Mi"),
        ("이전 버전으로 되돌려도 괜찮아?", "리비전 7로** · 이미지 billing:v2 → billing:v1, 메모리 한도 64Mi → 256Mi"),
    ):
        reply = ask(question, "why is billing failing?", standing=found).reply
        assert isinstance(reply, Calls)
        first = recalled_text(_told(reply), language_of(question)).splitlines()[0]
        assert first.endswith(expected)


def test_a_finding_that_was_made_twice_is_told_once() -> None:
    twice = session(turn("why is billing failing?", crash(), crash()), plans=(plan_of(crash()),))
    reply = ask("is it safe to roll it back?", "why is billing failing?", standing=twice).reply
    assert isinstance(reply, Calls)
    text = recalled_text(_told(reply), "en")
    assert text.count("exceeds its memory limit") == 1
    assert "For a plan" not in text


def _told(reply: Calls) -> Recalled:
    told = reply.recalled[0].recalled
    assert told is not None
    return told
