"""What could not be read, said in Korean: every reason of this backend has its sentence, with the server's own words."""

import json
import ssl
from pathlib import Path

import pytest
from urllib3 import exceptions as http

from assistant.language import Text
from assistant.refusals import told
from assistant.refusing import refusal
from tools.kube.client import connect
from tools.kube.errors import from_network, from_status
from tools.kube.target import Target
from tools.spec import BadRequest, NotRead, Reason, ToolError, Unavailable

DOING, PLACE = "list pods in namespace shop", "the API server https://k8s.test (context prod)"
FORBIDDEN = (
    'pods is forbidden: User "system:serviceaccount:ops:baepo" cannot list resource "pods" '
    'in API group "" in the namespace "shop"'
)


def answered(status: int, message: str = "") -> ToolError:
    return from_status(status, json.dumps({"message": message}).encode(), doing=DOING, place=PLACE)


def broken(error: Exception) -> ToolError:
    return from_network(error, doing=DOING, place=PLACE)


ERRORS = {
    "unauthorized": answered(401),
    "forbidden": answered(403, FORBIDDEN),
    "refused by a plugin": answered(403, "the policy says no"),
    "missing": answered(404, 'pods "web" not found'),
    "changed": answered(409, "the object has been modified"),
    "refused": answered(422, "spec.replicas: Invalid value"),
    "throttled": answered(429),
    "server error": answered(500, "etcdserver: request timed out"),
    "unresolved": broken(http.NameResolutionError("k8s.test", None, OSError("no such host"))),  # type: ignore[arg-type]
    "unreachable": broken(OSError("[Errno 111] Connection refused")),
    "timeout": broken(http.ReadTimeoutError(None, "/", "read timed out")),  # type: ignore[arg-type]
    "proxy": broken(http.ProxyError("cannot connect to proxy", OSError("refused by 10.0.0.1"))),
    "broken off": broken(OSError("reset by peer")),
    "expired": broken(ssl.SSLError("certificate has expired")),
    "client certificate": broken(ssl.SSLError("TLSV13_ALERT_CERTIFICATE_REQUIRED")),
    "unsigned": broken(ssl.SSLError("unable to get local issuer certificate")),
    "tls": broken(ssl.SSLError("wrong version number")),
}


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
def test_every_reason_is_said_in_korean(error: ToolError) -> None:
    assert error.reason is not None
    why, remedy = told(error, "ko")
    assert "받은 메시지" not in why
    assert any("\uac00" <= c <= "\ud7a3" for c in why)
    assert DOING in why
    assert "API 서버 https://k8s.test (context prod)" in why or error.reason.code == "changed"
    quote = error.reason.parts.get("quote", "")
    assert not quote or quote in why or error.reason.code not in ("missing", "changed", "refused", "server_error")
    assert not remedy or any("\uac00" <= c <= "\ud7a3" for c in remedy)
    assert tuple(told(error, "en")) == (error.message, error.remedy)


def test_a_missing_right_names_it_and_the_command_that_grants_it() -> None:
    why, remedy = told(ERRORS["forbidden"], "ko")
    assert "`list pods in namespace shop`" in why
    assert "system:serviceaccount:ops:baepo" in why
    assert "kubectl create rolebinding baepo-read" in remedy


def test_what_was_not_read_keeps_its_reason() -> None:
    gap = NotRead.of("pods", ERRORS["timeout"])
    assert told(gap, "ko").why == told(ERRORS["timeout"], "ko").why


def test_words_without_a_reason_are_quoted_whole() -> None:
    assert told(Unavailable("The file is damaged."), "ko").why == "받은 메시지: “The file is damaged.”"
    assert (
        told(NotRead(what="x", why="Too many.", reason=Reason(code="unheard of")), "ko").why
        == "받은 메시지: “Too many.”"
    )


def test_parts_can_be_redacted() -> None:
    reason = Reason(code="refused", parts={"quote": "token abc"}).with_parts(lambda text: text.replace("abc", "***"))
    assert reason.parts == {"quote": "token ***"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "kubeconfig가 없습니다"),
        ("current-context: shop\ncontexts: []\n", "컨텍스트 shop이 없습니다"),
        ("contexts: []\n", "현재 컨텍스트가 없습니다"),
        ("users: [{name: a, user: {token: s3cr3t-token\n", "쓸 수 없습니다. (YAML"),
    ],
)
def test_a_kubeconfig_that_cannot_be_used_is_said_in_korean_and_never_quoted(
    text: str | None, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "config"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ToolError) as raised:
        connect(Target(kubeconfig=path)).identity()
    why, remedy = told(raised.value, "ko")
    assert said in why
    assert remedy
    assert "s3cr3t" not in why + remedy + str(raised.value)


def test_executors_refuse_in_both_languages() -> None:
    """What the source of an executor raises itself is said in Korean, too: by a reason, or by `refusal`."""
    import ast
    from pathlib import Path

    import assistant.executors.kube as package

    plain = []
    for file in sorted(Path(package.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name):
                named = {k.arg for k in node.exc.keywords}
                if node.exc.func.id in ("BadRequest", "Conflict", "NotFound", "Unavailable") and "reason" not in named:
                    plain.append(f"{file.name}:{node.lineno}")
    assert plain == []


def test_a_refusal_is_told_in_the_language_of_who_reads_it() -> None:
    said = refusal(
        BadRequest, Text(ko="파드가 없습니다.", en="There is no pod."), Text(ko="다시 보십시오.", en="Look again.")
    )
    assert told(said, "ko") == ("파드가 없습니다.", "다시 보십시오.")
    assert told(said, "en") == ("There is no pod.", "Look again.")
