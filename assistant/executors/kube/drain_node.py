"""The action `kube.drain_node`: no new pods on a node, and those it has moved elsewhere, one eviction at a time.
`arguments`: {"lose_local_data": true, "lose_bare_pods": true}, only where a plan is refused without.

PodDisruptionBudgets are waited for, never worked around. What was done is journalled after every pod: a process that died
goes on where it was. Found and run by `assistant.gate`. Source: kubectl `pkg/drain`; policy/v1 Eviction.
"""

from datetime import datetime

from assistant.clock import Clock, polls
from assistant.executors.kube.cordon_node import CORDON
from assistant.executors.kube.frame.conflicts import another_kind, made_anew, no_rest, not_as_seen
from assistant.executors.kube.frame.dry_run import untried
from assistant.executors.kube.frame.edits import Edit, json_patch, value_at
from assistant.executors.kube.frame.node_pods import BUDGETS, Leaving, leaving
from assistant.executors.kube.frame.patching import OPERATION
from assistant.executors.kube.frame.recipe import Progress, only, timeout_of
from assistant.executors.kube.frame.watching import watched
from assistant.executors.spec import Operation, Verification, action
from assistant.language import Text
from assistant.plans import Change, Context, Json, PlannedAction, Proposal
from assistant.refusing import refusal
from tools.kube.errors import Blocked, Conflict, Recorded
from tools.kube.reader import DRY_RUN, KubeReader, KubeWriter, Obj
from tools.kube.rows import condition
from tools.spec import BadRequest, Denied, NotFound

NAME = "kube.drain_node"
_EVERY_S = 2.0
_WITHIN_S = 480.0  # of evicting; a write connection lives 600 s
_GONE_S = 120.0
_TRIES = 6
_SHOWN = 15


class _DrainNode:
    """Cordons, then evicts; undoing it only lets pods come back."""

    def plan(self, proposal: Proposal, *, reader: KubeReader, now: datetime) -> PlannedAction:
        """Raises: BadRequest (pods that would be lost, a static pod alone), NotFound, Denied, Unavailable."""
        target, arguments = proposal.target, only(proposal.arguments, "lose_local_data", "lose_bare_pods")
        if target.kind != "Node" or target.provider != "kube":
            raise another_kind(NAME, "Node", target)
        node = reader.get("nodes", target.id)
        found = leaving(reader, target.id)
        _require_allowed(target.id, found, arguments)
        gap = _tried(reader, node)
        return PlannedAction(
            action=NAME,
            target=target,
            arguments=arguments,
            intent={"drained": target.id, "lost": sorted(found.local_data_lost(arguments) + found.bare)},
            preconditions={"uid": node["metadata"]["uid"], "unschedulable": bool(node["spec"].get("unschedulable"))},
            context=_context(proposal, node, found, gap, _others(reader, target.id)),
        )

    def apply(self, action: PlannedAction, *, writer: KubeWriter, operation: Operation, resumed: Json) -> Json:
        """Raises: Conflict when the node is not as it was, ToolError; what was evicted is in the journal."""
        receipt = {"uid": action.preconditions["uid"], "evicted": list(resumed.get("evicted", ())), "blocked": {}}
        _cordon(writer, action, operation, receipt)
        limit_s = min(_WITHIN_S, action.context.verify_timeout_s)
        for _ in polls(operation.clock, timeout_s=limit_s, every_s=_EVERY_S):
            found = leaving(writer, action.target.id)
            _require_allowed(action.target.id, found, action.arguments)
            receipt["blocked"] = _evict_each(writer, found, operation, receipt)
            if not receipt["blocked"] and not leaving(writer, action.target.id).to_evict:
                break
        return receipt

    def verify(self, action: PlannedAction, receipt: Json, *, reader: KubeReader, clock: Clock) -> Verification:
        """Watches until none of those pods is left on the node. Raises: Unavailable when the last look failed."""

        def look(waited_s: float) -> Progress:
            node = reader.get("nodes", action.target.id)
            if not node["spec"].get("unschedulable"):
                return Progress(
                    state="failed",
                    seen=Text(ko="다른 누군가가 노드를 다시 열었습니다.", en="Somebody has uncordoned the node."),
                )
            left = leaving(reader, action.target.id).all
            return Progress(state="waiting" if left else "done", seen=_left(left, receipt, waited_s))

        return watched(look, clock=clock, timeout_s=_GONE_S if not receipt["blocked"] else _EVERY_S)

    def undo(self, action: PlannedAction, receipt: Json, *, writer: KubeWriter, operation: Operation) -> Json:
        """Raises: Conflict when it is another node by now, ToolError."""
        done = {"uncordoned": not action.preconditions["unschedulable"]}
        if not done["uncordoned"]:
            return done
        for _ in range(_TRIES):
            node = writer.get("nodes", action.target.id)
            if node["metadata"]["uid"] != receipt["uid"]:
                raise made_anew(action.target)
            if not node["spec"].get("unschedulable"):
                return done
            operation.journal(done)
            if _set_cordon(writer, node, None, operation):
                return done
        raise no_rest(action.target)


