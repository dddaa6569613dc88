"""The actions `kube.apply_deployment`, `kube.apply_service` and so on: one object of a file that a person has written.

`arguments`: {"manifest": the object, "file": where it is written, "take_over": true to set fields that others own, "accept":
checks whose word is known}. What `baepo check manifests` objects to is not applied; Secrets, rights and definitions of kinds
have no such action. Found and run by `assistant.gate`. Source: Kubernetes API concepts, "Server-Side Apply".
"""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.executors.kube.frame.applying import FILE, declare_apply
from assistant.executors.kube.frame.ownership import AUTOSCALERS
from assistant.executors.kube.frame.recipe import Progress, Subject, Told
from assistant.executors.kube.frame.rollouts import LIST_PODS, replacement, replicas_of, rolled_out, timeout_s
from assistant.executors.spec import Action
from assistant.language import Text
from assistant.manifests.proving import prove
from assistant.plans import RiskLevel
from tools.kube.reader import KubeReader, Obj
from tools.kube.resources import RESOURCES
from tools.kube.rows import condition

_AT_ONCE_S, _JOB_S = 30.0, 300.0
Look = Callable[[Obj, KubeReader, float], Progress]


@dataclass(frozen=True, kw_only=True)
class _Applied:
    """A kind: how it is watched, what applying it touches, how grave it is to change one that is in use."""

    look: Look
    touches: Text
    changing: RiskLevel

    def told(self, subject: Subject, before: Obj | None) -> Told:
        name, limit_s = str(subject.target), _limit_s(subject.obj)
        file = str(subject.arguments.get(FILE) or "-")
        created = before is None
        title = (
            Text(ko=f"{name} 생성 ({file})", en=f"Create {name} ({file})")
            if created
            else Text(ko=f"{name} 변경 ({file})", en=f"Change {name} as in {file}")
        )
        return Told(
            title=title,
            effects=(*_effects(subject.obj, before), self.touches),
            risk="medium" if created else self.changing,
            risk_reason=Text(
                ko="새 객체가 제대로 뜨는지는 아직 확인되지 않았습니다.",
                en="Whether it works is not known before it is there.",
            )
            if created
            else Text(ko="지금 쓰이고 있는 객체를 바꿉니다.", en="It changes what is in use."),
            verify=Text(
                ko=f"{limit_s:.0f}초 안에 매니페스트대로 되고, 그대로 있어야 합니다.",
                en=f"Within {limit_s:.0f} s it is as the manifest says and works, and stays so.",
            ),
            timeout_s=limit_s,
            undo=Text(ko="만든 것을 지웁니다.", en="Deletes what it created.")
            if created
            else Text(
                ko="이전 내용을 다시 넣습니다(다른 사람이 그사이 바꾸지 않았을 때만).",
                en="Puts back what was there before, unless somebody has changed it in between.",
            ),
        )

    def progress(self, obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
        return self.look(obj, reader, waited_s)


def _limit_s(obj: Obj) -> float:
    kind = obj.get("kind")
    if kind in ("Deployment", "StatefulSet", "DaemonSet"):
        return timeout_s(replicas_of(obj))
    return _JOB_S if kind == "Job" else _AT_ONCE_S


def _effects(after: Obj, before: Obj | None) -> tuple[Text, ...]:
    """What becomes of pods."""
    if before is None or "template" not in (after.get("spec") or {}):
        return ()
    if before["spec"].get("template") == after["spec"].get("template"):
        return (Text(ko="파드는 교체되지 않습니다.", en="No pod is replaced."),)
    return (replacement({**before, "spec": after["spec"]}),)


def _rolled_out(obj: Obj, reader: KubeReader, waited_s: float) -> Progress:
    return rolled_out(obj, reader, waited_s=waited_s)


def _job(obj: Obj, reader: KubeReader, waited_s: float) -> Progress:
    """Done when its pods are ready or it has completed: how long the work takes is its own affair."""
    status, spec = obj.get("status") or {}, obj.get("spec") or {}
    failed, active = int(status.get("failed") or 0), int(status.get("active") or 0)
    seen = Text(
        ko=f"{waited_s:.0f}초 뒤: 실행 중 {active}, 준비됨 {status.get('ready', 0)}, 성공 {status.get('succeeded', 0)}, "
        f"실패 {failed}",
        en=f"after {waited_s:.0f} s: {active} active, {status.get('ready', 0)} ready, {status.get('succeeded', 0)} "
        f"succeeded, {failed} failed",
    )
    told = condition(obj, "Failed")
    if told.get("status") == "True":
        why = str(told.get("message", ""))
        return Progress(state="failed", seen=Text(ko=f"실패했습니다: {why}", en=f"It has failed: {why}"))
    well = condition(obj, "Complete").get("status") == "True" or spec.get("suspend")
    return Progress(state="done" if well or (active and status.get("ready") == active) else "waiting", seen=seen)


def _stays(obj: Obj, reader: KubeReader, waited_s: float) -> Progress:
    """What has no controller that reports, or none whose report belongs to this change."""
    return Progress(
        state="done",
        seen=Text(ko=f"{waited_s:.0f}초 뒤: 매니페스트대로입니다.", en=f"after {waited_s:.0f} s: as written"),
    )


def _scaler(obj: Obj, reader: KubeReader, waited_s: float) -> Progress:
    """Done when its controller has found what to scale."""
    able = condition(obj, "AbleToScale")
    seen = Text(
        ko=f"{waited_s:.0f}초 뒤: {able.get('message') or '아직 계산되지 않았습니다.'}",
        en=f"after {waited_s:.0f} s: {able.get('message') or 'not computed yet'}",
    )
    return Progress(state="done" if able.get("status") == "True" else "waiting", seen=seen)


def _budget(obj: Obj, reader: KubeReader, waited_s: float) -> Progress:
    status = obj.get("status") or {}
    counted = int(status.get("observedGeneration") or 0) >= int(obj["metadata"].get("generation") or 0)
    allowed = status.get("disruptionsAllowed", "?")
    seen = Text(
        ko=f"{waited_s:.0f}초 뒤: 축출 허용 {allowed}개", en=f"after {waited_s:.0f} s: {allowed} disruptions allowed"
    )
    return Progress(state="done" if counted else "waiting", seen=seen)


def _applies(what: str, resource: str, kind: _Applied, *, also_reads: tuple[str, ...] = ()) -> Action:
    name = RESOURCES[resource].kind
    return declare_apply(
        kind,
        name=f"kube.apply_{what}",
        resource=resource,
        title=Text(ko=f"매니페스트 적용: {name}", en=f"Apply a manifest: {name}"),
        prove=prove,
        also_reads=also_reads,
    )


_WORKLOAD = _Applied(
    look=_rolled_out,
    touches=Text(
        ko="파드의 환경 변수 값은 여기 적지 않습니다.", en="Values of environment variables are not written here."
    ),
    changing="medium",
)
APPLY_DEPLOYMENT = _applies("deployment", "deployments.apps", _WORKLOAD, also_reads=(LIST_PODS,))
APPLY_STATEFULSET = _applies("statefulset", "statefulsets.apps", _WORKLOAD, also_reads=(LIST_PODS,))
APPLY_DAEMONSET = _applies("daemonset", "daemonsets.apps", _WORKLOAD, also_reads=(LIST_PODS,))
APPLY_JOB = _applies(
    "job",
    "jobs.batch",
    _Applied(look=_job, touches=Text(ko="작업이 바로 시작됩니다.", en="Its work starts at once."), changing="medium"),
)
APPLY_CRONJOB = _applies(
    "cronjob",
    "cronjobs.batch",
    _Applied(
        look=_stays,
        touches=Text(ko="다음 예정 시각부터 이대로 실행됩니다.", en="It runs like this from its next time on."),
        changing="low",
    ),
)
APPLY_SERVICE = _applies(
    "service",
    "services",
    _Applied(
        look=_stays,
        touches=Text(
            ko="이 이름으로 가는 연결이 바로 이대로 나뉩니다.", en="Connections to its name go this way at once."
        ),
        changing="high",
    ),
)
APPLY_CONFIGMAP = _applies(
    "configmap",
    "configmaps",
    _Applied(
        look=_stays,
        touches=Text(
            ko="이미 떠 있는 파드는 다시 시작할 때까지 환경 변수를 다시 읽지 않습니다.",
            en="Pods that run read variables from it only when they start again.",
        ),
        changing="medium",
    ),
)
APPLY_INGRESS = _applies(
    "ingress",
    "ingresses.networking.k8s.io",
    _Applied(
        look=_stays,
        touches=Text(ko="밖에서 오는 요청의 길이 바뀝니다.", en="It changes where requests from outside go."),
        changing="high",
    ),
)
APPLY_NETWORKPOLICY = _applies(
    "networkpolicy",
    "networkpolicies.networking.k8s.io",
    _Applied(
        look=_stays,
        touches=Text(
            ko="고른 파드에서 여기 적히지 않은 연결은 끊깁니다.",
            en="For the pods it selects, what it does not allow is cut.",
        ),
        changing="high",
    ),
)
APPLY_AUTOSCALER = _applies(
    "hpa",
    AUTOSCALERS,
    _Applied(
        look=_scaler,
        touches=Text(
            ko="이 범위 안에서 파드 수를 컨트롤러가 정합니다.", en="Within its bounds its controller decides the pods."
        ),
        changing="medium",
    ),
)
APPLY_BUDGET = _applies(
    "pdb",
    "poddisruptionbudgets.policy",
    _Applied(
        look=_budget,
        touches=Text(ko="노드를 비울 때 지킬 파드 수를 정합니다.", en="It decides how many pods a drain must leave."),
        changing="low",
    ),
)
