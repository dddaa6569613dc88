"""Causes in words, Korean and English. Called by `reports`; nothing here decides anything.

Sentences are templates over the details of a failure; `{image:이}` is the image with that Korean particle.
"""

from collections.abc import Mapping
from datetime import datetime

from assistant.checks.kube.failure import Failure
from assistant.language import Lang, Text, with_particle


class _Word(str):
    """A string whose format specification is a Korean particle."""

    __slots__ = ()

    def __format__(self, particle: str) -> str:
        return with_particle(str(self), particle) if particle else str(self)


_CRASH = Text(
    ko="{subject}의 컨테이너 {container:이} {when}{with_code} 종료됩니다{because}",
    en="Container {container} of {subject} exits {when}{with_code}{because}",
)
_UNREADY = Text(
    ko="{subject}의 컨테이너 {container:이} {probe} 검사를 통과하지 못합니다: {message}{log}",
    en="Container {container} of {subject} does not pass its {probe} probe: {message}{log}",
)
_IMAGE = Text(
    ko="{subject}의 이미지 {image:을} 내려받지 못합니다: {message}",
    en="The image {image} of {subject} cannot be pulled: {message}",
)
_OUT_OF_MEMORY = Text(
    ko="{subject}의 컨테이너 {container:이} {over} 반복해서 강제 종료됩니다(OOMKilled, 재시작 {restarts}회).",
    en="Container {container} of {subject} is killed again and again for exceeding {over} (OOMKilled, {restarts} restarts).",
)
_OTHER = Text(
    ko="{subject}의 파드가 {reason} 상태에 머물러 있습니다: {message}",
    en="Pods of {subject} stay in {reason}: {message}",
)


def _no_key(kind: str, name: str) -> Text:
    return Text(
        ko=f"{{subject:이}} {{through}}{kind} {{{name}}}의 키 {{key:을}} 요구하지만 그 키가 없습니다.",
        en=f"{{subject}} needs the key {{key}} of {kind} {{{name}}}{{through}}, which does not exist.",
    )


def _no_object(kind: str, name: str) -> Text:
    return Text(
        ko=f"{{subject:이}} 참조하는 {kind} {{{name}:이}} 없습니다.",
        en=f"{{subject}} refers to the {kind} {{{name}}}, which does not exist.",
    )


