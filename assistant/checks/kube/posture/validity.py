"""Manifests that the API server refuses, or takes otherwise than they read. Found by scanning; silent on clusters.

`malformed` and `duplicates` of a row are what `assistant.manifests` met when it read the file. Source: the OpenAPI
description of Kubernetes v1.34; "Deprecated API Migration Guide".
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.posture.advice import Advice, Spot, advised
from assistant.checks.kube.posture.pod_specs import (
    DAEMON_SETS,
    DEPLOYMENTS,
    REPLICA_SETS,
    STATEFUL_SETS,
    items,
    mapping,
    pod_spec_of,
)
from assistant.checks.kube.selection import matches
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text
from tools.kube.resources import RESOURCES

RUNBOOK = "runbooks/manifest-review#check"
LINE = "@"  # begins a path that is a line of the file
_REFUSED = Text(ko="API 서버가 이 객체를 거절합니다.", en="The API server refuses this object.")
_MALFORMED = Advice(
    check="kube.malformed_manifest",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    klass="problem",
    says=Text(ko="Kubernetes가 받아들이지 않는 값이 있습니다", en="holds what Kubernetes does not accept"),
    matters=_REFUSED,
    remedy=Text(
        ko='적힌 필드를 고치십시오. 숫자나 true, on 같은 값이 문자열이어야 하면 따옴표로 감싸십시오("8080").',
        en='Correct these fields; a number or a word such as true or on that is meant as text wants quotes ("8080").',
    ),
)
_TWICE = Advice(
    check="kube.duplicate_key",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    klass="problem",
    says=Text(ko="같은 키가 두 번 적혀 있습니다", en="names a key twice"),
    matters=Text(
        ko="앞의 값은 조용히 무시되거나, 엄격하게 검사하면 거절됩니다.",
        en="The earlier value is ignored without a word, or the object refused where validation is strict.",
    ),
    remedy=Text(ko="하나만 남기십시오.", en="Keep one of them."),
)
_REMOVED = Advice(
    check="kube.removed_api_version",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    klass="problem",
    says=Text(
        ko="지금의 Kubernetes에는 없는 API 버전입니다", en="is written for an API version that is no longer served"
    ),
    matters=_REFUSED,
    remedy=Text(
        ko="apiVersion을 적힌 버전으로 바꾸고 달라진 필드를 고치십시오(kubectl convert).",
        en="Change apiVersion to the one named, and the fields that changed with it (kubectl convert).",
    ),
)
_SELECTOR = Advice(
    check="kube.selector_mismatch",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    klass="problem",
    says=Text(
        ko="셀렉터가 자기 파드의 레이블과 맞지 않습니다",
        en="has a selector that does not fit the labels of its own pods",
    ),
    matters=_REFUSED,
    remedy=Text(
        ko="spec.selector와 spec.template.metadata.labels를 맞추십시오.",
        en="Let spec.selector and spec.template.metadata.labels agree.",
    ),
)
_SELECTING = (DEPLOYMENTS, STATEFUL_SETS, DAEMON_SETS, REPLICA_SETS)
_APPS = "apps/v1"
_NEWEST = {"autoscaling": "autoscaling/v2"}  # of the groups whose newest version is not v1
# (API version, kind; "" for all of its kinds): the release that stopped serving it, and what took its place
_GONE: Mapping[tuple[str, str], tuple[str, str]] = {
    **{("extensions/v1beta1", k): ("1.16", _APPS) for k in ("Deployment", "DaemonSet", "ReplicaSet")},
    ("extensions/v1beta1", "NetworkPolicy"): ("1.16", "networking.k8s.io/v1"),
    ("extensions/v1beta1", "Ingress"): ("1.22", "networking.k8s.io/v1"),
    ("apps/v1beta1", ""): ("1.16", _APPS),
    ("apps/v1beta2", ""): ("1.16", _APPS),
    ("networking.k8s.io/v1beta1", "Ingress"): ("1.22", "networking.k8s.io/v1"),
    ("networking.k8s.io/v1beta1", "IngressClass"): ("1.22", "networking.k8s.io/v1"),
    ("apiextensions.k8s.io/v1beta1", ""): ("1.22", "apiextensions.k8s.io/v1"),
    ("apiregistration.k8s.io/v1beta1", ""): ("1.22", "apiregistration.k8s.io/v1"),
    ("rbac.authorization.k8s.io/v1alpha1", ""): ("1.22", "rbac.authorization.k8s.io/v1"),
    ("rbac.authorization.k8s.io/v1beta1", ""): ("1.22", "rbac.authorization.k8s.io/v1"),
    ("scheduling.k8s.io/v1beta1", ""): ("1.22", "scheduling.k8s.io/v1"),
    ("coordination.k8s.io/v1beta1", "Lease"): ("1.22", "coordination.k8s.io/v1"),
    **{
        ("admissionregistration.k8s.io/v1beta1", f"{k}WebhookConfiguration"): (
            "1.22",
            "admissionregistration.k8s.io/v1",
        )
        for k in ("Mutating", "Validating")
    },
    **{("storage.k8s.io/v1beta1", k): ("1.22", "storage.k8s.io/v1") for k in ("StorageClass", "CSIDriver", "CSINode")},
    ("storage.k8s.io/v1beta1", "CSIStorageCapacity"): ("1.27", "storage.k8s.io/v1"),
    ("batch/v1beta1", "CronJob"): ("1.25", "batch/v1"),
    ("batch/v2alpha1", "CronJob"): ("1.21", "batch/v1"),
    ("policy/v1beta1", "PodDisruptionBudget"): ("1.25", "policy/v1"),
    ("policy/v1beta1", "PodSecurityPolicy"): ("1.25", "Pod Security Admission"),
    ("discovery.k8s.io/v1beta1", ""): ("1.25", "discovery.k8s.io/v1"),
    ("events.k8s.io/v1beta1", ""): ("1.25", "events.k8s.io/v1"),
    ("node.k8s.io/v1beta1", ""): ("1.25", "node.k8s.io/v1"),
    ("autoscaling/v2beta1", ""): ("1.25", "autoscaling/v2"),
    ("autoscaling/v2beta2", ""): ("1.26", "autoscaling/v2"),
    **{
        (f"flowcontrol.apiserver.k8s.io/{v}", ""): (release, "flowcontrol.apiserver.k8s.io/v1")
        for v, release in (("v1beta1", "1.26"), ("v1beta2", "1.29"), ("v1beta3", "1.32"))
    },
}


@check(id=_MALFORMED.check, title=Text(ko="잘못된 매니페스트", en="Malformed manifest"), runbook=RUNBOOK)
def malformed_manifest(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Values of the wrong kind, objects without a name, workloads without containers."""
    for obj in facts.everything() if facts.written else ():
        yield from advised(facts, _MALFORMED, obj, _malformed(obj))


