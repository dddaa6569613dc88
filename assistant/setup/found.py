"""What this machine already knows: clusters, accounts, bills, models. Called by `baepo init` and the first run."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from assistant.models.probe import KNOWN_SERVERS, served
from tools.aws.profiles import Profile, read_profiles
from tools.bills.exports import exports_in
from tools.kube.contexts import Context, default_paths, read_contexts
from tools.spec import ToolError

_AT_ONCE = 8
_ACCOUNT_S, _CLUSTER_S = 5.0, 8.0

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Found:
    """`kubeconfig` is "" where it is kubectl's default file. `unreadable` says which files could not be read and why."""

    contexts: tuple[Context, ...] = ()
    kubeconfig: str = ""
    profiles: tuple[Profile, ...] = ()
    bills: tuple[Path, ...] = ()
    models: tuple[tuple[str, str, tuple[str, ...]], ...] = ()  # server, base_url, names
    unreadable: tuple[str, ...] = ()
    accounts: Mapping[str, str] = field(default_factory=dict)  # account id by profile, where somebody answered

    @property
    def nothing(self) -> bool:
        return not (self.contexts or any(p.kind != "none" for p in self.profiles) or self.bills)


def look_around(
    environ: Mapping[str, str], home: Path, folder: Path, *, servers: Sequence[tuple[str, str]] = KNOWN_SERVERS
) -> Found:
    """From files and this machine's own ports; asks nobody else."""
    unreadable: list[str] = []
    paths = default_paths(environ, home)

    def tried(read: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
        try:
            return read()
        except ToolError as error:
            unreadable.append(error.message)
            return ()

    with ThreadPoolExecutor(max_workers=max(len(servers), 1)) as pool:
        models = list(pool.map(lambda s: (s[0], s[1], served(s[1])), servers))
    return Found(
        contexts=tried(lambda: read_contexts(paths)),
        kubeconfig=os.pathsep.join(str(p.absolute()) for p in paths) if environ.get("KUBECONFIG") else "",
        profiles=tried(lambda: read_profiles(environ, home)),
        bills=exports_in(folder),
        models=tuple((name, url, names) for name, url, names in models if names is not None),
        unreadable=tuple(unreadable),
    )


def ask_accounts(profiles: Sequence[Profile], now: Callable[[], datetime]) -> dict[str, str]:
    """Account id by profile; without those that are signed out, want a code typed, or do not answer."""
    from tools.aws.access import read_caller
    from tools.aws.target import Target

    def account(profile: Profile) -> str:
        ends = profile.sso_expires_at
        if profile.asks or profile.kind == "none" or (profile.kind == "sso" and (ends is None or ends <= now())):
            return ""
        try:
            return read_caller(Target(profile=profile.name), timeout_s=_ACCOUNT_S, now=now).account_id
        except ToolError:
            return ""

    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        answers = pool.map(account, profiles)
        return {p.name: a for p, a in zip(profiles, answers, strict=True) if a}


def ask_clusters(contexts: Sequence[str], kubeconfig: str, now: Callable[[], datetime]) -> dict[str, str]:
    """Cluster UID by context; without those that do not answer."""
    from tools.kube.access import read_access
    from tools.kube.target import Target

    def uid(context: str) -> str:
        target = Target(context=context, kubeconfig=Path(kubeconfig) if kubeconfig else None)
        try:
            return read_access(target, (), namespace="default", timeout_s=_CLUSTER_S, now=now).cluster_uid
        except ToolError:
            return ""

    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        return {c: u for c, u in zip(contexts, pool.map(uid, contexts), strict=True) if u}
