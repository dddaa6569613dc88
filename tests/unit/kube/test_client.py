"""The client against a real HTTP server that misbehaves, and against broken kubeconfigs."""

import json
import os
import ssl
import stat
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.fakes import WAIT_S, Hang, RecordedWaits
from tests.unit.kube.servers import Handler, Server, call, kubeconfig, object_list, serving, status, target
from tools.kube.client import connect, open_transport
from tools.kube.errors import Conflict
from tools.kube.target import Target
from tools.kube.transport import Request
from tools.spec import BadRequest, Denied, NotFound, Unavailable

PODS = "list pods"
FORBIDDEN = (
    'pods is forbidden: User "system:serviceaccount:tools:baepo" cannot list resource "pods" in API group "" '
    'in the namespace "shop"'
)


def names(found: list[dict[str, dict[str, str]]]) -> list[str]:
    return [obj["metadata"]["name"] for obj in found]


def query(path: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(path).query)


def test_pages_are_followed_to_the_end(tmp_path: Path) -> None:
    pages = {"": ("a", "b", "r1"), "r1": ("c", "d", "r2"), "r2": ("e", "f", "")}

    def answer(h: Handler) -> None:
        first, second, resume = pages[query(h.path).get("continue", [""])[0]]
        h.json(200, object_list(first, second, resume=resume))

    with serving(answer) as server:
        reader = connect(target(tmp_path, server.url)).bound(call(PODS))
        assert names(reader.list("pods", namespace="shop")) == list("abcdef")
        assert names(reader.list("pods", namespace="shop", limit=3)) == list("abc")
    assert all(path.startswith("/api/v1/namespaces/shop/pods?") for _, path, _ in server.asked)
    assert query(server.asked[-1][1])["limit"] == ["1"]


def test_a_forgotten_page_begins_the_list_again(tmp_path: Path) -> None:
    expired = [True]

    def answer(h: Handler) -> None:
        if "continue" not in query(h.path):
            h.json(200, object_list("a", resume="r1"))
        elif expired.pop() if expired else False:
            h.json(410, status(410, "The provided continue parameter is too old", "Expired"))
        else:
            h.json(200, object_list("b"))

    with serving(answer) as server:
        reader = connect(target(tmp_path, server.url)).bound(call(PODS))
        assert names(reader.list("pods")) == ["a", "b"]
    assert len(server.asked) == 4


def test_a_list_that_always_expires_is_unavailable_not_short(tmp_path: Path) -> None:
    def answer(h: Handler) -> None:
        if "continue" in query(h.path):
            h.json(410, status(410, "expired", "Expired"))
        else:
            h.json(200, object_list("a", resume="r1"))

    with serving(answer) as server, pytest.raises(Unavailable, match="changed faster"):
        connect(target(tmp_path, server.url)).bound(call(PODS)).list("pods")


def test_too_many_requests_waits_as_long_as_the_server_says(tmp_path: Path) -> None:
    refusals = [True]

    def answer(h: Handler) -> None:
        if refusals:
            refusals.pop()
            h.json(429, status(429, "slow down"), Retry_After="1")
        else:
            h.json(200, object_list("a"))

    with serving(answer) as server:
        waits = RecordedWaits()
        assert names(connect(target(tmp_path, server.url)).bound(call(PODS, cancelled=waits)).list("pods")) == ["a"]
    assert waits.asked_s == [1.0]
    assert len(server.asked) == 2


def test_a_wait_beyond_the_deadline_is_not_begun(tmp_path: Path) -> None:
    with serving(lambda h: h.json(429, status(429, "slow down"), Retry_After="60")) as server:
        waits = RecordedWaits()
        with pytest.raises(Unavailable, match="429"):
            connect(target(tmp_path, server.url)).bound(call(PODS, timeout_s=50, cancelled=waits)).list("pods")
    assert waits.asked_s == []
    assert len(server.asked) == 1


