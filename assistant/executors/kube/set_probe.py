"""The actions `kube.set_deployment_probe`, `_statefulset_probe` and `_daemonset_probe`: the times of a probe that a
container has. `arguments`: {"probe": "readiness", "timeout_seconds": 5, ...}. What it asks stays as it is.

Found and run by `assistant.gate`. Source: core/v1 Probe.
"""

from assistant.executors.kube.frame import templates
from assistant.executors.kube.frame.conflicts import nothing_said
from assistant.executors.kube.frame.containers import container_of
from assistant.executors.kube.frame.edits import Edit
from assistant.executors.kube.frame.patching import declare
from assistant.executors.kube.frame.recipe import Progress, Subject, Told, only, whole_number
from assistant.executors.kube.frame.rollouts import rolled_out
from assistant.language import Text, with_particle
from assistant.plans import Json
from assistant.refusing import refusal
from tools.kube.reader import KubeReader, Obj
from tools.spec import BadRequest

_PROBES = ("readiness", "liveness", "startup")
_FIELDS = {
    "initial_delay_seconds": ("initialDelaySeconds", 0),
    "period_seconds": ("periodSeconds", 1),
    "timeout_seconds": ("timeoutSeconds", 1),
    "failure_threshold": ("failureThreshold", 1),
}
_MOST = 3600


class _SetProbe:
    def arguments(self, given: Json) -> Json:
        only(given, "probe", "container", *_FIELDS)
        if given.get("probe") not in _PROBES:
            raise refusal(
                BadRequest,
                Text(
                    ko=f"probe는 {', '.join(_PROBES)} 가운데 하나여야 하는데 {given.get('probe')!r}입니다.",
                    en=f"probe must be one of {', '.join(_PROBES)}, not {given.get('probe')!r}.",
                ),
            )
        asked = [n for n in _FIELDS if n in given]
        if not asked:
            raise nothing_said(", ".join(_FIELDS))
        for name in asked:
            whole_number(given[name], name, least=_FIELDS[name][1], most=_MOST)
        return given

    def edits(self, subject: Subject) -> tuple[Edit, ...]:
        path, container = container_of(subject)
        probe = f"{subject.arguments['probe']}Probe"
        if probe not in container:
            name = str(container["name"])
            raise refusal(
                BadRequest,
                Text(
                    ko=f"{subject.target}의 컨테이너 {name}에 {with_particle(probe, '이')} 없어 바꿀 시간이 없습니다.",
                    en=f"Container {name} of {subject.target} has no {probe}: there are no times to set.",
                ),
                Text(
                    ko="프로브가 무엇을 물을지는 매니페스트에 적으십시오.",
                    en="What a probe asks is for the manifest to say.",
                ),
            )
        wanted = {_FIELDS[n][0]: subject.arguments[n] for n in _FIELDS if n in subject.arguments}
        have = container[probe]
        return tuple(Edit(path=(*path, probe, f), value=v) for f, v in wanted.items() if have.get(f, 0) != v)

    def told(self, subject: Subject, edits: tuple[Edit, ...]) -> Told:
        said, name = ", ".join(f"{e.path[-1]} {e.value}" for e in edits), str(subject.target)
        probe = subject.arguments["probe"]
        return templates.told(
            subject,
            edits,
            title=Text(ko=f"{name}의 {probe} 프로브 변경: {said}", en=f"Set the {probe} probe of {name}: {said}"),
            more=(
                Text(
                    ko="느슨한 프로브는 고장 난 파드를 더 늦게 알아챕니다.",
                    en="A looser probe notices a broken pod later.",
                ),
            ),
        )

    def progress(self, obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
        return rolled_out(obj, reader, waited_s=waited_s)


SET_DEPLOYMENT_PROBE = declare(
    _SetProbe(),
    name="kube.set_deployment_probe",
    resource="deployments.apps",
    title=Text(ko="Deployment 프로브 시간 변경", en="Set the times of a probe of a Deployment"),
    undo_text=templates.UNDO,
    also_reads=templates.READS,
)
SET_STATEFULSET_PROBE = declare(
    _SetProbe(),
    name="kube.set_statefulset_probe",
    resource="statefulsets.apps",
    title=Text(ko="StatefulSet 프로브 시간 변경", en="Set the times of a probe of a StatefulSet"),
    undo_text=templates.UNDO,
    also_reads=templates.READS,
)
SET_DAEMONSET_PROBE = declare(
    _SetProbe(),
    name="kube.set_daemonset_probe",
    resource="daemonsets.apps",
    title=Text(ko="DaemonSet 프로브 시간 변경", en="Set the times of a probe of a DaemonSet"),
    undo_text=templates.UNDO,
    also_reads=templates.READS,
)
