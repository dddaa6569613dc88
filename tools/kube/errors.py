"""HTTP answers and network failures of a Kubernetes API server as the four errors of `tools.spec`.

Called by `transport` and `client` only. Source: metav1.Status (Kubernetes API conventions, "Response Status Kind").
"""

import json
import re
import ssl
from collections.abc import Mapping
from typing import Any

from tools.kube.resources import RESOURCES, Resource
from tools.spec import BadRequest, Denied, NotFound, Reason, ToolError, Unavailable

_RIGHTS = "rbac.authorization.k8s.io"
_DENIED = re.compile(r'User "(?P<user>[^"]*)" cannot (?P<verb>\S+) (?:resource|path) "(?P<what>[^"]+)"')
_UNPROCESSABLE = "the server rejected our request due to an error in our request"
_IN_GROUP = re.compile(r'in API group "(?P<group>[^"]*)"')
_IN_NAMESPACE = re.compile(r'in the namespace "(?P<namespace>[^"]+)"')


class Conflict(BadRequest):
    """Somebody changed the object since it was read; nothing was written."""


class Owned(BadRequest):
    """Another field manager has set the fields to other values; nothing was written. `owners`: (field, manager)."""

    owners: tuple[tuple[str, str], ...] = ()


class Blocked(BadRequest):
    """A PodDisruptionBudget does not allow an eviction now; nothing was removed."""


class Recorded(Unavailable):
    """The cluster is a recording: there is no server to try a change on."""


NOT_INSTALLED = "not_installed"  # the code of its reason


def not_installed(resource: Resource) -> NotFound:
    """The error for a kind of others that this cluster does not have: nothing is missing, there is none."""
    return NotFound(
        f"This cluster does not have the kind {resource.kind} ({resource.group}/{resource.version}).",
        reason=Reason(code=NOT_INSTALLED, parts={"kind": resource.kind}),
    )


def blocked(answer: Mapping[str, Any], *, doing: str) -> Blocked | None:
    """The error when an eviction was refused by a disruption budget, and not for too many requests."""
    causes = (answer.get("details") or {}).get("causes") or ()
    told = next((str(c.get("message", "")) for c in causes if c.get("reason") == "DisruptionBudget"), None)
    return None if told is None else Blocked(f"Could not {doing}: {told or answer.get('message', '')}")


def from_status(status: int, body: bytes, *, doing: str, place: str) -> ToolError:
    """The error for an HTTP status >= 400; `doing` is such as `list pods in namespace shop`."""
    message = _message(body)

    def reason(code: str) -> Reason:
        return Reason(code=code, parts={"doing": doing, "place": place, "status": str(status), "quote": message})

    if status == 401:
        return Unavailable(
            f"Could not {doing}: {place} does not accept the credentials (401 Unauthorized); they may have expired.",
            remedy="Log in again (for example `kubectl auth whoami` shows whether it worked), then ask again.",
            reason=reason("unauthorized"),
        )
    if status == 403:
        return _forbidden(message, doing=doing, place=place)
    if status == 404:
        return NotFound(f"Could not {doing}: {message or 'not found'} ({place}).", reason=reason("missing"))
    if status == 409 and (owners := _owners(body)):
        return _owned(owners, doing)
    if status == 409 or (status == 422 and _does_not_apply(message)):
        return Conflict(
            f"Could not {doing}: the object has changed since it was read ({message}).", reason=reason("changed")
        )
    if status in (400, 405, 406, 415, 422):
        return BadRequest(f"Could not {doing}: {place} answered {status}: {message}", reason=reason("refused"))
    if status == 429:
        return Unavailable(
            f"Could not {doing}: {place} asks for fewer requests (429).",
            remedy="Try again in a minute.",
            reason=reason("throttled"),
        )
    return Unavailable(
        f"Could not {doing}: {place} answered {status}: {message}",
        remedy="Try again; see `kubectl get --raw /readyz?verbose`.",
        reason=reason("server_error"),
    )


_OF_MANAGER = re.compile(r'conflict with "(?P<manager>[^"]*)"')


def _owners(body: bytes) -> tuple[tuple[str, str], ...]:
    """(field, manager) of what a server-side apply may not set. Source: metav1.CauseTypeFieldManagerConflict."""
    try:
        details = json.loads(body).get("details") or {}
    except (ValueError, AttributeError):
        return ()
    causes = [c for c in details.get("causes") or () if c.get("reason") == "FieldManagerConflict"]
    found = ((str(c.get("field", "")), _OF_MANAGER.search(str(c.get("message", "")))) for c in causes)
    return tuple((field.lstrip("."), match["manager"] if match else "another manager") for field, match in found)


def _owned(owners: tuple[tuple[str, str], ...], doing: str) -> Owned:
    told = ", ".join(f"{field} ({manager})" for field, manager in owners)
    error = Owned(
        f"Could not {doing}: others have set these fields to other values: {told}.",
        remedy="Change them where they come from; to take these fields over, give --take-over.",
        reason=Reason(code="owned", parts={"doing": doing, "quote": told}),
    )
    error.owners = owners
    return error


def _does_not_apply(message: str) -> bool:
    """Whether a JSON Patch was refused because a `test` in it does not hold, or what it names is not there: the server
    says of it only that the request was in error, where it names the fields of an invalid object."""
    return message == _UNPROCESSABLE or ("test" in message and "failed" in message)


