"""Advice on labels that name another thing than the object. Found by scanning, like every check.

Source: Kubernetes documentation, "Recommended Labels": `app.kubernetes.io/name` names the application,
`app.kubernetes.io/instance` the one installation of it.
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.posture.advice import Advice, Spot, advised
from assistant.checks.kube.posture.pod_specs import mapping, pod_specs
from assistant.checks.spec import check
from assistant.findings import Finding
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#resources"
NAME, INSTANCE = "app.kubernetes.io/name", "app.kubernetes.io/instance"
_MATTERS = Text(
    ko="레이블로 찾는 대시보드, 셀렉터, 비용 집계에서 빠지거나 다른 것으로 보입니다.",
    en="Dashboards, selectors and costs by label miss it, or take it for something else.",
)
_REMEDY = Text(ko="레이블과 metadata.name을 같게 하십시오.", en="Let the label and metadata.name say the same.")
_NAME = Advice(
    check="kube.name_label_differs",
    runbook=RUNBOOK,
    says=Text(ko=f"이름과 레이블 {NAME}의 값이 다릅니다", en=f"is called otherwise than its label {NAME} says"),
    matters=_MATTERS,
    remedy=_REMEDY,
)
_INSTANCE = Advice(
    check="kube.instance_label_differs",
    runbook=RUNBOOK,
    says=Text(ko=f"이름과 레이블 {INSTANCE}의 값이 다릅니다", en=f"is called otherwise than its label {INSTANCE} says"),
    matters=_MATTERS,
    remedy=_REMEDY,
)


@check(
    id=_NAME.check,
    title=Text(ko="이름과 다른 name 레이블", en="Name label that differs"),
    runbook=RUNBOOK,
    klass="advice",
)
def name_label_differs(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Workloads and pods whose name is not that of their application label, or that carry none."""
    yield from _differing(facts, NAME, _NAME)


@check(
    id=_INSTANCE.check,
    title=Text(ko="이름과 다른 instance 레이블", en="Instance label that differs"),
    runbook=RUNBOOK,
    klass="advice",
)
def instance_label_differs(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Workloads and pods whose name is not that of their instance label, or that carry none."""
    yield from _differing(facts, INSTANCE, _INSTANCE)


def _differing(facts: KubeFacts, label: str, advice: Advice) -> Iterator[Finding]:
    owners = [p.owner for p in pod_specs(facts)]
    known = {id(o) for o in owners}
    owners += [o for kind in _WORKLOADS for o in facts.of(kind) if id(o) not in known and facts.written]
    for owner in owners:
        value = str(mapping(owner.labels).get(label) or "")
        if owner.name and value != owner.name:
            yield from advised(
                facts, advice, owner, [Spot(path=f"metadata.labels[{label}]", value=value, where=f"{label}:")]
            )


_WORKLOADS = ("deployments.apps", "statefulsets.apps", "daemonsets.apps")
