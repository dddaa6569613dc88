"""What a credential needs: the operations that tools and actions declare. Called by `baepo permissions` and the doctor."""

from collections.abc import Iterable
from typing import Protocol

import tools
from tools.spec import Tool, discover

_ALWAYS = {"aws": {"sts:GetCallerIdentity"}, "kube": {"get namespaces"}}


class Acting(Protocol):
    """What is asked of an action here; executors themselves are reached through gate and wiring alone."""

    @property
    def backend(self) -> str: ...

    @property
    def reads(self) -> frozenset[str]: ...

    @property
    def writes(self) -> frozenset[str]: ...


def declared_tools() -> tuple[Tool, ...]:
    return tuple(discover(tools, Tool))


def needed(backend: str, reading: Iterable[Tool], actions: Iterable[Acting] = ()) -> frozenset[str]:
    """Operations in the backend's own names, such as `ec2:DescribeVolumes` or `list pods`; empty for a backend of files."""
    operations = set(_ALWAYS.get(backend, set()))
    for tool in reading:
        operations |= tool.operations if tool.backend == backend else set()
    for action in actions:
        operations |= action.reads | action.writes if action.backend == backend else set()
    return frozenset(operations)
