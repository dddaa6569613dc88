"""What could not be read, in the reader's language. Called by whoever shows a `ToolError` or a `NotRead` to a person.

English is what the tools themselves say. Korean is made from the reason's code and parts; the backend's own words are
quoted as they are, and what has no code yet is quoted whole.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from assistant.language import Lang, with_particle
from tools.spec import NotRead, Reason, ToolError


class Told(NamedTuple):
    """Why, and what to do next ("" where nothing helps)."""

    why: str
    remedy: str


def told(refusal: ToolError | NotRead, lang: Lang) -> Told:
    """`refusal` in `lang`."""
    message = refusal.message if isinstance(refusal, ToolError) else refusal.why
    sentence = _KOREAN.get(refusal.reason.code) if lang == "ko" and refusal.reason else None
    if lang == "en":
        return Told(message, refusal.remedy)
    if sentence is None or refusal.reason is None:
        return Told(f"받은 메시지: “{message}”", refusal.remedy)
    return sentence(_Parts(refusal.reason))


class _Parts:
    """The parts of a reason; "" for one that it does not have."""

    def __init__(self, reason: Reason) -> None:
        self._parts = reason.parts

    def __getitem__(self, name: str) -> str:
        return self._parts.get(name, "")

    @property
    def place(self) -> str:
        return self["place"].replace("the API server ", "API 서버 ")

    @property
    def request(self) -> str:
        """What was tried, as a sentence opens with it."""
        return f"`{self['doing']}` 요청 실패: "

    @property
    def quote(self) -> str:
        return f" 서버의 답: “{self['quote']}”" if self["quote"] else ""


def _sentence(why: str, remedy: str) -> Callable[[_Parts], Told]:
    """A sentence about the place; `{quote}` in it is what it was told last."""

    def say(parts: _Parts) -> Told:
        quoted = f"({parts['quote']})" if parts["quote"] else ""
        body = why.replace("{quote}", quoted).replace("{status}", parts["status"])
        return Told(f"{parts.request}{with_particle(parts.place, '이')} {body}", remedy)

    return say


def _forbidden(parts: _Parts) -> Told:
    return Told(
        f"{parts.request}{with_particle(parts.place, '이')} 거부했습니다(403). "
        f"사용자 {parts['user']}에게 권한이 없습니다: `{parts['permission']}`",
        f"허용하려면: {parts['command']}",
    )


def _answered(parts: _Parts) -> Told:
    return Told(
        f"{parts.request}{with_particle(parts.place, '이')} 받아들이지 않았습니다({parts['status']}).{parts.quote}",
        "",
    )


def _missing(parts: _Parts) -> Told:
    return Told(f"{parts.request}{parts.place}에 그런 것이 없습니다.{parts.quote}", "")


def _not_installed(parts: _Parts) -> Told:
    return Told(f"이 클러스터에는 {parts['kind']} 종류가 설치되어 있지 않습니다.", "")


def _changed(parts: _Parts) -> Told:
    return Told(f"{parts.request}읽은 뒤에 대상이 바뀌었습니다.{parts.quote}", "다시 읽고 다시 시도하십시오.")


def _server_error(parts: _Parts) -> Told:
    return Told(
        f"{parts.request}{with_particle(parts.place, '이')} 오류로 답했습니다({parts['status']}).{parts.quote}",
        "다시 시도하십시오. `kubectl get --raw /readyz?verbose`로 상태를 볼 수 있습니다.",
    )


def _cut(parts: _Parts) -> Told:
    return Told(
        f"{parts['most']}개보다 많아 처음 {parts['most']}개만 읽었습니다.", "네임스페이스 하나를 지정해 물어보십시오."
    )


def _no_pods_of_workload(parts: _Parts) -> Told:
    where = f"네임스페이스 {parts['namespace']}에 " if parts["namespace"] else ""
    closest = parts["closest"]
    return Told(
        f"{where}{parts['name']}의 파드가 없습니다(그런 워크로드가 없거나, 꺼져 있습니다).",
        f"파드가 있는 비슷한 이름: {closest}" if closest else "",
    )


def _more_pods(parts: _Parts) -> Told:
    return Told(
        f"워크로드 하나의 로그는 한 번에 파드 {parts['most']}개까지 읽습니다.",
        "그 파드의 이름으로 로그를 물어보십시오.",
    )


def _not_started(parts: _Parts) -> Told:
    where = f"{parts['pod']} 파드의 컨테이너 {parts['container']}"
    return Told(f"아직 로그가 없습니다: {with_particle(where, '이')} 시작되지 않았습니다({parts['state']}).", "")


def _no_such_workload(parts: _Parts) -> Told:
    where = f"네임스페이스 {parts['namespace']}에 " if parts["namespace"] else ""
    closest, unready = parts["closest"], parts["unready"]
    ask = "무엇이 있는지는 “워크로드 목록 보여줘”라고 물어보십시오."
    remedy = f"준비되지 않은 것: {unready}. {ask}" if unready else ask
    return Told(
        f"{where}{with_particle(parts['name'], '이')} 없습니다(워크로드, Service, 파드 중에서 찾았습니다).",
        f"비슷한 이름: {closest}" if closest else remedy,
    )


def _no_such_target(parts: _Parts) -> Told:
    where = f"네임스페이스 {parts['namespace']}에 " if parts["namespace"] else ""
    name, closest = f"{parts['kinds']} {parts['name']}", parts["closest"]
    return Told(f"{where}{with_particle(name, '이')} 없습니다.", f"비슷한 이름: {closest}" if closest else "")


def _several_targets(parts: _Parts) -> Told:
    return Told(
        f"{parts['name']}만으로는 어느 것인지 알 수 없습니다. 있는 것: {parts['places']}",
        "네임스페이스까지 붙여 말씀해 주십시오. 예: shop/web",
    )


def _so_already(parts: _Parts) -> Told:
    return Told(f"{with_particle(parts['target'], '은')} 이미 그 상태라 바꿀 것이 없습니다.", "")


def _autoscaled(parts: _Parts) -> Told:
    return Told(
        f"{parts['target']}의 파드 수는 HorizontalPodAutoscaler {with_particle(parts['scaler'], '이')} 정하므로 곧 되돌려집니다.",
        f"그 범위를 바꾸십시오: {parts['command']}",
    )


def _said(parts: _Parts) -> Told:
    return Told(parts["why"], parts["remedy"])


def _owned(parts: _Parts) -> Told:
    return Told(
        f"{parts.request}다른 쪽이 다른 값으로 정한 필드가 있습니다: {parts['quote']}",
        "그 값은 정하는 곳에서 바꾸십시오. 여기서 가져오려면 --take-over를 붙이십시오.",
    )


def _of_bill(why: str, remedy: str) -> Callable[[_Parts], Told]:
    """A sentence about the bill; its parts stand in it in braces, with a particle behind a name that has one."""

    def say(parts: _Parts) -> Told:
        file = parts["file"]
        named = {
            "file": file,
            "file_is": with_particle(file, "은") if file else "",
            "file_of": with_particle(file, "이") if file else "",
        }
        body = why.format(**named, path=parts["path"], columns=parts["columns"], most=parts["most"])
        return Told(body + (f" ({parts['quote']})" if parts["quote"] else ""), remedy)

    return say


def _of_file(why: str, remedy: str) -> Callable[[_Parts], Told]:
    """A sentence about a manifest, with its parts in braces."""

    def say(parts: _Parts) -> Told:
        named = {name: parts[name] for name in ("quote", "most", "count", "changes", "command")}
        return Told(why.format(**named), remedy.format(**named))

    return say


_BILLS: Mapping[str, Callable[[_Parts], Told]] = {
    "no_bill": _of_bill("{path}에 청구서가 없습니다.", "설정의 `[environments.<이름>.bills]`에서 `path`를 고치십시오."),
    "no_bill_format": _of_bill("{file_is} CSV도 Parquet도 아닙니다.", "청구서를 FOCUS CSV나 Parquet으로 내보내십시오."),
    "empty_bill_folder": _of_bill(
        "폴더 {path}에 .csv, .csv.gz, .parquet 파일이 없습니다.", "청구서를 그 폴더로 내보내십시오."
    ),
    "no_focus_bill": _of_bill(
        "{file_is} FOCUS 청구서가 아닙니다. 없는 열: {columns}", "FOCUS 1.0 열을 모두 넣어 내보내십시오."
    ),
    "empty_bill": _of_bill("{file_of} 비어 있습니다.", "청구서를 다시 내보내십시오."),
    "damaged_bill": _of_bill(
        "{file}의 끝까지 읽지 못했습니다.",
        "손상되었거나 잘린 파일입니다. 다시 내보내거나 복사하고 크기를 비교하십시오.",
    ),
    "bill_too_large": _of_bill(
        "청구서를 읽는 데 메모리가 {most} 넘게 필요합니다.", "기간을 줄여 Parquet으로 내보내십시오."
    ),
    "bill_stopped": _of_bill("청구서를 다 읽기 전에 멈췄습니다.", ""),
    "bill_late": _of_bill("시간 안에 청구서를 다 읽지 못했습니다.", "기간을 줄여 물어보거나 Parquet으로 내보내십시오."),
    "days_not_in_bill": _of_bill("{file}에 이 날짜의 청구 내역이 없습니다.", "이 날짜의 청구서를 내보내십시오."),
    "lines_not_in_sums": _of_bill(
        "{file}의 이 줄들은 금액이나 시각을 읽을 수 없습니다.",
        "청구서를 다시 내보내십시오. 이 줄들은 합계에 들어 있지 않습니다.",
    ),
}
_RENDER = "렌더링한 결과를 검사하십시오: {command}"
_MANIFESTS: Mapping[str, Callable[[_Parts], Told]] = {
    "manifest_unopened": _of_file("읽을 수 없습니다({quote}).", "권한을 확인하십시오."),
    "manifest_irregular": _of_file("일반 파일이 아닙니다.", "폴더에서 빼십시오."),
    "manifest_linked": _of_file(
        "폴더이거나 폴더 밖으로 나가는 심볼릭 링크라서 따라가지 않았습니다.", "가리키는 곳을 직접 적으십시오."
    ),
    "manifest_too_large": _of_file("{most}MiB보다 큰 파일입니다.", "작은 파일로 나누십시오."),
    "manifest_too_many": _of_file("파일이 {most}개보다 많아 나머지는 보지 않았습니다.", "그 아래 폴더를 적으십시오."),
    "manifest_not_text": _of_file("UTF-8 텍스트가 아닙니다.", "UTF-8로 저장하거나 빼십시오."),
    "manifest_binary": _of_file("바이너리 파일입니다.", "YAML이나 JSON 파일을 적으십시오."),
    "manifest_broken": _of_file(
        "이 문서는 올바른 YAML이나 JSON이 아닙니다({quote}). 파일의 다른 문서는 검사했습니다.",
        "그 줄을 고치십시오. 탭 들여쓰기, 콜론 뒤에 빠진 공백, 닫지 않은 따옴표가 흔한 원인입니다.",
    ),
    "manifest_template": _of_file("렌더링하지 않은 템플릿({{{{ ... }}}})이라 검사하지 않았습니다.", _RENDER),
    "manifest_chart": _of_file("이 Helm 차트의 템플릿 {count}개는 렌더링하지 않아 검사하지 않았습니다.", _RENDER),
    "manifest_kustomization": _of_file(
        "여기 적힌 변경({changes})은 적용하지 않고, 옆에 있는 파일을 적힌 그대로 검사했습니다.", _RENDER
    ),
    "manifest_nothing": _of_file(
        "Kubernetes 객체(apiVersion과 kind가 있는 문서)가 없습니다.", "매니페스트 파일이나 폴더를 적으십시오."
    ),
}


def _named(why: str, remedy: str) -> Callable[[_Parts], Told]:
    """A sentence with the reason's parts in braces, each with its particle; what a machine said itself behind it."""

    def fill(sentence: str, parts: _Parts) -> str:
        def particle(found: re.Match[str]) -> str:
            value = parts[found[1]]
            return with_particle(value, found[2][0]) if found[2] else value

        return re.sub(r"\{(\w+)\}(이\(가\)|을\(를\)|은\(는\))?", particle, sentence).strip()

    def say(parts: _Parts) -> Told:
        quoted = f" ({parts['quote']})" if parts["quote"] else ""
        return Told(fill(why, parts) + quoted, fill(remedy, parts))

    return say