def test_forbidden_names_permission_and_command(tmp_path: Path) -> None:
    with (
        serving(lambda h: h.json(403, status(403, FORBIDDEN, "Forbidden"))) as server,
        pytest.raises(Denied) as refused,
    ):
        connect(target(tmp_path, server.url)).bound(call(PODS)).list("pods", namespace="shop")
    assert refused.value.permission == "list pods in namespace shop"
    assert "context prod" in refused.value.message
    assert refused.value.remedy.endswith(
        "kubectl create rolebinding baepo-read --clusterrole=view --serviceaccount=tools:baepo -n shop"
    )


def test_a_refusal_by_admission_is_no_missing_permission(tmp_path: Path) -> None:
    message = 'admission webhook "policy.example.com" denied the request: image must be signed'
    with serving(lambda h: h.json(403, status(403, message, "Forbidden"))) as server:
        reader = connect(target(tmp_path, server.url)).bound(call("patch deployments.apps (dry run)"))
        with pytest.raises(BadRequest, match="image must be signed"):
            reader.dry_run("deployments.apps", "web", [], namespace="shop")


@pytest.mark.parametrize(
    ("code", "kind"), [(401, Unavailable), (404, NotFound), (409, Conflict), (400, BadRequest), (500, Unavailable)]
)
def test_each_status_becomes_its_error(tmp_path: Path, code: int, kind: type[Exception]) -> None:
    with serving(lambda h: h.json(code, status(code, "because"))) as server, pytest.raises(kind):
        connect(target(tmp_path, server.url)).bound(call("get pods")).get("pods", "a", namespace="shop")


@pytest.mark.parametrize(
    "answer",
    [
        lambda h: h.raw(200, b'{"items": [{"metadata": {"na'),  # cut, and so declared
        lambda h: h.raw(200, b'{"items": [', declared=5000),  # the connection breaks off
        lambda h: h.raw(200, b"<html>proxy</html>"),
    ],
)
def test_half_an_answer_is_unavailable(tmp_path: Path, answer: object) -> None:
    def broken(h: Handler) -> None:
        h.close_connection = True
        answer(h)  # type: ignore[operator]

    with serving(broken) as server, pytest.raises(Unavailable):
        connect(target(tmp_path, server.url)).bound(call(PODS)).list("pods")


def test_a_slow_server_ends_at_the_deadline(tmp_path: Path) -> None:
    hang = Hang()

    def silent(_handler: Handler) -> None:
        hang.hold()

    with serving(silent) as server:
        with pytest.raises(Unavailable, match="in time"):
            connect(target(tmp_path, server.url)).bound(call(PODS, timeout_s=0.5)).list("pods")
        assert not hang.waited_out
        hang.release()


@pytest.mark.parametrize("how", ["deadline", "cancelled"])
def test_a_dripping_answer_ends_at_the_deadline_or_when_cancelled(tmp_path: Path, how: str) -> None:
    cancelled, given_up = threading.Event(), threading.Event()

    def drip(h: Handler) -> None:
        """A body of which a little comes all the time, and never the end."""
        h.send_response(200)
        h.send_header("Content-Length", "1000000")
        h.end_headers()
        try:
            for number in range(int(WAIT_S / 0.02)):
                h.wfile.write(b" " * 20)
                time.sleep(0.02)
                if how == "cancelled" and number == 5:
                    cancelled.set()
        except OSError:
            given_up.set()

    with serving(drip) as server:
        wanted = call(PODS, timeout_s=1.0 if how == "deadline" else WAIT_S * 2, cancelled=cancelled)
        with pytest.raises(Unavailable):
            connect(target(tmp_path, server.url)).bound(wanted).list("pods")
        assert given_up.wait(WAIT_S), "the answer was read to its end"