def _require_allowed(node: str, found: Leaving, arguments: Json) -> None:
    """Raises: BadRequest when pods or data would be lost that nobody has said may be."""
    if found.bare and arguments.get("lose_bare_pods") is not True:
        pods = ", ".join(found.bare[:5])
        raise refusal(
            BadRequest,
            Text(
                ko=f"노드 {node}에 다시 만들어 줄 컨트롤러가 없는 파드가 있습니다: {pods}",
                en=f"Node {node} has pods that nothing makes again: {pods}.",
            ),
            Text(
                ko="직접 옮기거나, 없어져도 되면 lose_bare_pods=true를 붙이십시오.",
                en="Move them yourself, or say that they may be lost: lose_bare_pods=true.",
            ),
        )
    if found.local_data and arguments.get("lose_local_data") is not True:
        pods = ", ".join(found.local_data[:5])
        raise refusal(
            BadRequest,
            Text(
                ko=f"노드 {node}의 파드가 노드에 둔 데이터(emptyDir)는 파드와 함께 없어집니다: {pods}",
                en=f"Pods on node {node} keep data there (emptyDir) that goes with them: {pods}.",
            ),
            Text(
                ko="그 데이터가 없어져도 되면 lose_local_data=true를 붙이십시오.",
                en="Where that data may be lost: lose_local_data=true.",
            ),
        )


def _tried(reader: KubeReader, node: Obj) -> str:
    """Why the server was not asked, "" when it was."""
    try:
        reader.dry_run(
            "nodes", node["metadata"]["name"], json_patch(node, (Edit(path=CORDON, value=True),)), namespace=None
        )
    except Conflict:
        return ""  # only its status has moved
    except (Denied, Recorded) as error:
        return error.message
    return ""


def _cordon(writer: KubeWriter, action: PlannedAction, operation: Operation, receipt: Json) -> None:
    """Closes the node unless this operation, or somebody before the plan, has done so. Raises: Conflict."""
    for _ in range(_TRIES):
        node = writer.get("nodes", action.target.id)
        if node["metadata"]["uid"] != action.preconditions["uid"]:
            raise made_anew(action.target)
        closed = bool(node["spec"].get("unschedulable"))
        if closed and (action.preconditions["unschedulable"] or value_at(node, OPERATION) == operation.id):
            return
        if closed != action.preconditions["unschedulable"]:
            raise not_as_seen(action.target, "spec.unschedulable")
        operation.journal(receipt)
        if _set_cordon(writer, node, True, operation):
            return
    raise no_rest(action.target)


def _set_cordon(writer: KubeWriter, node: Obj, closed: bool | None, operation: Operation) -> bool:
    edits = (Edit(path=CORDON, value=closed), Edit(path=OPERATION, value=operation.id))
    try:
        writer.patch("nodes", node["metadata"]["name"], json_patch(node, edits), namespace=None)
    except Conflict:
        return False
    return True


def _evict_each(writer: KubeWriter, found: Leaving, operation: Operation, receipt: Json) -> dict[str, str]:
    """Pods that a budget holds back for now, and what it says; the rest is asked to go."""
    blocked: dict[str, str] = {}
    for pod in found.to_evict:
        meta = pod["metadata"]
        name = f"{meta['namespace']}/{meta['name']}"
        operation.still_allowed()
        try:
            writer.delete("pods", meta["name"], namespace=meta["namespace"], seen=pod, how="evict")
        except Blocked as error:
            blocked[name] = error.message
        except NotFound:
            continue
        except Conflict:
            blocked[name] = "its status changes"  # looked at again in the next round
        else:
            receipt["evicted"].append(name)
            operation.journal(receipt)
    return blocked


