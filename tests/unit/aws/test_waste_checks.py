"""The waste checks as pure functions: what counts, what does not, what it is worth, and what each statement rests on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.checks.aws.facts import Activity, AwsFacts, Seen
from assistant.checks.aws.idle_addresses import idle_addresses
from assistant.checks.aws.idle_instances import idle_instances, verdict
from assistant.checks.aws.stopped_instances import stopped_instances
from assistant.checks.aws.tags import hold_of, manager_of
from assistant.checks.aws.unattached_volumes import unattached_volumes
from assistant.findings import Finding
from assistant.identity import ResourceRef
from assistant.money import Money

NOW = datetime(2025, 11, 25, 12, tzinfo=UTC)
HOME = "ap-northeast-2"


def ago(**span: float) -> str:
    return (NOW - timedelta(**span)).isoformat()


def volume(id_: str = "vol-1", **fields: Any) -> Seen:
    row = {
        "id": id_,
        "region": HOME,
        "name": "db-old",
        "state": "available",
        "type": "gp3",
        "size_gib": 80,
        "created_at": ago(days=40),
        "attachments": [],
        "tags": {},
    }
    return Seen(row=row | fields, evidence="E2")


def instance(id_: str = "i-1", **fields: Any) -> Seen:
    row = {
        "id": id_,
        "region": HOME,
        "account": "123456789012",
        "state": "running",
        "type": "t3.small",
        "launched_at": ago(days=90),
        "volumes": [],
        "tags": {},
    }
    return Seen(row=row | fields, evidence="E1")


def charge(id_: str, cost: str, currency: str = "USD") -> Seen:
    row = {"id": id_, "cost": cost, "currency": currency, "bill": "b.csv", "from": "2025-10-26", "until": "2025-11-24"}
    return Seen(row=row, evidence="E9")


def measured(maximum: float, *, periods: int = 15, first: timedelta = timedelta(days=14, hours=12)) -> Seen:
    row = {
        "id": "i-1",
        "maximum": maximum,
        "periods": periods,
        "expected": 15,
        "period_s": 86400,
        "first_at": (NOW - first).isoformat(),
    }
    return Seen(row=row, evidence="E4")


def activity(cpu: float | Seen = 2.0, network: float = 1e6, **other: Any) -> Activity:
    seen = cpu if isinstance(cpu, Seen) else measured(cpu)
    return replace(Activity(cpu=seen, network_in=measured(network), network_out=measured(network)), **other)


def facts(**parts: Any) -> AwsFacts:
    return AwsFacts(account="123456789012", **parts)


def cites_of(finding: Finding) -> set[tuple[str, str, str]]:
    return {(c.evidence, c.field, c.value) for s in finding.statements for c in s.cites}


def test_an_unattached_volume_is_found_priced_and_cited() -> None:
    [found] = unattached_volumes(facts(volumes=(volume(),), charges=(charge("vol-1", "9.12"),)), NOW)
    target = ResourceRef(provider="aws", scope="123456789012", place=HOME, kind="Volume", id="vol-1")
    assert (found.check, found.klass, found.target) == ("aws.unattached_volume", "problem", target)
    assert found.cause == (("variant", "unattached_volume"),)
    assert found.impact.saving == Money.from_json({"amount": "9.12", "currency": "USD"})
    assert found.impact.price_source == "b.csv 2025-10-26..2025-11-24"
    [proposal] = found.proposals
    priced = {"monthly_usd": "9.12"}
    assert (proposal.action, proposal.target, dict(proposal.arguments)) == ("aws.delete_volume", target, priced)
    assert {("E2", "id", "vol-1"), ("E2", "state", "available"), ("E9", "cost", "9.12")} <= cites_of(found)
    assert found.title.ko == "볼륨 db-old (vol-1)이 어디에도 연결되어 있지 않습니다"
    assert found.title.en == "Volume db-old (vol-1) is attached to nothing"


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "in-use", "attachments": [{"instance_id": "i-1"}]},
        {"state": "available", "attachments": [{"instance_id": "i-1", "state": "detaching"}]},
        {"state": "creating"},
        {"state": "error"},
    ],
)
def test_a_volume_in_use_or_in_between_is_no_finding(fields: dict[str, Any]) -> None:
    assert unattached_volumes(facts(volumes=(volume(**fields),)), NOW) == ()


@pytest.mark.parametrize(
    ("age", "said"), [({"hours": 2}, "2 hours"), ({"days": 6, "hours": 23}, "6 days"), ({"days": 7}, "7 days")]
)
def test_a_young_volume_is_advice_that_says_how_young(age: dict[str, float], said: str) -> None:
    (found,) = unattached_volumes(facts(volumes=(volume(created_at=ago(**age)),)), NOW)
    assert (found.klass, found.proposals, found.impact.saving) == ("advice", (), None)
    assert found.statements[-1].text.en.startswith(f"Created only {said} ago")


def test_seven_days_and_a_second_are_enough() -> None:
    (found,) = unattached_volumes(facts(volumes=(volume(created_at=ago(days=7, seconds=1)),)), NOW)
    assert found.klass == "problem"


def test_a_held_volume_is_advice_without_saving_and_proposal() -> None:
    kept = volume(tags={"legal-hold": "true"})
    [found] = unattached_volumes(facts(volumes=(kept,), charges=(charge("vol-1", "9.12"),)), NOW)
    assert (found.klass, found.proposals, found.impact.saving) == ("advice", (), None)
    assert ("E2", "tags.legal-hold", "true") in cites_of(found)


def test_a_managed_volume_is_found_with_its_owner_and_without_a_direct_deletion() -> None:
    owned = volume(tags={"aws:cloudformation:stack-name": "etl"})
    [found] = unattached_volumes(facts(volumes=(owned,)), NOW)
    assert (found.klass, found.managed_by, found.proposals) == ("problem", "cloudformation:etl", ())
    assert any("cloudformation:etl" in s.text.en for s in found.statements if s.role == "caution")


@pytest.mark.parametrize(
    ("charges", "said"),
    [
        (None, "no bill was read"),
        ((), "the bill has no charge"),
        ((charge("vol-1", "9"), charge("vol-1", "9000", "KRW")), "several currencies"),
    ],
)
def test_what_has_no_price_is_unpriced_and_not_zero(charges: tuple[Seen, ...] | None, said: str) -> None:
    [found] = unattached_volumes(facts(volumes=(volume(),), charges=charges), NOW)
    assert found.impact.saving is None
    assert any(said in s.text.en for s in found.statements if s.role == "saving")


@pytest.mark.parametrize(
    "tags",
    [
        {"keep": "true"}, {"Keep": ""}, {"Do-Not-Delete": "audit 2027"}, {"do_not_delete": "yes"}, {"retention": "legal-hold"},
        {"Retain": "true"}, {"retain-until": "2025-11-25"}, {"retention": "90d"}, {"backup-until": "2026-01-31"},
        {"Backup": "keep to 20260131"}, {"note": "DO NOT DELETE"}, {"delete-after": "2025-12-01"}, {"보존": "감사"},
    ],
)  # fmt: skip
def test_tags_that_hold(tags: dict[str, str]) -> None:
    hold = hold_of({"Name": "x", **tags}, created_at=NOW - timedelta(days=40), now=NOW)
    assert hold is not None
    assert {hold.key: hold.value} == tags


@pytest.mark.parametrize(
    "tags",
    [
        {"keep": "false"}, {"keep": "no"}, {"retain-until": "2025-11-24"}, {"retention": "30d"}, {"Backup": "daily"},
        {"backup-until": "2025-01-31"}, {"delete-after": "2025-11-01"}, {"expires": "never mind"}, {"Name": "keep"},
        {"team": "keepers"}, {"backup-until": "2026-13-45"},
    ],
)  # fmt: skip
def test_tags_that_hold_nothing(tags: dict[str, str]) -> None:
    assert hold_of(tags, created_at=NOW - timedelta(days=40), now=NOW) is None


@pytest.mark.parametrize(
    ("tags", "manager"),
    [
        ({"aws:cloudformation:stack-name": "etl", "Name": "x"}, "cloudformation:etl"),
        ({"aws:autoscaling:groupName": "web"}, "autoscaling:web"),
        ({"kubernetes.io/cluster/prod": "owned"}, "eks:prod"),
        ({"kubernetes.io/cluster/prod": "shared"}, ""),
        (
            {"kubernetes.io/created-for/pvc/name": "data-0", "kubernetes.io/created-for/pvc/namespace": "db"},
            "kubernetes:pvc db/data-0",
        ),
        ({"ManagedBy": "Terraform"}, "terraform"),
        ({"terraform": "false"}, ""),
        ({"team": "terraform"}, ""),
    ],
)
def test_who_manages_it(tags: Mapping[str, str], manager: str) -> None:
    assert manager_of(tags) == manager


def address(**fields: Any) -> Seen:
    row = {"id": "eipalloc-1", "region": HOME, "public_ip": "13.1.2.3", "associated": False, "tags": {}}
    return Seen(row=row | fields, evidence="E3")


def test_an_address_that_points_nowhere_is_found() -> None:
    [found] = idle_addresses(facts(addresses=(address(),), charges=(charge("eipalloc-1", "3.6"),)), NOW)
    assert (found.check, found.target.kind) == ("aws.idle_address", "Address")
    assert str(found.impact.saving) == "$3.60"
    assert found.proposals == ()


@pytest.mark.parametrize("fields", [{"associated": True, "instance_id": "i-1"}, {"service_managed": "nat"}])
def test_an_address_in_use_is_no_finding(fields: dict[str, Any]) -> None:
    assert idle_addresses(facts(addresses=(address(**fields),)), NOW) == ()


def stopped(days: float, **fields: Any) -> Seen:
    return instance(state="stopped", stopped_at=ago(days=days), volumes=["vol-a"], **fields)


def attached(id_: str = "vol-a", **fields: Any) -> Seen:
    return volume(id_, state="in-use", attachments=[{"instance_id": "i-1"}], **fields)


def test_a_stopped_instance_is_worth_its_volumes_and_addresses() -> None:
    all_ = facts(
        instances=(stopped(20),),
        volumes=(attached(), attached("vol-b")),
        addresses=(address(associated=True, instance_id="i-1"),),
        charges=(charge("vol-a", "4"), charge("vol-b", "2"), charge("eipalloc-1", "3.6"), charge("i-1", "0")),
    )
    [found] = stopped_instances(all_, NOW)
    assert str(found.impact.saving) == "$9.60"
    assert {r.id for r in found.related} == {"vol-a", "vol-b", "eipalloc-1"}
    assert unattached_volumes(all_, NOW) == idle_addresses(all_, NOW) == ()


def test_a_held_volume_of_a_stopped_instance_is_not_counted() -> None:
    all_ = facts(
        instances=(stopped(20),),
        volumes=(attached(), attached("vol-b", tags={"legal-hold": "true"})),
        charges=(charge("vol-a", "4"), charge("vol-b", "2")),
    )
    [found] = stopped_instances(all_, NOW)
    assert str(found.impact.saving) == "$4.00"
    assert any("legal-hold" in s.text.en for s in found.statements)


def test_a_volume_that_is_not_on_the_bill_is_named_beside_the_sum() -> None:
    all_ = facts(instances=(stopped(20),), volumes=(attached(), attached("vol-b")), charges=(charge("vol-a", "4"),))
    [found] = stopped_instances(all_, NOW)
    [saving] = [s for s in found.statements if s.role == "saving"]
    assert str(found.impact.saving) == "$4.00"
    assert "vol-b" in saving.text.en


@pytest.mark.parametrize(
    "seen",
    [
        instance(state="stopped", volumes=["vol-a"]),  # EC2 gave no time
        instance(state="running", volumes=["vol-a"], stopped_at=ago(days=90)),
    ],
)
def test_running_or_stopped_since_an_unknown_time_is_no_finding(seen: Seen) -> None:
    assert stopped_instances(facts(instances=(seen,), volumes=(attached(),)), NOW) == ()


@pytest.mark.parametrize("days", [14, 2])
def test_stopped_lately_is_no_waste_yet_and_says_what_its_disks_cost(days: int) -> None:
    all_ = facts(instances=(stopped(days),), volumes=(attached(),), charges=(charge("vol-a", "4"), charge("i-1", "12")))
    [found] = stopped_instances(all_, NOW)
    assert (found.klass, found.impact.saving, found.proposals) == ("advice", None, ())
    (why,) = (s.text.en for s in found.statements if s.role == "caution")
    assert why.startswith(f"Stopped only {days} days ago")
    assert "were charged $4.00" in why  # not what it cost while it ran


def test_a_stopped_instance_without_volumes_costs_nothing() -> None:
    assert stopped_instances(facts(instances=(instance(state="stopped", stopped_at=ago(days=90)),)), NOW) == ()


def test_an_idle_instance_is_found_with_its_own_charge_only() -> None:
    all_ = facts(
        instances=(instance(volumes=["vol-a"]),),
        volumes=(attached(),),
        activity={"i-1": activity(cpu=2.31)},
        charges=(charge("i-1", "18.72"), charge("vol-a", "4")),
    )
    [found] = idle_instances(all_, NOW)
    assert str(found.impact.saving) == "$18.72"
    assert ("E4", "maximum", "2.31") in cites_of(found)
    assert found.proposals == ()


@pytest.mark.parametrize(
    ("seen", "measures", "expected"),
    [
        (instance(), activity(), "idle"),
        (instance(), activity(cpu=4.99), "idle"),
        (instance(), activity(cpu=5.0), "busy"),
        (instance(), activity(cpu=91.0), "busy"),
        (instance(), activity(network=2_500_000), "busy"),
        (instance(), activity(network_in=measured(4_900_000), network_out=measured(90_000)), "idle"),
        (instance(launched_at=ago(days=14)), activity(), "young"),
        (instance(launched_at=ago(days=1)), Activity(), "young"),
        (instance(), Activity(), "unknown"),
        (instance(), activity(network_out=None), "unknown"),
        (instance(), activity(cpu=measured(2.0, periods=0)), "unknown"),
        (instance(), activity(cpu=measured(2.0, periods=13)), "unknown"),
        (instance(), activity(cpu=measured(2.0, periods=14)), "idle"),
        (instance(), activity(cpu=measured(2.0, first=timedelta(days=13))), "unknown"),
        (instance(), activity(cpu=measured(80.0, periods=3), network_in=None), "busy"),
        (instance(state="stopped"), activity(), "busy"),
    ],
)
def test_what_is_known_about_an_instance(seen: Seen, measures: Activity, expected: str) -> None:
    assert verdict(seen, measures, NOW) == expected


def test_unknown_is_never_idle() -> None:
    assert idle_instances(facts(instances=(instance(),)), NOW) == ()
