"""What may not be read on a cluster, by kind, and the command that grants it. Called by `assistant.doctor.kube`."""

import re
import shlex
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from assistant.doctor.spec import Result
from assistant.errors import PARTLY
from assistant.language import Text
from assistant.permissions import declared_tools, needed
from tools.kube.target import Target

if TYPE_CHECKING:
    from tools.kube.access import Access

_SHOWN = 12  # kinds


def wanted() -> tuple[str, ...]:
    """The reads that investigations make, as `verb resource.group`.

    No secrets: RBAC cannot allow their names without their values, and no investigation needs them. Nor kinds of others:
    where they are not installed, nobody has a right to them.
    """
    reads = needed("kube", declared_tools())
    return tuple(sorted(o for o in reads if o.split()[1] != "secrets" and not _optional(o.split()[1])))


def permissions(name: str, asked: Sequence[str], access: "Access", namespace: str, target: Target) -> Result:
    """One line about all of `asked`; `namespace` is where those were tried that are refused in the whole cluster."""
    if not access.missing:
        told = Text(ko=f"읽기 {len(asked)}가지 모두 됩니다.", en=f"All {len(asked)} reads are allowed.")
        return Result(what=name, state="ok", detail=told)
    kinds = _by_kind(access.missing)
    shown = ", ".join(kinds[:_SHOWN])
    more = len(kinds) - _SHOWN
    ko, en = (f" 외 {more}종류", f" and {more} kinds more") if more > 0 else ("", "")
    ko = f"읽기 {len(asked)}가지 중 {len(access.missing)}가지가 안 됩니다: {shown}{ko}."
    en = f"{len(access.missing)} of {len(asked)} reads are missing: {shown}{en}."
    if access.only_here:
        ko += f" 그중 {len(access.only_here)}가지는 {namespace} 네임스페이스에서만 됩니다."
        en += f" {len(access.only_here)} of them are allowed in namespace {namespace} only."
    if access.user and not access.may_grant:
        ko += " 권한을 줄 수 있는 클러스터 관리자가 실행해야 합니다:"
        en += " An administrator of the cluster has to run:"
    return Result(
        what=name,
        state="missing",
        detail=Text(ko=ko, en=en),
        next=_grant(access, target),
        missing=access.missing,
        exit_code=PARTLY,
    )


def kubectl(words: str, target: Target) -> str:
    """A kubectl command on the place that was asked."""
    place = f" --kubeconfig {shlex.quote(str(target.kubeconfig))}" if target.kubeconfig else ""
    place += f" --context {shlex.quote(target.context)}" if target.context else ""
    return f"kubectl {words}{place}"


def _grant(access: "Access", target: Target) -> str:
    if not access.user:
        return kubectl("auth whoami", target)
    account = re.fullmatch(r"system:serviceaccount:([^:]+):([^:]+)", access.user)
    subject = f"--serviceaccount={account[1]}:{account[2]}" if account else f"--user={shlex.quote(access.user)}"
    # Somebody else reaches the cluster with credentials, and a context, of their own.
    place = target if access.may_grant else Target()
    bind = f"create clusterrolebinding baepo-read --clusterrole=baepo {subject}"
    return f"baepo permissions kube | {kubectl('apply -f -', place)} && {kubectl(bind, place)}"


def _by_kind(operations: Iterable[str]) -> list[str]:
    """`nodes (get, list)` for each kind, without its group: what a person calls it."""
    verbs: dict[str, list[str]] = {}
    for operation in operations:
        verb, kind = operation.split()[:2]
        verbs.setdefault(kind.partition(".")[0], []).append(verb)
    return [f"{kind} ({', '.join(sorted(set(did)))})" for kind, did in sorted(verbs.items())]


def _optional(kind: str) -> bool:
    from tools.kube.resources import RESOURCES

    return kind in RESOURCES and RESOURCES[kind].optional
