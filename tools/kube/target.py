"""Where a cluster is; built by `assistant.settings` from `[environments.<name>.kube]`."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Target:
    """A kubeconfig context, or a snapshot folder or `.tar.zst` that `kube snapshot` wrote."""

    context: str = ""
    kubeconfig: Path | None = None
    snapshot: Path | None = None
    tls_certificates: bool = False  # read the public parts of TLS Secrets, too
    cluster_uid: str = ""  # UID of the namespace kube-system; reading and acting refuse another one

    def __post_init__(self) -> None:
        if self.snapshot and (self.context or self.kubeconfig):
            raise ValueError("names a snapshot together with a live cluster (context, kubeconfig)")

    @property
    def pinned(self) -> str:
        return self.cluster_uid

    @property
    def label(self) -> str:
        return self.context or (self.snapshot.name if self.snapshot else "current context")

    @property
    def recorded(self) -> bool:
        return self.snapshot is not None
