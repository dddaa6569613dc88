"""Which existing object was probably meant by a name that nothing has. Called by `reports` and checks of references."""

import difflib
from collections.abc import Iterable

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.failure import Failure
from assistant.findings import Statement
from assistant.language import Text, with_particle

_CLOSE = 0.75
# Variant of a failure: the detail that holds the name, the kind as people say it, the resource.
_NAMED = {
    "missing_config_map": ("configmap", "ConfigMap", "configmaps"),
    "missing_secret": ("secret", "Secret", "secrets"),
    "claim_missing": ("claim", "PVC", "persistentvolumeclaims"),
    "service_account_missing": ("account", "ServiceAccount", "serviceaccounts"),
}


def close_to(name: str, known: Iterable[str]) -> str:
    """The one that is spelt most like it; "" when none is."""
    found = difflib.get_close_matches(name, sorted(set(known) - {name}), n=1, cutoff=_CLOSE)
    return found[0] if found else ""


def probably_meant(failure: Failure, facts: KubeFacts) -> list[Statement]:
    """The object of the same namespace whose name is nearly the one that is missing. It is said, and joins nothing."""
    detail, kind, resource = _NAMED.get(failure.variant, ("", "", ""))
    wanted = failure.detail(detail)
    here = {o.name: o for o in facts.of(resource) if o.namespace == failure.pod.namespace}
    close = close_to(wanted, here) if wanted else ""
    if not close:
        return []
    text = Text(
        ko=f"이름이 비슷한 {kind} {with_particle(close, '이')} 있습니다. 이름을 잘못 적었는지 확인해 보세요.",
        en=f"There is a {kind} {close}: the name may be misspelt.",
    )
    path = "name" if resource == "secrets" else "metadata.name"  # of Secrets a list of names is read
    return [Statement(role="cause", text=text, cites=(here[close].cite(path, close),))]
