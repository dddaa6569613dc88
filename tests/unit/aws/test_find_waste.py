"""`find_waste` through the real toolbox on three demo accounts: all that was planted is found, and no decoy."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import tools as tool_package
from assistant.budget import Budget, Spending
from assistant.connections import Connections
from assistant.environments import Environment, Risk
from assistant.evidence import Evidence
from assistant.findings import Finding
from assistant.identity import Principal
from assistant.playbooks.find_waste import by_saving, find_waste
from assistant.playbooks.spec import Diagnosis
from assistant.redaction import Redactor
from assistant.store.database import Database
from assistant.store.evidence import EvidenceStore
from assistant.toolbox import Toolbox, TurnLook
from evals.worlds import World, build
from evals.worlds.moto_server import serve
from knowledge.guides import load as load_guides
from tests.unit.aws.scripted_server import Script, error, scripted
from tools.aws.target import Target as AwsTarget
from tools.bills.target import Target as BillTarget
from tools.spec import Tool, discover

NOW = datetime(2025, 11, 25, 12, 34, 56, tzinfo=UTC)
SEEDS = (1, 2, 3)


class WorldClock:
    """Stands still at the world's moment; only measured time passes."""

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@dataclass(frozen=True, kw_only=True)
class Served:
    world: World
    url: str
    connections: Connections

    @property
    def environment(self) -> Environment:
        return Environment(
            name="prod",
            risk=Risk.PRODUCTION,
            targets={
                "aws": AwsTarget(account_id=self.world.account_id, regions=self.world.regions, endpoint_url=self.url),
                "bills": BillTarget(path=self.world.folder / "bill" / "focus.csv"),
            },
        )


@pytest.fixture(scope="module", params=SEEDS)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    world = build(request.param, tmp_path_factory.mktemp(f"world{request.param}"), now=NOW)
    with serve(world) as url:
        yield Served(world=world, url=url, connections=Connections())


def look_at(
    environment: Environment, folder: Path, connections: Connections | None = None
) -> tuple[TurnLook, EvidenceStore]:
    clock = WorldClock()
    store = EvidenceStore(
        Database(f"sqlite:///{folder / 'baepo.db'}", clock), folder / "evidence", keep=timedelta(days=1)
    )
    toolbox = Toolbox(
        tools={t.name: t for t in discover(tool_package, Tool)},
        connections=connections or Connections(),
        redactor=Redactor(b"0" * 32),
        evidence=store,
        clock=clock,
    )
    look = toolbox.look(
        environment=environment,
        principal=Principal(name="mina", roles=frozenset({"operator"}), via="eval"),
        session="s1",
        spending=Spending(Budget(), clock),
        cancelled=threading.Event(),
        emit=lambda _event: None,
    )
    return look, store


def diagnose(
    environment: Environment, folder: Path, connections: Connections | None = None, **arguments: Any
) -> tuple[Diagnosis, EvidenceStore]:
    look, store = look_at(environment, folder, connections)
    return find_waste.function(look, **arguments), store


def problems(diagnosis: Diagnosis) -> dict[tuple[str, str], Finding]:
    return {(dict(f.cause)["variant"], f.target.id): f for f in diagnosis.findings if f.klass == "problem"}


def test_everything_planted_is_found_at_its_price_and_no_decoy(served: Served, tmp_path: Path) -> None:
    diagnosis, _ = diagnose(served.environment, tmp_path, served.connections)
    planted = {(f["kind"], f["target"]["id"]): f for f in served.world.truth["faults"] if f["backend"] == "aws"}
    found = problems(diagnosis)
    assert found.keys() == planted.keys()
    for key, fault in planted.items():
        saving = found[key].impact.saving
        assert saving is not None
        assert f"{saving.amount:.2f}" == fault["monthly_usd"]
        assert found[key].managed_by == (fault["managed_by"] or "")
        assert found[key].target.place == fault["target"]["region"]
        assert found[key].target.scope == served.world.account_id
    decoys = {(d["looks_like"], d["target"]["id"]) for d in served.world.truth["decoys"] if d["backend"] == "aws"}
    assert decoys
    assert not found.keys() & decoys
    assert diagnosis.not_read == ()


