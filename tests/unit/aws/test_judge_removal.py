"""`judge_removal` through the real toolbox on a demo account: what is planted as waste may go, and no decoy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.connections import Connections
from assistant.environments import Environment, Risk
from assistant.playbooks.judge_removal import judge_removal
from evals.worlds import World, build
from evals.worlds.moto_server import serve
from tests.unit.aws.test_find_waste import NOW, look_at
from tools.aws.target import Target as AwsTarget
from tools.bills.target import Target as BillTarget
from tools.spec import Target


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Environment]]:
    world = build(1, tmp_path_factory.mktemp("world"), now=NOW)
    with serve(world) as url:
        targets: dict[str, Target] = {
            "aws": AwsTarget(account_id=world.account_id, regions=world.regions, endpoint_url=url),
            "bills": BillTarget(path=world.folder / "bill" / "focus.csv"),
        }
        yield world, Environment(name="prod", risk=Risk.PRODUCTION, targets=targets)


def said(environment: Environment, folder: Path, **arguments: str) -> str:
    look, _ = look_at(environment, folder, Connections())
    found = judge_removal.function(look, **arguments)
    assert not found.findings  # nothing is proposed by asking
    assert found.evidence
    return found.looked_at.en


def test_waste_may_go_and_decoys_may_not(account: tuple[World, Environment], tmp_path: Path) -> None:
    world, environment = account
    kinds = {"unattached_volume": "volumes", "idle_address": "addresses", "idle_instance": "instances"}
    for number, fault in enumerate(f for f in world.truth["faults"] if f["kind"] in kinds):
        answer = said(environment, tmp_path / f"f{number}", name=fault["target"]["id"], kind=kinds[fault["kind"]])
        assert answer.startswith("**No**" if fault["managed_by"] else "**Yes"), answer
        if not fault["managed_by"] and fault["kind"] == "unattached_volume":
            assert "ask its owner (team=" in answer
    decoys = [d for d in world.truth["decoys"] if d["backend"] == "aws" and d["looks_like"] in kinds]
    assert decoys
    for number, decoy in enumerate(decoys):
        answer = said(environment, tmp_path / f"d{number}", name=decoy["target"]["id"])
        assert answer.startswith("**No**"), (decoy, answer)


def test_a_name_is_found_in_part_and_one_that_is_not_there_is_said(
    account: tuple[World, Environment], tmp_path: Path
) -> None:
    _, environment = account
    whole = said(environment, tmp_path / "a", name="audit-archive", kind="volumes")
    assert whole.startswith("**No**")
    assert "legal-hold=true" in whole
    assert said(environment, tmp_path / "b", name="no-such-thing").startswith("**There is no no-such-thing in AWS.**")
    assert "so none was judged" in said(environment, tmp_path / "c", name="root", kind="volumes")