def test_cancelling_ends_a_running_read(tmp_path: Path) -> None:
    cancelled, pages = threading.Event(), iter(range(100))

    def answer(h: Handler) -> None:
        page = next(pages, None)
        if page == 3:
            cancelled.set()
        h.json(200, object_list("a", resume="" if page is None else "more"))

    with serving(answer) as server:
        with pytest.raises(Unavailable, match="cancelled"):
            connect(target(tmp_path, server.url)).bound(call(PODS, timeout_s=WAIT_S, cancelled=cancelled)).list("pods")
        assert len(server.asked) == 4


def test_what_was_not_declared_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    with serving(lambda h: h.json(200, object_list())) as server:
        reader = connect(target(tmp_path, server.url)).bound(call(PODS))
        attempts: tuple[Callable[[], object], ...] = (
            lambda: reader.list("services"),
            lambda: reader.get("pods", "a", namespace="shop"),
            lambda: reader.log("shop", "a", "app"),
            lambda: reader.metadata("secrets"),
            lambda: reader.dry_run("deployments.apps", "web", [], namespace="shop"),
        )
        for attempt in attempts:
            with pytest.raises(Denied):
                attempt()
    assert server.asked == []


def test_secret_values_are_never_asked_for(tmp_path: Path) -> None:
    with serving(lambda h: h.json(200, object_list("db"))) as server:
        reader = connect(target(tmp_path, server.url)).bound(call("list secrets", "get secrets"))
        with pytest.raises(Denied):
            reader.list("secrets")
        with pytest.raises(Denied):
            reader.get("secrets", "db", namespace="shop")
        assert server.asked == []
        assert names(reader.metadata("secrets")) == ["db"]


def test_a_server_that_ignores_metadata_only_is_not_believed(tmp_path: Path) -> None:
    full = {"metadata": {}, "items": [{"metadata": {"name": "db"}, "data": {"password": "aHVudGVyMg=="}}]}
    with serving(lambda h: h.json(200, full)) as server, pytest.raises(Unavailable):
        connect(target(tmp_path, server.url)).bound(call("list secrets")).metadata("secrets")


@pytest.mark.parametrize("name", ["../secrets/db", "a/b", "", "a?x=1", "a#b"])
def test_names_cannot_leave_their_path(tmp_path: Path, name: str) -> None:
    with serving(lambda h: h.json(200, {})) as server:
        reader = connect(target(tmp_path, server.url)).bound(call("get pods", PODS, "get pods/log"))
        with pytest.raises(BadRequest):
            reader.get("pods", name, namespace="shop")
        with pytest.raises(BadRequest):
            reader.list("pods", namespace=name)
        with pytest.raises(BadRequest):
            reader.log("shop", "a", name)
    assert server.asked == []


def test_reading_only_ever_sends_get_and_dry_runs(tmp_path: Path) -> None:
    with serving(lambda h: h.json(200, {"metadata": {}})) as server:
        operations = ("get pods", PODS, "patch deployments.apps (dry run)", "patch deployments.apps")
        reader = connect(target(tmp_path, server.url)).bound(call(*operations))
        reader.get("pods", "a", namespace="shop")
        reader.dry_run("deployments.apps", "web", [{"op": "test"}], namespace="shop")
        assert not hasattr(reader, "patch")
    assert [method for method, _, _ in server.asked] == ["GET", "PATCH"]
    assert query(server.asked[1][1])["dryRun"] == ["All"]


SEEN = {"metadata": {"name": "a", "uid": "u1", "resourceVersion": "7"}}