def test_findings_are_ordered_by_what_they_save(served: Served, tmp_path: Path) -> None:
    diagnosis, _ = diagnose(served.environment, tmp_path, served.connections)
    savings = [f.impact.saving.amount for f in diagnosis.findings if f.impact.saving]
    assert savings == sorted(savings, reverse=True)
    assert by_saving(reversed(diagnosis.findings)) == diagnosis.findings


def test_only_the_kinds_asked_for_are_looked_for(served: Served, tmp_path: Path) -> None:
    everything, _ = diagnose(served.environment, tmp_path / "all", served.connections)
    for kind, of in (("volumes", "Volume"), ("addresses", "Address"), ("instances", "Instance")):
        only, store = diagnose(served.environment, tmp_path / kind, served.connections, kinds=[kind])
        same = {k: (f.title, f.impact) for k, f in problems(everything).items() if f.target.kind == of}
        assert {k: (f.title, f.impact) for k, f in problems(only).items()} == same
        read = {store.load("s1", e).tool for e in only.evidence}
        assert ("list_instances" in read, "read_metrics" in read) == ((kind == "instances"),) * 2
        assert of == "Instance" or "instances" not in only.looked_at.en


def test_every_cite_stands_in_the_evidence(served: Served, tmp_path: Path) -> None:
    """Each statement cites an item by its id and then fields of that item, with the values seen there."""
    diagnosis, store = diagnose(served.environment, tmp_path, served.connections)
    kept: dict[str, Evidence] = {id_: store.load("s1", id_) for id_ in diagnosis.evidence}
    checked = 0
    for finding in diagnosis.findings:
        assert all(s.cites for s in finding.statements)
        for statement in finding.statements:
            item: Any = {}
            for cite in statement.cites:
                rows = kept[cite.evidence].items
                if cite.field == "id":
                    [*items] = [row for row in rows if row["id"] == cite.value]
                    assert items
                    continue
                item = next((row for row in items if _value(row, cite.field) == cite.value), None)
                assert item is not None, cite
                checked += 1
    assert checked > 20


def _value(row: Any, field: str) -> str:
    if field.startswith("tags."):
        return str(row["tags"][field.removeprefix("tags.")])
    return str(row.get(field, ""))


def test_what_was_looked_at_is_counted_and_the_unjudged_is_named(served: Served, tmp_path: Path) -> None:
    diagnosis, _ = diagnose(served.environment, tmp_path, served.connections)
    decoys = served.world.truth["decoys"]
    [silent] = [d["target"]["id"] for d in decoys if "no metrics at all" in d["because"]]
    [kept] = [d["target"]["id"] for d in decoys if "kept on purpose" in d["because"]]
    english, korean = diagnosis.looked_at.en, diagnosis.looked_at.ko
    assert f"Not judged, for want of 14 days of metrics: {silent}" in english
    assert f"Left out because tags ask to keep them: {kept}" in english
    assert silent in korean
    assert kept in korean
    assert english.startswith("Looked at ")
    assert " 0 " not in english


def test_of_one_that_is_named_it_is_said_how_it_is_used(served: Served, tmp_path: Path) -> None:
    named = [str(d["target"].get("id", "")) for d in served.world.truth["decoys"]]
    instances = [i for i in named if i.startswith("i-")]
    assert instances
    for number, id_ in enumerate(instances):
        diagnosis, store = diagnose(served.environment, tmp_path / str(number), served.connections, ids=[id_])
        assert problems(diagnosis) == {}
        assert id_ in diagnosis.looked_at.en
        if "is not idle" in diagnosis.looked_at.en:
            measured = [store.load("s1", e) for e in diagnosis.evidence]
            peaks = [row["maximum"] for e in measured for row in e.items if row.get("metric") == "CPUUtilization"]
            assert f"{max(peaks):.1f} %" in diagnosis.looked_at.en
    [wasted, *_] = problems(diagnose(served.environment, tmp_path, served.connections)[0])
    only, _ = diagnose(served.environment, tmp_path / "one", served.connections, ids=[wasted[1]])
    assert list(problems(only)) == [wasted]


