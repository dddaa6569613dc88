"""Things counted by what they are in, and questions about everything here that no tool answers whole."""

import pytest

from assistant.models.spec import Calls
from assistant.planner.composing.grouped import grouped_text
from assistant.planner.narrowing.asked import narrowing
from assistant.planner.narrowing.groups import counted, group_in
from assistant.planner.narrowing.narrowed import narrowed
from assistant.planner.outright import asked_outright
from tests.unit.planner.asking import NOW, SEOUL, ask, call

ROWS = (
    {"name": "a-1", "namespace": "store", "node": "n1", "restarts": 1},
    {"name": "a-2", "namespace": "store", "node": "n2", "restarts": 0},
    {"name": "b-1", "namespace": "media", "node": "n2", "restarts": 7},
)


@pytest.mark.parametrize(
    ("text", "field", "most"),
    [
        ("which namespace has the most pods", "namespace", True),
        ("which node runs the fewest pods?", "node", False),
        ("pods per node", "node", None),
        ("파드 제일 많은 데는?", "namespace", True),
        ("파드가 가장 적은 노드", "node", False),
        ("네임스페이스별 파드 수", "namespace", None),
        ("어느 노드에 파드가 제일 많아?", "node", True),
        ("how many EC2 instances do we have and where?", "region", None),
        ("how many volumes are there, and in which regions?", "region", None),
        ("EC2 몇 대 있고 어디에 있어?", "region", None),
        ("파드 몇 개고 어느 노드에 있어?", "node", None),
    ],
)
def test_a_group_is_read(text: str, field: str, most: bool | None) -> None:
    group = group_in(text)
    assert group is not None
    assert (group.field, group.most) == (field, most)


COSTS = (
    {"name": "a", "region": "us-west-2", "cost": "7.50", "currency": "USD"},
    {"name": "b", "region": "eu-west-1", "cost": "30.00", "currency": "USD"},
    {"name": "c", "region": "us-west-2", "cost": "12.25", "currency": "USD"},
)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("which region costs the most?", True),
        ("비용이 제일 많이 나가는 리전은?", True),
        ("which region is the cheapest in cost?", False),
        ("리전별 비용", None),
        ("cost per region", None),
    ],
)
def test_costs_are_summed_by_region(text: str, most: bool | None) -> None:
    group = group_in(text)
    assert group is not None
    assert (group.field, group.column, group.most) == ("region", "cost", most)
    assert call(text) == ("read_resource_costs", {})
    wanted = [("us-west-2", "19.75"), ("eu-west-1", "30.00")]
    assert [(c.name, str(c.amount)) for c in counted(COSTS, group)] == (wanted if most is False else wanted[::-1])


TAGGED = tuple(
    {**row, "tags": tags} for row, tags in zip(COSTS, ({"user:Team": "data"}, {"user:Team": "search"}, {}), strict=True)
)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("cost by team", None),
        ("팀별 비용", None),
        ("which team spends the most on EC2?", True),
        ("어느 팀이 비용 제일 많이 써?", True),
        ("10월에 제일 돈 많이 쓴 팀이 어디예요?", True),
        ("어느 팀이 제일 많이 썼어? 10월 기준", True),
        ("the most expensive team last month", True),
    ],
)
def test_costs_are_summed_by_a_tag_whatever_its_key_is_called(text: str, most: bool | None) -> None:
    group = group_in(text)
    assert group is not None
    assert group.most is most
    assert [(c.name, str(c.amount)) for c in counted(TAGGED, group)] == [
        ("search", "30.00"),
        ("", "12.25"),
        ("data", "7.50"),
    ]
    assert call(text)[0] == "read_resource_costs"
    assert ask(text).unread == ()


def test_a_tag_that_the_bill_has_not_is_said() -> None:
    wanted = narrowing("cost by project", NOW, SEOUL)
    text = grouped_text(narrowed(TAGGED, wanted), wanted, "en", cite="E1", shown=9, cut=False)
    assert text == "**No resource of this bill has a tag for the project** (project, app, application, product) [E1]"


