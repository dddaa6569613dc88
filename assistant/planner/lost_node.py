"""The reads for what a lost node takes along: the pods on all nodes, and the nodes. Called by `planner.route`.

Pure but for `Question.known`.
"""

from assistant.models.spec import Calls, CallWanted
from assistant.planner.narrowing.losses import NOT_SIMULATED
from assistant.planner.narrowing.lost_nodes import lost_nodes
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading

_LIST = "list_resources"


def lost_node(question: Question, reading: Reading) -> Routed | None:
    """None where no named node is supposed to be lost, or what is named is a workload or an instance."""
    names = lost_nodes(question.text)
    if not names or reading.slots.ids or not question.has("kube") or _LIST not in {e.name for e in question.catalog}:
        return None
    others = {k.name.lower() for backend in ("kube", "aws") if question.has(backend) for k in question.known(backend)}
    if others & set(names):
        return None
    pods, nodes = (CallWanted(name=_LIST, arguments={"kind": kind}) for kind in ("pods", "nodes"))
    return Routed(reply=Calls((pods, nodes)), closing=NOT_SIMULATED)
