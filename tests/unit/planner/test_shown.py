"""Questions about the rows of the answer before: of each of them whether it is well, or the same list of those only."""

import pytest

from assistant.models.spec import Calls
from assistant.planner.narrowing.narrowed import named
from assistant.standing import EarlierTurn, Standing
from tests.unit.planner.asking import ask

LISTED = "show the pods of store and media, most restarts first"
SESSION = Standing(
    turns=(EarlierTurn(question=LISTED, shown=("order-api-5f6-abcde", "order-api", "uploader-7c8-fghij", "uploader")),)
)


@pytest.mark.parametrize("question", ["둘 다 정상이야?", "which of those are broken now?", "are they healthy?"])
def test_whether_they_are_well_is_asked_of_each(question: str) -> None:
    reply = ask(question, LISTED, standing=SESSION).reply
    assert isinstance(reply, Calls)
    assert [(c.name, c.arguments["name"]) for c in reply.wanted] == [
        ("explain_workload", "order-api"),
        ("explain_workload", "uploader"),
    ]


@pytest.mark.parametrize("question", ["걔네 다 같은 노드에 있어?", "on which nodes are they?"])
def test_anything_else_is_read_of_those_rows(question: str) -> None:
    found = ask(question, LISTED, standing=SESSION)
    assert isinstance(found.reply, Calls)
    assert [(c.name, c.arguments["kind"]) for c in found.reply.wanted] == [("list_resources", "pods")]
    assert "order-api-5f6-abcde" in found.about


def test_only_of_the_answer_just_before() -> None:
    later = ask("which of those are broken now?", LISTED, "how much did we spend last month?", standing=SESSION)
    assert isinstance(later.reply, Calls)
    assert all("name" not in c.arguments for c in later.reply.wanted)


def test_rows_that_are_named_themselves_and_not_their_siblings() -> None:
    rows = [{"name": f"order-api-5f6-{end}", "owner": "ReplicaSet/order-api-5f6"} for end in ("abcde", "zzzzz")]
    found = named(rows, frozenset({"order-api-5f6-abcde", "order-api"}))
    assert found is not None
    assert found.names == ("order-api-5f6-abcde",)
    assert named(rows, frozenset({"order-api"})) is None  # all of them


VOLUMES = "which volumes are unattached?"
DISKS = ("vol-0a1b2c3d4e5f60718", "vol-0b1b2c3d4e5f60718")
OF_DISKS = Standing(turns=(EarlierTurn(question=VOLUMES, shown=(*DISKS, "photo-import", "db-old")),))
DEAREST = "제일 비싼 볼륨은?"
OF_DEAREST = Standing(turns=(EarlierTurn(question=DEAREST, shown=(*DISKS, "photo-import")),))


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("which one costs the most?", "read_resource_costs"),
        ("what do they cost?", "read_resource_costs"),
        ("그것들 비용 얼마야?", "read_resource_costs"),
        ("which of those is the oldest?", "list_volumes"),
        ("그 중에 안 쓰는 거 있어?", "find_waste"),
    ],
)
def test_what_was_listed_is_asked_about_by_its_ids(question: str, tool: str) -> None:
    reply = ask(question, VOLUMES, standing=OF_DISKS).reply
    assert isinstance(reply, Calls)
    assert [(c.name, tuple(c.arguments["ids"])) for c in reply.wanted] == [(tool, DISKS)]


def test_it_is_the_one_that_was_asked_for() -> None:
    reply = ask("how old is it?", DEAREST, standing=OF_DEAREST).reply
    assert isinstance(reply, Calls)
    assert reply.wanted[0].arguments["ids"] == [DISKS[0]]
    several = ask("how old is it?", VOLUMES, standing=OF_DISKS).reply
    assert not (isinstance(several, Calls) and any("ids" in c.arguments for c in several.wanted))


def test_why_after_a_list_is_asked_of_what_it_shows() -> None:
    reply = ask("why?", LISTED, standing=SESSION).reply
    assert isinstance(reply, Calls)
    assert [c.arguments.get("name") for c in reply.wanted] == ["order-api", "uploader"]


def test_the_period_before_stays_the_period_that_is_talked_of() -> None:
    reply = ask("EC2만", "지난달 비용", "일별로", "그 전 달은?").reply
    assert isinstance(reply, Calls)
    [call] = reply.wanted
    assert call.name == "read_cost_history"
    assert (call.arguments["since"], call.arguments["service"]) == ("2026-01-01", "elastic compute cloud")