def test_one_that_is_not_there_is_said_not_to_be(served: Served, tmp_path: Path) -> None:
    diagnosis, _ = diagnose(served.environment, tmp_path, served.connections, ids=["vol-0000000000000000f"])
    assert diagnosis.looked_at.en == "vol-0000000000000000f is not here."


def test_every_finding_names_a_section_of_a_guide(served: Served, tmp_path: Path) -> None:
    diagnosis, _ = diagnose(served.environment, tmp_path, served.connections)
    sections = {f"{passage.guide}#{passage.section}" for passage in load_guides()}
    assert {finding.runbook for finding in diagnosis.findings} <= sections


def test_one_region_can_be_asked_for(served: Served, tmp_path: Path) -> None:
    away = served.world.regions[1]
    diagnosis, _ = diagnose(served.environment, tmp_path, served.connections, region=away)
    planted = {
        f["target"]["id"]
        for f in served.world.truth["faults"]
        if f["backend"] == "aws" and f["target"]["region"] == away
    }
    assert {id_ for _, id_ in problems(diagnosis)} == planted


def test_without_a_bill_everything_is_found_unpriced(served: Served, tmp_path: Path) -> None:
    environment = served.environment
    without = replace(environment, targets={"aws": environment.targets["aws"]})
    found = problems(diagnose(without, tmp_path, served.connections)[0])
    assert found.keys() == problems(diagnose(environment, tmp_path, served.connections)[0]).keys()
    assert all(f.impact.saving is None for f in found.values())


def test_a_damaged_bill_is_named_and_the_findings_stay(served: Served, tmp_path: Path) -> None:
    environment = served.environment
    damaged = tmp_path / "cut.csv"
    damaged.write_bytes((served.world.folder / "bill" / "focus.csv").read_bytes()[:100_000])
    targets = {**environment.targets, "bills": BillTarget(path=damaged)}
    diagnosis, _ = diagnose(replace(environment, targets=targets), tmp_path)
    assert any("cut.csv could not be read to its end" in n.why for n in diagnosis.not_read)
    assert problems(diagnosis)
    assert all(f.impact.saving is None for f in diagnosis.findings)


def test_a_second_look_makes_no_new_clients(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes the SDK longer than all the reads with it."""
    from boto3.session import Session

    made: list[str] = []
    create = Session.client

    def counted(session: Session, service: str, **given: Any) -> Any:
        made.append(service)
        return create(session, service, **given)

    diagnose(served.environment, tmp_path, served.connections)
    monkeypatch.setattr(Session, "client", counted)
    diagnose(served.environment, tmp_path, served.connections)
    assert made == []
    diagnose(served.environment, tmp_path)
    assert "ec2" in made


def refused_account(server: Script) -> Environment:
    target = AwsTarget(regions=("ap-northeast-2",), endpoint_url=server.url)
    return Environment(name="prod", risk=Risk.PRODUCTION, targets={"aws": target})


def test_an_account_that_refuses_is_not_a_clean_account(tmp_path: Path) -> None:
    denied = error("UnauthorizedOperation", "You are not authorized to perform this operation.", status=403)
    with scripted(denied) as server:
        diagnosis, _ = diagnose(refused_account(server), tmp_path)
    assert diagnosis.findings == ()
    assert diagnosis.looked_at.en == "Nothing could be read."
    assert len(diagnosis.not_read) == 3
    assert all("AWS refused ec2:Describe" in n.why for n in diagnosis.not_read)
