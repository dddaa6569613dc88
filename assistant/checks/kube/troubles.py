"""Failing pods joined into one trouble per workload: cause, how far it reaches, what rollout brought it.

Called by the checks of this package; each takes the troubles of its own sort, so that one cause gives one finding.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.checks.kube.facts import WORKLOADS, KubeFacts, Seen, is_over, is_ready
from assistant.checks.kube.failure import Failure
from assistant.checks.kube.failures import failure_of

Sort = Literal["bad_rollout", "oom_loop", "missing_config", "failing_workload"]
MISSING = ("missing_config_key", "missing_config_map", "missing_secret", "missing_secret_key")
OUT_OF_MEMORY = ("memory_limit", "node_memory")
UNBOUND = ("storage_class_missing", "claim_missing", "claim_unbound")
# What says most first: when pods of one workload fail in different ways, the later ones tend to follow from the first.
_ORDER = (
    *MISSING,
    "container_config_error",
    *OUT_OF_MEMORY,
    "crash_at_start",
    "crash_loop",
    "liveness_failing",
    "init_unfinished",
    "image_not_found",
    *UNBOUND,
)


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """The change that brought the trouble: from one ReplicaSet to the next."""

    bad: Seen
    good: Seen
    good_fails: bool  # its own pods are there and none serves: going back would help nobody
    old_ready: int  # pods of earlier revisions that still serve
    deadline_exceeded: bool


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One workload with failing pods of one cause."""

    workload: Seen
    failures: tuple[Failure, ...]
    ready: int
    desired: int
    rollout: Rollout | None
    services: tuple[Seen, ...]
    services_down: tuple[Seen, ...]  # those without any ready pod

    @property
    def failure(self) -> Failure:
        """The one that stands for all."""
        return self.failures[0]

    @property
    def sort(self) -> Sort:
        variant = self.failure.variant
        if self.rollout is not None and (self.rollout.old_ready > 0 or variant not in OUT_OF_MEMORY):
            return "bad_rollout"
        if variant in OUT_OF_MEMORY:
            return "oom_loop"
        return "missing_config" if variant in MISSING else "failing_workload"


def troubles_of(facts: KubeFacts, now: datetime, sort: Sort) -> Iterator[Trouble]:
    """The troubles of one sort."""
    return (t for t in all_troubles(facts, now) if t.sort == sort)


def all_troubles(facts: KubeFacts, now: datetime) -> tuple[Trouble, ...]:
    """One for each workload that has failing pods; pods without a controller stand for themselves, those
    of a ReplicaSet of its own, or of a kind that is not listed here, for that."""
    return facts.once(("troubles", now), lambda: tuple(_all_troubles(facts, now)))


def _all_troubles(facts: KubeFacts, now: datetime) -> Iterator[Trouble]:
    for resource in WORKLOADS:
        for workload in facts.of(resource):
            found = _trouble(workload, facts.pods_of(workload), facts, now)
            if found is not None:
                yield found
    others: dict[str, tuple[Seen, list[Seen]]] = {}
    for pod in facts.of("pods"):
        above = facts.controllers(pod)
        if not any(c.resource in WORKLOADS for c in above):
            top = above[-1] if above else pod
            others.setdefault(top.uid, (top, []))[1].append(pod)
    for top, pods in others.values():
        found = _trouble(top, tuple(pods), facts, now)
        if found is not None:
            yield found


def _trouble(workload: Seen, pods: tuple[Seen, ...], facts: KubeFacts, now: datetime) -> Trouble | None:
    found = [failure for pod in pods if (failure := failure_of(pod, facts, now)) is not None]
    if not found:
        return None
    found.sort(key=lambda f: (_rank(f.variant), f.pod.name))
    leading = found[0]
    same = [f for f in found if f.variant == leading.variant]
    services = facts.services_of(workload.namespace, leading.pod.labels)
    return Trouble(
        workload=workload,
        failures=(*same, *(f for f in found if f.variant != leading.variant)),
        ready=sum(is_ready(p) for p in pods),
        desired=desired_pods(workload),
        rollout=_rollout(workload, leading, facts),
        services=services,
        services_down=tuple(s for s in services if not _any_ready(s, facts)),
    )


def _rank(variant: str) -> int:
    return _ORDER.index(variant) if variant in _ORDER else len(_ORDER)


def desired_pods(workload: Seen) -> int:
    """How many pods it wants now."""
    if workload.resource == "daemonsets.apps":
        return int(workload.status.get("desiredNumberScheduled", 0))
    if workload.resource == "pods":
        return 1
    return int(workload.spec.get("replicas", workload.spec.get("parallelism", 1)))


def _any_ready(service: Seen, facts: KubeFacts) -> bool:
    return any(map(is_ready, facts.selected(service.namespace, service.spec["selector"])))


def _rollout(workload: Seen, failure: Failure, facts: KubeFacts) -> Rollout | None:
    """None unless the failing pod is of the newest revision, which never got everywhere or changed the memory limit."""
    replica_sets = sorted(facts.owned("replicasets.apps", workload), key=lambda rs: rs.revision)
    if len(replica_sets) < 2:
        return None
    bad, earlier = replica_sets[-1], replica_sets[:-1]
    pods_of_bad = facts.owned("pods", bad)
    if all(pod.uid != failure.pod.uid for pod in pods_of_bad):
        return None
    progressing, good = workload.condition("Progressing"), _good(earlier, facts)
    old_ready = sum(is_ready(p) for rs in earlier for p in facts.owned("pods", rs) if not is_over(p))
    finished = old_ready == 0 and progressing.get("reason") == "NewReplicaSetAvailable"
    lowered = failure.variant in OUT_OF_MEMORY and memory_limit(good, failure.container) not in (
        "",
        failure.detail("memory_limit"),
    )
    if finished and not lowered:
        return None
    pods_of_good = [p for p in facts.owned("pods", good) if not is_over(p)]
    return Rollout(
        bad=bad,
        good=good,
        good_fails=bool(pods_of_good) and not any(is_ready(p) for p in pods_of_good),
        old_ready=old_ready,
        deadline_exceeded=progressing.get("reason") == "ProgressDeadlineExceeded",
    )


def _good(earlier: list[Seen], facts: KubeFacts) -> Seen:
    """The newest earlier revision whose pods serve, else the one before."""
    for replica_set in reversed(earlier):
        if any(is_ready(p) for p in facts.owned("pods", replica_set)):
            return replica_set
    return earlier[-1]


def memory_limit(workload: Seen, container: str) -> str:
    """The limit of one container in the template, "" when it has none."""
    limits = ((c.get("resources") or {}).get("limits") or {} for c in workload.containers if c.get("name") == container)
    return str(next(limits, {}).get("memory", ""))
