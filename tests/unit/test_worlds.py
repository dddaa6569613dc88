"""The demo worlds: deterministic, consistent in themselves, and served as planted."""

import csv
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evals.worlds import World, build, load, moto_server
from evals.worlds.aws_metrics import HourStatistics, aggregate
from evals.worlds.company import ROLLOUT_VARIANTS

NOW = datetime(2026, 11, 25, 21, 30, tzinfo=UTC)
SEEDS = (7, 8, 21)
Obj = dict[str, Any]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[int, World]:
    return {seed: build(seed, tmp_path_factory.mktemp(f"world{seed}"), now=NOW) for seed in SEEDS}


@pytest.fixture(params=SEEDS)
def world(request: pytest.FixtureRequest, worlds: dict[int, World]) -> World:
    return worlds[request.param]


def objects(world: World, plural: str) -> list[Obj]:
    found: list[Obj] = json.loads((world.folder / "kube" / "lists" / f"{plural}.json").read_text("utf-8"))["items"]
    return found


def all_objects(world: World) -> Iterator[Obj]:
    for path in sorted((world.folder / "kube" / "lists").glob("*.json")):
        yield from json.loads(path.read_text("utf-8"))["items"]


def name_of(obj: Obj) -> tuple[str, str]:
    return obj["metadata"].get("namespace", ""), obj["metadata"]["name"]


def faults(world: World, kind: str) -> list[Obj]:
    return [f for f in world.truth["faults"] if f["kind"] == kind]


def pods_of(world: World, namespace: str, labels: dict[str, str]) -> list[Obj]:
    found = [p for p in objects(world, "pods") if p["metadata"]["namespace"] == namespace]
    return [p for p in found if labels.items() <= p["metadata"].get("labels", {}).items()]


