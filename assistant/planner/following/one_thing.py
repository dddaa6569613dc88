"""The one workload that a question names, or that the session talked of last. Called by `planner.of_one` and `following.recall`.

Pure but for `Question.known`.
"""

from assistant.known import Known
from assistant.planner.following.followups import subject_of
from assistant.planner.following.subjects import talked_of
from assistant.planner.question import Question
from assistant.planner.reading import Reading

WORKLOADS = {
    "Deployment": "deployments.apps",
    "StatefulSet": "statefulsets.apps",
    "DaemonSet": "daemonsets.apps",
}


def named_thing(reading: Reading) -> Known | None:
    """The one thing that is named, in the namespace that is named; None where it may be several."""
    things = {(k.name, k.namespace): k for m in reading.mentions for k in m.known}
    spaces = reading.slots.namespaces
    found = [k for k in things.values() if not spaces or k.namespace in spaces]
    return found[0] if len(found) == 1 else None


def thing_talked_of(question: Question) -> Known | None:
    """The one workload of the latest findings, else the one that an earlier question named."""
    if not question.previous:
        return None
    targets = {f.target for f in talked_of(question)}
    if len(targets) == 1 and (target := targets.pop()).kind in WORKLOADS:
        return Known(name=target.id, namespace=target.place, kind=WORKLOADS[target.kind])
    subject = subject_of(question)
    return named_thing(subject) if subject is not None else None
