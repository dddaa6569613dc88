"""Requests and limits beside the most that was used over days: nothing is advised below a peak, or on a short record."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.peaks import PEAKS, memory_peak_at_limit, requests_above_peak

NOW = datetime(2026, 3, 10, tzinfo=UTC)
Rows = list[dict[str, Any]]


def _seen(resource: str, rows: Rows) -> tuple[Seen, ...]:
    return tuple(Seen(evidence="E1", resource=resource, row=row) for row in rows)


def _owned(kind: str, name: str, uid: str, owner: str, spec: dict[str, Any]) -> dict[str, Any]:
    owners = [{"uid": owner, "controller": True, "kind": "x", "name": "x"}] if owner else []
    return {
        "kind": kind,
        "metadata": {"name": name, "namespace": "shop", "uid": uid, "ownerReferences": owners},
        "spec": spec,
    }


def _facts(request: str, peaks: dict[str, str], days: int = 7, resource: str = "memory") -> KubeFacts:
    """A Deployment of one container, its ReplicaSet and a pod; `peaks` by the name of a pod."""
    resources = {"requests": {resource: request}, "limits": {resource: request}}
    template = {"spec": {"containers": [{"name": "web", "image": "web:1", "resources": resources}]}}
    since = f"{NOW - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"
    records = [
        {"metadata": {"name": pod, "namespace": "shop"}, "container": "web", f"{resource}_peak": peak, "since": since}
        for pod, peak in peaks.items()
    ]
    return KubeFacts(
        scope="c-1",
        objects={
            "deployments.apps": _seen(
                "deployments.apps", [_owned("Deployment", "web", "d", "", {"template": template})]
            ),
            "replicasets.apps": _seen(
                "replicasets.apps", [_owned("ReplicaSet", "web-7d9", "r", "d", {"template": template})]
            ),
            "pods": _seen("pods", [_owned("Pod", "web-7d9-aaaaa", "p", "r", template["spec"])]),
            PEAKS: _seen(PEAKS, records),
        },
    )


def test_a_request_far_above_the_peak_is_told_with_headroom() -> None:
    (found,) = requests_above_peak(_facts("2Gi", {"web-7d9-aaaaa": "400Mi"}), NOW)
    assert (found.target.kind, found.target.id, dict(found.cause)["advised"]) == ("Deployment", "web", "500Mi")


def test_a_pod_that_is_gone_counts_for_its_workload_and_a_stranger_does_not() -> None:
    (found,) = requests_above_peak(_facts("2Gi", {"web-7d9-aaaaa": "100Mi", "web-7d9-zzzzz": "400Mi"}), NOW)
    assert dict(found.cause)["advised"] == "500Mi"
    assert list(requests_above_peak(_facts("2Gi", {"web-other-zzzzz": "100Mi"}), NOW)) == []


@pytest.mark.parametrize(
    ("request_", "peak", "days"),
    [("2Gi", "400Mi", 3), ("900Mi", "400Mi", 7), ("128Mi", "10Mi", 7), ("", "400Mi", 7)],
    ids=["short record", "within twice", "too little to matter", "no request"],
)
def test_what_proves_nothing_is_not_told(request_: str, peak: str, days: int) -> None:
    assert list(requests_above_peak(_facts(request_, {"web-7d9-aaaaa": peak}, days), NOW)) == []


def test_memory_that_came_to_its_limit_is_told_on_any_record() -> None:
    (found,) = memory_peak_at_limit(_facts("512Mi", {"web-7d9-aaaaa": "500Mi"}, 1), NOW)
    assert dict(found.cause)["advised"] == "625Mi"
    assert list(memory_peak_at_limit(_facts("512Mi", {"web-7d9-aaaaa": "400Mi"}), NOW)) == []
    assert list(memory_peak_at_limit(_facts("1", {"web-7d9-aaaaa": "990m"}, resource="cpu"), NOW)) == []