def _others(reader: KubeReader, name: str) -> int:
    """Nodes that can take the pods."""
    nodes = reader.list("nodes")
    return sum(
        n["metadata"]["name"] != name
        and not n["spec"].get("unschedulable")
        and condition(n, "Ready").get("status") == "True"
        for n in nodes
    )


def _left(pods: list[Obj], receipt: Json, waited_s: float) -> Text:
    names = [f"{p['metadata']['namespace']}/{p['metadata']['name']}" for p in pods]
    said = "; ".join(receipt["blocked"].get(n) or n for n in names[:3])
    gone = len(receipt["evicted"])
    return Text(
        ko=f"{waited_s:.0f}초 뒤: {gone}개를 내보냈고 {len(names)}개 남음" + (f": {said}" if said else ""),
        en=f"after {waited_s:.0f} s: {gone} evicted, {len(names)} left" + (f": {said}" if said else ""),
    )


def _context(proposal: Proposal, node: Obj, found: Leaving, gap: str, others: int) -> Context:
    name, pods = proposal.target.id, found.all
    limit_s = timeout_of(proposal.arguments, _WITHIN_S)
    names = [f"{p['metadata']['namespace']}/{p['metadata']['name']}" for p in pods]
    shown, more = names[:_SHOWN], len(names) - _SHOWN
    risky = bool(found.bare or found.local_data or found.held) or not others
    closed = "true" if node["spec"].get("unschedulable") else ""
    return Context(
        title=Text(ko=f"노드 {name} 비우기(파드 {len(pods)}개)", en=f"Drain node {name} ({len(pods)} pods)"),
        changes=(
            *((Change(field="spec.unschedulable", before="", after="true"),) if not closed else ()),
            *(Change(field=f"Pod {n}", before=f"on {name}", after="") for n in shown),
        ),
        effects=(
            *((Text(ko=f"그 밖에 파드 {more}개", en=f"and {more} more pods"),) if more > 0 else ()),
            Text(
                ko=f"DaemonSet 파드와 정적 파드 {found.staying}개는 남습니다.",
                en=f"{found.staying} pods of DaemonSets or static ones stay.",
            ),
            Text(
                ko=f"파드를 받을 수 있는 노드가 {others}개 있습니다. 자리가 되는지는 확인하지 않았습니다.",
                en=f"{others} other nodes can take pods; whether they have room was not checked.",
            ),
            *found.words(),
            *untried(gap),
        ),
        risk="high" if risky else "medium",
        risk_reason=Text(
            ko="잃거나 옮기지 못할 수 있는 파드가 있습니다.",
            en="Some pods may be lost, or find no place or permission.",
        )
        if risky
        else Text(ko="파드가 다른 노드에서 다시 뜹니다.", en="Its pods start anew on other nodes."),
        verify=Text(
            ko=f"{limit_s:.0f}초까지 내보내고, 그 뒤 {_GONE_S:.0f}초 안에 남은 파드가 없어야 합니다.",
            en=f"Evictions are asked for during {limit_s:.0f} s; {_GONE_S:.0f} s later none of the pods is left.",
        ),
        verify_timeout_s=limit_s,
        undo=Text(
            ko="노드를 다시 엽니다(uncordon). 옮겨 간 파드는 돌아오지 않습니다.",
            en="Uncordons the node; pods that have moved do not come back.",
        ),
        reversible=True,
        dry_run="none" if gap else "server",
        evidence=proposal.evidence,
    )


DRAIN_NODE = action(
    name=NAME,
    backend="kube",
    kind="Node",
    title=Text(ko="노드 비우기", en="Drain a node"),
    reads=("get nodes", "list nodes", "list pods", f"list {BUDGETS}", f"patch nodes{DRY_RUN}"),
    writes=("patch nodes", "create pods/eviction"),
    undo_text=Text(
        ko="노드를 다시 엽니다. 옮겨 간 파드는 돌아오지 않습니다.",
        en="Uncordons the node; pods that have moved do not come back.",
    ),
    placed=False,
)(_DrainNode)
