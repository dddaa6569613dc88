"""Whether this machine's clock is right, by servers that were asked for something else anyway."""

from collections.abc import Iterable

from assistant.doctor.spec import Here, Probe, Result
from assistant.errors import FAILED
from assistant.language import Text

# AWS refuses requests more than 15 minutes off ("RequestTimeTooSkewed"); signed decisions live for 30.
_WRONG_S, _OFF_S = 300.0, 30.0


def judged(offsets_s: Iterable[float]) -> tuple[Result, ...]:
    """Pure. The smallest offset counts: one server with a wrong clock is that server's trouble."""
    known = sorted(offsets_s, key=abs)
    if not known:
        told = Text(ko="비교할 서버에 묻지 않았습니다.", en="No server was asked that could tell the time.")
        return (Result(what="clock", state="off", detail=told),)
    offset_s = known[0]
    amount, behind = f"{abs(offset_s):.0f}", offset_s > 0
    told = Text(
        ko=f"이 기기의 시계가 {amount}초 {'느립니다' if behind else '빠릅니다'}.",
        en=f"This machine's clock is {amount} s {'behind' if behind else 'ahead'}.",
    )
    if abs(offset_s) < _OFF_S:
        return (Result(what="clock", state="ok", detail=Text(ko="맞습니다.", en="It is right.")),)
    wrong = abs(offset_s) >= _WRONG_S
    return (
        Result(
            what="clock",
            state="failed" if wrong else "warn",
            detail=told,
            next="sudo timedatectl set-ntp true",
            exit_code=FAILED if wrong else 0,
        ),
    )


def _nothing(_here: Here) -> tuple[Result, ...]:
    return ()


PROBE = Probe(name="clock", title=Text(ko="시계", en="Clock"), look=_nothing, limit_s=0)