def _message(body: bytes) -> str:
    try:
        value = json.loads(body)
    except ValueError:
        return body[:300].decode(errors="replace").strip()
    return str(value.get("message", "")) if isinstance(value, dict) else ""


def _forbidden(message: str, *, doing: str, place: str) -> ToolError:
    match = _DENIED.search(message)
    if match is None:  # an admission plugin, quota or policy, not a missing permission
        parts = {"doing": doing, "place": place, "status": "403", "quote": message}
        return BadRequest(
            f"Could not {doing}: {place} refuses it: {message}", reason=Reason(code="refused", parts=parts)
        )
    group = _IN_GROUP.search(message)
    namespace = _IN_NAMESPACE.search(message)
    only_in = namespace["namespace"] if namespace else ""
    what = match["what"] + (f".{group['group']}" if group and group["group"] else "")
    where = f" in namespace {only_in}" if only_in else " in the whole cluster"
    permission = f"{match['verb']} {what}{where}"
    command = _binding_command(match["user"], match["verb"], what, only_in)
    parts = {"doing": doing, "place": place, "user": match["user"], "permission": permission, "command": command}
    return Denied(
        f'Could not {doing}: {place} refused (403: user "{match["user"]}" cannot {permission}).',
        permission=permission,
        remedy=f"To allow it: {command}",
        reason=Reason(code="forbidden", parts=parts),
    )


def _binding_command(user: str, verb: str, what: str, namespace: str) -> str:
    account = re.fullmatch(r"system:serviceaccount:([^:]+):([^:]+)", user)
    subject = f"--serviceaccount={account[1]}:{account[2]}" if account else f"--user={user}"
    if not _in_view(what) or verb not in ("get", "list", "watch"):
        role = f"baepo-{verb}-{what.partition('.')[0].replace('/', '-')}"
        kind, scope = ("role", f" -n {namespace}") if namespace else ("clusterrole", "")
        create = f"kubectl create {kind} {role} --verb={verb} --resource={what}{scope} && "
        role_argument = f"--{kind}={role}"
    else:
        create, role_argument = "", "--clusterrole=view"
    if namespace:
        return f"{create}kubectl create rolebinding baepo-read {role_argument} {subject} -n {namespace}"
    return f"{create}kubectl create clusterrolebinding baepo-read {role_argument} {subject}"


def _in_view(what: str) -> bool:
    """Whether the built-in ClusterRole `view` opens a kind: none that is not in a namespace, no Secrets, no rights, and
    of kinds of others only what they add themselves."""
    known = RESOURCES.get(what.partition("/")[0])
    if known is None:
        return True
    return known.namespaced and not known.optional and known.name != "secrets" and known.group != _RIGHTS


def from_network(error: Exception, *, doing: str, place: str) -> Unavailable:
    """The error for a request that got no whole answer."""
    code, why, remedy = _network_reason(error)
    parts = {"doing": doing, "place": place, "quote": _last_words(str(error))}
    return Unavailable(f"Could not {doing}: {place} {why}.", remedy=remedy, reason=Reason(code=code, parts=parts))


def _network_reason(error: Exception) -> tuple[str, str, str]:
    """(code, why, remedy)."""
    from urllib3 import exceptions as http

    text = str(error)
    if isinstance(error, http.NameResolutionError):
        return (
            "unresolved",
            "has a host name that does not resolve",
            "Check the server URL in the kubeconfig, VPN and DNS.",
        )
    if isinstance(error, http.NewConnectionError) or "Connection refused" in text:
        return (
            "unreachable",
            f"cannot be reached ({_last_words(text)})",
            "Check VPN and tunnel, then `kubectl cluster-info`.",
        )
    if isinstance(error, http.SSLError | ssl.SSLError):
        return _tls_reason(text)
    if isinstance(error, http.ProxyError):
        return (
            "proxy",
            f"cannot be reached through the proxy ({_last_words(text)})",
            "Check proxy-url in the kubeconfig.",
        )
    if isinstance(error, http.TimeoutError):
        return "timeout", "did not answer in time", "Ask for less (one namespace, a smaller limit), or try again."
    return "broken_off", f"broke off in the middle of its answer ({_last_words(text)})", "Try again."


def _tls_reason(text: str) -> tuple[str, str, str]:
    if "certificate has expired" in text:
        return (
            "tls_expired",
            "has an expired TLS certificate",
            "Renew it (`kubeadm certs check-expiration`) or check this machine's clock.",
        )
    if (
        "CERTIFICATE_REQUIRED" in text.upper()
        or "ALERT_CERTIFICATE_EXPIRED" in text.upper()
        or "alert certificate" in text
    ):
        return (
            "client_certificate",
            "does not accept the client certificate",
            "Renew the client certificate in the kubeconfig.",
        )
    if "unable to get local issuer" in text or "self-signed" in text or "self signed" in text:
        return (
            "tls_unsigned",
            "has a TLS certificate that the kubeconfig's certificate authority did not sign",
            "Fetch the kubeconfig again; the cluster may have been rebuilt.",
        )
    return (
        "tls_failed",
        f"failed the TLS handshake ({_last_words(text)})",
        "Check the server URL and certificate authority in the kubeconfig.",
    )


def _last_words(text: str) -> str:
    """The part of a urllib3 message that says something: after the object's address."""
    return text.rpartition(">: ")[2].rpartition("): ")[2][:200].strip() or "connection lost"
