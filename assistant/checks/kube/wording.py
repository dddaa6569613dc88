"""Causes in words, Korean and English. Called by `reports`; nothing here decides anything."""

from collections.abc import Callable, Mapping
from datetime import datetime

from assistant.checks.kube.failures import Failure
from assistant.language import Text, with_particle


def cause_text(failure: Failure, subject: Text) -> Text:
    """One sentence: why the pods of `subject` fail."""
    text = _CAUSES.get(failure.variant, _other)(failure, subject)
    return Text(ko=text.ko, en=f"T{text.en[1:]}" if text.en.startswith("the ") else text.en)


def short_cause(failure: Failure) -> Text:
    """A few words for a title."""
    found = _SHORT.get(failure.variant)
    return found(failure) if found else Text(ko=f"{failure.reason} 상태", en=failure.reason)


def state_word(failure: Failure) -> str:
    """What `kubectl get pods` shows for it."""
    return "CrashLoopBackOff" if failure.variant in ("crash_at_start", "crash_loop") else failure.reason


def clock_text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _missing_key(failure: Failure, subject: Text, kind: str, name: str) -> Text:
    key = failure.detail("key")
    variable = failure.detail("variable")
    through_ko = f"환경 변수 {with_particle(variable, '을')} 위해 " if variable and variable != key else ""
    through_en = f" for the variable {variable}" if variable and variable != key else ""
    return Text(
        ko=f"{with_particle(subject.ko, '이')} {through_ko}{kind} {name}의 "
        f"키 {with_particle(key, '을')} 요구하지만 그 키가 없습니다.",
        en=f"{subject.en} needs the key {key} of {kind} {name}{through_en}, which does not exist.",
    )


def _missing_config_key(failure: Failure, subject: Text) -> Text:
    return _missing_key(failure, subject, "ConfigMap", failure.detail("configmap"))


def _missing_secret_key(failure: Failure, subject: Text) -> Text:
    return _missing_key(failure, subject, "Secret", failure.detail("secret"))


def _missing_object(subject: Text, kind: str, name: str) -> Text:
    return Text(
        ko=f"{with_particle(subject.ko, '이')} 참조하는 {kind} {with_particle(name, '이')} 없습니다.",
        en=f"{subject.en} refers to the {kind} {name}, which does not exist.",
    )


def _missing_config_map(failure: Failure, subject: Text) -> Text:
    return _missing_object(subject, "ConfigMap", failure.detail("configmap"))


def _missing_secret(failure: Failure, subject: Text) -> Text:
    return _missing_object(subject, "Secret", failure.detail("secret"))


def _image_not_found(failure: Failure, subject: Text) -> Text:
    image = failure.detail("image")
    return Text(
        ko=f"{subject.ko}의 이미지 {with_particle(image, '이')} 레지스트리에 없습니다: {failure.message}",
        en=f"The image {image} of {subject.en} is not in its registry: {failure.message}",
    )


def _image_denied(failure: Failure, subject: Text) -> Text:
    image = failure.detail("image")
    return Text(
        ko=f"레지스트리가 이미지 {image}의 내려받기를 거부했습니다(인증 또는 권한): {failure.message}",
        en=f"The registry refuses the pull of {image} for {subject.en} (credentials or rights): {failure.message}",
    )


def _image_other(failure: Failure, subject: Text) -> Text:
    image = failure.detail("image")
    return Text(
        ko=f"{subject.ko}의 이미지 {with_particle(image, '을')} 내려받지 못합니다: {failure.message}",
        en=f"The image {image} of {subject.en} cannot be pulled: {failure.message}",
    )