def test_removing_is_tried_with_a_body_that_says_so_too(tmp_path: Path) -> None:
    """The server reads the options of the body before those of the query: without it a dry run would delete."""
    with serving(lambda h: h.json(200, {"metadata": {}})) as server:
        operations = ("delete pods (dry run)", "create pods/eviction (dry run)", "delete pods")
        reader = connect(target(tmp_path, server.url)).bound(call(*operations))
        reader.dry_run_delete("pods", "a", namespace="shop", seen=SEEN)
        reader.dry_run_delete("pods", "a", namespace="shop", seen=SEEN, how="evict")
        assert not hasattr(reader, "delete")
    (deleted, evicted) = server.asked
    assert (deleted[0], evicted[0]) == ("DELETE", "POST")
    assert evicted[1].startswith("/api/v1/namespaces/shop/pods/a/eviction")
    for options in (json.loads(deleted[2]), json.loads(evicted[2])["deleteOptions"]):
        assert options["dryRun"] == ["All"]
        assert options["preconditions"] == {"uid": "u1", "resourceVersion": "7"}


def test_a_reading_connection_sends_no_removal_whose_body_is_not_dry(tmp_path: Path) -> None:
    with serving(lambda h: h.json(200, {})) as server:
        transport = open_transport(target(tmp_path, server.url), "read", observe=lambda _headers: None)
        for method, body in (("DELETE", b"{}"), ("DELETE", b""), ("POST", b'{"deleteOptions": {}}')):
            request = Request(doing="x", path="/api/v1/x", method=method, query={"dryRun": "All"}, body=body)
            with pytest.raises(Denied):
                transport.json(request, call())
    assert server.asked == []


def test_a_writer_removes_only_what_was_seen_and_no_secret(tmp_path: Path) -> None:
    with serving(lambda h: h.json(200, {"metadata": {}})) as server:
        connection = connect(target(tmp_path, server.url), mode="write")
        writer = connection.bound(call("delete pods", "delete secrets", "patch secrets (dry run)"))
        writer.delete("pods", "a", namespace="shop", seen=SEEN)
        with pytest.raises(Denied):
            writer.delete("secrets", "a", namespace="shop", seen=SEEN)
        with pytest.raises(Denied):
            writer.dry_run("secrets", "a", [], namespace="shop")
        with pytest.raises(Denied):
            writer.delete("jobs.batch", "a", namespace="shop", seen=SEEN)
    ((method, path, body),) = server.asked
    assert method == "DELETE"
    assert "dryRun" not in path
    assert json.loads(body)["preconditions"] == {"uid": "u1", "resourceVersion": "7"}


def test_a_writer_patches_what_was_declared_and_a_snapshot_never(tmp_path: Path) -> None:
    with serving(lambda h: h.json(200, {"metadata": {}})) as server:
        connection = connect(target(tmp_path, server.url), mode="write")
        writer = connection.bound(call("patch deployments.apps"))
        writer.patch("deployments.apps", "web", [{"op": "test"}], namespace="shop")
        with pytest.raises(Denied):
            writer.patch("services", "web", [], namespace="shop")
    ((method, path, body),) = server.asked
    assert (method, json.loads(body)) == ("PATCH", [{"op": "test"}])
    assert "dryRun" not in query(path)
    assert query(path)["fieldManager"] == ["baepo"]
    with pytest.raises(Denied):
        connect(Target(snapshot=tmp_path), mode="write")


def test_a_patch_is_not_repeated_when_the_server_fails(tmp_path: Path) -> None:
    with serving(lambda h: h.json(503, status(503, "etcd is gone"))) as server:
        writer = connect(target(tmp_path, server.url), mode="write").bound(call("patch deployments.apps"))
        with pytest.raises(Unavailable):
            writer.patch("deployments.apps", "web", [], namespace="shop")
    assert len(server.asked) == 1


def test_redirects_are_not_followed(tmp_path: Path) -> None:
    with (
        serving(lambda h: h.json(302, {}, Location="http://169.254.169.254/")) as server,
        pytest.raises(Unavailable, match="redirects"),
    ):
        connect(target(tmp_path, server.url)).bound(call(PODS)).list("pods")


def test_a_server_that_is_not_there_names_url_and_context(tmp_path: Path) -> None:
    with serving(lambda h: None) as server:
        url = server.url
    with pytest.raises(Unavailable, match="context prod") as refused:
        connect(target(tmp_path, url)).bound(call(PODS)).list("pods")
    assert url in refused.value.message
    assert refused.value.remedy


