"""The action `kube.delete_evicted_pods`: what evictions by a kubelet have left of pods in one namespace. No arguments of
a person's; the plan fills in `pods`, so that only those that were seen are deleted.

Found and run by `assistant.gate`. Source: core/v1 PodStatus (`phase: Failed`, `reason: Evicted`); metav1 DeleteOptions.
"""

from datetime import datetime
from typing import Any

from assistant.clock import Clock
from assistant.executors.kube.frame.conflicts import another_kind, not_as_seen
from assistant.executors.kube.frame.recipe import Progress, only, timeout_of
from assistant.executors.kube.frame.watching import watched
from assistant.executors.spec import Operation, Verification, action
from assistant.language import Text
from assistant.plans import Change, Context, Json, PlannedAction, Proposal
from assistant.refusing import refusal
from tools.kube.errors import Conflict
from tools.kube.reader import KubeReader, KubeWriter, Obj
from tools.spec import BadRequest, NotFound

NAME = "kube.delete_evicted_pods"
_MOST = 500  # pods in one plan
_SHOWN = 10
_WITHIN_S = 60.0


class _DeleteEvicted:
    """Deletes pods that are over; each one is checked again before it goes."""

    def plan(self, proposal: Proposal, *, reader: KubeReader, now: datetime) -> PlannedAction:
        """Raises: BadRequest (there are none), NotFound (no such namespace), Denied, Unavailable."""
        target = proposal.target
        if target.kind != "Namespace" or target.provider != "kube":
            raise another_kind(NAME, "Namespace", target)
        space = reader.get("namespaces", target.id)
        arguments = only(proposal.arguments, "pods")
        chosen = arguments.get("pods")
        evicted = {p["metadata"]["name"]: p["metadata"]["uid"] for p in _evicted(reader, target.id)}
        if chosen is not None:
            evicted = {n: u for n, u in evicted.items() if chosen.get(n) == u}
        evicted = dict(sorted(evicted.items())[:_MOST])
        if not evicted:
            raise refusal(
                BadRequest,
                Text(
                    ko=f"네임스페이스 {target.id}에는 축출된 파드가 없습니다.",
                    en=f"Namespace {target.id} has no evicted pods.",
                ),
            )
        return PlannedAction(
            action=NAME,
            target=target,
            arguments={**arguments, "pods": evicted},
            intent={"removed": evicted},
            preconditions={"uid": space["metadata"]["uid"]},
            context=_context(target.id, list(evicted), timeout_of(arguments, _WITHIN_S), proposal.evidence),
        )

    def apply(self, action: PlannedAction, *, writer: KubeWriter, operation: Operation, resumed: Json) -> Json:
        """Raises: ToolError; what was deleted before it stays deleted and is in the journal."""
        wanted: dict[str, str] = action.intent["removed"]
        gone: list[str] = list(resumed.get("gone", ()))
        for name, uid in wanted.items():
            if name in gone:
                continue
            operation.still_allowed()
            _delete(writer, action.target.id, name, uid)
            gone.append(name)
            operation.journal({"gone": gone})
        return {"gone": gone}

    def verify(self, action: PlannedAction, receipt: Json, *, reader: KubeReader, clock: Clock) -> Verification:
        """Raises: Unavailable when the last look was not possible."""
        wanted: dict[str, str] = action.intent["removed"]

        def look(waited_s: float) -> Progress:
            there = {p["metadata"]["name"]: p["metadata"]["uid"] for p in _evicted(reader, action.target.id)}
            left = [n for n, u in wanted.items() if there.get(n) == u]
            return Progress(
                state="waiting" if left else "done",
                seen=Text(
                    ko=f"{waited_s:.0f}초 뒤: {len(wanted)}개 중 {len(left)}개 남음",
                    en=f"after {waited_s:.0f} s: {len(left)} of {len(wanted)} are left",
                ),
            )

        return watched(look, clock=clock, timeout_s=action.context.verify_timeout_s)

    def undo(self, action: PlannedAction, receipt: Json, *, writer: KubeWriter, operation: Operation) -> Json:
        """Raises: BadRequest always, because what is removed does not come back."""
        raise refusal(
            BadRequest,
            Text(ko="지운 파드는 돌아오지 않습니다.", en="Deleted pods do not come back."),
            Text(ko="지운 파드는 모두 이미 멈춘 것이었습니다.", en="None of them was running any more."),
        )


def _evicted(reader: KubeReader, namespace: str) -> list[Obj]:
    failed = reader.list("pods", namespace=namespace, field_selector="status.phase=Failed")
    return [p for p in failed if (p.get("status") or {}).get("reason") == "Evicted"]


def _delete(writer: KubeWriter, namespace: str, name: str, uid: str) -> None:
    try:
        pod: dict[str, Any] = writer.get("pods", name, namespace=namespace)
        if pod["metadata"]["uid"] == uid:
            writer.delete("pods", name, namespace=namespace, seen=pod)
    except NotFound:
        return
    except Conflict as error:
        raise not_as_seen(f"Pod {namespace}/{name}") from error


def _context(namespace: str, names: list[str], limit_s: float, evidence: tuple[str, ...]) -> Context:
    count, more = len(names), len(names) - _SHOWN
    shown = names[:_SHOWN]
    return Context(
        title=Text(
            ko=f"네임스페이스 {namespace}의 축출된 파드 {count}개 삭제",
            en=f"Delete {count} evicted pods of namespace {namespace}",
        ),
        changes=tuple(Change(field=f"Pod {namespace}/{name}", before="Evicted", after="") for name in shown),
        effects=(
            *((Text(ko=f"그 밖에 {more}개", en=f"and {more} more"),) if more > 0 else ()),
            Text(
                ko="모두 이미 끝난 파드라 처리 중인 것은 없습니다. 축출된 까닭이 적힌 상태도 함께 지워집니다.",
                en="All are over: nothing that serves goes. The status that says why they were evicted goes with them.",
            ),
        ),
        risk="low",
        risk_reason=Text(ko="돌고 있는 파드는 없습니다.", en="None of them runs."),
        verify=Text(ko=f"{limit_s:.0f}초 안에 하나도 남지 않아야 합니다.", en=f"Within {limit_s:.0f} s none is left."),
        verify_timeout_s=limit_s,
        undo=Text(ko="지운 파드는 돌아오지 않습니다.", en="Deleted pods do not come back."),
        reversible=False,
        dry_run="not needed",
        evidence=evidence,
    )


DELETE_EVICTED_PODS = action(
    name=NAME,
    backend="kube",
    kind="Namespace",
    title=Text(ko="축출된 파드 정리", en="Delete evicted pods"),
    reads=("get namespaces", "list pods", "get pods"),
    writes=("delete pods",),
    undo_text=Text(ko="되돌릴 수 없습니다.", en="Cannot be undone."),
    reversible=False,
    placed=False,
)(_DeleteEvicted)