def _aws_denied(parts: _Parts) -> Told:
    by = " 명시적 거부가 있습니다." if parts["explicit"] else ""
    by += " 조직의 서비스 제어 정책(SCP)에 있습니다." if parts["scp"] else ""
    permission = with_particle(parts["permission"], "을")
    return Told(
        f"AWS가 {parts['region']}에서 {permission} 거부했습니다.{by}",
        f"이 신원에 {permission} 허용하십시오(`baepo permissions aws`).",
    )


_KUBECONFIG: Mapping[str, Callable[[_Parts], Told]] = {
    "no_kubeconfig": _named("{path}에 kubeconfig가 없습니다.", "설정의 `kubeconfig`나 KUBECONFIG를 고치십시오."),
    "no_current_context": _named("kubeconfig {path}에 현재 컨텍스트가 없습니다.", "설정에 `context`를 적으십시오."),
    "no_context": _named("kubeconfig {path}에 컨텍스트 {name}이(가) 없습니다.", "있는 컨텍스트: {known}"),
    "no_login_program": _named(
        "컨텍스트 {name}의 로그인 프로그램 {command}이(가) 설치되어 있지 않습니다.",
        "설치하고 PATH에 있는지 확인하십시오. {hint}",
    ),
    "login_failed": _named(
        "컨텍스트 {name}의 로그인 프로그램 {command}이(가) 실패했습니다.",
        "클라우드의 명령으로 다시 로그인한 뒤 `kubectl get namespaces`를 실행해 보십시오.",
    ),
    "bad_kubeconfig": _named("kubeconfig {path}을(를) 쓸 수 없습니다.", "kubectl config view --kubeconfig {path}"),
    "recording": _named("{name}은(는) 기록이라 시험하거나 바꿀 수 없습니다.", ""),
    "tls_off": _named(
        "Secret 안의 인증서는 설정이 허용하지 않아 읽지 않았습니다.",
        "[environments.<이름>.kube]에 tls_certificates = true를 적으십시오. 기록이라면 그렇게 적고 다시 기록하십시오.",
    ),
    "no_namespace": _named("네임스페이스 {name}이(가) 없습니다.", "있는 것: {known}"),
}
_AWS: Mapping[str, Callable[[_Parts], Told]] = {
    "aws_denied": _aws_denied,
    "aws_throttled": _named(
        "AWS가 {region}에서 {action} 요청을 줄이라고 합니다({code}). 여러 번 다시 시도했습니다.",
        "1분쯤 뒤에 다시 시도하거나 리전을 하나씩 물어보십시오.",
    ),
    "aws_not_found": _named("AWS {region}에 그런 것이 없습니다({code}).", ""),
    "aws_failed": _named(
        "{region}에서 {action} 요청이 AWS 쪽 오류로 실패했습니다.",
        "다시 시도하십시오. AWS 상태: health.aws.amazon.com",
    ),
    "aws_refused": _named("AWS가 {region}에서 {action} 요청을 받아들이지 않았습니다({code}).", ""),
    "aws_skewed": _named(
        "AWS가 요청의 시각을 받아들이지 않습니다({code}). 이 컴퓨터의 시계가 맞지 않습니다.",
        "시계를 맞춘 뒤(예: `timedatectl set-ntp true`) 다시 시도하십시오.",
    ),
    "aws_expired": _named("AWS 로그인이 만료되었습니다.", "다시 로그인하십시오: {login}"),
    "aws_unauthorized": _named(
        "AWS가 {region}에서 자격 증명을 받아들이지 않습니다({code}).",
        "액세스 키를 확인하고, 이 계정에서 그 리전이 켜져 있는지 보십시오.",
    ),
    "aws_region_off": _named(
        "이 계정에서 {region} 리전이 꺼져 있거나 자격 증명이 거기서 유효하지 않습니다({code}).",
        "aws account enable-region --region-name {region}, 또는 환경 설정에서 그 리전을 빼십시오.",
    ),
    "aws_no_credentials": _named(
        "쓸 수 있는 AWS 자격 증명이 없습니다.", "`aws configure`나 `{login}`을 실행한 뒤 다시 시도하십시오."
    ),
    "aws_no_profile": _named(
        "이름이 {profile}인 AWS 프로필이 없습니다.",
        "`aws configure list-profiles`로 이름을 보고 baepo.toml의 `profile`을 고치십시오.",
    ),
    "aws_unreachable": _named("{place}에 연결되지 않습니다.", "네트워크, 프록시, 엔드포인트를 확인하십시오."),
    "aws_no_region": _named(
        "설정된 AWS 리전이 없습니다.", "baepo.toml의 `[environments.<이름>.aws]`에 `regions`를 적으십시오."
    ),
    "aws_not_aws": _named(
        "{region}의 {action} 요청에 AWS가 아닌 것이 답했습니다.",
        "프록시나 로그인 페이지가 끼어 있을 수 있습니다. 네트워크와 엔드포인트를 확인하십시오.",
    ),
}
_KOREAN: Mapping[str, Callable[[_Parts], Told]] = {
    "forbidden": _forbidden,
    "missing": _missing,
    "changed": _changed,
    "said": _said,  # in Korean already: `assistant.refusing`
    "owned": _owned,
    "refused": _answered,
    "server_error": _server_error,
    "cut": _cut,
    "no_such_workload": _no_such_workload,
    "no_pods_of_workload": _no_pods_of_workload,
    "more_pods": _more_pods,
    "not_started": _not_started,
    "no_such_target": _no_such_target,
    "several_targets": _several_targets,
    "so_already": _so_already,
    "autoscaled": _autoscaled,
    "not_installed": _not_installed,
    **_BILLS,
    **_MANIFESTS,
    **_KUBECONFIG,
    **_AWS,
    "unauthorized": _sentence(
        "자격 증명을 받아들이지 않습니다(401). 만료되었을 수 있습니다.",
        "다시 로그인한 뒤 물어보십시오(`kubectl auth whoami`로 확인할 수 있습니다).",
    ),
    "throttled": _sentence("요청을 줄이라고 합니다(429).", "1분쯤 뒤에 다시 시도하십시오."),
    "unresolved": _sentence(
        "쓰는 호스트 이름을 찾을 수 없습니다.", "kubeconfig의 서버 주소와 VPN, DNS를 확인하십시오."
    ),
    "unreachable": _sentence(
        "연결되지 않습니다{quote}.", "VPN과 터널을 확인한 뒤 `kubectl cluster-info`를 실행해 보십시오."
    ),
    "proxy": _sentence("프록시를 거쳐 연결되지 않습니다{quote}.", "kubeconfig의 proxy-url을 확인하십시오."),
    "timeout": _sentence(
        "제시간에 답하지 않았습니다.", "네임스페이스 하나나 더 적은 수를 물어보거나 다시 시도하십시오."
    ),
    "broken_off": _sentence("답하다가 끊겼습니다{quote}.", "다시 시도하십시오."),
    "tls_expired": _sentence(
        "쓰는 TLS 인증서가 만료되었습니다.",
        "인증서를 갱신하거나(`kubeadm certs check-expiration`) 이 컴퓨터의 시계를 확인하십시오.",
    ),
    "client_certificate": _sentence(
        "클라이언트 인증서를 받아들이지 않습니다.", "kubeconfig의 클라이언트 인증서를 갱신하십시오."
    ),
    "tls_unsigned": _sentence(
        "쓰는 TLS 인증서는 kubeconfig의 인증 기관이 서명한 것이 아닙니다.",
        "kubeconfig를 다시 받으십시오. 클러스터가 새로 만들어졌을 수 있습니다.",
    ),
    "tls_failed": _sentence("TLS 연결에 실패했습니다{quote}.", "kubeconfig의 서버 주소와 인증 기관을 확인하십시오."),
}