def _crash(failure: Failure, subject: Text) -> Text:
    code = failure.detail("exit_code")
    ko_when = "시작하자마자" if failure.variant == "crash_at_start" else "실행 중에 반복해서"
    en_when = "right after its start" if failure.variant == "crash_at_start" else "again and again"
    because = f": {failure.message}" if failure.message else ""
    end = because or "."
    who_ko = with_particle(failure.container, "이")
    with_code_ko = f" 종료 코드 {with_particle(code, '으로')}" if code else ""
    with_code_en = f" with exit code {code}" if code else ""
    return Text(
        ko=f"{subject.ko}의 컨테이너 {who_ko} {ko_when}{with_code_ko} 종료됩니다{end}",
        en=f"Container {failure.container} of {subject.en} exits {en_when}{with_code_en}{end}",
    )


def _liveness(failure: Failure, subject: Text) -> Text:
    return Text(
        ko=f"{subject.ko}의 컨테이너 {with_particle(failure.container, '이')} "
        f"활성(liveness) 검사에 실패해 계속 재시작됩니다: {failure.message}",
        en=f"Container {failure.container} of {subject.en} is restarted "
        f"because its liveness probe fails: {failure.message}",
    )


def _unready(failure: Failure, subject: Text) -> Text:
    line = failure.detail("log_line")
    ko_line = f". 로그: {line}" if line else ""
    en_line = f". Its log says: {line}" if line else ""
    probe_ko = "시작(startup)" if failure.variant == "startup_failing" else "준비(readiness)"
    probe_en = "startup" if failure.variant == "startup_failing" else "readiness"
    return Text(
        ko=f"{subject.ko}의 컨테이너 {with_particle(failure.container, '이')} "
        f"{probe_ko} 검사를 통과하지 못합니다: {failure.message}{ko_line}",
        en=f"Container {failure.container} of {subject.en} "
        f"does not pass its {probe_en} probe: {failure.message}{en_line}",
    )


def _out_of_memory(failure: Failure, subject: Text) -> Text:
    limit, restarts = failure.detail("memory_limit"), failure.detail("restarts")
    within_ko = f"메모리 한도 {with_particle(limit, '을')} 넘어" if limit else "노드의 메모리가 모자라"
    within_en = f"its memory limit of {limit}" if limit else "the memory of its node"
    return Text(
        ko=f"{subject.ko}의 컨테이너 {with_particle(failure.container, '이')} {within_ko} "
        f"반복해서 강제 종료됩니다(OOMKilled, 재시작 {restarts}회).",
        en=f"Container {failure.container} of {subject.en} is killed again and again "
        f"for exceeding {within_en} (OOMKilled, {restarts} restarts).",
    )


def _unschedulable(failure: Failure, subject: Text) -> Text:
    return Text(
        ko=f"{subject.ko}의 파드를 배치할 노드가 없습니다: {failure.message}",
        en=f"No node can take the pods of {subject.en}: {failure.message}",
    )


def _storage_class(failure: Failure, subject: Text) -> Text:
    claim, name = failure.detail("claim"), failure.detail("storage_class")
    return Text(
        ko=f"{subject.ko}의 파드가 쓰는 PVC {with_particle(claim, '이')} 바인딩되지 않습니다. "
        f"StorageClass {with_particle(name, '이')} 없기 때문입니다.",
        en=f"The PVC {claim} of {subject.en} cannot bind because the StorageClass {name} does not exist.",
    )


def _claim_missing(failure: Failure, subject: Text) -> Text:
    return _missing_object(subject, "PVC", failure.detail("claim"))


def _claim_unbound(failure: Failure, subject: Text) -> Text:
    claim = failure.detail("claim")
    return Text(
        ko=f"{subject.ko}의 파드가 쓰는 PVC {with_particle(claim, '이')} 바인딩되지 않았습니다: {failure.message}",
        en=f"The PVC {claim} of {subject.en} is not bound: {failure.message}",
    )


def _other(failure: Failure, subject: Text) -> Text:
    return Text(
        ko=f"{subject.ko}의 파드가 {failure.reason} 상태에 머물러 있습니다: {failure.message}",
        en=f"Pods of {subject.en} stay in {failure.reason}: {failure.message}",
    )


