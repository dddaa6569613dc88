"""Whether one AWS resource that is named may go: "db-old 볼륨 지워도 돼?". Called by `following.recall`. Pure but for
`Question.known`.
"""

from assistant.models.spec import Calls, CallWanted
from assistant.planner.following.wishes import Wish
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading
from knowledge.korean import base

PLAYBOOK = "judge_removal"
_DEEDS = ("delete", "stop")
_JUDGED_BY_ID = ("vol", "snap", "eipalloc")  # an instance by how busy it is
_KINDS = {"volume": "volumes", "snapshot": "snapshots", "eip": "addresses", "ip": "addresses", "instance": "instances"}


def removal_asked(question: Question, reading: Reading, wish: Wish) -> Routed | None:
    """The judgement of just that one; None where nothing of AWS is named."""
    if wish.mood != "weigh" or wish.deed not in _DEEDS or not question.has("aws"):
        return None
    kinds = [_KINDS[c] for c in reading.concepts if c in _KINDS]
    name = _id(question, reading) if reading.slots.ids else _name(reading)
    in_cluster = any(k.kind != "instances" for m in reading.mentions for k in m.known if m.how != "part")
    if len(set(kinds)) > 1 or not name or (in_cluster and not kinds):
        return None
    return _judged(name, kinds[0] if kinds else "")


def _id(question: Question, reading: Reading) -> str:
    """The one id that a follow-up names, or for which a plan waits. Elsewhere the investigation of waste says as much of it."""
    (kind, id_), *more = reading.slots.ids
    known = question.previous or any(a.target.id == id_ for p in question.standing.plans for a in p.plan.actions)
    return id_ if known and not more and kind in _JUDGED_BY_ID and not reading.mentions else ""


def _name(reading: Reading) -> str:
    """The one name it says: of an instance that exists its id; else a word with a hyphen, or what some name has in part."""
    instances = {
        k.id or k.name for m in reading.mentions for k in m.known if k.kind == "instances" and m.how != "several"
    }
    if instances:  # without the word it is the investigation of waste that says how busy it is
        return instances.pop() if len(instances) == 1 and "instance" in reading.concepts else ""
    written = [base(w) if w[-1] >= "\uac00" else w for w in reading.unknown if "-" in w and w.isascii()]
    said = dict.fromkeys((*written, *(m.text for m in reading.mentions if not (m.pod and m.known))))
    return next(iter(said)) if len(said) == 1 else ""


def _judged(name: str, kind: str) -> Routed:
    arguments = {"name": name} | ({"kind": kind} if kind else {})
    return Routed(reply=Calls((CallWanted(name=PLAYBOOK, arguments=arguments),)))