def test_a_host_name_that_does_not_resolve(tmp_path: Path) -> None:
    reader = connect(target(tmp_path, "http://no-such-host.invalid")).bound(call(PODS, timeout_s=20))
    with pytest.raises(Unavailable, match="does not resolve"):
        reader.list("pods")


def test_missing_context_lists_those_there_are(tmp_path: Path) -> None:
    path = kubeconfig(tmp_path, "http://127.0.0.1:1")
    with pytest.raises(BadRequest, match="no context 'staging'") as error:
        connect(Target(kubeconfig=path, context="staging"))
    assert "prod" in error.value.remedy


@pytest.mark.parametrize("content", ["", "a: [", "just words", "contexts: [{name: prod, context: {}}]"])
def test_a_broken_kubeconfig_is_said_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "config"
    path.write_text(content)
    with pytest.raises(BadRequest, match="kubeconfig"):
        connect(Target(kubeconfig=path, context="prod"))
    with pytest.raises(BadRequest, match="no kubeconfig"):
        connect(Target(kubeconfig=tmp_path / "nothing", context="prod"))


def exec_user(command: str) -> dict[str, object]:
    return {
        "exec": {
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": command,
            "interactiveMode": "Never",
            "installHint": "Install the cloud CLI.",
        }
    }


def test_a_login_program_that_is_not_installed(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="not installed") as error:
        connect(target(tmp_path, "http://127.0.0.1:1", user=exec_user("no-such-login-program")))
    assert error.value.remedy == "Install the cloud CLI."


def program(folder: Path, script: str) -> str:
    path = folder / "login"
    path.write_text(f"#!/bin/sh\n{script}\n")
    os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
    return str(path)


def test_a_login_program_that_fails_says_why_and_prints_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    command = program(tmp_path, "echo 'session expired, run cloud login' >&2; exit 3")
    with pytest.raises(Unavailable, match="session expired"):
        connect(target(tmp_path, "http://127.0.0.1:1", user=exec_user(command)))
    assert capfd.readouterr() == ("", "")


def test_a_login_program_gives_the_token(tmp_path: Path) -> None:
    credential = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "tk"}}
    command = program(tmp_path, f"echo '{json.dumps(credential)}'")
    seen: list[str] = []

    def answer(h: Handler) -> None:
        seen.append(h.headers["Authorization"])
        h.json(200, object_list())

    with serving(answer) as server:
        connect(target(tmp_path, server.url, user=exec_user(command))).bound(call(PODS)).list("pods")
    assert seen == ["Bearer tk"]


