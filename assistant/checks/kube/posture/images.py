"""Advice on images: which version runs, and who decides that. Found by scanning, like every check.

Source: Kubernetes documentation, "Images" (image names, image pull policy).
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.posture.advice import Advice, Spot, advised_pods
from assistant.checks.kube.posture.pod_specs import PodSpec
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#resources"
_UNPINNED = Advice(
    check="kube.image_not_pinned",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="버전이 고정되지 않은 이미지를 씁니다", en="names images without a version"),
    matters=Text(
        ko="다음에 뜨는 파드가 어떤 버전을 실행할지 알 수 없고, 같은 버전으로 되돌릴 수도 없습니다.",
        en="Nobody knows what the next pod will run, and there is no version to go back to.",
    ),
    remedy=Text(
        ko="이미지에 버전 태그나 다이제스트(@sha256:...)를 적으십시오.",
        en="Name a version tag or a digest (@sha256:...).",
    ),
)
_NOT_PULLED = Advice(
    check="kube.pull_policy_not_always",
    runbook=RUNBOOK,
    says=Text(
        ko="이미지를 항상 새로 확인하지는 않습니다(imagePullPolicy)",
        en="does not always pull its images (imagePullPolicy)",
    ),
    matters=Text(
        ko="노드에 남은 이미지를 그대로 써서, 같은 태그라도 노드마다 다를 수 있고 레지스트리 권한도 확인하지 않습니다.",
        en="An image left on a node is used as it is: nodes may run different builds of one tag, and no credential is asked for.",
    ),
    remedy=Text(
        ko="imagePullPolicy: Always를 적거나 이미지를 다이제스트로 고정하십시오.",
        en="Write imagePullPolicy: Always, or pin the image by digest.",
    ),
)


@check(
    id=_UNPINNED.check,
    title=Text(ko="고정되지 않은 이미지", en="Image that is not pinned"),
    runbook=RUNBOOK,
    klass="advice",
)
def image_not_pinned(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Images without a tag or with `latest`; a digest is better than any tag."""
    yield from advised_pods(facts, _UNPINNED, _unpinned)


@check(
    id=_NOT_PULLED.check,
    title=Text(ko="항상 확인하지 않는 이미지", en="Image that is not always pulled"),
    runbook=RUNBOOK,
    klass="advice",
)
def pull_policy_not_always(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Another pull policy than Always, or none written; a digest needs none, since it always names the same image."""
    yield from advised_pods(facts, _NOT_PULLED, _not_pulled)


def tag_of(image: str) -> str:
    """`registry:5000/app:1.2` -> `1.2`; "" where there is no tag. A port is no tag."""
    return image.partition("@")[0].rpartition("/")[2].partition(":")[2]


def _unpinned(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers():
        image = str(container.row.get("image") or "")
        if image and "@" not in image and tag_of(image) in ("", "latest"):
            yield Spot(path=f"{container.path}.image", value=image, where=container.called)


def _not_pulled(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers():
        policy, image = str(container.row.get("imagePullPolicy") or ""), str(container.row.get("image") or "")
        if policy != "Always" and "@" not in image:
            yield Spot(path=f"{container.path}.imagePullPolicy", value=policy, where=container.called)
