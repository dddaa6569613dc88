"""Named places to look and act, each with a risk class, its backends, and the identity it expects there."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tools.spec import Target


class Risk(StrEnum):
    """How much a mistake would hurt; shown as a word everywhere, never as a colour alone."""

    SANDBOX = "sandbox"
    STAGING = "staging"
    PRODUCTION = "production"


@dataclass(frozen=True, kw_only=True)
class Environment:
    """One cluster and/or one cloud account with its bills. `targets` are by backend: kube, aws, bills."""

    name: str
    risk: Risk
    targets: Mapping[str, Target]
    readers: frozenset[str] = frozenset({"operator"})
    hosted_models: bool = False
    aliases: tuple[str, ...] = ()

    def has(self, backend: str) -> bool:
        return backend in self.targets or backend == "guides"


# Where nothing is configured: guides and people's own documents can be asked all the same.
NO_PLACE = Environment(name="guides", risk=Risk.SANDBOX, targets={})
