"""Images that cannot be pulled, by what the registry or the kubelet says (containerd 1.7, kubelet v1.34)."""

from evals.worlds.kube.objects import container, deployment
from evals.worlds.kube.spec import Case, PodState, Told
from evals.worlds.kube.states import waiting

_IMAGE = "registry.test/shop/app:1.0"
_PULL = f'Failed to pull image "{_IMAGE}": rpc error: code = '


def _pull(id: str, said: str, *says: str | tuple[str, ...], reason: str = "ImagePullBackOff") -> Case:
    return Case(
        id=id,
        objects=(deployment("web", by_hand=True),),
        states=(PodState(app="web", status=waiting(reason, f'Back-off pulling image "{_IMAGE}"')),),
        events=(Told(kind="Pod", name="web", reason="Failed", message=_PULL + said),),
        target=("Deployment", "web"),
        says=says,
    )


IMAGES: tuple[Case, ...] = (
    _pull(
        "image-tag-missing",
        f'NotFound desc = failed to pull and unpack image "{_IMAGE}": failed to resolve reference "{_IMAGE}": '
        f"{_IMAGE}: not found",
        "not in its registry",
    ),
    _pull(
        "image-no-credentials",
        f'Unknown desc = failed to resolve reference "{_IMAGE}": failed to authorize: '
        "failed to fetch anonymous token: 401 Unauthorized",
        "credentials",
    ),
    _pull(
        "image-rate-limited",
        f"Unknown desc = failed to copy: httpReadSeeker: failed open: unexpected status code https://{_IMAGE}: "
        "429 Too Many Requests - toomanyrequests: You have reached your pull rate limit.",
        ("rate limit", "rate-limited"),
    ),
    _pull(
        "image-other-platform",
        f'NotFound desc = failed to pull and unpack image "{_IMAGE}": no match for platform in manifest: not found',
        ("architecture", "platform"),
    ),
    _pull(
        "registry-unreachable",
        f'Unknown desc = failed to resolve reference "{_IMAGE}": failed to do request: '
        'Head "https://registry.test/v2/": dial tcp: lookup registry.test: no such host',
        "no such host",
    ),
    Case(
        id="image-never-pulled",
        objects=(deployment("web", container(imagePullPolicy="Never"), by_hand=True),),
        states=(
            PodState(
                app="web",
                status=waiting(
                    "ErrImageNeverPull", f'Container image "{_IMAGE}" is not present with pull policy of Never'
                ),
            ),
        ),
        target=("Deployment", "web"),
        says=("Never",),
    ),
)