_CAUSES: Mapping[str, Callable[[Failure, Text], Text]] = {
    "missing_config_key": _missing_config_key,
    "missing_secret_key": _missing_secret_key,
    "missing_config_map": _missing_config_map,
    "missing_secret": _missing_secret,
    "image_not_found": _image_not_found,
    "image_pull_denied": _image_denied,
    "image_pull_rate_limited": _image_other,
    "image_name_invalid": _image_other,
    "image_pull_failing": _image_other,
    "registry_unreachable": _image_other,
    "crash_at_start": _crash,
    "crash_loop": _crash,
    "liveness_failing": _liveness,
    "startup_failing": _unready,
    "readiness_failing": _unready,
    "memory_limit": _out_of_memory,
    "node_memory": _out_of_memory,
    "unschedulable": _unschedulable,
    "storage_class_missing": _storage_class,
    "claim_missing": _claim_missing,
    "claim_unbound": _claim_unbound,
}
_SHORT: Mapping[str, Callable[[Failure], Text]] = {
    "missing_config_key": lambda f: Text(
        ko=f"ConfigMap {f.detail('configmap')}에 키 {with_particle(f.detail('key'), '이')} 없음",
        en=f"key {f.detail('key')} missing in ConfigMap {f.detail('configmap')}",
    ),
    "missing_secret_key": lambda f: Text(
        ko=f"Secret {f.detail('secret')}에 키 {with_particle(f.detail('key'), '이')} 없음",
        en=f"key {f.detail('key')} missing in Secret {f.detail('secret')}",
    ),
    "missing_config_map": lambda f: Text(
        ko=f"ConfigMap {f.detail('configmap')} 없음", en=f"ConfigMap {f.detail('configmap')} missing"
    ),
    "missing_secret": lambda f: Text(ko=f"Secret {f.detail('secret')} 없음", en=f"Secret {f.detail('secret')} missing"),
    "image_not_found": lambda f: Text(ko="이미지가 레지스트리에 없음", en="image not found"),
    "image_pull_denied": lambda f: Text(ko="이미지 내려받기가 거부됨", en="image pull denied"),
    "image_pull_rate_limited": lambda f: Text(ko="레지스트리 요청 한도 초과", en="image pull rate-limited"),
    "image_name_invalid": lambda f: Text(ko="이미지 이름이 잘못됨", en="invalid image name"),
    "image_pull_failing": lambda f: Text(ko="이미지를 내려받지 못함", en="image cannot be pulled"),
    "registry_unreachable": lambda f: Text(ko="레지스트리에 연결되지 않음", en="registry unreachable"),
    "crash_at_start": lambda f: Text(ko="시작 직후 종료됨", en="crashes at start"),
    "crash_loop": lambda f: Text(ko="반복해서 종료됨", en="crashes repeatedly"),
    "liveness_failing": lambda f: Text(ko="활성 검사 실패", en="liveness probe fails"),
    "startup_failing": lambda f: Text(ko="시작 검사 실패", en="startup probe fails"),
    "readiness_failing": lambda f: Text(ko="준비 검사 실패", en="readiness probe fails"),
    "memory_limit": lambda f: Text(
        ko=f"메모리 한도 {f.detail('memory_limit')} 초과", en=f"exceeds its memory limit of {f.detail('memory_limit')}"
    ),
    "node_memory": lambda f: Text(ko="노드 메모리 부족", en="node runs out of memory"),
    "unschedulable": lambda f: Text(ko="배치할 노드 없음", en="no node can take its pods"),
    "storage_class_missing": lambda f: Text(
        ko=f"StorageClass {f.detail('storage_class')} 없음", en=f"StorageClass {f.detail('storage_class')} missing"
    ),
    "claim_missing": lambda f: Text(ko=f"PVC {f.detail('claim')} 없음", en=f"PVC {f.detail('claim')} missing"),
    "claim_unbound": lambda f: Text(
        ko=f"PVC {with_particle(f.detail('claim'), '이')} 바인딩되지 않음", en=f"PVC {f.detail('claim')} is not bound"
    ),
}
