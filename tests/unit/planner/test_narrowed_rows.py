"""Answers from rows as tools return them: what was asked in the first line, what was applied, what could not be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.evidence import Evidence
from assistant.language import language_of
from assistant.models.spec import CallWanted, Observation
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.asked import narrowing
from assistant.planner.narrowing.narrowed import narrowed
from assistant.verifier import verify
from tests.unit.planner.asking import NOW, SEOUL
from tools.spec import NotRead

Rows = Sequence[Mapping[str, Any]]


def ago(**length: float) -> str:
    return (NOW - timedelta(**length)).isoformat().replace("+00:00", "Z")


def pod(name: str, state: str = "Running", restarts: int = 0, **more: Any) -> dict[str, Any]:
    ready = "1/1" if state == "Running" else "0/1"
    owner = f"ReplicaSet/{name.rpartition('-')[0]}"
    row = {"namespace": "store", "name": name, "created_at": ago(days=9), "state": state, "ready": ready}
    return row | {"restarts": restarts, "node": "n-1", "owner": owner} | more


PODS: Rows = (
    pod("order-api-7d9fbc6b5-x2m4n", "CrashLoopBackOff", 41),
    pod("order-api-7d9fbc6b5-q8w7e", restarts=4, created_at=ago(hours=5)),
    pod("billing-5c9f8d7b4-aaaaa", restarts=3),
    pod("billing-5c9f8d7b4-bbbbb", "Pending"),
    pod("report-28000-zzzzz", "Succeeded", namespace="media"),
)
VOLUMES: Rows = (
    {"id": "vol-1", "region": "ap-northeast-2", "name": "db", "state": "in-use", "type": "gp3", "size_gib": 500,
     "encrypted": True, "created_at": ago(days=400), "attachments": [{"instance_id": "i-1"}], "tags": {"Owner": "kim"}},
    {"id": "vol-2", "region": "us-west-2", "name": "old", "state": "available", "type": "gp2", "size_gib": 100,
     "encrypted": False, "created_at": ago(days=91), "attachments": [], "tags": {"Name": "old"}},
    {"id": "vol-3", "region": "us-west-2", "name": "new", "state": "available", "type": "gp2", "size_gib": 8,
     "encrypted": False, "created_at": ago(days=2), "attachments": [], "tags": {}},
)  # fmt: skip
WORKLOADS: Rows = (
    {"kind": "Deployment", "namespace": "store", "name": "order-api", "created_at": ago(days=90), "desired": 3, "ready": 1,
     "updated": 3, "images": ["registry/order-api:2.1"], "problem": "1 of 3 ready"},
    {"kind": "Deployment", "namespace": "store", "name": "billing", "created_at": ago(days=90), "desired": 1, "ready": 1,
     "updated": 1, "images": ["registry/billing:1.0"], "problem": ""},
    {"kind": "StatefulSet", "namespace": "media", "name": "queue", "created_at": ago(days=90), "desired": 0, "ready": 0,
     "updated": 0, "images": ["redis:7"], "problem": ""},
)  # fmt: skip


def bill(service: str, cost: str, before: str | None = None) -> dict[str, Any]:
    row = {
        "service": service,
        "currency": "USD",
        "cost": cost,
        "resources": 3,
        "from": "2026-02-08",
        "until": "2026-03-09",
        "before_from": "2026-01-09",
        "before_until": "2026-02-07",
    }
    return row | {"bill": "focus.csv"} | ({"before": before} if before else {})


BILL: Rows = (
    bill("Amazon Elastic Compute Cloud", "300", "310"),
    bill("Amazon Relational Database Service", "120.5", "60.5"),
    bill("Amazon Simple Storage Service", "9.5", "9"),
)


def observed(rows: Rows, *, cut: bool = False, not_read: tuple[NotRead, ...] = (), **arguments: Any) -> Observation:
    tool = "read_bill_summary" if rows and "cost" in rows[0] else "list"
    evidence = Evidence(
        id="E1", session="s", tool=tool, arguments=arguments, environment="live", taken_at=NOW, digest=str(hash(str(rows))),
        items=tuple(rows), cut=cut, not_read=not_read,
    )  # fmt: skip
    return Observation(call=CallWanted(name=tool, arguments=arguments), evidence=evidence)


def answer(question: str, rows: Rows, *, cut: bool = False, **arguments: Any) -> str:
    """As it is shown: composed, and checked by the verifier, which must have nothing against it."""
    observation, lang = observed(rows, cut=cut, **arguments), language_of(question)
    wanted = narrowing(question, NOW, SEOUL)
    text = compose([observation], lang, environment="live", wanted=wanted)
    checked = verify(text, observations=[observation], lang=lang, question=question, wanted=wanted)
    assert checked.ok, (checked.removed, checked.marked)
    return text


def head(question: str, rows: Rows, **arguments: Any) -> str:
    return answer(question, rows, **arguments).splitlines()[0]


def names(text: str, rows: Rows) -> list[str]:
    """The rows that are shown, by name, in the order of the answer."""
    shown = [(text.find(f"  {row['name']}  "), str(row["name"])) for row in rows]
    return [name for at, name in sorted(shown) if at >= 0]


@pytest.mark.parametrize(
    ("question", "rows", "first", "shown"),
    [
        ("pods with more than 3 restarts", PODS, "**2** of 5 · restarts more than 3 [E1]",
         ["order-api-7d9fbc6b5-x2m4n", "order-api-7d9fbc6b5-q8w7e"]),
        ("재시작 3번 이상인 파드 있어?", PODS, "**네, 5건 중 3건** · 재시작 3 이상 [E1]",
         ["order-api-7d9fbc6b5-x2m4n", "order-api-7d9fbc6b5-q8w7e", "billing-5c9f8d7b4-aaaaa"]),
        ("are any pods evicted?", PODS, "**No, 0** of 5 · Evicted [E1]", []),
        ("펜딩 상태인 파드 있나요?", PODS, "**네, 5건 중 1건** · Pending [E1]", ["billing-5c9f8d7b4-bbbbb"]),
        ("are all pods ready?", PODS, "**No: 2** of 5 · not ready [E1]",
         ["order-api-7d9fbc6b5-x2m4n", "billing-5c9f8d7b4-bbbbb"]),
        ("which pods were created in the last 24 hours", PODS, "**1** of 5 · created since 2026-03-09 17:30 KST [E1]",
         ["order-api-7d9fbc6b5-q8w7e"]),
        ("show the pods of billing", PODS, "**2** of 5 · billing [E1]",
         ["billing-5c9f8d7b4-bbbbb", "billing-5c9f8d7b4-aaaaa"]),  # what is not ready first
        ("unattached volumes bigger than 50 GiB", VOLUMES, "**1** of 3 · not attached · size more than 50 GiB [E1]", ["old"]),
        ("90일 넘은 볼륨 몇 개야?", VOLUMES, "**3건 중 2건** · 만든 지 90일 넘음 [E1]", ["db", "old"]),
        ("owner 태그 없는 볼륨", VOLUMES, "**3건 중 2건** · owner 태그 없음 [E1]", ["old", "new"]),
        ("암호화 안 된 볼륨 있어?", VOLUMES, "**네, 3건 중 2건** · 암호화되지 않음 [E1]", ["old", "new"]),
        ("미국에 있는 볼륨", VOLUMES, "**3건 중 2건** · 미국 리전 [E1]", ["old", "new"]),
        ("volumes in europe", VOLUMES, "**0** of 3 · in Europe [E1]", []),
        ("which volume is the biggest", VOLUMES, "**db: 500 GiB** · of 3 · by size, largest first [E1]", ["db", "old", "new"]),
        ("2 newest volumes", VOLUMES, "**Top 2** of 3 · newest first [E1]", ["new", "old"]),
        ("레플리카 2개 미만인 디플로이먼트", WORKLOADS, "**3건 중 2건** · 레플리카 2 미만 [E1]", ["billing", "queue"]),
        ("which workloads are scaled to zero?", WORKLOADS, "**1** of 3 · scaled to zero [E1]", ["queue"]),
        ("이미지에 redis 들어간 워크로드", WORKLOADS, "**3건 중 1건** · 이미지에 \"redis\" 포함 [E1]", ["queue"]),
        ("안 돌고 있는 워크로드", WORKLOADS, "**3건 중 1건** · 실행 중이 아님 [E1]", ["queue"]),
    ],
)  # fmt: skip
def test_rows_that_are_asked_for(question: str, rows: Rows, first: str, shown: list[str]) -> None:
    text = answer(question, rows)
    assert text.splitlines()[0] == first
    assert names(text, rows) == shown


def test_the_column_asked_about_is_shown() -> None:
    assert "iops" in answer(
        "volumes with more than 1000 iops", [{**v, "iops": 3000 + i} for i, v in enumerate(VOLUMES)]
    )
    assert answer("pods by restarts", PODS).splitlines()[1].split()[:3] == ["name", "namespace", "restarts"]


def test_what_rows_do_not_tell_is_said_and_not_counted() -> None:
    text = answer("pods without limits with more than 3 restarts", PODS)
    assert text.startswith("**2** of 5 · restarts more than 3")
    assert "Not applied: “without limits” (what was read here does not tell)" in text
    assert "적용하지 못함: “한도 없는”" in answer("한도 없는 파드", PODS)
    assert "Not applied: order by memory in use" in answer("which pod uses the most memory", PODS)


def test_a_missing_value_is_unknown_and_no_mismatch() -> None:
    rows = [*VOLUMES, {"id": "vol-4", "name": "odd", "state": "available", "size_gib": None, "attachments": []}]
    text = answer("are there volumes larger than 200 GiB?", rows)
    assert text.splitlines()[0] == "**Yes, 1** of 4 · size more than 200 GiB [E1]"
    assert "Unknown, because the value is missing: 1 (not counted above)" in text
    assert head("any volumes larger than 900 GiB?", rows) == "**0** of 4 · size more than 900 GiB [E1]"  # no plain "no"


def test_rows_that_were_cut_do_not_make_a_no() -> None:
    text = answer("is any pod evicted?", PODS, cut=True)
    assert text.startswith("**0** of 5+ · Evicted")
    assert "Chosen among the 5 that were read; there are more." in text


def test_costs_are_of_the_services_asked_for() -> None:
    assert head("RDS 비용 얼마야", BILL) == "**합계 $120.50** · **3건 중 1건** · RDS · 2026-02-08 ~ 2026-03-09 [E1]"
    assert head("S3 vs EC2 cost", BILL).startswith("**$309.50 in all** · **2** of 3 · S3, EC2")
    assert head("Lambda cost", BILL) == "**No charges for Lambda in this bill** · 2026-02-08 ~ 2026-03-09 [E1]"
    assert head("EC2 빼고 비용", BILL).startswith(
        "**합계 $130** · **3건 중 2건** · EC2 제외".replace("$130", "$130.00")
    )
    most = head("가장 많이 오른 서비스는?", BILL)
    assert most.startswith("**Amazon Relational Database Service: +$60.00**")
    assert "Not applied: “NAT gateway”" in answer("NAT gateway cost", BILL)


def test_a_period_that_is_not_shown_is_said() -> None:
    asked = answer("지난달 비용", BILL)
    assert "물으신 기간은 2026-02-01 ~ 2026-02-28이고, 보여 드린 것은 2026-02-08 ~ 2026-03-09입니다." in asked
    assert "Not applied: the period 2026-03-09 ~ 2026-03-09 (this is the state now)" in answer("pods yesterday", PODS)
    assert "물으신" not in answer("최근 30일 비용", BILL, days=30)


def test_a_comparison_names_the_period_compared_with() -> None:
    text = answer("비용이 지난달보다 늘었어?", BILL)
    assert text.startswith("**합계 $430.00 (+$50.50)**")
    assert "비교한 이전 기간은 2026-01-09 ~ 2026-02-07입니다." in text
    alone = [{k: v for k, v in row.items() if k != "before"} for row in BILL]
    assert "Not compared: the bill does not hold 2026-01-09 ~ 2026-02-07." in answer(
        "cost compared to last month", alone
    )


def test_events_are_chosen_by_when_they_happened() -> None:
    events = [
        {"namespace": "store", "about": f"Pod/billing-5c9f8d7b4-{i}aaaa", "type": kind, "reason": "BackOff", "message": "m",
         "count": 3, "created_at": ago(days=3), "last_at": ago(hours=hours)}
        for i, (kind, hours) in enumerate((("Warning", 0.5), ("Normal", 0.7), ("Warning", 30)))
    ]  # fmt: skip
    assert head("warning events in the last hour", events).startswith("**1** of 3 · ")
    assert head("any warnings?", events).startswith("**Yes, 2** of 3 · warnings")


def test_the_future_is_not_answered_with_the_past() -> None:
    assert head("다음 달 비용", BILL) == "**앞으로의 일은 예측하지 않습니다.** 지금까지 기록된 것만 보여 드립니다."
    assert head("next month's bill", BILL).startswith("**This is no forecast.**")


def test_nothing_read_is_not_nothing_there() -> None:
    gap = NotRead(what="2025-01-01 ~ 2025-12-31", why="focus.csv does not hold these days")
    text = compose([observed((), not_read=(gap,))], "en", environment="live", wanted=narrowing("cost in 2025", NOW))
    assert text.startswith("**Could not look.**")
    assert compose([observed(())], "en", environment="live").startswith("**None.**")


def test_log_lines_have_their_time_and_how_often() -> None:
    lines = [{"line": 4, "at": "2026-03-10T08:00:01Z", "text": "ERROR no route", "decisive": True, "repeats": 17}]
    assert "4  2026-03-10 08:00:01Z  ERROR no route ×17" in answer("order-api 로그", lines, since_s=60)


def test_another_condition_makes_another_count() -> None:
    counts = {n: head(f"pods with more than {n} restarts", PODS) for n in (0, 3, 4, 100)}
    assert [counts[n].split()[0] for n in counts] == ["**3**", "**2**", "**1**", "**0**"]


def test_the_verifier_knows_a_false_count_of_chosen_rows() -> None:
    question = "pods with more than 3 restarts"
    wanted, observation = narrowing(question, NOW, SEOUL), observed(PODS)
    false = "**7** of 5 · restarts more than 3 [E1]"
    assert not verify(false, observations=[observation], lang="en", question=question, wanted=wanted).ok


def test_korean_has_korean_columns() -> None:
    columns = {c for rows in (PODS, VOLUMES, WORKLOADS, BILL) for row in rows for c in row}
    for rows in (PODS, VOLUMES, WORKLOADS, BILL):
        for row in rows:
            line = answer("보여줘", [row]).splitlines()[1]
            assert not columns & {w for w in line.split() if w.islower()}, line


def test_money_in_all_is_compared_where_nothing_else_could_cost_so_much() -> None:
    assert head("is the bill over $400?", BILL).startswith("**Yes: $430.00 in all** · cost more than $400")
    assert head("한 달에 500달러 넘어?", BILL).startswith("**아니요, 합계 $430.00**")
    assert head("which services cost more than $100?", BILL).startswith("**$420.50 in all** · **2** of 3")


def test_what_rose_most_comes_first_and_no_rise_is_said() -> None:
    text = answer("why did the bill go up?", BILL)
    assert text.startswith("**$430.00 (+$50.50) in all**")
    assert text.splitlines()[2].strip().startswith("Amazon Relational Database Service")
    fell = (bill("Amazon Elastic Compute Cloud", "300", "310"),)
    assert head("why did the bill go up?", fell).startswith("**$300.00 (-$10.00, no rise) in all**")


def test_commands_are_never_cut_and_times_name_their_zone() -> None:
    command = "kubectl port-forward -n store pod/order-api-7d9fbc6b5-q8w7e-with-a-long-name 8080:8080"
    text = answer("port-forward order-api", [{"name": "a", "command": command}, {"name": "b", "command": "kubectl x"}])
    assert command in text
    assert "created at (UTC)" in answer("pods", PODS)


def test_more_columns_are_told_while_there_is_room() -> None:
    wide = [{"name": n, **{f"field_{i}": f"{n}{'x' * 8}{i}" for i in range(12)}} for n in ("a", "b")]
    broad = [{"name": n, **{f"field_{i}": f"{n}{'x' * 40}{i}" for i in range(12)}} for n in ("a", "b")]
    assert len(answer("list them", wide).splitlines()[1].split("  field")) > 6
    assert len(answer("list them", broad).splitlines()[1].split("field")) == 6


def test_an_empty_list_says_what_was_looked_for() -> None:
    assert answer("list ingresses", (), kind="ingresses.networking.k8s.io", namespace="store").startswith(
        "**None.** Looked for ingresses in store"
    )


def test_a_log_says_whose_run_it_is() -> None:
    lines = [{"line": 1, "at": "2026-03-10T08:00:01Z", "text": "started", "decisive": False}]
    assert head("log of billing before the restart", lines, name="billing", previous=True) == (
        "**1 line** · billing · the run before the restart [E1]"
    )


def test_when_is_answered_with_the_time() -> None:
    history = [
        {"revision": 4, "current": True, "images": ["a:2"], "created_at": "2026-03-01T07:33:00Z"},
        {"revision": 3, "current": False, "images": ["a:1"], "created_at": "2026-02-01T07:33:00Z"},
    ]
    assert head("when did that go out?", history).startswith("**2026-03-01 07:33 UTC** · revision 4")
    assert head("배포 이력", history).startswith("**2건**")


def test_reasons_of_events_are_chosen() -> None:
    events = [
        {"about": "Pod/a", "reason": "BackOff", "message": "Back-off", "count": 3, "last_at": ago(minutes=5)},
        {"about": "Pod/b", "reason": "FailedMount", "message": "no volume", "count": 1, "last_at": ago(minutes=9)},
    ]
    assert head("이벤트 중에 FailedMount만", events).startswith("**2건 중 1건**")
    assert head("events except BackOff", events).startswith("**1** of 2")
    assert head("events of StatefulSet queue", events).startswith("**2 items**")


def test_a_pod_killed_for_memory_counts_although_it_runs_again() -> None:
    rows = [
        {"name": "a", "state": "Running", "last_end": "OOMKilled", "last_end_at": "2026-03-10T08:00:00Z"},
        {"name": "b", "state": "CrashLoopBackOff", "last_end": "OOMKilled", "last_end_at": "2026-03-10T08:00:00Z"},
        {"name": "c", "state": "CrashLoopBackOff", "last_end": "Error", "last_end_at": "2026-03-10T08:00:00Z"},
        {"name": "d", "state": "Running", "last_end": "", "last_end_at": ""},
    ]
    found = narrowed(rows, narrowing("which pods were OOMKilled?", NOW, SEOUL))
    assert [r["name"] for r in found.rows] == ["a", "b"]


def test_an_autoscaler_at_its_maximum() -> None:
    rows = [{"name": "a", "min": 2, "max": 8, "current": 8}, {"name": "b", "min": 2, "max": 8, "current": 3}]
    for question in ("hpa 최대치에 붙은 거 있나?", "which hpas are at their maximum?"):
        assert [r["name"] for r in narrowed(rows, narrowing(question, NOW, SEOUL)).rows] == ["a"], question


def bill_of(first: str, last: str, cost: str, number: int) -> Observation:
    item = {
        "service": "S3",
        "currency": "USD",
        "cost": cost,
        "before": "1.00",
        "from": first,
        "until": last,
        "bill": "b",
    }
    read = observed((item,), since=first)
    assert read.evidence is not None
    return replace(read, evidence=replace(read.evidence, id=f"E{number}"))


def test_two_periods_are_held_against_each_other_and_not_against_the_days_before() -> None:
    both = [bill_of("2026-02-01", "2026-02-28", "80.00", 2), bill_of("2026-01-01", "2026-01-31", "100.00", 3)]
    wanted = narrowing("2월이랑 1월 비용 비교해줘", NOW, SEOUL)
    text = compose(both, "ko", environment="live", wanted=wanted)
    first = "**-$20.00 (-20.0%)** · 2026-02-01 ~ 2026-02-28 $80.00, 2026-01-01 ~ 2026-01-31 $100.00 [E2] [E3]"
    assert text.splitlines()[0] == first
    assert "바로 앞의" not in text
    assert verify(text, observations=both, lang="ko", question="", wanted=wanted).ok


def test_each_part_of_a_question_restricts_its_own_rows() -> None:
    rows = ({"name": "a", "state": "Running", "ready": "1/1"}, {"name": "b", "state": "Pending", "ready": "0/1"})
    each = [observed(rows, kind="pods", limit=n) for n in (1, 2)]
    running, waiting = narrowing("which pods are running", NOW, SEOUL), narrowing("which pods are pending", NOW, SEOUL)
    parts = ((each[0].call.key, running), (each[1].call.key, waiting))
    whole = replace(narrowing("which pods are running and which pods are pending", NOW, SEOUL), parts=parts)
    text = compose(each, "en", environment="live", wanted=whole)
    heads = [line for line in text.splitlines() if line.startswith("**")]
    assert heads == ["**1** of 2 · running [E1]", "**1** of 2 · Pending [E1]"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("list all deployments managed by argocd", ["a"]),
        ("which workloads are deployed with Helm?", ["b"]),
        ("헬름으로 배포된 워크로드 뭐 있어?", ["b"]),
        ("Argo CD가 관리하는 워크로드", ["a"]),
    ],
)
def test_by_what_a_workload_is_managed(question: str, names: list[str]) -> None:
    rows = [
        {"name": "a", "managed_by": "Argo CD a"},
        {"name": "b", "managed_by": "Helm b"},
        {"name": "c", "managed_by": ""},
    ]
    assert [r["name"] for r in narrowed(rows, narrowing(question, NOW, SEOUL)).rows] == names


def test_an_address_that_is_named_is_the_only_one_meant() -> None:
    rows = (
        {"name": "web", "public_ip": "52.1.2.3", "associated": True},
        {"name": "spare", "public_ip": "54.9.8.7", "associated": False},
    )
    text = answer("who uses 54.9.8.7?", rows)
    assert text.startswith("**1** of 2 · 54.9.8.7")
    assert "52.1.2.3" not in text
