"""Images that cannot be had, in init containers, Jobs and DaemonSets, in the words of containerd 2 and of CRI-O."""

from evals.worlds.kube.objects import container, controlled
from evals.worlds.kube.spec import Case, PodState, Told
from evals.worlds.kube.states import container_state, held_back, pod_status, waiting

_APP = "registry.test/shop/app:1.0"


def _pull(id: str, kind: str, said: str, *says: str | tuple[str, ...], reason: str = "ErrImagePull") -> Case:
    return Case(
        id=id,
        objects=(controlled(kind, "agent", by_hand=True),),
        states=(PodState(app="agent", status=waiting(reason, said)),),
        events=(Told(kind="Pod", name="agent", reason="Failed", message=f'Failed to pull image "{_APP}": {said}'),),
        target=(kind, "agent"),
        says=says,
    )


_LATSET = "quay.io/team/init:latset"

IMAGES: tuple[Case, ...] = (
    Case(
        id="v-init-image",
        objects=(controlled("DaemonSet", "agent", initContainers=[container("setup", image=_LATSET)], by_hand=True),),
        states=(
            PodState(
                app="agent",
                status=pod_status(
                    container_state("app", {"waiting": {"reason": "PodInitializing"}}),
                    init=(held_back("ImagePullBackOff", f'Back-off pulling image "{_LATSET}"', name="setup"),),
                ),
            ),
        ),
        events=(
            Told(
                kind="Pod",
                name="agent",
                reason="Failed",
                message=f'Failed to pull image "{_LATSET}": reading manifest latset in quay.io/team/init: manifest unknown',
            ),
        ),
        target=("DaemonSet", "agent"),
        says=(_LATSET, ("registry", "tag")),
    ),
    _pull(
        "v-registry-refuses",
        "Job",
        f'failed to pull and unpack image "{_APP}": failed to resolve reference "{_APP}": pull access denied, repository does '
        "not exist or may require authorization: server message: insufficient_scope: authorization failed",
        ("credentials", "access"),
    ),
    _pull(
        "v-registry-forbidden",
        "StatefulSet",
        f'failed to resolve reference "{_APP}": unexpected status from HEAD request to https://{_APP}: 403 Forbidden',
        ("credentials", "access", "403"),
    ),
    _pull(
        "v-image-name-invalid",
        "StatefulSet",
        'Failed to apply default image tag "Registry.test/Shop/App:1": couldn\'t parse image name '
        '"Registry.test/Shop/App:1": invalid reference format: repository name must be lowercase',
        ("lowercase", "invalid"),
        reason="InvalidImageName",
    ),
    _pull(
        "v-registry-certificate",
        "DaemonSet",
        f'failed to resolve reference "{_APP}": failed to do request: Head "https://registry.test/v2/": tls: failed to verify '
        "certificate: x509: certificate signed by unknown authority",
        "certificate",
    ),
    _pull(
        "v-no-space-for-image",
        "DaemonSet",
        f'failed to pull and unpack image "{_APP}": failed to extract layer sha256:1a2b: write /var/lib/containerd/tmp: no space '
        "left on device: unknown",
        ("space", "disk"),
    ),
    _pull(
        "v-registry-slow",
        "StatefulSet",
        f'failed to resolve reference "{_APP}": failed to do request: Head "https://registry.test/v2/": dial tcp 10.0.0.1:443: '
        "i/o timeout",
        ("timeout", "reach"),
    ),
    _pull(
        "v-signature-refused",
        "StatefulSet",
        f'SignatureValidationFailed: Source image rejected: A signature was required, but no signature exists: "{_APP}"',
        "signature",
        reason="SignatureValidationFailed",
    ),
)
