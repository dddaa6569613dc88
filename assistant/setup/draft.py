"""Which environments a machine's contexts, profiles and bills make, and how much a mistake would hurt there: pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.environments import Risk
from assistant.setup.found import Found

# Words in names, the gravest first: what is named both counts as the graver.
_RISKS: tuple[tuple[Risk, tuple[str, ...]], ...] = (
    (Risk.PRODUCTION, ("prod", "prd", "live", "운영")),
    (Risk.STAGING, ("stag", "stg", "uat", "qa", "test", "스테이징", "검증")),
    (Risk.SANDBOX, ("sandbox", "sbx", "dev", "local", "demo", "lab", "play", "개발")),
    (Risk.SANDBOX, ("kind-", "k3d-", "minikube", "docker-desktop", "rancher-desktop", "orbstack", "colima")),
)
_EKS = re.compile(r"arn:aws[a-z-]*:eks:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):cluster/(?P<name>.+)")
_GKE = re.compile(r"gke_[^_]+_[^_]+_(?P<name>.+)")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One environment to be. Names of contexts and profiles are as the files have them."""

    name: str
    risk: Risk
    context: str = ""
    kubeconfig: str = ""
    cluster_uid: str = ""
    profile: str = ""
    account_id: str = ""
    regions: tuple[str, ...] = ()
    bills: Path | None = None


def risk_of(name: str) -> Risk:
    """By words in the name; what says nothing counts as production, where a mistake would hurt most."""
    lower = name.lower()
    return next((risk for risk, words in _RISKS if any(w in lower for w in words)), Risk.PRODUCTION)


def drafts(
    found: Found, *, contexts: Sequence[str], profiles: Sequence[str], bills: Sequence[Path]
) -> tuple[Draft, ...]:
    """One environment a context, together with the profile of its account or name; one for each profile that is left.

    One bill goes to the only environment with an account, else each has its own.
    """
    left = {p.name: p for p in found.profiles if p.name in profiles}
    accounts = {p.name: found.accounts.get(p.name) or p.account_id for p in left.values()}
    made: list[Draft] = []

    def with_account(draft: Draft, profile: str) -> Draft:
        known = left.pop(profile)
        regions = (known.region,) if known.region else ()
        return replace(draft, profile=profile, account_id=accounts[profile], regions=draft.regions or regions)

    for context in contexts:
        eks = _EKS.fullmatch(context)
        draft = Draft(name=_name(context), risk=risk_of(context), context=context, kubeconfig=found.kubeconfig)
        of_account = [p for p in left if eks and accounts[p] == eks["account"]]
        same_name = [p for p in left if _name(p).lower() == draft.name.lower()]
        if matching := of_account or same_name:
            draft = with_account(replace(draft, regions=(eks["region"],) if eks else ()), matching[0])
        made.append(draft)
    for profile in list(left):
        name = "aws-default" if profile == "default" else _name(profile)
        made.append(with_account(Draft(name=name, risk=risk_of(profile)), profile))
    return _distinct(_billed(made, bills))


def _billed(made: Sequence[Draft], bills: Sequence[Path]) -> list[Draft]:
    with_account = [d for d in made if d.profile]
    if len(bills) == 1 and len(with_account) == 1:
        return [replace(d, bills=bills[0]) if d is with_account[0] else d for d in made]
    own = [Draft(name=_name(p.name.partition(".")[0]), risk=Risk.SANDBOX, bills=p) for p in bills]
    return [*made, *own]


def _name(name: str) -> str:
    """What people call it: the cluster's own name, in letters that need no quotes in a file or on a command line."""
    found = _EKS.fullmatch(name) or _GKE.fullmatch(name)
    plain = re.sub(r"[^\w-]+", "-", found["name"] if found else name).strip("-")
    return plain or "environment"


def _distinct(made: Sequence[Draft]) -> tuple[Draft, ...]:
    names: set[str] = set()
    result = []
    for draft in made:
        name, number = draft.name, 2
        while name in names:
            name, number = f"{draft.name}-{number}", number + 1
        names.add(name)
        result.append(replace(draft, name=name))
    return tuple(result)
