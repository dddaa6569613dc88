"""What the exit code and the last words of a program say about why it ended. Called by `failures` and `reports`.

Source: exit codes of shells and container runtimes (125-128, 128 + signal), messages of runc, and how common languages word
the failures of system calls.
"""

import re
from dataclasses import dataclass

from assistant.checks.kube.failure import Failure
from assistant.findings import Statement
from assistant.language import Text


@dataclass(frozen=True, kw_only=True)
class _Reason:
    name: str
    said: re.Pattern[str]
    codes: tuple[int, ...]
    text: Text


def _reason(name: str, said: str, *codes: int, ko: str, en: str) -> _Reason:
    return _Reason(name=name, said=re.compile(said or "(?!)", re.IGNORECASE), codes=codes, text=Text(ko=ko, en=en))


# What is said counts before the code, and the special before the general.
_REASONS = (
    _reason(
        "wrong_platform",
        r"exec format error",
        ko="이미지가 이 노드의 CPU 아키텍처용이 아닙니다.",
        en="The image is for another CPU architecture than the node's.",
    ),
    _reason(
        "script_broken",
        r"bad interpreter|\^M\b|env: .*\\r",
        ko="시작 스크립트가 실행되지 않습니다. 줄바꿈(Windows 형식)이나 첫 줄의 인터프리터가 잘못되었습니다.",
        en="Its start script cannot run: line endings of Windows, or a wrong interpreter in its first line.",
    ),
    _reason(
        "module_missing",
        r"ModuleNotFoundError|No module named|cannot find module|ClassNotFound|NoClassDefFound|find or load main class"
        r"|unable to access jarfile|cannot open shared object file|cannot load such file|cannot find package",
        ko="프로그램이 쓰는 모듈, 클래스, 라이브러리가 이미지에 없습니다. 이미지 빌드와 시작 명령을 확인해야 합니다.",
        en="A module, class or library that it needs is not in the image: look at how the image is built and started.",
    ),
    _reason(
        "command_missing",
        r"executable file not found|exec: \S+ (?:stat )?\S*:? ?no such file|: command not found|stat \S+: no such file",
        127,
        ko="시작 명령이 이미지에 없습니다. command와 args, 이미지를 확인해야 합니다.",
        en="The command to start is not in the image: look at command, args and the image.",
    ),
    _reason(
        "lock_held",
        r"lock file .*already exists|could not (?:acquire|obtain|get) (?:\S+ ){0,4}lock|already locked|lock is held"
        r"|another (?:process|instance) is",
        ko="다른 인스턴스나 비정상 종료된 이전 실행이 잠금(lock)을 쥐고 있습니다.",
        en="Another instance, or an earlier run that died, holds a lock.",
    ),
    _reason(
        "node_limit",
        r"max_map_count|too many open files|EMFILE|inotify (?:watch|instance)|ulimit",
        ko="노드나 컨테이너의 커널 한도(sysctl, 열 수 있는 파일 수)가 너무 작습니다.",
        en="A limit of the kernel (a sysctl, open files) is too low on its node or in its container.",
    ),
    _reason(
        "port_in_use",
        r"address already in use|EADDRINUSE|only one usage of each socket address",
        ko="열려는 포트를 이미 다른 프로세스가 쓰고 있습니다.",
        en="The port it wants to open is in use already.",
    ),
    _reason(
        "disk_full",
        r"no space left on device|ENOSPC|disk quota exceeded",
        ko="쓸 디스크 공간이 없습니다.",
        en="It has no disk space left to write to.",
    ),
    _reason(
        "read_only",
        r"read-only file system|EROFS",
        ko="읽기 전용 파일 시스템에 쓰려고 합니다.",
        en="It writes to a file system that is read-only.",
    ),
    _reason(
        "memory_exhausted",
        r"OutOfMemoryError|\bout of memory\b|cannot allocate memory|std::bad_alloc|MemoryError",
        ko="프로그램 안에서 메모리가 모자랍니다(컨테이너 한도에 닿기 전일 수 있음).",
        en="The program itself runs out of memory, perhaps before the container's limit.",
    ),
    _reason(
        "credentials_rejected",
        r"password authentication failed|access denied for user|authentication failed|invalid credentials"
        r"|invalid username.{0,5}password|401 unauthorized|NOAUTH|WRONGPASS|NoCredentialProviders|unable to locate credentials",
        ko="의존하는 서비스가 자격 증명을 거부합니다.",
        en="What it depends on rejects its credentials.",
    ),
    _reason(
        "no_rights",
        r"\bforbidden: User \"system:serviceaccount|cannot (?:get|list|watch|create|update|patch|delete) resource",
        ko="ServiceAccount에 필요한 권한(RBAC)이 없습니다.",
        en="Its ServiceAccount lacks a right (RBAC).",
    ),
    _reason(
        "no_cloud_rights",
        r"AccessDenied(?:Exception)?\b|is not authorized to perform|PERMISSION_DENIED|AuthorizationFailed",
        ko="파드가 쓰는 클라우드 신원(IAM)에 필요한 권한이 없습니다.",
        en="The identity that it has in the cloud (IAM) lacks a right.",
    ),
    _reason(
        "permission_denied",
        r"permission denied|EACCES|operation not permitted",
        126,
        ko="파일이나 명령을 쓸 권한이 없습니다. 실행 사용자와 파일 권한을 확인해야 합니다.",
        en="It may not use a file or command: look at the user it runs as and the modes of the files.",
    ),
    _reason(
        "certificate_rejected",
        r"x509: |certificate (?:has expired|verify failed|is not trusted)|CERTIFICATE_VERIFY_FAILED|SSLHandshakeException"
        r"|unable to get local issuer certificate|self.signed certificate",
        ko="TLS 인증서를 믿지 못합니다. 만료되었거나, 모르는 인증 기관이 발급했거나, 이름이 다릅니다.",
        en="A TLS certificate is not trusted: it has expired, its authority is unknown, or it is for another name.",
    ),
    _reason(
        "file_missing",
        r"no such file or directory|FileNotFound|ENOENT|cannot open (?:config|file)|could not (?:open|read|find) .*file",
        ko="필요한 파일이 없습니다. 마운트와 이미지를 확인해야 합니다.",
        en="A file that it needs is not there: look at the mounts and the image.",
    ),
    _reason(
        "setting_missing",
        r"(?:environment )?variable \S+ (?:is )?(?:not set|required|missing|undefined)|missing (?:required )?"
        r"(?:env|config|setting|environment)|(?:is|are) not set|must be set"
        r"|required (?:env|config|setting|key|variable)|KeyError|Field required",
        ko="필요한 설정값이 없습니다.",
        en="A setting that it needs is missing.",
    ),
    _reason(
        "setting_invalid",
        r"invalid (?:config|configuration|value|argument|flag|option)|(?:yaml|json|toml): |failed to parse|parse error"
        r"|unknown (?:flag|option|directive)|unrecognized (?:option|argument)",
        ko="설정이나 인수가 잘못되었습니다.",
        en="A setting or argument is wrong.",
    ),
    _reason(
        "dependency_lacks",
        r"\b(?:database|relation|table|schema|role|column|bucket|topic|queue|index|collection) \S+ (?:does not|doesn't) exist"
        r"|unknown database|no such table|NoSuchBucket",
        ko="의존하는 서비스 안에 있어야 할 것(데이터베이스, 테이블, 버킷 등)이 없습니다.",
        en="What it needs inside a service that it depends on (a database, table, bucket) does not exist.",
    ),
    _reason(
        "dependency_full",
        r"too many (?:connections|clients)|remaining connection slots|connection pool (?:is )?exhausted",
        ko="의존하는 서비스가 연결을 더 받지 않습니다.",
        en="What it depends on takes no more connections.",
    ),
    _reason(
        "dependency_unreachable",
        r"connection refused|ECONNREFUSED|no such host|ENOTFOUND|EAI_AGAIN|could not connect|connect(?:ion)? timed out"
        r"|i/o timeout|name resolution|no route to host|unable to connect|failed to connect|UnknownHost|host not found"
        r"|ETIMEDOUT|EHOSTUNREACH|name or service not known|getaddrinfo",
        ko="의존하는 서비스에 연결하지 못합니다.",
        en="It cannot reach what it depends on.",
    ),
    _reason(
        "segmentation_fault",
        r"segmentation fault|SIGSEGV",
        139,
        ko="잘못된 메모리 접근으로 죽습니다(SIGSEGV).",
        en="It dies of a wrong memory access (SIGSEGV).",
    ),
    _reason(
        "own_fault",
        r"nil pointer dereference|NullPointerException|panic: runtime error|index out of (?:range|bounds)",
        ko="프로그램 자신의 코드에서 실패합니다(버그이거나 예상하지 못한 입력).",
        en="It fails in its own code: a bug, or input that it does not expect.",
    ),
    _reason("aborted", "", 134, ko="프로그램이 스스로 중단합니다(SIGABRT).", en="The program aborts itself (SIGABRT)."),
    _reason(
        "completes",
        "",
        0,
        ko="프로그램이 오류 없이 끝납니다. 계속 도는 프로그램이 아니거나 명령이 틀렸습니다.",
        en="The program ends without an error: it is none that keeps running, or the command is wrong.",
    ),
    _reason(
        "killed",
        "",
        137,
        ko="밖에서 강제로 종료됩니다(SIGKILL). 메모리 한도 초과(OOMKilled)로 기록되지는 않았습니다.",
        en="It is killed from outside (SIGKILL), and not for its memory limit as far as recorded.",
    ),
    _reason(
        "stopped", "", 143, ko="밖에서 종료 요청을 받습니다(SIGTERM).", en="It is asked to stop from outside (SIGTERM)."
    ),
)
_CRASHES = ("crash_at_start", "crash_loop")


def crash_reason(code: int | None, words: str) -> str:
    """The name of the reason; "" for none that is known."""
    said = (r.name for r in _REASONS if r.said.search(words))
    by_code = (r.name for r in _REASONS if code in r.codes)
    return next(said, next(by_code, ""))


def why_it_ends(failure: Failure) -> list[Statement]:
    """The reason in a sentence, for a program that ends by itself or cannot be started."""
    found = (r.text for r in _REASONS if r.name == failure.detail("why"))
    text = next(found, None)
    if text is None or failure.variant not in _CRASHES:
        return []
    return [Statement(role="cause", text=text, cites=failure.cites[-1:] if failure.message else failure.cites[:1])]