_CAUSES: Mapping[str, Text] = {
    "missing_config_key": _no_key("ConfigMap", "configmap"),
    "missing_secret_key": _no_key("Secret", "secret"),
    "missing_config_map": _no_object("ConfigMap", "configmap"),
    "missing_secret": _no_object("Secret", "secret"),
    "image_not_found": Text(
        ko="{subject}의 이미지 {image:이} 레지스트리에 없습니다: {message}",
        en="The image {image} of {subject} is not in its registry: {message}",
    ),
    "image_pull_denied": Text(
        ko="레지스트리가 이미지 {image}의 내려받기를 거부했습니다(인증 또는 권한): {message}",
        en="The registry refuses the pull of {image} for {subject} (credentials or rights): {message}",
    ),
    **dict.fromkeys(
        ("image_pull_rate_limited", "image_name_invalid", "image_pull_failing", "registry_unreachable"), _IMAGE
    ),
    "image_wrong_platform": Text(
        ko="{subject}의 이미지 {image}에 이 노드의 CPU 아키텍처나 운영체제용이 없습니다: {message}",
        en="The image {image} of {subject} has no variant for the architecture or system of its node: {message}",
    ),
    "image_never_pulled": Text(
        ko="{subject}의 이미지 {image:이} 노드에 없고, imagePullPolicy가 Never라서 내려받지도 않습니다: {message}",
        en="The image {image} of {subject} is not on its node, and imagePullPolicy Never forbids pulling it: {message}",
    ),
    "node_disk_full": Text(
        ko="노드의 디스크가 가득 차 {subject}의 이미지 {image:을} 내려받지 못합니다: {message}",
        en="The disk of the node is full, so the image {image} of {subject} cannot be pulled: {message}",
    ),
    "scheduler_missing": Text(
        ko="{subject}의 파드는 스케줄러 {scheduler:을} 지정했지만, 그 스케줄러가 배치하지 않습니다. "
        "돌고 있지 않거나 이름이 틀렸습니다.",
        en="Pods of {subject} ask for the scheduler {scheduler}, which does not place them: "
        "it does not run or its name is wrong.",
    ),
    "not_started": Text(
        ko="{subject}의 파드가 노드 {node}에 배치되었지만 노드가 시작하지 않습니다. 그 노드의 kubelet을 확인해야 합니다.",
        en="Pods of {subject} were placed on node {node}, which does not start them: look at its kubelet.",
    ),
    "readiness_gate": Text(
        ko="{subject}의 컨테이너는 모두 준비되었지만, 준비 게이트(readiness gate) {gates:이} 아직 참이 아닙니다: {message}",
        en="All containers of {subject} are ready, but its readiness gate {gates} is not met: {message}",
    ),
    "crash_at_start": _CRASH,
    "crash_loop": _CRASH,
    "liveness_failing": Text(
        ko="{subject}의 컨테이너 {container:이} 활성(liveness) 검사에 실패해 계속 재시작됩니다: {message}",
        en="Container {container} of {subject} is restarted because its liveness probe fails: {message}",
    ),
    "init_unfinished": Text(
        ko="{subject}의 초기화 컨테이너 {container:이} {started_at}부터 끝나지 않아 본 컨테이너가 시작되지 못합니다{log}",
        en="Init container {container} of {subject} runs since {started_at} and does not finish, "
        "so the others cannot start{log}",
    ),
    "startup_failing": _UNREADY,
    "readiness_failing": _UNREADY,
    "memory_limit": _OUT_OF_MEMORY,
    "node_memory": _OUT_OF_MEMORY,
    "unschedulable": Text(
        ko="{subject}의 파드를 배치할 노드가 없습니다: {message}",
        en="No node can take the pods of {subject}: {message}",
    ),
    "storage_class_missing": Text(
        ko="{subject}의 파드가 쓰는 PVC {claim:이} 바인딩되지 않습니다. StorageClass {storage_class:이} 없기 때문입니다.",
        en="The PVC {claim} of {subject} cannot bind because the StorageClass {storage_class} does not exist.",
    ),
    "claim_missing": _no_object("PVC", "claim"),
    "claim_unbound": Text(
        ko="{subject}의 파드가 쓰는 PVC {claim:이} 바인딩되지 않았습니다: {message}",
        en="The PVC {claim} of {subject} is not bound: {message}",
    ),
}
_SHORT: Mapping[str, Text] = {
    "missing_config_key": Text(
        ko="ConfigMap {configmap}에 키 {key:이} 없음", en="key {key} missing in ConfigMap {configmap}"
    ),
    "missing_secret_key": Text(ko="Secret {secret}에 키 {key:이} 없음", en="key {key} missing in Secret {secret}"),
    "missing_config_map": Text(ko="ConfigMap {configmap} 없음", en="ConfigMap {configmap} missing"),
    "missing_secret": Text(ko="Secret {secret} 없음", en="Secret {secret} missing"),
    "image_not_found": Text(ko="이미지가 레지스트리에 없음", en="image not found"),
    "image_pull_denied": Text(ko="이미지 내려받기가 거부됨", en="image pull denied"),
    "image_pull_rate_limited": Text(ko="레지스트리 요청 한도 초과", en="image pull rate-limited"),
    "image_name_invalid": Text(ko="이미지 이름이 잘못됨", en="invalid image name"),
    "image_pull_failing": Text(ko="이미지를 내려받지 못함", en="image cannot be pulled"),
    "image_wrong_platform": Text(ko="이미지의 아키텍처가 다름", en="image is for another platform"),
    "image_never_pulled": Text(ko="노드에 이미지가 없음", en="image is not on the node"),
    "node_disk_full": Text(ko="노드 디스크가 가득 참", en="disk of the node is full"),
    "scheduler_missing": Text(ko="스케줄러 {scheduler:이} 없음", en="scheduler {scheduler} does not act"),
    "not_started": Text(ko="노드가 시작하지 않음", en="its node does not start it"),
    "readiness_gate": Text(ko="준비 게이트 미충족", en="readiness gate is not met"),
    "registry_unreachable": Text(ko="레지스트리에 연결되지 않음", en="registry unreachable"),
    "crash_at_start": Text(ko="시작 직후 종료됨", en="crashes at start"),
    "crash_loop": Text(ko="반복해서 종료됨", en="crashes repeatedly"),
    "liveness_failing": Text(ko="활성 검사 실패", en="liveness probe fails"),
    "init_unfinished": Text(ko="초기화 컨테이너가 끝나지 않음", en="init container does not finish"),
    "startup_failing": Text(ko="시작 검사 실패", en="startup probe fails"),
    "readiness_failing": Text(ko="준비 검사 실패", en="readiness probe fails"),
    "memory_limit": Text(ko="메모리 한도 {memory_limit} 초과", en="exceeds its memory limit of {memory_limit}"),
    "node_memory": Text(ko="노드 메모리 부족", en="node runs out of memory"),
    "unschedulable": Text(ko="배치할 노드 없음", en="no node can take its pods"),
    "storage_class_missing": Text(ko="StorageClass {storage_class} 없음", en="StorageClass {storage_class} missing"),
    "claim_missing": Text(ko="PVC {claim} 없음", en="PVC {claim} missing"),
    "claim_unbound": Text(ko="PVC {claim:이} 바인딩되지 않음", en="PVC {claim} is not bound"),
}


