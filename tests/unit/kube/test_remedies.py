"""Which change a finding proposes: the proper fix where there is one, a number only where the evidence gives it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.checks.kube.remedies import with_remedy
from assistant.findings import Finding, Severity
from assistant.identity import ResourceRef
from assistant.language import same
from assistant.plans import Proposal

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def finding(check: str, kind: str, **cause: str) -> Finding:
    place = "" if kind == "Node" else "shop"
    return Finding(
        check=check,
        severity=Severity.LOW,
        target=ResourceRef(provider="kube", scope="u", place=place, kind=kind, id="web"),
        title=same("web"),
        statements=(),
        cause=tuple(cause.items()),
    )


def proposed(one: Finding) -> list[tuple[str, str, dict[str, object]]]:
    return [(p.action, str(p.target), dict(p.arguments)) for p in with_remedy(one, NOW).proposals]


LONG_AGO, JUST_NOW = (NOW - timedelta(days=3)).isoformat(), (NOW - timedelta(hours=1)).isoformat()


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (finding("kube.rollout_halted", "Deployment", variant="paused_between_versions"), "kube.resume_rollout"),
        (finding("kube.rollout_halted", "Deployment", variant="deadline_exceeded"), ""),
        (finding("kube.node_cordoned", "Node", variant="cordoned", since=LONG_AGO), "kube.uncordon_node"),
        (finding("kube.node_cordoned", "Node", variant="cordoned", since=JUST_NOW), ""),
        (finding("kube.node_cordoned", "Node", variant="cordoned"), ""),
        (finding("kube.failed_job", "Job", variant="backoff"), "kube.delete_failed_job"),
        (finding("kube.failed_job", "CronJob", variant="backoff"), ""),
        (finding("kube.config_changed_since_start", "StatefulSet"), "kube.restart_statefulset"),
        (finding("kube.autoscaler_stuck", "HorizontalPodAutoscaler", variant="at_maximum", max_replicas="4"), ""),
        (finding("kube.autoscaler_stuck", "HorizontalPodAutoscaler", variant="no_metrics"), ""),
        (finding("kube.memory", "Deployment", variant="memory_limit"), ""),
    ],
)
def test_the_fitting_change_or_none(one: Finding, expected: str) -> None:
    assert [action for action, _, _ in proposed(one)] == ([expected] if expected else [])


def test_a_maximum_is_raised_to_what_the_metric_asks_for() -> None:
    one = finding("kube.autoscaler_stuck", "HorizontalPodAutoscaler", variant="at_maximum", wanted_replicas="7")
    assert proposed(one)[0][2] == {"max_replicas": 7}


def test_evicted_pods_are_cleared_in_their_namespace() -> None:
    assert proposed(finding("kube.evicted_left", "Deployment"))[0][1] == "Namespace shop"


def test_what_a_check_proposes_itself_stays() -> None:
    own = finding("kube.rollout_halted", "Deployment", variant="paused_between_versions")
    rollback = Proposal(action="kube.rollback_deployment", target=own.target, arguments={"to_revision": 3})
    assert with_remedy(replace(own, proposals=(rollback,)), NOW).proposals == (rollback,)