def bill_rows(world: World) -> list[dict[str, str]]:
    with (world.folder / "bill" / "focus.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def recent(world: World, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    window = world.truth["bill"]["last_30_days"]
    return [r for r in rows if window["start"] <= r["ChargePeriodStart"] < window["end"]]


def test_same_seed_same_files(worlds: dict[int, World], tmp_path: Path) -> None:
    again = build(7, tmp_path, now=NOW)
    files = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    assert len(files) > 60
    assert all((tmp_path / f).read_bytes() == (worlds[7].folder / f).read_bytes() for f in files)
    assert load(tmp_path) == again


def test_other_seed_other_answers(worlds: dict[int, World]) -> None:
    first, second = worlds[7].truth, worlds[8].truth
    for key in ("account_id", "cluster_uid"):
        assert first[key] != second[key]
    targets = [{json.dumps(f["target"], sort_keys=True) for f in truth["faults"]} for truth in (first, second)]
    assert not targets[0] & targets[1]
    assert first["bill"]["total_last_30_days_usd"] != second["bill"]["total_last_30_days_usd"]


def test_seeds_reach_every_rollout_variant(tmp_path: Path) -> None:
    from evals.worlds.company import found_company
    from evals.worlds.kube_cluster import build_cluster
    from evals.worlds.truth import Truth

    seen: Counter[str] = Counter()
    for seed in range(30):
        truth = Truth()
        build_cluster(found_company(seed, NOW), truth)
        seen.update(str(f.cause["variant"]) for f in truth.faults)
    assert set(ROLLOUT_VARIANTS) <= set(seen)
    assert {"selector_typo", "label_changed", "extra_selector_key"} <= set(seen)


def test_every_planted_kind_is_there(world: World) -> None:
    kinds = Counter(f["kind"] for f in world.truth["faults"])
    assert {k: kinds[k] for k in ("bad_rollout", "oom_loop", "service_selects_nothing", "missing_config")} == {
        "bad_rollout": 1,
        "oom_loop": 1,
        "service_selects_nothing": 1,
        "missing_config": 1,
    }
    assert min(kinds[k] for k in ("unattached_volume", "idle_address", "stopped_instance", "idle_instance")) >= 1
    assert any(f["managed_by"] and f["managed_by"].startswith("cloudformation:") for f in world.truth["faults"])
    assert all(d["because"] for d in world.truth["decoys"])
    ids = [f["id"] for f in world.truth["faults"]]
    assert len(ids) == len(set(ids))


def test_facts_are_what_the_lists_hold(world: World) -> None:
    facts = world.truth["facts"]["kube"]
    assert facts["pods"] == len(objects(world, "pods")) == sum(facts["pods_by_namespace"].values())
    assert facts["nodes"] == len(objects(world, "nodes"))
    assert 60 <= facts["pods"] <= 95
    owners = {a["metadata"]["name"]: a for a in objects(world, "deployments.apps")}
    for fault in (f for f in world.truth["faults"] if f["target"].get("kind") == "Deployment"):
        manager = owners[fault["target"]["name"]]["metadata"]["managedFields"][0]["manager"]
        expected = {"helm": "helm", "argocd-controller": "argocd"}.get(manager)
        assert (fault["managed_by"] or "None").split(":")[0] == str(expected)


def test_references_resolve(world: World) -> None:
    uids = {o["metadata"]["uid"] for o in all_objects(world)}
    owners = [r["uid"] for o in all_objects(world) for r in o["metadata"].get("ownerReferences", [])]
    assert len(owners) > 100
    assert set(owners) <= uids
    nodes = {n["metadata"]["name"] for n in objects(world, "nodes")}
    accounts = {name_of(a) for a in objects(world, "serviceaccounts")}
    namespaces = {n["metadata"]["name"] for n in objects(world, "namespaces")}
    for pod in objects(world, "pods"):
        assert pod["spec"]["nodeName"] in nodes
        assert (pod["metadata"]["namespace"], pod["spec"]["serviceAccountName"]) in accounts
    assert {o["metadata"]["namespace"] for o in all_objects(world) if "namespace" in o["metadata"]} <= namespaces
    for target in (*world.truth["faults"], *world.truth["decoys"]):
        if target["backend"] == "kube":
            plural = {"Service": "services", "Deployment": "deployments.apps", "Pod": "pods"}.get(
                target["target"]["kind"], f"{target['target']['kind'].lower()}s.batch"
            )
            assert (target["target"]["namespace"], target["target"]["name"]) in map(name_of, objects(world, plural))


def test_only_the_planted_configuration_is_missing(world: World) -> None:
    config = {name_of(c): set(c["data"]) for c in objects(world, "configmaps")}
    secrets = {name_of(s) for s in objects(world, "secrets")}
    missing: set[tuple[str, str, str]] = set()
    for deployment in objects(world, "deployments.apps"):
        namespace, name = name_of(deployment)
        container = deployment["spec"]["template"]["spec"]["containers"][0]
        for variable in container.get("env", []):
            source = variable.get("valueFrom", {})
            if "configMapKeyRef" in source:
                reference = source["configMapKeyRef"]
                if reference["key"] not in config.get((namespace, reference["name"]), set()):
                    missing.add((namespace, name, reference["key"]))
            elif "secretKeyRef" in source and (namespace, source["secretKeyRef"]["name"]) not in secrets:
                missing.add((namespace, name, source["secretKeyRef"]["name"]))
        for whole in container.get("envFrom", []):
            if (namespace, whole["configMapRef"]["name"]) not in config:
                missing.add((namespace, name, whole["configMapRef"]["name"]))
    expected = {
        (f["target"]["namespace"], f["target"]["name"], f["cause"].get("key", f["cause"].get("configmap")))
        for f in faults(world, "bad_rollout")
        if f["cause"]["variant"].startswith("missing_config")
    } | {(f["target"]["namespace"], f["target"]["name"], f["cause"]["secret"]) for f in faults(world, "missing_config")}
    assert missing == expected


def test_every_service_but_the_planted_one_selects_pods(world: World) -> None:
    empty = set()
    for service in objects(world, "services"):
        selector, (namespace, name) = service["spec"].get("selector"), name_of(service)
        if not selector:
            continue
        matching = {p["metadata"]["uid"] for p in pods_of(world, namespace, selector)}
        slices = [
            s
            for s in objects(world, "endpointslices.discovery.k8s.io")
            if s["metadata"]["labels"]["kubernetes.io/service-name"] == name and s["metadata"]["namespace"] == namespace
        ]
        assert {e["targetRef"]["uid"] for s in slices for e in s["endpoints"] or []} == matching
        if not matching:
            empty.add((namespace, name))
    planted = faults(world, "service_selects_nothing")[0]
    assert empty == {(planted["target"]["namespace"], planted["target"]["name"])}
    cause = planted["cause"]
    repaired = cause["selector"] | {cause["key"]: cause["actual"]}
    assert len(pods_of(world, planted["target"]["namespace"], repaired)) == cause["pods_meant"]


def ready(pod: Obj) -> bool:
    return any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"]["conditions"])


def test_counts_follow_from_the_pods(world: World) -> None:
    for deployment in objects(world, "deployments.apps"):
        namespace, _ = name_of(deployment)
        pods = pods_of(world, namespace, deployment["spec"]["selector"]["matchLabels"])
        status = deployment["status"]
        assert status.get("replicas", 0) == len(pods)
        assert status.get("readyReplicas", 0) == sum(map(ready, pods))
        assert status.get("unavailableReplicas", 0) == len(pods) - sum(map(ready, pods))
        owned = [
            r
            for r in objects(world, "replicasets.apps")
            if r["metadata"]["ownerReferences"][0]["uid"] == deployment["metadata"]["uid"]
        ]
        assert sum(r["spec"]["replicas"] for r in owned) == len(pods)
        revisions = [int(r["metadata"]["annotations"]["deployment.kubernetes.io/revision"]) for r in owned]
        assert max(revisions) == int(deployment["metadata"]["annotations"]["deployment.kubernetes.io/revision"])


def test_bad_rollout_looks_as_the_truth_says(world: World) -> None:
    planted = faults(world, "bad_rollout")[0]
    cause, namespace = planted["cause"], planted["target"]["namespace"]
    pods = pods_of(world, namespace, {"app.kubernetes.io/name": planted["target"]["name"]})
    bad = [p for p in pods if p["spec"]["containers"][0]["image"] == cause["bad_image"]]
    good = [p for p in pods if p["spec"]["containers"][0]["image"] == cause["good_image"]]
    assert (len(bad), len(good)) == (cause["failing_pods"], cause["serving_pods"])
    assert not any(map(ready, bad))
    assert all(map(ready, good))
    uids = {p["metadata"]["uid"] for p in bad}
    warnings = [e for e in objects(world, "events") if e["involvedObject"]["uid"] in uids and e["type"] == "Warning"]
    clue = cause.get("key") or cause.get("configmap") or cause.get("image") or str(cause.get("http_status", "Back-off"))
    assert any(clue in e["message"] for e in warnings)
    for pod in bad:
        waiting = pod["status"]["containerStatuses"][0]["state"].get("waiting", {"reason": "Unhealthy"})
        assert waiting["reason"] == cause["reason"]
    if "exit_code" in cause:
        last = bad[0]["status"]["containerStatuses"][0]["lastState"]["terminated"]
        assert last["exitCode"] == cause["exit_code"]
        log = world.folder / "kube" / "logs" / namespace / bad[0]["metadata"]["name"]
        assert cause["log_line"] in (log / f"{planted['target']['name']}.previous.log").read_text("utf-8")


def test_oom_loop_looks_as_the_truth_says(world: World) -> None:
    planted = faults(world, "oom_loop")[0]
    pods = pods_of(world, planted["target"]["namespace"], {"app.kubernetes.io/name": planted["target"]["name"]})
    assert len(pods) == planted["cause"]["failing_pods"]
    for pod in pods:
        status = pod["status"]["containerStatuses"][0]
        assert status["state"]["waiting"]["reason"] == "CrashLoopBackOff"
        last = status["lastState"]["terminated"]
        assert (last["reason"], last["exitCode"]) == ("OOMKilled", 137)
        assert status["restartCount"] == planted["cause"]["restarts"]
        limits = pod["spec"]["containers"][0]["resources"]["limits"]
        assert limits["memory"] == planted["cause"]["memory_limit"]


def test_only_planted_and_finished_pods_are_not_ready(world: World) -> None:
    troubled = {
        (f["target"]["namespace"], f["target"]["name"])
        for f in world.truth["faults"]
        if f["kind"] in ("bad_rollout", "oom_loop", "missing_config")
    }
    for pod in objects(world, "pods"):
        if not ready(pod) and pod["status"]["phase"] != "Succeeded":
            owner = (pod["metadata"]["namespace"], pod["metadata"]["labels"]["app.kubernetes.io/name"])
            assert owner in troubled


def test_nothing_happens_in_the_future_or_outlives_its_event(world: World) -> None:
    now = NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    hour_ago = (NOW - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert objects(world, "events")
    for event in objects(world, "events"):
        last = event["lastTimestamp"] or event["eventTime"]
        assert hour_ago <= last <= now
        assert (event["firstTimestamp"] or event["eventTime"]) <= last
    assert all(o["metadata"]["creationTimestamp"] <= now for o in all_objects(world))
    for path in (world.folder / "kube" / "logs").rglob("*.log"):
        stamps = [line.split(" ", 1)[0] for line in path.read_text("utf-8").splitlines()]
        assert stamps == sorted(stamps)
        assert stamps[-1][:19] <= now[:19]


def test_bill_adds_up_to_the_truth(world: World) -> None:
    rows = recent(world, bill_rows(world))
    total = sum(Decimal(r["BilledCost"]) for r in rows)
    assert 490 <= total <= 510
    assert f"{total:.2f}" == world.truth["bill"]["total_last_30_days_usd"]
    services: dict[str, Decimal] = {}
    for row in rows:
        services[row["ServiceName"]] = services.get(row["ServiceName"], Decimal(0)) + Decimal(row["BilledCost"])
    assert {s: f"{usd:.2f}" for s, usd in services.items()} == world.truth["bill"]["by_service"]
    days = {r["ChargePeriodStart"] for r in bill_rows(world)}
    assert len(days) == 90


def test_bill_charges_every_planted_resource(world: World) -> None:
    rows = recent(world, bill_rows(world))
    by_id: dict[str, Decimal] = {}
    for row in rows:
        short = row["ResourceId"].rsplit("/", 1)[-1]
        by_id[short] = by_id.get(short, Decimal(0)) + Decimal(row["BilledCost"])
    for fault in world.truth["faults"]:
        if fault["backend"] != "aws":
            assert fault["monthly_usd"] is None
            continue
        paid_for = fault["cause"]["volumes"] if fault["kind"] == "stopped_instance" else [fault["target"]["id"]]
        assert fault["monthly_usd"] == f"{sum(by_id[r] for r in paid_for):.2f}"
        assert Decimal(fault["monthly_usd"]) > 1
    stopped = {f["target"]["id"] for f in faults(world, "stopped_instance")}
    assert not stopped & set(by_id)


def test_aggregate_counts_periods_from_the_start() -> None:
    first = datetime(2026, 1, 1, 1, tzinfo=UTC)
    series = [HourStatistics(first + timedelta(hours=n), 10.0 + n, 50.0 + n, 1.0 + n) for n in range(4)]
    start, end = first - timedelta(minutes=30), first + timedelta(hours=3)
    two_hours = timedelta(hours=2)
    assert aggregate(series, "Maximum", start, end, two_hours) == [(start, 51.0), (start + two_hours, 52.0)]
    assert aggregate(series, "Average", start, end, two_hours)[0] == (start, 10.5)
    assert aggregate(series, "Sum", start, end, two_hours)[1] == (start + two_hours, 144.0)
    assert aggregate(series, "Average", end + two_hours, end + 2 * two_hours, two_hours) == []
    with pytest.raises(ValueError, match="median"):
        aggregate(series, "median", start, end, two_hours)


@pytest.fixture(scope="module")
def endpoint(worlds: dict[int, World]) -> Iterator[str]:
    with moto_server.serve(worlds[7]) as url:
        yield url


def client(service: str, endpoint: str, region: str) -> Any:
    import boto3

    return boto3.client(
        service, region_name=region, endpoint_url=endpoint, aws_access_key_id="test", aws_secret_access_key="test"
    )


def described(endpoint: str, world: World) -> Obj:
    """Everything in the served account, by resource id."""
    found: Obj = {}
    for region in world.regions:
        ec2 = client("ec2", endpoint, region)
        for reservation in ec2.describe_instances()["Reservations"]:
            found |= {i["InstanceId"]: i | {"Region": region} for i in reservation["Instances"]}
        found |= {v["VolumeId"]: v | {"Region": region} for v in ec2.describe_volumes()["Volumes"]}
        found |= {a["AllocationId"]: a | {"Region": region} for a in ec2.describe_addresses()["Addresses"]}
    return found


def test_served_account_shows_what_was_planted(worlds: dict[int, World], endpoint: str) -> None:
    world = worlds[7]
    identity = client("sts", endpoint, world.regions[0]).get_caller_identity()
    assert identity["Account"] == world.account_id
    found = described(endpoint, world)
    facts = world.truth["facts"]["aws"]
    kinds = Counter(resource_id.split("-")[0] for resource_id in found)
    assert kinds["i"] == facts["instances_running"] + facts["instances_stopped"]
    assert (kinds["vol"], kinds["eipalloc"]) == (facts["volumes"], facts["addresses"])
    snapshots = [
        snapshot
        for region in world.regions
        for snapshot in client("ec2", endpoint, region).describe_snapshots(OwnerIds=["self"])["Snapshots"]
    ]
    assert len(snapshots) == facts["snapshots"]
    assert all(s["StartTime"] <= NOW and s["VolumeId"] in found for s in snapshots)
    month_ago = NOW - timedelta(days=30)
    for fault in (f for f in world.truth["faults"] if f["backend"] == "aws"):
        resource = found[fault["target"]["id"]]
        assert resource["Region"] == fault["target"]["region"]
        if fault["kind"] == "unattached_volume":
            assert (resource["State"], resource["Attachments"]) == ("available", [])
            assert resource["CreateTime"] < month_ago
        elif fault["kind"] == "idle_address":
            assert "AssociationId" not in resource
        elif fault["kind"] == "stopped_instance":
            assert resource["State"]["Name"] == "stopped"
            stopped_at = datetime.fromisoformat(fault["cause"]["stopped_at"])
            assert f"{stopped_at:%Y-%m-%d %H:%M:%S} GMT" in resource["StateTransitionReason"]
            assert {m["Ebs"]["VolumeId"] for m in resource["BlockDeviceMappings"]} == set(fault["cause"]["volumes"])
        else:
            assert resource["State"]["Name"] == "running"
    assert all(d["target"]["id"] in found for d in world.truth["decoys"] if d["backend"] == "aws")


def daily(endpoint: str, region: str, instance: str, metric: str, statistic: str, days: int) -> list[float]:
    stat = {
        "Metric": {
            "Namespace": "AWS/EC2",
            "MetricName": metric,
            "Dimensions": [{"Name": "InstanceId", "Value": instance}],
        },
        "Period": 86400,
        "Stat": statistic,
    }
    answer = client("cloudwatch", endpoint, region).get_metric_data(
        MetricDataQueries=[{"Id": "m", "MetricStat": stat}], StartTime=NOW - timedelta(days=days), EndTime=NOW
    )
    values: list[float] = answer["MetricDataResults"][0]["Values"]
    return values


def test_served_metrics_tell_idle_from_what_looks_idle(worlds: dict[int, World], endpoint: str) -> None:
    world = worlds[7]
    for fault in faults(world, "idle_instance"):
        region, instance = fault["target"]["region"], fault["target"]["id"]
        assert len(daily(endpoint, region, instance, "CPUUtilization", "Maximum", 30)) == 30
        assert max(daily(endpoint, region, instance, "CPUUtilization", "Maximum", 30)) < 3
        assert max(daily(endpoint, region, instance, "NetworkIn", "Sum", 30)) < 5_000_000
    looks_idle = [d for d in world.truth["decoys"] if d["looks_like"] == "idle_instance"]
    why = {d["because"].split(":")[0].split(",")[0]: d["target"] for d in looks_idle}
    batch, proxy, new, unknown = (
        why["1 % CPU on average"],
        why["little CPU"],
        why["launched yesterday"],
        why["no metrics at all"],
    )
    peaks = daily(endpoint, batch["region"], batch["id"], "CPUUtilization", "Maximum", 14)
    means = daily(endpoint, batch["region"], batch["id"], "CPUUtilization", "Average", 14)
    assert max(peaks) > 80
    assert sum(means) / len(means) < 1.5
    assert min(daily(endpoint, proxy["region"], proxy["id"], "NetworkIn", "Sum", 14)) > 10e9
    assert max(daily(endpoint, proxy["region"], proxy["id"], "CPUUtilization", "Maximum", 14)) < 3
    assert len(daily(endpoint, new["region"], new["id"], "CPUUtilization", "Maximum", 14)) <= 2
    assert daily(endpoint, unknown["region"], unknown["id"], "CPUUtilization", "Maximum", 14) == []


def test_without_moto_the_message_says_what_to_install(tmp_path: Path) -> None:
    build_and_serve = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from evals.worlds import build, moto_server\n"
        f"world = build(1, Path({str(tmp_path)!r}), now=datetime(2026, 1, 1, tzinfo=UTC))\n"
        "with moto_server.serve(world): pass\n"
    )
    root = Path(moto_server.__file__).parents[2]
    # -S leaves site-packages out: building a world needs nothing but the standard library
    done = subprocess.run([sys.executable, "-S", "-c", build_and_serve], cwd=root, capture_output=True, text=True)
    assert (tmp_path / "truth.json").is_file()
    assert done.returncode == 1
    assert "moto's server is not installed; install it with" in done.stderr.splitlines()[-1]


def test_serve_leaves_no_process_behind(worlds: dict[int, World]) -> None:
    import socket
    from urllib.parse import urlsplit

    with moto_server.serve(worlds[8]) as url:
        address = urlsplit(url)
        assert address.hostname == "127.0.0.1"
        socket.create_connection((address.hostname, address.port or 0), timeout=5).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port or 0), timeout=5)