def cause_text(failure: Failure, subject: Text) -> Text:
    """One sentence: why the pods of `subject` fail."""
    text = _filled(_CAUSES.get(failure.variant, _OTHER), failure, subject)
    return Text(ko=text.ko, en=f"T{text.en[1:]}" if text.en.startswith("the ") else text.en)


def short_cause(failure: Failure) -> Text:
    """A few words for a title."""
    found = _SHORT.get(failure.variant, Text(ko="{reason} 상태", en="{reason}"))
    return _filled(found, failure, Text(ko="", en=""))


def state_word(failure: Failure) -> str:
    """What `kubectl get pods` shows for it."""
    dies = failure.variant in ("crash_at_start", "crash_loop", "liveness_failing")
    killed = failure.variant == "startup_failing" and bool(failure.detail("restarts"))
    return "CrashLoopBackOff" if dies or killed else failure.reason


def clock_text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _filled(template: Text, failure: Failure, subject: Text) -> Text:
    ko, en = _words(failure, subject, "ko"), _words(failure, subject, "en")
    return Text(ko=template.ko.format_map(ko), en=template.en.format_map(en))


class _Words(dict[str, _Word]):
    """Words by name; what a failure does not tell is empty."""

    def __missing__(self, name: str) -> _Word:
        return _Word("")


def _words(failure: Failure, subject: Text, lang: Lang) -> _Words:
    """What templates may name: the details, and the parts of sentences that are there only sometimes."""
    optional = {name: part.in_(lang) for name, part in _optional(failure).items()}
    known = {"container": failure.container, "message": failure.message, "reason": failure.reason}
    named = {**dict(failure.details), **known, **optional, "subject": subject.in_(lang)}
    return _Words((name, _Word(word)) for name, word in named.items())


def _optional(failure: Failure) -> Mapping[str, Text]:
    code, limit, line = failure.detail("exit_code"), failure.detail("memory_limit"), failure.detail("log_line")
    variable = failure.detail("variable")
    told = bool(variable) and variable != failure.detail("key")
    because = f": {failure.message}" if failure.message else "."
    nothing = Text(ko="", en="")
    return {
        "through": Text(ko=f"환경 변수 {with_particle(variable, '을')} 위해 ", en=f" for the variable {variable}")
        if told
        else nothing,
        "when": Text(ko="시작하자마자", en="right after its start")
        if failure.variant == "crash_at_start"
        else Text(ko="실행 중에 반복해서", en="again and again"),
        "with_code": Text(ko=f" 종료 코드 {with_particle(code, '으로')}", en=f" with exit code {code}")
        if code
        else nothing,
        "because": Text(ko=because, en=because),
        "probe": Text(ko="시작(startup)", en="startup")
        if failure.variant == "startup_failing"
        else Text(ko="준비(readiness)", en="readiness"),
        "log": Text(ko=f". 로그: {line}", en=f". Its log says: {line}") if line else nothing,
        "over": Text(ko=f"메모리 한도 {with_particle(limit, '을')} 넘어", en=f"its memory limit of {limit}")
        if limit
        else Text(ko="노드의 메모리가 모자라", en="the memory of its node"),
    }
