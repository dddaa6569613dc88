"""Whether a manifest may be applied: what the checks on files say of it. Called by the executors and `baepo propose manifest`."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from assistant.findings import Finding, Severity
from assistant.language import Text
from assistant.manifests.checking import Placed, check
from assistant.manifests.documents import Document, node_of
from assistant.manifests.objects import objects
from assistant.manifests.reading import Manifests
from assistant.refusing import refusal
from tools.spec import BadRequest

# What nobody may accept: the server refuses the object or reads it otherwise, or a plan would keep a secret.
NEVER = frozenset(
    {
        "kube.malformed_manifest",
        "kube.duplicate_key",
        "kube.removed_api_version",
        "kube.selector_mismatch",
        "kube.secret_in_environment",
        "kube.secret_in_config_map",
    }
)
# Set by the server or by owners: a file that holds them is a copy of a live object, and would bind it to what it was then.
_SERVERS_OWN = (
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "managedFields",
    "selfLink",
    "ownerReferences",
    "finalizers",
    "generateName",
)


def blocking(found: Iterable[Placed], accept: frozenset[str]) -> tuple[Placed, ...]:
    """What must be put right first, or accepted by name: problems, and all that is severe."""
    return tuple(
        p for p in found if _is_grave(p.finding) and (p.finding.check not in accept or p.finding.check in NEVER)
    )


def prove(manifest: Mapping[str, Any], *, accept: frozenset[str], now: datetime) -> tuple[Text, ...]:
    """What people shall know of it: the checks that were accepted, and how many more say something. Raises: BadRequest."""
    meta = manifest.get("metadata") or {}
    if kept := [name for name in _SERVERS_OWN if meta.get(name)]:
        fields = ", ".join(f"metadata.{name}" for name in kept)
        raise refusal(
            BadRequest,
            Text(
                ko=f"매니페스트에 서버나 소유자가 정하는 필드가 있습니다: {fields}",
                en=f"The manifest holds fields that a server or an owner sets: {fields}.",
            ),
            Text(
                ko="클러스터에서 복사한 것이면 이 필드를 지우십시오.",
                en="Where it is copied from a cluster, take them out.",
            ),
        )
    found = check(_alone(manifest), now)
    if grave := blocking(found, accept):
        told = dict.fromkeys(p.finding.check for p in grave)
        raise refusal(
            BadRequest,
            Text(
                ko=f"매니페스트 검사에서 걸립니다: {', '.join(told)}",
                en=f"The checks on manifests object: {', '.join(told)}.",
            ),
            Text(ko="baepo check manifests FILE로 자세히 볼 수 있습니다.", en="See: baepo check manifests FILE"),
        )
    return tuple(_told(found, accept))


def _is_grave(finding: Finding) -> bool:
    return finding.klass == "problem" or finding.severity >= Severity.HIGH


def _told(found: Iterable[Placed], accept: frozenset[str]) -> Iterable[Text]:
    severity = {p.finding.check: p.finding.severity for p in found}
    if accepted := ", ".join(i for i in severity if i in accept):
        yield Text(ko=f"알고도 받아들인 것: {accepted}", en=f"Known and accepted: {accepted}")
    others = [i for i in severity if i not in accept]
    if others:
        graver = [i for i in others if severity[i] >= Severity.MEDIUM]
        named = f": {', '.join(graver)}" if graver else ""
        yield Text(ko=f"매니페스트 검사의 조언 {len(others)}가지{named}", en=f"{len(others)} checks have advice{named}")


def _alone(manifest: Mapping[str, Any]) -> Manifests:
    document = Document(root=node_of(dict(manifest), 1), duplicates=())
    return Manifests(found=tuple(objects(document, "manifest")), not_read=(), files=1)
