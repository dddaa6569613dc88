"""The same examples as objects of a cluster, cut down as its reader does: what is read there must tell the same."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.manifests.checking import checks
from assistant.manifests.reading import read
from tests.unit.manifests.upstream import CAREFUL, EXAMPLES, Example
from tools.kube.partial import partial

NOW = datetime(2026, 11, 26, tzinfo=UTC)
# Of manifests alone: what the API server refuses, fills in or was told to take, and what its lists do not hold
ONLY_WRITTEN = {
    *("malformed_manifest", "duplicate_key", "removed_api_version", "selector_mismatch", "outside_limit_range"),
    *(
        "deprecated_account_field",
        "finished_job_kept",
        "writable_host_path",
        "naked_pod",
        "service_selects_no_workload",
    ),
    *("service_port_unnamed", "secret_in_config_map", "missing_service_account", "autoscaler_without_target"),
    *("reference_without_grant", "misplaced_security_context"),
}


def on_a_cluster(tmp_path: Path, text: str) -> set[str]:
    """The checks that speak about objects as they come from a cluster."""
    file = tmp_path / "demo.yaml"
    file.write_text(text, encoding="utf-8")
    facts = read([str(file)]).facts
    objects: dict[str, list[Seen]] = defaultdict(list)
    for obj in facts.everything():
        objects[obj.resource].append(replace(obj, row=partial(obj.resource, obj.row)))
    cluster = KubeFacts(
        scope="c", objects={**dict.fromkeys(facts.objects, ()), **{k: tuple(v) for k, v in objects.items()}}
    )
    return {f.check.removeprefix("kube.") for check in checks() for f in check(cluster, NOW)}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.page.rpartition('/')[2]}-{next(iter(e.checks))}")
def test_what_is_written_is_told_of_clusters_too(example: Example, tmp_path: Path) -> None:
    found = on_a_cluster(tmp_path, example.text)
    expected = {name.removeprefix("kube.") for name in example.checks} - ONLY_WRITTEN
    if "kind: Service" not in example.text:
        expected -= {"single_replica"}  # there one pod is enough for what nothing waits for
    assert expected - found == set()
    assert found & ONLY_WRITTEN <= {"secret_in_config_map"}


def test_care_is_seen_on_clusters_too(tmp_path: Path) -> None:
    assert on_a_cluster(tmp_path, CAREFUL) == set()
