"""Yes or no about what was stopped by its own settings: no failure. Called by `composing.compose`. Pure."""

from collections.abc import Sequence

from assistant.findings import Finding
from assistant.language import Text
from assistant.planner.narrowing.verdicts import Asked

_CHECK = "kube.stopped_on_purpose"
_STATES = {
    "zero_replicas": (Text(ko="꺼 둔", en="switched off"), Text(ko="꺼져 있도록", en="off")),
    "suspended": (Text(ko="실행을 멈춰 둔", en="suspended"), Text(ko="실행되지 않도록", en="suspended")),
    "paused": (Text(ko="롤아웃을 멈춰 둔", en="paused"), Text(ko="롤아웃이 멈춰 있도록", en="paused")),
}


def at_rest(asked: Asked, findings: Sequence[Finding]) -> Text | None:
    """The verdict where all that was found is such; None otherwise. Somebody's reason beside it says that it is on purpose."""
    variants = {dict(f.cause).get("variant", "") for f in findings}
    if asked not in ("well", "ill", "down") or not findings or any(f.check != _CHECK for f in findings):
        return None
    state = _STATES.get(variants.pop() if len(variants) == 1 else "")
    if state is None:
        return None
    meant, is_set = state
    if all(any(s.role == "scope" for s in f.statements) for f in findings):
        ko, en = f"일부러 {meant.ko} 것입니다", f"it was {meant.en} on purpose"
    else:
        ko, en = f"{is_set.ko} 설정된 것입니다", f"it is set to be {is_set.en}"
    no = "No failure" if asked == "down" else "No"
    return Text(ko=f"**아니요, {ko}.**", en=f"**{no}: {en}.**")