def certificate(folder: Path, *, days: int) -> tuple[Path, Path]:
    """A self-signed certificate for 127.0.0.1 that is valid for `days`, or expired for -`days`."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    end = datetime.now(UTC) + timedelta(days=days)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - timedelta(days=400))
        .not_valid_after(end)
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "tls.crt", folder / "tls.key"
    files[0].write_bytes(built.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return files


def with_tls(server: Server, files: tuple[Path, Path]) -> str:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    return server.url.replace("http:", "https:")


@pytest.mark.parametrize(("days", "trusted", "words"), [(-1, True, "expired TLS"), (30, False, "did not sign")])
def test_certificates_that_cannot_be_trusted(tmp_path: Path, days: int, trusted: bool, words: str) -> None:
    files = certificate(tmp_path, days=days)
    cluster = {"certificate-authority": str(files[0])} if trusted else {}
    with serving(lambda h: h.json(200, object_list())) as server:
        url = with_tls(server, files)
        with pytest.raises(Unavailable, match=words):
            connect(target(tmp_path, url, cluster=cluster)).bound(call(PODS)).list("pods")


def test_a_trusted_certificate_is_accepted(tmp_path: Path) -> None:
    files = certificate(tmp_path, days=30)
    with serving(lambda h: h.json(200, object_list("a"))) as server:
        url = with_tls(server, files)
        connection = connect(target(tmp_path, url, cluster={"certificate-authority": str(files[0])}))
        assert names(connection.bound(call(PODS)).list("pods")) == ["a"]


def test_the_end_of_a_huge_log_is_kept_in_bounded_memory(tmp_path: Path) -> None:
    line = b"2026-07-28T05:00:00Z nothing to see here, a line like all the others in this log\n"
    size = (24 << 20) // len(line)

    def answer(h: Handler) -> None:
        body = line * size + b"2026-07-28T05:00:01Z panic: the end\n"
        h.raw(200, body)

    with serving(answer) as server:
        reader = connect(target(tmp_path, server.url)).bound(call("get pods/log", timeout_s=30))
        text = reader.log("shop", "a", "app", tail_lines=1_000_000)
    assert text.endswith("panic: the end\n")
    assert len(text) < 18 << 20


GATEWAYS = "gateways.gateway.networking.k8s.io"


def test_a_kind_of_others_that_is_not_installed_is_no_refusal(tmp_path: Path) -> None:
    def bare(request: Handler) -> None:
        if request.path.startswith("/apis/gateway.networking.k8s.io/v1/"):
            request.json(403, status(403, 'User "me" cannot list resource "gateways"', "Forbidden"))
        else:
            request.raw(404, b"404 page not found\n")

    with serving(bare) as server, pytest.raises(NotFound) as error:
        connect(target(tmp_path, server.url)).bound(call(f"list {GATEWAYS}")).list(GATEWAYS)
    assert error.value.reason is not None
    assert error.value.reason.code == "not_installed"


def test_an_api_whose_program_is_down_is_not_waited_for(tmp_path: Path) -> None:
    """As an aggregated API answers whose Service has no endpoints: asking again does not help."""
    metrics = "pods.metrics.k8s.io"
    with serving(lambda h: h.raw(503, b"service unavailable\n")) as server:
        reader = connect(target(tmp_path, server.url)).bound(call(f"list {metrics}"))
        with pytest.raises(Unavailable, match="does not answer") as error:
            reader.list(metrics)
    assert "v1beta1.metrics.k8s.io" in error.value.remedy
    assert len(server.asked) == 1


def test_a_kind_of_others_is_listed_where_it_is_installed(tmp_path: Path) -> None:
    def installed(request: Handler) -> None:
        kinds = {"resources": [{"name": "gateways"}]}
        request.json(200, object_list("edge") if "/gateways" in request.path else kinds)

    with serving(installed) as server:
        reader = connect(target(tmp_path, server.url)).bound(
            call(f"list {GATEWAYS}", "list httproutes.gateway.networking.k8s.io")
        )
        assert [o["metadata"]["name"] for o in reader.list(GATEWAYS)] == ["edge"]
        with pytest.raises(NotFound, match="HTTPRoute"):
            reader.list("httproutes.gateway.networking.k8s.io")


@pytest.mark.parametrize(
    ("what", "group", "command"),
    [
        ("pods", "", "--clusterrole=view"),
        ("nodes", "", "create clusterrole baepo-list-nodes --verb=list --resource=nodes"),
        ("roles", "rbac.authorization.k8s.io", "create clusterrole baepo-list-roles --verb=list"),
    ],
)
def test_the_remedy_names_a_role_that_opens_the_kind(tmp_path: Path, what: str, group: str, command: str) -> None:
    message = (
        f'{what} is forbidden: User "me" cannot list resource "{what}" in API group "{group}" at the cluster scope'
    )
    name = f"{what}.{group}" if group else what
    with serving(lambda h: h.json(403, status(403, message, "Forbidden"))) as server, pytest.raises(Denied) as error:
        connect(target(tmp_path, server.url)).bound(call(f"list {name}")).list(name)
    assert command in error.value.remedy