def test_currencies_are_not_added() -> None:
    wanted = narrowing("cost per region", NOW, SEOUL)
    mixed = (*COSTS, {"name": "d", "region": "us-west-2", "cost": "900", "currency": "KRW"})
    for rows, shown in ((COSTS, "**3 items in 2 regions** [E1]"), (mixed, "")):
        text = grouped_text(narrowed(rows, wanted), wanted, "en", cite="E1", shown=9, cut=False)
        assert text.partition("\n")[0] == shown
    assert "$30.00" in grouped_text(narrowed(COSTS, wanted), wanted, "en", cite="E1", shown=9, cut=False)


@pytest.mark.parametrize("text", ["list the namespaces", "노드 목록", "which node is not ready", "pods on node n1"])
def test_a_place_is_no_group(text: str) -> None:
    assert group_in(text) is None


def test_groups_are_counted_or_summed_the_largest_first_unless_the_smallest_are_asked_for() -> None:
    most, fewest = group_in("which namespace has the most pods"), group_in("which namespace has the fewest pods")
    restarts = group_in("재시작 제일 많은 노드")
    assert most
    assert fewest
    assert restarts
    assert [(c.name, c.rows) for c in counted(ROWS, most)] == [("store", 2), ("media", 1)]
    assert [c.name for c in counted(ROWS, fewest)] == ["media", "store"]
    assert [(c.name, int(c.amount)) for c in counted(ROWS, restarts)] == [("n2", 7), ("n1", 1)]


@pytest.mark.parametrize(
    "text", ["which node has the most restarts?", "파드 제일 많은 네임스페이스", "pods per namespace"]
)
def test_what_is_counted_is_read_not_what_it_is_in(text: str) -> None:
    assert call(text) == ("list_resources", {"kind": "pods"})


@pytest.mark.parametrize(
    "text", ["can we survive a node going down?", "노드 하나 죽으면 괜찮아?", "if one node dies, are we ok?"]
)
def test_a_lost_node_is_not_simulated_and_what_has_one_replica_is_read(text: str) -> None:
    found = ask(text)
    assert isinstance(found.reply, Calls)
    assert [c.name for c in found.reply.wanted] == ["list_workloads"]
    assert found.note is not None
    assert "not simulated" in found.note.en
    assert [getattr(c, "column", "") for c in narrowing(text, NOW, SEOUL).conditions] == ["replicas"]


@pytest.mark.parametrize("text", ["which node is down?", "노드가 죽었어?", "is a node failing?"])
def test_a_node_that_is_down_is_no_supposition(text: str) -> None:
    note = ask(text).note
    assert note is None or "not simulated" not in note.en


@pytest.mark.parametrize(
    ("text", "space"), [("what changed since yesterday?", ""), ("store에서 오늘 바뀐 거 있어?", "store")]
)
def test_what_changed_anywhere_are_new_revisions(text: str, space: str) -> None:
    found = ask(text)
    assert isinstance(found.reply, Calls)
    arguments = {k: v for k, v in found.reply.wanted[0].arguments.items() if k not in ("question", "lang")}
    assert arguments == {"kind": "replicasets.apps"} | ({"namespace": space} if space else {})
    assert found.closing is not None
    assert "ConfigMaps" in found.closing.en


def test_how_to_see_which_is_a_question_for_which() -> None:
    assert asked_outright("how can I see which pods are failing") == "which pods are failing"
    assert asked_outright("어떤 파드가 죽는지 어떻게 봐?") == "어떤 파드가 죽는지"
    assert asked_outright("how do I roll back a deployment") == "how do I roll back a deployment"


def test_spending_is_not_pending() -> None:
    assert narrowing("what are we spending this month?", NOW, SEOUL).conditions == ()
    assert narrowing("pending인 파드", NOW, SEOUL).conditions != ()
