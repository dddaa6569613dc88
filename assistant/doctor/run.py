"""Runs all probes at once, each within its time, and keeps secrets out of what they say. Called by `baepo doctor`."""

import queue
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.doctor import (
    aws,
    bills,
    clock,
    configuration,
    data_folder,
    kube,
    model,
    programs,
    python,
    secrets,
    slack,
    store,
    terminal,
)
from assistant.doctor.spec import Here, Probe, Result, not_seen
from assistant.errors import DONE, FAILED, PARTLY, BaepoError
from assistant.language import Text
from assistant.redaction import UNKEYED
from tools.spec import ToolError

PROBES: tuple[Probe, ...] = (
    python.PROBE,
    configuration.PROBE,
    data_folder.PROBE,
    store.PROBE,
    kube.PROBE,
    aws.PROBE,
    bills.PROBE,
    model.PROBE,
    slack.PROBE,
    programs.PROBE,
    terminal.PROBE,
)
_TICK_S = 0.25


def examine(
    here: Here, probes: Sequence[Probe] = PROBES, *, waiting: Callable[[frozenset[str]], None] = lambda _names: None
) -> dict[Probe, tuple[Result, ...]]:
    """What every probe found, in the order of `probes`. `waiting` is told now and then which are not ready yet."""
    done: queue.SimpleQueue[tuple[Probe, tuple[Result, ...]]] = queue.SimpleQueue()
    begun = time.monotonic()
    for probe in probes:
        # A daemon: what hangs must not keep the program from ending.
        threading.Thread(target=lambda p=probe: done.put((p, _looked(p, here))), name=probe.name, daemon=True).start()
    found: dict[Probe, tuple[Result, ...]] = {}
    while left := [p for p in probes if p not in found]:
        try:
            probe, results = done.get(timeout=_TICK_S)
            found.setdefault(probe, results)
        except queue.Empty:
            waiting(frozenset(p.name for p in left))
        late = [p for p in left if p not in found and time.monotonic() - begun > p.limit_s]
        found |= {p: (_too_late(p),) for p in late}
    hidden = secrets.known(here)
    told = {p: tuple(_without(hidden, r) for r in found[p]) for p in probes}
    judged = clock.judged(r.offset_s for results in told.values() for r in results if r.offset_s is not None)
    return told | {clock.PROBE: judged}


def exit_code(results: Mapping[Probe, Sequence[Result]]) -> int:
    """The gravest: 1 something does not work, 2 configuration, 3 another identity, 4 could not look; else 0."""
    return min((r.exit_code for found in results.values() for r in found if r.exit_code), default=DONE)


def _looked(probe: Probe, here: Here) -> tuple[Result, ...]:
    try:
        return tuple(probe.look(here))
    except (ToolError, BaepoError) as error:
        return (not_seen(probe.name, error, next="baepo doctor --offline"),)
    except Exception as error:  # noqa: BLE001 one broken probe must not hide what the others see
        if here.environ.get("BAEPO_DEBUG"):
            traceback.print_exc()
        kind = type(error).__name__
        told = Text(ko=f"Baepo 내부 오류: {kind}", en=f"An error inside Baepo: {kind}")
        return (
            Result(what=probe.name, state="failed", detail=told, next="BAEPO_DEBUG=1 baepo doctor", exit_code=FAILED),
        )


def _too_late(probe: Probe) -> Result:
    limit = f"{probe.limit_s:.0f}"
    told = Text(ko=f"{limit}초 안에 답이 없었습니다.", en=f"No answer within {limit} s.")
    return Result(what=probe.name, state="failed", detail=told, next="baepo doctor --offline", exit_code=PARTLY)


def _without(secrets: Sequence[str], result: Result) -> Result:
    """Messages of others may quote what they were given: this machine's secrets go, and whatever looks like one."""

    def clean(text: str) -> str:
        for secret in secrets:
            text = text.replace(secret, "[redacted]")
        return UNKEYED.text(text)

    detail = Text(ko=clean(result.detail.ko), en=clean(result.detail.en))
    return replace(result, what=clean(result.what), detail=detail, next=clean(result.next))