@check(id=_TWICE.check, title=Text(ko="두 번 적힌 키", en="Key that stands twice"), runbook=RUNBOOK)
def duplicate_key(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Keys that stand twice in one map."""
    for obj in facts.everything() if facts.written else ():
        yield from advised(facts, _TWICE, obj, _duplicates(obj))


@check(id=_REMOVED.check, title=Text(ko="없어진 API 버전", en="Removed API version"), runbook=RUNBOOK)
def removed_api_version(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """API versions that every supported release of Kubernetes has stopped serving, or that never had the kind."""
    for obj in facts.everything() if facts.written else ():
        yield from advised(facts, _REMOVED, obj, _removed(obj))


@check(id=_SELECTOR.check, title=Text(ko="맞지 않는 셀렉터", en="Selector that does not fit"), runbook=RUNBOOK)
def selector_mismatch(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Workloads whose selector picks other pods than those of their template."""
    for obj in (o for kind in _SELECTING for o in facts.of(kind)) if facts.written else ():
        yield from advised(facts, _SELECTOR, obj, _mismatch(obj))


def _malformed(obj: Seen) -> Iterator[Spot]:
    for misfit in items(obj.row.get("malformed")):
        path, value = str(misfit["path"]), str(misfit["value"])
        yield Spot(path=path, value=value, told=f"{path}: {value} → {misfit['wanted']}")
    if not obj.name and not obj.meta.get("generateName"):
        yield Spot(path="metadata.name")
    if obj.resource in (*_SELECTING, "pods") and not items(_pod_spec(obj).get("containers")):
        yield Spot(path="spec.containers" if obj.resource == "pods" else "spec.template.spec.containers")


def _pod_spec(obj: Seen) -> Mapping[str, object]:
    found = pod_spec_of(obj)
    return found.spec if found is not None else {}


def _duplicates(obj: Seen) -> Iterator[Spot]:
    for twice in items(obj.row.get("duplicates")):
        lines = f"{twice['key']} ({twice['first_line']}, {twice['line']})"
        yield Spot(path=f"{LINE}{twice['line']}", told=lines)


def _removed(obj: Seen) -> Iterator[Spot]:
    version = str(obj.row.get("apiVersion") or "")
    gone = _GONE.get((version, obj.kind)) or _GONE.get((version, ""))
    group = obj.resource.partition(".")[2] if obj.resource in RESOURCES else ""
    if gone is not None:
        yield Spot(path="apiVersion", value=version, told=f"{version} → {gone[1]}, Kubernetes {gone[0]}")
    elif group != version.rpartition("/")[0] and obj.resource in RESOURCES:
        wanted = _NEWEST.get(group, f"{group}/v1" if group else "v1")
        yield Spot(path="apiVersion", value=version, told=f"{version} → {wanted}")


def _mismatch(obj: Seen) -> Iterator[Spot]:
    selector = mapping(obj.spec.get("selector"))
    spec = pod_spec_of(obj)
    if spec is not None and selector and not matches(selector, spec.labels):
        shown = ",".join(f"{key}={value}" for key, value in sorted(mapping(selector.get("matchLabels")).items()))
        yield Spot(path="spec.selector", value=shown)
